"""Votes through the real service: an issue in a group, readers who tap, a quiz that is answered.

The numbers and names of the readers are canaries: they are in no byte that was written.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.served import serving
from tests.e2e.world import World
from tests.privacy.hunt import hunt, hunt_tree

if TYPE_CHECKING:
    from pathlib import Path

GROUP = -1001234567890
READERS = tuple(range(777000301, 777000307))


@pytest.fixture
def world(tmp_path: Path, api: FakeApi) -> World:
    """An organisation with one group for its digest."""
    return World.copied(
        tmp_path / "here",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=api.url,
        CLOSECALL_DIGEST_CHANNELS=f"telegram:{GROUP}",
    )


def rows(world: World, query: str) -> list[tuple[Any, ...]]:
    """What the database says, asked from outside."""
    file = world.folder / "closecall-home" / "closecall.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def posted(world: World, api: FakeApi) -> tuple[tuple[int, int], tuple[int, int]]:
    """Post this week's issue: where its text is, and its quiz."""
    assert world.run("digest", "post").returncode == 0
    kept = {"poll" in held: where for where, held in api.messages.items() if where[0] == GROUP}
    return kept[False], kept[True]


def labels(api: FakeApi, where: tuple[int, int]) -> list[str]:
    """The buttons under a message, as they stand."""
    found = api.messages[where]["reply_markup"]["inline_keyboard"]
    return [key["text"] for row in found for key in row]


def test_readers_vote_and_leave_counts_alone(world: World, api: FakeApi) -> None:
    text, quiz = posted(world, api)
    assert labels(api, text)[0] == "Could happen here"
    with serving(world, api.url, TOKEN) as served:
        served.until("telegram: ready")
        for reader in READERS:
            api.vote(reader, "Could happen here", text)
        api.until(lambda: labels(api, text)[0] == "Could happen here · 5 or more")
        api.answer(quiz, [1, 0, 4, 1])
        api.until(api.settled)
        api.until(lambda: len(api.toasts) == len(READERS))
        assert served.end() == 0
        said = "".join(served.said)
    assert all(toast.startswith("Counted") for toast in api.toasts)
    assert rows(world, "SELECT count(*), count(DISTINCT mark) FROM vote") == [(6, 6)]
    drill = "SELECT choice, n FROM vote_total WHERE question = 'drill' ORDER BY choice"
    assert [n for _, n in rows(world, drill) if n] == [1, 4, 1]
    canaries = [
        *(f"{reader}" for reader in READERS),
        *(f"Firstcanary{reader}" for reader in READERS),
        *(f"canary_handle_{reader}" for reader in READERS),
        TOKEN,
    ]
    assert hunt("standard error", said.encode(), canaries) == []
    assert hunt_tree(world.folder, canaries) == []
    assert "Traceback" not in said


def test_a_vote_that_is_delivered_twice_counts_once(world: World, api: FakeApi) -> None:
    text, _ = posted(world, api)
    with serving(world, api.url, TOKEN) as served:
        served.until("telegram: ready")
        api.vote(READERS[0], "Could happen here", text)
        api.until(lambda: api.toasts)
        api.again()
        api.until(api.settled)
        api.vote(READERS[1], "Could happen here", text)
        api.until(lambda: len(api.toasts) == 2)
        assert served.end() == 0
    assert rows(world, "SELECT count(*) FROM vote") == [(2,)]
