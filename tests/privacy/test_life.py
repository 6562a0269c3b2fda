"""The product's main test: canaries go in through every door, then every byte is searched.

One life is lived by real processes, loudly (`tests/privacy/life.py`, `tests/privacy/lived.py`);
the tests below ask what was found in it, and whether the search could have found anything.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.privacy import canaries
from tests.privacy import lived as scenes
from tests.privacy.hunt import hunt
from tests.privacy.life import Life, Served, backed_up
from tests.privacy.lived import Lived

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.timeout(600)  # a whole life, on a machine that may be busy


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Everything that people do, on a SQLite file."""
    lived = Lived(Life.begun(tmp_path_factory.mktemp("life")))
    lived.look("founded")
    with Served(lived.life) as service:
        words = scenes.told(lived)
        scenes.kept_mine(lived)
        scenes.in_lines(lived)
        scenes.killed_and_continued(lived)
        scenes.concern(lived)
        scenes.nonsense(lived)
        pages = [service.get(page) for page in ("/healthz", "/readyz", "/metrics")]
        lived.found["pages"] = lived.life.page(b"\n".join(pages), "pages")
    lived.found["service"] = lived.life.page(b"".join(service.said), "what the service said")
    scenes.release(lived)
    words = scenes.at_the_desk(lived, words)
    scenes.withdrawn(lived, words)
    return lived


def test_no_canary_is_in_any_byte_that_was_written(on_sqlite: Lived) -> None:
    """Home, database with -wal and -shm, epochs, .env, digests, temporary files, logs, pages."""
    assert {moment: hits for moment, hits in on_sqlite.found.items() if hits} == {}
    assert len(on_sqlite.found) > 20


def test_a_reviewer_reads_neither_what_was_taken_out_nor_a_receipt(on_sqlite: Lived) -> None:
    """The desk shows the story; it shows no environment, no removed name, no eight words."""
    screen = "\n".join(on_sqlite.life.desk_said).encode()
    assert b"velocipede" in screen
    assert b"[person]" in screen
    assert hunt("the desk's screen", screen, on_sqlite.life.nowhere) == []


def test_a_backup_made_by_sqlite_holds_no_canary(on_sqlite: Lived, tmp_path: Path) -> None:
    life = on_sqlite.life
    copy = backed_up(life.home / "closecall.sqlite3", tmp_path / "backup")
    assert copy.read_bytes().startswith(b"SQLite format 3")
    assert life.page(copy.read_bytes(), "backup") == []


def test_pepper_salt_and_day_keys_are_in_no_database_and_no_log(on_sqlite: Lived) -> None:
    """Whoever steals the file has none of the secrets that its contents hang on."""
    life = on_sqlite.life
    secrets = [bytes.fromhex((life.home / name).read_text()) for name in ("pepper", "salt")]
    secrets += [file.read_bytes() for file in (life.home / "epochs").glob("*.key")]
    assert len(secrets) == 3
    for file in (*life.home.glob("closecall.sqlite3*"), *(life.root / "loud").iterdir()):
        assert hunt(file.name, file.read_bytes(), secrets) == [], file.name


def test_no_file_was_written_outside_home_temporary_folder_and_digests(on_sqlite: Lived) -> None:
    """Every `open` for writing that Python made, in every process of the life."""
    life = on_sqlite.life
    allowed = tuple(str(life.root / name) for name in ("site", "tmp", "loud"))
    strays = [
        line
        for line in (life.root / "loud" / "acts.log").read_text("utf-8").splitlines()
        if line.split("\t")[1] == "open"
        and (path := opened(line)) is not None
        and not path.startswith((*allowed, os.devnull))
    ]
    assert strays == []


def opened(line: str) -> str | None:
    """The path of an `open` event; None for a file that was open already (a number)."""
    what = line.split("\t")[2]
    return what.split("'")[1] if what.startswith("('") else None


def test_the_places_that_were_searched_were_not_empty(on_sqlite: Lived) -> None:
    """A search of nothing finds nothing: what must be there is there."""
    root = on_sqlite.life.root
    records = (root / "loud" / "records.log").read_text("utf-8")
    assert "sqlalchemy.engine" in records
    assert "parameters hidden" in records
    assert list((root / "loud").glob("*.stderr"))
    (issue,) = (root / "site" / "digests").glob("*.md")
    assert str(canaries.LESSON["title"]) in issue.read_text("utf-8")


LEAKS = {
    "logged": "import logging; logging.getLogger('sdk.http').debug('got %r', {'text': story})",
    "logged with its exception": (
        "import logging\ntry: raise ValueError(story)\n"
        "except ValueError: logging.getLogger('closecall').exception('refused')"
    ),
    "printed on standard error": "import sys; print(story, file=sys.stderr)",
    "in a temporary file": "import tempfile; open(tempfile.mkstemp()[1], 'w').write(story)",
    "in the name of a file": "open('draft-' + story.split()[-1], 'w')",
    "compressed": "import gzip; gzip.open('old.log.gz', 'wt').write(story)",
    "hashed": "import hashlib; open('id', 'wb').write(hashlib.sha256(b'mzanzottera').digest())",
    "in the home folder": "import pathlib; (pathlib.Path.home() / 'history').write_text(story)",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_that_is_planted_is_found(leak: str, tmp_path: Path) -> None:
    """The same places and the same search, with a process that does what ours must never do."""
    life = Life.bare(tmp_path)
    assert life.look() == []
    story = "Somebody left a velocipede"
    subprocess.run(
        [sys.executable, "-c", f"story = {story!r}\n{LEAKS[leak]}"],
        cwd=life.world.folder,
        env=life.world.environment,
        check=True,
    )
    assert life.look()
