"""A file that wants more than 300 lines is two files; a function that wants more than 40 is two.

What is longer stands on a list with its reason and its own limit. A reason that is no longer
needed must go, and nothing on the list may grow beyond its limit.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from tests.architecture.source import ROOT, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE: Final = 300
FUNCTION: Final = 40  # lines of code: a docstring explains, it does not lengthen

LONG_FILES: Final[dict[str, tuple[int, str]]] = {}
LONG_FUNCTIONS: Final[dict[str, tuple[int, str]]] = {
    "closecall/settings/__init__.py:_asked": (45, "a table: one line a setting"),
}


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the last line, without the docstring."""
    first = function.body[0]
    said = ast.get_docstring(function, clean=False) is not None
    told = (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - told


def functions(tree: ast.Module, path: str) -> Iterator[tuple[str, int]]:
    """Each function of a file, by path and name, with its lines of code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path}:{node.name}", lines_of_code(node)


def length(path: str) -> int:
    """The lines of a file."""
    return len((ROOT / path).read_text("utf-8").splitlines())


def limit(path: str) -> int:
    """How long a file may be."""
    return LONG_FILES[path][0] if path in LONG_FILES else FILE


def test_no_file_is_longer_than_it_should_be() -> None:
    found = {path: length(path) for path, _ in modules()}
    assert len(found) > 150
    assert {path: lines for path, lines in found.items() if lines > limit(path)} == {}


def test_no_function_is_longer_than_it_should_be() -> None:
    allowed = {name: most for name, (most, _) in LONG_FUNCTIONS.items()}
    found = {name: n for path, tree in modules() for name, n in functions(tree, path)}
    assert len(found) > 1000
    assert {f: n for f, n in found.items() if n > allowed.get(f, FUNCTION)} == {}


def test_every_reason_is_still_needed() -> None:
    assert {path for path in LONG_FILES if length(path) <= FILE} == set()
    found = {name: n for path, tree in modules() for name, n in functions(tree, path)}
    assert {name for name in LONG_FUNCTIONS if found.get(name, 0) <= FUNCTION} == set()


def test_a_function_that_is_too_long_is_seen_and_its_docstring_is_not_counted() -> None:
    body = "\n".join(f"    x = {n}" for n in range(FUNCTION))
    told = '    """Says\n\n    much.\n    """\n'
    ((_, plain),) = functions(ast.parse(f"def f():\n{body}"), "p")
    ((_, explained),) = functions(ast.parse(f"async def f():\n{told}{body}"), "p")
    assert (plain, explained) == (FUNCTION + 1, FUNCTION + 1)
