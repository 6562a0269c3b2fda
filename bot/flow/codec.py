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
from functools import cache, partial
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    TypeVar,
    Union,
    assert_never,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from bot.flow import answers, states, talk
from bot.flow.answers import Answers
from bot.flow.script import (
    BRANCHES,
    CODED,
    DETAIL_ORDER,
    LENGTHS,
    MARKS,
    PLAIN,
    VERDICTS,
    is_concern,
)
from bot.flow.states import (
    Adding,
    Answering,
    Asking,
    Detailing,
    Judging,
    More,
    Rating,
    Reviewing,
    Sending,
    State,
    Visit,
)
from bot.receipt import LIMIT
from bot.report import CleanText, RawText, canonical

VERSION: Final = 1
DEEPEST: Final = 12  # a state within a state within a state, with answers: about eight
_NAMES: Final = {
    **vars(talk),
    **vars(answers),
    **vars(states),
    "CleanText": CleanText,
    "RawText": RawText,
}
_HALVES: Final = re.compile("[\ud800-\udfff]")
T = TypeVar("T")
_Reads = Callable[[object, int], object]


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
        return cast("State", _READ_STATE(value, DEEPEST))
    except _ForeignError:
        return None


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    names = _fields(type(value))  # type: ignore[arg-type]  # a class is hashable
    if names is None:
        return value
    return [type(value).__name__, *(_plain(getattr(value, name)) for name in names)]


@cache
def _fields(cls: type[Any]) -> tuple[str, ...] | None:
    """The names of a dataclass's fields; None for any other type."""
    return tuple(item.name for item in fields(cls)) if is_dataclass(cls) else None


def _reading(hint: object) -> _Reads:
    """How a value of this type hint is read. Raises _ForeignError when it does not fit.

    Found out at the first value, for a state may hold a state; and then kept, for a type hint is
    slow to look up.
    """
    known: list[_Reads] = []

    def read(value: object, depth: int) -> object:
        if not depth:
            raise _ForeignError
        if not known:
            known.append(_reader(hint))
        return known[0](value, depth)

    return read


@cache
def _reader(hint: Any) -> _Reads:  # noqa: ANN401 - a type hint is anything
    """The plan of a type hint: looked up in `typing` once, not once a step."""
    if get_origin(hint) in {UnionType, Union}:
        return partial(
            _one_of, {getattr(one, "__name__", ""): _reading(one) for one in get_args(hint)}
        )
    if get_origin(hint) is tuple:
        args = get_args(hint)
        if args[-1] is Ellipsis:
            return partial(_any_number, _reading(args[0]))
        return partial(_tuple, tuple(map(_reading, args)))
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(_dataclass, hint, _hints(hint))
    return partial(_bare, hint)


def _bare(hint: object, value: object, _depth: int) -> object:
    """A text, a number or a truth value, of exactly this type."""
    if type(value) is not hint:
        raise _ForeignError
    # JSON can spell half a surrogate pair, UTF-8 cannot: such a text could not be written again.
    if isinstance(value, str) and _HALVES.search(value):
        raise _ForeignError
    return value


def _one_of(readers: dict[str, _Reads], value: object, depth: int) -> object:
    """The one member of a union that the value names or is."""
    if value is None and NoneType.__name__ in readers:
        return None
    name = value[0] if isinstance(value, list) and value else type(value).__name__
    if not isinstance(name, str) or name not in readers:
        raise _ForeignError
    return readers[name](value, depth)


def _any_number(read: _Reads, value: object, depth: int) -> object:
    if not isinstance(value, list):
        raise _ForeignError
    return tuple([read(part, depth - 1) for part in value])


def _tuple(readers: tuple[_Reads, ...], value: object, depth: int) -> object:
    if not isinstance(value, list) or len(readers) != len(value):
        raise _ForeignError
    return tuple([read(part, depth - 1) for read, part in zip(readers, value, strict=True)])


def _dataclass(cls: type[T], readers: tuple[_Reads, ...], value: object, depth: int) -> T:
    if (
        not isinstance(value, list)
        or value[:1] != [cls.__name__]
        or len(value) != len(readers) + 1
    ):
        raise _ForeignError
    parts = [read(part, depth - 1) for read, part in zip(readers, value[1:], strict=True)]
    made = cls(*parts)
    if not _sound(made):
        raise _ForeignError
    return made


def _hints(cls: type[Any]) -> tuple[_Reads, ...]:
    hints = get_type_hints(cls, localns=_NAMES)
    return tuple(_reading(hints[item.name]) for item in fields(cls))


_READ_STATE: Final = _reading(State)


def _sound(made: object) -> bool:  # noqa: PLR0911 - one arm a type
    """Whether a value means something to the script of this version."""
    match made:
        case Visit(receipt):
            return 0 <= receipt < LIMIT
        case Answers(texts, picks):
            return all(key in LENGTHS for key, _ in texts) and all(
                _known(key, ids, made) for key, ids in picks
            )
        case Asking(answers, question):
            branching = question != "branch" or is_concern(answers)
            return (question in CODED or question in PLAIN) and (
                branching or answers.pick("kind") in BRANCHES
            )
        case Detailing(_, _, question):
            return question in DETAIL_ORDER
        case Reviewing(place, text):
            return isinstance(place, More) == (text is None)
        case Sending():
            return _sendable(made)
        case _:
            return True


def _known(question: str, ids: tuple[str, ...], answers: Answers) -> bool:
    if question == "branch" and is_concern(answers):  # roles are the organisation's own names
        return True
    if question == "branch" and answers.pick("kind") not in BRANCHES:
        return False
    return _allowed(question).issuperset(ids)


@cache
def _allowed(question: str) -> frozenset[str]:
    """Every id that may answer a question of the script."""
    allowed = CODED[question] if question in CODED else PLAIN.get(question, ())
    return frozenset(str(code) for code in allowed)


def _sendable(sending: Sending) -> bool:
    match sending.place:
        case More():
            return sending.text is None
        case Adding():
            return sending.text is not None
        case Answering(question=question):
            numbers = {str(number) for number, _ in enumerate(question.choices, 1)}
            return sending.text is not None or sending.pick in numbers
        case Judging():
            return sending.pick in VERDICTS
        case Rating():
            return sending.pick in MARKS
        case _:
            assert_never(sending.place)
