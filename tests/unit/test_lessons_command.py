"""`closecall lessons`: the library as a table, and as a page for the intranet."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.lesson import Drill, Lesson, read_lesson
from bot.ports import PublishedLesson
from bot.report import Week
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from bot.words import Language, Words
from bot.work import commit
from closecall import settings, wiring
from closecall.cli import main
from closecall.commands.lessons import STEP
from closecall.commands.lessons.page import escaped
from storage.lessons import Lessons

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WEEK = Week(2026, 47)
LADDER = Lesson(
    title="A ladder too short",
    story="A ladder ended below the gutter. *Nobody* was hurt.",
    saved_by="Rubber mats lay below.",
    vulnerability="Long ladders were locked away.",
    change="One long ladder hangs at each door.",
    why_it_helps="The right one is the nearest one.",
    check_up=WEEK.plus(6),
    family=Family.SAFETY,
    kind=Kind.FALL_FROM_HEIGHT,
    barrier=Barrier.LUCK,
    level=ActionLevel.REPLACE,
    drill=Drill("What first?", ("Climb", "Fetch the long one", "Call", "Wait"), 1, "It reaches."),
)
DOOR = replace(
    LADDER,
    title="Una porta aperta troppo presto",
    family=Family.PHYSICAL,
    kind=Kind.ACCESS_SCHEDULE_OR_LOCK,
    drill=None,
    language="it",
)


@pytest.fixture
def house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A folder with a home and an empty library."""
    (tmp_path / "home").mkdir()
    (tmp_path / ".env").write_text("CLOSECALL_HOME=home\nCLOSECALL_LANGUAGE=en\n")
    monkeypatch.chdir(tmp_path)
    main(["db", "upgrade"])
    capsys.readouterr()
    return tmp_path


def publish(house: Path, lessons: Iterable[PublishedLesson]) -> None:
    """Put lessons into the library."""
    with wiring.store(settings.read({}, house)) as opened:
        kept = Lessons(opened.writer)

        def part() -> None:
            for one in lessons:
                kept.publish(one)

        opened.writer.run(commit(part))


@pytest.fixture
def library(house: Path) -> Path:
    """Two lessons, of two kinds and in two languages."""
    publish(
        house,
        [PublishedLesson("a1", WEEK, LADDER), PublishedLesson("b2", WEEK.plus(1), DOOR, True)],  # noqa: FBT003 - `urgent`
    )
    return house


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """One command: its exit code, what it printed, what it said beside it."""
    code = main(["lessons", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def lessons_in(text: str) -> list[dict[str, Any]]:
    held = json.loads(text)
    assert held["v"] == 1
    return list(held["lessons"])


@pytest.mark.usefixtures("house")
def test_an_empty_library_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No lessons" in run(capsys, "list")[1]
    assert lessons_in(run(capsys, "list", "--json")[1]) == []
    code, page, _ = run(capsys, "export")
    assert (code, page.startswith("# Lessons from close calls")) == (0, True)
    assert lessons_in(run(capsys, "export", "--format", "json")[1]) == []


@pytest.mark.usefixtures("library")
def test_the_list_begins_with_the_newest_and_is_narrowed_by_kind_and_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, table, _ = run(capsys, "list")
    assert table.index(DOOR.title) < table.index(LADDER.title)
    assert "2026-W48" in table
    for narrowed in (("--kind", "fall_from_height"), ("--language", "en")):
        shown = lessons_in(run(capsys, "list", "--json", *narrowed)[1])
        assert [one["id"] for one in shown] == ["a1"]
    assert "this kind" in run(capsys, "list", "--kind", "machinery")[1]


@pytest.mark.usefixtures("library")
def test_a_short_list_says_how_many_it_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    _, table, _ = run(capsys, "list", "--most", "1")
    assert LADDER.title not in table
    assert "One more" in table
    with pytest.raises(SystemExit):
        run(capsys, "list", "--most", "0")


@pytest.mark.usefixtures("library")
def test_json_holds_every_field_and_reads_back(capsys: pytest.CaptureFixture[str]) -> None:
    newest, older = lessons_in(run(capsys, "export", "-f", "json")[1])
    assert (newest["id"], newest["week"], newest["urgent"]) == ("b2", "2026-W48", True)
    for given, lesson in ((newest, DOOR), (older, LADDER)):
        written = {k: v for k, v in given.items() if k not in {"id", "week", "urgent"}}
        assert read_lesson(written) == lesson


@pytest.mark.usefixtures("library")
def test_the_page_has_each_lesson_in_its_own_language_and_no_mark_of_its_text_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, page, _ = run(capsys, "export")
    assert page.count("\n## ") == 2
    assert "What saved it: Rubber mats" in page
    assert Words(Language.IT)("door.lesson.saved", text=DOOR.saved_by) in page
    assert "\\*Nobody\\* was hurt" in page
    assert "2. Fetch the long one" in page
    assert "Best answer: Fetch the long one" in page


@pytest.mark.usefixtures("library")
def test_a_file_is_written_whole_and_replaces_the_one_before(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = library / "lessons.md"
    page.write_text("old")
    code, said, beside = run(capsys, "export", "--to", "lessons.md")
    assert (code, said) == (0, "")
    assert "2 lessons" in beside
    assert page.read_text().startswith("# Lessons")
    assert not [one for one in library.iterdir() if one.name.endswith(".new")]
    assert stat.S_IMODE(page.stat().st_mode) == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.usefixtures("library")
def test_an_export_that_breaks_off_leaves_the_old_page(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = library / "lessons.md"
    page.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, _, beside = run(capsys, "export", "--to", "lessons.md")
    assert code == 1
    assert "→" in beside
    assert page.read_text() == "old"
    assert sorted(one.name for one in library.iterdir()) == [".env", "home", "lessons.md"]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("place", "why"), [("home", "is a folder"), ("no/such.md", "exist")])
def test_a_place_that_cannot_be_written_is_one_sentence_and_what_to_do(
    capsys: pytest.CaptureFixture[str], place: str, why: str
) -> None:
    code, _, beside = run(capsys, "export", "--to", place)
    assert code == 1
    assert why in beside
    assert "→" in beside


def test_a_long_library_is_read_in_steps_and_whole(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = STEP * 2 + 3
    publish(house, (PublishedLesson(f"{n:04}", WEEK, LADDER) for n in range(many)))
    shown = lessons_in(run(capsys, "export", "-f", "json")[1])
    assert [one["id"] for one in shown] == [f"{n:04}" for n in range(many)]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("a*b_c", "a\\*b\\_c"),
        ("- no list\n1. no number", "\\- no list\n1\\. no number"),
        ("<b>[x](y)|`z`", "\\<b\\>\\[x\\](y)\\|\\`z\\`"),
        ("plain - text 1. here", "plain - text 1. here"),
    ],
)
def test_what_markdown_would_take_for_a_mark_stays_text(text: str, page: str) -> None:
    assert escaped(text) == page
