"""Votes under an issue as Slack carries them: what a button holds, what a tap says. Pure.

    vote.drill.2      the third choice of the drill       value  en:2026-W47
    vote.here.1.0     *could happen here*, first take

A tap names who tapped; that name goes into a mark and nowhere else. Counts are shown only rounded
down, on the buttons and in the line below the drill, so that no single tap can be watched.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from adapters.slack.typed import unescaped
from bot.frozen import frozen
from bot.words import Language, Words
from digests.voting import CHOICES, DRILL, HERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.slack.spot import Spot

Piece = dict[str, Any]

ACTION: Final = re.compile(r"^vote\.(drill|here\.[0-2])\.([0-3])$")
"""The ids of all these buttons."""

TALLY: Final = "votes.drill"
"""The block that says how many answered the drill."""

HEARD: Final = "accessibility_label"
"""What a screen reader says of a button instead of its text (docs.slack.dev, "Button element")."""

LABEL: Final = 75
_VALUE: Final = re.compile(r"([a-z]{2}):([A-Za-z0-9-]{1,48})")
_PIECES: Final = 50


@frozen
class Asked:
    """What a button asks: in which issue, which question, which of its choices."""

    language: Language
    period: str
    question: str
    choice: int = 0

    @property
    def action(self) -> str:
        """The button's own id: no two of a message are the same."""
        return f"vote.{self.question}.{self.choice}"

    @property
    def value(self) -> str:
        """What all buttons of an issue carry."""
        return f"{self.language.value}:{self.period}"


@frozen
class Voted:
    """Somebody tapped a question under an issue. `pieces`: the message as it stands there."""

    asked: Asked
    voter: bytes = field(repr=False)
    trigger: str = field(repr=False)
    channel: str = field(repr=False)
    name: str = field(repr=False)
    ts: str = field(repr=False)
    text: str = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)


def voted(body: Mapping[str, object]) -> Voted | None:
    """A tap on a question under an issue; None when it is none of these."""
    match body:
        case {
            "user": {"id": str(who)},
            "trigger_id": str(trigger),
            "channel": {"id": str(channel), **around},
            "message": {"ts": str(ts), "blocks": list(pieces), **rest},
            "actions": [{"action_id": str(name), "value": str(value)}, *_],
        }:
            asked = _asked(name, value)
        case _:
            return None
    if asked is None or len(pieces) > _PIECES or not all(isinstance(one, dict) for one in pieces):
        return None
    called, text = around.get("name"), rest.get("text")
    return Voted(
        asked,
        f"slack:{who}".encode(),
        trigger,
        channel,
        called if isinstance(called, str) else "",
        ts,
        text if isinstance(text, str) else "",
        tuple(written(one) for one in pieces),
    )


def written(piece: Piece) -> Piece:
    """A piece as we wrote it: what Slack gives back has three signs escaped.

    See slackapi/bolt-python#513. What is edited should be sent as it was posted.
    """
    elements = piece.get("elements")
    if not isinstance(elements, list):
        return _unescaped(piece)
    return {**piece, "elements": [_unescaped(one) for one in elements]}


def _unescaped(held: Piece) -> Piece:
    match held:
        case {"text": {"type": "plain_text", "text": str(text)} as told}:
            heard = {HEARD: unescaped(str(held[HEARD]))} if HEARD in held else {}
            return {**held, "text": {**told, "text": unescaped(text)}, **heard}
        case _:
            return held


def place(tap: Voted, places: Mapping[str, Spot]) -> str | None:
    """Under which name the ledger knows where this was tapped; None: it is none of our places."""
    for name, spot in places.items():
        if spot.where in {tap.channel, tap.name}:
            return name
    return None


def drill(language: Language, period: str, choices: Sequence[str]) -> list[Piece]:
    """The buttons of the drill's choices by their numbers, and the line that counts.

    A number says nothing to who hears it alone: beside it stands the choice, to be read out.
    """
    asked = (Asked(language, period, DRILL, choice) for choice in range(CHOICES))
    buttons = [
        {**_button(one, str(one.choice + 1)), HEARD: heard}
        for one, heard in zip(asked, choices, strict=True)
    ]
    return [{"type": "actions", "elements": buttons}, _tally(Words(language), 0)]


def here(language: Language, period: str, numbers: Sequence[int]) -> Piece:
    """*Could happen here*: of the story (0), or of the takes (1, 2)."""
    asked = (Asked(language, period, HERE[number]) for number in numbers)
    return {"type": "actions", "elements": [_button(one, label(one)) for one in asked]}


def label(asked: Asked, n: int = 0) -> str:
    """What stands on *could happen here*, and how many said so, at least."""
    words = Words(asked.language)
    said = words("digest.button.could_happen_here")
    number = HERE.index(asked.question)
    if number:
        said = words("slackchannel.here.take", label=said, n=number)
    return words("slackchannel.here.count", label=said, n=n) if n else said


def questions(pieces: Sequence[Piece]) -> dict[str, Asked]:
    """The questions that a message asks, one button for each."""
    return {asked.question: asked for asked in _buttons(pieces)}


def recounted(pieces: Sequence[Piece], counts: Mapping[str, int]) -> list[Piece]:
    """The message with these counts, each rounded down already; all else stays as it is."""
    found = questions(pieces)
    changed = []
    for piece in pieces:
        if piece.get("block_id") == TALLY and DRILL in found and DRILL in counts:
            changed.append(_tally(Words(found[DRILL].language), counts[DRILL]))
        elif piece.get("type") == "actions":
            elements = [_relabelled(one, counts) for one in piece.get("elements", ())]
            changed.append({**piece, "elements": elements})
        else:
            changed.append(piece)
    return changed


def _relabelled(element: Piece, counts: Mapping[str, int]) -> Piece:
    asked = _read(element)
    if asked is None or asked.question not in HERE or asked.question not in counts:
        return element
    return {**element, "text": _plain(label(asked, counts[asked.question]))}


def _buttons(pieces: Sequence[Piece]) -> Iterator[Asked]:
    for piece in pieces:
        elements = piece.get("elements") if piece.get("type") == "actions" else None
        for element in elements if isinstance(elements, list) else ():
            asked = _read(element)
            if asked:
                yield asked


def _read(element: object) -> Asked | None:
    match element:
        case {"action_id": str(name), "value": str(value)}:
            return _asked(name, value)
        case _:
            return None


def _asked(name: str, value: str) -> Asked | None:
    """What a button of ours asks; None for anything that was not made here."""
    named, told = ACTION.fullmatch(name), _VALUE.fullmatch(value)
    if named is None or told is None or told[1] not in set(Language):
        return None
    question, choice = named[1], int(named[2])
    if question != DRILL and choice:
        return None
    return Asked(Language(told[1]), told[2], question, choice)


def _button(asked: Asked, text: str) -> Piece:
    return {
        "type": "button",
        "action_id": asked.action,
        "value": asked.value,
        "text": _plain(text[:LABEL]),
    }


def _tally(words: Words, n: int) -> Piece:
    said = words("slackchannel.drill.count", n=n) if n else words("slackchannel.drill.how")
    return {"type": "section", "block_id": TALLY, "text": _plain(said)}


def _plain(text: str) -> Piece:
    return {"type": "plain_text", "text": text, "emoji": False}
