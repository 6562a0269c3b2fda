"""The channel without a platform: `file:<folder>` gets a Markdown page per issue, for an intranet.

An adapter, for it is a way out of the house: it knows where issues go and how they look there,
and the digest knows neither. It never overwrites: a page that is there with other words is left
alone.
"""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
from typing import TYPE_CHECKING, Final

from bot.errors import DeliveryError
from digests.text import markdown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digests.issue import Issue


_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


class Folder:
    """Port `digests.publish.Channel`: `<folder>/<period>.md`. Takes any text, so a `Board` too."""

    def __init__(self, folder: Path, link: Callable[[Path, Path], None] = os.link) -> None:
        """Take the folder; it is made with the first page. `link`: how a page gets its name."""
        self._folder = folder
        self._link = link

    def render(self, issue: Issue) -> str:
        """The issue as Markdown."""
        return markdown(issue)

    async def post(self, period: str, frozen: str) -> str:
        """Write the page whole or not at all; its path. Raises DeliveryError."""
        return await asyncio.to_thread(self._write, period, frozen)

    def _write(self, period: str, frozen: str) -> str:
        page = self._folder / f"{period}.md"
        draft = self._folder / f".{period}.{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                _durable(draft, frozen)
                self._put(draft, page)
            except FileExistsError:
                if page.read_bytes() != frozen.encode():
                    raise DeliveryError(f"{page} is there already", permanent=True) from None
            finally:
                draft.unlink(missing_ok=True)
        except OSError as failed:
            raise DeliveryError(f"{self._folder}: {failed.strerror}") from failed
        return str(page)

    def _put(self, draft: Path, page: Path) -> None:
        """Make the page in one step, never over one that is there. Raises FileExistsError."""
        try:
            self._link(draft, page)
        except OSError as refused:
            if refused.errno not in _NO_LINKS:
                raise
            # Some shares know no links. One process holds this claim: nobody comes between.
            if page.exists():
                raise FileExistsError(page) from None
            draft.replace(page)


def _durable(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as page:
        page.write(text)
        page.flush()
        os.fsync(page.fileno())
