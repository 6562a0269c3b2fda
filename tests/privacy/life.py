"""A whole life of Close Call, lived loudly by real processes, and searched again and again.

    site/      where the operator ran `closecall init`: .env, keys, epochs, SQLite file, digests
    tmp/       TMPDIR of every process
    person/    HOME of every process
    loud/      what `tests/privacy/loud` wrote down: log records, standard error, acts
    outside/   what people hold in their hands: a passphrase, a lesson being written. Not searched.

What a reporter or reviewer sees on their own screen is theirs; everything else is a place.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bot.report import Token
from storage.keyfile import Cost, lock_identity, unlock_identity
from tests import midweek
from tests.e2e.world import PATIENCE, ROOT, World, bare_environment
from tests.ports import kept_port
from tests.privacy import canaries
from tests.privacy.hunt import Hit, hunt, hunt_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.world import Chat
    from tests.privacy.hunt import Canary

LOUD = Path(__file__).parent / "loud"
PERSON = "home-of-mzanzottera"
CHEAP = Cost(8 * 1024, 1)


@dataclass
class Life:
    """One organisation, its folders, and every secret that it has handed out so far."""

    root: Path
    world: World
    nowhere: list[Canary] = field(default_factory=list)
    """Not allowed in any place at all."""

    sealed: list[Canary] = field(default_factory=list)
    """Not allowed in any place; a reviewer may read it on the screen."""

    desk_said: list[str] = field(default_factory=list)
    places: list[Path] = field(default_factory=list)

    @classmethod
    def bare(cls, root: Path, **settings: str) -> Self:
        """The folders and the surroundings, full of canaries; nothing is founded yet."""
        for name in ("site", "tmp", "loud", "outside", f"person/{PERSON}"):
            (root / name).mkdir(parents=True)
        (root / "outside" / "roster").write_text("\n".join(canaries.ROSTER), "utf-8")
        person = root / "person" / PERSON
        surroundings = {
            **canaries.ENVIRONMENT,
            "TMPDIR": str(root / "tmp"),
            "LOUD": str(root / "loud"),
            "PYTHONPATH": os.pathsep.join(map(str, (LOUD, midweek.FOLDER, ROOT))),
            "PYTHONASYNCIODEBUG": "1",
            "CLOSECALL_ROSTER": str(root / "outside" / "roster"),
            "CLOSECALL_DIGEST_CHANNELS": "file:digests",
            "CLOSECALL_REVIEW_CHANNEL": "file:alerts",
            **settings,
        }
        world = World(root / "site", {**bare_environment(person), **surroundings})
        life = cls(root, world)
        life.places = [*(root / name for name in ("site", "tmp", "loud")), person]
        life.nowhere += [*canaries.ENVIRONMENT.values(), PERSON, *canaries.TAKEN_OUT]
        life.sealed += [*canaries.TOLD, *canaries.DESK]
        return life

    @classmethod
    def begun(cls, root: Path, **settings: str) -> Self:
        """Found an organisation whose every process is loud and full of canaries."""
        life = cls.bare(root, **settings)
        life.world.handed = life.world.json("init", "--yes", "--json")
        life._take_secrets()
        return life

    @classmethod
    def copied(cls, root: Path, **settings: str) -> Self:
        """The same, as loud, without the founding: that is searched by who begins with it."""
        life = cls.bare(root, **settings)
        life.world.handed = World.copied(life.world.folder).handed
        (life.world.folder / "passphrase").unlink()
        if "DATABASE_URL" in settings:
            assert life.world.run("db", "upgrade").returncode == 0
        life._take_secrets()
        return life

    @property
    def home(self) -> Path:
        """CLOSECALL_HOME."""
        return self.root / "site" / "closecall-home"

    @property
    def token(self) -> Token | None:
        """The token in the terminal's handle, as long as a chat is unfinished."""
        try:
            return Token.parse((self.home / "chat.token").read_text("ascii"))
        except FileNotFoundError:
            return None

    def look(self, *, allowed: Iterable[Canary] = ()) -> list[Hit]:
        """Every hit of every canary in every place, names of files included."""
        forgiven = set(allowed)
        wanted = [one for one in (*self.sealed, *self.nowhere) if one not in forgiven]
        return [hit for place in self.places for hit in hunt_tree(place, wanted)]

    def receipt(self, given: dict[str, Any]) -> str:
        """Note a receipt that was handed out: whole, and two words at a time."""
        words = given["words"].split()
        pairs = [" ".join(pair) for pair in pairwise(words)]
        joined = [mark.join(words) for mark in ("-", "_", "", ",")]
        self.nowhere += [given["digits"], given["words"], *joined, *pairs]
        self.nowhere.append(int(given["digits"]).to_bytes(11, "big"))
        return str(given["words"])

    def _take_secrets(self) -> None:
        """What init showed once: passphrases and recovery codes."""
        handed = self.world.handed
        for part, name in (
            *(("organisation", "passphrase"), ("reviewer", "passphrase")),
            *(("reviewer", "recovery_code"), ("break_glass", "recovery_code")),
        ):
            secret = handed[part][name]
            self.nowhere += [secret, secret.replace(" ", "-"), secret.replace("-", "")]
        passphrase = handed["reviewer"]["passphrase"]
        file = self.root / "outside" / "passphrase"
        file.write_text(passphrase, "utf-8")
        self.world.environment["CLOSECALL_PASSPHRASE_FILE"] = str(file)
        # Locked anew, cheaply: the desk is opened twenty times, and this is no test of Argon2id.
        key = Path(handed["reviewer"]["key_file"])
        identity = unlock_identity(key.read_bytes(), passphrase)
        key.write_bytes(lock_identity(identity, passphrase, os.urandom, cost=CHEAP))
        identity.close()

    # --- people ----------------------------------------------------------------------------------

    def tell(self, story: str, *arguments: str, **picks: str) -> Chat:
        """A reporter at the confirmation of a story. `picks`: an answer by the prompt's key."""
        chat = self.world.chat(*arguments)
        assert chat.prompt()["key"] == "story"
        shown = chat.say(story)
        assert shown["key"] == "coach", shown
        while shown["key"] != "confirm":
            offered = [choice["id"] for choice in shown["choices"]]
            shown = chat.choose(picks.get(shown["key"], offered[0]))
        self.carried()
        return chat

    def carried(self) -> tuple[bytes, str]:
        """The token of the unfinished chat: from now on a canary in both its shapes."""
        token = self.token
        assert token is not None
        self.nowhere += [token.raw, token.text]
        return token.raw, token.text

    def desk(self, *arguments: str) -> Any:  # noqa: ANN401 - JSON
        """One command of the desk, with `--json`; what it says is the reviewer's."""
        said = self.world.json(*arguments, "--json")
        self.desk_said.append(json.dumps(said, ensure_ascii=False))
        return said

    def case_with(self, word: str) -> str:
        """The one case whose record has this word in it."""
        (row,) = self.desk("inbox", "--all", "--search", word)["cases"]
        return str(row["case"])

    def page(self, content: bytes, name: str) -> list[Hit]:
        """Hits in something that was served, or on another screen than its owner's."""
        return hunt(name, content, [*self.sealed, *self.nowhere])


class Served:
    """`closecall run` in a life: its pages, and everything that it said."""

    def __init__(self, life: Life) -> None:
        """Start it and wait until it is ready."""
        self.port = kept_port()
        settings = {"CLOSECALL_HEALTH_PORT": str(self.port), "LOUD_STDERR": "pipe"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "closecall", "run"],
            cwd=life.world.folder,
            env={**life.world.environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.said: list[bytes] = []
        self._ready = threading.Event()
        self._listener = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        """Ready."""
        self._listener.start()
        assert self._ready.wait(PATIENCE), b"".join(self.said)
        return self

    def __exit__(self, *_: object) -> None:
        """Ended as an operator ends it."""
        self.process.terminate()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        code = self.process.wait(PATIENCE)
        self._listener.join()
        self.said.append(self.process.stdout.read())
        self.process.stdout.close()
        self.process.stderr.close()
        assert code == 0, b"".join(self.said)[-2000:]

    def get(self, page: str) -> bytes:
        """A page, with its headers."""
        address = f"http://127.0.0.1:{self.port}{page}"
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            body: bytes = answer.read()
            return str(answer.headers).encode() + body

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if line.endswith(b"run: ready\n"):
                self._ready.set()
        self._ready.set()


def backed_up(database: Path, copy: Path) -> Path:
    """A backup as SQLite's own backup API makes it: page by page."""
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return copy
