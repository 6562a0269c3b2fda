"""A message with a picture, as the door needs it: which file, how large, one of several? Pure.

What Telegram recompressed is a photo; a file that says it is a JPEG, PNG or WebP is looked at as
one. Its name, what stands under it and what Telegram knows of it go no further than here.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Language

KINDS: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What a file may say that it is, to be looked at as a photo."""


@frozen
class Pictured:
    """A photo in a private chat: what Telegram calls it, and its size in bytes where it says so.

    A caption is not read: what is kept of a photo are its pixels; `captioned` says that there was
    one. `album`: what Telegram calls several that were sent together. `as_file`: a file that says
    it is a picture; its name is not read.
    """

    chat: int = field(repr=False)
    message: int = field(repr=False)
    file: str = field(repr=False)
    size: int | None
    language: Language | None
    album: str = field(repr=False, default="")
    as_file: bool = False
    captioned: bool = False


def pictured(
    message: Mapping[str, Any], chat: int, number: int, language: Language | None
) -> Pictured | None:
    """The photo of a message; None when there is none that could be looked at."""
    found = _largest(message["photo"]) if "photo" in message else _file(message.get("document"))
    if found is None:
        return None
    album = message.get("media_group_id")
    return Pictured(
        *(chat, number, *found, language),
        album=album if isinstance(album, str) else "",
        as_file="photo" not in message,
        captioned=bool(message.get("caption")),
    )


def says_picture(document: object) -> bool:
    """Whether a file says that it is a picture of any kind: a HEIC, a TIFF, a drawing."""
    match document:
        case {"mime_type": str(kind)}:
            return kind.lower().startswith("image/")
        case _:
            return False


def _largest(photo: object) -> tuple[str, int | None] | None:
    """The largest of the sizes in which Telegram has a photo: its file, and how many bytes."""
    found: tuple[int, str, int | None] | None = None
    for one in photo if isinstance(photo, list) else ():
        match one:
            case {"file_id": str(file), "width": int(width), "height": int(height)}:
                told = one.get("file_size")
                size = told if isinstance(told, int) else None
                if found is None or width * height > found[0]:
                    found = width * height, file, size
            case _:
                continue
    return found[1:] if found else None


def _file(document: object) -> tuple[str, int | None] | None:
    """A file that says it is a picture of a kind that we take, and how many bytes."""
    match document:
        case {"file_id": str(file), "mime_type": str(kind), **more} if kind.lower() in KINDS:
            size = more.get("file_size")
            return file, size if isinstance(size, int) else None
        case _:
            return None
