"""This week's drill on the app's page: asked, answered at once, and nowhere counted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.drill import Drills
from bot.errors import StoreAway
from bot.words import Language
from bot.work import commit
from digests.classics import classics
from digests.practice import Practice
from tests.adapters.slack.forms import Form, lawful
from tests.adapters.slack.people import Human
from tests.adapters.slack.serving import silent, socket_mode
from tests.fakes import MemoryWriter

if TYPE_CHECKING:
    from bot.work import Work
    from tests.adapters.slack.edge import Edge
    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World

QUIZ = classics(Language.EN)[0].quiz
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each, max_size=4),
    max_leaves=12,
)


class Source:
    """Whatever drill there is at the moment."""

    def __init__(self) -> None:
        """One of a week."""
        self.now: Practice | None = Practice("2026-W47", QUIZ)

    def __call__(self, _language: Language) -> Work[Practice]:
        """It."""

        def found() -> Practice:
            if self.now is None:
                raise StoreAway
            return self.now

        return commit(found)


def drills(source: Source) -> Drills:
    return Drills(source, MemoryWriter(), Language.EN)


def opened(source: Source) -> Form:
    return Form(asyncio.run(drills(source).opened()))


def answered(source: Source, form: Form) -> dict[str, Any]:
    return asyncio.run(drills(source).answered(form.sent()))


@pytest.mark.parametrize("choice", range(4))
def test_the_best_answer_and_why_are_said_at_once(choice: int) -> None:
    source = Source()
    form = opened(source)
    assert QUIZ.question in form.said
    form.pick("drill", QUIZ.choices[choice][:75])
    said = Form(answered(source, form)["view"]).said
    assert ("Yes, that is" in said) == (choice == QUIZ.answer)
    assert (QUIZ.choices[QUIZ.answer] in said) == (choice != QUIZ.answer)
    assert QUIZ.why in said
    assert "nothing was counted" in said


def test_a_newer_drill_is_asked_instead_of_answering_the_old_one() -> None:
    source = Source()
    form = opened(source)
    form.pick("drill", QUIZ.choices[0][:75])
    source.now = Practice("2026-W48", replace(QUIZ, question="Another one?"))
    assert "Another one?" in Form(answered(source, form)["view"]).said


def test_while_nothing_can_be_read_the_answer_stays_in_the_form() -> None:
    source = Source()
    form = opened(source)
    form.pick("drill", QUIZ.choices[0][:75])
    source.now = None
    assert "drill" in answered(source, form)["errors"]
    assert opened(source).asks == []


def test_choices_of_any_length_can_be_read_and_chosen() -> None:
    source = Source()
    source.now = Practice("2026-W47", replace(QUIZ, choices=("long " * 40, "b", "c", "d")))
    form = opened(source)
    assert "long " * 40 in form.said


@given(JSON)
def test_any_form_is_answered(held: Any) -> None:  # noqa: ANN401
    for view in (held, {"private_metadata": "en:2026-W47", "state": held}):
        answer = asyncio.run(drills(Source()).answered(view))
        assert "expired" in str(lawful(answer["view"]))


def test_through_the_real_service_from_the_apps_own_page(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    assert "closecall_drill" in str(ann.home()["view"])
    form = ann.button("closecall_drill")
    form.pick("drill", "")
    assert "nothing was counted" in str(ann.submitted(form))
    assert served.end() == 0
    silent(served)
