"""Images for the tests: honest ones, and those that somebody made on purpose."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = "Evangelista-Torricelli-IMG_4711.jpg"
ARTIST: Final = "Bartholomaeus Quicksilver"
COMMENT: Final = "snapped by Bartholomaeus at the quixotic gasometer"
PLACE: Final = "Schluchseewerk 47.8153N"
PROFILE: Final = b"canary colour profile of the quixotic camera"
TRAILER: Final = b"PK\x03\x04quixotic trailer with a whole archive in it"
THUMBNAIL: Final = b"\xff\xd8quixotic thumbnail\xff\xd9"
HIDDEN: Final = (ARTIST, COMMENT, PLACE, PROFILE, TRAILER, b"quixotic thumbnail")
"""What stands beside the pixels of `loaded`, and must be nowhere afterwards."""

_ORIENTATION, _ARTIST, _MODEL, _GPS = 0x0112, 0x013B, 0x0110, 0x8825
_GPS_AREA: Final = 28


def scene(width: int = 64, height: int = 48) -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def written(image: Image.Image, form: str = "JPEG", **more: Any) -> bytes:  # noqa: ANN401 - Pillow's
    """The bytes of a picture in a format."""
    held = BytesIO()
    image.save(held, form, **more)
    return held.getvalue()


def loaded(form: str = "JPEG", image: Image.Image | None = None) -> bytes:
    """A picture with everything beside it that a file may carry."""
    shown = image or scene()
    exif = shown.getexif()
    exif[_ARTIST], exif[_MODEL] = ARTIST, "Quixotic camera, number 4711"
    exif.get_ifd(_GPS)[_GPS_AREA] = PLACE
    more: dict[str, Any] = {"exif": exif.tobytes(), "icc_profile": PROFILE}
    if form == "JPEG":
        more["comment"] = COMMENT
    return written(shown, form, **more) + TRAILER


def turned(orientation: int) -> bytes:
    """The scene with a note on how the camera was held."""
    image = scene()
    exif = image.getexif()
    exif[_ORIENTATION] = orientation
    return written(image, exif=exif.tobytes(), quality=95)


def moving(form: str) -> bytes:
    """Two pictures, one after the other."""
    return written(scene(), form, save_all=True, append_images=[Image.new("RGB", (64, 48))])


def twofold() -> bytes:
    """A telephone's JPEG with a second picture in it (MPO)."""
    return written(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))])


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large (PNG, third edition, 11.2.1)."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def segments(jpeg: bytes) -> Iterator[int]:
    """The markers of a JPEG up to its scan."""
    at = 2
    while True:
        yield jpeg[at + 1]
        if jpeg[at + 1] == 0xDA:
            return
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
