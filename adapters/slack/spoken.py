"""What people write and press in a direct conversation with the app: dicts in, arrivals out. Pure.

A button carries the conversation (`token:turn:language`), so that any process can serve it. What
does not fit is None, never an exception. No person is read here: a conversation is its channel,
and that name goes no further than a keyed hash and the answer to it.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from adapters.slack.typed import in_message
from bot.frozen import frozen
from bot.report import Token
from bot.words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTION: Final = re.compile(r"^say\.(\d{1,2}|go|done|stop|yes|many)$")
"""The ids of all buttons and fields in a direct conversation."""

FIELD: Final = "say.many"
_VALUE: Final = re.compile(r"([\w-]{43}):(\d{1,6}):([a-z]{2})", re.ASCII)
# Slack sends these as messages too: an edit, a deletion, a bot's own words.
_PLAIN: Final = (None, "file_share")


@frozen
class Spoken:
    """Somebody wrote. `event`: the same whenever Slack delivers it. `files`: not words alone."""

    chat: str = field(repr=False)
    event: str = field(repr=False)
    text: str = field(repr=False)
    files: bool = False


@frozen
class Tap:
    """What a button carries: token, turn, language."""

    token: Token = field(repr=False)
    rev: int
    language: Language

    def encode(self) -> str:
        """The value of a button."""
        return f"{self.token.text}:{self.rev}:{self.language.value}"

    @classmethod
    def parse(cls, value: object) -> Tap | None:
        """Read it back; None for anything that `encode` did not make."""
        found = _VALUE.fullmatch(value) if isinstance(value, str) else None
        token = Token.parse(found[1]) if found else None
        if found is None or token is None or found[3] not in set(Language):
            return None
        return cls(token, int(found[2]), Language(found[3]))


@frozen
class Chosen:
    """Somebody pressed a button: `do` is `yes`, `go`, `stop`, `done`, or the place of a choice.

    `tap` None: of the first question, which belongs to no draft, or of none of ours.
    """

    chat: str = field(repr=False)
    ts: str = field(repr=False)
    trigger: str = field(repr=False)
    do: str
    tap: Tap | None
    places: tuple[int, ...] = ()


Arrival = Spoken | Chosen


def read(body: Mapping[str, object]) -> Arrival | None:
    """What a payload means in a direct conversation; None for all else."""
    match body:
        case {
            "event": {
                "type": "message",
                "channel_type": "im",
                "channel": str(chat),
                "ts": str(ts),
                **rest,
            }
        }:
            return _spoken(chat, ts, rest)
        case {
            "type": "block_actions",
            "channel": {"id": str(chat)},
            "message": {"ts": str(ts)},
            "trigger_id": str(trigger),
            "actions": [{"action_id": str(name), **rest}, *_],
        }:
            found = ACTION.fullmatch(name)
        case _:
            return None
    if found is None or name == FIELD:
        return None
    tap = Tap.parse(rest.get("value"))
    return Chosen(chat, ts, trigger, found[1], tap, _marked(body.get("state")))


def _spoken(chat: str, ts: str, rest: Mapping[Any, object]) -> Spoken | None:
    if rest.get("subtype") not in _PLAIN or rest.get("bot_id") is not None:
        return None
    text, files = rest.get("text"), rest.get("files")
    typed = in_message(text) if isinstance(text, str) else ""
    return Spoken(chat, f"{chat}/{ts}", typed, files=bool(files))


def _marked(state: object) -> tuple[int, ...]:
    """The choices that are marked, where several may be."""
    match state:
        case {"values": {"say": {"say.many": {"selected_options": list(options)}}}}:
            values = [one.get("value") for one in options if isinstance(one, dict)]
        case _:
            return ()
    numbers = [one for one in values if isinstance(one, str) and re.fullmatch(r"\d{1,2}", one)]
    return tuple(int(one) for one in numbers if one.isascii())
