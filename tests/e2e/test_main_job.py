"""The main job, as its people do it: told over the JSON protocol, opened, asked, learned from.

Only processes and their text are used here: what works for a script works for anybody.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.world import World
from tests.privacy.hunt import hunt_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.world import Chat

STORY = (
    "A scaffold plank tipped when somebody stepped on its overhanging end, and a rail held them."
)
TAPS = ("safety", "fall_from_height", "physical_barrier", "serious")
LONG_WORDS = ("scaffold", "overhanging", "tipped when somebody")
QUESTION = "Was the plank tied down?"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An organisation whose reports are released at once, and its one reviewer."""
    return World.copied(tmp_path_factory.mktemp("job"), CLOSECALL_RELEASE="now")


def _lesson(folder: Path, form: dict[str, Any]) -> Path:
    """A lesson in a file, as a reviewer writes one."""
    form |= {
        "title": "The plank that was a lever",
        "story": "Boards lay on two supports and reached beyond them. Weight at the far side "
        "lifted the rest. The guard at the edge did what it is there for.",
        "saved_by": "the guard at the edge",
        "vulnerability": "nothing keeps boards from being laid too far over their supports",
        "change": "boards now have stops that catch behind the support",
        "why_it_helps": "a board with a stop cannot become a lever",
        "drill": {
            "question": "You see a board reach far over its support. What do you do?",
            "choices": ["Walk around it", "Stand on it carefully", "Close it off", "Paint it"],
            "answer": 2,
            "why": "Closed off, nobody steps on it before it is mended.",
        },
    }
    path = folder / "lesson.json"
    path.write_text(json.dumps(form), "utf-8")
    return path


def test_six_answers_file_a_report_that_no_file_can_tell(world: World) -> None:
    """Story, family, kind, barrier, worst, send: then words; and no word of it on the disk."""
    with world.chat() as chat:
        shown = chat.tell(STORY, *TAPS)
        assert STORY in shown["record"]
        receipt = chat.file()
        assert len(receipt["words"].split()) == 8
        assert len(receipt["digits"]) == 25
        assert chat.prompt()["key"] == "more"
        assert chat.leave() == 0
    keys = [event["key"] for event in chat.heard if event["type"] == "prompt"]
    assert keys == ["story", "family", "kind", "barrier", "worst", "confirm", "more"]
    assert hunt_tree(world.folder, LONG_WORDS) == []
    assert hunt_tree(world.folder, [receipt["digits"], receipt["words"]]) == []


def test_from_the_reviewer_and_back_and_to_the_digest(world: World) -> None:
    """Opened, asked, answered, found out, changed, learned from, closed, read by everybody."""
    with world.chat() as chat:
        chat.tell(STORY.replace("plank", "board"), *TAPS)
        words = chat.file()["words"]
        chat.leave()
    listed = world.json("inbox", "--json")["cases"]
    opened = [world.json("show", row["case"], "--json") for row in listed]
    shown = next(case for case in opened if "scaffold board" in case["record"]["text"])
    case = shown["case"]
    assert shown["kind"] == "fall_from_height"

    world.json("triage", case, "--kind", "fall_from_height", "--json")
    refused = world.run("close", case, "--json")
    assert refused.returncode == 1
    assert set(json.loads(refused.stdout)["missing"]) >= {"cause", "vulnerability", "action"}
    world.json("ask", case, QUESTION, "--choice", "Yes", "--choice", "No", "--json")

    with world.chat() as chat:
        chat.prompt()
        chat.send({"command": "check"})
        assert chat.prompt()["key"] == "words"
        page = chat.say(words)
        assert page["key"] == "case"
        asked = chat.choose("answer")
        assert QUESTION in asked["text"]
        no = next(choice["id"] for choice in asked["choices"] if choice["label"] == "No")
        chat.choose(no)
        chat.leave()

    answered = world.json("show", case, "--json")
    assert [question["answered"] for question in answered["questions"]] == [True]
    assert "No" in answered["answers"][0]["text"]

    finding = ("--cause", "layout", "--vulnerability", "design", "--worked", "physical_barrier")
    world.json("finding", case, *finding, "--uncovered", "boards overlap supports", "--json")
    due = ("--owner", "site management", "--due", answered["expires"], "--level")
    world.json("action", case, "Fit stops to every board", *due, "engineer_automate", "--json")
    form = world.json("lesson", case, "--form", "--json")
    path = _lesson(world.folder, form)
    world.json("lesson", case, "--file", str(path), "--json")
    world.json("approve", case, "--json")
    world.json("close", case, "--as", "near_miss", "--json")

    issue = world.json("digest", "preview", "--json")
    assert "The plank that was a lever" in issue["text"]
    assert "stops that catch behind the support" in issue["text"]
    assert world.run("audit", "verify").returncode == 0
    assert hunt_tree(world.folder / "closecall-home", LONG_WORDS) == []

    with world.chat() as chat:
        chat.prompt()
        chat.send({"command": "check"})
        chat.prompt()
        chat.say(words)
        told = " ".join(event.get("text", "") for event in chat.heard).casefold()
        assert "closed" in told


def _killed_at_send(world: World, after: Callable[[Chat], None]) -> str:
    """File a report, kill the process during Send, go the same steps again: the words."""
    story = STORY.replace("plank", "ladder")
    with world.chat() as chat:
        chat.tell(story, *TAPS)
        chat.send({"choose": "send"})
        after(chat)
        chat.process.kill()
    with world.chat() as again:
        again.tell(story, *TAPS)
        words: str = again.file()["words"]
        again.leave()
    return words


def _count(world: World, needle: str) -> int:
    rows = world.json("inbox", "--all", "--json")["cases"]
    opened = (world.json("show", row["case"], "--json") for row in rows)
    return sum(needle in case["record"]["text"] for case in opened)


def test_a_kill_after_the_commit_and_the_same_steps_give_one_case_and_the_same_words(
    tmp_path: Path,
) -> None:
    """The words were already shown when the first process died: the second shows the same."""
    world = World.copied(tmp_path, CLOSECALL_RELEASE="now")
    first: list[str] = []
    with world.chat() as chat:
        chat.tell(STORY, *TAPS)
        token = tmp_path / "closecall-home" / "chat.token"
        first.append(chat.file()["words"])
    assert token.exists()  # killed before anybody went on from the words
    with world.chat() as chat:
        chat.tell(STORY, *TAPS)
        first.append(chat.file()["words"])
    assert first[0] == first[1]
    assert _count(world, "scaffold plank") == 1


@pytest.mark.parametrize("lines_of_delay", [0, 1])
def test_a_kill_during_send_and_the_same_steps_give_one_case(
    world: World, lines_of_delay: int
) -> None:
    """Killed at once after Send, or when the first line of the answer has come."""

    def after(chat: Chat) -> None:
        for _ in range(lines_of_delay):
            chat.listen("notice")

    before = _count(world, "scaffold ladder")
    assert len(_killed_at_send(world, after).split()) == 8
    assert _count(world, "scaffold ladder") - before == 1
