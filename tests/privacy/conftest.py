"""A house of one's own, on each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.privacy.house import House

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path, backend: str, request: pytest.FixtureRequest) -> House:
    """Founded, wired, empty."""
    if backend == "sqlite":
        return House.built(tmp_path / "site")
    url = str(request.getfixturevalue("empty_postgres"))
    return House.built(tmp_path / "site", DATABASE_URL=url)
