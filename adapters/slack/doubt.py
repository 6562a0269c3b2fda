"""Looking for an issue in doubt: whether a channel has a message that carries its period.

It needs the scope to read the channel's history (`channels:history`, or `groups:history` for a
private one), which the manifest does not ask for: without it nobody is asked and a person looks.
Of what Slack answers only the metadata and the names of messages are looked at; nothing is kept.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from adapters.slack.courier import EVENT
from bot.errors import DeliveryError
from bot.report import Week

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.courier import Courier

PAGES: Final = 20
_PAGE: Final = 200
_EARLY: Final = timedelta(days=2)  # a timetable of another time zone, a clock that goes wrong


async def find(courier: Courier, period: str) -> str | None:
    """Where it is; None: it is certainly not there. Raises DeliveryError where nobody can tell."""
    words = courier.words
    if courier.spot.named:  # Slack answers no question about a name
        raise DeliveryError(words("slackchannel.unseen"), permanent=True)

    async def look(web: AsyncWebClient) -> str | None:
        cursor = ""
        for _ in range(PAGES):
            answer = await web.conversations_history(
                channel=courier.spot.channel,
                include_all_metadata=True,
                oldest=_since(period),
                cursor=cursor,
                limit=_PAGE,
            )
            held = answer.data if isinstance(answer.data, dict) else {}
            messages, more = held["messages"], held.get("response_metadata") or {}
            for each in messages:
                if _carries(each, period):
                    return f"{courier.spot.channel} {each['ts']}"
            cursor = more.get("next_cursor") or ""
            if not cursor:
                return None
        raise DeliveryError(words("slackchannel.unseen"))

    return await courier.converse(look)


def _carries(message: object, period: str) -> bool:
    match message:
        case {
            "ts": str(),
            "metadata": {"event_type": kind, "event_payload": {"period": told}},
        }:
            return bool(kind == EVENT and told == period)
        case _:
            return False


def _since(period: str) -> str:
    """From when on it can be there, in seconds of UTC; of an urgent lesson nothing is known."""
    try:
        monday = Week.parse(period).monday
    except ValueError:
        return "0"
    begins = datetime.combine(monday, time(), UTC) - _EARLY
    return str(int(begins.timestamp()))
