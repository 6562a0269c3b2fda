"""How a private file is written: whole, for its owner alone, whoever else is writing it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from closecall.home import PRIVATE, write_private

if TYPE_CHECKING:
    from pathlib import Path


def test_a_private_file_is_its_owner_s_alone_and_leaves_no_draft(tmp_path: Path) -> None:
    write_private(tmp_path / "keys" / "one.key", b"first")
    write_private(tmp_path / "keys" / "one.key", b"second")
    (only,) = (tmp_path / "keys").iterdir()
    assert only.read_bytes() == b"second"
    assert only.stat().st_mode & 0o777 == PRIVATE
    assert only.parent.stat().st_mode & 0o777 == 0o700


def test_what_a_killed_process_of_the_same_number_left_is_in_nobody_s_way(tmp_path: Path) -> None:
    (tmp_path / f".mark.{os.getpid()}.new").write_bytes(b"half")
    write_private(tmp_path / "mark", b"whole")
    assert (tmp_path / "mark").read_bytes() == b"whole"


def test_threads_that_write_the_same_file_all_do(tmp_path: Path) -> None:
    texts = [bytes([at]) * 100_000 for at in range(16)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda text: write_private(tmp_path / "codes", text), texts))
    assert (tmp_path / "codes").read_bytes() in texts
    assert len(list(tmp_path.iterdir())) == 1
