"""A person in Slack, over Socket Mode or over signed HTTP. Every name in here is a canary."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from slack_sdk.signature import SignatureVerifier

from tests.adapters.slack.forms import Form
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from tests.adapters.slack.edge import Edge

SECRET = "canary0signing0secret0123456789"
PERSON = {
    "id": "U0CANARY77",
    "username": "canary.person",
    "name": "canary.person",
    "real_name": "Canary Person",
    "team_id": "T0CANARY77",
}
CANARIES = ("U0CANARY77", "canary.person", "Canary Person", "T0CANARY77", "D0CANARY77")
AROUND = {
    "user": PERSON,
    "team": {"id": "T0CANARY77", "domain": "canary-team"},
    "enterprise": {"id": "E0CANARY77", "name": "Canary Enterprise"},
    "channel": {"id": "D0CANARY77", "name": "canary-channel"},
    "response_url": "https://hooks.slack.com/canary",
    "token": "canary-verification",
    "api_app_id": "A1",
}


class Wire(Protocol):
    """How a payload reaches the bot."""

    def deliver(self, kind: str, payload: dict[str, Any], **extra: object) -> Any:  # noqa: ANN401 - JSON
        """Send it; the bot's answer."""


@dataclass
class Http:
    """Signed deliveries to one port."""

    port: int
    secret: str = SECRET

    def deliver(self, kind: str, payload: dict[str, Any], **extra: object) -> Any:  # noqa: ANN401 - JSON
        """Post it as Slack does; the JSON of the answer."""
        status, text = self.post(kind, payload, **extra)
        assert status == 200, text
        return json.loads(text) if text else {}

    def post(self, kind: str, payload: dict[str, Any], **extra: object) -> tuple[int, str]:
        """Post it; status and body of the answer."""
        form = "application/x-www-form-urlencoded"
        if kind == "slash_commands":
            body, of = urlencode(payload), form
        elif kind == "interactive":
            body, of = urlencode({"payload": json.dumps(payload)}), form
        else:
            body, of = json.dumps(payload), "application/json"
        now = str(int(time.time()))
        signed = SignatureVerifier(self.secret).generate_signature(timestamp=now, body=body)
        headers = {
            "content-type": of,
            "x-slack-request-timestamp": now,
            "x-slack-signature": signed or "",
            **{f"x-slack-{key.replace('_', '-')}": str(value) for key, value in extra.items()},
        }
        request = Request(
            f"http://127.0.0.1:{self.port}/slack", body.encode(), headers, method="POST"
        )
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read().decode()


@dataclass
class Human:
    """Somebody with a keyboard. `trigger` makes the keys that open forms."""

    edge: Edge
    wire: Wire
    who: str = PERSON["id"]
    turn: int = 0

    @property
    def user(self) -> dict[str, str]:
        """Who this is, as Slack says it."""
        return {**PERSON, "id": self.who}

    def trigger(self, view: str = "") -> str:
        """A key that opens one form. `view`: where the button stood, if it stood in one."""
        if self.edge.upstream:
            return self.edge.trigger(self.who, view)
        self.turn += 1
        return f"1.2.{self.turn}"

    def shortcut(self, callback: str = "closecall_open") -> Form:
        """The global shortcut, or the one on a message."""
        payload = {"type": "shortcut", "callback_id": callback, "trigger_id": self.trigger()}
        if callback != "closecall_open":
            payload["type"] = "message_action"
            words = {"type": "message", "user": "U0CANARY77", "text": "canary words of somebody"}
            return self._opened("interactive", {**AROUND, **payload, "message": words})
        return self._opened("interactive", {**AROUND, **payload, "user": self.user})

    def command(self, text: str = "") -> Form:
        """`/closecall`, with or without words after it."""
        payload = {
            "command": "/closecall",
            "text": text,
            "trigger_id": self.trigger(),
            "user_id": PERSON["id"],
            "user_name": PERSON["name"],
            "team_id": PERSON["team_id"],
            "channel_id": "D0CANARY77",
            "channel_name": "canary-channel",
            "response_url": "https://hooks.slack.com/canary",
        }
        return self._opened("slash_commands", payload)

    def button(self, action: str) -> Form:
        """A button on the app's own page."""
        home = {
            "id": self.edge.home_id,
            "type": "home",
            "callback_id": "",
            "state": {"values": {}},
        }
        around = {"container": {"type": "view", "view_id": home["id"]}, "view": home}
        return self._opened("interactive", self._pressed(action, self.edge.home_id) | around)

    def below(self, action: str) -> Form:
        """A button below a digest."""
        message = {
            "type": "message",
            "ts": "1790000000.000001",
            "text": "canary words",
            "blocks": [],
        }
        return self._opened("interactive", self._pressed(action) | {"message": message})

    def beside(self, form: Form, label: str) -> Form:
        """A button inside a form that opens a page over it."""
        name = next(name for said, name in form.buttons.items() if said.startswith(label))
        root = self.edge.view_id
        pressed = self._pressed(name, root) | {"view": {**form.body(), "id": root}}
        return self._opened("interactive", pressed, "views.push")

    def _pressed(self, action: str, view: str = "") -> dict[str, Any]:
        return {
            **AROUND,
            "user": self.user,
            "type": "block_actions",
            "trigger_id": self.trigger(view),
            "actions": [{"type": "button", "block_id": "b", "action_id": action}],
        }

    def home(self) -> dict[str, Any]:
        """Look at the app's own page."""
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": self.who,
            "channel": "D0CANARY77",
        }
        payload: dict[str, Any] = {"type": "event_callback", "team_id": "T0CANARY77"}
        before = len(self.edge.named("views.publish"))
        self.wire.deliver("events_api", {**payload, "event": {**event, "tab": "home"}})
        self.edge.until(lambda: len(self.edge.named("views.publish")) > before)
        return self.edge.named("views.publish")[-1]

    def submitted(self, form: Form, **extra: object) -> dict[str, Any]:
        """Send a form; the bot's answer."""
        answer: dict[str, Any] = self.wire.deliver("interactive", self.submission(form), **extra)
        return answer

    def submission(self, form: Form) -> dict[str, Any]:
        """The payload of a form that is sent."""
        return {
            **AROUND,
            "user": self.user,
            "type": "view_submission",
            "trigger_id": self.trigger(),
            "view": {**form.sent(), "team_id": "T0CANARY77"},
            "response_urls": [],
        }

    def send(self, form: Form) -> Form:
        """Send a form; the next page."""
        answer = self.submitted(form)
        assert answer.get("response_action") == "update", answer
        return Form(answer["view"])

    def tap(self, form: Form, label: str) -> Form:
        """Press a button inside a form."""
        name = next(name for said, name in form.buttons.items() if said.startswith(label))
        before = len(self.edge.named("views.update"))
        payload: dict[str, Any] = {
            **AROUND,
            "type": "block_actions",
            "trigger_id": self.trigger(),
            "view": {**form.body(), "id": self.edge.view_id},
            "actions": [{"type": "button", "block_id": "b", "action_id": name}],
        }
        self.wire.deliver("interactive", payload)
        self.edge.until(lambda: len(self.edge.named("views.update")) > before)
        return Form(self.edge.named("views.update")[-1]["view"])

    def close(self, form: Form) -> None:
        """Close a form."""
        payload = {**AROUND, "type": "view_closed", "view": form.body(), "is_cleared": False}
        self.wire.deliver("interactive", payload)

    def at_record(self, story: str, kind: str = "Fall from") -> Form:
        """Told up to the record."""
        form = self.shortcut()
        form.type("story", story)
        form.pick("kind", kind)
        second = self.send(form)
        second.pick("barrier", "A rule")
        second.pick("worst", "Little")
        return self.send(second)

    def write(self, chat: str, text: str, **more: object) -> None:
        """Write in the direct conversation; wait for what the app posts."""
        self.turn += 1
        before = len(self.edge.named("chat.postMessage"))
        event = {
            "type": "message",
            "channel_type": "im",
            "channel": chat,
            "user": self.who,
            "ts": f"1780000000.{self.turn:06}",
            "text": text,
            **more,
        }
        payload = {"type": "event_callback", "team_id": "T0CANARY77", "event": event}
        self.wire.deliver("events_api", payload)
        self.edge.until(lambda: len(self.edge.named("chat.postMessage")) > before)

    def press(self, chat: str, label: str) -> None:
        """Press a button of the app's last message; wait until it is edited."""
        blocks, ts = self.last_message()
        rows = [block["elements"] for block in blocks if block["type"] == "actions"]
        found = [one for row in rows for one in row if one["type"] == "button"]
        button = next(one for one in found if one["text"]["text"].startswith(label))
        before = len(self.edge.named("chat.update"))
        payload = {
            **AROUND,
            "type": "block_actions",
            "user": self.user,
            "channel": {"id": chat, "name": "directmessage"},
            "trigger_id": self.trigger(),
            "message": {"type": "message", "ts": ts, "blocks": blocks, "text": "x"},
            "actions": [{**button, "block_id": "b"}],
        }
        self.wire.deliver("interactive", payload)
        self.edge.until(lambda: len(self.edge.named("chat.update")) > before)

    def last_message(self) -> tuple[list[dict[str, Any]], str]:
        """The blocks of the app's last message as it stands, and its name."""
        wanted = {"chat.postMessage", "chat.update"}
        _, last = [call for call in self.edge.calls if call[0] in wanted][-1]
        posted = len(self.edge.named("chat.postMessage"))
        held = last["blocks"]
        blocks = json.loads(held) if isinstance(held, str) else held
        return blocks, last.get("ts") or f"1790000000.{posted:06}"

    def _opened(self, kind: str, payload: dict[str, Any], how: str = "views.open") -> Form:
        before = len(self.edge.named(how))
        self.wire.deliver(kind, payload)
        self.edge.until(lambda: len(self.edge.named(how)) > before)
        return Form(self.edge.named(how)[-1]["view"])
