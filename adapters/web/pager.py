"""Which page of a long list is asked for. It cuts no list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.web.visit import Visit


def place(visit: Visit, found: int, per_page: int) -> tuple[int, int]:
    """Which page was asked for, and how many there are; the first for what is no page."""
    pages = max(1, -(-found // per_page))
    asked = visit.request.query_params.get("page", "1")[:6]
    return (min(int(asked), pages) if asked.isdecimal() and int(asked) > 0 else 1), pages
