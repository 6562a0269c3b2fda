"""Files, folders and channels that settings name: found from the folder where a command runs.

Parsers as in `spelling`: what is wrong is ValueError(key), and nothing is repeated.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.frozen import frozen
from closecall.settings import spelling
from closecall.settings.values import Place


@frozen
class Near:
    """What a text names, seen from this folder."""

    folder: Path

    def path(self, text: str) -> Path | None:
        """A file or a folder, there or not; None for an empty text."""
        return self.folder / Path(text).expanduser() if text else None

    def folders(self, text: str) -> tuple[Path, ...]:
        """Folders that are there."""
        found = tuple(self.folder / Path(part).expanduser() for part in spelling.parts(text))
        if not all(folder.is_dir() for folder in found):
            raise ValueError("folders")
        return found

    def place(self, text: str) -> Place | None:
        """Where something is posted: `file:lessons`, `slack:C0123456789`."""
        if not text:
            return None
        kind, colon, where = text.partition(":")
        if not colon or not where or kind not in {"file", "slack", "telegram"}:
            raise ValueError("place")
        spot = {"slack": _slack, "telegram": _telegram}.get(kind)
        if spot:
            return Place(kind, spot(where))
        return Place(kind, str(self.folder / Path(where).expanduser()))

    def places(self, text: str) -> tuple[Place, ...]:
        """Several, each with its own options."""
        found = []
        for part in spelling.parts(text):
            where, options, held = part.partition(";")
            place = self.place(where.strip())
            if place:
                found.append(_with_options(place, held) if options else place)
        if len(set(found)) < len(found):
            raise ValueError("place_twice")
        return tuple(found)

    def font(self, text: str) -> Path | None:
        """A file that is there."""
        file = self.path(text)
        if file and not file.is_file():
            raise ValueError("font")
        return file


def _with_options(place: Place, text: str) -> Place:
    """The place with what stands after its first semicolon: `language=it;at=tue 10:00`."""
    seen = set()
    for part in text.split(";"):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name in seen or not value:
            raise ValueError("place_options")
        seen.add(name)
        match name:
            case "language":
                place = replace(place, language=spelling.language(value))
            case "at":
                place = replace(place, at=spelling.weekly(value))
            case "timezone":
                place = replace(place, timezone=spelling.timezone(value))
            case _:
                raise ValueError("place_options")
    return place


def _telegram(text: str) -> str:
    """A group or a channel of Telegram, perhaps a topic in it: `-1001234567890/12`, `@calls`."""
    from adapters.telegram.spot import Spot  # only where such a place is used

    try:
        return str(Spot.parse(text))
    except ValueError:
        raise ValueError("place_telegram") from None


def _slack(text: str) -> str:
    """A channel of Slack by its id or its name: `C0123456789`, `close-calls`."""
    from adapters.slack.spot import Spot  # only where such a place is used

    try:
        return str(Spot.parse(text))
    except ValueError:
        raise ValueError("place_slack") from None
