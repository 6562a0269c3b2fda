"""A person at the keyboard: arrows, numbers, names, Ctrl-C."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from adapters.terminal.door import Door
from adapters.terminal.handle import Handle
from adapters.terminal.tty import Cursor, TtyFace
from bot.flow.talk import Ask, Choice, Prompt
from bot.words import Language, Words
from tests.builders import STORY, Told

if TYPE_CHECKING:
    from pathlib import Path

DOWN, UP, ENTER, CTRL_C, CTRL_D = "\x1b[B", "\x1b[A", "\r", "\x03", "\x04"


class Screen(io.StringIO):
    """A terminal of 80 columns that keeps what was written."""

    def output(self) -> Vt100_Output:
        """As prompt-toolkit wants it."""
        return Vt100_Output(self, lambda: Size(rows=40, columns=80))


def at_keyboard(told: Told, home: Path, keys: str) -> str:
    """Type these keys, to the end of the conversation; what the screen shows."""
    words = Words(Language.EN)
    screen = Screen()
    with create_pipe_input() as keyboard, Handle(home) as handle:
        keyboard.send_text(keys)
        face = TtyFace(words, keyboard, screen.output())
        code = Door(told.intake, told.writer, face, handle, words).converse()
    assert code == 0
    return screen.getvalue()


def test_a_report_is_filed_with_arrows_and_enter(tmp_path: Path) -> None:
    told = Told()
    taps = ENTER + DOWN + ENTER + DOWN * 4 + ENTER + DOWN + ENTER + ENTER
    screen = at_keyboard(told, tmp_path, STORY + ENTER + taps + CTRL_C)
    assert "Your eight words:" in screen
    record = told.reports()[0].sealed
    assert b'"fall_from_height"' in record
    assert b'"luck"' in record
    assert b'"serious"' in record


def test_up_from_the_first_choice_is_the_last(tmp_path: Path) -> None:
    screen = at_keyboard(Told(), tmp_path, STORY + ENTER + UP + ENTER + CTRL_C)
    assert "Kind: Not sure" in screen


def test_numbers_and_names_work_too(tmp_path: Path) -> None:
    told = Told()
    keys = ENTER.join((STORY, "1", "fall_from_height", "Luck", "2", "send", "")) + CTRL_C
    at_keyboard(told, tmp_path, keys)
    assert len(told.reports()) == 1


@pytest.mark.parametrize("leave", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("typed", ["", STORY + ENTER, STORY + ENTER + "1" + ENTER])
def test_leaving_cancels_and_says_that_nothing_was_kept(
    leave: str, typed: str, tmp_path: Path
) -> None:
    told = Told()
    screen = at_keyboard(told, tmp_path, typed + leave)
    assert "Nothing of what you typed was kept." in screen
    assert "still on this screen" in screen
    assert told.reports() == []
    assert list(tmp_path.iterdir()) == []


def test_space_marks_several_and_enter_sends_them(tmp_path: Path) -> None:
    told = Told()
    filed = ENTER.join((STORY, "1", "2", "5", "2", "1", ""))
    several = "why" + ENTER + " " + DOWN + DOWN + " " + ENTER + "more.send" + ENTER
    screen = at_keyboard(told, tmp_path, filed + several + CTRL_C)
    assert "[x]" in screen


def test_the_screen_has_no_colours(tmp_path: Path) -> None:
    screen = at_keyboard(Told(), tmp_path, STORY + ENTER + DOWN + ENTER + CTRL_C)
    assert "\x1b[3" not in screen.replace("\x1b[39m", "")
    assert "38;5" not in screen


def test_no_key_brings_back_what_was_typed(tmp_path: Path) -> None:
    ctrl_p = "\x10"
    screen = at_keyboard(Told(), tmp_path, STORY + ENTER + ctrl_p + ENTER + CTRL_C)
    assert "Closest match?" in screen  # Enter took the choice: the line was still empty


def test_a_long_label_stays_inside_a_narrow_terminal() -> None:
    prompt = Prompt("x", Ask.ONE, "?", (Choice("a", "word " * 20), Choice("b", "b")))
    drawn = Cursor(prompt, ["  1. " + "word " * 20, "  2. b"]).drawn(24)
    lines = "".join(str(part[1]) for part in drawn).split("\n")
    assert max(len(line) for line in lines) <= 24


def test_what_is_suggested_is_pointed_at_and_not_sent(tmp_path: Path) -> None:
    prompt = Prompt("x", Ask.ONE, "?", (Choice("a", "a"), Choice("b", "b")), suggested="b")
    cursor = Cursor(prompt, ["a", "b"])
    assert cursor.chosen() == ("b",)
    told = Told()
    at_keyboard(told, tmp_path, STORY + ENTER + CTRL_C)
    assert told.reports() == []
