"""`kill -9` at every step of what a reporter does: told, changed, added to, withdrawn.

After each death the same person sits down again and does the same. Nothing that was acknowledged
is lost, nothing is doubled, and nothing half remains.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.work import commit
from closecall import clock, settings, wiring
from closecall.founding import found
from closecall.home import Home, write_private
from storage.keys import Identity
from storage.manifest import Recipient
from storage.readership import Readership
from tests.crash.crashed import CHEAP, SECOND, STORY, TAPS, TOLD, Crashed, each_death, founded

if TYPE_CHECKING:
    from pathlib import Path

FIRST = (SECOND, *TAPS, "send")
ADDED = "The rail had been loose for a while."
NEEDLES = (b"scaffold plank", b"leaned out", b"rail had been")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Crashed:
    """An organisation in whose spool another report waits."""
    made = founded(tmp_path_factory.mktemp("reporter") / "template")
    made.chat(FIRST)
    return made


@pytest.fixture(scope="module")
def returning(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crashed, str]:
    """One report waits, one is released: the organisation, and the words of the released one."""
    made = founded(tmp_path_factory.mktemp("returning") / "template")
    (words,) = made.chat(TOLD).words
    made.release_now()
    made.chat(FIRST)
    return made, words


def opens(left: Crashed, words: str) -> bool:
    """Whether these words open a case."""
    return "case" in left.chat(("/check", words)).asked


def test_send_killed_at_any_step_and_repeated_gives_one_case_and_the_same_words(
    template: Crashed, tmp_path: Path
) -> None:
    for step, left, told in each_death(
        lambda world, steps: world.chat(TOLD, steps), template, tmp_path, armed=False
    ):
        shown = [what for what in told if len(what.split()) == 8]
        handle = left.home / "chat.token"
        held = handle.exists() and handle.read_bytes() != b""
        waiting = left.waiting()
        assert waiting == 2 or not shown, step  # acknowledged, so it is there
        assert held or shown or waiting == 1, step  # nobody can repeat it: it was never kept
        assert not any(left.holds(needle) for needle in NEEDLES), step
        if not held:
            continue
        again = left.chat(TOLD)
        assert shown in ([], again.words), step
        assert left.waiting() == 2, step
        assert left.release_now() == 2, step
        assert left.reports() == Counter({STORY: 1, SECOND: 1}), step


def test_telling_killed_at_any_step_leaves_nothing_and_can_begin_again(
    template: Crashed, tmp_path: Path
) -> None:
    early = ("!" + STORY, "safety", "/cancel")
    for step, left, _ in each_death(
        lambda world, steps: world.chat(early, steps), template, tmp_path, armed=False
    ):
        assert left.waiting() == 1, step
        assert not left.holds(NEEDLES[0]), step
        assert len(left.chat(TOLD).words) == 1, step
        assert left.waiting() == 2, step


def test_changing_the_words_killed_at_any_step_leaves_words_that_work(
    returning: tuple[Crashed, str], tmp_path: Path
) -> None:
    template, old = returning
    answers = ("/check", old, "reword", "!yes")
    for step, left, told in each_death(
        lambda world, steps: world.chat(answers, steps), template, tmp_path, armed=False
    ):
        shown = [what for what in told if len(what.split()) == 8]
        back = left.chat(())
        words = [*shown, *back.words]
        working = [one for one in {old, *words} if opens(left, one)]
        assert len(working) == 1, step
        assert not shown or working == shown, step


def test_an_addition_killed_at_any_step_and_repeated_is_one_addition(
    returning: tuple[Crashed, str], tmp_path: Path
) -> None:
    template, words = returning
    answers = ("/check", words, "add", ADDED, "!send")
    for step, left, _ in each_death(
        lambda world, steps: world.chat(answers, steps), template, tmp_path, armed=False
    ):
        left.chat(answers)
        left.release_now()
        kinds = sum(left.objects().values(), Counter())
        assert kinds["addition", "case"] == 1, step
        assert kinds["report", "case"] == 2, step
        assert not any(left.holds(needle) for needle in NEEDLES), step


@pytest.mark.parametrize("released", [False, True], ids=["waiting", "released"])
def test_excluding_a_role_killed_at_any_step_takes_the_key_and_keeps_the_word_or_neither(
    tmp_path: Path,
    released: bool,  # noqa: FBT001
) -> None:
    template, manager = with_a_manager(tmp_path / "template")
    (words,) = template.chat(TOLD).words
    if released:
        template.release_now()
    answers = ("/check", words, "more", "excluded", "manager", "send", "!send")
    for step, left, _ in each_death(
        lambda world, steps: world.chat(answers, steps), template, tmp_path, armed=False
    ):
        gone = manager not in readers(left)
        if released:
            kinds = sum(left.objects().values(), Counter())
            assert kinds["addition", "case"] == gone, step
        left.chat(answers)
        left.release_now()
        assert manager not in readers(left), step
        kinds = sum(left.objects().values(), Counter())
        assert kinds["addition", "case"] == 1, step


def with_a_manager(folder: Path) -> tuple[Crashed, bytes]:
    """An organisation with two reviewers' roles, and the second one's key id."""
    week = clock.calendar("UTC")()
    folder.mkdir()
    made = found(
        settings.read({}, folder),
        folder,
        told={},
        role="reviewer",
        week=week,
        dice=os.urandom,
        cost=CHEAP,
    )
    left = Crashed(folder, made.reviewer.passphrase)
    held = wiring.manifest(left.settings)()
    manager = Recipient.of(Identity.draw(os.urandom), "manager")
    with wiring.organisation(left.settings, made.organisation_passphrase) as organisation:
        signed = held.adding(manager).signed(organisation)
    write_private(Home(left.home).manifest, signed)
    return left, manager.key_id


def readers(left: Crashed) -> set[bytes]:
    """Everybody who has a slot of any case, released or waiting."""
    with wiring.store(left.settings) as opened:
        slots = opened.writer.run(commit(Readership(opened.writer).slots))
    return set[bytes]().union(*slots)


def test_a_withdrawal_killed_at_any_step_takes_all_or_nothing_and_leaves_no_byte(
    returning: tuple[Crashed, str], tmp_path: Path
) -> None:
    template, words = returning
    before = set(template.sealed_bytes())
    assert len(before) == 3
    answers = ("/check", words, "withdraw", "!yes")
    for step, left, told in each_death(
        lambda world, steps: world.chat(answers, steps), template, tmp_path, armed=False
    ):
        kept = set(left.sealed_bytes())
        gone = before - kept
        assert gone in (set(), before), step
        assert gone or "withdrawn" not in told, step
        if not gone:
            left.chat(answers)
        else:
            assert not opens(left, words), step
        assert not left.sealed_bytes(), step
        assert left.waiting() == 1, step
        assert not any(left.holds(sealed) for sealed in before), step
