"""The hunter itself: a canary that was planted is found, whatever it wears."""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.util
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

from tests.privacy.hunt import BLOCK, hunt, hunt_tree, needles

CANARY = "Quillfeather-7731"


@pytest.mark.parametrize("disguise", sorted(needles(CANARY)))
def test_every_disguise_is_found_in_the_middle_of_other_bytes(disguise: str) -> None:
    """Each needle is planted alone, and a hit comes back."""
    planted = b"\x00before " + needles(CANARY)[disguise] + b" after\xff"
    assert hunt("planted", planted, [CANARY])


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode, base64.b32encode])
def test_base64_and_base32_are_found_at_every_alignment(
    before: int, encode: Callable[[bytes], bytes]
) -> None:
    """A leak inside a longer encoded text starts anywhere."""
    assert hunt("encoded", encode(b"x" * before + CANARY.encode() + b"yyyy"), [CANARY])


@pytest.mark.parametrize("compress", [zlib.compress, gzip.compress])
def test_a_canary_inside_a_compressed_stream_is_found(compress: Callable[[bytes], bytes]) -> None:
    """Log rotation and backups compress."""
    assert hunt("compressed", b"head" + compress(f"said {CANARY} here".encode() * 9), [CANARY])


def test_a_file_name_is_searched_too(tmp_path: Path) -> None:
    """A chat id makes a handy file name."""
    (tmp_path / f"draft-{CANARY}.bin").write_bytes(b"")
    assert [hit.where for hit in hunt_tree(tmp_path, [CANARY])]


def test_what_lies_across_two_blocks_is_found() -> None:
    """A file is searched piece by piece."""
    for before in range(BLOCK - len(CANARY), BLOCK + 1):
        assert hunt("long", bytes(before) + CANARY.encode() + bytes(BLOCK), [CANARY]), before


def test_the_same_bytes_are_searched_again_for_what_is_new(tmp_path: Path) -> None:
    """What was seen once is known by its bytes, and by whom it was searched for."""
    (tmp_path / "kept").write_bytes(f"{CANARY} and Wrenfield-4410".encode())
    assert hunt_tree(tmp_path, ["Nobody-of-these"]) == []
    assert {hit.canary for hit in hunt_tree(tmp_path, ["Nobody-of-these", CANARY])} == {CANARY}
    assert {hit.canary for hit in hunt_tree(tmp_path, ["Wrenfield-4410"])} == {"Wrenfield-4410"}
    (tmp_path / "kept").write_bytes(b"Nobody-of-these")
    assert hunt_tree(tmp_path, ["Nobody-of-these", CANARY])


def test_what_is_allowed_hides_nothing_that_it_covers() -> None:
    """A longer canary is met first; when it may be there, the one inside it still may not."""
    whole, part = "Marshwiggle-and-Puddleglum", "wiggle-and-Puddle"
    assert {hit.canary for hit in hunt("both", whole.encode(), [whole, part])} == {whole}
    assert {hit.canary for hit in hunt("part", whole.encode(), [part])} == {part}


def test_a_stream_that_is_damaged_further_on_is_read_that_far() -> None:
    """Half of a backup is a leak, too."""
    noise = hashlib.shake_256(b"noise").digest(1 << 16)
    stream = zlib.compress(f"said {CANARY} here".encode() + noise)
    assert hunt("damaged", stream[: len(stream) // 2] + b"\xff" * 4096, [CANARY])


def test_clean_bytes_give_no_hit(tmp_path: Path) -> None:
    """The hunter does not cry wolf on the interpreter's own standard library."""
    spec = importlib.util.find_spec("this")
    assert spec is not None
    assert spec.origin is not None
    (tmp_path / "zen").write_bytes(Path(spec.origin).read_bytes() + sys.version.encode())
    assert hunt_tree(tmp_path, [CANARY]) == []
