"""What may leave the house as a file, against files that a person has read (`exports/`)."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.case.rules import HeldBack, hold_on_writing
from bot.desk import evidence, notice, rows
from bot.desk.register import Effect, Progress, effect_of, open_cases, register
from bot.desk.sheets import harmless, quarter, sheet
from bot.errors import NotAllowed
from bot.report import RawText, Week
from bot.scrub import Scrubber
from bot.taxonomy import (
    ActionLevel,
    Barrier,
    Cause,
    Consent,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)
from bot.words import Language, Words
from tests.desk_world import LESSON, STORY, World, record

if TYPE_CHECKING:
    from bot.case import OpenCase

GOLDEN: Final = Path(__file__).parent / "exports"
BOTH: Final = [Words(language) for language in Language]
SCAN: Final = Scrubber("en").scrub


def closed(world: World, **codes: str) -> str:
    """A case told, found out, changed, closed."""
    desk, told = world.desk(), record(**codes)
    case = world.report(told)
    family = Family(codes.get("family", "safety"))
    kind = Kind(codes.get("kind", "fall_from_height"))
    desk.triage(case, family, kind, Severity.SERIOUS, Disposition.NEAR_MISS)
    weak = "no ladder fits that roof, said Anneke at 14:37"
    desk.find(case, Cause.EQUIPMENT, Vulnerability.DESIGN, weak, Barrier.LUCK)
    due = world.clock().plus(2)
    desk.act(case, "=hang a longer ladder", "facilities lead", due, ActionLevel.REPLACE)
    desk.done(case, 1)
    desk.close(case, Disposition.NEAR_MISS, "Done.")
    return case


def cases(world: World) -> tuple[OpenCase, ...]:
    """Everything, opened."""
    return open_cases(world.desk())


def cells(text: str) -> list[list[str]]:
    """A sheet, read back."""
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("words", BOTH, ids=lambda words: str(words.language))
@pytest.mark.parametrize("name", ["evidence.md", "evidence.csv", "notice.md", "rows.csv"])
def test_each_file_reads_as_it_was_read_by_a_person(words: Words, name: str) -> None:
    world = World()
    closed(world)
    cyber = closed(world, family="cyber", kind="phishing_stopped", barrier="person_noticed")
    world.desk("safety").write(cyber, LESSON)
    world.desk("security").approve(cyber)
    now = world.clock()
    made = {
        "evidence.md": lambda: evidence.page(cases(world), SCAN, now, words),
        "evidence.csv": lambda: evidence.table(cases(world), SCAN, now, words),
        "notice.md": lambda: notice.draft(world.desk().look(cyber), SCAN, now, words),
        "rows.csv": lambda: rows.table(cases(world) * 5, 5, now, words),
    }[name]()
    stem, _, ending = name.partition(".")
    golden = GOLDEN / f"{stem}.{words.language}.{ending}"
    assert made.replace("\r\n", "\n") == golden.read_text("utf-8")


def test_no_word_of_a_reporter_leaves_in_any_file() -> None:
    world = World()
    cyber = closed(world, family="cyber", kind="phishing_stopped")
    now, words = world.clock(), Words()
    made = [
        evidence.page(cases(world), SCAN, now, words),
        evidence.table(cases(world), SCAN, now, words),
        notice.draft(world.desk().look(cyber), SCAN, now, words),
        rows.table(cases(world) * 5, 5, now, words),
    ]
    for text in made:
        assert STORY not in text
        assert "Anneke" not in text
        assert "14:37" not in text
        assert str(world.desk().look(cyber).case_id)[:8] not in text


def test_concerns_and_numbers_only_and_small_groups_are_in_no_evidence() -> None:
    world = World()
    case = next(iter(cases(world)), None) or world.desk().look(closed(world))
    assert evidence.provable(case)
    assert case.triage is not None
    concern = replace(case, triage=replace(case.triage, family=Family.CONCERN))
    assert not evidence.provable(concern)
    small = replace(
        case,
        closings=(replace(case.closings[0], disposition=Disposition.CANNOT_PROTECT_IDENTITY),),
    )
    assert not evidence.provable(small)
    numbers = closed(world, consent=Consent.NUMBERS_ONLY)
    assert not evidence.provable(world.desk().look(numbers))
    assert rows.grouped([world.desk().look(numbers)], 1)


def test_a_concern_is_in_no_evidence_even_when_its_reporter_agreed_to_a_lesson() -> None:
    world = World()
    agreed = closed(
        world, family="concern", kind="retaliation", consent=Consent.SHARE, barrier="luck"
    )
    told = world.desk().look(agreed)
    assert hold_on_writing(told) is None
    assert not evidence.provable(told)


def test_only_a_near_miss_with_its_outcome_is_evidence() -> None:
    world = World()
    case = world.desk().look(closed(world))
    assert not evidence.provable(replace(case, finding=None))
    assert not evidence.provable(replace(case, actions=()))
    for reason in set(Disposition) - {Disposition.NEAR_MISS}:
        ended = replace(case.closings[0], disposition=reason)
        assert not evidence.provable(replace(case, closings=(ended,)))


def test_only_a_cyber_near_miss_that_may_be_told_becomes_a_notice() -> None:
    world = World()
    safety = world.desk().look(closed(world))
    with pytest.raises(NotAllowed) as refused:
        notice.draft(safety, SCAN, world.clock(), Words())
    assert refused.value.detail == "not_cyber"
    told = {"family": "cyber", "kind": "lost_device", "consent": "numbers_only"}
    quiet = world.desk().look(closed(world, **told))
    with pytest.raises(HeldBack):
        notice.draft(quiet, SCAN, world.clock(), Words())
    assert notice.notifiable([safety, quiet]) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([Week(2026, 3), Week(2026, 20), Week(2027, 3)]),
            st.sampled_from([Family.SAFETY, Family.CYBER]),
            st.sampled_from([Kind.MACHINERY, Kind.LOST_DEVICE, Kind.OTHER]),
        ),
        max_size=40,
    ),
    st.integers(2, 6),
)
def test_every_row_has_at_least_k_rows_like_it(
    told: list[tuple[Week, Family, Kind]], k: int
) -> None:
    world = World()
    case = world.desk().look(closed(world))
    assert case.triage is not None
    every = [
        replace(case, week=week, triage=replace(case.triage, family=family, kind=kind))
        for week, family, kind in told
    ]
    keys = [key for key, _ in rows.grouped(every, k)]
    assert all(keys.count(key) >= k for key in keys)
    assert len(keys) == len(every) or len(every) - len(keys) < k


@given(st.text(max_size=40))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = cells(sheet(["a"], [[text]]))[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell == harmless(text)


def test_a_formula_in_an_action_is_text_in_the_sheet() -> None:
    world = World()
    closed(world)
    (_, line) = cells(evidence.table(cases(world), SCAN, world.clock(), Words()))
    assert "'=hang a longer ladder" in line


def test_a_quarter_holds_its_weeks() -> None:
    quarters = [quarter(Week(2026, number)) for number in (1, 13, 14, 26, 27, 39, 40, 53)]
    assert [each[-2:] for each in quarters] == ["Q1", "Q1", "Q2", "Q2", "Q3", "Q3", "Q4", "Q4"]


def test_the_register_has_the_most_pressing_action_first() -> None:
    world = World()
    desk, case = world.desk(), world.report()
    for text, weeks in (("later", 6), ("over", 1), ("now", 2)):
        desk.act(case, text, "site lead", world.clock().plus(weeks), ActionLevel.PROCEDURE)
    closed(world)
    world.clock.week = world.clock().plus(2)
    found = register(cases(world), world.clock())
    assert [each.progress for each in found] == list(Progress)
    assert [each.action.text for each in found][:3] == ["over", "now", "later"]
    assert {effect_of(each.case, world.clock()) for each in found[:3]} == {Effect.OPEN}


def test_the_effect_follows_the_check_up() -> None:
    world = World()
    case = closed(world)
    assert effect_of(world.desk().look(case), world.clock()) is Effect.LATER
    world.clock.week = world.clock().plus(6)
    assert effect_of(world.desk().look(case), world.clock()) is Effect.DUE
    world.desk().check(case, helped=True)
    assert effect_of(world.desk().look(case), world.clock()) is Effect.HELPED


def test_the_scan_is_what_keeps_a_name_out() -> None:
    found = SCAN(RawText("no ladder fits that roof, said Anneke at 14:37"))
    assert re.search("Anneke|14:37", found.safe.text) is None
