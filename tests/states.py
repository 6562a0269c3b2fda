"""Any state and anything heard, for property tests of the conversation. Nothing here is a mock."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from bot.flow import script
from bot.flow.answers import Answers
from bot.flow.errands import (
    Barred,
    Done,
    Failed,
    Filed,
    Kinds,
    Known,
    Listed,
    Question,
    Status,
    Unknown,
)
from bot.flow.machine import Machine
from bot.flow.states import (
    Asking,
    Browsing,
    Changing,
    Coaching,
    Confirming,
    Filing,
    Gathering,
    Idle,
    Leaving,
    Listing,
    Narrowing,
    Telling,
)
from bot.flow.talk import Chose, Command, Odd, Pictured, Pressed, Said
from bot.flow.terms import Terms
from bot.flow.text import tidy
from bot.flow.visits import (
    Adding,
    Answering,
    AtCase,
    Detailing,
    Erasing,
    Judging,
    LookingUp,
    More,
    Picturing,
    Posting,
    Rating,
    Recalling,
    Renewing,
    Reviewing,
    Rewording,
    Seeking,
    Sending,
    Showing,
    Visit,
    Withdrawing,
)
from bot.photo import Picture
from bot.receipt import LIMIT, words
from bot.report import CleanText, RawText
from bot.sealed import CaseState
from bot.taxonomy import KINDS, Disposition, Family, Kind
from bot.words import Language, Words
from tests.transcript import FewRules

ROLES: Final = ("Plant manager", "Shift lead")
TERMS: Final = Terms(
    roles=ROLES, rare=("gas_chemical",), external_channels="the authority", photos=True
)


def machine(language: Language = Language.EN, terms: Terms = TERMS) -> Machine:
    """A machine with two roles to exclude."""
    return Machine(Words(language), FewRules(language), terms)


_LETTERS: Final = st.characters(exclude_categories=["Cs"])
typed: Final = st.one_of(
    st.text(max_size=40),
    st.text(_LETTERS, min_size=15, max_size=60),
    st.sampled_from(
        [
            "A trailer rolled back at the dock",
            "Anna lost hunter2 at Gate 7",
            "1",
            "2, 3",
            "Luck",
            "send",
            "back",
            "skip",
            " ".join(words(7)),
            "\x00\u202e\u200b",
            "\ud800",
            "x" * 1501,
        ]
    ),
)
clean: Final = st.text(_LETTERS, min_size=1, max_size=60).map(CleanText)
raw: Final = typed.map(RawText)
held: Final = typed.map(lambda text: RawText(tidy(text)[0]))
receipts: Final = st.integers(0, LIMIT - 1)
visits: Final = st.builds(
    Visit,
    receipts,
    st.booleans(),
    st.sampled_from([(), ("q1",), ("preview", "rate"), ("photo",), ("photo",) * 3]),
)


@st.composite
def reports(draw: st.DrawFn, *, whole: bool = False) -> Answers:
    """Answers as the script gathers them: a path walked to its end, or only part of it."""
    answers = Answers((("story", draw(clean)),))
    steps = 99 if whole else draw(st.integers(0, 7))
    while (question := script.next_question(answers, TERMS)) and steps:
        ids = draw(choices(question, answers))
        answers = script.answered(answers, question, ids, TERMS)
        steps -= 1
    return answers


def choices(question: str, answers: Answers) -> st.SearchStrategy[tuple[str, ...]]:
    """A fitting answer to one question."""
    offered = script.options(question, answers, TERMS)
    return st.sampled_from(offered).map(lambda one: (one,))


@st.composite
def details(draw: st.DrawFn) -> Answers:
    """Some of the optional details."""
    found = Answers()
    for question in draw(st.sets(st.sampled_from(script.DETAIL_ORDER))):
        if question in script.LENGTHS:
            found = found.saying(question, draw(clean))
        else:
            found = found.picking(question, draw(choices(question, found)))
    return found


pictures: Final = st.builds(
    Picture,
    st.sampled_from(["ab" * 32, "0" * 64]),
    st.sampled_from([1, 1600]),
    st.sampled_from([1, 1200]),
)
questions: Final = st.builds(
    Question, st.just("q1"), st.text(_LETTERS, max_size=30), st.sampled_from([(), ("Yes", "No")])
)
_buttons: Final = st.builds(Question, st.just("q1"), st.just("Why?"), st.just(("Yes", "No")))
statuses: Final = st.builds(
    Status,
    st.sampled_from([*CaseState, "from a later version"]).map(str),
    st.sampled_from(["", *Disposition, "unheard of"]).map(str),
    st.text(_LETTERS, max_size=20),
)
previews: Final = st.one_of(st.none(), st.text(_LETTERS, max_size=40))
_partial: Final = reports()
_whole: Final = reports(whole=True)
_mores: Final = st.builds(More, visits, details())
_texts: Final = st.one_of(
    st.builds(Telling, _partial),
    st.builds(Detailing, visits, details(), st.sampled_from(["idea", "spot"])),
    st.builds(Adding, visits),
    st.builds(Answering, visits, questions),
)
_spoken: Final = st.one_of(st.builds(Adding, visits), st.builds(Answering, visits, questions))
_lookups: Final = st.builds(LookingUp, st.one_of(st.none(), visits))


@st.composite
def _asking(draw: st.DrawFn) -> Asking:
    answers = draw(_whole)
    steps = [step for step in script.path(answers, TERMS) if step != "story"]
    return Asking(answers, draw(st.sampled_from(steps)))


_simple: Final = st.one_of(
    st.just(Idle()),
    st.builds(Telling, _partial),
    st.builds(Telling),
    st.builds(Coaching, held, _texts, st.booleans()),
    _asking(),
    st.builds(Confirming, _whole),
    st.builds(Changing, _whole),
    st.builds(Filing, _whole),
    _mores,
    st.builds(Recalling, visits, details()),
    st.builds(Detailing, visits, details(), st.sampled_from(script.DETAIL_ORDER)),
    st.builds(Picturing, visits, details()),
    st.builds(Showing, visits, details(), pictures),
    st.builds(Posting, visits, details(), pictures),
    st.just(Seeking()),
    _lookups,
    st.builds(AtCase, visits, statuses, st.one_of(st.none(), questions), previews),
    _spoken,
    st.builds(Judging, visits, st.text(_LETTERS, max_size=40)),
    st.builds(Rating, visits),
    st.builds(Reviewing, _mores),
    st.builds(Reviewing, _spoken, clean),
    st.builds(Sending, _mores),
    st.builds(Sending, _spoken, clean),
    st.builds(Sending, st.builds(Answering, visits, _buttons), st.none(), st.sampled_from("12")),
    st.builds(
        Sending,
        st.builds(Judging, visits, st.just("a lesson")),
        st.none(),
        st.sampled_from(["approve", "veto"]),
    ),
    st.builds(Sending, st.builds(Rating, visits), st.none(), st.sampled_from("12345")),
    st.builds(Rewording, visits),
    st.builds(Renewing, visits),
    st.builds(Withdrawing, visits),
    st.builds(Erasing, visits),
)


@st.composite
def narrowings(draw: st.DrawFn) -> Narrowing:
    """Some kinds that have lessons, and one of their families or none yet."""
    some = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=5, unique=True))
    own = set(some) - {Kind.OTHER}
    families = [family.value for family in Family if own.intersection(KINDS[family])]
    family = draw(st.sampled_from(["", *families]))
    return Narrowing(draw(_simple), tuple(kind.value for kind in some), family)


states: Final = st.one_of(
    _simple,
    st.builds(Listing, st.integers(0, 3), _simple, st.sampled_from(["", *Kind]).map(str)),
    st.builds(
        Browsing,
        st.integers(0, 3),
        _simple,
        st.sampled_from(["", *Kind]).map(str),
        st.booleans(),
    ),
    st.builds(Gathering, _simple),
    narrowings(),
    st.builds(Leaving, _simple, st.one_of(st.just(Telling()), st.just(Seeking()), _lookups)),
)
_IDS: Final = sorted(
    {*Family, "send", "change", "discard", "safe", "edit", "keep", "back", "done", "now", "luck"}
    | {"yes", "no", "none", "skip", "1", "2", "5", "nonsense", "", *ROLES, "when", "why", "other"}
    | {"photo", "another", "remove", "next", "kinds", "all", "machinery", "phishing_stopped"}
)
outcomes: Final = st.one_of(
    st.builds(Filed, receipts),
    st.builds(Known, statuses, st.one_of(st.none(), questions), previews),
    st.just(Unknown()),
    st.just(Done()),
    st.builds(Failed, st.just("The disk is full.")),
    st.builds(
        Listed,
        st.lists(st.just("A lesson."), max_size=2).map(tuple),
        st.integers(0, 2),
        st.booleans(),
    ),
    st.builds(Barred, st.booleans()),
    st.builds(
        Kinds,
        st.lists(st.sampled_from([*Kind, "of a later version"]).map(str), max_size=5).map(tuple),
    ),
)
heard: Final = st.one_of(
    st.builds(Said, raw),
    st.lists(st.sampled_from(_IDS), max_size=3).map(lambda ids: Chose(tuple(ids))),
    st.builds(Pressed, st.sampled_from(Command)),
    st.builds(Odd, st.sampled_from(["photo", "sticker"])),
    st.builds(Pictured, pictures),
    outcomes,
)
