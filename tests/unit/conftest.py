"""Whole commands are tried here, too: for them it is the middle of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.midweek import midweek

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="module")
def clock() -> Iterator[None]:
    """No edge of a day or a week comes near."""
    with midweek():
        yield
