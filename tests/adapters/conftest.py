"""Fixtures of every channel's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.posting import Digest
from tests.e2e.world import World

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def digest(capsys: pytest.CaptureFixture[str]) -> Digest:
    """`closecall digest`, said in this process."""
    return Digest(capsys)


@pytest.fixture
def shared(empty_postgres: str, tmp_path: Path) -> World:
    """An organisation on PostgreSQL; what is sent is released at once."""
    told = {"DATABASE_URL": empty_postgres, "CLOSECALL_RELEASE": "now"}
    world = World.copied(tmp_path / "here", **told)
    assert world.run("db", "upgrade").returncode == 0
    return world
