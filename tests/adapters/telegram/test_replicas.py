"""Two processes, one PostgreSQL: one asks Telegram, the other takes over, a report goes on."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from tests.adapters.telegram.fake_api import TOKEN
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import ANN, STORY, TAPS, words
from tests.e2e.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adapters.telegram.fake_api import FakeApi


def test_a_replica_goes_on_with_a_report_when_the_other_is_killed(
    empty_postgres: str, tmp_path: Path, api: FakeApi
) -> None:
    world = World.founded(tmp_path / "here", DATABASE_URL=empty_postgres)
    del world.environment["DATABASE_URL"]  # `init` wrote it down
    assert world.run("db", "upgrade").returncode == 0
    with serving(world, api.url, TOKEN) as first:
        first.until("telegram: ready")
        with serving(world, api.url, TOKEN) as second:
            second.until("run: ready")
            api.say(ANN, STORY)
            api.screen(ANN, "Which kind?")
            first.end(signal.SIGKILL)
            for tap, then in zip(TAPS, ("Closest", "stopped it", "Worst", "every"), strict=True):
                api.tap(ANN, tap)
                api.screen(ANN, then)
            api.tap(ANN, "Send")
            assert len(words(api.screen(ANN, "Your eight words")).split()) == 8
            assert second.end() == 0
            assert not any("another process asks" in line for line in first.said + second.said)
