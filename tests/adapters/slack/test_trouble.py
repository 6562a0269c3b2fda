"""What cannot be kept, or comes too fast: said in the form itself, and nobody believes it sent."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from adapters.slack.translate import tapped
from bot.errors import StoreAway
from tests.adapters.slack.forms import Form
from tests.adapters.slack.told import STORY, House

if TYPE_CHECKING:
    from collections.abc import Callable


def away(house: House) -> Callable[[], None]:
    """The database goes away before the next commit; call it when it is back."""

    def fail(step: str) -> None:
        if step == "commit":
            raise StoreAway

    house.told.writer.before = fail
    return partial(setattr, house.told.writer, "before", None)


def test_while_nothing_can_be_kept_what_was_typed_stays_in_its_form() -> None:
    house = House()
    form = house.open()
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    back = away(house)
    answer = house.answer(form.sent())
    assert answer["response_action"] == "errors"
    assert "answer again" in answer["errors"]["story.0"]
    assert STORY not in str(answer)
    back()
    assert house.send(form).asks == ["barrier", "worst"]


def test_a_report_that_cannot_be_kept_is_not_acknowledged_and_can_be_sent_again() -> None:
    house = House()
    record = house.at_record()
    back = away(house)
    again = house.send(record)
    assert "answer again" in again.said
    assert "```" not in again.said
    assert again.view["submit"]["text"] == "Try again"
    back()
    assert house.told.reports() == []
    words = house.send(again)
    assert len(words.said.split("```")[1].split()) == 8
    assert len(house.told.reports()) == 1


def test_a_button_whose_page_cannot_be_kept_never_sends_what_it_was_pressed_on() -> None:
    house = House()
    record = house.at_record()
    back = away(house)
    trouble = house.tap(record, "Discard")
    assert "answer again" in trouble.said
    back()
    assert house.send(trouble).view["submit"]["text"] == "Send"
    assert house.told.reports() == []
    assert "Nothing was kept" in house.tap(record, "Discard").said


def test_a_door_that_cannot_be_opened_says_so_and_a_form_closes_all_the_same() -> None:
    house = House()
    record = house.at_record()
    back = away(house)
    assert "answer again" in house.open("closecall_check").said
    house.close(record)
    back()
    house.close(record)
    assert set(house.told.drafts.rows.values()) == {None}


def test_a_page_that_could_not_be_kept_says_what_closing_it_would_lose_by_then() -> None:
    house = House()

    def closes(form: Form) -> str:
        answer = asyncio.run(house.door.sent(form.body(), slow=True))
        again = Form(answer["view"])
        assert again.view["submit"]["text"] == "Try again"
        assert house.send(again).said
        return str(again.view["close"]["text"])

    record = house.at_record()
    assert closes(record) == "Stop, keep nothing"
    words = house.send(record)
    assert closes(words) == "Close"
    seen = house.tap(words, "Seen before")
    seen.pick("seen", "Often")
    assert closes(house.tap(house.send(seen), "Show and send")) == "Close, add nothing"
    learn = house.open("closecall_privacy", view="modal")
    assert closes(learn) == "Back to the story"


def test_discard_that_comes_too_fast_never_sends() -> None:
    house = House()
    record = house.at_record()
    name = record.buttons["Discard"]
    tap = tapped({"view": record.body(), "actions": [{"action_id": name}]})
    assert tap is not None
    slow = Form(asyncio.run(house.door.tapped(tap, slow=True)))
    assert "at once" in slow.said
    assert house.send(slow).view["submit"]["text"] == "Send"
    assert house.told.reports() == []
