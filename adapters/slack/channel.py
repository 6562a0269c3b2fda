"""Posting to Slack: the issue and plain notices, each at most once: `courier` takes them.

When something is posted, and whether again, is for `digests` to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.slack.doubt import find
from adapters.slack.issue import message, notice, read_message

if TYPE_CHECKING:
    from adapters.slack.courier import Courier
    from digests.issue import Issue


class Notices:
    """Port `digests.posting.Board`: any text as it is, without markup and without metadata."""

    def __init__(self, courier: Courier) -> None:
        """Take who delivers."""
        self._courier = courier

    async def post(self, period: str, frozen: str) -> str:  # noqa: ARG002 - the port's
        """Post the text; where it is. Raises DeliveryError."""
        return await self._courier.deliver(*notice(frozen))


class Issues:
    """Port `digests.publish.Channel`: the issue as one message, the drill and buttons in it.

    And `digests.asking.Finder`: an issue in doubt is looked for by what it carries.
    """

    def __init__(self, courier: Courier) -> None:
        """Take who delivers."""
        self._courier = courier

    def render(self, issue: Issue) -> str:
        """The blocks, as JSON."""
        return message(issue)

    async def post(self, period: str, frozen: str) -> str:
        """Post the message; where it is. Raises DeliveryError."""
        return await self._courier.deliver(*read_message(frozen), period)

    async def find(self, period: str) -> str | None:
        """Where the issue of this period is; None: certainly not there. Raises DeliveryError."""
        return await find(self._courier, period)
