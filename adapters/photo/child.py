"""The process that decodes one photo: bytes in, a new JPEG out, or a number that says why not.

    standard input ── 20 MB at most, of anything ── pixels ── a new JPEG ── standard output

It is started for one photo and ends with it. Before the first byte is read it can open no file and
no socket, has a bounded memory and few seconds of processor time. Only pixels come out: no
metadata, no colour profile, no name, nothing that stood behind the picture. It imports nothing of
ours, keeps nothing, logs nothing and writes no file.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
import warnings
from io import BytesIO
from typing import Final

from PIL import (
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

MEMORY: Final = 640 << 20  # bytes of address space: 50 million pixels of four bytes, and Pillow
SECONDS: Final = 10  # of processor time
INPUT: Final = 20_000_000  # bytes: what a bot can fetch from Telegram
PIXELS: Final = 50_000_000  # a telephone's best camera
FORMATS: Final = ("JPEG", "PNG", "WEBP")
LARGEST: Final = 256 * 1024 - 4  # bytes: the rung of the ladder, without the length before it
# Longest edge in pixels and JPEG quality, the first that fits. The last fits whatever it shows.
STEPS: Final = (
    *((1600, 85), (1600, 75), (1600, 65), (1280, 75), (1280, 60)),
    *((1024, 70), (1024, 55), (800, 60), (640, 50), (480, 40)),
)

TOO_LARGE: Final = 10
OTHER_TYPE: Final = 11
BOMB: Final = 12
MOVING: Final = 13
BROKEN: Final = 14
_PR_SET_DUMPABLE: Final = 4  # prctl(2)
# Loaded while files can still be opened: Pillow would look for them at the first picture, for two
# of them only when a JPEG holds a second picture or says how it was held.
PLUGINS: Final = (
    *(JpegImagePlugin, PngImagePlugin, WebPImagePlugin),
    *(MpoImagePlugin, TiffImagePlugin),
)


def confine() -> None:
    """Give up what this process does not need: files, sockets, children, memory, time.

    Nor may anybody of the same user look into it. A program that is started can be looked into,
    whoever started it: execve(2) sets that back.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(OSError):  # good manners, no protection: words go before photos
        os.nice(10)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # The three that are open stay open; a fourth, be it a file or a socket, is refused.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def rebuilt(given: bytes) -> bytes | int:
    """The photo made anew, or the number that says why there is none."""
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a picture that is too large
            with Image.open(BytesIO(given), formats=FORMATS) as opened:
                return _drawn_anew(opened)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return BOMB
    except UnidentifiedImageError:
        return OTHER_TYPE
    except MemoryError:
        return BOMB
    except Exception:  # noqa: BLE001 - a broken file fails in as many ways as there are files
        return BROKEN


def _drawn_anew(opened: ImageFile.ImageFile) -> bytes | int:
    # A telephone's JPEG may hold a second picture (a depth map): no film, the first one counts.
    if opened.format != "MPO" and getattr(opened, "is_animated", False):
        return MOVING
    edge = STEPS[0][0]
    opened.draft("RGB", (edge, edge))  # a JPEG is decoded small, if it is to become small
    opened.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    pixels = _opaque(ImageOps.exif_transpose(opened))
    # A new picture made of bytes: whatever the old one carried beside them stays with it.
    fresh = Image.frombytes("RGB", pixels.size, pixels.tobytes())
    for longest, quality in STEPS:
        fresh.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        written = BytesIO()
        fresh.save(written, "JPEG", quality=quality, optimize=True)
        if written.tell() <= LARGEST:
            return written.getvalue()
    return BOMB


def _opaque(image: Image.Image) -> Image.Image:
    """The picture in three colours, on white where it is transparent."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        coloured = image.convert("RGBA")
        ground = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(ground, coloured).convert("RGB")
    return image.convert("RGB")


def main() -> int:
    """Read, draw anew, write; the exit code is 0, or why not."""
    Image.preinit()
    confine()
    given = sys.stdin.buffer.read(INPUT + 1)
    made = rebuilt(given) if len(given) <= INPUT else TOO_LARGE
    if isinstance(made, int):
        return made
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
