"""What people do in a life that is searched: each scene ends with a look at every place.

The scenes talk to processes only. A canary may be on the screen of who typed it or of who may read
it, and nowhere else; what each look found is kept by its moment.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.privacy import canaries

if TYPE_CHECKING:
    from tests.e2e.world import Chat
    from tests.privacy.hunt import Hit
    from tests.privacy.life import Life


@dataclass
class Lived:
    """A life that is over, and what was found on the way."""

    life: Life
    found: dict[str, list[Hit]] = field(default_factory=dict)
    """Hits by the moment at which everything was searched."""

    def look(self, moment: str, **named: Any) -> None:  # noqa: ANN401 - `allowed`
        """Search every place now."""
        self.found[moment] = self.life.look(**named)


def told(lived: Lived) -> str:
    """A story with the safe version, then details; searched before and after Send."""
    life = lived.life
    with life.tell(canaries.SAFE_STORY, family="safety") as chat:
        lived.look("at the record", allowed=life.carried())
        words = life.receipt(send(chat))
        detail(chat, "area", canaries.SPOT, coach=True)
        detail(chat, "idea", canaries.IDEA, coach=False)
        lived.look("details typed")
        assert chat.choose("send")["key"] == "confirm"
        assert chat.choose("send")["key"] == "more"
        assert chat.leave() == 0
    lived.look("sent")
    return words


def send(chat: Chat) -> dict[str, Any]:
    """Tap Send; wait for the menu that follows the words."""
    given = chat.file()
    assert chat.prompt()["key"] == "more"
    return given


def detail(chat: Chat, name: str, text: str, *, coach: bool) -> None:
    """One optional detail in words."""
    shown = chat.choose(name)
    if shown["kind"] == "one":
        shown = chat.choose(shown["choices"][0]["id"])
    shown = chat.say(text)
    assert (shown["key"] == "coach") is coach, shown
    if coach:
        shown = chat.choose("safe")
    assert shown["key"] == "more"


def kept_mine(lived: Lived) -> None:
    """A name that its author insists on, on the urgent path, in Italian."""
    life = lived.life
    story = f"{canaries.URGENT_STORY} {canaries.KEPT_STORY}"
    picks = {"coach": "keep", "barrier": "not_stopped", "worst": "critical", "urgent": "now"}
    with life.tell(story, "--language", "it", family="safety", **picks) as chat:
        assert "Brambillasca" in chat.heard[-1]["record"]
        life.receipt(send(chat))
        chat.leave()
    lived.look("kept mine")


def in_lines(lived: Lived) -> None:
    """The door without JSON: numbered lines on a pipe."""
    said = lived.life.world.run("chat", say=f"{canaries.LINES_STORY}\n" + "1\n" * 6).stdout
    _, _, rest = said.partition("Your eight words:")
    words, _, digits = rest.partition("The same as digits:")
    given = {"words": " ".join(words.split()), "digits": digits.split()[0]}
    assert len(given["words"].split()) == 8
    lived.life.receipt(given)
    lived.look("told in lines")


def killed_and_continued(lived: Lived) -> None:
    """A chat that dies before Send, goes on, and is left without sending."""
    life = lived.life
    with life.tell(canaries.UNSENT_STORY) as chat:
        chat.process.kill()
        chat.process.wait()
    lived.look("killed", allowed=life.carried())
    with life.world.chat("--continue") as chat:
        assert chat.prompt()["key"] == "confirm"
        assert "zeugmatic" in chat.heard[-1]["record"]
        chat.send({"command": "cancel"})
        chat.listen("over")
        chat.leave()
    lived.look("cancelled")


def concern(lived: Lived) -> None:
    """Something wrong, with somebody's name taken out."""
    with lived.life.tell(canaries.CONCERN_STORY, family="concern", branch="none") as chat:
        lived.life.receipt(send(chat))
        chat.leave()
    lived.look("concern")


def nonsense(lived: Lived) -> None:
    """Lines that no chat understands, each with a name in it."""
    name = canaries.TAKEN_OUT[0]
    with lived.life.world.chat() as chat:
        chat.prompt()
        for line in (
            *(f'{{"say": ["{name}"]}}', f'{{"{name}": 1}}', f'{{"command": "{name}"}}', name),
            *(f'{{"choose": "{name}"}}', f'{{"say": "\\ud800 {name}"}}', f'["{name}"'),
        ):
            typed(chat, line.encode())
        typed(chat, b"\xff" + name.encode() + b"\x00")
        chat.send({"command": "drill"})
        while chat.prompt()["key"] != "drill":
            pass  # the question again, once for each line above
        typed(chat, f'{{"say": "{name}"}}'.encode())
        assert chat.prompt()["key"] == "drill"
        assert chat.choose("1")["key"] == "story"
        chat.leave()
    lived.look("nonsense")


def typed(chat: Chat, line: bytes) -> None:
    """One line as bytes, whatever they are; the chat says that it is no answer."""
    assert chat.process.stdin is not None
    chat.process.stdin.flush()
    os.write(chat.process.stdin.fileno(), line + b"\n")
    chat.listen("error")


def release(lived: Lived) -> None:
    """What waited leaves in a batch."""
    assert lived.life.world.run("run", "--once", CLOSECALL_RELEASE="now").returncode == 0
    lived.look("released")


def at_the_desk(lived: Lived, words: str) -> str:
    """Read, asked, answered, found out, taught, closed, posted. Gives the reporter's new words."""
    life = lived.life
    case = life.case_with("velocipede")
    lived.look("opened")
    life.desk("triage", case, "--kind", "fall_from_height")
    life.desk("ask", case, canaries.QUESTION)
    life.desk("note", case, canaries.NOTE)
    life.desk("note", case, canaries.TELLING, "--tell")
    words = back(lived, words)
    release(lived)
    shown = life.desk("show", case)
    assert "antediluvian" in json.dumps(shown)
    found = ("--cause", "layout", "--vulnerability", "design", "--worked", "physical_barrier")
    life.desk("finding", case, *found, "--uncovered", canaries.UNCOVERED)
    due = ("--owner", "site", "--due", shown["expires"], "--level", "engineer_automate")
    life.desk("action", case, "fit chocks at each bay", *due)
    lesson = life.root / "outside" / "lesson.json"
    lesson.write_text(json.dumps({**life.desk("lesson", case, "--form"), **canaries.LESSON}))
    life.desk("lesson", case, "--file", str(lesson))
    life.desk("approve", case)
    life.desk("close", case, "--as", "near_miss", "--note", canaries.WHY)
    lived.look("closed")
    others(lived)
    return words


def back(lived: Lived, words: str) -> str:
    """The reporter returns: answers, adds, rates, takes new words."""
    life = lived.life
    with life.world.chat() as chat:
        chat.prompt()
        assert chat.say(words)["key"] == "case"
        assert "gordian" in chat.choose("answer")["text"]
        said(chat, canaries.ANSWER, coach=False)
        chat.choose("add")
        said(chat, canaries.ADDITION, coach=True)
        chat.choose("rate")
        chat.choose("5")
        assert chat.choose("reword")["key"] == "reword"
        lived.look("back")
        chat.send({"choose": "yes"})
        new = life.receipt(chat.listen("receipt"))
        chat.prompt()
        chat.leave()
    return new


def said(chat: Chat, text: str, *, coach: bool) -> None:
    """Words for a case, looked at once more, sent."""
    shown = chat.say(text)
    assert (shown["key"] == "coach") is coach, shown
    if coach:
        shown = chat.choose("safe")
    assert shown["key"] == "confirm", shown
    assert chat.choose("send")["key"] == "case"


def others(lived: Lived) -> None:
    """The commands that open nothing: what they print is not a reviewer's screen."""
    life = lived.life
    for arguments in (
        *(("digest", "preview"), ("digest", "post"), ("audit", "verify")),
        *(("doctor",), ("reviewer", "list"), ("lessons", "list")),
        ("lessons", "export", "--to", "lessons.md"),
    ):
        done = life.world.run(*arguments)
        assert done.returncode == 0 or arguments == ("doctor",), (arguments, done.stdout)
        lived.found[" ".join(arguments)] = life.page(done.stdout.encode(), arguments[0])
    lived.look("posted")


def withdrawn(lived: Lived, words: str) -> None:
    """The reporter takes the case back, with the new words."""
    life = lived.life
    with life.world.chat() as chat:
        chat.prompt()
        assert chat.say(words)["key"] == "case"
        chat.choose("withdraw")
        chat.send({"choose": "yes"})
        assert chat.listen("over")["reason"] == "withdrawn"
        chat.leave()
    lived.look("withdrawn")
