"""Small buttons: choices by their place, screens that are out of date, words that nobody saw."""

from __future__ import annotations

import pytest

from bot.flow.talk import Problem, Words8
from bot.intake import Places, after
from bot.report import Token
from bot.words import Language
from tests.builders import STORY, TOKEN, Told, asked, chose, eight, said, shown


def test_a_place_is_the_choice_that_stands_there() -> None:
    told = Told()
    family = told.hear(told.begin(), said(STORY))
    assert family.prompt is not None
    kind = told.writer.run(
        told.intake.hear(family.token, Places((0,)), Language.EN, rev=family.rev)
    )
    assert asked(kind) == "kind"
    assert kind.stale is False


@pytest.mark.parametrize("places", [(99,), (-1,), (), (0, 1), (0, 99)])
def test_places_that_do_not_fit_repeat_the_question(places: tuple[int, ...]) -> None:
    told = Told()
    family = told.hear(told.begin(), said(STORY))
    again = told.writer.run(
        told.intake.hear(family.token, Places(places), Language.EN, rev=family.rev)
    )
    assert asked(again) == "family"
    assert shown(again, Problem)
    assert not again.stale


def test_an_older_screen_is_stale() -> None:
    told = Told()
    family = told.hear(told.begin(), said(STORY))
    told.hear(family, chose("safety"))
    again = told.writer.run(
        told.intake.hear(family.token, Places((1,)), Language.EN, rev=family.rev)
    )
    assert again.stale
    assert asked(again) == "kind"


def test_send_tapped_again_after_a_kill_shows_the_same_words_and_keeps_one_report() -> None:
    told = Told()
    at = told.at_record(TOKEN)
    first = eight(told.hear(at, chose("send"), at.rev))
    told.intake = told.fresh_intake()
    again = told.hear(at, chose("send"), at.rev)
    assert again.stale
    assert eight(again).words == first.words
    assert asked(again) == "more"
    assert again.token == after(TOKEN)
    assert len(told.reports()) == 1


def test_once_the_conversation_is_over_the_old_screen_shows_nothing_any_more() -> None:
    told = Told()
    at = told.at_record(TOKEN)
    more = told.hear(at, chose("send"), at.rev)
    told.hear(more, chose("done"), more.rev)
    again = told.hear(at, chose("send"), at.rev)
    assert shown(again, Words8) == []
    assert asked(again) == "start"


def test_the_token_that_follows_does_not_lead_back() -> None:
    assert after(TOKEN) == after(TOKEN)
    assert after(after(TOKEN)) not in {TOKEN, after(TOKEN)}
    assert after(Token(bytes(32))) != after(TOKEN)
