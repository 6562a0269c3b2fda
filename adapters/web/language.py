"""Which language a browser is answered in: its choice, else what it asks for, else the setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.words import Language, Words

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE: Final = "closecall-language"


def chosen(request: Request, default: Language) -> Words:
    """The words to answer with."""
    for said in (request.cookies.get(COOKIE, ""), *_asked(request)):
        if said in set(Language):
            return Words(Language(said))
    return Words(default)


def _asked(request: Request) -> list[str]:
    """The languages of Accept-Language, the dearest first; weights that are none count least."""
    found: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "")[:200].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            found.append((float(weight or 1), tag.partition("-")[0].lower()))
        except ValueError:
            found.append((0.0, tag.partition("-")[0].lower()))
    return [tag for _, tag in sorted(found, key=lambda each: -each[0])]
