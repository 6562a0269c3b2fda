"""Photos of a case: a page for each, and its bytes, opened when the page asks for them.

Nothing of a photo is kept here, and none is shown among other things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from adapters.web.page import Page
from adapters.web.pages.casework import about, opened

if TYPE_CHECKING:
    from adapters.web.visit import Visit
    from bot.case import OpenCase
    from bot.desk import Desk
    from bot.photo import Photo


async def photo(visit: Visit) -> Response:
    """One photo on a page of its own, with what nobody looked for in it."""
    case = await opened(visit)
    number = _numbered(visit, case)
    return visit.page(
        "photo.html", **about(visit, case), number=number, attached=case.photos[number - 1]
    )


async def image(visit: Visit) -> Response:
    """Its bytes. Opening them is an act in the audit chain, as it is in the shell."""
    name = str(visit.case_id)

    def bytes_of(desk: Desk) -> Photo:
        return desk.photo(name, _numbered(visit, desk.look(name)))

    made = await visit.look(bytes_of)
    await visit.leave(visit.place, lambda desk: desk.seen(name))
    headers = {"content-disposition": "inline"}
    return Response(made.jpeg, media_type="image/jpeg", headers=headers)


def _numbered(visit: Visit, case: OpenCase) -> int:
    """The number in the address. Raises ValueError for one that the case has not got."""
    number = int(visit.params["number"])
    if not 1 <= number <= len(case.photos):
        raise ValueError("photo")
    return number


PAGES: Final = (
    Page("/case/{case}/photo/{number}", get=photo),
    Page("/case/{case}/image/{number}", get=image, part=True),
)
