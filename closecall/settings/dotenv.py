"""Reading `.env`: `NAME=value` lines, nothing clever. It expands nothing and runs nothing.

The same lines are understood by systemd's `EnvironmentFile` and by container tools: a comment is a
line that begins with `#`; a value may stand in single or double quotes; `export` in front is
allowed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINE: Final = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")


def entries(path: Path) -> Iterator[tuple[str, str]]:
    """Each name with its value; nothing when there is no such file.

    Raises ValueError with the number of the first line that is none of this; of one that sets a
    name again, with the number of the line that did first as well. OSError when the file is there
    but cannot be read. No error holds a word of it: it may be a secret.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        raise ValueError(1) from None
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        found = _LINE.fullmatch(bare)
        if not found:
            raise ValueError(number)
        first = seen.setdefault(found["name"], number)
        if first != number:  # nobody can say which one was meant
            raise ValueError(number, first)
        yield found["name"], _unquoted(found["value"].strip(), number)


def quoted(value: str) -> str:
    """A value as `entries` reads it back. Raises ValueError for a line break."""
    if "\n" in value or "\r" in value:
        raise ValueError("a value has one line")
    if value and value == value.strip() and value[0] not in "\"'#":
        return value
    return f'"{value}"' if '"' not in value else f"'{value}'"


def _unquoted(value: str, number: int) -> str:
    if value[:1] in {'"', "'"}:
        if len(value) < 2 or value[-1] != value[0]:
            raise ValueError(number)
        return value[1:-1]
    return value
