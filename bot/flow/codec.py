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
    assert_never,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from bot.flow import answers, states, talk
from bot.flow.answers import Answers
from bot.flow.library import sound
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
    Browsing,
    Detailing,
    Judging,
    Listing,
    More,
    Narrowing,
    Rating,
    Reviewing,
    Sending,
    State,
    Visit,
)
from bot.photo import LONGEST_EDGE, Picture
from bot.receipt import LIMIT
from bot.report import CleanText, RawText
from bot.taxonomy import Kind

VERSION: Final = 1
DEEPEST: Final = 8  # a state within a state within a state, with answers and a text: five
_NAMES: Final = {
    **vars(talk),
    **vars(answers),
    **vars(states),
    "CleanText": CleanText,
    "Picture": Picture,
    "RawText": RawText,
}
_KINDS: Final = frozenset({"", *Kind})
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_HALVES: Final = re.compile("[\ud800-\udfff]")
_Reads = Callable[[object, int], object]


class _ForeignError(Exception):
    """These bytes hold no state of this version."""


def encode(state: State) -> bytes:
    """The state's canonical bytes."""
    return _JSON.encode((VERSION, state)).encode()


def decode(data: bytes) -> State | None:
    """The state behind the bytes; None when they are not ours or of an older version."""
    try:
        held = json.loads(data.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, list) or len(held) != 2 or held[0] != VERSION:
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
_JSON: Final = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_named,
)


# --- reading -------------------------------------------------------------------------------------


@cache
def _reader(hint: Any) -> _Reads:  # noqa: ANN401 - a type hint is anything
    """How a value of this type hint is read. Raises _ForeignError when it does not fit.

    Looked up in `typing` once, not once a step, which would take longer than the step.
    """
    if get_origin(hint) in {UnionType, Union}:
        return _one_of({getattr(one, "__name__", ""): _reader(one) for one in get_args(hint)})
    if get_origin(hint) is tuple:
        args = get_args(hint)
        if args == (str, Ellipsis):
            return _texts
        if args[-1] is Ellipsis:
            return _any_number(_reader(args[0]))
        return _tuple(tuple(map(_reader, args)))
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    return _bare(hint)


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
    name, sound = cls.__name__, _SOUND.get(cls)
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


# --- whether a value means something to the script of this version -------------------------------


def _sound_answers(made: Answers) -> bool:
    return all(key in LENGTHS for key, _ in made.texts) and all(
        _known(key, ids, made) for key, ids in made.picks
    )


def _sound_asking(made: Asking) -> bool:
    branching = made.question != "branch" or is_concern(made.answers)
    return (made.question in CODED or made.question in PLAIN) and (
        branching or made.answers.pick("kind") in BRANCHES
    )


def _known(question: str, ids: tuple[str, ...], answers: Answers) -> bool:
    # Roles are the organisation's own names.
    if question == "excluded" or (question == "branch" and is_concern(answers)):
        return True
    if question == "branch" and answers.pick("kind") not in BRANCHES:
        return False
    return _allowed(question).issuperset(ids)


@cache
def _allowed(question: str) -> frozenset[str]:
    """Every id that may answer a question of the script."""
    allowed = CODED[question] if question in CODED else PLAIN.get(question, ())
    return frozenset(str(code) for code in allowed)


def _sound_picture(made: Picture) -> bool:
    sides = 0 < made.width <= LONGEST_EDGE and 0 < made.height <= LONGEST_EDGE
    return sides and _DIGEST.fullmatch(made.digest) is not None


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


_SOUND: Final[dict[type[Any], Callable[[Any], bool]]] = {
    Visit: lambda made: 0 <= made.receipt < LIMIT,
    Answers: _sound_answers,
    Asking: _sound_asking,
    Detailing: lambda made: made.question in DETAIL_ORDER,
    Reviewing: lambda made: isinstance(made.place, More) == (made.text is None),
    Sending: _sendable,
    Picture: _sound_picture,
    Listing: lambda made: made.kind in _KINDS,
    Browsing: lambda made: made.kind in _KINDS,
    Narrowing: sound,
}
_READ_STATE: Final = _reader(State)
