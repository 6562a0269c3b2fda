"""Plain sentences on a terminal: broken between words, with their indent, never in a path."""

from __future__ import annotations

import io

import pytest

from closecall.told import wrapped


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Forty columns."""
    monkeypatch.setenv("COLUMNS", "40")
    return Screen()


def test_a_sentence_breaks_between_words_and_keeps_its_indent(narrow: Screen) -> None:
    text = "The key\n  Move the file to the reviewer's own machine; keep the passphrase apart.\n"
    assert wrapped(text, narrow).splitlines() == [
        "The key",
        "  Move the file to the reviewer's own",
        "  machine; keep the passphrase apart.",
    ]
    assert wrapped(text, narrow).endswith("apart.\n")


def test_a_path_longer_than_the_line_is_left_whole(narrow: Screen) -> None:
    path = "/srv/near-misses/closecall-home/reviewers/561b2a9e.key"
    assert f"\n  {path}" in wrapped(f"The file\n  {path} is closed.", narrow)


def test_the_space_behind_a_question_stays(narrow: Screen) -> None:
    assert wrapped("Time zone [Europe/Rome]: ", narrow) == "Time zone [Europe/Rome]: "


def test_where_there_is_no_terminal_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = "one line that a script reads whole, whatever the width of somebody's window"
    assert wrapped(text, io.StringIO()) == text
