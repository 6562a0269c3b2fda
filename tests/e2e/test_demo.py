"""`closecall demo`: from nothing to a digest, on a pipe, in both languages, and nothing stays."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.words import Language, Words
from closecall.commands.demo.world import long_words, sealed_bytes, search
from tests.e2e.world import PATIENCE, ROOT, bare_environment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("language", list(Language))
def test_the_demo_plays_the_whole_loop_and_leaves_nothing(
    tmp_path: Path, language: Language
) -> None:
    """Every act is there, the searches found nothing, the lesson is in the digest."""
    words = Words(language)
    away = tmp_path / "temporary"
    away.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "closecall", "demo", "--language", language],
        cwd=tmp_path,
        env=bare_environment(tmp_path, TMPDIR=str(away), COLUMNS="400"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for act in ("tell", "more", "holds", "release", "open", "back", "lesson", "digest", "end"):
        assert words(f"demo.act.{act}") in done.stdout
    assert re.search(words("demo.holds.words", hits=r"0\b"), done.stdout)
    assert words("demo.lesson.title") in done.stdout.split(words("demo.act.digest"))[1]
    assert list(away.iterdir()) == [], "the folder was not thrown away"
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]


def test_the_search_finds_what_was_planted(tmp_path: Path) -> None:
    """Zero hits mean something: a planted name is found, in any case, in UTF-16 too."""
    (tmp_path / "one").write_bytes(b"..alex DOE..")
    (tmp_path / "two").write_bytes("x".encode("utf-16-le") + "Alex Doe".encode("utf-16-le"))
    (tmp_path / "three").write_bytes(b"nothing")
    found = search(tmp_path, ["Alex Doe"])
    assert (found.files, found.hits) == (3, 2)


def test_only_long_words_are_searched() -> None:
    """A word of five letters is in any megabyte by chance."""
    assert long_words(["The ladder slid away", "Ladder again"]) == {"ladder"}


def test_sealed_bytes_are_read_from_the_database_file(tmp_path: Path) -> None:
    """What is shown as sealed begins with the format's own mark."""
    (tmp_path / "closecall.sqlite3").write_bytes(b"SQLite" + b"CC\x01\x02" + bytes(range(80)))
    assert sealed_bytes(tmp_path, 8) == b"CC\x01\x02\x00\x01\x02\x03"


def test_the_demo_lives_in_the_tree() -> None:
    """The stories are told in every language that the bot speaks."""
    catalogues = {path.parts[-3] for path in (ROOT / "bot/locale").rglob("demo.mo")}
    assert catalogues == {str(one) for one in Language if one is not Language.EN}
