"""What a form sent: bounded, UTF-8 only, read field by field; and what is wrong with it.

Nothing here keeps it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Self, TypeVar
from urllib.parse import parse_qsl

from bot.errors import DeskError
from bot.frozen import frozen
from bot.report import Week

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import StrEnum

Code = TypeVar("Code", bound="StrEnum")
MOST_FIELDS: Final = 200
LONGEST: Final = 20_000
OURS: Final = frozenset(
    {"csrf", "once", "next", "here", "speak"}
    | {"name", "passphrase", "code", "passkey", "organisation", "recovery"}
)


@frozen
class Complaint:
    """A sentence about what was sent, and the field that it is about."""

    said: str = field(repr=False)
    name: str = ""


class Turned(DeskError):
    """Refused with a sentence of the page's own."""

    def __init__(self, key: str, name: str = "", **values: object) -> None:
        """`key` and `values`: the sentence; `name`: the field that it is about."""
        super().__init__(key)
        self.key, self.name, self.values = key, name, values


class Unfit(DeskError):
    """A field is empty, or holds what it cannot hold."""

    def __init__(self, name: str, why: str = "missing", more: Sequence[str] = ()) -> None:
        """`name`: the field; `why`: `missing`, `unknown`, `week` or `long`; `more`: the same."""
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why
        self.more = tuple(more)


@frozen
class Form:
    """Fields and what was typed in them."""

    held: Mapping[str, list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read `application/x-www-form-urlencoded`. Raises ValueError for what is not."""
        held: dict[str, list[str]] = {}
        for name, value in parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        ):
            held.setdefault(name, []).append(value.replace("\r\n", "\n"))
        return cls(held)

    def text(self, name: str) -> str:
        """The text of a field without white space around it; empty when there is none."""
        return self.held.get(name, [""])[0].strip()

    def must_fit(self) -> None:
        """Raises Unfit for a field that is too long: what is shown again may be."""
        long = [name for name, values in self.held.items() if len(max(values, key=len)) > LONGEST]
        if long:
            raise Unfit(long[0], "long", long[1:])

    def said(self, name: str, was: object) -> str:
        """The same; `was` for a field that this form has not got. An emptied one stays empty."""
        return self.text(name) if name in self.held else str(was)

    def needed(self, name: str) -> str:
        """The same. Raises Unfit for none."""
        said = self.text(name)
        if not said:
            raise Unfit(name)
        return said

    def need(self, *names: str) -> None:
        """All of these hold something. Raises Unfit with every one that does not."""
        empty = [name for name in names if not self.text(name)]
        if empty:
            raise Unfit(empty[0], more=empty[1:])

    def all(self, name: str) -> list[str]:
        """Every text under one name, empty ones left out."""
        return [one.strip() for one in self.held.get(name, []) if one.strip()]

    def code(self, codes: type[Code], name: str) -> Code:
        """One id of a closed list. Raises Unfit."""
        said = self.needed(name)
        try:
            return codes(said)
        except ValueError:
            raise Unfit(name, "unknown") from None

    def week(self, name: str) -> Week:
        """A week such as 2026-W50, as a browser's week field sends it too. Raises Unfit."""
        try:
            return Week.parse(self.needed(name).upper())
        except ValueError:
            raise Unfit(name, "week") from None

    def number(self, name: str, least: int, most: int) -> int:
        """A whole number between two others. Raises Unfit."""
        said = self.needed(name)
        if not said.isdecimal() or not least <= int(said) <= most:
            raise Unfit(name, "unknown")
        return int(said)

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) == "yes"

    def typed(self) -> dict[str, list[str]]:
        """What a person typed: every field that is not the machinery of the form."""
        return {name: values for name, values in self.held.items() if name not in OURS}

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.held)
