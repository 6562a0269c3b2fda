"""A small Web API on loopback for what is posted: strict about limits, moody when asked to be.

It keeps channels with the app's place in them, refuses what Slack refuses with the codes that
Slack uses, and takes messages before it hangs, drops or fails, as a real server may.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from tests.adapters.loopback import Loopback

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler

TOKEN: Final = "xoxb-1234567-canary-of-an-app"
SCOPES: Final = "commands,chat:write"
READING: Final = f"{SCOPES},channels:read"
_PIECES: Final = {"header": 150, "section": 3000}


class Refused(Exception):
    """What Slack answers with `ok: false`."""


@dataclass
class Channel:
    """A channel, with the app in it or not."""

    id: str
    name: str = ""
    member: bool = True
    archived: bool = False
    private: bool = False
    direct: bool = False
    shared: bool = False

    def told(self) -> dict[str, Any]:
        """The channel as `conversations.info` gives it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_member": self.member,
            "is_archived": self.archived,
            "is_private": self.private,
            "is_im": self.direct,
            "is_ext_shared": self.shared,
        }


class ChannelApi(Loopback):
    """`moods`, by method: 429, 500, an error code, `hang`, `drop`, `garbage`, `cut`.

    `posted`: what it took; `took` is released for each of them: somebody may wait for one.
    """

    def __init__(self, *channels: Channel) -> None:
        """Listen, in a good mood."""
        super().__init__()
        self.channels = list(channels)
        self.scopes: str | None = SCOPES
        self.everywhere = False
        """Whether the app is installed in a whole organisation."""
        self.moods: defaultdict[str, list[int | str]] = defaultdict(list)
        self.posted: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.places: list[dict[str, Any]] = []
        self.uploads: dict[str, bytes] = {}
        self.shared: list[tuple[str, str]] = []
        self.took = threading.Semaphore(0)
        self.url = f"{self.base}/api"

    @property
    def stamped(self) -> list[tuple[str, dict[str, Any]]]:
        """What was posted, with the name that each got."""
        return [(f"1795000000.{at:06}", one) for at, one in enumerate(self.posted, 1)]

    def serve(self, listener: BaseHTTPRequestHandler) -> None:
        """Answer one request, in the mood of the moment."""
        body = listener.rfile.read(int(listener.headers.get("Content-Length", 0)))
        address = urlsplit(listener.path)
        method = address.path.removeprefix("/api/")
        if method.startswith("upload-"):
            self.uploads[method.removeprefix("upload-")] = body
            method, body = "upload", b""
        sent = dict(parse_qsl(address.query)) | (json.loads(body) if body else {})
        self.calls.append(method)
        mood = self.moods[method].pop(0) if self.moods[method] else None
        headers = {} if self.scopes is None else {"x-oauth-scopes": self.scopes}
        status, answer = 200, {"ok": False, "error": "ratelimited"}
        if mood == 429:
            status, headers = 429, {"Retry-After": "7"}
        elif isinstance(mood, str) and mood not in {"hang", "drop", "garbage", "cut"}:
            answer = {"ok": False, "error": mood}
        else:
            answer = self._answered(method, sent, listener.headers.get("Authorization", ""))
            status = mood if isinstance(mood, int) else 200
        if mood == "hang":
            self.over.wait()
        if mood in {"hang", "drop"}:
            listener.close_connection = True
            return
        text = "<html>" if mood == "garbage" or status >= 500 else json.dumps(answer)
        kind = "text/html" if status >= 500 else "application/json"
        _send(listener, status, {"Content-Type": kind, **headers}, text, half=mood == "cut")

    def _answered(self, method: str, sent: dict[str, Any], shown: str) -> dict[str, Any]:
        known: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "auth.test": lambda _: {
                "ok": True,
                "user": "closecall",
                "bot_id": "B1",
                "is_enterprise_install": self.everywhere,
            },
            "conversations.info": self._info,
            "chat.postMessage": self._post,
            "conversations.history": self._history,
            "files.getUploadURLExternal": self._place,
            "files.completeUploadExternal": self._share,
        }
        if method == "upload":
            return {"ok": True}
        if method == "apps.connections.open" and shown == "Bearer xapp-1-canary":
            return {"ok": True, "url": "wss://127.0.0.1/never-opened"}
        try:
            if shown != f"Bearer {TOKEN}":
                raise Refused("invalid_auth")
            if method not in known:
                raise Refused("unknown_method")
            return known[method](sent)
        except Refused as refused:
            return {"ok": False, "error": str(refused)}

    def _info(self, sent: dict[str, Any]) -> dict[str, Any]:
        if "channels:read" not in (self.scopes or ""):
            raise Refused("missing_scope")
        return {"ok": True, "channel": self._channel(sent, named=False).told()}

    def _channel(self, sent: dict[str, Any], *, named: bool) -> Channel:
        for channel in self.channels:
            if sent["channel"] in {channel.id, f"#{channel.name}" if named else channel.id}:
                return channel
        raise Refused("channel_not_found")

    def _history(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Two messages a page, the newest first, without metadata unless it is asked for."""
        if "channels:history" not in (self.scopes or ""):
            raise Refused("missing_scope")
        here = self._channel(sent, named=False)
        held = [
            {"ts": ts, "metadata": one.get("metadata", {})}
            for ts, one in self.stamped
            if one["channel"] == here.id and float(ts) > float(sent.get("oldest", 0))
        ][::-1]
        at = int(sent.get("cursor") or 0)
        if str(sent.get("include_all_metadata")).lower() not in {"1", "true"}:
            held = [{"ts": one["ts"]} for one in held]
        more = str(at + 2) if at + 2 < len(held) else ""
        page = held[at : at + 2]
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": more}}

    def _place(self, sent: dict[str, Any]) -> dict[str, Any]:
        if "files:write" not in (self.scopes or ""):
            raise Refused("missing_scope")
        self.places.append(sent)
        name = f"F000{len(self.places)}"
        return {"ok": True, "file_id": name, "upload_url": f"{self.url}/upload-{name}"}

    def _share(self, sent: dict[str, Any]) -> dict[str, Any]:
        held = sent["files"]
        files = json.loads(held) if isinstance(held, str) else held
        if any(each["id"] not in self.uploads for each in files):
            raise Refused("file_not_found")
        channel = self._channel({"channel": sent["channel_id"]}, named=False)
        self.shared.append((channel.id, files[0]["title"]))
        return {"ok": True, "files": files}

    def _post(self, sent: dict[str, Any]) -> dict[str, Any]:
        if "chat:write" not in (self.scopes or SCOPES):
            raise Refused("missing_scope")
        channel = self._channel(sent, named=True)
        if channel.archived:
            raise Refused("is_archived")
        if not channel.member:
            raise Refused("not_in_channel")
        if not fits(sent.get("blocks", [])):
            raise Refused("invalid_blocks")
        if not sent.get("text", "").strip():
            raise Refused("no_text")
        if set(sent.get("metadata", {})) not in ({"event_type", "event_payload"}, set()):
            raise Refused("invalid_metadata_format")
        self.posted.append(sent)
        self.took.release()
        return {"ok": True, "channel": channel.id, "ts": f"1795000000.{len(self.posted):06}"}


def fits(pieces: list[dict[str, Any]]) -> bool:
    """Whether Slack takes these blocks: docs.slack.dev, "Blocks"."""
    return 1 <= len(pieces) <= 50 and all(map(_fits, pieces))


def _fits(piece: dict[str, Any]) -> bool:
    if piece["type"] != "actions":
        named = len(piece.get("block_id", "")) <= 255
        fields = set(piece) - {"block_id"} == {"type", "text"}
        return named and fields and _text(piece["text"], _PIECES[piece["type"]])
    buttons = piece["elements"]
    names = {button["action_id"] for button in buttons}
    return 1 <= len(buttons) <= 25 and len(names) == len(buttons) and all(map(_button, buttons))


def _button(button: dict[str, Any]) -> bool:
    fields = {"type", "action_id", "text"}
    fit = len(button["action_id"]) <= 255 and len(button.get("value", "")) <= 2000
    heard = 1 <= len(button.get("accessibility_label", "1").encode("utf-16-le")) // 2 <= 75
    more = {"value", "accessibility_label"}
    return fields <= set(button) <= fields | more and fit and heard and _text(button["text"], 75)


def _text(text: dict[str, Any], most: int) -> bool:
    """Counted the narrow way: an emoji is two."""
    length = len(text["text"].encode("utf-16-le")) // 2
    plain = text["type"] == "plain_text" and text["emoji"] is False
    return plain and set(text) == {"type", "text", "emoji"} and 1 <= length <= most


def _send(
    listener: BaseHTTPRequestHandler,
    status: int,
    headers: dict[str, str],
    text: str,
    *,
    half: bool,
) -> None:
    body = text.encode()
    listener.send_response(status)
    for name, value in headers.items():
        listener.send_header(name, value)
    listener.send_header("Content-Length", str(len(body)))
    listener.end_headers()
    listener.wfile.write(body[: len(body) // 2] if half else body)
    listener.close_connection = True
