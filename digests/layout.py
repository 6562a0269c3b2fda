"""An issue as one channel gets it: composed, with its picture, rendered. It posts nothing."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.frozen import frozen
from bot.report import Week
from bot.words import Words
from digests.posting import Board, Post
from digests.text import alt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.ports import Ledger, PublishedLesson
    from bot.words import Language
    from digests.due import Timetable
    from digests.issue import Issue, Trend
    from digests.posting import Poster
    from digests.press import Press

    Draw = Callable[[Trend, Language], bytes]

_log = logging.getLogger(__name__)


class Channel(Board, Protocol):
    """A place where issues appear. `render` is pure, `post` is not."""

    def render(self, issue: Issue) -> str:
        """What will be posted, as text (a payload, a page): frozen with the claim.

        A picture goes in with `digests.freezing.freeze`, and comes out with `thaw` in `post`.
        """


@frozen
class Outlet:
    """A channel with its name (`file:/srv/page`), its language and its timetable.

    `after`: this is a second part of the weekly issue (a quiz under its text), with a run of its
    own in the ledger; it goes out only when the outlet of that name has sent its part. `before`:
    this is a first part (a picture over its text); the outlet of that name waits until it is
    settled, in whatever way: a picture that is refused holds up no issue.
    """

    name: str
    language: Language
    timetable: Timetable
    channel: Channel
    after: str = ""
    before: str = ""

    @property
    def whole(self) -> str:
        """The name of the outlet that this is a part of; its own when it is not."""
        return self.after or self.before or self.name

    @property
    def zone(self) -> ZoneInfo:
        """Where its clock hangs."""
        return self.timetable.zone


@frozen
class Layout:
    """Makes the post of an issue for an outlet. `draw` None: no pictures."""

    press: Press
    ledger: Ledger
    poster: Poster
    clock: Callable[[], datetime]
    draw: Draw | None = None

    async def weekly(self, outlet: Outlet, period: str) -> Post | None:
        """The post of a week's issue; its edition is made for the picture.

        None: this outlet shows the picture, and there is none.
        """
        drawn = None if outlet.after else await self._drawn(outlet, Week.parse(period))
        if outlet.before and drawn is None:
            return None

        def text() -> str | None:
            """[commit] The issue as this channel shows it; None while its numbers cannot be."""
            edition = self.press.edition(Week.parse(period))
            if edition is None:
                return None
            since = self.ledger.last(outlet.whole, period)
            issue = self.press.issue(edition, outlet.language, outlet.whole, since)
            if outlet.whole == outlet.name:
                self.press.close(outlet.name, edition.week)
            return outlet.channel.render(pictured(issue, drawn))

        return Post(outlet.name, period, outlet.channel, text)

    def urgent(self, outlet: Outlet, period: str, lesson: PublishedLesson) -> Post:
        """The post of an urgent lesson."""

        def text() -> str:
            """[commit] The lesson as this channel shows it."""
            week = Week.of(self.clock().astimezone(outlet.zone).date())
            return outlet.channel.render(self.press.urgent_issue(week, lesson, outlet.language))

        return Post(outlet.name, period, outlet.channel, text)

    def frozen(self, outlet: Outlet, period: str) -> Post:
        """The post of what is frozen already: whatever it is, it is posted as it was."""

        def nothing() -> None:
            """[commit] A run in doubt has its text."""

        return Post(outlet.name, period, outlet.channel, nothing)

    async def _drawn(self, outlet: Outlet, week: Week) -> bytes | None:
        """Drawn before the claim: the writer has other things to do. A digest needs no picture."""
        draw = self.draw
        trend = await self.poster.durably(lambda: self.press.trend(week)) if draw else None
        if draw is None or trend is None:
            return None
        try:
            return await asyncio.to_thread(draw, trend, outlet.language)
        except OSError as unread:
            _log.error("no picture", extra={"error": type(unread).__name__})
            return None


def pictured(issue: Issue, png: bytes | None) -> Issue:
    """The issue with its picture, and what the picture shows in words."""
    if png is None or issue.trend is None:
        return issue
    return replace(issue, picture=png, alt=alt(issue.trend, Words(issue.language)))
