"""Every page of the Slack form, filled in by somebody who only sees labels."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.translate import ENTRIES
from adapters.slack.views import form
from bot.flow.loss import losing
from bot.flow.sheet import ahead
from bot.intake import Reply
from bot.pages import Page
from bot.ports import PublishedLesson
from bot.report import Token, Week
from bot.words import Language, Words
from tests.adapters.issues import LESSON
from tests.adapters.slack.forms import Form, lawful
from tests.adapters.slack.told import FOUND, STORY, House
from tests.states import states
from tests.unit.test_pages import MACHINE

if TYPE_CHECKING:
    from bot.flow.states import State


def test_pictures_are_refused_in_words_and_another_door_is_offered_where_there_is_one() -> None:
    house = House()
    assert "A picture would stay in Slack" in house.open().said
    house.door.photos = "slack.photos.telegram"
    assert "bot in Telegram takes pictures" in house.open().said


def test_a_report_is_three_forms_and_eight_words() -> None:
    house = House()
    first = house.open()
    assert first.asks == ["story", "kind"]
    assert "I do not keep who you are" in first.said
    first.type("story", STORY)
    first.pick("kind", "Fall from")
    second = house.send(first)
    assert second.asks == ["barrier", "worst"]
    second.pick("barrier", "A rule")
    second.pick("worst", "Little")
    record = house.send(second)
    assert record.asks == []
    assert f"What almost happened: {STORY}" in record.said
    assert record.view["submit"]["text"] == "Send"
    words = house.send(record)
    assert "submit" not in words.view
    assert len(words.said.split("```")[1].split()) == 8
    assert len(house.told.reports()) == 1


def test_opening_a_form_keeps_nothing() -> None:
    house = House()
    house.open()
    assert house.told.drafts.rows == {}


def test_the_coach_stands_on_the_page_of_the_other_questions() -> None:
    house = House()
    second = house.told_story(FOUND)
    assert second.asks == ["coach", "barrier", "worst"]
    assert "14:37" in second.said
    assert second.labels["coach"] == "Your answer: I would change 2 things"
    second.pick("coach", "Use safe version")
    second.pick("barrier", "Luck")
    second.pick("worst", "Little")
    record = house.send(second)
    assert "14:37" not in record.said
    assert "anna@example.com" not in record.said
    assert "Closest match: Fall from a height" in record.said


def test_written_again_the_text_is_there_and_the_kind_still_chosen() -> None:
    house = House()
    second = house.told_story(FOUND)
    second.pick("coach", "Write it again")
    second.pick("barrier", "Luck")
    second.pick("worst", "Little")
    again = house.send(second)
    assert again.asks == ["story", "kind"]
    assert FOUND in str(again.values)
    again.type("story", STORY)
    third = house.send(again)
    assert third.asks == ["barrier", "worst"]


def test_an_answer_of_a_branch_that_is_not_taken_is_dropped() -> None:
    """A draft of a gas leak becomes a fall: the answer about the leak is in no record."""
    house = House()
    second = house.told_story(FOUND, "Gas")
    assert second.asks == ["coach", "barrier", "worst", "branch"]
    second.pick("coach", "Write it again")
    second.pick("barrier", "Luck")
    second.pick("worst", "Little")
    second.pick("branch", "No")
    again = house.send(second)
    again.type("story", STORY)
    again.pick("kind", "Fall from")
    third = house.send(again)
    assert third.asks == ["barrier", "worst"]
    third.pick("barrier", "A rule")
    third.pick("worst", "Little")
    assert "leak" not in house.send(third).said


def test_a_concern_has_questions_of_its_own_and_says_what_it_is_not() -> None:
    house = House()
    second = house.told_story("A check was skipped on purpose, again and again.", "Pressure")
    assert second.asks == ["ongoing", "gravity", "branch"]
    assert "not legal advice" in second.said
    second.pick("ongoing", "Yes")
    second.pick("gravity", "Unfair")
    second.pick("branch", "security")
    assert "Must not read this" in house.send(second).said


def test_not_sure_goes_straight_to_the_record() -> None:
    house = House()
    record = house.told_story(kind="Not sure")
    assert record.view["submit"]["text"] == "Send"


def test_danger_asks_when_to_send_and_names_the_emergency_number() -> None:
    house = House()
    second = house.told_story()
    second.pick("barrier", "Not stopped")
    second.pick("worst", "Life")
    urgent = house.send(second)
    assert urgent.asks == ["urgent"]
    assert "112" in urgent.said
    urgent.pick("urgent", "With the next")
    assert house.send(urgent).view["submit"]["text"] == "Send"


@pytest.mark.parametrize(("text", "says"), [("short", "A few more"), (" ", "no words")])
def test_what_does_not_fit_is_said_beside_its_field_and_keeps_nothing(
    text: str, says: str
) -> None:
    house = House()
    form = house.open()
    form.type("story", text)
    form.pick("kind", "Fall from")
    answer = house.answer(form.sent())
    assert answer["response_action"] == "errors"
    assert answer["errors"].keys() == {"story.0"}
    assert says in answer["errors"]["story.0"]
    assert house.told.drafts.rows == {}


def test_each_form_sent_twice_leads_to_the_same_page_and_to_one_report() -> None:
    house = House()
    form = house.open()
    form.type("story", FOUND)
    form.pick("kind", "Fall from")
    second, twice = house.send(form), house.send(form)
    assert (twice.asks, twice.said) == (second.asks, second.said)
    twice.pick("coach", "Use safe")
    twice.pick("barrier", "Luck")
    twice.pick("worst", "Little")
    record, again = house.send(twice), house.send(twice)
    assert record.view == again.view
    words, shown = house.send(record), house.send(record)
    assert words.said.split("```")[1] == shown.said.split("```")[1]
    assert len(house.told.reports()) == 1


def test_back_leads_to_the_story_with_what_was_typed_and_chosen() -> None:
    house = House()
    second = house.told_story()
    first = house.tap(second, "Back")
    assert first.asks == ["story", "kind"]
    assert STORY in str(first.values)
    assert "Fall from a height" in str(first.values)
    assert house.send(first).asks == ["barrier", "worst"]


def test_change_leads_to_one_answer_and_back_to_the_record() -> None:
    house = House()
    menu = house.tap(house.at_record(), "Change")
    assert "submit" not in menu.view
    worst = house.tap(menu, "Worst")
    assert worst.asks == ["worst"]
    worst.pick("worst", "Life")
    record = house.send(worst)
    assert "Life, or the whole business" in record.said
    story = house.tap(house.tap(record, "Change"), "What almost happened")
    assert story.asks == ["story"]
    assert STORY in str(story.values)
    story.type("story", "The ladder was far too short for that wall.")
    assert "far too short for that wall" in house.send(story).said


def test_an_old_record_sent_while_the_story_changes_sends_nothing() -> None:
    house = House()
    old = house.at_record()
    story = house.tap(house.tap(old, "Change"), "What almost happened")
    story.type("story", FOUND)
    house.send(story)
    coach = house.send(old)
    assert "coach" in coach.asks
    coach.pick("coach", "Use safe")
    record = house.send(coach)
    assert record.view["submit"]["text"] == "Send"
    assert house.told.reports() == []


def test_some_findings_may_be_kept_one_by_one() -> None:
    house = House()
    form = house.told_story("Maria Rossi shouted at 14:37 and the ladder slipped by Gate 7.")
    form.pick("coach", "Choose")
    form.pick("barrier", "Luck")
    form.pick("worst", "Little")
    which = house.send(form)
    assert which.asks == ["coach_keep"]


def test_discard_erases_and_says_so() -> None:
    house = House()
    over = house.tap(house.at_record(), "Discard")
    assert "Nothing was kept" in over.said
    assert "private_metadata" not in over.view
    assert set(house.told.drafts.rows.values()) == {None}


def test_closing_forgets_and_keeps_what_was_sent() -> None:
    house = House()
    house.close(house.at_record())
    assert set(house.told.drafts.rows.values()) == {None}
    assert house.told.reports() == []
    words = house.send(house.at_record())
    house.close(words)
    assert set(house.told.drafts.rows.values()) == {None}
    assert len(house.told.reports()) == 1


def test_a_form_that_is_none_of_ours_closes_without_a_word() -> None:
    house = House()
    for strange in (None, {}, {"private_metadata": "{}"}):
        assert asyncio.run(house.door.closed(strange)) is None
    assert house.told.drafts.rows == {}


def test_what_was_sent_into_nothing_is_said_to_be_unsent() -> None:
    house = House()
    record = house.at_record()
    house.close(record)
    late = house.send(record)
    assert "nothing of it was sent or kept" in late.said
    assert house.told.reports() == []
    over = house.tap(record, "Change")
    assert "what was sent is kept" in over.said
    assert "earlier question" not in over.said
    assert house.tap(over, "Tell a close call").asks == ["story", "kind"]


def test_details_are_told_after_the_words_and_sent_once() -> None:
    house = House()
    words = house.send(house.at_record())
    when = house.tap(words, "When")
    assert when.asks == ["when"]
    when.pick("when", "Today")
    part = house.send(when)
    part.pick("daypart", "Morning")
    more = house.send(part)
    last = house.tap(more, "Show and send")
    assert last.view["submit"]["text"] == "Send"
    assert "Added" in house.send(last).said


def test_the_button_that_closes_says_what_would_be_lost() -> None:
    house = House()

    def closes(form: Form) -> str:
        return str(form.view["close"]["text"])

    record = house.at_record()
    words = house.send(record)
    before = house.tap(words, "Seen before")
    before.pick("seen", "Often")
    unsent = house.send(before)
    review = house.tap(unsent, "Show and send")
    report = [house.open(), house.told_story(), record, house.tap(house.at_record(), "Change")]
    assert {closes(form) for form in report} == {"Stop, keep nothing"}
    assert {closes(form) for form in (unsent, review)} == {"Close, add nothing"}
    # The report is sent, and nobody has said anything since.
    safe = [words, before, house.send(review), house.open("closecall_check")]
    assert {closes(form) for form in safe} == {"Close"}


@pytest.mark.parametrize("action", sorted(ENTRIES.keys() - {"closecall_report"}))
def test_a_page_over_the_story_leads_back_to_it_and_never_away(action: str) -> None:
    house = House()
    form = house.open(action, view="modal")
    assert form.view["close"]["text"] == "Back to the story"
    assert form.view["notify_on_close"]  # so that what carries it is forgotten
    assert not set(form.buttons) & {"Tell a close call", "Check my report"}
    assert house.open(action, view="home").view["close"]["text"] == "Close"


def test_lessons_over_the_story_end_with_a_word_that_it_is_still_there() -> None:
    house = House()
    for number in range(6):
        house.told.lessons.publish(PublishedLesson(f"a{number}", Week(2026, 3), LESSON))
    left = house.tap(house.open("closecall_lessons", view="modal"), "Back")
    assert left.view["close"]["text"] == "Back to the story"
    assert left.said == "Your story is still there, below this page."
    assert left.buttons == {}


def test_what_is_sent_over_the_story_leads_back_to_it_too() -> None:
    house = House()
    words = house.send(house.at_record())
    check = house.open("closecall_check", view="modal")
    check.type("words", " ".join(words.said.split("```")[1].split()))
    page = house.send(check)
    assert page.view["close"]["text"] == "Back to the story"
    assert house.tap(page, "Withdraw").view["close"]["text"] == "Back to the story"


def test_a_button_of_an_earlier_page_changes_nothing_and_is_said_to_be_one() -> None:
    house = House()
    record = house.at_record()
    menu = house.tap(record, "Change")
    late = house.tap(record, "Discard")
    assert "earlier question" in late.said
    assert late.buttons.keys() == menu.buttons.keys()


def test_where_nothing_can_be_typed_nobody_is_told_to_type() -> None:
    form = House().open("closecall_privacy")
    assert "What would you like to do?" in form.said
    assert "Type it" not in form.said


def test_somebody_comes_back_with_the_words() -> None:
    house = House()
    words = house.send(house.at_record())
    check = house.open("closecall_check")
    assert check.asks == ["words"]
    check.type("words", " ".join(words.said.split("```")[1].split()))
    page = house.send(check)
    assert "Withdraw" in " ".join(page.buttons)
    add = house.tap(page, "Add")
    add.type("add", "It was the blue ladder of the paint store.")
    assert house.send(add).view["submit"]["text"] == "Send"


def test_wrong_words_are_said_beside_the_field() -> None:
    house = House()
    check = house.open("closecall_check")
    check.type("words", "these are not the words of anybody here now")
    answer = house.answer(check.sent())
    assert answer["response_action"] == "update"
    assert "words" in str(answer["view"])


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("action", ["learn", "lessons", "privacy", "check"])
def test_every_door_opens_in_every_language(language: Language, action: str) -> None:
    house = House(language)
    assert house.open(f"closecall_{action}").said


def test_words_after_the_command_are_refused_kindly() -> None:
    assert "I did not read what stood after the command" in House().open(text=True).said
    assert "I did not read" not in House().open().said


def test_a_strange_form_is_said_to_have_expired() -> None:
    answer = House().answer({"private_metadata": "{}", "state": {"values": {}}})
    assert "expired" in str(answer["view"])


def test_italian_pages_fit_into_slack_too() -> None:
    house = House(Language.IT)
    form = house.open()
    form.type("story", "Alle 14:37 la scala è scivolata via sotto un imbianchino.")
    form.pick("kind", "Caduta dall")
    assert "coach" in house.send(form).asks


@given(states, st.booleans())
def test_every_state_is_a_form_that_slack_takes(state: State, within: bool) -> None:  # noqa: FBT001 - hypothesis'
    turn = MACHINE.again(state)
    for language in Language:
        reply = Reply(Token(bytes(32)), 7, turn.says, turn.prompt, loss=losing(state))
        for asked in (ahead(MACHINE, turn, {}), (turn.prompt,) if turn.prompt else ()):
            page = Page(reply, asked=asked, typed="x" * 1500)
            assert lawful(form(page, Words(language), within=within))
