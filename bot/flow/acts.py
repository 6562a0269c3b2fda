"""What a waiting state wants done: a pure function, so that a crash repeats it unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.flow import record, script
from bot.flow.errands import (
    Attach,
    ChangeWords,
    File,
    ListKinds,
    ListLessons,
    LookUp,
    Send,
    Withdraw,
)
from bot.flow.states import Filing, Gathering, Listing
from bot.flow.visits import (
    Adding,
    Answering,
    Erasing,
    Judging,
    LookingUp,
    More,
    Posting,
    Rating,
    Renewing,
    Sending,
)
from bot.sealed import ObjectKind

if TYPE_CHECKING:
    from bot.flow.errands import Act
    from bot.flow.states import State
    from bot.words import Words


def act_of(state: State, words: Words) -> Act | None:  # noqa: PLR0911 - one arm a state
    """The act that a state waits for; None for a state that waits for a person."""
    match state:
        case Filing(answers):
            return File(
                record.report(answers, words),
                concern=script.is_concern(answers),
                excluded=script.excluded(answers),
                urgent=answers.pick("urgent") == "now",
            )
        case LookingUp(visit):
            return LookUp(visit.receipt if visit else None)
        case Sending(place, text, pick):
            kept = record.addition(place, text, pick, words)
            return Send(place.visit.receipt, object_kind(place), kept)
        case Posting(visit, _, picture):
            return Attach(visit.receipt, picture)
        case Renewing(visit):
            return ChangeWords(visit.receipt)
        case Erasing(visit):
            return Withdraw(visit.receipt)
        case Listing(page, _, kind):
            return ListLessons(page, kind)
        case Gathering():
            return ListKinds()
        case _:
            return None


def object_kind(place: More | Adding | Answering | Judging | Rating) -> ObjectKind:
    """What a thing sent from this place is sealed as."""
    match place:
        case More() | Adding():
            return ObjectKind.ADDITION
        case Answering():
            return ObjectKind.ANSWER
        case Judging():
            return ObjectKind.VERDICT
        case Rating():
            return ObjectKind.RATING
        case _:
            assert_never(place)
