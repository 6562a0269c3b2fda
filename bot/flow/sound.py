"""Whether a value that was read means something to the script of this version.

Types alone do not say it: a question may be gone, a choice may be none, a receipt out of range.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, assert_never

from bot.flow.answers import Answers
from bot.flow.browsing import sound as narrowing
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
from bot.flow.states import Asking, Browsing, Listing, Narrowing
from bot.flow.visits import (
    Adding,
    Answering,
    Detailing,
    Judging,
    More,
    Rating,
    Reviewing,
    Sending,
    Visit,
)
from bot.photo import LONGEST_EDGE, Picture
from bot.receipt import LIMIT
from bot.taxonomy import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS: Final = frozenset({"", *Kind})
_DIGEST: Final = re.compile("[0-9a-f]{64}")


def _sound_answers(made: Answers) -> bool:
    for key, _ in made.texts:
        if key not in LENGTHS:
            return False
    for key, ids in made.picks:  # noqa: SIM110 - at every step, and `all` takes twice as long
        if not _known(key, ids, made):
            return False
    return True


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


SOUND: Final[dict[type[Any], Callable[[Any], bool]]] = {
    Visit: lambda made: 0 <= made.receipt < LIMIT,
    Answers: _sound_answers,
    Asking: _sound_asking,
    Detailing: lambda made: made.question in DETAIL_ORDER,
    Reviewing: lambda made: isinstance(made.place, More) == (made.text is None),
    Sending: _sendable,
    Picture: _sound_picture,
    Listing: lambda made: made.kind in _KINDS,
    Browsing: lambda made: made.kind in _KINDS,
    Narrowing: narrowing,
}
"""By class; a class that is not here is sound whenever its types are."""
