"""Habits that a linter does not know: who makes kept words, who speaks, logs, catches all."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.architecture.source import ROOT, dotted, modules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
# Where a CleanText may be made: by the scrubber, and by decoders of what was already kept.
MAKERS = re.compile(r"bot/scrub/.*|bot/report\.py|bot/flow/codec\.py")
EVERYTHING = {"Exception", "BaseException"}
REASON = re.compile(r"except .*:  # .*\w{3,} \w+")
LOGGER = re.compile(r"(?i)(^|\.|_)log(ger|ging)?($|\.)|getLogger")
SENTENCE = re.compile(r"[A-Z][a-z]+(?:[ ,]+\w+){3,}.*[.?!…]$", re.DOTALL)
# Texts that are not for people at a screen: failures keep theirs where they are raised.
SPEAKERS = re.compile(r"bot/words/.*|bot/errors\.py|storage/migrations/.*")


def clean_texts(tree: ast.Module) -> Iterator[int]:
    """Lines on which a CleanText is made."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "CleanText":
            yield node.lineno


def log_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that write a log record."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        name = dotted(owner.func) if isinstance(owner, ast.Call) else dotted(owner)
        if node.func.attr in LEVELS and LOGGER.search(name):
            yield node


def nets(tree: ast.Module, lines: Sequence[str]) -> Iterator[int]:
    """Lines on which every failure is caught, neither raised again nor kept with a reason."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "suppress":
            if EVERYTHING & {dotted(kind) for kind in node.args}:
                yield node.lineno
        elif isinstance(node, ast.ExceptHandler):
            caught = (
                {dotted(each) for each in ast.walk(node.type) if isinstance(each, ast.expr)}
                if node.type
                else EVERYTHING
            )
            ends = isinstance(node.body[-1], ast.Raise)
            if EVERYTHING & caught and not ends and not REASON.search(lines[node.lineno - 1]):
                yield node.lineno


def loose(tree: ast.Module) -> Iterator[str]:
    """Names in capitals that are bound without `Final`: mypy would let anybody bind them anew."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names = [each.id for each in node.targets if isinstance(each, ast.Name)]
            yield from (name for name in names if name.isupper() and len(name) > 1)


def sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """String constants that read like a sentence; docstrings and failures are something else."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Raise):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in skipped
            and SENTENCE.match(node.value)
        ):
            yield node.lineno, node.value


def test_only_the_scrubber_and_decoders_make_words_that_may_be_kept() -> None:
    strangers = [
        f"{path}:{line}"
        for path, tree in modules()
        for line in clean_texts(tree)
        if not MAKERS.fullmatch(path)
    ]
    assert strangers == []


def test_a_log_call_has_a_fixed_text_and_no_exception() -> None:
    wrong = []
    for path, tree in modules():
        for call in log_calls(tree):
            first = call.args[0] if call.args else None
            fixed = isinstance(first, ast.Constant) and isinstance(first.value, str)
            quotes = any(
                isinstance(node, ast.JoinedStr)
                or (isinstance(node, ast.Name) and node.id == "str")
                for argument in call.args
                for node in ast.walk(argument)
            )
            if not fixed or quotes:
                wrong.append(f"{path}:{call.lineno}")
    assert wrong == []


def test_whoever_catches_everything_raises_it_again_or_says_why_not() -> None:
    """A net is for what a stranger raises: a library, a file, a platform. It names its outcome."""
    silent = [
        f"{path}:{line}"
        for path, tree in modules()
        for line in nets(tree, (ROOT / path).read_text("utf-8").splitlines())
    ]
    assert silent == []


def test_a_name_in_capitals_is_bound_once() -> None:
    found = [
        f"{path}: {name}"
        for path, tree in modules()
        if "migrations/versions" not in path
        for name in loose(tree)
    ]
    assert found == []


def test_every_sentence_that_people_read_lives_in_words() -> None:
    stray = [
        f"{path}:{line}: {text}"
        for path, tree in modules()
        if not SPEAKERS.fullmatch(path)
        for line, text in sentences(tree)
    ]
    assert stray == []


def test_these_eyes_see() -> None:
    """Each check above, on a file that breaks it."""
    tree = ast.parse(
        'kept = CleanText("x")\n'
        'log.info(f"told {story}")\n'
        'logging.getLogger("x").error("failed: %s", str(problem))\n'
        'print("Somebody fell from the ladder.")\n'
        'raise ValueError("Not a text that people read.")\n'
    )
    assert list(clean_texts(tree)) == [1]
    assert [call.lineno for call in log_calls(tree)] == [2, 3]
    assert [line for line, _ in sentences(tree)] == [4]
    assert list(loose(ast.parse("T = 1\nMOST = 3\nLEAST: Final = 2\nmost = 4\n"))) == ["MOST"]
    nested = (
        "try:\n    go()\n"
        "except Exception:\n    stop()\n"
        "except (OSError, BaseException):  # noqa: BLE001\n    stop()\n"
        "except BaseException:\n    stop()\n    raise\n"
        "except Exception:  # noqa: BLE001 - a strange file\n    stop()\n"
        "with suppress(Exception):\n    go()\n"
    )
    assert sorted(nets(ast.parse(nested), nested.splitlines())) == [3, 5, 12]
