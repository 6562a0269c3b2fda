"""What the door leaves out of a process that runs for months."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_LOADED = "import adapters.telegram.client, sys; print(*sys.modules, sep='\\n')"


@pytest.mark.parametrize("needless", ["click", "rich", "pygments", "telegram.ext", "httpcore"])
def test_the_client_comes_without_command_line_framework_and_second_transport(
    needless: str,
) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", _LOADED],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert "telegram.request" in loaded
    assert needless not in loaded
