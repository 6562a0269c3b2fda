"""Tables as text that a spreadsheet opens, and that runs nothing there. Pure.

A cell that begins like a formula gets an apostrophe before it (OWASP, "CSV Injection"): what
people wrote must not become a command on the machine of whoever opens the file.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.report import Week

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def sheet(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Comma-separated values (RFC 4180), every cell in quotes."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return held.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    plain = " ".join(cell.split())
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def quarter(week: Week) -> str:
    """The quarter that most of a week lies in: `2026-Q4`. Coarser than any week."""
    return f"{week.year}-Q{min(4, (week.number - 1) // 13 + 1)}"
