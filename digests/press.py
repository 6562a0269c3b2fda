"""The press: reads lessons and counts through ports, makes editions, composes issues.

Everything here runs inside a commit part and costs the same with a thousand reports or a
million: it reads a few weeks of lessons and of counters, never a case. It posts nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.ports import Ballot
from bot.report import Week
from digests.classics import classic
from digests.compose import compose, last_answer, quiz_of, urgent, urgent_key
from digests.edition import LOOK_BACK, Approved, Edition, edition_after, trend
from digests.numbers import Carry, K
from digests.voting import DRILL, OPEN_WEEKS, chosen, exposure, subject

if TYPE_CHECKING:
    from bot.ports import Editions, Lessons, PublishedLesson, Tallies, Votes
    from bot.words import Language
    from digests.issue import Issue, LastAnswer, Trend

_FIRST: Final = "reversing_lorry"  # while no quiet week has told a classic yet


def around(week: Week) -> tuple[Week, Week, Week]:
    """The weeks of what is new: further east the next one may have begun already."""
    return week.plus(-1), week, week.plus(1)


class Press:
    """Editions and issues. Every method is a [commit] part."""

    def __init__(
        self,
        lessons: Lessons,
        tallies: Tallies,
        editions: Editions,
        votes: Votes,
        k: int = K,
    ) -> None:
        """Take the ports; `k` is the smallest number that is ever printed."""
        self._lessons = lessons
        self._tallies = tallies
        self._editions = editions
        self._votes = votes
        self._k = k

    def edition(self, week: Week) -> Edition | None:
        """That week's edition, made and frozen now if it is the first time.

        With it the votes of issues that no channel can still have open are closed: `close` is
        what ends them as a rule.

        None when a later week was frozen already: numbers never go back. Also None when another
        process froze another week at this very moment; the next tick finds its edition.
        """
        known = self._editions.edition(week)
        if known is None:
            before = self._newest(None)
            if before and before.week > week:
                return None
            made = self._after(before, week)
            if self._editions.enter(week, before.week if before else None, made.encode()):
                self._votes.close(week.plus(-OPEN_WEEKS))
                return made
            known = self._editions.edition(week)
        return Edition.decode(known) if known is not None else None

    def close(self, channel: str, week: Week) -> None:
        """End the votes of this channel's issues before that week's, which tells them."""
        self._votes.close(week, channel)

    def newest(self) -> Week | None:
        """The week of the newest edition."""
        newest = self._newest(None)
        return newest.week if newest else None

    def preview(self, week: Week) -> Edition:
        """That week's edition as it is frozen, or as it would be made now; keeps nothing."""
        return self._known(week) or self._after(self._newest(week), week)

    def upcoming(self, week: Week) -> Week:
        """The week of the next issue: this one, unless it is frozen already."""
        newest = self._newest(None)
        return newest.week.plus(1) if newest and newest.week >= week else week

    def trend(self, week: Week) -> Trend | None:
        """What that week's issue draws; its edition is made for it."""
        edition = self.edition(week)
        return trend(edition, self._k) if edition else None

    def issue(
        self, edition: Edition, language: Language, channel: str = "", since: str | None = ""
    ) -> Issue:
        """The issue of an edition in one language, with what this channel answered last time.

        `since`: the period of the issue before in this channel: its drill is answered, after a gap
        the issue says so, and the first one (None) welcomes. Empty: as if there were no gap.
        """
        lessons = [found for told in edition.picks if (found := self._find(told))]
        return compose(
            edition.week,
            language,
            lessons,
            edition.figures,
            number=edition.number,
            classic=classic(edition.classic or _FIRST, language),
            last=None if since is None else self._last(edition, language, channel, since),
            trend=trend(edition, self._k),
            since=since,
        )

    def urgent(self, week: Week) -> dict[str, PublishedLesson]:
        """The urgent lessons that may be new while it is this week in UTC, by their period."""
        found = (each for one in around(week) for each in self._lessons.of_week(one))
        return {urgent_key(each): each for each in found if each.urgent}

    def urgent_issue(self, week: Week, published: PublishedLesson, language: Language) -> Issue:
        """The issue of one urgent lesson."""
        return urgent(week, language, published)

    def _known(self, week: Week) -> Edition | None:
        body = self._editions.edition(week)
        return Edition.decode(body) if body else None

    def _newest(self, before: Week | None) -> Edition | None:
        body = self._editions.newest(before)
        return Edition.decode(body) if body else None

    def _after(self, before: Edition | None, week: Week) -> Edition:
        carry = before.carry if before else Carry()
        lessons = [
            each
            for back in range(LOOK_BACK, -1, -1)
            for each in self._lessons.of_week(week.plus(-back))
        ]
        tallies = self._tallies.weeks(carry.since(week), week)
        return edition_after(before, week, lessons, tallies, self._k)

    def _find(self, told: Approved) -> PublishedLesson | None:
        """A told lesson; None when it was taken out of the library since."""
        of_week = self._lessons.of_week(told.week)
        return next((each for each in of_week if each.lesson_id == told.lesson_id), None)

    def _last(
        self, edition: Edition, language: Language, channel: str, since: str
    ) -> LastAnswer | None:
        """The answer to the drill of the issue before, and what readers made of it."""
        before = self._known(Week.parse(since)) if since else self._newest(edition.week)
        if before is None:
            return None
        found = self._find(before.asked) if before.asked else None
        if before.asked is None:
            old = classic(before.classic, language)
            title, quiz = old.title, old.quiz
        elif found and (drill := quiz_of(found.lesson)):
            title, quiz = found.lesson.title, drill
        else:
            return None
        week = before.week
        counts = self._votes.counts(Ballot(week, channel, str(week), DRILL)) if channel else {}
        # A drill that is not about the story has its own title: the two do not belong together.
        told = before.asked == before.picks[0] if before.asked else not before.picks
        return replace(
            last_answer(title, quiz),
            share=chosen(counts, quiz.answer, self._k),
            here=exposure(self._votes, subject(before), self._k) if told else 0,
        )
