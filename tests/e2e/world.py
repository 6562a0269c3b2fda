"""A small world of its own for one test: an empty folder, the real command, nothing else.

`World` runs `python -m closecall` as an operator, a reporter or a reviewer would; `Chat` speaks
the JSON line protocol of `closecall chat --json`. Both know processes and text only; ours is used
in here to found what others are copied from, its key files cheap to unlock, and to count cases.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.work import commit
from closecall import clock, founding, wiring
from closecall.settings import read
from storage.keyfile import Cost
from tests import midweek
from tests.fleeting import MARK, Fleeting

ROOT = Path(__file__).parents[2]
CHEAP = Cost(8 * 1024, 1)
PATIENCE = 200
"""Seconds that a test waits for what must come: a busy machine is slow, not wrong."""


def bare_environment(home: Path, **more: str) -> dict[str, str]:
    """What a fresh machine gives: a path, a home, UTF-8; and it is the middle of the week."""
    return {
        **{name: os.environ[name] for name in ("PATH", MARK) if name in os.environ},
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(map(str, (midweek.FOLDER, ROOT))),
        "MIDWEEK": str(midweek.AHEAD.total_seconds()),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


@dataclass
class World:
    """A folder set up by `closecall init`, and the people around it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    handed: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def founded(cls, folder: Path, **settings: str) -> Self:
        """Run `closecall init --yes --json` in `folder` and keep what it handed out."""
        folder.mkdir(parents=True, exist_ok=True)
        world = cls(folder, bare_environment(folder, **settings))
        handed = world.json("init", "--yes", "--json")
        world.handed = handed
        return world

    @classmethod
    def copied(cls, folder: Path, **settings: str) -> Self:
        """An organisation like any other, copied from one that was founded in this process.

        Founding takes seconds and so does each unlocking: the copy's key files are cheap ones. Its
        passphrase lies in a file that CLOSECALL_PASSPHRASE_FILE names.
        """
        if not _TEMPLATE:
            _TEMPLATE.append(cls.cheap(Fleeting("closecall-world-").path))
        copy = _TEMPLATE[0].moved(folder)
        return cls(folder, copy.environment | settings, copy.handed)

    def moved(self, folder: Path) -> World:
        """The same in another folder, from its files to what `init` handed out."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        told = json.dumps([self.environment, self.handed])
        return World(folder, *json.loads(told.replace(str(self.folder), str(folder))))

    @classmethod
    def cheap(cls, folder: Path) -> Self:
        """Another organisation, founded in this process as `init --yes` does it; cheap keys."""
        folder.mkdir(parents=True, exist_ok=True)
        made = founding.found(
            read({}, folder),
            folder,
            told={},
            role="reviewer",
            week=clock.calendar("UTC")(),
            dice=os.urandom,
            cost=CHEAP,
        )
        (folder / "passphrase").touch(0o600)
        (folder / "passphrase").write_text(made.reviewer.passphrase, "utf-8")
        handed = {
            "organisation": {
                "key_file": str(made.organisation_file),
                "passphrase": made.organisation_passphrase,
            },
            "reviewer": {
                "key_id": made.reviewer.key_id,
                "role": made.reviewer.role,
                "key_file": str(made.reviewer.key_file),
                "passphrase": made.reviewer.passphrase,
                "recovery_file": str(made.reviewer.recovery_file),
                "recovery_code": made.reviewer.recovery_code,
            },
            "break_glass": {
                "key_file": str(made.break_glass_file),
                "recovery_code": made.break_glass_code,
            },
        }
        return cls(folder, _environment(folder), handed)

    def run(
        self, *arguments: str, say: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """One command, to its end, whatever the end is."""
        return subprocess.run(
            [sys.executable, "-m", "closecall", *arguments],
            cwd=self.folder,
            env={**self.environment, **settings},
            input=say,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def json(self, *arguments: str, say: str = "", **settings: str) -> Any:  # noqa: ANN401 - JSON
        """One command that must succeed, and its JSON."""
        done = self.run(*arguments, say=say, **settings)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return json.loads(done.stdout)

    def cases(self) -> int:
        """How many open cases the first reviewer finds at the desk, in this process."""
        settings = read(self.environment, self.folder)
        passphrase = self.handed["reviewer"]["passphrase"]
        with wiring.desk(settings, passphrase) as (desk, writer):
            return len(writer.run(commit(desk.inbox)))

    def chat(self, *arguments: str, **settings: str) -> Chat:
        """A reporter sits down: `closecall chat --json`."""
        return Chat(self.folder, {**self.environment, **settings}, arguments)


_TEMPLATE: list[World] = []


def _environment(folder: Path) -> dict[str, str]:
    """Whoever sits at this machine has the reviewer's passphrase in a file."""
    return bare_environment(folder, CLOSECALL_PASSPHRASE_FILE=str(folder / "passphrase"))


class Chat:
    """One conversation over the JSON protocol. What was said so far is in `heard`."""

    def __init__(
        self, folder: Path, environment: dict[str, str], arguments: tuple[str, ...] = ()
    ) -> None:
        """Start the process; it speaks first."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "closecall", "chat", "--json", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.heard: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        """Use it in a `with`: the process is gone afterwards, whatever happened."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what still runs and close the pipes."""
        self.process.kill()
        self.process.communicate()

    def send(self, answer: dict[str, Any]) -> None:
        """One line in."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(answer, ensure_ascii=False) + "\n")
        self.process.stdin.flush()

    def listen(self, *until: str) -> dict[str, Any]:
        """Read lines until one of these types comes. Fails when the process ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event: dict[str, Any] = json.loads(line)
            self.heard.append(event)
            if event["type"] in until:
                return event
        assert self.process.stderr is not None
        raise AssertionError(f"the chat ended: {self.heard[-3:]} {self.process.stderr.read()}")

    def prompt(self) -> dict[str, Any]:
        """The next prompt."""
        return self.listen("prompt")

    def say(self, text: str) -> dict[str, Any]:
        """Type a text; give the prompt that follows."""
        self.send({"say": text})
        return self.prompt()

    def choose(self, choice: str | list[str]) -> dict[str, Any]:
        """Tap; give the prompt that follows."""
        self.send({"choose": choice})
        return self.prompt()

    def tell(self, story: str, *taps: str) -> dict[str, Any]:
        """From the first prompt to the record: a story, then taps. Gives the `confirm` prompt."""
        assert self.prompt()["key"] == "story"
        shown = self.say(story)
        for tap in taps:
            shown = self.choose(tap)
        assert shown["key"] == "confirm", shown
        return shown

    def file(self) -> dict[str, Any]:
        """Tap Send; give the receipt: `words` and `digits`."""
        self.send({"choose": "send"})
        return self.listen("receipt")

    def leave(self) -> int:
        """Hang up; give the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.stdin = None  # or `communicate` would flush a closed file
        return self.process.wait(PATIENCE)
