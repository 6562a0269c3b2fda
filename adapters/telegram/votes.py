"""Votes under an issue as Telegram carries them: what a button holds, what a tap or a poll says.

    v:en:2026-W47:here.0      a button: language, period, question
    telegram:@x, its quiz     a poll, known by the id at the end of its reference in the ledger

Pure. A tap in a channel names who tapped; that number goes into a mark and nowhere else. A poll
brings counts alone.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from bot.frozen import frozen
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.telegram.spot import Spot

MOST: Final = 64  # bytes of callback data (Bot API, InlineKeyboardButton)
_DATA: Final = re.compile(r"v:([a-z]{2}):([A-Za-z0-9-]{1,48}):(here\.[0-2])")
_POLL: Final = "#"


@frozen
class Asked:
    """What a button asks: in which issue, which question, and its label's language."""

    language: Language
    period: str
    question: str

    def data(self) -> str | None:
        """Callback data; None when it does not fit."""
        said = f"v:{self.language.value}:{self.period}:{self.question}"
        return said if len(said.encode()) <= MOST and _DATA.fullmatch(said) else None


@frozen
class Key:
    """A button under an issue: a question, or a link."""

    label: str
    asked: Asked | None = None
    url: str = ""


Board = tuple[tuple[Key, ...], ...]


@frozen
class Voted:
    """Somebody tapped a question under an issue. `board`: the buttons as they stand there."""

    chat: int
    name: str
    topic: int | None
    message: int
    query: str = field(repr=False)
    voter: int = field(repr=False)
    asked: Asked
    board: Board


@frozen
class Counted:
    """How many chose what in a quiz of ours, by the poll's id."""

    poll: str
    counts: tuple[int, ...]


def read_tap(query: Mapping[str, Any]) -> Voted | None:
    """A tap where others read; None when it is none of these."""
    match query:
        case {
            "id": str(number),
            "from": {"id": int(voter)},
            "data": data,
            "message": {"message_id": int(message), "chat": {"id": int(chat)} as where} as under,
        }:
            asked = read_data(data)
        case _:
            return None
    if asked is None or where.get("type") not in {"channel", "group", "supergroup"}:
        return None
    name, thread = where.get("username"), under.get("message_thread_id")
    topic = thread if isinstance(thread, int) and under.get("is_topic_message") else None
    called = name.lower() if isinstance(name, str) else ""
    board = _board(under.get("reply_markup"))
    return Voted(chat, called, topic, message, number, voter, asked, board)


def read_poll(poll: Mapping[str, Any]) -> Counted | None:
    """The present counts of a poll; None for anything else."""
    match poll:
        case {"id": str(number), "options": list(options)}:
            pass
        case _:
            return None
    counts = [one.get("voter_count") for one in options if isinstance(one, dict)]
    whole = tuple(n for n in counts if isinstance(n, int) and n >= 0)
    return Counted(number, whole) if len(whole) == len(options) else None


def read_data(data: object) -> Asked | None:
    """What a button of ours asks; None for anything that `Asked.data` did not make."""
    if not isinstance(data, str) or len(data) > MOST:
        return None
    found = _DATA.fullmatch(data)
    try:
        return Asked(Language(found[1]), found[2], found[3]) if found else None
    except ValueError:
        return None


def place(voted: Voted, places: Mapping[str, Spot]) -> str | None:
    """Under which name the ledger knows where this was tapped; None: it is none of our places."""
    for name, spot in places.items():
        if spot.chat in {voted.chat, f"@{voted.name}"} and spot.topic == voted.topic:
            return name
    return None


def with_poll(reference: str, poll: str) -> str:
    """A quiz's reference in the ledger: where it is, then which poll it is."""
    return f"{reference}{_POLL}{poll}"


def poll_of(reference: str) -> str:
    """The poll in a quiz's reference; empty when it names none."""
    return reference.partition(_POLL)[2]


def message_of(reference: str) -> int | None:
    """The number of the message in a reference: a link's last part, or the number itself."""
    last = reference.partition(_POLL)[0].rsplit("/", 1)[-1]
    return int(last) if last.isascii() and last.isdecimal() else None


def label(asked: Asked, n: int = 0) -> str:
    """What stands on a button: the question, and how many said so, at least."""
    words = Words(asked.language)
    number = int(asked.question.rpartition(".")[2])
    here = words("digest.button.could_happen_here")
    if number:
        here = words("tgchannel.here.take", label=here, n=number)
    return words("tgchannel.here.count", label=here, n=n) if n else here


def _board(markup: object) -> Board:
    """The buttons of a message of ours: questions and links."""
    match markup:
        case {"inline_keyboard": list(rows)}:
            found = [tuple(_keys(row)) for row in rows if isinstance(row, list)]
            return tuple(row for row in found if row)
        case _:
            return ()


def _keys(row: list[Any]) -> list[Key]:
    keys = []
    for one in row:
        match one:
            case {"text": str(label), "url": str(url)}:
                keys.append(Key(label, url=url))
            case {"text": str(label), "callback_data": data}:
                keys.append(Key(label, read_data(data)))
            case _:
                continue
    return keys
