"""An organisation per module of tests: founding one takes a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.organisation import Doors, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    """Two reviewers, nothing reported."""
    return Organisation.founded(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def doors(organisation: Organisation) -> Iterator[Doors]:
    """Its console, open."""
    with organisation.open() as opened:
        yield opened
