"""One browser and one organisation per module: both take a second to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.adapters.telegram.npm_api import servers
from tests.web.browser.chromium import Served, chromium, serving
from tests.web.organisation import Organisation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

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
def axe() -> str:
    """The source of axe-core, from the locked packages."""
    return (servers() / "node_modules/axe-core/axe.min.js").read_text("utf-8")
