"""What the doctor can learn from Slack: the token, its scopes, the app's place in each channel.

It asks and changes nothing. Of what Slack answers it keeps what an operator can act on; names of
people, of the workspace and of channels stay where they are. With the least scopes Slack tells
nothing about channels; then that is what is said.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters.slack.afterwards import ODD, REFUSALS
from adapters.slack.courier import said, scopes
from bot.frozen import frozen
from bot.sight import Level, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.courier import Account
    from adapters.slack.spot import Spot

POST: Final = "chat:write"
FILES: Final = "files:write"
_READS: Final = frozenset({"channels:read", "groups:read"})


@frozen
class Wanted:
    """A place of the settings."""

    place: str
    spot: Spot


@frozen
class Needs:
    """What the settings switch on. `scopes`: each with the setting that needs it."""

    app_token: str = field(repr=False, default="")
    scopes: Mapping[str, str] = field(default_factory=dict)
    picture: bool = False


NOTHING: Final = Needs()


async def look(
    account: Account, wanted: Sequence[Wanted], needs: Needs = NOTHING
) -> tuple[Sight, ...]:
    """Everything that can be seen from here; the first failure of the way there ends it."""
    seen: list[Sight] = []
    try:
        async with account.web() as web:
            answer = await web.auth_test()
            seen.append(Sight("app", Level.GOOD))
            if answer.get("is_enterprise_install"):
                seen.append(Sight("organisation", Level.WARN))
            may = scopes(answer)
            seen.append(_scopes(may))
            seen += _lacking(may, needs)
            if needs.app_token:
                seen.append(await _sockets(web, needs.app_token))
            seen += [await _place(web, each, may) for each in wanted]
    except SlackApiError as failed:
        seen.append(_trouble(failed))
    except (ClientError, OSError, TimeoutError):
        seen.append(Sight("away", Level.BAD))
    except ODD:
        seen.append(Sight("odd", Level.BAD))
    return tuple(seen)


def _trouble(failed: SlackApiError) -> Sight:
    status, code = said(failed)
    if code in REFUSALS:
        return Sight("token", Level.BAD)
    if status == 429 or status >= 500:
        return Sight("away", Level.BAD)
    return Sight("odd", Level.BAD)


def _scopes(may: frozenset[str] | None) -> Sight:
    """Whether the app may post at all, and react to its own buttons."""
    if may is None:
        return Sight("scopes_unsaid", Level.WARN)
    if POST not in may:
        return Sight("no_scope", Level.BAD)
    return Sight("scopes", Level.GOOD, {"list": ", ".join(sorted(may))})


def _lacking(may: frozenset[str] | None, needs: Needs) -> Iterator[Sight]:
    """What was switched on and is not allowed."""
    if may is None:
        return
    for scope, setting in needs.scopes.items():
        if scope not in may:
            yield Sight("lacks", Level.BAD, {"scope": scope, "setting": setting})
    if needs.picture and FILES not in may:
        yield Sight("no_picture", Level.WARN)


async def _sockets(web: AsyncWebClient, app_token: str) -> Sight:
    """Whether a connection could be opened with the app-level token; none is. See `look`."""
    try:
        await web.apps_connections_open(app_token=app_token)
    except SlackApiError as failed:
        _, code = said(failed)
        if code in REFUSALS or code == "missing_scope":
            return Sight("app_token", Level.BAD)
        raise
    return Sight("sockets", Level.GOOD)


async def _place(web: AsyncWebClient, wanted: Wanted, may: frozenset[str] | None) -> Sight:
    """Whether the app could post there. Raises what the way to Slack raises."""
    place = {"place": wanted.place}
    if wanted.spot.named:
        return Sight("named", Level.WARN, place)
    if may is not None and not may & _READS:
        return Sight("unasked", Level.GOOD, place)
    try:
        answer = await web.conversations_info(channel=wanted.spot.channel)
    except SlackApiError as failed:
        _, code = said(failed)
        if code == "missing_scope":
            return Sight("unasked", Level.GOOD, place)
        if code == "channel_not_found":
            return Sight("no_channel", Level.BAD, place)
        raise
    return Sight(*_standing(answer["channel"], may or frozenset()), place)


def _standing(channel: Mapping[str, object], may: frozenset[str]) -> tuple[str, Level]:
    """What would keep the app from posting into this channel, the worst first."""
    if channel.get("is_im") or channel.get("is_mpim"):
        return "person", Level.BAD
    if channel.get("is_archived"):
        return "archived", Level.BAD
    everywhere = "chat:write.public" in may and not channel.get("is_private")
    if not channel.get("is_member") and not everywhere:
        return "outside", Level.BAD
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return "shared", Level.WARN
    return "ready", Level.GOOD
