"""`.env.example` and the settings are one list."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING

from closecall import settings
from tests.architecture.source import ROOT, dotted

if TYPE_CHECKING:
    from pathlib import Path

LINE = re.compile(r"^#(?P<name>[A-Z][A-Z0-9_]+)=(?P<default>.*)$")


def written() -> list[tuple[str, str, str]]:
    """Each setting of the file: name, default, the comment above it."""
    found, comment = [], ""
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if setting := LINE.match(line):
            found.append((setting["name"], setting["default"], comment.strip()))
            comment = ""
        elif line.startswith("# ") and not line.startswith("# ---"):
            comment += line[1:]
        else:
            comment = ""
    return found


def test_the_example_lists_every_setting_with_its_default_in_order() -> None:
    assert [(name, default) for name, default, _ in written()] == list(settings.DEFAULTS.items())


def test_every_setting_is_explained_in_a_sentence() -> None:
    bare = [name for name, _, comment in written() if not comment.endswith(".")]
    assert bare == []


def test_every_setting_is_read_exactly_once() -> None:
    tree = ast.parse((ROOT / "closecall" / "settings" / "__init__.py").read_text("utf-8"))
    asked = Counter(
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and dotted(node.func) == "ask"
        and isinstance(node.args[0], ast.Constant)
    )
    assert asked == Counter(settings.DEFAULTS.keys())


def test_the_example_with_every_line_switched_on_is_a_working_set_of_settings(
    tmp_path: Path,
) -> None:
    lines = [f"{name}={default}" for name, default, _ in written()]
    (tmp_path / ".env").write_text("\n".join(lines), "utf-8")
    assert settings.read({}, tmp_path) == settings.read({}, tmp_path)
