"""The way back with eight words: the same work for everyone, and nothing doubled or half done."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bot import receipt
from bot.errors import StoreBusy, TooLong
from bot.flow.errands import Listed, ListLessons, LookUp, Unknown
from bot.flow.talk import Chose, Command, Notice, Over, Pressed, Problem, Words8
from bot.followup import PAGE
from bot.followup import told as lesson_told
from bot.report import canonical
from bot.sealed import CaseState, ObjectKind
from bot.words import Language, Words
from tests.builders import Told, asked, chose, eight, lesson, published, said, shown
from tests.fakes import ROLES, THIS_WEEK, Killed, MemoryWriter, unplain
from tests.fakes_desk import PlainUnsealer

WORDS = Words(Language.EN)
LATER = THIS_WEEK.plus(52)


def released(world: Told) -> Words8:
    """A report that the desk can see."""
    _, words = world.filed()
    world.spool.release(THIS_WEEK, LATER)
    return words


def tell(world: Told, kind: ObjectKind, **payload: object) -> None:
    """A reviewer says something to the reporter of the only case."""
    case = world.cases.all()[0]
    desk = PlainUnsealer("safety", ROLES["safety"], world.dice)
    world.cases.put(case.case_id, THIS_WEEK, desk.tell(case, kind, canonical({"n": 1, **payload})))


def of_kind(world: Told, kind: ObjectKind) -> list[bytes]:
    """What the case holds of one kind, opened."""
    world.spool.release(THIS_WEEK, LATER)
    case = world.cases.all()[0]
    return [unplain(case.case_id, one) for _, one in case.objects if one.kind is kind]


def test_the_words_open_the_way_back_before_the_release_and_after_it() -> None:
    world = Told()
    _, words = world.filed()
    assert asked(world.back(words)) == "case"
    world.spool.release(THIS_WEEK, LATER)
    assert asked(world.back(words)) == "case"


def test_digits_open_it_too() -> None:
    world = Told()
    _, words = world.filed()
    ask = world.hear(world.begin(), Pressed(Command.CHECK))
    assert asked(world.hear(ask, said(words.digits))) == "case"


def test_an_older_pepper_still_opens_old_reports() -> None:
    world = Told(peppers=("old",))
    _, words = world.filed()
    world.receipts.peppers = ("new", "old")
    assert asked(world.back(words)) == "case"


def test_wrong_words_and_words_that_do_not_parse_get_the_same_answer() -> None:
    world = Told()
    nobody = Words8(receipt.words(1), receipt.digits(1))
    wrong = world.back(nobody)
    garbled = world.back(Words8(("these", "are", "no", "words", "at", "all", "xx", "yy"), ""))
    assert wrong.says == garbled.says
    assert wrong.prompt == garbled.prompt


@pytest.mark.parametrize("number", [None, 0, 5, 1296**8 - 1])
def test_every_look_up_does_the_same_parts_and_one_derivation(number: int | None) -> None:
    world = Told()
    parts: list[str] = []
    writer = MemoryWriter(world.spool, after=parts.append)
    followup = world.intake._followup
    outcome = writer.run(followup.carry(LookUp(number), WORDS, lambda change: change()))
    assert isinstance(outcome, Unknown)
    assert parts == ["aside", "commit", "aside", "commit"]
    assert len(world.receipts.derived) == 1


def test_words_that_do_not_parse_cannot_open_the_case_of_number_nought() -> None:
    world = Told()
    released(world)
    nought = world.receipts.derive(0)[0]
    world.spool.lookups[nought.lookup] = world.cases.all()[0].case_id
    followup = world.intake._followup
    outcome = world.writer.run(followup.carry(LookUp(None), WORDS, lambda change: change()))
    assert isinstance(outcome, Unknown)


def test_a_status_and_a_question_are_shown_to_who_holds_the_words() -> None:
    world = Told()
    words = released(world)
    tell(world, ObjectKind.STATUS, state=CaseState.INVESTIGATING, reason="", note="")
    tell(world, ObjectKind.QUESTION, text="Was the ladder marked?", choices=["Yes", "No"])
    page = world.back(words)
    texts = [say.text for say in page.says if isinstance(say, Notice)]
    assert WORDS("followup.case.investigating") in texts
    assert WORDS("followup.case.question") in texts


def test_a_question_is_answered_by_a_button_and_sealed_once() -> None:
    world = Told()
    words = released(world)
    tell(world, ObjectKind.QUESTION, text="Was the ladder marked?", choices=["Yes", "No"])
    answer = world.hear(world.back(words), chose("answer"))
    assert answer.prompt is not None
    assert "Was the ladder marked?" in answer.prompt.text
    world.hear(answer, Chose((answer.prompt.choices[0].id,)))
    kept = of_kind(world, ObjectKind.ANSWER)
    assert len(kept) == 1
    assert b"Yes" in kept[0]


def test_something_more_is_shown_sealed_and_said_to_be_safe() -> None:
    world = Told()
    words = released(world)
    add = world.hear(world.back(words), chose("add"))
    review = world.hear(add, said("The long ladder was locked away that day."))
    assert review.prompt is not None
    assert review.prompt.record is not None
    world.hear(review, chose("send"))
    assert of_kind(world, ObjectKind.ADDITION) == [review.prompt.record.encode()]


def test_two_taps_at_once_on_send_add_once() -> None:
    world = Told()
    words = released(world)
    review = world.hear(
        world.hear(world.back(words), chose("add")), said("The long ladder was locked away.")
    )
    works = [world.intake.hear(review.token, chose("send"), Language.EN) for _ in range(2)]
    values: list[object] = [None, None]
    over: dict[int, object] = {}
    for _ in range(20):
        for index, work in enumerate(works):
            if index not in over:
                try:
                    values[index] = work.send(values[index]).part()
                except StopIteration as done:
                    over[index] = done.value
    assert len(over) == 2
    assert len(of_kind(world, ObjectKind.ADDITION)) == 1


@pytest.mark.parametrize("part", range(8))
def test_killed_anywhere_while_adding_the_next_tap_adds_once(part: int) -> None:
    world = Told()
    words = released(world)
    review = world.hear(
        world.hear(world.back(words), chose("add")), said("The long ladder was locked away.")
    )
    left = [part]

    def power(_: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    writer = MemoryWriter(world.drafts, world.spool, world.cases, after=power)
    with suppress(Killed):  # or it was over before the power failed
        writer.run(world.intake.hear(review.token, chose("send"), Language.EN))
    world.writer.run(world.intake.resume(review.token, Language.EN))
    if asked(world.writer.run(world.intake.resume(review.token, Language.EN))) == "confirm":
        world.hear(review, chose("send"))
    assert len(of_kind(world, ObjectKind.ADDITION)) == 1


def test_new_words_open_the_case_and_the_old_ones_do_not() -> None:
    world = Told()
    old = released(world)
    tell(world, ObjectKind.QUESTION, text="Was the ladder marked?", choices=[])
    new = eight(world.hear(world.hear(world.back(old), chose("reword")), chose("yes")))
    assert new != old
    assert asked(world.back(old)) == "words"
    page = world.back(new)
    assert asked(page) == "case"
    assert WORDS("followup.case.question") in [
        say.text for say in page.says if isinstance(say, Notice)
    ]


def test_a_question_that_comes_while_the_words_change_is_found_by_the_next_tap() -> None:
    world = Told()
    really = world.hear(world.back(released(world)), chose("reword"))
    changing = world.intake.hear(really.token, chose("yes"), Language.EN)
    value = None
    for _ in range(4):  # heard, derived, found, sealed anew: all but the change itself
        value = changing.send(value).part()
    tell(world, ObjectKind.QUESTION, text="Was the ladder marked?", choices=[])
    change = changing.send(value)
    with pytest.raises(StoreBusy):
        change.part()
    new = eight(world.hear(really, chose("yes")))
    texts = [say.text for say in world.back(new).says if isinstance(say, Notice)]
    assert WORDS("followup.case.question") in texts


def test_words_can_be_changed_before_the_release_too() -> None:
    world = Told()
    _, old = world.filed()
    new = eight(world.hear(world.hear(world.back(old), chose("reword")), chose("yes")))
    world.spool.release(THIS_WEEK, LATER)
    assert asked(world.back(new)) == "case"
    assert asked(world.back(old)) == "words"


def test_killed_after_changing_the_words_the_new_ones_can_still_be_shown() -> None:
    world = Told()
    really = world.hear(world.back(released(world)), chose("reword"))
    world.hear(really, chose("yes"))  # the reply never reached the screen
    resumed = world.writer.run(world.intake.resume(really.token, Language.EN))
    assert asked(world.back(eight(world.hear(resumed, chose("again"))))) == "case"


def test_withdrawing_leaves_nothing_and_the_words_open_nothing() -> None:
    world = Told()
    words = released(world)
    gone = world.hear(world.hear(world.back(words), chose("withdraw")), chose("yes"))
    assert shown(gone, Over)
    assert world.reports() == []
    assert asked(world.back(words)) == "words"


def test_a_case_withdrawn_elsewhere_answers_like_words_nobody_knows() -> None:
    world = Told()
    words = released(world)
    add = world.hear(world.back(words), chose("add"))
    review = world.hear(add, said("The long ladder was locked away that day."))
    world.spool.withdraw(next(iter(world.spool.lookups)))
    after = world.hear(review, chose("send"))
    assert WORDS("followup.words.unknown") in [
        say.text for say in after.says if isinstance(say, Notice | Problem)
    ]


@pytest.mark.parametrize("choice", ["withdraw", "reword"])
def test_what_is_gone_can_neither_be_withdrawn_nor_given_new_words(choice: str) -> None:
    world = Told()
    words = released(world)
    sure = world.hear(world.back(words), chose(choice))
    world.spool.withdraw(next(iter(world.spool.lookups)))
    after = world.hear(sure, chose("yes"))
    assert WORDS("followup.words.unknown") in [
        say.text for say in after.says if isinstance(say, Notice | Problem)
    ]
    assert not shown(after, Words8)
    assert not shown(after, Over)


def test_an_addition_that_cannot_be_sealed_is_said_so_and_stays_on_screen() -> None:
    class Full:
        """A sealer that finds everything too long."""

        def add(self, *_: object, **__: object) -> None:
            """Refuse."""
            raise TooLong

    world = Told()
    words = released(world)
    review = world.hear(
        world.hear(world.back(words), chose("add")), said("The long ladder was locked away.")
    )
    world.intake._followup._sealer = Full()  # type: ignore[attr-defined]
    after = world.hear(review, chose("send"))
    assert after.prompt == review.prompt
    assert shown(after, Problem)


def test_lessons_come_in_pages_newest_week_first() -> None:
    world = Told()
    for number in range(PAGE + 1):
        world.lessons.publish(published(str(number), weeks_ago=number))
    followup = world.intake._followup
    pages = [
        world.writer.run(followup.carry(ListLessons(page), WORDS, lambda change: change()))
        for page in range(3)
    ]
    assert [len(page.lessons) for page in pages if isinstance(page, Listed)] == [PAGE, 1, 0]
    assert [page.more for page in pages if isinstance(page, Listed)] == [True, False, False]
    first = pages[0]
    assert isinstance(first, Listed)
    assert first.lessons[0].startswith("Lesson 0")


def test_reading_lessons_does_not_lose_an_unsent_story() -> None:
    world = Told()
    at = world.at_record()
    world.lessons.publish(published("a"))
    back = world.hear(at, Pressed(Command.LESSONS))
    assert back.prompt == at.prompt
    assert any("Lesson a" in say.text for say in back.says if isinstance(say, Notice))


def test_a_lesson_reads_as_vulnerability_change_and_why_it_helps() -> None:
    text = lesson_told(lesson("The ladder"), WORDS)
    for part in ("The ladder", "locked away", "hangs beside", "nearer"):
        assert part in text


def test_no_key_stays_in_memory_after_an_errand() -> None:
    world = Told()
    world.back(released(world))
    assert world.intake._ready._held == {}
