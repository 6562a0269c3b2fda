"""Fixtures of the Telegram tests: an organisation, and a Bot API on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.telegram.fake_api import FakeApi
from tests.e2e.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An organisation; what is sent is released at once."""
    return World.copied(tmp_path / "here", CLOSECALL_RELEASE="now")


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """A Bot API."""
    with FakeApi() as opened:
        yield opened
