"""A photo as it may be kept: a plain JPEG, pixels and nothing beside them. It decodes no picture.

    FF D8 · APP0 JFIF · DQT · SOF0 · DHT · one SOS with its scan · FF D9, and there it ends

Whoever made the bytes, a `Photo` holds no EXIF, comment, colour profile, thumbnail, second
picture or trailer: they would stand in segments that are not on the list (ITU-T T.81, annex B;
ITU-T T.871 for JFIF). What is *shown* in a picture no program here looks at.
"""

from __future__ import annotations

import hashlib
from dataclasses import field
from enum import StrEnum, unique
from typing import Final, Self

from bot.frozen import frozen

MOST_BYTES: Final = 256 * 1024 - 4
"""What fits into the one rung of the photos' ladder, with the length before it."""

LONGEST_EDGE: Final = 1600
"""Pixels. Enough to read a label on a machine, too little for a face across the hall."""

LARGEST_INPUT: Final = 20_000_000
"""Bytes of what was sent: more a bot cannot fetch from Telegram."""

_JFIF: Final = b"JFIF\0\1\1\0\0\1\0\1\0\0"  # version 1.1, no unit, 1:1, no thumbnail
_APP0, _FRAME, _SCAN, _END = 0xE0, 0xC0, 0xDA, 0xD9
_TABLES: Final = frozenset({0xDB, 0xC4})
_STUFFED: Final = 0x00


@unique
class Unfit(StrEnum):
    """Why a photo cannot be taken. `AWAY`: it is ours to mend; the photo may be good."""

    LARGE = "large"
    OTHER_TYPE = "other_type"
    BOMB = "bomb"
    MOVING = "moving"
    BROKEN = "broken"
    AWAY = "away"


@frozen
class Picture:
    """Which photo is meant, without its bytes: their SHA-256 in hex, and its size in pixels."""

    digest: str = field(repr=False)
    width: int
    height: int


@frozen
class Photo:
    """A plain JPEG. Made by `parse` alone."""

    jpeg: bytes = field(repr=False)
    picture: Picture

    @classmethod
    def parse(cls, jpeg: bytes) -> Self:
        """Raises ValueError for anything but a plain JPEG that can be kept."""
        if len(jpeg) > MOST_BYTES or jpeg[:2] != b"\xff\xd8":
            raise ValueError("photo")
        width, height = _walked(jpeg)
        if not (0 < width <= LONGEST_EDGE and 0 < height <= LONGEST_EDGE):
            raise ValueError("photo")
        return cls(jpeg, Picture(hashlib.sha256(jpeg).hexdigest(), width, height))


def _walked(jpeg: bytes) -> tuple[int, int]:
    """Width and height. Raises ValueError for a segment that is no pixel's business."""
    at, size = 2, (0, 0)
    seen: set[int] = set()
    while True:
        marker, content, after = _segment(jpeg, at)
        if marker not in _TABLES and marker in seen:
            raise ValueError("photo")
        seen.add(marker)
        if marker == _APP0:
            if at != 2 or content != _JFIF:
                raise ValueError("photo")
        elif marker == _FRAME:
            size = _frame(content)
        elif marker == _SCAN:
            if _scanned(jpeg, after) != len(jpeg):
                raise ValueError("photo")
            return size
        elif marker not in _TABLES:
            raise ValueError("photo")
        at = after


def _segment(jpeg: bytes, at: int) -> tuple[int, bytes, int]:
    """Marker and content of the segment at a place, and where the next one begins."""
    if len(jpeg) < at + 4 or jpeg[at] != 0xFF:
        raise ValueError("photo")
    after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    if after < at + 4 or after > len(jpeg):
        raise ValueError("photo")
    return jpeg[at + 1], jpeg[at + 4 : after], after


def _frame(content: bytes) -> tuple[int, int]:
    """Width and height of a frame of three colours in eight bits."""
    if len(content) != 15 or content[0] != 8 or content[5] != 3:
        raise ValueError("photo")
    return int.from_bytes(content[3:5]), int.from_bytes(content[1:3])


def _scanned(jpeg: bytes, at: int) -> int:
    """Where a picture ends whose scan begins at a place. Raises ValueError without an end."""
    while (at := jpeg.find(b"\xff", at)) >= 0 and at + 1 < len(jpeg):
        if jpeg[at + 1] == _END:
            return at + 2
        if jpeg[at + 1] != _STUFFED:
            raise ValueError("photo")
        at += 2
    raise ValueError("photo")
