"""The demo's throw-away world: a folder with an organisation, and a search through its bytes.

Everything is made by the same code as a real set-up; only the cost of unlocking a key file is low,
because nobody will ever attack this one.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from closecall import clock, founding
from closecall import settings as settings_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.words import Words
    from closecall.founding import Founded
    from closecall.settings import Settings

CHEAP_MEMORY: Final = 8 * 1024  # KiB; a real key file takes 256 MiB
LONG_WORD: Final = re.compile(r"\w{6,}")
SEALED: Final = b"CC\x01\x02"  # how everything sealed begins: docs/formats.md


@frozen
class DemoWorld:
    """One throw-away organisation."""

    settings: Settings
    founded: Founded


@frozen
class Search:
    """What a search through every written byte gave."""

    files: int
    size: int
    hits: int


@contextmanager
def throw_away(words: Words) -> Iterator[DemoWorld]:
    """A folder set up from nothing; gone afterwards, whatever happened."""
    from storage.keyfile import Cost

    folder = Path(tempfile.mkdtemp(prefix="closecall-demo-"))
    try:
        roster = folder / "roster.txt"
        roster.write_text(words("demo.name") + "\n", "utf-8")
        told = {
            "CLOSECALL_HOME": str(folder / "home"),
            "CLOSECALL_LANGUAGE": str(words.language),
            "CLOSECALL_ROSTER": str(roster),
        }
        week = clock.calendar("UTC")()
        founded = founding.found(
            settings_.read(told, folder),
            folder,
            told=told,
            role="reviewer",
            week=week,
            dice=os.urandom,
            cost=Cost(CHEAP_MEMORY, 1),
        )
        yield DemoWorld(settings_.read({}, folder), founded)
    finally:
        shutil.rmtree(folder)


def search(folder: Path, needles: Iterable[str]) -> Search:
    """Look for words in every file below `folder`, as UTF-8 and UTF-16, in any case."""
    wanted = {
        needle.casefold().encode(code) for needle in needles for code in ("utf-8", "utf-16-le")
    }
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = [path.read_bytes().lower() for path in files]
    hits = sum(content.count(needle) for content in contents for needle in wanted)
    return Search(len(files), sum(map(len, contents)), hits)


def long_words(texts: Iterable[str]) -> set[str]:
    """Every word of six letters or more: shorter ones are found in any file by chance."""
    return {word.casefold() for text in texts for word in LONG_WORD.findall(text)}


def sealed_bytes(folder: Path, size: int = 64) -> bytes:
    """The first bytes of something sealed, as they lie in the database's files."""
    for path in sorted(folder.glob("closecall.sqlite3*")):
        content = path.read_bytes()
        if (at := content.find(SEALED)) >= 0:
            return content[at : at + size]
    raise AssertionError("a report was sent, so its bytes are in the database")
