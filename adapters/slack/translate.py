"""What Slack's payloads mean: plain dicts in, arrivals out. Pure; no person leaves this file.

A form carries its conversation in its own `private_metadata`, so nothing here needs to know who
sent it. What does not fit is None, never an exception: payloads come from outside.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final, cast

from adapters.slack.typed import in_field
from bot.flow.talk import Command, Loss, Said
from bot.frozen import frozen
from bot.report import RawText, Token
from bot.words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from bot.flow.sheet import Places

CALLBACK: Final = "closecall"
BACK: Final = "back"
GO: Final = "go"

# Entries, wherever their button or shortcut stands, and what each opens.
ENTRIES: Final[Mapping[str, Command]] = {
    "closecall_report": Command.REPORT,
    "closecall_check": Command.CHECK,
    "closecall_lessons": Command.LESSONS,
    "closecall_learn": Command.LEARN,
    "closecall_privacy": Command.PRIVACY,
}
SHORTCUTS: Final = ("closecall_open", "closecall_this")

# All that a listener may see of a payload: kinds, the form, its answers, the key that opens one.
_KEPT: Final = frozenset(
    {"type", "callback_id", "challenge", "command", "trigger_id", "view", "actions"}
)
_VIEW: Final = frozenset({"id", "callback_id", "private_metadata", "state", "type"})
_ACTION: Final = frozenset({"action_id", "block_id", "type", "value"})
_EVENT: Final = frozenset({"type", "tab"})
# What bolt puts beside a payload that is not taken from it.
_CONTEXT: Final = frozenset({"client", "listener_runner", "logger", "token"})
_PLACES: Final = 100  # Slack's own limit of options in a list
_FIELDS: Final = 12


@frozen
class Leaf:
    """What a form carries: its conversation, its turn, and answers that go with the next sheet.

    `within`: another form lies below this one, and is there again when this one is closed.
    `loss`: what closing it would lose, for the page that may have to be shown in its place.
    """

    token: Token = field(repr=False)
    rev: int
    language: Language
    left: Mapping[str, Places] = field(repr=False, default_factory=dict)
    within: bool = False
    loss: Loss = Loss.REPORT

    def encode(self) -> str:
        """Short JSON, far below the 3000 characters that a form can carry."""
        left = {key: list(places) for key, places in self.left.items()}
        held = {"t": self.token.text, "r": self.rev, "l": self.language.value, "a": left}
        if self.within:
            held["w"] = 1
        if self.loss is not Loss.REPORT:
            held["x"] = self.loss.value
        return json.dumps(held, separators=(",", ":"))


@frozen
class Sent:
    """A form was sent: its answers, and the block of each, to point at what does not fit."""

    leaf: Leaf
    sheet: Mapping[str, Said | Places] = field(repr=False)
    blocks: Mapping[str, str]


@frozen
class Tapped:
    """A button inside a form. `place` None: back to the story."""

    leaf: Leaf
    view: str = field(repr=False)
    place: int | None


@frozen
class Opened:
    """A door was opened. `within`: out of a form that stays below the new one."""

    command: Command
    trigger: str = field(repr=False)
    within: bool = False


def person(body: Mapping[str, object]) -> str:
    """Whoever sent a payload, for the length of one call; an empty string when nobody is named."""
    match body:
        case {"user": {"id": str(who)}} | {"user_id": str(who)} | {"event": {"user": str(who)}}:
            return who
        case _:
            return ""


def seen(body: Mapping[str, object]) -> bool:
    """Whether somebody looks at the app's own page."""
    match body:
        case {"event": {"type": "app_home_opened", "tab": "home"}}:
            return True
        case _:
            return False


def emptied(body: MutableMapping[str, Any], context: MutableMapping[str, Any]) -> None:
    """Take everything out of a payload that listeners do not need: persons, places, words around.

    What is kept is listed, so that what Slack adds tomorrow is not kept.
    """
    for key in [key for key in body if key not in _KEPT and key != "event"]:
        del body[key]
    for key, listed in (("view", _VIEW), ("event", _EVENT)):
        if key in body:
            body[key] = _only(body[key], listed)
    if "actions" in body:
        actions = body["actions"] if isinstance(body["actions"], list) else []
        body["actions"] = [_only(action, _ACTION) for action in actions[:1]]
    for key in [key for key in context if key not in _CONTEXT]:
        del context[key]


def submitted(body: Mapping[str, object]) -> Mapping[str, object] | None:
    """The view of a form of ours that was sent; None for anything else."""
    view = body.get("view")
    if body.get("type") != "view_submission" or not isinstance(view, dict):
        return None
    return view if view.get("callback_id") == CALLBACK else None


def leaf(view: object) -> Leaf | None:
    """What a form carries; None when it is not one of ours."""
    match view:
        case {"private_metadata": str(text)} if 0 < len(text) <= 3000:
            pass
        case _:
            return None
    try:
        held = json.loads(text)
        left = {str(key): _places(places) for key, places in held["a"].items()}
        token, within = Token.parse(held["t"]), held.get("w") == 1
        loss = Loss(held.get("x", Loss.REPORT))
        if token is None:
            return None
        return Leaf(token, int(held["r"]), Language(held["l"]), left, within, loss)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def sent(view: object) -> Sent | None:
    """A form's answers; None when it is not one of ours."""
    carried = leaf(view)
    if carried is None:
        return None
    sheet: dict[str, Said | Places] = dict(carried.left)
    blocks: dict[str, str] = {}
    for block, element in _fields(view):
        key = block.partition(".")[0]
        if key == "kind" and "kinds" in element:
            sheet.pop("kind", None)
            for name, places in _kinds(element["kinds"]).items():
                sheet[name] = places
                blocks[name] = block
            continue
        answer = _answer(element)
        if answer is not None:
            sheet[key] = answer
            blocks[key] = block
    return Sent(carried, sheet, blocks)


def tapped(body: Mapping[str, object]) -> Tapped | None:
    """A button inside a form; None for anything else."""
    match body:
        case {
            "view": {"id": str(view), "private_metadata": str()} as held,
            "actions": [{"action_id": str(name)}, *_],
        }:
            pass
        case _:
            return None
    carried = leaf(held)
    if carried is None:
        return None
    verb, _, number = name.partition(".")
    if verb == BACK:
        return Tapped(carried, view, None)
    if verb != GO or not number.isascii() or not number.isdecimal() or int(number) >= _PLACES:
        return None
    return Tapped(carried, view, int(number))


def opened(body: Mapping[str, object]) -> Opened | None:
    """The entry behind a command, a shortcut or a button; None for anything else."""
    match body:
        case {"trigger_id": str(trigger), "actions": [{"action_id": str(name)}, *_]}:
            command = ENTRIES.get(name.partition(".")[0])
            return Opened(command, trigger, within=inside(body)) if command else None
        case {"trigger_id": str(trigger)}:
            return Opened(Command.REPORT, trigger)
        case _:
            return None


def inside(body: Mapping[str, object]) -> bool:
    """Whether a button stood in a form. The app's own page is a view too, and no form."""
    match body:
        case {"view": {"type": "modal"}}:
            return True
        case _:
            return False


def _only(held: object, listed: frozenset[str]) -> dict[str, Any]:
    if not isinstance(held, dict):
        return {}
    return {key: value for key, value in held.items() if key in listed}


def _fields(view: object) -> list[tuple[str, Mapping[str, object]]]:
    match view:
        case {"state": {"values": dict(values)}}:
            found = list(values.items())[:_FIELDS]
            return [(str(name), held) for name, held in found if isinstance(held, dict)]
        case _:
            return []


def _answer(element: Mapping[str, object]) -> Said | Places | None:
    match element:
        case {"text": {"value": str(typed)}}:
            return Said(RawText(in_field(typed)))
        case {"text": dict()}:
            return Said(RawText(""))
        case {"pick": {"selected_option": {"value": str(value)}}}:
            return _numbers([value])
        case {"many": {"selected_options": list(options)}}:
            return _numbers([one.get("value") for one in options if isinstance(one, dict)])
        case _:
            return None


def _kinds(chosen: object) -> dict[str, Places]:
    match chosen:
        case {"selected_option": {"value": str(value)}}:
            places = _numbers(value.split("."))
        case _:
            return {}
    named = zip(("family", "kind"), ((one,) for one in places or ()), strict=False)
    return dict(named)


def _numbers(values: list[Any]) -> Places | None:
    if not all(isinstance(v, str) and v.isascii() and v.isdecimal() for v in values):
        return None
    found = tuple(int(value) for value in values if len(value) < 3)
    return found if len(found) == len(values) else None


def _places(values: object) -> Places:
    """Raises ValueError for what cannot be places."""
    if not isinstance(values, list) or len(values) > _PLACES:
        raise ValueError("places")
    if not all(isinstance(one, int) and 0 <= one < _PLACES for one in values):
        raise ValueError("places")
    return cast("Places", tuple(values))
