"""`kill -9` at every step of `closecall init`: done again it works, or it is set up already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import AlreadySetUp
from tests.crash.crashed import Crashed, each_death, founded

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
