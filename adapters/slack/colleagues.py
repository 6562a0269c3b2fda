"""The names of colleagues in a workspace, for the coach alone: read daily, kept in memory alone.

Off unless an operator asked for it (`CLOSECALL_SLACK_ROSTER`): it needs the right to read the
profiles of all. Full names only: what people call themselves on a screen may be any word.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.slack.afterwards import FAILURES, ODD, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

DAY: Final = 86_400.0
SOON: Final = 900.0
"""Seconds until it is tried again when Slack could not be asked."""

MOST: Final = 20_000  # names; a coach that knows so many is built in half a second
_PAGE: Final = 200  # docs.slack.dev: recommended for users.list
PAGES: Final = 2 * MOST // _PAGE
"""Pages that are asked for at most, apps among them, whatever stands behind the last one."""

_NAME: Final = re.compile(r"[^\W\d_][\w'\u2019.-]*(?: [^\W\d_][\w'\u2019.-]*){1,4}")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Colleagues:
    """`learn` is told all names at once, in a thread: it may take a moment."""

    web: AsyncWebClient
    learn: Callable[[Sequence[str]], None]
    day: float = DAY
    soon: float = SOON

    async def follow(self) -> None:
        """Read them now and every day; what was learned stays until there is something newer."""
        while True:
            pause = self.day if await self.refresh() else self.soon
            await asyncio.sleep(pause)

    async def refresh(self) -> bool:
        """Read them once; whether that worked. No name is in any log, and none in a failure."""
        try:
            found = await self._read()
        except (*FAILURES, *ODD) as failed:
            self._trouble(failed)
            return False
        await asyncio.to_thread(self.learn, found)
        _log.info("slack: the coach knows the colleagues, %s names", len(found))
        return True

    async def _read(self) -> tuple[str, ...]:
        found: set[str] = set()
        cursor = ""
        for _ in range(PAGES):
            answer = await self.web.users_list(limit=_PAGE, cursor=cursor)
            held = answer.data if isinstance(answer.data, dict) else {}
            found.update(names(held.get("members")))
            more = held.get("response_metadata")
            cursor = str(more.get("next_cursor") or "") if isinstance(more, dict) else ""
            if not cursor or len(found) >= MOST:
                break
        return tuple(sorted(found)[:MOST])

    @staticmethod
    def _trouble(failed: Exception) -> None:
        match kind(failed):
            case "missing_scope":
                _log.error("slack: CLOSECALL_SLACK_ROSTER needs the scope users:read")
            case "missing_argument":  # users.list wants a workspace named: lyft/omnibot#44
                _log.error("slack: CLOSECALL_SLACK_ROSTER needs a token of one workspace alone")
            case other:
                _log.warning("slack: the colleagues could not be read", extra={"kind": other})


def names(members: object) -> Iterator[str]:
    """The full names of people, of those who have left too; none of apps."""
    for member in members if isinstance(members, list) else ():
        match member:
            case {"is_bot": True} | {"id": "USLACKBOT"}:
                continue
            case {"profile": {"real_name": str(name)}} | {"real_name": str(name)}:
                pass
            case _:
                continue
        told: Any = " ".join(name.split())
        if len(told) <= 80 and _NAME.fullmatch(told):
            yield told
