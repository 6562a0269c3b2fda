"""One photo of a case, out of the desk: into a viewer (`--to -`), or a file that was asked for.

A file that exists is never written over, and nobody but its owner may read the new one. Where the
photo goes from there is not ours to know: the sentence that comes with it says so.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import NotAllowed
from closecall.home import PRIVATE

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.photo import Photo


OUT: Final = "-"
"""Standard output: into a viewer, and onto no disk."""


def wanted(args: Namespace) -> bool:
    """Whether a photo is asked for. Raises NotAllowed when only half of it was said."""
    number, file = getattr(args, "photo", None), getattr(args, "to", "")
    if (number is None) != (not file):
        raise NotAllowed("photo_to")
    if number is not None and file == OUT:
        if args.json or sys.stdout.isatty():
            raise NotAllowed("photo_out")
        return True
    # Before anything is opened: an act in the chain for a file that cannot be would be a lie.
    if number is not None and os.path.lexists(file):
        raise NotAllowed("photo_there")
    return number is not None


def write(photo: Photo, file: str) -> None:
    """A new file, for its owner alone, or `-`. Raises NotAllowed; then no part of it is left."""
    if file == OUT:
        sys.stdout.buffer.write(photo.jpeg)
        sys.stdout.buffer.flush()
        return
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    except (OSError, ValueError):
        raise NotAllowed("photo_there") from None
    try:
        with open(opened, "wb") as held:  # noqa: PTH123 - a descriptor, not a path
            held.write(photo.jpeg)
    except OSError:
        Path(file).unlink(missing_ok=True)
        raise NotAllowed("photo_full") from None
