"""One photo of a case as a file that its reviewer asked for. The only plaintext the desk writes.

A file that exists is never written over, and nobody but its owner may read the new one. Where that
file goes from there is not ours to know: the sentence that comes with it says so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import NotAllowed
from closecall.home import PRIVATE

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.photo import Photo


def wanted(args: Namespace) -> bool:
    """Whether a photo is asked for. Raises NotAllowed when only half of it was said."""
    number, file = getattr(args, "photo", None), getattr(args, "to", "")
    if (number is None) != (not file):
        raise NotAllowed("photo_to")
    # Before anything is opened: an act in the chain for a file that cannot be would be a lie.
    if number is not None and os.path.lexists(file):
        raise NotAllowed("photo_there")
    return number is not None


def write(photo: Photo, file: str) -> None:
    """A new file, for its owner alone. Raises NotAllowed; then no part of it is left."""
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
