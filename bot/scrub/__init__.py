"""The scrubber: what identifies, found before anything is stored, and what it would become.

`scrub(RawText) -> Scrubbed` runs in memory only. It never alters silently: the reporter is shown
every detection and chooses, except for secrets and platform mentions, which have no *keep mine*.
"""

from __future__ import annotations

from bot.scrub.scrubbed import Detection, Scrubbed, Tag
from bot.scrub.scrubber import Scrubber

__all__ = ["Detection", "Scrubbed", "Scrubber", "Tag"]
