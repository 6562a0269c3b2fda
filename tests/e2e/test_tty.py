"""`closecall chat` on a real pseudo-terminal: arrows, numbers, Ctrl-C, 40 columns, no colour."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from typing import Self

import pytest

from tests.e2e.mishap import CANARY, STORY, home
from tests.e2e.world import PATIENCE, World

UP, DOWN, ENTER, CTRL_C, CTRL_D = "\x1b[A", "\x1b[B", "\r", "\x03", "\x04"
WHERE_IS_THE_CURSOR = b"\x1b[6n"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07]*\x07")
COLOURS = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|9[0-7]|[34]8;)[0-9;]*m")


class Terminal:
    """A person's terminal with `closecall chat` in it. `seen` is all that came to the screen."""

    def __init__(
        self, world: World, columns: int = 80, environment: dict[str, str] | None = None
    ) -> None:
        """Start it."""
        self._controller, terminal = pty.openpty()
        self.resize(columns)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "closecall", "chat"],
            cwd=world.folder,
            env={**world.environment, "TERM": "xterm-256color", **(environment or {})},
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)
        self.seen = ""

    def __enter__(self) -> Self:
        """The terminal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left running."""
        self.process.kill()
        self.process.wait()
        os.close(self._controller)

    def resize(self, columns: int) -> None:
        """The window gets another width."""
        fcntl.ioctl(self._controller, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))

    def type(self, keys: str) -> None:
        """Keys are pressed."""
        os.write(self._controller, keys.encode())

    def until(self, needle: str) -> str:
        """Read the screen until it says this; what came since the last time, without escapes."""
        read = ""
        deadline = time.monotonic() + PATIENCE
        while needle not in plain(read):
            part = self._read(deadline)
            assert part, f"waited for {needle!r}: {plain(read)[-800:]}"
            read += part
        self.seen += read
        return plain(read)

    def asked(self, needle: str) -> str:
        """As `until`, and the place to type is drawn: keys that come before are not for us."""
        read = self.until(needle)
        deadline = time.monotonic() + PATIENCE
        while not re.search(r"\n[\s\x08]*[:>][\s\x08:>]*$", read):
            part = self._read(deadline)
            assert part, f"no place to type: {read[-800:]}"
            self.seen += part
            read = plain(read + part)
        return read

    def end(self) -> int:
        """Read to the end; the exit code."""
        deadline = time.monotonic() + PATIENCE
        while part := self._read(deadline):
            self.seen += part
        return self.process.wait(PATIENCE)

    def _read(self, deadline: float) -> str:
        ready, _, _ = select.select([self._controller], [], [], deadline - time.monotonic())
        try:
            part = os.read(self._controller, 65536) if ready else b""
        except OSError:  # the other end is gone
            return ""
        if WHERE_IS_THE_CURSOR in part:
            os.write(self._controller, b"\x1b[1;1R")
        return part.decode("utf-8", "replace")


def plain(text: str) -> str:
    """What a person reads of it."""
    return ESCAPES.sub("", text).replace("\r", "")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One set-up; reports are released at once, so that the desk shows them."""
    return World.copied(tmp_path_factory.mktemp("tty") / "w", CLOSECALL_RELEASE="now")


def test_arrows_numbers_and_names_choose_and_the_words_come_out(world: World) -> None:
    with Terminal(world) as screen:
        screen.asked("What almost happened?")
        screen.type(STORY + ENTER)
        screen.asked("Which kind?")
        screen.type("1" + ENTER)  # a number
        screen.asked("Closest match?")
        screen.type(DOWN + UP + DOWN + ENTER)  # arrows
        screen.asked("What stopped it?")
        screen.type("luck" + ENTER)  # a name
        screen.asked("Worst that could")
        screen.type("2" + ENTER)
        shown = screen.asked("Discard")
        assert CANARY in shown
        screen.type("1" + ENTER)
        told = screen.asked("Done")
        eight = [
            line for line in told.splitlines() if re.fullmatch(r"\s{4}(?:[a-z-]+ ?){4}", line)
        ]
        assert len(eight) == 2
        screen.type(CTRL_D)
        assert screen.end() == 0
    (row,) = world.json("inbox", "--all", "--json")["cases"]
    record = world.json("show", row["case"], "--json")["record"]["text"]
    assert CANARY in record


@pytest.mark.parametrize("keys", [CTRL_C, CTRL_D, "/cancel" + ENTER])
def test_leaving_says_that_nothing_was_kept_and_keeps_nothing(world: World, keys: str) -> None:
    with Terminal(world) as screen:
        screen.asked("What almost happened?")
        screen.type(STORY + ENTER)
        screen.asked("Which kind?")
        screen.type(keys)
        screen.until("Nothing of what you typed was kept.")
        assert screen.end() == 0
        assert "Traceback" not in screen.seen
    assert not list(home(world).glob("*.token"))


def test_forty_columns_break_no_word_also_after_a_resize(world: World) -> None:
    with Terminal(world, columns=40) as screen:
        told = screen.asked("What almost happened?")
        screen.type("x" + ENTER)
        told += screen.asked("What almost happened?")
        screen.type(STORY + ENTER)
        told += screen.asked("Not sure")
        screen.resize(30)
        screen.type("1" + ENTER)
        told += screen.asked("Something else")
        screen.type(CTRL_C)
        screen.end()
    narrow = [line.rstrip() for line in told.splitlines()]
    wide = [line for line in narrow if len(line) > 40 and CANARY not in line]
    assert wide == []
    whole = " ".join(told.split())
    for sentence in ("What almost happened? One or two sentences", "Building and people access"):
        assert sentence in whole


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_is_needed_or_used(world: World, environment: dict[str, str]) -> None:
    with Terminal(world, environment=environment) as screen:
        screen.asked("What almost happened?")
        screen.type(STORY + ENTER)
        screen.asked("Not sure")
        screen.type(CTRL_D if "TERM" in environment else CTRL_C)
        assert screen.end() == 0
        assert COLOURS.search(screen.seen) is None


def test_a_window_that_is_closed_leaves_no_draft(world: World) -> None:
    with Terminal(world) as screen:
        screen.asked("What almost happened?")
        screen.type(STORY + ENTER)
        screen.asked("Which kind?")
        screen.process.send_signal(1)
        screen.end()
        assert "Traceback" not in screen.seen
    assert not list(home(world).glob("*.token"))
