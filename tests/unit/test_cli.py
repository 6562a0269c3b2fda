"""The frame of every command: a sentence, what to do, an exit code, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.errors import CloseCallError
from bot.words import Language, Words
from tests.e2e.world import bare_environment

ROOT = Path(__file__).parents[2]
STORY = "the ladder was too short"


def closecall(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command in an empty folder."""
    return subprocess.run(
        [sys.executable, "-m", "closecall", *arguments],
        cwd=folder,
        env=bare_environment(folder, **settings),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_without_a_command_it_lists_them_all(tmp_path: Path) -> None:
    done = closecall(tmp_path)
    assert done.returncode == 2
    for command in ("init", "chat", "run", "inbox", "lesson", "digest", "reviewer", "doctor"):
        assert f"\n    {command}" in done.stdout


def test_the_version_is_the_one_that_is_packed(tmp_path: Path) -> None:
    done = closecall(tmp_path, "--version")
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert done.stdout == f"closecall {packed}\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("--help", "uso: closecall"),
        ("--help", "mostra questo aiuto"),
        ("--help", "comandi:"),
        ("show", "mancano questi argomenti: CASE"),
        ("nonsense", "'nonsense' non è fra le scelte"),
        ("show 1 2", "argomenti sconosciuti: 2"),
    ],
)
def test_a_command_line_is_explained_in_the_language_that_is_set(
    tmp_path: Path, command: str, said: str
) -> None:
    done = closecall(tmp_path, *command.split(), CLOSECALL_LANGUAGE="it")
    everything = done.stdout + done.stderr
    assert said in everything
    assert "usage" not in everything


def test_the_doctor_of_an_empty_folder_says_one_thing(tmp_path: Path) -> None:
    done = closecall(tmp_path, "doctor", "--json")
    found = [one["what"] for one in json.loads(done.stdout) if one["level"] == "bad"]
    assert done.returncode == 1
    assert found == ["nothing"]


def test_a_wrong_option_is_usage(tmp_path: Path) -> None:
    done = closecall(tmp_path, "doctor", "--nonsense")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["chat", "run", "doctor", "reviewer list", "audit verify"])
def test_an_empty_folder_gets_one_sentence_and_what_to_do(tmp_path: Path, command: str) -> None:
    done = closecall(tmp_path, *command.split())
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "closecall" in done.stderr + done.stdout
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_setting_is_a_line_and_nothing_is_repeated(tmp_path: Path) -> None:
    done = closecall(tmp_path, "chat", CLOSECALL_RELEASE="hunter2", CLOSECALL_PEPPER="hunter2")
    assert done.returncode == 1
    assert "CLOSECALL_RELEASE:" in done.stderr
    assert "CLOSECALL_PEPPER:" in done.stderr
    assert "hunter2" not in done.stderr


def test_failures_are_told_in_italian_too(tmp_path: Path) -> None:
    done = closecall(tmp_path, "chat", CLOSECALL_LANGUAGE="it")
    assert "Close Call non è ancora configurato." in done.stderr
    assert "→ Lancia" in done.stderr


def test_every_failure_has_a_sentence_and_a_hint_in_every_language() -> None:
    def tree(kind: type[CloseCallError]) -> list[type[CloseCallError]]:
        own = [child for child in kind.__subclasses__() if child.__module__ == "bot.errors"]
        return [kind, *(below for child in own for below in tree(child))]

    kinds = tree(CloseCallError)
    assert len(kinds) > 30
    for kind in kinds:
        for language in Language:
            assert Words(language)(f"roof.failure.{kind.__name__}")
            assert Words(language)(f"roof.hint.{kind.__name__}")


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        (f"raise ValueError({STORY!r})", 1, "ValueError at planted.py:"),
        ("raise KeyboardInterrupt", 130, "Stopped."),
        ("raise BrokenPipeError", 1, ""),
        ("from bot.errors import StoreFull; raise StoreFull", 1, "The disk is full."),
        ("return 0", 0, ""),
    ],
)
def test_whatever_a_command_raises_ends_as_a_sentence(
    tmp_path: Path, body: str, code: int, told: str
) -> None:
    """A command of our own making, run through the real frame."""
    planted = (
        "def add(subparsers):\n"
        "    subparsers.add_parser('planted').set_defaults(func=run)\n"
        "def run(args, settings):\n"
        f"    {body}\n"
    )
    (tmp_path / "closecall-home").mkdir()
    (tmp_path / "planted.py").write_text(planted, "utf-8")
    program = (
        "import sys, closecall.commands, closecall.cli as cli\n"
        f"closecall.commands.__path__.append({str(tmp_path)!r})\n"
        "cli.COMMANDS['planted'] = 'planted'\n"
        "sys.exit(cli.main(['planted']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=bare_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert STORY not in done.stderr


def test_output_is_utf8_in_any_locale(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "closecall", "chat"],
        cwd=tmp_path,
        env=bare_environment(tmp_path)
        | {
            "LC_ALL": "POSIX",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        check=False,
    )
    assert "→".encode() in done.stderr
