"""The keys of the days, as everything that stands on one database holds them in memory."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import time_machine

from bot.words import Language
from bot.work import commit
from closecall import clock, settings, wiring
from closecall.founding import found
from storage.keyfile import Cost

if TYPE_CHECKING:
    from pathlib import Path


def test_a_door_that_nobody_uses_holds_no_key_longer_than_the_sweep_says(tmp_path: Path) -> None:
    found(
        settings.read({}, tmp_path),
        tmp_path,
        told={},
        role="reviewer",
        week=clock.calendar("UTC")(),
        dice=os.urandom,
        cost=Cost(8 * 1024, 1),
    )
    read = settings.read({}, tmp_path)
    with wiring.store(read) as opened, wiring.front(read, "telegram", opened) as (pages, writer):
        writer.run(pages.begin(Language.EN))
        turns = pages._turns
        kept = [each for each in (turns._drafts, turns._photos) if each is not None]
        held = {epoch.key for each in kept for epoch in each._epochs._live}  # type: ignore[attr-defined]
        assert held
        with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
            writer.run(commit(wiring.drafts(read, opened).sweep))
        later = {epoch.key for each in kept for epoch in each._epochs._live}  # type: ignore[attr-defined]
    assert not held & later
