"""What a conversation says of who reads it is what the list of readers and the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.flow import script
from bot.flow.answers import NOTHING, Answers
from bot.flow.errands import Filed
from bot.flow.states import Asking, Confirming, Filing
from bot.flow.talk import Chose, Notice
from bot.flow.terms import UNNAMED, Terms
from bot.report import CleanText, Week
from bot.words import Language, Words
from closecall import settings as settings_
from closecall.commands.init import ROLE
from closecall.wiring.taking import terms
from storage.manifest import BREAK_GLASS, SPEAKUP, Manifest, Recipient
from tests.states import machine

if TYPE_CHECKING:
    from pathlib import Path

LATER = Week(2027, 20)
TOLD = NOTHING.picking("family", ("concern",))


def person(n: int, role: str, *groups: str) -> Recipient:
    """A reviewer; only the role and the groups matter here."""
    return Recipient(bytes([n]) * 32, bytes([n]) * 32, role, groups)


GUARD = person(99, BREAK_GLASS)


def told(folder: Path, *people: Recipient, **given: str) -> Terms:
    """The terms that these readers and settings make."""
    read = settings_.read({"CLOSECALL_HOME": str(folder), **given}, folder)
    return terms(read, Language.EN, Manifest(1, LATER, (*people, GUARD)), "terminal", ())


def heard(here: Terms, language: Language = Language.EN) -> list[str]:
    """What is said once somebody says that it is a concern."""
    turn = machine(language, here).step(Asking(NOTHING, "family"), Chose(("concern",)))
    return [say.text for say in turn.says if isinstance(say, Notice)]


def test_one_reader_is_named_by_role_and_cannot_be_left_out(tmp_path: Path) -> None:
    here = told(tmp_path, person(1, "safety lead"))
    assert heard(here)[1:] == [
        "One person here reads what you tell: safety lead.",
        "That person cannot be left out: if it is about them, do not tell it here.",
    ]
    assert "branch" not in script.path(TOLD, here)


def test_two_readers_in_one_role_cannot_be_left_out_either(tmp_path: Path) -> None:
    here = told(tmp_path, person(1, "safety"), person(2, "safety"), person(3, "hr"))
    named = told(tmp_path, person(1, "safety", SPEAKUP), person(2, "safety", SPEAKUP))
    assert heard(here)[1:] == ["3 people here read what you tell: hr, safety."]
    assert heard(named)[1:] == [
        "2 people here read what you tell: safety.",
        "None of them can be left out: if it is about one of them, do not tell it here.",
    ]


def test_a_group_of_one_role_offers_nobody_to_exclude_whatever_roles_there_are(
    tmp_path: Path,
) -> None:
    here = told(tmp_path, person(1, "hr", SPEAKUP), person(2, "boss"), person(3, "safety"))
    assert here.roles == ("boss", "hr", "safety")
    assert heard(here)[1] == "One person here reads what you tell: hr."
    assert "branch" not in script.path(TOLD, here)
    assert "excluded" in script.details(here)  # of a near miss everybody is a reader


def test_two_roles_of_readers_can_be_told_apart(tmp_path: Path) -> None:
    here = told(tmp_path, person(1, "hr", SPEAKUP), person(2, "boss", SPEAKUP), person(3, "it"))
    assert heard(here)[1:] == ["2 people here read what you tell: boss, hr."]
    assert script.options("branch", TOLD, here) == ("boss", "hr", "it", "none")


def test_a_role_that_nobody_chose_is_not_told(tmp_path: Path) -> None:
    assert ROLE == UNNAMED
    here = told(tmp_path, person(1, ROLE))
    assert heard(here)[1] == "One person here reads what you tell."
    mixed = told(tmp_path, person(1, ROLE), person(2, "hr"))
    assert heard(mixed)[1] == "2 people here read what you tell: hr, reviewer."


@pytest.mark.parametrize("language", Language)
def test_nothing_is_said_of_readers_that_nobody_knows(language: Language) -> None:
    assert heard(Terms(), language) == [Words(language)("intake.concern.is")]


def test_a_list_without_a_reviewer_starts_all_the_same(tmp_path: Path) -> None:
    assert told(tmp_path).readers == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "unheard"), ({"CLOSECALL_REVIEW_CHANNEL": "file:alerts"}, "now")],
    ids=["nobody is called", "the duty reviewers are"],
)
def test_an_urgent_report_says_whether_anybody_is_called(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    here = told(tmp_path, person(1, "safety"), **given)
    urgent = Answers((), (("urgent", ("now",)),))
    turn = machine(Language.EN, here).step(Filing(urgent), Filed(7))
    texts = {say.text for say in turn.says if isinstance(say, Notice)}
    both = {one: Words(Language.EN)(f"intake.filed.{one}") for one in ("now", "unheard")}
    assert texts & set(both.values()) == {both[said]}


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "under Lessons."), ({"CLOSECALL_DIGEST_CHANNELS": "file:lessons"}, "come on Monday.")],
    ids=["nothing is posted", "a digest is"],
)
def test_where_lessons_can_be_read_is_said_as_it_is(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    here = told(tmp_path, person(1, "safety"), **given)
    turn = machine(Language.EN, here).step(Filing(NOTHING), Filed(7))
    texts = [say.text for say in turn.says if isinstance(say, Notice)]
    assert texts[-1].endswith(said)


def test_where_nobody_can_be_left_out_the_record_follows_at_once(tmp_path: Path) -> None:
    here = told(tmp_path, person(1, "safety lead"))
    answers = Answers(
        (("story", CleanText("We are told to skip the lockout check")),),
        (("family", ("concern",)), ("kind", ("retaliation",)), ("ongoing", ("yes",))),
    )
    turn = machine(Language.EN, here).step(Asking(answers, "gravity"), Chose(("unfair",)))
    assert isinstance(turn.state, Confirming)


@pytest.mark.parametrize(
    ("release", "within"),
    [("now", "an hour"), ("hourly", "an hour"), ("4-hourly", "four hours"), ("daily", "a day")],
)
def test_who_waits_for_the_batch_is_told_how_long(
    tmp_path: Path, release: str, within: str
) -> None:
    here = told(tmp_path, person(1, "safety"), CLOSECALL_RELEASE=release)
    prompt = machine(Language.EN, here).prompt(Asking(NOTHING, "urgent"))
    assert prompt is not None
    assert prompt.text.endswith(f", within {within}?")


@pytest.mark.parametrize(("rare", "warned"), [("gas_chemical, clinic_lab", True), ("", False)])
def test_what_few_could_know_of_is_said_before_it_is_sent(
    tmp_path: Path, rare: str, *, warned: bool
) -> None:
    here = told(tmp_path, person(1, "safety"), CLOSECALL_RARE=rare)
    answers = Answers((("story", CleanText("A valve hissed in the store room.")),))
    for question, code in (("family", "safety"), ("kind", "gas_chemical")):
        answers = answers.picking(question, (code,))
    shown = machine(Language.EN, here).again(Confirming(answers)).prompt
    assert shown is not None
    assert (Words(Language.EN)("intake.confirm.rare") in shown.text) is warned
