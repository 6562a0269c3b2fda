"""The outbox, in memory, on SQLite, on PostgreSQL: an alert waits, and is gone once forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.alert import Alert
from bot.taxonomy import Family, Kind, Severity
from tests.fakes import THIS_WEEK, Killed

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

FALL = Alert(Family.SAFETY, Kind.FALL_FROM_HEIGHT, Severity.CRITICAL, running=True)
DOOR = Alert(Family.PHYSICAL, Kind.ACCESS_SCHEDULE_OR_LOCK)


def test_what_was_sounded_waits_whole_under_the_week(stores: Stores) -> None:
    stores.do(lambda: stores.outbox.sound(FALL))
    (queued,) = stores.do(stores.outbox.waiting)
    assert (queued.alert, queued.week) == (FALL, THIS_WEEK)
    assert len(bytes.fromhex(queued.queued_id)) == 16


def test_the_same_alert_twice_is_two_alerts(stores: Stores) -> None:
    """Two ladders at two doors: nothing in an alert says whether it is the same one."""
    for _ in range(2):
        stores.do(lambda: stores.outbox.sound(FALL))
    assert [one.alert for one in stores.do(stores.outbox.waiting)] == [FALL, FALL]


def test_what_is_forgotten_is_gone_and_nothing_else(stores: Stores) -> None:
    stores.do(lambda: stores.outbox.sound(FALL))
    (first,) = stores.do(stores.outbox.waiting)
    stores.do(lambda: stores.outbox.sound(DOOR))
    stores.do(lambda: stores.outbox.forget(first.queued_id))
    stores.do(lambda: stores.outbox.forget(first.queued_id))
    assert [one.alert for one in stores.do(stores.outbox.waiting)] == [DOOR]


def test_the_order_says_nothing_about_who_came_first(stores: Stores) -> None:
    for _ in range(6):
        stores.do(lambda: stores.outbox.sound(FALL))
    ids = [one.queued_id for one in stores.do(stores.outbox.waiting)]
    assert ids == sorted(ids)


def test_an_alert_whose_transaction_fails_was_never_sounded(stores: Stores) -> None:
    def part() -> None:
        stores.outbox.sound(FALL)
        raise Killed

    with pytest.raises(Killed):
        stores.do(part)
    assert stores.do(stores.outbox.waiting) == ()
