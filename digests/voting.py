"""Answers of readers: the drill, and *could happen here*. Who tapped is forgotten in between.

A tap names an issue by its period and a question by a short word that fits on any button. What is
counted is found in the frozen edition. Each channel has its own timetable, so a ballot is open
until the next issue of its own channel is claimed: in that very transaction its answers are told,
and a tap on the old message changes nothing any more. The name of the reader goes into a mark and
nowhere else; it is never part of what is committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.ports import URGENT, Ballot, Fate
from bot.report import Week
from bot.work import aside, commit
from digests.edition import Edition
from digests.issue import Nearly
from digests.numbers import K, about

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.ports import Calendar, Editions, Ledger, Lessons, Marks, Votes
    from bot.work import Work
    from digests.issue import Issue

DRILL: Final = "drill"
HERE: Final = ("here.0", "here.1", "here.2")
"""*Could happen here*: of the story, and of the two short takes, in their order."""

OPEN_WEEKS: Final = 1
"""How many weeks the newest edition of all may be ahead of an open ballot. Channels of one zone
never need more; one that gets no issues any more does not keep its readers' marks for ever."""

CHOICES: Final = 4
_CLASSIC: Final = "classic."


@frozen
class Cast:
    """What became of a tap, and how many chose what on this ballot; empty when it is closed."""

    fate: Fate
    counts: tuple[int, ...] = ()

    def about(self, k: int = K) -> int:
        """How many answered, rounded down to a multiple of `k`: what may be shown meanwhile."""
        return about(sum(self.counts), k)


def asked(issue: Issue) -> tuple[str, ...]:
    """The questions that an issue has as it is shown, in their order."""
    drill = (DRILL,) if issue.quiz else ()
    return (*drill, *(HERE[: 1 + len(issue.takes)] if issue.story else ()))


def here(subject: str) -> str:
    """Under which question *could happen here* is kept, for what `subject` gives."""
    return f"here:{subject}"


def subject(edition: Edition) -> str:
    """What the story of an edition is, for `here`."""
    return edition.picks[0].lesson_id if edition.picks else f"{_CLASSIC}{edition.classic}"


def exposure(votes: Votes, told: str, k: int = K) -> int:
    """[commit] How many said of a story that it could happen here: at least so many.

    Each channel's count is rounded down by itself: of a sum that was rounded once, a channel
    whose own count is seen could be taken away.
    """
    return sum(about(n, k) for n in votes.spread(here(told)))


def chosen(counts: Mapping[int, int], best: int, k: int = K) -> int | Nearly | None:
    """How many chose the best answer, as it may be printed: percent in steps of five, or words.

    None until 2k - 1 have answered. From then on, even for somebody who knows how many answered,
    "nearly" leaves k possible counts, and a percentage stands only where both sides have k.
    """
    right = counts.get(best, 0)
    wrong = sum(counts.values()) - right
    if right + wrong < 2 * k - 1:
        return None
    if wrong < k:
        return Nearly.ALL
    if right < k:
        return Nearly.NONE
    return min(95, max(5, round(20 * right / (right + wrong)) * 5))


@frozen
class Voting:
    """Hears taps and counts. Its works run on any writer."""

    votes: Votes
    marks: Marks
    editions: Editions
    lessons: Lessons
    ledger: Ledger
    calendar: Calendar

    def cast(
        self, channel: str, period: str, question: str, choice: int, who: bytes
    ) -> Work[Cast]:
        """A tap. The same one again takes it back, another choice changes it.

        Args:
            channel: as the ledger names it, `slack:C0123`.
            period: of the issue, as it was posted: `2026-W47`, or `urgent-` and a lesson's id.
            question: `DRILL`, or one of `HERE`.
            choice: 0 to 3 for the drill, 0 for the others.
            who: whatever names this reader on this platform; it is not kept.
        """
        ballot = yield from commit(lambda: self._ballot(channel, period, question))
        if ballot is None or choice not in range(_width(question)):
            return Cast(Fate.CLOSED)
        marks = yield from aside(lambda: self.marks.of(ballot, who))

        def count() -> Cast:
            # Looked up again: the next issue may have come out meanwhile.
            if self._ballot(channel, period, question) != ballot:
                return Cast(Fate.CLOSED)
            fate = self.votes.cast(ballot, choice, marks)
            return Cast(fate, _listed(self.votes.counts(ballot), question))

        return (yield from commit(count))

    def totals(
        self, channel: str, period: str, question: str, counts: Sequence[int]
    ) -> Work[bool]:
        """A platform that counts by itself says how many chose what. False: it is closed."""

        def count() -> bool:
            ballot = self._ballot(channel, period, question)
            if ballot is None or len(counts) != _width(question) or min(counts) < 0:
                return False
            self.votes.totals(ballot, counts)
            return True

        return (yield from commit(count))

    def counts(self, channel: str, period: str, question: str) -> Work[tuple[int, ...]]:
        """How many chose what so far; empty when it is closed."""

        def count() -> tuple[int, ...]:
            ballot = self._ballot(channel, period, question)
            return _listed(self.votes.counts(ballot), question) if ballot else ()

        return (yield from commit(count))

    def _ballot(self, channel: str, period: str, question: str) -> Ballot | None:
        """[commit] What a tap is about; None when that is over, or never was."""
        if question not in (DRILL, *HERE):
            return None
        issued = self.ledger.newest(channel)
        if period.startswith(URGENT):
            return self._urgent(channel, period, question, Week.parse(issued) if issued else None)
        edition = self._edition(Week.parse(period)) if period == issued else None
        if edition is None:
            return None
        if question == DRILL:
            return Ballot(edition.week, channel, period, DRILL)
        told = [told.lesson_id for told in edition.picks] or [subject(edition)]
        place = HERE.index(question)
        if place >= len(told):
            return None
        return Ballot(edition.week, channel, period, here(told[place]))

    def _urgent(
        self, channel: str, period: str, question: str, issued: Week | None
    ) -> Ballot | None:
        """[commit] The same for an urgent lesson: open until the channel's next weekly issue."""
        lesson_id, present = period.removeprefix(URGENT), self.calendar()
        for week in (present, present.plus(-1)):
            found = any(
                each.urgent and each.lesson_id == lesson_id for each in self.lessons.of_week(week)
            )
            over = (issued and issued > week) or not _recent(week, self._newest())
            if found and question == HERE[0] and not over:
                return Ballot(week, channel, period, here(lesson_id))
        return None

    def _edition(self, week: Week) -> Edition | None:
        """[commit] What an issue of that week asks; None when it is too old."""
        newest = self._newest()
        if newest is None or not _recent(week, newest):
            return None
        if newest.week == week:
            return newest
        body = self.editions.edition(week)
        return Edition.decode(body) if body else None

    def _newest(self) -> Edition | None:
        body = self.editions.newest()
        return Edition.decode(body) if body else None


def _recent(week: Week, newest: Edition | None) -> bool:
    return newest is None or newest.week <= week.plus(OPEN_WEEKS)


def _width(question: str) -> int:
    return CHOICES if question == DRILL else 1


def _listed(counts: Mapping[int, int], question: str) -> tuple[int, ...]:
    return tuple(counts.get(choice, 0) for choice in range(_width(question)))
