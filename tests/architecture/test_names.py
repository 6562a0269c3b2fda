"""One word, one thing: a class has its name to itself wherever both could be meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.architecture.source import modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CORE = ("bot", "digests", "storage", "closecall")
ADAPTERS = ("slack", "telegram", "terminal", "web", "photo")


def classes(tree: ast.Module) -> Iterator[str]:
    """The classes that others can import."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def shared(files: Iterable[tuple[str, ast.Module]]) -> dict[str, list[str]]:
    """Names that several files give to a class of theirs.

    A port and what stands behind it are one thing at two heights, so they may share theirs.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in files:
        for name in classes(tree):
            found[name].append(path)
    return {
        name: paths
        for name, paths in found.items()
        if len(paths) > 1 and sorted(path.rsplit("/", 1)[0] for path in paths) != PORT
    }


PORT = ["bot/ports", "storage"]


def test_in_the_core_a_name_stands_for_one_class() -> None:
    files = list(modules(*CORE))
    assert len(files) > 200
    assert shared(files) == {}


def test_in_an_adapter_a_name_stands_for_one_class() -> None:
    """Two platforms may have a door each; on one of them there is one."""
    for name in ADAPTERS:
        files = list(modules(f"adapters/{name}"))
        assert files
        assert shared(files) == {}


def test_a_name_given_twice_is_seen() -> None:
    one, other = ast.parse("class Held:\n    pass\n"), ast.parse("class Held:\n    pass\n")
    assert shared([("bot/a.py", one), ("digests/b.py", other)]) == {
        "Held": ["bot/a.py", "digests/b.py"]
    }
    assert shared([("bot/ports/taking.py", one), ("storage/spool.py", other)]) == {}
