"""What goes out to channels, at most once without a person."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final, Protocol

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.alert import Alert
    from bot.report import Week


@frozen
class Queued:
    """An alert that waits. `queued_id` is random: it leads to no case."""

    queued_id: str
    week: Week
    alert: Alert


class Outbox(Protocol):
    """The alerts that wait to be posted."""

    def waiting(self) -> tuple[Queued, ...]:
        """[commit] Every alert that was not forgotten, in no order that means anything."""

    def forget(self, queued_id: str) -> None:
        """[commit] It was sent, or nobody needs it any more."""


@unique
class RunStatus(StrEnum):
    """Where one issue for one channel stands. Only `CLAIMED` is ever taken over."""

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


@frozen
class Run:
    """One issue for one channel. `frozen` is what is posted; `detail` our own sentence."""

    channel: str
    period: str
    status: RunStatus
    attempts: int
    lease_until: int | None = None
    frozen: str | None = field(repr=False, default=None)
    reference: str = ""
    detail: str = ""


URGENT: Final = "urgent-"
"""How the period of an urgent lesson begins; its id follows."""


@frozen
class Overview:
    """What a tick has to know: runs without their texts, and urgent lessons that are not out.

    `urgent`: ids of lessons that not every one of the channels has been given.
    """

    runs: tuple[Run, ...] = ()
    urgent: tuple[str, ...] = ()


class Ledger(Protocol):
    """Who posts what: at most once, without a person. Times are whole seconds of UTC."""

    def look(
        self,
        pairs: Sequence[tuple[str, str]],
        now: int,
        channels: Sequence[str] = (),
        weeks: Sequence[Week] = (),
    ) -> Overview:
        """[commit] One query: the runs of these (channel, period), and all that are in doubt.

        Also the urgent lessons of `weeks` that are not out in all of `channels`. In doubt is what
        is uncertain, and what was being sent when its lease ended.
        """

    def known(self, channel: str) -> bool:
        """[commit] Whether this channel has any run at all."""

    def skip(self, channel: str, period: str) -> bool:
        """[commit] Enter a run that will not be posted, unless there is one."""

    def claim(  # noqa: PLR0913 - a claim says who, what and until when
        self, channel: str, period: str, owner: str, *, now: int, until: int, again: bool = False
    ) -> Run | None:
        """[commit] Take it until `until`, or None: somebody else has it, or had it.

        `again`: a person asks, so a skipped or failed run may be taken too.
        """

    def sending(
        self, channel: str, period: str, owner: str, *, until: int, text: str
    ) -> str | None:
        """[commit] From here nobody takes it over. Gives what was frozen first, or None."""

    def settle(  # noqa: PLR0913 - fenced by owner
        self,
        channel: str,
        period: str,
        owner: str,
        status: RunStatus,
        *,
        reference: str = "",
        detail: str = "",
    ) -> bool:
        """[commit] The end: sent, failed or uncertain."""

    def postpone(self, channel: str, period: str, owner: str, *, until: int, detail: str) -> bool:
        """[commit] Refused for now, so nothing was sent: free for all again after `until`."""

    def doubt(self, now: int) -> tuple[Run, ...]:
        """[commit] Every `sending` run whose lease is over becomes uncertain; which ones did."""

    def lapse(self, channel: str, newest: str, now: int) -> int:
        """[commit] Weekly claims before `newest` that nobody holds are skipped; how many."""

    def decide(self, channel: str, period: str, *, sent: bool, reference: str = "") -> bool:
        """[commit] Somebody knows: an unsure or failed run was sent, or is to go again.

        `reference`: where it is, when the platform itself says so.
        """

    def last(self, channel: str, before: str) -> str | None:
        """[commit] The newest week before this one that this channel had, or may have had."""

    def newest(self, channel: str) -> str | None:
        """[commit] The newest week of which this channel has any run, whatever became of it."""

    def forget(self, channel: str, period: str, now: int) -> bool:
        """[commit] Remove a run that nobody is working on."""

    def runs(self, channel: str = "") -> tuple[Run, ...]:
        """[commit] All runs, or those of one channel, newest period first."""


class Editions(Protocol):
    """What one week's issues have in common, frozen once for the whole organisation."""

    def edition(self, week: Week) -> str | None:
        """[commit] That week's edition."""

    def newest(self, before: Week | None = None) -> str | None:
        """[commit] The newest edition, or the newest one before a week."""

    def enter(self, week: Week, previous: Week | None, body: str) -> bool:
        """[commit] Keep it, once per week and per predecessor: the chain never forks."""


@frozen
class Ballot:
    """One question of one issue in one channel.

    `week` says when it dies. `question`: `drill`, or `here:` and the id of a lesson.
    """

    week: Week
    channel: str
    period: str
    question: str


@unique
class Fate(StrEnum):
    """What became of a tap."""

    COUNTED = "counted"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Votes(Protocol):
    """What readers answered: counts, and for a channel's newest issue a mark for each answer.

    A mark is all that tells a second tap from a first one. Nobody can make or guess it without
    the key of its week, which is destroyed once every channel has its next issue.
    """

    def cast(self, ballot: Ballot, choice: int, marks: Sequence[bytes]) -> Fate:
        """[commit] Count it once; another choice changes it, the same one again withdraws it.

        `marks`: those that this reader may have on this ballot, the newest first.
        """

    def totals(self, ballot: Ballot, counts: Sequence[int]) -> None:
        """[commit] A platform that counts by itself says how many chose what: replaces it."""

    def counts(self, ballot: Ballot) -> Mapping[int, int]:
        """[commit] How many chose what; a choice of nobody is left out."""

    def spread(self, question: str) -> tuple[int, ...]:
        """[commit] How many answered it, ballot by ballot; the order means nothing."""

    def close(self, before: Week, channel: str = "") -> None:
        """[commit] Of every week before this one only the counts stay; the marks are gone.

        `channel`: in this one alone; empty: in all.
        """


class Marks(Protocol):
    """Keyed marks of readers, under a key of each week."""

    def of(self, ballot: Ballot, who: bytes) -> tuple[bytes, ...]:
        """[aside] What stands for this reader on this ballot, the newest first."""
