"""A small Bot API on loopback, with what no ready-made one has, and a human to talk to it.

Real offsets (an update stays until a later `offset` confirms it), long polling, 409 for a second
poller and for a poller beside a webhook, failures to order, deletions that are refused. It stores
what the bot showed, so that a test reads the screen as a person would.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, unquote

from tests.adapters.telegram.multipart import fields
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "4242424242:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
BOT = {"id": 4242424242, "is_bot": True, "first_name": "Close Call", "username": "closecall_bot"}
BAD = {"ok": False, "error_code": 400, "description": "Bad Request: message can't be deleted"}
GONE = {"ok": False, "error_code": 400, "description": "Bad Request: message to edit not found"}
SAME = {"ok": False, "error_code": 400, "description": "Bad Request: message is not modified"}
CONFLICT = {
    "ok": False,
    "error_code": 409,
    "description": "Conflict: terminated by other getUpdates request",
}

BESIDE = {
    **CONFLICT,
    "description": "Conflict: can't use getUpdates method while webhook is active; use "
    "deleteWebhook to delete the webhook first",
}


class Mute(Exception):
    """The connection is closed without an answer."""


class Quiet(ThreadingHTTPServer):
    """Clients that are killed in the middle are what it is for: it does not complain."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@dataclass
class FakeApi:
    """The server, its memory, and the people in front of it. Thread-safe."""

    token: str = TOKEN
    updates: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    orders: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    keeps: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    uploads: list[tuple[str, bytes]] = field(default_factory=list)
    webhook: dict[str, Any] | None = None
    revoked: bool = False
    _next: int = 1000
    _message: int = 10
    _polls: int = 0

    def __post_init__(self) -> None:
        """Listen on a free port of loopback."""
        self.changed = threading.Condition()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                fake._serve(self)

            def do_GET(self) -> None:
                fake._download(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """A test server says nothing."""

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    @property
    def url(self) -> str:
        """The base that `TELEGRAM_API_URL` takes."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Self:
        """Use it in a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the port."""
        with self.changed:
            self._polls += 1  # whoever waits for news goes home
            self.changed.notify_all()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    # --- a person --------------------------------------------------------------------------------

    def say(self, chat: int, text: str, **more: object) -> int:
        """Type a text; the number of the message."""
        return self.bring(chat, {"text": text, **more})

    def bring(self, chat: int, content: dict[str, Any], *, kind: str = "private") -> int:
        """Any message."""
        with self.changed:
            self._message += 1
            message = {
                "message_id": self._message,
                "date": int(time.time()),
                "chat": {"id": chat, "type": kind},
                "from": self.person(chat if kind == "private" else 99),
                **content,
            }
            self.messages[chat, self._message] = message
            self._update({"message": message})
            return self._message

    def snap(self, chat: int, image: bytes, **more: object) -> int:
        """Send a photo: Telegram offers it in two sizes; the number of the message."""
        name = f"photo-{len(self.files)}"
        self.files |= {name: image, f"{name}-small": image[:100]}
        sizes = [
            {"file_id": f"{name}-small", "file_unique_id": "s", "width": 90, "height": 67},
            {"file_id": name, "file_unique_id": "l", "width": 1280, "height": 960},
        ]
        for size in sizes:
            size["file_size"] = len(self.files[str(size["file_id"])])
        return self.bring(chat, {"photo": sizes, **more})

    def tap(self, chat: int, label: str, *, message: int | None = None) -> str:
        """Tap a button of the newest screen, or of an older one, by a part of its label."""
        with self.changed:
            shown = self._screen(chat) if message is None else self.messages[chat, message]
            data = next(data for text, data in buttons(shown) if label in text)
            self.press(chat, data, shown)
            return data

    def press(self, chat: int, data: str, shown: dict[str, Any] | None) -> None:
        """A tap with any data."""
        with self.changed:
            query = {
                "id": str(self._next),
                "from": self.person(chat),
                "chat_instance": "1",
                "data": data,
            }
            if shown is not None:
                query["message"] = {key: shown[key] for key in ("message_id", "date", "chat")}
            self._update({"callback_query": query})

    def vote(self, person: int, label: str, where: tuple[int, int]) -> None:
        """Somebody taps a button under a message that many see."""
        with self.changed:
            shown = self.messages[where]
            data = next(data for text, data in buttons(shown) if label in text)
            seen = {key: shown[key] for key in ("message_id", "date", "chat", "reply_markup")}
            query = {"id": str(self._next), "from": self.person(person), "chat_instance": "1"}
            self._update({"callback_query": {**query, "data": data, "message": dict(seen)}})

    def answer(self, where: tuple[int, int], counts: list[int]) -> None:
        """People have answered a poll: the bot is told how many chose what, and nobody's name."""
        with self.changed:
            poll = self.messages[where]["poll"]
            for option, count in zip(poll["options"], counts, strict=True):
                option["voter_count"] = count
            self._update({"poll": json.loads(json.dumps(poll))})

    def raw(self, update: dict[str, Any]) -> None:
        """An update of any shape."""
        with self.changed:
            self._update(update)

    def again(self) -> None:
        """Deliver everything that was ever delivered once more, as after a lost confirmation."""
        with self.changed:
            self.updates = [dict(update) for update in self.sent]
            self.changed.notify_all()

    def person(self, chat: int) -> dict[str, Any]:
        """Who that is: names that must be found nowhere."""
        return {
            "id": chat,
            "is_bot": False,
            "first_name": f"Firstcanary{chat}",
            "username": f"canary_handle_{chat}",
            "language_code": self.speaks.get(chat, "en"),
        }

    speaks: dict[int, str] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def until(self, what: Callable[[], Any], patience: float = PATIENCE) -> Any:  # noqa: ANN401
        """Wait until `what` gives something true; that. Fails after `patience` seconds."""
        end = time.monotonic() + patience
        with self.changed:
            while not (found := what()):
                left = end - time.monotonic()
                assert left > 0, self.story()
                self.changed.wait(min(left, 0.2))
            return found

    def screen(self, chat: int, holds: str) -> str:
        """Wait until the chat's newest message of the bot holds this; its text."""

        def found() -> str:
            shown = self._screen(chat)
            text = str(shown.get("text", ""))
            labels = " ".join(label for label, _ in buttons(shown))
            return text if holds in f"{text} {labels}" else ""

        return str(self.until(found))

    def theirs(self, chat: int) -> list[str]:
        """The texts of the person's own messages that are still in the chat."""
        with self.changed:
            return [
                str(message.get("text"))
                for (where, _), message in self.messages.items()
                if where == chat and not message["from"]["is_bot"]
            ]

    def ours(self, chat: int) -> list[dict[str, Any]]:
        """The bot's messages that are in the chat."""
        with self.changed:
            return [
                message
                for (where, _), message in self.messages.items()
                if where == chat and message["from"]["is_bot"]
            ]

    def settled(self) -> bool:
        """Whether everything was confirmed."""
        with self.changed:
            return not self.updates

    def named(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of one method."""
        with self.changed:
            return [held for name, held in self.calls if name == method]

    def story(self) -> str:
        """What happened last, for a failing test."""
        return "\n".join(f"{name} {held}" for name, held in self.calls[-12:])

    # --- the server ------------------------------------------------------------------------------

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length)
        kind = request.headers.get("Content-Type") or ""
        if kind.startswith("multipart/"):
            texts, files = fields(kind, body)
            self.uploads += files.values()
            pairs = [
                *texts.items(),
                *((name, f"<{len(raw)}>") for name, (_, raw) in files.items()),
            ]
        else:
            pairs = parse_qsl(body.decode(), keep_blank_values=True)
        held = {key: plain(value) for key, value in pairs}
        token, _, method = request.path.removeprefix("/bot").partition("/")
        try:
            status, answer = self._answer(token, method, held)
        except Mute:
            request.close_connection = True
            return
        raw = json.dumps(answer).encode()
        try:
            request.send_response(status)
            request.send_header("Content-Length", str(len(raw)))
            request.end_headers()
            request.wfile.write(raw)
        except OSError:
            request.close_connection = True

    def _download(self, request: BaseHTTPRequestHandler) -> None:
        """`/file/bot<token>/<path>`: the bytes of a file that was asked for with getFile."""
        asked = unquote(request.path)  # the SDK writes `%3A` for the colon of the token
        token, _, path = asked.removeprefix("/file/bot").partition("/photos/")
        raw = self.files.get(path) if token == self.token else None
        with self.changed:
            self.calls.append(("file", {"path": path}))
            self.changed.notify_all()
        request.send_response(200 if raw is not None else 404)
        request.send_header("Content-Length", str(len(raw or b"")))
        request.end_headers()
        request.wfile.write(raw or b"")

    def _answer(self, token: str, method: str, held: dict[str, Any]) -> tuple[int, Any]:
        with self.changed:
            self.calls.append((method, held))
            self.changed.notify_all()
            if token != self.token or self.revoked:
                return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
            if self.orders[method]:
                order = self.orders[method].pop(0)
                if order is Mute:
                    raise Mute
                return order["error_code"], order
            act = getattr(self, f"_{method}", None)
            if act is None:
                return 404, {"ok": False, "error_code": 404, "description": "Not Found"}
            result = act(held)
            self.changed.notify_all()
        if isinstance(result, dict) and result.get("ok") is False:
            return result["error_code"], result
        return 200, {"ok": True, "result": result}

    def _getMe(self, _: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        return BOT

    def _setMyCommands(self, _: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        return True

    def _setWebhook(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        self.webhook = held
        return True

    def _deleteWebhook(self, _: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        self.webhook = None
        return True

    def _getWebhookInfo(self, _: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        url = self.webhook["url"] if self.webhook else ""
        return {"url": url, "has_custom_certificate": False, "pending_update_count": 0}

    def _getUpdates(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        if self.webhook:
            return BESIDE
        self._polls += 1
        mine, end = self._polls, time.monotonic() + float(held.get("timeout", 0))
        self.changed.notify_all()
        offset = int(held.get("offset", 0))
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        while not self.updates and time.monotonic() < end:
            self.changed.wait(min(0.2, max(0.0, end - time.monotonic())))
            if mine != self._polls:
                return CONFLICT
        return self.updates[: int(held.get("limit", 100))]

    def _sendMessage(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        self._message += 1
        chat = int(held["chat_id"])
        kind = "private" if chat > 0 else "supergroup"
        message = {
            "message_id": self._message,
            "date": int(time.time()),
            "chat": {"id": chat, "type": kind},
            "from": BOT,
            **_shown(held),
        }
        self.messages[chat, self._message] = message
        return message

    def _sendPhoto(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        held = {**held, "text": held.get("caption", "")}
        size = {"file_id": "ours", "file_unique_id": "o", "width": 8, "height": 6}
        message = self._sendMessage(held)
        message["photo"] = [size]
        return message

    def _sendPoll(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        message = self._sendMessage({"chat_id": held["chat_id"], "text": ""})
        message["poll"] = {
            "id": f"{5_000_000_000 + self._message}",
            "question": held["question"],
            "options": [
                {"text": one["text"], "voter_count": 0, "persistent_id": one["text"][:9]}
                for one in held["options"]
            ],
            "total_voter_count": 0,
            "type": held["type"],
            "is_closed": False,
            "is_anonymous": held["is_anonymous"],
            **dict.fromkeys(("allows_multiple_answers", "allows_revoting", "members_only"), False),
        }
        return message

    def _stopPoll(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        poll = self.messages[int(held["chat_id"]), int(held["message_id"])]["poll"]
        if poll["is_closed"]:
            return {**BAD, "description": "Bad Request: poll has already been closed"}
        poll["is_closed"] = True
        return poll

    def _editMessageReplyMarkup(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        message = self.messages[int(held["chat_id"]), int(held["message_id"])]
        if message.get("reply_markup") == held["reply_markup"]:
            return SAME
        message["reply_markup"] = held["reply_markup"]
        return message

    def _getFile(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        name = str(held["file_id"])
        if name not in self.files:
            return {**BAD, "description": "Bad Request: wrong file_id or the file is unavailable"}
        path, size = f"photos/{name}", len(self.files[name])
        return {"file_id": name, "file_unique_id": "u", "file_path": path, "file_size": size}

    def _editMessageText(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        message = self.messages.get((int(held["chat_id"]), int(held["message_id"])))
        if message is None:
            return GONE
        if "photo" in message:
            return {**GONE, "description": "Bad Request: there is no text in the message to edit"}
        new = _shown(held)
        if all(message.get(key) == value for key, value in new.items()):
            return SAME
        message.pop("reply_markup", None)
        message.update(new)
        return message

    def _deleteMessage(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        key = int(held["chat_id"]), int(held["message_id"])
        if key[0] in self.keeps:
            return BAD
        if self.messages.pop(key, None) is None:
            return {**BAD, "description": "Bad Request: message to delete not found"}
        return True

    def _answerCallbackQuery(self, held: dict[str, Any]) -> Any:  # noqa: ANN401, N802
        self.toasts.append(str(held.get("text", "")))
        return True

    def _screen(self, chat: int) -> dict[str, Any]:
        ours = [
            (number, message)
            for (where, number), message in self.messages.items()
            if where == chat and message["from"]["is_bot"]
        ]
        return max(ours, default=(0, {}), key=lambda one: one[0])[1]

    def _update(self, content: dict[str, Any]) -> None:
        self._next += 1
        update = {"update_id": self._next, **content}
        self.updates.append(update)
        self.sent.append(update)
        self.changed.notify_all()


def buttons(shown: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and data of every button under a message."""
    rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
    return [(one["text"], one.get("callback_data", "")) for row in rows for one in row]


def _shown(held: dict[str, Any]) -> dict[str, Any]:
    return {key: held[key] for key in ("text", "reply_markup", "protect_content") if key in held}


def plain(value: str) -> Any:  # noqa: ANN401 - JSON
    """A form field: JSON where it is structure, else text."""
    if value[:1] in {"{", "["} or value in {"true", "false"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
