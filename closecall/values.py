"""Values of settings: how each is written, and what it is once read. Knows no file and no setting.

A parser raises ValueError(key, (name, value)...): a key under `roof.expected` in `bot.words`, with
what its sentence needs. It never repeats what it was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.words import Language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SLACK_BOT: Final = re.compile(r"xoxb-[\w-]{4,}")
_SLACK_APP: Final = re.compile(r"xapp-[\w-]{4,}")
_SLACK_SIGN: Final = re.compile(r"[0-9A-Za-z]{16,}")
_TELEGRAM: Final = re.compile(r"\d{3,12}:[A-Za-z0-9_-]{5,}")
_PEPPER: Final = re.compile(r"(?:[0-9a-fA-F]{2}){32,}")


class Secret:
    """A value that prints as `…` wherever it is printed."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Hold a value; only `reveal` gives it back."""
        self._value = value

    def reveal(self) -> str:
        """The value itself: for the one place that needs it."""
        return self._value

    def __bool__(self) -> bool:
        """Whether there is a value at all."""
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same value."""
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        """By the value."""
        return hash(self._value)

    def __repr__(self) -> str:
        """Never the value."""
        return "…" if self._value else "(none)"

    __str__ = __repr__


@unique
class Release(StrEnum):
    """How often accepted reports are released to the reviewers, in shuffled batches."""

    NOW = "now"
    HOURLY = "hourly"
    FOUR_HOURLY = "4-hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """A weekday (0 is Monday) and a local time."""

    weekday: int
    at: time

    def __str__(self) -> str:
        """`mon 09:00`, as it is written in the setting."""
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is posted: a kind (`file`) and where (a folder).

    `language`, `at` and `timezone` are a place's own where it has them. They are no part of its
    name: what was posted there stays known when they change.
    """

    kind: str
    where: str
    language: Language | None = field(default=None, compare=False)
    at: WeeklyTime | None = field(default=None, compare=False)
    timezone: str = field(default="", compare=False)

    def __str__(self) -> str:
        """`file:lessons`, as it is written in the setting."""
        return f"{self.kind}:{self.where}"


def parts(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def line(text: str) -> str:
    """A sentence of the organisation."""
    if len(text) > 500 or not text.isprintable():
        raise ValueError("line")
    return text


def database(text: str, home: Path) -> Secret:
    """A URL for SQLite or PostgreSQL; none means a SQLite file in `home`."""
    if not text:
        return Secret(f"sqlite:///{home / 'closecall.sqlite3'}")
    if text.startswith("postgres://"):  # what hosting companies hand out
        text = text.replace("postgres://", "postgresql://", 1)
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("database")
    if text in {"sqlite:///", "sqlite:///:memory:"}:
        raise ValueError("database")
    return Secret(text)


def language(text: str) -> Language:
    """One of the languages."""
    try:
        return Language(text.lower())
    except ValueError:
        raise ValueError("language") from None


def timezone(text: str) -> str:
    """The name of an IANA time zone."""
    from zoneinfo import ZoneInfo  # 10 ms that most starts do not need

    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("timezone") from None
    return text


def roles(text: str) -> tuple[str, ...]:
    """Names of reviewing roles."""
    roles = tuple(dict.fromkeys(parts(text)))
    if any(len(role) > 40 or not role.isprintable() for role in roles):
        raise ValueError("roles")
    return roles


def regions(text: str) -> tuple[str, ...]:
    """Country codes (ISO 3166-1 alpha-2) whose telephone numbers the scrubber knows."""
    regions = tuple(part.upper() for part in parts(text))
    if not all(len(region) == 2 and region.isascii() and region.isalpha() for region in regions):
        raise ValueError("regions")
    return regions


def release(text: str) -> Release:
    """One of the rhythms."""
    try:
        return Release(text.lower())
    except ValueError:
        raise ValueError("release") from None


def switch(text: str) -> bool:
    """`on` or `off`."""
    if text.lower() not in {"on", "off"}:
        raise ValueError("switch")
    return text.lower() == "on"


def between(least: int, most: int) -> Callable[[str], int]:
    """A parser for whole numbers in a range, both ends included."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError("number", ("least", least), ("most", most))
        return int(text)

    return number


def weekly(text: str) -> WeeklyTime:
    """`mon 09:00`."""
    day, _, clock = text.lower().partition(" ")
    try:
        return WeeklyTime(WEEKDAYS.index(day[:3]), time.fromisoformat(clock.strip()))
    except ValueError:
        raise ValueError("weekly") from None


def fingerprint(text: str) -> str:
    """Hexadecimal digits; spaces, colons and dashes are for people."""
    plain = text.replace(" ", "").replace(":", "").replace("-", "").lower()
    if not all(letter in "0123456789abcdef" for letter in plain):
        raise ValueError("fingerprint")
    return plain


def peppers(text: str) -> tuple[Secret, ...]:
    """Hexadecimal, 32 bytes or more each, the newest first; older ones keep old words working."""
    found = parts(text)
    if not all(_PEPPER.fullmatch(part) for part in found):
        raise ValueError("pepper")
    return tuple(Secret(part) for part in found)


def telegram_token(text: str) -> Secret:
    """What BotFather hands out: the bot's number, a colon, its secret. None: no Telegram."""
    if text and not _TELEGRAM.fullmatch(text):
        raise ValueError("telegram_token")
    return Secret(text)


def slack_bot_token(text: str) -> Secret:
    """The bot token of an app in one workspace. None: no Slack."""
    return _secret(text, _SLACK_BOT, "slack_bot_token")


def slack_app_token(text: str) -> Secret:
    """The app-level token that opens Socket Mode."""
    return _secret(text, _SLACK_APP, "slack_app_token")


def slack_signing_secret(text: str) -> Secret:
    """What Slack signs its deliveries with."""
    return _secret(text, _SLACK_SIGN, "slack_signing_secret")


def _secret(text: str, shape: re.Pattern[str], key: str) -> Secret:
    if text and not shape.fullmatch(text):
        raise ValueError(key)
    return Secret(text)


def api_url(text: str) -> str:
    """The base of another Bot API server, without a slash at its end."""
    return _url(text, ("https", "http"), "api_url")


def public_url(text: str) -> str:
    """Where the platforms reach this service from outside: HTTPS, no query."""
    return _url(text, ("https",), "public_url")


def _url(text: str, schemes: tuple[str, ...], key: str) -> str:
    from urllib.parse import urlsplit  # only where such a setting is used

    if not text:
        return ""
    try:
        parts = urlsplit(text)
        bare = not (parts.query or parts.fragment or parts.username or parts.password)
        fits = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        raise ValueError(key) from None
    if not fits or not bare or not text.isprintable() or " " in text:
        raise ValueError(key)
    return text.rstrip("/")
