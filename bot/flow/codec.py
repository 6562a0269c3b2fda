"""A state as bytes and back: what a draft holds. Bytes that no version of ours wrote are None.

    state   canonical JSON of [VERSION, value]
    value   text, number, true, null, [value …] for a tuple, [class name, field …] for a dataclass

Lean on purpose: a draft has 8 KiB, and 1500 characters may take 6000 bytes. Reading checks every
type against the dataclass's own annotations, every id against the script, every receipt against
its range.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Final,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from bot.flow import answers, states, talk
from bot.flow.answers import Answers
from bot.flow.script import CODED, DETAIL_ORDER, LENGTHS, PLAIN, REPORT_ORDER
from bot.flow.states import Asking, Detailing, State, Visit
from bot.receipt import LIMIT
from bot.report import CleanText, RawText, canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION: Final = 1
DEEPEST: Final = 12  # a state within a state within a state, with answers: about eight
_NAMES: Final = {
    **vars(talk),
    **vars(answers),
    **vars(states),
    "CleanText": CleanText,
    "RawText": RawText,
}
T = TypeVar("T")


class _ForeignError(Exception):
    """These bytes hold no state of this version."""


def encode(state: State) -> bytes:
    """The state's canonical bytes."""
    return canonical([VERSION, _plain(state)])


def decode(data: bytes) -> State | None:
    """The state behind the bytes; None when they are not ours or of an older version."""
    try:
        held = json.loads(data)
    except (ValueError, RecursionError):
        return None
    match held:
        case [version, value] if version == VERSION:
            pass
        case _:
            return None
    try:
        return cast("State", _read(State, value, DEEPEST))
    except _ForeignError:
        return None


def _plain(value: object) -> object:
    if is_dataclass(value):
        parts = [_plain(getattr(value, item.name)) for item in fields(value)]
        return [type(value).__name__, *parts]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _read(hint: object, value: object, depth: int) -> object:
    """The value that fits a type hint. Raises _ForeignError when it does not."""
    if not depth:
        raise _ForeignError
    if get_origin(hint) in {UnionType, Union}:
        return _one_of(get_args(hint), value, depth)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), value, depth)
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint, value, depth)
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise _ForeignError


def _one_of(hints: Sequence[object], value: object, depth: int) -> object:
    """The one member of a union that the value names or is."""
    if value is None and NoneType in hints:
        return None
    name = value[0] if isinstance(value, list) and value else type(value).__name__
    for hint in hints:
        if getattr(hint, "__name__", "") == name:
            return _read(hint, value, depth)
    raise _ForeignError


def _tuple(hints: tuple[object, ...], value: object, depth: int) -> object:
    if not isinstance(value, list):
        raise _ForeignError
    every = (hints[0],) * len(value) if hints[-1] is Ellipsis else hints
    if len(every) != len(value):
        raise _ForeignError
    return tuple(_read(hint, part, depth - 1) for hint, part in zip(every, value, strict=True))


def _dataclass(cls: type[T], value: object, depth: int) -> T:
    hints = _hints(cast("type[object]", cls))
    if not isinstance(value, list) or value[:1] != [cls.__name__] or len(value) != len(hints) + 1:
        raise _ForeignError
    parts = (_read(hint, part, depth - 1) for hint, part in zip(hints, value[1:], strict=True))
    made = cls(*parts)
    if not _sound(made):
        raise _ForeignError
    return made


@cache
def _hints(cls: type[object]) -> tuple[object, ...]:
    hints = get_type_hints(cls, localns=_NAMES)
    return tuple(hints[item.name] for item in fields(cls))


def _sound(made: object) -> bool:
    """Whether a value means something to the script of this version."""
    match made:
        case Visit(receipt):
            return 0 <= receipt < LIMIT
        case Answers(texts, picks):
            return all(key in LENGTHS for key, _ in texts) and all(
                _known(key, ids) for key, ids in picks
            )
        case Asking(_, question):
            return question in REPORT_ORDER
        case Detailing(_, _, question):
            return question in DETAIL_ORDER
        case _:
            return True


def _known(question: str, ids: tuple[str, ...]) -> bool:
    if question == "branch":  # roles are the organisation's own names
        return True
    allowed = CODED[question] if question in CODED else PLAIN.get(question, ())
    return set(ids) <= {str(code) for code in allowed}
