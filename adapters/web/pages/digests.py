"""The digest: the next issue as it would read, what waits for one, and what was sent.

It posts nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.web.page import Page

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit


async def digest(visit: Visit) -> Response:
    """It shows; posting is the service's."""
    desk = visit.office.back.digest
    queue = await visit.read(lambda: desk.queue(visit.words.language))
    return visit.page("digests.html", queue=queue, channels=desk.channels, at=desk.at)


PAGES: Final = (Page("/digest", get=digest, nav="consoleback.nav.digest"),)
