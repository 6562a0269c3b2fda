"""A state as bytes and back: what a draft holds. Bytes that no version of ours wrote are None.

    state   canonical JSON of [VERSION, value]
    value   text, number, true, null, [value …] for a tuple, [class name, field …] for a dataclass

Lean on purpose: a draft has 8 KiB, and 1500 characters may take 6000 bytes. Reading checks every
type against the dataclass's own annotations, every id against the script, every receipt against
its range.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from bot.flow import answers, errands, states, visits
from bot.flow.sound import SOUND
from bot.flow.states import State
from bot.photo import Picture
from bot.report import CleanText, RawText

VERSION: Final = 1
DEEPEST: Final = 8  # a state within a state within a state, with answers and a text: five
_NAMES: Final = {
    **vars(errands),
    **vars(answers),
    **vars(visits),
    **vars(states),
    "CleanText": CleanText,
    "Picture": Picture,
    "RawText": RawText,
}
_HALVES: Final = re.compile("[\ud800-\udfff]")
_Reads = Callable[[object, int], object]


class _ForeignError(Exception):
    """These bytes hold no state of this version."""


def encode(state: State) -> bytes:
    """The state's canonical bytes."""
    return _TO_JSON.encode((VERSION, state)).encode()


def decode(data: bytes) -> State | None:
    """The state behind the bytes; None when they are not ours or of an older version."""
    try:
        text = data.decode()
        held, end = _FROM_JSON.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if end != len(text) or not isinstance(held, list) or len(held) != 2 or held[0] != VERSION:
        return None
    try:
        return cast("State", _READ_STATE(held[1], DEEPEST))
    except _ForeignError:
        return None


# --- writing -------------------------------------------------------------------------------------


def _named(value: object) -> list[object]:
    """A dataclass as a list of its name and fields; JSON knows what to do with all the rest."""
    name, names = _fields(type(value))  # type: ignore[arg-type]  # a class is hashable
    return [name, *[getattr(value, each) for each in names]]


@cache
def _fields(cls: type[Any]) -> tuple[str, tuple[str, ...]]:
    """The names of a dataclass and of its fields. Raises TypeError for any other type."""
    return cls.__name__, tuple(item.name for item in fields(cls))


# As `bot.report.canonical`, made once: making one takes as long as writing a state.
_TO_JSON: Final = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_named,
)


# --- reading -------------------------------------------------------------------------------------

_FROM_JSON: Final = json.JSONDecoder()


@cache
def _reader(hint: Any) -> _Reads:  # noqa: ANN401 - a type hint is anything
    """How a value of this type hint is read. Raises _ForeignError when it does not fit.

    Looked up in `typing` once, not once a step, which would take longer than the step.
    """
    if get_origin(hint) in {UnionType, Union}:
        return _one_of({getattr(one, "__name__", ""): _reader(one) for one in get_args(hint)})
    if get_origin(hint) is tuple:
        return _several(get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    return _bare(hint)


def _several(args: tuple[Any, ...]) -> _Reads:
    """The reader of a tuple with these arguments."""
    if args == (str, Ellipsis):
        return _texts
    if args[-1] is not Ellipsis:
        return _tuple(tuple(map(_reader, args)))
    pair = get_args(args[0])
    return _pairs(_reader(pair[1])) if pair[:1] == (str,) else _any_number(_reader(args[0]))


def _bare(hint: object) -> _Reads:
    """A text, a number or a truth value, of exactly this type."""

    def read(value: object, _depth: int) -> object:
        if type(value) is not hint:
            raise _ForeignError
        if isinstance(value, str) and not value.isascii():
            _whole(value)
        return value

    return read


def _whole(text: str) -> None:
    """JSON can spell half a surrogate pair, UTF-8 cannot: such a text could not be written."""
    if _HALVES.search(text):
        raise _ForeignError


def _texts(value: object, _depth: int) -> object:
    """Any number of texts: what most tuples are."""
    if not isinstance(value, list):
        raise _ForeignError
    for one in value:
        if not isinstance(one, str):
            raise _ForeignError
        if not one.isascii():
            _whole(one)
    return tuple(value)


def _one_of(readers: dict[str, _Reads]) -> _Reads:
    """The one member of a union that the value names or is."""
    optional = NoneType.__name__ in readers

    def read(value: object, depth: int) -> object:
        if value is None and optional:
            return None
        name = value[0] if isinstance(value, list) and value else type(value).__name__
        if not isinstance(name, str) or name not in readers:
            raise _ForeignError
        return readers[name](value, depth)

    return read


def _pairs(part: _Reads) -> _Reads:
    """Any number of questions, each with what was answered: the longest list of a draft."""

    def read(value: object, depth: int) -> object:
        if not isinstance(value, list):
            raise _ForeignError
        made = []
        for one in value:
            if not isinstance(one, list) or len(one) != 2 or not isinstance(one[0], str):
                raise _ForeignError
            if not one[0].isascii():
                _whole(one[0])
            made.append((one[0], part(one[1], depth)))
        return tuple(made)

    return read


def _any_number(part: _Reads) -> _Reads:
    def read(value: object, depth: int) -> object:
        if not isinstance(value, list):
            raise _ForeignError
        return tuple([part(one, depth) for one in value])

    return read


def _tuple(parts: tuple[_Reads, ...]) -> _Reads:
    def read(value: object, depth: int) -> object:
        if not isinstance(value, list) or len(parts) != len(value):
            raise _ForeignError
        return tuple([part(one, depth) for part, one in zip(parts, value, strict=True)])

    return read


def _dataclass(cls: type[Any]) -> _Reads:
    """Its fields are looked at with the first value, for a state may hold a state.

    Only here may values nest without end, so only here are they counted.
    """
    name, sound = cls.__name__, SOUND.get(cls)
    known: list[tuple[_Reads, ...]] = []

    def read(value: object, depth: int) -> object:
        if not known:
            hints = get_type_hints(cls, localns=_NAMES)
            known.append(tuple(_reader(hints[item.name]) for item in fields(cls)))
        parts = known[0]
        if not depth or not isinstance(value, list) or len(value) != len(parts) + 1:
            raise _ForeignError
        if value[0] != name:
            raise _ForeignError
        below = depth - 1
        made = cls(*[part(one, below) for part, one in zip(parts, value[1:], strict=True)])
        if sound is not None and not sound(made):
            raise _ForeignError
        return made

    return read


_READ_STATE: Final = _reader(State)
