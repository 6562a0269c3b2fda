"""The channel without a platform: `file:<folder>` gets a Markdown page per issue, for an intranet.

The picture of an issue lies beside its page, and is there before it.
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
from digests.freezing import freeze, thaw
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
        return freeze(markdown(issue), issue)

    async def post(self, period: str, frozen: str) -> str:
        """Write the page whole or not at all; its path. Raises DeliveryError."""
        return await asyncio.to_thread(self._write, period, frozen)

    def _write(self, period: str, frozen: str) -> str:
        held = thaw(frozen)
        page = self._folder / f"{period}.md"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if held.picture:
                self._keep(self._folder / f"{period}.png", held.picture)
            self._keep(page, held.text.encode())
        except OSError as failed:
            raise DeliveryError(f"{self._folder}: {failed.strerror}") from failed
        return str(page)

    def _keep(self, file: Path, content: bytes) -> None:
        """Make a file that is not there; the same one may be."""
        draft = file.with_name(f".{file.stem}.{secrets.token_hex(8)}")
        try:
            _durable(draft, content)
            self._put(draft, file)
        except FileExistsError:
            if file.read_bytes() != content:
                raise DeliveryError(f"{file} is there already", permanent=True) from None
        finally:
            draft.unlink(missing_ok=True)

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


def _durable(path: Path, content: bytes) -> None:
    with path.open("xb") as page:
        page.write(content)
        page.flush()
        os.fsync(page.fileno())
