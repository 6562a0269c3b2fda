"""Whatever can come down a pipe, through the real `closecall chat`: heard, refused or kept.

One process a protocol takes them all in turn: none of them ends the conversation.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

from tests.e2e.mishap import CANARY, STORY, TAPS, home
from tests.e2e.world import PATIENCE, World

LONG = f"{CANARY} " * 7_000
REFUSED_LINES: dict[str, bytes] = {
    "no JSON": b"a ladder fell",
    "half a line": b'{"say": "a lad',
    "invalid UTF-8": b'{"say": "a \xff\xfe ladder"}',
    "half a surrogate": rb'{"say": "a \ud800 ladder"}',
    "a list": b"[1, 2, 3]",
    "nested deep": b"[" * 100_000,
    "nothing known": b'{"shout": "a ladder"}',
    "two at once": b'{"say": "a ladder", "choose": "safety"}',
    "a number": b'{"say": 7}',
    "an unknown command": b'{"command": "rm"}',
    "100,000 characters": json.dumps({"say": (LONG * 2)[:100_000]}).encode(),
    "empty": b'{"say": ""}',
    "blank": rb'{"say": " \t\n "}',
    "one character": b'{"say": "x"}',
}
STORIES = {
    "emoji": f"A {CANARY} fell \U0001faa3\U0001f468\u200d\U0001f692 onto the mats.",
    "right to left": f"\u0633\u0642\u0637 \u0627\u0644 {CANARY} \u05e1\u05d5\u05dc\u05dd",
    "NUL and controls": f"A {CANARY}\x00 slipped\x1b[31m off\x07 the roof\x7f.",
    "a number in words": f"12 {CANARY} rungs broke and 3 held.",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One set-up for all; nothing here spoils it."""
    return World.copied(tmp_path_factory.mktemp("bytes") / "w", CLOSECALL_RELEASE="now")


def cases(world: World) -> int:
    """How many reports were accepted."""
    with closing(sqlite3.connect(home(world) / "closecall.sqlite3")) as base:
        count: int = base.execute('SELECT count(*) FROM "case"').fetchone()[0]
    return count


def piped(world: World, *arguments: str, say: bytes) -> tuple[int, bytes, bytes]:
    """`closecall chat` with these bytes on its pipe."""
    done = subprocess.run(
        [sys.executable, "-m", "closecall", "chat", *arguments],
        cwd=world.folder,
        env=world.environment,
        input=say,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def events(out: bytes) -> list[dict[str, Any]]:
    """The lines of the protocol."""
    return [json.loads(line) for line in out.splitlines()]


def test_every_bad_line_is_answered_with_one_error_and_the_same_question(world: World) -> None:
    code, out, err = piped(world, "--json", say=b"\n".join(REFUSED_LINES.values()) + b"\n")
    said = [event for event in events(out) if event["type"] != "notice"]
    asked = [event["key"] for event in said if event["type"] == "prompt"]
    problems = [event["text"] for event in said if event["type"] == "error"]
    assert (code, err) == (0, b"")
    assert set(asked) == {"story"}
    assert len(problems) == len(REFUSED_LINES) == len(asked) - 1
    assert all(len(problem) < 300 and CANARY not in problem for problem in problems)
    assert said[-1] == {"type": "over", "reason": "cancelled"}


def test_plain_lines_survive_the_same(world: World) -> None:
    lines = (b"", b"x", b"7", b"\xff\xfe\x00", b"/rm", (LONG * 2)[:100_000].encode())
    code, out, err = piped(world, say=b"\n".join(lines) + b"\n")
    assert (code, err) == (0, b"")
    assert CANARY.encode() not in out
    assert out.count(b"What almost happened?") == len(lines) + 1


@pytest.mark.parametrize("kind", STORIES)
def test_unusual_words_are_kept_as_the_record_shows_them(world: World, kind: str) -> None:
    before = cases(world)
    with world.chat() as chat:
        shown = chat.prompt()
        shown = chat.say(STORIES[kind])
        if shown["key"] == "coach":
            shown = chat.choose("keep" if "keep" in _ids(shown) else "safe")
        for tap in TAPS:
            shown = chat.choose(tap)
        record = shown["record"]
        assert CANARY in record
        assert not any(ord(sign) < 32 and sign != "\n" for sign in record)
        chat.file()
        chat.prompt()
        chat.leave()
    assert cases(world) == before + 1
    rows = world.json("inbox", "--all", "--json")["cases"]
    kept = [world.json("show", row["case"], "--json")["record"]["text"] for row in rows]
    assert record in kept


def test_stale_unknown_and_repeated_choices_change_nothing(world: World) -> None:
    before = cases(world)
    with world.chat() as chat:
        chat.tell(STORY, *TAPS)
        for choice in ("cyber", "no-such-choice", "", "phishing_stopped"):
            chat.send({"choose": choice})
            assert CANARY not in chat.listen("error")["text"]
            assert chat.prompt()["key"] == "confirm"
        chat.send({"choose": "send"})
        chat.send({"choose": "send"})
        chat.listen("receipt")
        assert chat.prompt()["key"] == "more"
        chat.listen("error")
        assert chat.prompt()["key"] == "more"
        assert chat.leave() == 0
    assert cases(world) == before + 1


@pytest.mark.parametrize("answers", range(6))
def test_the_end_of_the_pipe_at_any_question_keeps_nothing(world: World, answers: int) -> None:
    before = cases(world)
    told = [{"say": STORY}, *({"choose": tap} for tap in TAPS)][:answers]
    script = "".join(json.dumps(answer) + "\n" for answer in told).encode()
    code, out, err = piped(world, "--json", say=script)
    assert (code, err) == (0, b"")
    assert events(out)[-1] == {"type": "over", "reason": "cancelled"}
    assert cases(world) == before
    assert not list(home(world).glob("*.token"))


def _ids(prompt: dict[str, Any]) -> set[str]:
    return {choice["id"] for choice in prompt["choices"]}


def test_the_end_in_the_middle_of_a_line_keeps_nothing(world: World) -> None:
    before = cases(world)
    code, out, err = piped(world, "--json", say=b'{"say": "a ladder')
    assert (code, err) == (0, b"")
    assert events(out)[-1]["type"] == "over"
    assert cases(world) == before
