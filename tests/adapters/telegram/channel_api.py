"""A small Bot API on loopback for what is posted: strict about limits, and moody when asked to be.

It keeps chats with the bot's rights in them, refuses what Telegram refuses with the words that
Telegram uses, and takes messages before it hangs, drops or fails, as a real server may.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from tests.adapters.loopback import Loopback
from tests.adapters.telegram.markup import read, units
from tests.adapters.telegram.multipart import fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler

TOKEN: Final = "7654321:AAF-canary-token_of-a-bot"
BOT: Final = {"id": 7654321, "is_bot": True, "first_name": "Close Calls", "username": "close_bot"}
_RIGHTS: Final = """
can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats
can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories
can_edit_stories can_delete_stories"""
_PERMISSIONS: Final = """
can_change_info can_invite_users can_pin_messages can_send_other_messages can_edit_tag
can_add_web_page_previews can_manage_topics can_send_audios can_send_documents can_send_photos
can_send_videos can_send_video_notes can_send_voice_notes can_react_to_messages"""
_GIFTS: Final = """
unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"""
_NO_WEBHOOK: Final = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}


class Refused(Exception):
    """What the Bot API answers with an error: a code, a description, parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """Take the parts of the answer."""
        super().__init__(code, description)
        self.answer = {"ok": False, "error_code": code, "description": description}
        self.code = code
        if parameters:
            self.answer["parameters"] = parameters


@dataclass
class Chat:
    """A chat, with the bot in it as `status` and `rights` say."""

    id: int
    type: str = "supergroup"
    name: str = ""
    topics: tuple[int, ...] = ()
    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)

    def may(self, right: str) -> bool:
        """Whether the bot may do this here."""
        if self.status in {"left", "kicked"}:
            raise Refused(403, "Forbidden: bot is not a member of the chat")
        if self.type == "channel":
            return self.status == "administrator" and self.rights.get("can_post_messages", False)
        if self.status == "administrator":
            return True
        if self.status == "restricted":
            return self.rights.get(right, False)
        return self.permissions.get(right, True)

    def short(self) -> dict[str, Any]:
        """The chat as it stands in a message."""
        named = {"username": self.name} if self.name else {}
        return {"id": self.id, "type": self.type, "title": "A chat", **named}

    def full(self) -> dict[str, Any]:
        """The chat as `getChat` gives it."""
        told = self.short() | {"accent_color_id": 0, "max_reaction_count": 11}
        told["accepted_gift_types"] = dict.fromkeys(_GIFTS.split(), False)
        if self.topics:
            told["is_forum"] = True
        if self.type in {"group", "supergroup"}:
            told["permissions"] = {"can_send_messages": True, "can_send_polls": True}
            told["permissions"] |= self.permissions
        return told

    def member(self) -> dict[str, Any]:
        """The bot as `getChatMember` gives it."""
        told: dict[str, Any] = {"status": self.status, "user": BOT}
        if self.status == "administrator":
            told |= dict.fromkeys(_RIGHTS.split(), False) | self.rights
        if self.status == "restricted":
            told |= dict.fromkeys(_PERMISSIONS.split(), True) | {
                "is_member": True,
                "until_date": 0,
            }
            told |= {"can_send_messages": True, "can_send_polls": True} | self.rights
        if self.status == "kicked":
            told["until_date"] = 0
        return told


class ChannelApi(Loopback):
    """`moods`, by method: 429, 500, `hang`, `drop`, `garbage`; `posted`: what it took.

    `took` is released for each of them: somebody may wait for one.
    """

    def __init__(self, *chats: Chat) -> None:
        """Listen, in a good mood."""
        super().__init__()
        self.chats = list(chats)
        self.moods: defaultdict[str, list[int | str]] = defaultdict(list)
        self.posted: list[dict[str, Any]] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.calls: list[str] = []
        self.commands: list[dict[str, str]] = [{"command": "report", "description": "Report"}]
        self.webhook: dict[str, Any] = {}
        self.took = threading.Semaphore(0)
        self.url = self.base

    def serve(self, listener: BaseHTTPRequestHandler) -> None:
        """Answer one request, in the mood of the moment."""
        sent = self._sent(listener)
        _, bot, method = listener.path.split("/")
        self.calls.append(method)
        mood = self.moods[method].pop(0) if self.moods[method] else None
        try:
            if bot != f"bot{TOKEN}":
                raise Refused(401, "Unauthorized")
            if mood == 429:
                raise Refused(429, "Too Many Requests: retry after 7", retry_after=7)
            if mood == 400:
                raise Refused(400, "Bad Request: SOMETHING_ODD")
            if mood == "moved":
                said = "Bad Request: group chat was upgraded to a supergroup chat"
                raise Refused(400, said, migrate_to_chat_id=-1009)
            answer: dict[str, Any] = {"ok": True, "result": self._result(method, sent)}
            if isinstance(mood, int):
                raise Refused(mood, "Internal Server Error")
        except Refused as refused:
            _answer(listener, refused.code, refused.answer)
            return
        if mood == "hang":
            self.over.wait()
        if mood in {"hang", "drop"}:
            listener.close_connection = True
            return
        _answer(listener, 200, "<html>" if mood == "garbage" else answer)

    def _sent(self, listener: BaseHTTPRequestHandler) -> dict[str, str]:
        """The fields of a request; its files are kept."""
        body = listener.rfile.read(int(listener.headers.get("Content-Length", 0)))
        kind = listener.headers.get("Content-Type") or ""
        if not kind.startswith("multipart/"):
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        sent, files = fields(kind, body)
        self.uploads += files.values()
        return sent

    def _result(self, method: str, sent: dict[str, str]) -> object:
        answers: dict[str, Callable[[], object]] = {
            "getMe": lambda: BOT,
            "getMyCommands": lambda: self.commands,
            "getWebhookInfo": lambda: _NO_WEBHOOK | self.webhook,
            "getChat": lambda: self._chat(sent).full(),
            "getChatMember": lambda: self._chat(sent).member(),
            "sendMessage": lambda: self._message(sent),
            "sendPhoto": lambda: self._photo(sent),
            "sendPoll": lambda: self._poll(sent),
            "stopPoll": lambda: self._stop(sent),
        }
        if method not in answers:
            raise Refused(404, "Not Found")
        return answers[method]()

    def _chat(self, sent: dict[str, str]) -> Chat:
        for chat in self.chats:
            if sent["chat_id"] in {str(chat.id), f"@{chat.name}"}:
                return chat
        raise Refused(400, "Bad Request: chat not found")

    def _place(self, sent: dict[str, str], right: str) -> Chat:
        """The chat that a post goes to, if the bot may."""
        chat = self._chat(sent)
        topic = sent.get("message_thread_id")
        if not chat.may(right):
            what = {"can_send_polls": "polls", "can_send_photos": "photos"}.get(right)
            if what:
                raise Refused(400, f"Bad Request: not enough rights to send {what} to the chat")
            if chat.type == "channel":
                raise Refused(400, "Bad Request: need administrator rights in the channel chat")
            raise Refused(400, "Bad Request: not enough rights to send text messages to the chat")
        if topic and int(topic) not in chat.topics:
            raise Refused(400, "Bad Request: message thread not found")
        return chat

    def _message(self, sent: dict[str, str]) -> dict[str, Any]:
        chat = self._place(sent, "can_send_messages")
        seen = sent["text"]
        if "parse_mode" in sent:
            assert sent["parse_mode"] == "HTML"
            try:
                seen = read(seen)
            except ValueError as broken:
                raise Refused(400, f"Bad Request: can't parse entities: {broken}") from None
        if not seen.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if units(seen) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        return self._taken(chat, sent, text=seen)

    def _photo(self, sent: dict[str, str]) -> dict[str, Any]:
        chat = self._place(sent, "can_send_photos")
        assert sent["parse_mode"] == "HTML"
        if units(read(sent["caption"])) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        size = {"file_id": "p", "file_unique_id": "u", "width": 800, "height": 600}
        return self._taken(chat, sent, photo=[size])

    def _poll(self, sent: dict[str, str]) -> dict[str, Any]:
        chat = self._place(sent, "can_send_polls")
        options = [option["text"] for option in json.loads(sent["options"])]
        why = sent.get("explanation", "")
        right = json.loads(sent.get("correct_option_ids", "[]"))
        if not 1 <= units(sent["question"]) <= 300:
            raise Refused(400, "Bad Request: poll question length must not exceed 300")
        if not 2 <= len(options) <= 12 or not all(1 <= units(option) <= 100 for option in options):
            raise Refused(400, "Bad Request: poll options length must not exceed 100")
        if units(why) > 200 or why.count("\n") > 2:
            raise Refused(400, "Bad Request: poll explanation is too long")
        if sent.get("type") == "quiz" and not right:
            raise Refused(400, "Bad Request: wrong correct option ID specified")
        poll = {
            "id": "1",
            "question": sent["question"],
            "options": [{"text": o, "voter_count": 0, "persistent_id": o[:9]} for o in options],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": sent.get("is_anonymous") == "true",
            "type": sent.get("type", "regular"),
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
        return self._taken(chat, sent, poll=poll)

    def _stop(self, sent: dict[str, str]) -> dict[str, Any]:
        self._chat(sent)
        poll: dict[str, Any] | None = self.posted[int(sent["message_id"]) - 1].get("poll")
        if poll is None or poll["is_closed"]:
            raise Refused(400, "Bad Request: poll has already been closed")
        poll["is_closed"] = True
        return poll

    def _taken(self, chat: Chat, sent: dict[str, str], **held: object) -> dict[str, Any]:
        self.posted.append({**sent, **held})
        self.took.release()
        number = len(self.posted)
        return {"message_id": number, "date": 1_790_000_000, "chat": chat.short(), **held}


def _answer(listener: BaseHTTPRequestHandler, code: int, answer: object) -> None:
    body = json.dumps(answer).encode() if isinstance(answer, dict) else str(answer).encode()
    listener.send_response(code)
    listener.send_header("Content-Type", "application/json")
    listener.send_header("Content-Length", str(len(body)))
    listener.end_headers()
    listener.wfile.write(body)
