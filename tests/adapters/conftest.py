"""Fixtures of every channel's tests."""

from __future__ import annotations

import pytest

from tests.adapters.posting import Digest


@pytest.fixture
def digest(capsys: pytest.CaptureFixture[str]) -> Digest:
    """`closecall digest`, said in this process."""
    return Digest(capsys)
