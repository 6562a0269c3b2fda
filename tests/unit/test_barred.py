"""Excluded after the words: no slot, no second chance, and the truth about what came before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import NoRecipients, NotARecipient
from bot.flow.errands import Barred, Send
from bot.flow.script import details
from bot.flow.talk import Chose, Notice, Problem
from bot.flow.terms import Terms
from bot.report import Line, Record
from bot.sealed import Found, ObjectKind, SealedReport
from bot.words import Language, Words
from tests.builders import Told, asked
from tests.fakes import ROLES, THIS_WEEK
from tests.keyring import STORY, Ring, holding, released, reporter_key

WORDS = Words(Language.EN)
LATER = THIS_WEEK.plus(52)
REPORTER = reporter_key()


def excluding(*roles: str) -> Record:
    """What a reporter adds."""
    return Record("en", (Line("excluded", "Must not read this", " · ".join(roles), roles),))


def known(report: SealedReport) -> Found:
    """What storage says of a report."""
    readers = tuple(slot.key_id for slot in report.slots)
    return Found(report.case_id, report.case_public, report.reporter_public, readers=readers)


# --- sealing -------------------------------------------------------------------------------------


def test_an_addition_that_excludes_names_the_keys_of_these_roles_and_no_other() -> None:
    ring = Ring()
    report = ring.report(REPORTER)
    added = ring.sealer.add(
        known(report), ObjectKind.ADDITION, excluding("hr"), REPORTER, excluded=("hr",)
    )
    assert added.barred == (ring.identities["hr"].key_id,)
    plain = ring.sealer.add(known(report), ObjectKind.ADDITION, excluding("hr"), REPORTER)
    assert plain.barred == ()
    assert plain.added.object_id == added.added.object_id


@pytest.mark.parametrize("roles", [("hr", "safety"), ("safety", "hr", "break-glass")])
def test_a_report_that_only_the_break_glass_key_could_open_is_refused(
    roles: tuple[str, ...],
) -> None:
    ring = Ring()
    report = known(ring.report(REPORTER))
    with pytest.raises(NoRecipients):
        ring.sealer.add(report, ObjectKind.ADDITION, excluding(*roles), REPORTER, excluded=roles)


def test_who_was_excluded_before_counts_as_gone() -> None:
    """Of three roles two were taken out with the report; the third cannot go as well."""
    ring = Ring()
    report = known(ring.report(REPORTER, excluded=("hr",)))
    with pytest.raises(NoRecipients):
        ring.sealer.add(
            report, ObjectKind.ADDITION, excluding("safety"), REPORTER, excluded=("safety",)
        )


def test_the_break_glass_key_cannot_be_excluded() -> None:
    ring = Ring()
    report = known(ring.report(REPORTER))
    roles = ("hr", "break-glass")
    added = ring.sealer.add(
        report, ObjectKind.ADDITION, excluding(*roles), REPORTER, excluded=roles
    )
    assert added.barred == (ring.identities["hr"].key_id,)


def test_nobody_with_an_excluded_role_is_admitted_later_not_even_with_a_new_key() -> None:
    ring = Ring()
    report = ring.report(REPORTER)
    added = ring.sealer.add(
        known(report), ObjectKind.ADDITION, excluding("hr"), REPORTER, excluded=("hr",)
    )
    case = holding(released(report), added.added)
    left = tuple(slot for slot in case.slots if slot.key_id not in added.barred)
    case = replace(case, slots=left)
    with pytest.raises(NotARecipient):
        ring.unsealer("hr").open(case, case.objects[0][1])
    old, new = ring.identities["hr"].key_id, ring.hire("hr").key_id
    other = ring.hire("security").key_id
    safety = ring.unsealer()
    assert safety.policy(case).excluded == ("hr",)
    assert safety.admit(case, old) == left
    assert safety.admit(case, new) == left
    assert other in {slot.key_id for slot in safety.admit(case, other)}
    assert STORY.encode() in safety.open(case, case.objects[0][1])


def test_an_addition_that_is_damaged_or_excludes_nobody_leaves_the_policy_as_it_was() -> None:
    ring = Ring()
    report = ring.report(REPORTER, excluded=("hr",))
    idea = Record("en", (Line("idea", "What would stop it", "Chocks."),))
    added = ring.sealer.add(known(report), ObjectKind.ADDITION, idea, REPORTER).added
    broken = replace(added, object_id=bytes(16))
    policy = ring.unsealer().policy(holding(released(report), added, broken))
    assert policy.excluded == ("hr",)


# --- the conversation ----------------------------------------------------------------------------


def sent(world: Told, roles: tuple[str, ...], *, release: bool) -> tuple[object, ...]:
    """File a report, exclude these roles, send; what was said at the end."""
    reply, _ = world.filed()
    if release:
        world.spool.release(THIS_WEEK, LATER)
    reply = world.hear(world.hear(reply, Chose(("excluded",))), Chose(roles))
    reply = world.hear(world.hear(reply, Chose(("send",))), Chose(("send",)))
    return reply.says


@pytest.fixture
def world() -> Told:
    """Two roles read."""
    return Told()


def test_excluded_while_it_waits_never_gets_a_key(world: Told) -> None:
    says = sent(world, ("safety",), release=False)
    assert Notice(WORDS("followup.barred.before")) in says
    world.spool.release(THIS_WEEK, LATER)
    (case,) = world.cases.all()
    assert {slot.key_id for slot in case.slots} == {ROLES["security"]}
    assert [one.kind for _, one in case.objects] == [ObjectKind.REPORT, ObjectKind.ADDITION]


def test_excluded_after_the_release_loses_the_key_at_once_and_the_reporter_is_told(
    world: Told,
) -> None:
    says = sent(world, ("safety",), release=True)
    assert Notice(WORDS("followup.barred.after")) in says
    (case,) = world.cases.all()
    assert {slot.key_id for slot in case.slots} == {ROLES["security"]}
    assert [one.kind for _, one in case.objects] == [ObjectKind.REPORT, ObjectKind.ADDITION]
    assert world.spool.waiting() == 0


def test_whoever_would_leave_nobody_is_refused_and_nothing_is_kept(world: Told) -> None:
    says = sent(world, tuple(ROLES), release=False)
    assert any(isinstance(say, Problem) for say in says)
    world.spool.release(THIS_WEEK, LATER)
    (case,) = world.cases.all()
    assert len(case.slots) == 2
    assert len(case.objects) == 1


def test_who_comes_back_with_the_words_can_still_exclude(world: Told) -> None:
    _, words = world.filed()
    page = world.back(words)
    menu = world.hear(page, Chose(("more",)))
    assert "excluded" in {choice.id for choice in menu.prompt.choices} if menu.prompt else False
    ask = world.hear(menu, Chose(("excluded",)))
    assert asked(ask) == "excluded"


def test_a_case_that_is_gone_is_unknown(world: Told) -> None:
    _, words = world.filed()
    number = int(words.digits)
    world.spool.withdraw(world.receipts.derive(number)[0].lookup)
    act = Send(number, ObjectKind.ADDITION, excluding("safety"))
    outcome = world.writer.run(world.intake._followup.carry(act, WORDS, lambda change: change()))
    assert not isinstance(outcome, Barred)


def test_without_roles_nobody_is_asked_whom_to_exclude() -> None:
    assert "excluded" not in details(Terms())
    assert "excluded" in details(Terms(roles=("a", "b")))
