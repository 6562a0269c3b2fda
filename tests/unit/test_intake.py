"""A report in: one turn, one transaction; killed anywhere and repeated, one case, same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreBusy
from bot.flow.talk import Command, Notice, Over, Pressed, Problem
from bot.report import Token
from bot.words import Language
from tests.builders import STORY, TAPS, TOKEN, Told, asked, chose, eight, said, shown
from tests.fakes import Killed, MemoryWriter

if TYPE_CHECKING:
    from bot.flow.talk import Heard
    from bot.intake import Reply
    from bot.work import Part, Work


def test_a_report_is_filed_with_one_text_and_five_taps() -> None:
    told = Told()
    reply, words = told.filed()
    assert len(words.words) == 8
    assert asked(reply) == "more"
    assert len(told.reports()) == 1


def test_what_is_sealed_is_the_record_that_was_shown_byte_for_byte() -> None:
    told = Told()
    at = told.at_record()
    assert at.prompt is not None
    assert at.prompt.record is not None
    told.hear(at, chose("send"))
    assert told.reports()[0].sealed.endswith(at.prompt.record.encode())


def test_after_send_the_draft_is_overwritten_and_the_talk_goes_on_under_a_new_token() -> None:
    told = Told()
    at = told.at_record(TOKEN)
    after = told.hear(at, chose("send"))
    assert told.drafts.rows[TOKEN] is None
    assert after.token != TOKEN
    assert asked(told.hear(after, chose("seen"))) == "seen"


def test_a_stale_button_changes_nothing_and_is_said_so() -> None:
    told = Told()
    first = told.begin()
    family = told.hear(first, said(STORY))
    kind = told.hear(family, chose("safety"), family.rev)
    again = told.hear(kind, chose("cyber"), family.rev)
    assert asked(again) == "kind"
    assert again.prompt == kind.prompt
    assert again.rev == kind.rev
    assert [say for say in again.says if isinstance(say, Problem)]


def test_the_same_answer_twice_is_refused_kindly_the_second_time() -> None:
    told = Told()
    family = told.hear(told.begin(), said(STORY))
    told.hear(family, chose("safety"))
    again = told.hear(family, chose("safety"))
    assert asked(again) == "kind"
    assert shown(again, Problem)


def test_a_choice_that_does_not_exist_repeats_the_question() -> None:
    told = Told()
    family = told.hear(told.begin(), said(STORY))
    again = told.hear(family, chose("aliens"))
    assert asked(again) == "family"
    assert shown(again, Problem)


@pytest.mark.parametrize("steps", range(6))
def test_cancel_keeps_nothing_wherever_it_comes(steps: int) -> None:
    told = Told()
    reply = told.begin(TOKEN)
    answers: list[Heard] = [said(STORY), *map(chose, TAPS)]
    for heard in answers[:steps]:
        reply = told.hear(reply, heard)
    over = told.hear(reply, Pressed(Command.CANCEL))
    assert over.prompt is None
    assert shown(over, Over)
    assert told.drafts.rows == {TOKEN: None}
    assert told.reports() == []
    assert over.token != TOKEN


def test_a_fresh_conversation_on_an_old_token_shows_nothing_of_the_draft() -> None:
    told = Told()
    told.at_record(TOKEN)
    fresh = told.begin(TOKEN)
    assert asked(fresh) == "story"
    assert STORY not in repr([getattr(say, "text", "") for say in fresh.says])
    assert STORY.encode() not in (told.drafts.rows[TOKEN] or b"")


def test_an_interrupted_conversation_can_be_resumed_where_it_stood() -> None:
    told = Told()
    at = told.at_record(TOKEN)
    told.intake = told.fresh_intake()
    back = told.writer.run(told.intake.resume(TOKEN, Language.EN))
    assert back.prompt == at.prompt


def test_resuming_what_nobody_knows_begins_at_the_start() -> None:
    told = Told()
    reply = told.writer.run(told.intake.resume(TOKEN, Language.EN))
    assert asked(reply) == "start"


def test_a_draft_that_no_version_of_ours_wrote_is_as_good_as_none() -> None:
    told = Told()
    told.drafts.rows[TOKEN] = b"7\nnot ours"
    reply = told.writer.run(told.intake.resume(TOKEN, Language.EN))
    assert asked(reply) == "start"


def test_excluding_every_role_keeps_nothing_and_says_why_and_the_record_stays() -> None:
    told = Told()
    told.sealer.roles = {}
    reply = told.hear(told.at_record(), chose("send"))
    assert asked(reply) == "confirm"
    assert told.reports() == []
    problem = shown(reply, Problem)[0]
    assert isinstance(problem, Problem)
    assert problem.text.startswith("No reviewer could read this")


def test_a_draft_that_does_not_fit_its_row_is_said_so_and_the_question_stays() -> None:
    told = Told(draft_size=400)
    reply = told.hear(told.begin(), said("word " * 200))
    assert asked(reply) == "story"
    assert shown(reply, Problem)
    assert told.reports() == []


def test_two_sends_at_once_make_one_case_and_the_same_words() -> None:
    told = Told()
    at = told.at_record()
    first = told.intake.hear(at.token, chose("send"), Language.EN)
    second = told.intake.hear(at.token, chose("send"), Language.EN)
    values: list[object] = [None, None]
    replies = {}
    for _ in range(10):
        for index, work in enumerate((first, second)):
            if index not in replies:
                try:
                    values[index] = work.send(values[index]).part()
                except StopIteration as done:
                    replies[index] = done.value
    assert eight(replies[0]) == eight(replies[1])
    assert len(told.reports()) == 1


def test_a_slow_second_send_takes_nothing_back_that_was_said_after_the_first() -> None:
    told = Told()
    at = told.at_record()
    slow = told.intake.hear(at.token, chose("send"), Language.EN)
    value = slow.send(slow.send(None).part()).part()  # loaded and sealed, not yet accepted
    after = told.hear(at, chose("send"))
    menu = told.hear(told.hear(after, chose("seen")), chose("often"))
    kept = dict(told.drafts.rows)
    accept = slow.send(value)
    with pytest.raises(StopIteration) as done:
        slow.send(accept.part())
    reply = done.value.value
    assert told.drafts.rows == kept
    assert (reply.token, reply.rev) == (menu.token, menu.rev)
    assert eight(reply) == eight(after)
    assert asked(told.hear(reply, chose("send"))) == "confirm"
    assert len(told.reports()) == 1


def test_a_second_tap_on_what_is_under_way_does_not_move_the_turn_on() -> None:
    told = Told()
    at = told.at_record(TOKEN)
    sending = told.intake.hear(TOKEN, chose("send"), Language.EN)
    sending.send(sending.send(None).part())
    under_way = told.drafts.rows[TOKEN]
    again = told.intake.hear(at.token, chose("send"), Language.EN)
    again.send(again.send(None).part())
    assert told.drafts.rows[TOKEN] == under_way


def test_a_cancel_while_send_is_under_way_keeps_nothing() -> None:
    told = Told()
    at = told.at_record()
    sending = told.intake.hear(at.token, chose("send"), Language.EN)
    sealed = sending.send(sending.send(None).part()).part()
    over = told.hear(at, Pressed(Command.CANCEL))
    assert shown(over, Over)
    accept = sending.send(sealed)
    with pytest.raises(StopIteration):
        sending.send(accept.part())
    assert told.reports() == []


def parts_of_send() -> int:
    told = Told()
    at = told.at_record()
    count: list[str] = []
    writer = MemoryWriter(told.drafts, told.spool, told.cases, after=count.append)
    writer.run(told.intake.hear(at.token, chose("send"), Language.EN))
    return len(count)


def kill_after(number: int, when: str) -> tuple[Told, Token]:
    """Send, and die before or after the given part."""
    told = Told()
    at = told.at_record(TOKEN)
    left = [number]

    def power(_: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    stores = (told.drafts, told.spool, told.cases)
    writer = (
        MemoryWriter(*stores, before=power)
        if when == "before"
        else MemoryWriter(*stores, after=power)
    )
    with pytest.raises(Killed):
        writer.run(told.intake.hear(at.token, chose("send"), Language.EN))
    told.intake = told.fresh_intake()
    return told, at.token


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("part", range(parts_of_send()))
def test_killed_anywhere_in_send_the_same_steps_give_one_case_and_the_same_words(
    part: int, when: str
) -> None:
    undisturbed = Told()
    expected = eight(undisturbed.hear(undisturbed.at_record(TOKEN), chose("send")))
    told, token = kill_after(part, when)
    reply = told.hear(told.at_record(token), chose("send"))
    assert eight(reply) == expected
    assert len(told.reports()) == 1


@pytest.mark.parametrize("part", range(parts_of_send() - 1))
def test_killed_in_send_the_next_tap_or_a_resume_finishes_it(part: int) -> None:
    told, token = kill_after(part, "after")
    reply = told.writer.run(told.intake.resume(token, Language.EN))
    assert len(eight(reply).words) == 8
    assert len(told.reports()) == 1


def test_another_story_on_a_reused_token_is_another_report() -> None:
    told = Told()
    first = eight(told.hear(told.at_record(TOKEN), chose("send")))
    other = told.hear(
        told.at_record(TOKEN, "A trailer rolled because nobody chocked it."), chose("send")
    )
    assert eight(other) != first
    assert len(told.reports()) == 2


def test_a_report_repeated_after_a_new_pepper_is_still_one_case() -> None:
    told = Told(peppers=("old",))
    words = eight(told.hear(told.at_record(TOKEN), chose("send")))
    told.receipts.peppers = ("new", "old")
    again = eight(told.hear(told.at_record(TOKEN), chose("send")))
    assert again == words
    assert len(told.reports()) == 1


def test_a_database_that_fails_in_the_middle_leaves_the_draft_as_it_was() -> None:
    told = Told()
    at = told.at_record(TOKEN)
    before = told.drafts.rows[TOKEN]

    def busy(part: str) -> None:
        if part == "commit":
            raise StoreBusy

    broken = MemoryWriter(told.drafts, told.spool, told.cases, before=busy)
    with pytest.raises(StoreBusy):
        broken.run(told.intake.hear(at.token, chose("send"), Language.EN))
    assert told.drafts.rows[TOKEN] == before
    assert len(eight(told.hear(at, chose("send"))).words) == 8


def test_a_talk_begun_where_somebody_had_come_back_begins_anew() -> None:
    told = Told()
    _, words = told.filed()
    at = told.hear(told.back(words), chose("more"))
    assert asked(at) == "more"
    begun = told.begin(at.token)
    assert asked(begun) == "story"
    assert not shown(begun, Problem)


def test_what_a_talk_begun_anew_overtakes_changes_nothing() -> None:
    told = Told()
    _, words = told.filed()
    at = told.hear(told.back(words), chose("withdraw"))
    work = told.intake.hear(at.token, chose("yes"), Language.EN)
    part = work.send(work.send(None).part())  # on its way, not done yet
    other = told.begin(at.token)
    told_anew: list[Heard] = [said(STORY), *map(chose, TAPS)]
    for heard in told_anew:
        if other.rev == at.rev + 1:
            break  # as far as the talk that it overtook
        other = told.hear(other, heard)
    assert other.rev == at.rev + 1
    assert asked(rest(work, part)) == asked(other)
    assert len(told.reports()) == 1


def rest(work: Work[Reply], part: Part) -> Reply:
    """Run what is left of a piece of work, from this part on."""
    while True:
        try:
            part = work.send(part.part())
        except StopIteration as done:
            reply: Reply = done.value
            return reply


def test_a_head_start_spares_send_the_derivation_and_is_forgotten_after_use() -> None:
    told = Told()
    at = told.at_record()
    told.writer.run(told.intake.prepare(at))
    assert len(told.receipts.derived) == 1
    told.hear(at, chose("send"))
    assert len(told.receipts.derived) == 1
    assert told.intake._ready._held == {}


def test_a_head_start_for_a_record_that_was_changed_is_dropped() -> None:
    told = Told()
    at = told.at_record()
    told.writer.run(told.intake.prepare(at))
    change = told.hear(at, chose("change"))
    assert told.intake._ready._held == {}
    back = told.hear(told.hear(change, chose("worst")), chose("little"))
    assert asked(back) == "confirm"
    told.hear(back, chose("send"))
    assert len(set(told.receipts.derived)) == 2


def test_a_head_start_that_comes_too_late_is_not_held() -> None:
    told = Told()
    at = told.at_record()
    early = told.intake.prepare(at)
    keys = early.send(early.send(None).part())
    told.hear(at, Pressed(Command.CANCEL))
    with pytest.raises(StopIteration):
        early.send(keys.part())
    assert told.intake._ready._held == {}


def test_a_head_start_of_an_older_record_does_not_open_the_newer_one() -> None:
    told = Told()
    at = told.at_record()
    early = told.intake.prepare(at)
    keys = early.send(early.send(None).part())
    newer = told.hear(told.hear(told.hear(at, chose("change")), chose("worst")), chose("little"))
    later = told.intake.prepare(newer)
    later.send(None)
    with pytest.raises(StopIteration):
        early.send(keys.part())  # it ends while the newer one has only begun
    words = eight(told.hear(newer, chose("send")))
    assert asked(told.back(words)) == "case"


def test_there_is_no_head_start_where_there_is_no_record() -> None:
    told = Told()
    told.writer.run(told.intake.prepare(told.begin()))
    assert told.receipts.derived == []


def test_details_that_are_shown_before_sending_need_no_head_start() -> None:
    told = Told()
    after, _ = told.filed()
    often = told.hear(told.hear(after, chose("seen")), chose("often"))
    shown_again = told.hear(often, chose("send"))
    assert shown_again.prompt is not None
    assert shown_again.prompt.record is not None
    before = list(told.receipts.derived)
    told.writer.run(told.intake.prepare(shown_again))
    assert told.receipts.derived == before


def test_head_starts_are_few() -> None:
    told = Told()
    for number in range(40):
        at = told.at_record(Token(bytes([number]) * 32))
        told.writer.run(told.intake.prepare(at))
    assert len(told.intake._ready._held) == 32


def test_no_repr_of_a_reply_holds_what_was_told() -> None:
    told = Told()
    reply = told.at_record()
    assert "ladder" not in repr(reply)
    assert reply.token.text not in repr(reply)


def test_the_conversation_speaks_italian_when_asked() -> None:
    told = Told()
    reply = told.writer.run(told.intake.begin(Language.IT))
    assert reply.prompt is not None
    assert "Che cosa" in reply.prompt.text or "Cosa" in reply.prompt.text
    assert shown(reply, Notice)
