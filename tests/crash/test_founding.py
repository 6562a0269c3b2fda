"""`kill -9` or Ctrl-C at every step of `closecall init`: done again it works, or it is set up."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

from bot.errors import AlreadySetUp
from tests.crash.crashed import Crashed, each_death, founded
from tests.crash.fork import buried, fork
from tests.crash.strike import MOST, Steps, watch_files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_founding_killed_at_any_step_can_be_done_again(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for step, left, _ in each_death(
        lambda world, _: founded(world.folder), Crashed(empty, ""), tmp_path
    ):
        try:
            made = founded(left.folder)
        except AlreadySetUp:  # killed after its last file: whole, but for what it would have said
            assert (left.folder / ".env").exists(), step
            assert left.waiting() == 0, step
            continue
        assert made.waiting() == 0, step
        with made.desk() as (desk, _):
            assert desk.unsealer.role == "reviewer", step
        assert sorted(path.name for path in left.folder.iterdir()) == [".env", "closecall-home"]
        assert not list(made.home.glob("unfinished")), step


class Interrupted(Steps):
    """Steps, at one of which somebody presses Ctrl-C."""

    def reach(self, name: str) -> None:
        """One more step."""
        self.names.append(name)
        if len(self.names) - 1 == self.deadly:
            signal.raise_signal(signal.SIGINT)


def interrupted(folder: Path, at: int) -> int:
    """Found an organisation there in a child that is interrupted at this step: how it ended."""
    child = fork()
    if child == 0:
        code = 2
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            watch_files(Interrupted(folder, at), f"{folder}/")
            founded(folder)
            code = 0
        except KeyboardInterrupt:
            code = 130
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(buried(child))


def test_a_founding_interrupted_at_any_step_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    for at in range(MOST):
        folder.mkdir()
        code = interrupted(folder, at)
        left = tuple(sorted(path.name for path in folder.iterdir()))
        assert (code, left) in {(130, ()), (0, (".env", "closecall-home"))}, at
        shutil.rmtree(folder)
        if code == 0:
            break
    assert 10 < at < MOST - 1
