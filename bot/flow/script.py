"""The questions, their order and their branches, as data. No sentence lives here; nothing moves.

    near miss   story  family  kind  barrier  worst    [branch]  [urgent]  confirm
    concern     story  family  kind  ongoing  gravity  [branch]            confirm
    not sure    story  family                                              confirm

One text and at most five taps, one more for the coach and one for a branch. Sources of the order:
NASA ASRS and CHIRP (own words first, categories after them).
"""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.flow.talk import Ask
from bot.frozen import frozen
from bot.taxonomy import (
    KINDS,
    Area,
    Barrier,
    Consent,
    DayPart,
    Family,
    Gravity,
    Kind,
    Ongoing,
    ReporterCause,
    Seen,
    Severity,
    View,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from bot.flow.answers import Answers
    from bot.flow.terms import Terms

_FIRST: Final = ("story", "family")
CONCERN_PATH: Final = (*_FIRST, "kind", "ongoing", "gravity", "branch")
NEAR_MISS_PATH: Final = (*_FIRST, "kind", "barrier", "worst", "branch", "urgent")
PATHS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Family.SAFETY: NEAR_MISS_PATH,
        Family.PHYSICAL: NEAR_MISS_PATH,
        Family.CYBER: NEAR_MISS_PATH,
        Family.CONCERN: CONCERN_PATH,
        Family.UNSURE: _FIRST,
    }
)

# A changed answer takes with it what hung on it; the rest of the path is asked or kept.
HANGS_ON: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "family": ("kind", "branch", "urgent"),
        "kind": ("branch", "urgent"),
        "barrier": ("urgent",),
        "worst": ("urgent",),
        "branch": ("urgent",),
    }
)


class Meaning(Enum):
    """What the answer that matters means."""

    HARM_DONE = auto()
    STILL_DANGEROUS = auto()
    AT_LEAST_SERIOUS = auto()


@frozen
class Branch:
    """The one extra question of a kind: which answer matters, and what it means then."""

    matters: str
    meaning: Meaning


YES_NO: Final = ("yes", "no", "unknown")
BRANCHES: Final[Mapping[str, Branch]] = MappingProxyType(
    {
        Kind.PHISHING_STOPPED: Branch("yes", Meaning.HARM_DONE),
        Kind.MALWARE_RANSOMWARE_NEUTRALISED: Branch("yes", Meaning.HARM_DONE),
        Kind.MEDICATION_MIXUP: Branch("yes", Meaning.HARM_DONE),
        Kind.PASSWORD_OR_SECRET_EXPOSED: Branch("no", Meaning.STILL_DANGEROUS),
        Kind.MISCONFIGURATION_EXPOSURE: Branch("no", Meaning.STILL_DANGEROUS),
        Kind.ACCESS_SCHEDULE_OR_LOCK: Branch("no", Meaning.STILL_DANGEROUS),
        Kind.TAILGATING_UNAUTHORISED_ENTRY: Branch("yes", Meaning.STILL_DANGEROUS),
        Kind.GAS_CHEMICAL: Branch("no", Meaning.STILL_DANGEROUS),
        Kind.VEHICLE_REVERSING: Branch("yes", Meaning.AT_LEAST_SERIOUS),
        Kind.FORKLIFT_LOADING: Branch("yes", Meaning.AT_LEAST_SERIOUS),
    }
)

# Ids that are labelled by the taxonomy; every other choice has a sentence of its own.
CODED: Final[Mapping[str, type[StrEnum]]] = MappingProxyType(
    {
        "family": Family,
        "kind": Kind,
        "barrier": Barrier,
        "worst": Severity,
        "ongoing": Ongoing,
        "gravity": Gravity,
        "when": When,
        "daypart": DayPart,
        "area": Area,
        "why": ReporterCause,
        "seen": Seen,
        "view": View,
        "consent": Consent,
    }
)
_CODED_IDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {question: tuple(code.value for code in codes) for question, codes in CODED.items()}
)
_KIND_IDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {family.value: tuple(kind.value for kind in kinds) for family, kinds in KINDS.items()}
)
PLAIN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"branch": YES_NO, "urgent": ("now", "window"), "questions": ("yes", "no")}
)

WEEKDAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday"),
    *("friday", "saturday", "sunday"),
)

# Optional details, in the order of the menu; some bring a second question with them.
DETAILS: Final = (
    *("when", "area", "why", "idea"),
    *("seen", "view", "consent", "questions", "excluded"),
)
AND_THEN: Final[Mapping[str, str]] = MappingProxyType({"when": "daypart", "area": "spot"})
DETAIL_ORDER: Final = (
    *("when", "daypart", "area", "spot", "why"),
    *("idea", "seen", "view", "consent", "questions", "excluded"),
)
REPORT_ORDER: Final = (
    *("story", "family", "kind", "barrier", "worst"),
    *("ongoing", "gravity", "branch", "urgent"),
)

VERDICTS: Final = ("approve", "veto")
MARKS: Final = ("1", "2", "3", "4", "5")

# Lengths of texts in characters, after the scrub: least and most.
LENGTHS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "story": (15, 1500),
        "add": (2, 1500),
        "answer": (1, 1000),
        "idea": (2, 500),
        "spot": (2, 200),
    }
)


def kind_of(question: str, answers: Answers) -> Ask:
    """How a question of the script wants to be answered."""
    if question in LENGTHS:
        return Ask.TEXT
    if question in {"why", "excluded"} or (question == "branch" and is_concern(answers)):
        return Ask.MANY
    return Ask.ONE


def options(question: str, answers: Answers, terms: Terms) -> tuple[str, ...]:
    """The ids that a question offers; none for a text."""
    if question == "kind":
        return _KIND_IDS[answers.pick("family") or Family.UNSURE]
    if question == "branch" and is_concern(answers):
        return (*terms.excludable, "none")
    if question == "excluded":
        return terms.roles
    if question in PLAIN:
        return PLAIN[question]
    return _CODED_IDS.get(question, ())


def details(terms: Terms) -> tuple[str, ...]:
    """The optional details that the menu offers; without roles nobody can be excluded."""
    return tuple(name for name in DETAILS if name != "excluded" or terms.roles)


def path(answers: Answers, terms: Terms) -> tuple[str, ...]:
    """The questions that these answers lead through, in order, the story first."""
    return tuple(step for step in _way(answers) if _asked(step, answers, terms))


def next_question(answers: Answers, terms: Terms) -> str:
    """The first question that is still open; an empty string when the record is complete."""
    given = answers.given()
    open_ = (step for step in _way(answers) if step not in given)
    return next((step for step in open_ if _asked(step, answers, terms)), "")


def answered(answers: Answers, question: str, ids: tuple[str, ...], terms: Terms) -> Answers:
    """The answers with one more choice, without what hung on the old one or left the path."""
    if answers.ids(question) != ids:
        answers = answers.without(*HANGS_ON.get(question, ()))
    answers = answers.picking(question, ids)
    way = _way(answers)
    strayed = [
        step for step in answers.given() if step not in way or not _asked(step, answers, terms)
    ]
    return answers.without(*strayed)


def is_concern(answers: Answers) -> bool:
    """Whether this is something wrong rather than something that nearly happened."""
    return answers.pick("family") == Family.CONCERN


def excluded(answers: Answers) -> tuple[str, ...]:
    """The reviewing roles that must not read a concern."""
    if not is_concern(answers):
        return ()
    return tuple(role for role in answers.ids("branch") if role != "none")


def meaning(answers: Answers) -> Meaning | None:
    """What the branch answer means; None when it changes nothing."""
    branch = BRANCHES.get(answers.pick("kind"))
    if branch is None or answers.pick("branch") != branch.matters:
        return None
    return branch.meaning


def in_danger(answers: Answers) -> bool:
    """Whether danger is still running, as far as was answered."""
    stopped = answers.pick("barrier") != Barrier.NOT_STOPPED
    return not stopped or meaning(answers) is Meaning.STILL_DANGEROUS


def may_be_urgent(answers: Answers) -> bool:
    """Whether *now or with the next batch* is asked: danger, or only luck before the worst."""
    by_luck = answers.pick("barrier") == Barrier.LUCK
    return in_danger(answers) or (by_luck and answers.pick("worst") == Severity.CRITICAL)


def _way(answers: Answers) -> tuple[str, ...]:
    """The questions of a family, those that are asked sometimes included."""
    return PATHS.get(answers.pick("family"), _FIRST)


def _asked(step: str, answers: Answers, terms: Terms) -> bool:
    """Whether a question on the way is asked: two of them only sometimes are."""
    if step == "branch":
        return bool(terms.excludable) if is_concern(answers) else answers.pick("kind") in BRANCHES
    return step != "urgent" or may_be_urgent(answers)
