"""Steps of a process, counted and named; at a chosen one it kills itself without a word.

A step is reached before each statement, before each COMMIT, and before each change of a file in
the world's folder. Nothing of this is in the product: the child that is to die installs it on
SQLAlchemy's events, on Python's audit hook (PEP 578) and around `os.fsync` and `os.write`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, event

from tests.crash.fork import buried, fork

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST: Final = 400  # steps; an act that has more does not end
_CHANGES: Final = frozenset({"os.rename", "os.remove", "os.truncate", "os.mkdir", "os.link"})
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass
class Steps:
    """The steps so far. Counts nothing before `armed`."""

    witness: Path
    deadly: int | None = None
    armed: bool = True
    names: list[str] = field(default_factory=list)

    def reach(self, name: str) -> None:
        """One more step: the last one, if it is the deadly one."""
        if not self.armed:
            return
        if len(self.names) == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(name)

    def tell(self, what: str) -> None:
        """Somebody outside was told this: it is acknowledged, whatever happens to the process."""
        file = os.open(self.witness, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.writev(file, [f"{json.dumps(what)}\n".encode()])
        os.close(file)


@dataclass(frozen=True)
class End:
    """How a child ended: killed or not, what it had told, the steps it took if it survived."""

    killed: bool
    told: tuple[str, ...]
    steps: tuple[str, ...] = ()


def strike(act: Callable[[Steps], object], folder: Path, deadly: int | None) -> End:
    """Run `act` in a child that dies at step `deadly`, or counts its steps to the end."""
    witness, names = folder / "witness", folder / "names"
    witness.unlink(missing_ok=True)
    child = fork()
    if child == 0:
        _live(act, Steps(witness, deadly), folder, names)
    status = buried(child)
    told = witness.read_text("utf-8").splitlines() if witness.exists() else []
    heard = tuple(json.loads(line) for line in told)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return End(killed=True, told=heard)
    assert os.WEXITSTATUS(status) == 0, "the act failed; its traceback is above"
    return End(killed=False, told=heard, steps=tuple(json.loads(names.read_text("utf-8"))))


def _live(act: Callable[[Steps], object], steps: Steps, folder: Path, names: Path) -> None:
    """The child: never returns."""
    try:
        _watch_statements(steps)
        watch_files(steps, f"{folder / 'world'}/")
        act(steps)
        steps.reach("end")
        steps.armed = False
        names.write_text(json.dumps(steps.names), "utf-8")
    except BaseException:  # noqa: BLE001 - whatever it is, the parent sees the code
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _watch_statements(steps: Steps) -> None:
    def statement(*told: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own six
        steps.reach(" ".join(str(told[2]).split()[:3]))

    def committing(_connection: Connection) -> None:
        steps.reach("COMMIT")

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", committing)


def watch_files(steps: Steps, folder: str) -> None:
    """Every change of a file below `folder` is a step of this process, from now to its end."""

    def audit(name: str, told: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(told[2], int) and told[2] & _WRITES
        if not writes and name not in _CHANGES:
            return
        path = str(told[0])
        if path.startswith(folder) or name == "os.truncate":
            steps.reach(f"{name} {path.removeprefix(folder)}")

    sys.addaudithook(audit)
    for name in ("fsync", "write"):
        setattr(os, name, _counted(steps, name, getattr(os, name)))


def _counted(steps: Steps, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*told: Any) -> Any:  # noqa: ANN401 - whatever the system call takes and gives
        steps.reach(name)
        return real(*told)

    return counted
