"""The script as data: the tap budget of every path, and labels that fit where they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.flow import script
from bot.flow.answers import NOTHING, Answers
from bot.flow.coach import ROWS
from bot.flow.excerpt import rows
from bot.flow.guess import guess
from bot.flow.prompts import Prompts
from bot.flow.states import Asking, Coaching, Confirming, Telling
from bot.flow.talk import Ask
from bot.flow.terms import Terms
from bot.report import CleanText, RawText
from bot.taxonomy import Barrier, Family, Kind, Severity
from bot.words import Language, Words
from tests.states import TERMS
from tests.transcript import FewRules

if TYPE_CHECKING:
    from collections.abc import Iterator

STORY = Answers((("story", CleanText("A trailer rolled back at the dock")),))
QUICK = 5  # taps, besides the one text
LABEL = 75  # characters of an option in Slack
LINES = 2
PHONE = 70  # characters in a line of an average phone


def paths(answers: Answers = NOTHING) -> Iterator[Answers]:
    """Every way through the script, with one choice for each question of several."""
    question = script.next_question(answers, TERMS)
    if not question:
        yield answers
    elif question == "story":
        yield from paths(STORY)
    else:
        for id_ in script.options(question, answers, TERMS):
            yield from paths(script.answered(answers, question, (id_,), TERMS))


ALL_PATHS = tuple(paths())


def test_no_path_costs_more_than_one_text_and_five_taps_and_a_branch() -> None:
    over = []
    for answers in ALL_PATHS:
        taps = len(answers.picks) + 1  # and Send
        extra = answers.has("branch") + answers.has("urgent")
        if len(answers.texts) != 1 or taps - extra > QUICK:
            over.append(answers)
    assert over == []
    assert len(ALL_PATHS) > 1000


def test_six_answers_file_a_report_where_nothing_branches() -> None:
    quick = [a for a in ALL_PATHS if not (a.has("branch") or a.has("urgent"))]
    assert {1 + len(a.picks) + 1 for a in quick} == {6, 3}
    assert {a.pick("family") for a in quick if len(a.picks) == 1} == {Family.UNSURE}


def test_the_quick_path_asks_in_the_agreed_order() -> None:
    asked = {tuple(key for key, _ in answers.picks) for answers in ALL_PATHS}
    assert ("family", "kind", "barrier", "worst") in asked
    assert ("family", "kind", "barrier", "worst", "branch", "urgent") in asked
    assert ("family", "kind", "ongoing", "gravity", "branch") in asked
    assert ("family",) in asked


def test_every_kind_of_every_family_is_reached() -> None:
    reached = {answers.pick("kind") for answers in ALL_PATHS} - {""}
    assert reached == set(Kind)


def test_urgency_is_asked_when_danger_runs_or_only_luck_stood_before_the_worst() -> None:
    for answers in ALL_PATHS:
        barrier, worst = answers.pick("barrier"), answers.pick("worst")
        danger = barrier == Barrier.NOT_STOPPED or (
            script.meaning(answers) is script.Meaning.STILL_DANGEROUS
        )
        luck = barrier == Barrier.LUCK and worst == Severity.CRITICAL
        assert answers.has("urgent") == (danger or luck)


@pytest.mark.parametrize(("kind", "matters"), [(k, b.matters) for k, b in script.BRANCHES.items()])
def test_a_branch_answer_of_i_do_not_know_changes_nothing(kind: str, matters: str) -> None:
    answers = STORY.picking("kind", (kind,))
    assert script.meaning(answers.picking("branch", ("unknown",))) is None
    assert script.meaning(answers.picking("branch", (matters,))) is script.BRANCHES[kind].meaning


def test_concerns_without_roles_to_exclude_are_not_asked_about_them() -> None:
    answers = script.answered(STORY, "family", ("concern",), Terms())
    assert "branch" not in script.path(answers, Terms())
    assert "branch" in script.path(answers, TERMS)


@pytest.mark.parametrize("language", Language)
def test_every_question_has_two_lines_and_labels_that_fit(language: Language) -> None:
    prompts = Prompts(Words(language), FewRules(language), TERMS)
    shown = [prompts.of(Telling())]
    for answers in ALL_PATHS:
        shown += [prompts.of(Asking(answers, key)) for key, _ in answers.picks]
    for prompt in {prompt.text: prompt for prompt in shown if prompt}.values():
        assert len(prompt.text) <= LINES * PHONE, prompt.text
        assert [c.label for c in prompt.choices if not 0 < len(c.label) <= LABEL] == []


@pytest.mark.parametrize("language", Language)
def test_the_coach_never_fills_more_than_one_screen(language: Language) -> None:
    story = " ".join(f"@user{number} Anna {'x' * number}" for number in range(60))
    prompts = Prompts(Words(language), FewRules(language), TERMS)
    prompt = prompts.of(Coaching(RawText(story), Telling()))
    assert prompt
    assert sum(map(rows, prompt.text.splitlines())) <= ROWS


@pytest.mark.parametrize(
    ("story", "choices"),
    [("Anna slipped on it", "safe edit keep"), ("It was hunter2 on a note", "safe edit")],
)
def test_keep_mine_is_offered_only_when_something_may_be_kept(story: str, choices: str) -> None:
    prompts = Prompts(Words(Language.EN), FewRules(), TERMS)
    prompt = prompts.of(Coaching(RawText(story), Telling()))
    assert prompt
    assert [choice.id for choice in prompt.choices] == choices.split()


@pytest.mark.parametrize(
    ("story", "family"),
    [
        ("A trailer rolled with no chocks and a forklift stood in the way", Family.SAFETY),
        ("Una scala troppo corta: un collega è quasi caduto", Family.SAFETY),
        ("The badge was lent to a stranger at reception", Family.PHYSICAL),
        ("Un'email di phishing chiedeva la password", Family.CYBER),
        ("They threaten whoever reports, that is retaliation", Family.CONCERN),
        ("It just felt odd", None),
    ],
)
def test_the_family_is_guessed_by_its_words(story: str, family: Family | None) -> None:
    assert guess(story) is family


def test_a_guess_is_marked_and_never_chosen() -> None:
    prompts = Prompts(Words(Language.EN), FewRules(), TERMS)
    prompt = prompts.of(Asking(STORY, "family"))
    assert prompt
    assert prompt.suggested == Family.SAFETY
    assert script.next_question(STORY, TERMS) == "family"


def test_the_record_is_asked_about_with_the_fixed_checklist_whatever_was_found() -> None:
    prompts = Prompts(Words(Language.EN), FewRules(), TERMS)
    for answers in ALL_PATHS[:50]:
        prompt = prompts.of(Confirming(answers))
        assert prompt
        assert prompt.kind is Ask.CONFIRM
        assert [line[:2] for line in prompt.text.splitlines()[1:4]] == ["- "] * 3


@pytest.mark.parametrize("question", ["kind", "barrier", "worst", "branch"])
def test_when_to_send_is_asked_anew_after_any_answer_that_led_to_it(question: str) -> None:
    changed = 0
    for answers in paths():
        if not answers.has("urgent") or not answers.has(question):
            continue
        for id_ in script.options(question, answers, TERMS):
            again = script.answered(answers, question, (id_,), TERMS)
            assert again.has("urgent") == (answers.ids(question) == (id_,))
            changed += 1
    assert changed


def test_the_same_answer_again_takes_nothing_with_it() -> None:
    for answers in paths():
        for question in answers.given() - {"story"}:
            again = script.answered(answers, question, answers.ids(question), TERMS)
            assert again.given() == answers.given()
