"""One browser and one organisation per module: both take a second to begin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.adapters.telegram.npm_api import installed
from tests.web.browser.chromium import Served, chromium, serving
from tests.web.organisation import Organisation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from playwright.async_api import Browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An organisation's console, behind a socket."""
    with serving(Organisation.founded(tmp_path_factory.mktemp("served"))) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, from the locked packages. Without node a laptop leaves it out."""
    folder: Path = tmp_path_factory.mktemp("axe")
    missing = installed(folder)
    if missing and not os.environ.get("CI"):
        pytest.skip(f"axe-core is not tried here: {missing}")
    assert not missing, missing
    return (folder / "node_modules/axe-core/axe.min.js").read_text("utf-8")
