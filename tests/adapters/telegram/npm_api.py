"""The Bot API server that nobody here wrote: telegram-test-api from npm, and what it gets wrong.

    closecall run ── Bridge (mends answers) ── telegram-test-api ── POST /sendMessage … ── a person

The bot is unmodified; the bridge stands between and mends only what keeps the SDK from parsing:
getMe lacks `is_bot`, dates are in milliseconds, edits give no message, there is no long poll, and
a few calls that only return True are unknown. Everything else that the server does not know is
refused, loudly: a phantom success would prove nothing. Redelivery, offsets and failures it has
not; those are in `fake_api`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

import pytest

from tests.adapters.telegram.fake_api import Quiet, buttons, plain
from tests.e2e.world import PATIENCE
from tests.fleeting import Fleeting
from tests.ports import kept_port

if TYPE_CHECKING:
    from collections.abc import Callable

SERVERS = Path(__file__).parents[2] / "servers"
RETURNS_TRUE = {"setWebhook", "deleteWebhook", "answerCallbackQuery", "deleteMessage"}
QUIETLY_OK = {"setMyCommands"}
NPM_CI = (
    *("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
    *("--prefer-offline", "--fetch-retries=5", "--fetch-timeout=60000"),
)


def servers() -> Path:
    """The folder of what is locked there, installed once for this process.

    Without node a laptop leaves out what needs it; the integration fails.
    """
    folder, missing = _installed()
    if missing and not os.environ.get("CI"):
        pytest.skip(f"what comes from npm is not tried here: {missing}")
    assert not missing, missing
    return folder


@cache
def _installed() -> tuple[Path, str]:
    folder = Fleeting("closecall-npm-").path
    return folder, _install(folder)


def _install(folder: Path) -> str:
    """An empty text, or why that did not work."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not here"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SERVERS / name, folder / name)
    said = ""
    for _ in range(3):  # a registry that is slow or down for a moment is nobody's fault here
        with suppress(subprocess.TimeoutExpired):
            done = subprocess.run(
                NPM_CI, cwd=folder, capture_output=True, text=True, timeout=150, check=False
            )
            said = done.stderr[-300:]
            if done.returncode == 0:
                return ""
    return f"npm ci: {said or 'no end in 150 seconds, three times'}"


@dataclass
class Bridge:
    """Mends what the server answers, and remembers what the bot asked."""

    folder: Path
    token: str
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    shown: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Start the server, then the bridge."""
        self._behind = kept_port()
        self.node = subprocess.Popen(
            ["node", str(SERVERS / "telegram.cjs"), str(self.folder), str(self._behind)],  # noqa: S607
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.node.stdout is not None
        assert self.node.stdout.readline() == "ready\n"
        self.changed = threading.Condition()
        bridge = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                bridge._serve(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """A test server says nothing."""

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop both."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.node.terminate()
        self.node.communicate(timeout=PATIENCE)

    @property
    def url(self) -> str:
        """The base that `TELEGRAM_API_URL` takes."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    # --- a person --------------------------------------------------------------------------------

    def say(self, chat: int, text: str) -> None:
        """Type a text or a command."""
        content = {**self._person(chat), "text": text}
        if text.startswith("/"):
            length = len(text.split(" ", 1)[0])
            content["entities"] = [{"offset": 0, "length": length, "type": "bot_command"}]
        self._post("/sendCommand" if text.startswith("/") else "/sendMessage", content)

    def tap(self, chat: int, label: str) -> None:
        """Tap a button of the newest screen, by a part of its label."""
        with self.changed:
            number, shown = self._newest(chat)
            data = next(data for text, data in buttons(shown) if label in text)
        person = self._person(chat)
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": person["chat"],
            "from": person["from"],
            "text": str(shown["text"]),
        }
        self._post("/sendCallback", {**person, "data": data, "message": message})

    def screen(self, chat: int, holds: str) -> str:
        """Wait until the newest message of the bot holds this; its text."""

        def found() -> str:
            _, shown = self._newest(chat)
            labels = " ".join(label for label, _ in buttons(shown))
            text = str(shown.get("text", ""))
            return text if holds in f"{text} {labels}" else ""

        return str(self.until(found))

    def until(self, what: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is waited for
        """Wait until `what` gives something true; that."""
        end = time.monotonic() + PATIENCE
        with self.changed:
            while not (found := what()):
                assert time.monotonic() < end, self.calls[-6:]
                self.changed.wait(0.2)
            return found

    def _newest(self, chat: int) -> tuple[int, dict[str, Any]]:
        ours = [(number, one) for (where, number), one in self.shown.items() if where == chat]
        return max(ours, default=(0, {}), key=lambda one: one[0])

    def _person(self, chat: int) -> dict[str, Any]:
        sender = {"id": chat, "first_name": "Ann", "is_bot": False, "language_code": "en"}
        return {
            "botToken": self.token,
            "date": int(time.time()),
            "from": sender,
            "chat": {"id": chat, "first_name": "Ann", "type": "private"},
        }

    # --- between bot and server ------------------------------------------------------------------

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        held = {key: plain(value) for key, value in form.items()}
        method = request.path.rsplit("/", 1)[1]
        end = time.monotonic() + (float(held.get("timeout", 0)) if method == "getUpdates" else 0)
        while True:
            code, answer = self._post(request.path, held)
            if method != "getUpdates" or answer.get("result") or time.monotonic() >= end:
                break
            with self.changed:  # stands for the long poll that the server has not
                self.changed.wait(0.05)
        with self.changed:
            code, answer = self._mended(method, held, code, answer)
            self.calls.append((method, held))
            self.changed.notify_all()
        raw = json.dumps(answer).encode()
        try:
            request.send_response(code)
            request.send_header("Content-Length", str(len(raw)))
            request.end_headers()
            request.wfile.write(raw)
        except OSError:
            request.close_connection = True

    def _post(self, path: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._behind}{path}",
            json.dumps(content).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - loopback
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def _mended(
        self, method: str, held: dict[str, Any], code: int, answer: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        result: Any = answer.get("result")
        if code == 500:
            if method in QUIETLY_OK:
                return 200, {"ok": True, "result": True}
            return 400, {"ok": False, "error_code": 400, "description": "not on this server"}
        if method in RETURNS_TRUE:
            if answer.get("ok"):
                return 200, {"ok": True, "result": True}
            return 400, {"ok": False, "error_code": 400, "description": "refused"}
        if method == "getMe":
            result["is_bot"] = True
        elif method == "sendMessage":
            result["date"] //= 1000
            result["chat"]["id"] = int(result["chat"]["id"])
            self.shown[result["chat"]["id"], result["message_id"]] = dict(held)
        elif method == "editMessageText":
            key = int(held["chat_id"]), int(held["message_id"])
            self.shown[key] = dict(held)
            chat = {"id": key[0], "type": "private"}
            answer["result"] = {"message_id": key[1], "date": 1, "chat": chat}
        return code, answer
