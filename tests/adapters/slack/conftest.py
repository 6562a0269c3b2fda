"""Fixtures of the Slack tests: an organisation, a workspace on loopback, services that end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.slack.edge import Edge
from tests.e2e.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.adapters.telegram.served import Served


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An organisation; what is sent is released at once."""
    return World.copied(tmp_path / "here", CLOSECALL_RELEASE="now")


@pytest.fixture
def edge() -> Iterator[Edge]:
    """A workspace."""
    with Edge() as opened:
        yield opened


@pytest.fixture
def services() -> Iterator[list[Served]]:
    """Services that end with the test."""
    found: list[Served] = []
    yield found
    for one in found:
        one.close()
