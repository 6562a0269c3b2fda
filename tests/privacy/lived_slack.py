"""What people do in Slack in a life that is searched; theirs are the names, ids and messages.

An edge on loopback plays Slack: what a person sees there is theirs, everything else is a place.
The scenes end with a look at every place, as those in `lived` do.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

from bot.receipt import parse
from tests.adapters.slack.edge import APP, BOT, Edge
from tests.adapters.slack.forms import Form
from tests.adapters.slack.people import AROUND, PERSON, SECRET, Http, Human
from tests.adapters.slack.serving import words as eight_of
from tests.adapters.telegram.served import Served, serving
from tests.ports import kept_port
from tests.privacy import canaries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.privacy.lived import Lived

CHANNEL = "C0123456789"
DM = "D0CANARYDM7"
PEOPLE = tuple(f"U0CANARY{number}7" for number in range(3))
BROUGHT = (
    *("U0CANARY77", "canary.person", "Canary Person", "T0CANARY77", "canary-team", "E0CANARY77"),
    *("Canary Enterprise", "D0CANARY77", "canary-channel", "canary words of somebody", DM),
    *("Oopscanary", "Commandcanary", "Malformedcanary", "Dmcanary", "Photocanary"),
    *("canary-verification", "hooks.slack.com/canary"),
)
"""What came with payloads that nobody keeps anything of."""

COLLEAGUES = ("Zyxwena Quorvath", "Tharglen Ousk")


@dataclass
class Forms:
    """A service with a Slack in front of it, over Socket Mode or over HTTP."""

    lived: Lived
    edge: Edge
    port: int = 0
    said: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[Served]:
        """The service, as loud as everything else, with every door of Slack's open."""
        how = {"SLACK_SIGNING_SECRET": SECRET, "CLOSECALL_HEALTH_PORT": str(self.port)}
        named = {
            "SLACK_BOT_TOKEN": BOT,
            "SLACK_API_URL": self.edge.url,
            "CLOSECALL_SLACK_DM": "on",
            "CLOSECALL_SLACK_ROSTER": "on",
            "CLOSECALL_DIGEST_CHANNELS": f"slack:{CHANNEL}",
            "LOUD_STDERR": "pipe",
            **(how if self.port else {"SLACK_APP_TOKEN": APP}),
        }
        members = [{"id": person, "real_name": name} for person, name in colleagues()]
        self.edge.failing["users.list"] = [(200, {"ok": True, "members": members})]
        with serving(self.lived.life.world, "", "", **named) as served:
            served.until("slack: ready")
            served.until("the coach knows the colleagues")
            if not self.port:
                self.edge.linked()
            yield served
            self.said += served.said

    def human(self, number: int) -> Human:
        """Somebody, with an id of their own."""
        wire = Http(self.port) if self.port else self.edge
        return Human(self.edge, wire, PEOPLE[number])


def colleagues() -> list[tuple[str, str]]:
    """Who works there."""
    return list(zip(PEOPLE, COLLEAGUES, strict=False))


@contextmanager
def forms(lived: Lived, *, delivered: bool = False) -> Iterator[Forms]:
    """Slack, and what nobody may keep of it."""
    names = [name for _, name in colleagues()]
    lived.life.nowhere += [*PEOPLE, *BROUGHT, *names, *(name.split()[1] for name in names)]
    lived.life.nowhere += [BOT, APP, SECRET]
    with Edge() as edge:
        yield Forms(lived, edge, kept_port() if delivered else 0)


def odd(at: Forms) -> None:
    """What is malformed, and what a listener does not take, with a name in each."""
    ann = at.human(0)
    strange: list[tuple[str, dict[str, Any]]] = [
        ("interactive", {**AROUND, "type": "view_submission", "view": {"id": "Oopscanary"}}),
        ("interactive", {"type": "view_submission", "user": "Malformedcanary", "view": ["x"]}),
        ("interactive", {**AROUND, "type": "block_actions", "actions": "Malformedcanary"}),
        ("interactive", {**AROUND, "type": "block_suggestion", "value": "Malformedcanary"}),
        ("interactive", {**AROUND, "type": "Malformedcanary"}),
        ("interactive", {**AROUND, "type": "shortcut", "callback_id": "Malformedcanary"}),
        ("events_api", {"type": "event_callback", "event": {"type": "Oopscanary", **PERSON}}),
        ("events_api", {"type": "event_callback", "event": ["Malformedcanary"]}),
        ("events_api", {"Malformedcanary": "Malformedcanary"}),
        ("slash_commands", {"command": "/Malformedcanary", "text": "Malformedcanary"}),
    ]
    for kind, payload in strange:
        if at.port:
            try:
                Http(at.port).post(kind, payload)
            except HTTPError as refused:
                assert refused.code in {400, 500}  # noqa: PT017 - it may or may not be refused
        else:
            at.edge.post(kind, payload)
    ann.shortcut("closecall_this")
    assert "did not read" in ann.command("Commandcanary").said
    ann.home()
    at.lived.look("odd")


def told(at: Forms) -> str:
    """A story with names in it, killed in the middle, sent by the next process; its words."""
    life, ann = at.lived.life, at.human(0)
    with at.open() as served:
        odd(at)
        form = ann.shortcut()
        form.type("story", f"{canaries.SAFE_STORY} Zyxwena Quorvath held the door.")
        form.pick("kind", "Fall from")
        page = ann.send(form)
        assert "I would change" in page.said
        at.lived.look("coached")
        served.end(signal.SIGKILL)
    at.edge.until(lambda: not at.edge.links)
    with at.open():
        page.pick("coach", "Use safe version")
        page.pick("barrier", "Luck")
        page.pick("worst", "Little")
        record = ann.send(page)
        assert "Zyxwena" not in record.said
        eight = eight_of(ann.send(record).said)
        words = life.receipt({"words": eight, "digits": f"{parse(eight):025d}"})
        at.lived.look("told")
    at.edge.until(lambda: not at.edge.links)
    return words


def back(at: Forms, words: str) -> None:
    """The way back by somebody else; a direct conversation; a vote; an end."""
    with at.open() as served:
        ben = at.human(1)
        check = ben.button("closecall_check")
        check.type("words", words)
        page = ben.send(check)
        sure = ben.tap(page, "Withdraw")
        done = Form(ben.edge.named("views.update")[-1]["view"]) if sure.asks else sure
        ben.tap(done, "Yes, destroy it")
        conversation(at)
        vote(at)
        at.lived.look("back")
        assert served.end() == 0
    at.lived.look("closed")


def conversation(at: Forms) -> None:
    """A direct conversation that is left before the end."""
    cem = at.human(2)
    cem.write(DM, "Dmcanary")
    cem.press(DM, "Write here")
    cem.write(DM, "see this", files=[{"id": "F1", "name": "Photocanary"}], subtype="file_share")
    cem.write(DM, canaries.UNSENT_STORY)
    at.lived.look("conversation")
    cem.press(DM, "Stop")


def vote(at: Forms) -> None:
    """A reader under an issue."""
    button = {"type": "button", "action_id": "vote.here.0.0", "value": "en:2026-W01"}
    pieces = [{"type": "actions", "elements": [button]}]
    payload: dict[str, Any] = {
        **AROUND,
        "type": "block_actions",
        "user": {**PERSON, "id": PEOPLE[2]},
        "channel": {"id": CHANNEL, "name": "canary-channel"},
        "trigger_id": "1.2.vote",
        "message": {"ts": "1.1", "text": "Oopscanary", "blocks": pieces},
        "actions": [button],
    }
    shown = len(at.edge.named("views.open"))
    at.human(2).wire.deliver("interactive", payload)
    at.edge.until(lambda: len(at.edge.named("views.open")) > shown)
