"""A whole service behind Telegram, over HTTP: 64 people at once, and from nothing to an answer."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import EIGHT, cases
from tests.bench.chats import PATIENCE
from tests.bench.harness import Count, Ratio
from tests.bench.house import STORY
from tests.e2e.world import ROOT, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    Begun = tuple[subprocess.Popen[bytes], float]
    Side = Callable[[FakeApi], AbstractContextManager[Begun]]

IN_FLIGHT: Final = 64
_WALK: Final = (
    ("Which kind?", "Safety"),
    ("Closest", "Fall from"),
    ("stopped it", "Luck"),
    ("Worst", "Little"),
    ("everything", "Send"),
)


def starts() -> list[Ratio]:
    """`closecall run` with Telegram alone against a bare bot, both from nothing to an answer."""
    first, size = "first prompt of `closecall run`, Telegram alone", "its memory then"
    bare, held = "a bare PTB bot", "a bare PTB bot's"
    return [
        Ratio(first, bare, started(ours, 0), started(theirs, 0), 2.5, 1.7, unit="ms", rounds=5),
        Ratio(size, held, started(ours, 1), started(theirs, 1), None, unit="MB", rounds=3),
    ]


# --- many at once --------------------------------------------------------------------------------


def counts() -> list[Count]:
    """64 people tell a report at once, over HTTP, to a service; each Send comes twice."""
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        world = World.copied(Path(place) / "here", CLOSECALL_RELEASE="now")
        api = stack.enter_context(FakeApi())
        with serving(world, api.url, TOKEN) as served:
            served.until("telegram: ready")
            began = time.perf_counter()
            people = range(5_000_000_000, 5_000_000_000 + IN_FLIGHT)
            words = crowd(api, people)
            took, cpu = time.perf_counter() - began, busy(served.process.pid)
            served.end()
        kept = cases(world)
    sys.stderr.write(
        f"  {IN_FLIGHT} in flight over HTTP: {took:.1f} s, {cpu / IN_FLIGHT * 1e3:.0f} ms of CPU "
        "a report; the SDK sends thirty messages a second, as Telegram asks\n"
    )
    return [
        Count(f"reports lost, of {IN_FLIGHT} in flight over HTTP", IN_FLIGHT - len(words)),
        Count("reports doubled there", max(0, kept - IN_FLIGHT)),
        Count("words without a case there", max(0, len(words) - kept)),
    ]


def crowd(api: FakeApi, people: range) -> set[str]:
    """Everybody answers as soon as they are asked; the eight words that were shown."""
    for person in people:
        api.say(person, STORY)
    at = dict.fromkeys(people, 0)
    words: set[str] = set()
    end = time.monotonic() + PATIENCE
    while at and time.monotonic() < end:
        with api.changed:
            api.changed.wait(0.05)
            for person in list(at):
                screen = "\n".join(str(held.get("text")) for held in api.ours(person))
                if at[person] == len(_WALK):
                    if found := EIGHT.search(screen):
                        words.add(found[0])
                        del at[person]
                    continue
                asked, answer = _WALK[at[person]]
                if asked in screen:
                    for _ in range(2 if answer == "Send" else 1):
                        api.tap(person, answer)
                    at[person] += 1
    return words


def busy(pid: int) -> float:
    """Seconds of CPU that a process has used. Linux only: it is in `proc`."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- from nothing --------------------------------------------------------------------------------


@contextmanager
def ours(api: FakeApi) -> Iterator[Begun]:
    """`closecall run`."""
    with tempfile.TemporaryDirectory() as place:
        world = World.copied(Path(place) / "here")
        told = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
        environment = {**world.environment, "CLOSECALL_HEALTH_PORT": "0", **told}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled as on the second day
        command = [sys.executable, "-m", "closecall", "run"]
        with process(command, world.folder, environment) as running:
            yield running


@contextmanager
def theirs(api: FakeApi) -> Iterator[Begun]:
    """A bare bot."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "tests.bench.bare_bot", api.url, TOKEN]
    with process(command, ROOT, environment) as running:
        yield running


@contextmanager
def process(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Begun]:
    """A process that ends with the block."""
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as one:
        try:
            yield one, began
        finally:
            one.kill()


def started(side: Side, which: int) -> Callable[[], float]:
    """From the start of a process to its answer to a message that waits: ms, or MB then."""

    def run() -> float:
        with FakeApi() as api:
            api.say(5_000_000_000, "/start")
            with side(api) as (running, began):
                api.until(lambda: api.named("sendMessage"), PATIENCE)
                took = (time.perf_counter() - began) * 1e3
                size = resident(running.pid)
        return (took, size)[which]

    return run


def resident(pid: int) -> float:
    """Resident memory in megabytes. Linux only: it is in `proc`."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
