"""Whether photos can be made anew on this machine: one very small picture is, and thrown away."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from closecall.commands.doctor.examination import Examination

DOT: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4//8/AAX+Av4zEpUUAAAAAElFTkSuQmCC"
)
"""A PNG of one white pixel."""


def photos(found: Examination, child: Path | None = None) -> None:
    """Nothing where no door takes photos. `child`: a program in the place of the real one."""
    from adapters.photo.darkroom import CHILD, Darkroom
    from bot.photo import Photo
    from bot.sight import Level, Sight

    if not found.settings.telegram_token:
        return
    made = asyncio.run(Darkroom(child or CHILD).develop(DOT))
    good = isinstance(made, Photo)
    seen = Sight("photos", Level.GOOD) if good else Sight("no_photos", Level.WARN)
    found.saw("telegram", seen, "photo.doctor")
