"""Telegram's updates as what a conversation hears. Pure; here a person stops.

    update (a dict from outside) ── read ── Typed | Tapped | Gathered | None

Nothing in an update is trusted: whatever does not have the shape of the Bot API is None, and of a
sender only the language goes further. No SDK parses it first: a shape that the SDK does not know
would be printed whole, and asked for again for ever.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from adapters.telegram.pictured import Pictured, pictured, says_picture
from adapters.telegram.votes import Counted, Voted, read_poll, read_tap
from bot.flow.talk import Command, Odd, Pressed, Said
from bot.frozen import frozen
from bot.receipt import parse
from bot.report import RawText, Token
from bot.words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST: Final = 64  # bytes of callback data (Bot API, InlineKeyboardButton)
ALLOWED: Final = ("message", "edited_message", "callback_query", "poll")
"""The kinds of update that the door asks for. Never `poll_answer`: it names who voted."""

STARTS: Final = frozenset({"report", "check", "learn", "lessons"})
"""What a deep link may carry (`t.me/<bot>?start=check`): nothing that is about a person."""

# In this order: a forwarded voice message is forwarded first of all.
_ODDITIES: Final = (
    *("forward_origin", "forward_date", "photo", "voice", "audio", "video", "video_note"),
    *("animation", "sticker", "document", "location", "venue", "contact", "poll"),
)
_LANGUAGES: Final = {one.value: one for one in Language}
_TOLD_AS: Final = {"forward_origin": "forward", "forward_date": "forward", "venue": "location"}
_LONGEST_GROUP_TEXT: Final = 400  # eight words are shorter; a longer text is not looked at


@frozen
class Switch:
    """`/language`: the other language from here on. A matter of the door alone."""


@frozen
class Typed:
    """A message in a private chat. `opens`: `/start`, which wants a message of its own."""

    chat: int = field(repr=False)
    message: int = field(repr=False)
    heard: Said | Pressed | Odd | Switch
    language: Language | None
    opens: bool = False


@frozen
class Tap:
    """What a button carries: token, turn, language, and which choices.

    `marks`: the choices that would be marked, where several may be; nothing is chosen yet.
    """

    token: Token
    rev: int
    language: Language
    places: tuple[int, ...] = ()
    marks: int | None = None


@frozen
class Tapped:
    """A button was tapped. `tap` None: it is none of ours, or of an older version."""

    chat: int = field(repr=False)
    message: int | None = field(repr=False)
    query: str = field(repr=False)
    tap: Tap | None
    language: Language | None


@frozen
class Gathered:
    """Somebody spoke to the bot where others read. `receipt`: eight words stand there."""

    chat: int = field(repr=False)
    topic: int | None = field(repr=False)
    receipt: bool
    language: Language | None


Arrival = Typed | Pictured | Tapped | Gathered | Voted | Counted


def read(update: object, username: str = "") -> Arrival | None:
    """What an update means; None when it means nothing."""
    # Looked up, not matched: a pattern of nested objects takes ten times as long, at every step.
    if not isinstance(update, dict):
        return None
    if query := _inside(update, "callback_query"):
        return _tapped(query)
    if message := _inside(update, "message"):
        return _message(message, username, edited=False)
    if message := _inside(update, "edited_message"):
        return _message(message, username, edited=True)
    if poll := _inside(update, "poll"):
        return read_poll(poll)
    return None


def button(tap: Tap) -> str:
    """Callback data: `token:rev:` then language and choice. Raises ValueError above 64 bytes."""
    return carried(head(tap.token, tap.rev, tap.language), tap.places, tap.marks)


def head(token: Token, rev: int, language: Language) -> str:
    """What the buttons of one screen have in common."""
    return f"{token.text}:{rev:x}:{language.value}"


def carried(before: str, places: Sequence[int] = (), marks: int | None = None) -> str:
    """The callback data behind a `head`. Raises ValueError above 64 bytes.

    `en3` chooses the third choice, `en=5` the choices of the bits 101, `en~5` only marks them.
    """
    if marks is not None:
        data = f"{before}~{marks:x}"
    elif len(places) == 1:
        data = f"{before}{places[0]}"
    else:
        data = f"{before}={sum(1 << place for place in places):x}"
    if len(data) > MOST:  # all of it is ASCII
        raise ValueError("callback data is too long")
    return data


def tapped(data: object) -> Tap | None:
    """Read a button's data back; None for anything that `button` did not make."""
    if not isinstance(data, str) or len(data) > MOST or not data.isascii():
        return None
    written, _, rest = data.partition(":")
    number, _, choice = rest.partition(":")
    token, rev, language = Token.parse(written), _hex(number), _LANGUAGES.get(choice[:2])
    if token is None or rev is None or language is None:
        return None
    chosen = _choice(choice[2:])
    if chosen is None:
        return None
    tap = Tap(token, rev, language, *chosen)
    return tap if button(tap) == data else None


def _choice(text: str) -> tuple[tuple[int, ...], int | None] | None:
    """The places and the marks of a tap."""
    if text.isdecimal():
        return (int(text),), None
    bits = _hex(text[1:])
    if bits is None or text[:1] not in {"~", "="}:
        return None
    if text[0] == "~":
        return (), bits
    return tuple(place for place in range(bits.bit_length()) if bits >> place & 1), None


def _hex(text: str) -> int | None:
    try:
        return int(text, 16) if text.isalnum() else None
    except ValueError:
        return None


def _tapped(query: Mapping[str, Any]) -> Tapped | Voted | None:
    """A tap in a private chat, whatever is left of its message; or a vote under an issue."""
    who = _inside(query, "from")
    number, sender = query.get("id"), who.get("id")
    if not (isinstance(number, str) and isinstance(sender, int)):
        return None
    tap, language = tapped(query.get("data")), _spoken(who)
    if query.get("message") is None:  # the message is too old to be shown to us
        return Tapped(sender, None, number, tap, language)
    shown = _inside(query, "message")
    where = _inside(shown, "chat")
    message, chat = shown.get("message_id"), where.get("id")
    if isinstance(message, int) and isinstance(chat, int) and where.get("type") == "private":
        return Tapped(chat, message, number, tap, language)
    return read_tap(query)


def _message(message: Mapping[str, Any], username: str, *, edited: bool) -> Arrival | None:
    where = _inside(message, "chat")
    number, chat, kind = message.get("message_id"), where.get("id"), where.get("type")
    if not (isinstance(number, int) and isinstance(chat, int) and isinstance(kind, str)):
        return None
    language = _spoken(_inside(message, "from"))
    if kind != "private":
        return None if edited else _gathered(message, chat, username, language)
    if edited:
        return Typed(chat, number, Odd("edit"), language)
    return _said(message, chat, number, language)


def _said(
    message: Mapping[str, Any], chat: int, number: int, language: Language | None
) -> Typed | Pictured | None:
    odd = next((name for name in _ODDITIES if name in message), None)
    if odd in {"photo", "document"}:
        found = pictured(message, chat, number, language)
        if found is not None:
            return found
        odd = "image" if says_picture(message.get("document")) else odd
    if odd is not None:
        return Typed(chat, number, Odd(_TOLD_AS.get(odd, odd)), language)
    text = message.get("text")
    if not isinstance(text, str):
        return None  # somebody joined, pinned, changed a picture: nothing was said
    return _text(text, chat, number, language)


def _text(text: str, chat: int, number: int, language: Language | None) -> Typed:
    name, payload = _command(text)
    if name == "start":
        command = Command(payload) if payload in STARTS else Command.REPORT
        return Typed(chat, number, Pressed(command), language, opens=True)
    if name == "language":
        return Typed(chat, number, Switch(), language)
    if name in set(Command):
        return Typed(chat, number, Pressed(Command(name)), language)
    return Typed(chat, number, Said(RawText(text)), language)


def _command(text: str) -> tuple[str, str]:
    """`("start", "check")` for `/start@bot check`; two empty strings when it is no command."""
    if not text.startswith("/"):
        return "", ""
    word, _, payload = text[1:].partition(" ")
    return word.partition("@")[0].lower(), payload.strip().lower()


def _gathered(
    message: Mapping[str, Any], chat: int, username: str, language: Language | None
) -> Gathered | None:
    """Only what is meant for this bot, and eight words that nobody else should read."""
    text = message.get("text")
    if not isinstance(text, str) or not text:
        return None
    topic = message.get("message_thread_id")
    where = topic if isinstance(topic, int) and message.get("is_topic_message") else None
    receipt = len(text) <= _LONGEST_GROUP_TEXT and parse(text) is not None
    name, _ = _command(text)
    ours = name in {"start", "language", *Command}
    called = bool(username) and f"@{username.lower()}" in text.lower()
    stranger = "@" in text.split(" ", 1)[0] and not called
    if receipt or called or (ours and not stranger):
        return Gathered(chat, where, receipt, language)
    return None


def _inside(outer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object of that name inside another one; an empty one where there is none."""
    found = outer.get(name)
    return found if isinstance(found, dict) else {}


def _spoken(sender: Mapping[str, Any]) -> Language | None:
    """The language that the sender's app is set to, when we speak it."""
    code = sender.get("language_code")
    return _LANGUAGES.get(code.lower().partition("-")[0]) if isinstance(code, str) else None
