"""Who posts what: the port `Ledger`.

Every claim is one statement (INSERT ... ON CONFLICT ... RETURNING), fenced by owner and state,
so that any number of processes may try. `sending` is never taken over: nobody can know whether
the platform took it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.ports import URGENT, Overview, Run, RunStatus
from storage.dialect import insert, insert_once
from storage.tables import digest_run, lesson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.report import Week
    from storage.writer import Writer

_OPEN: Final = (RunStatus.CLAIMED, RunStatus.SENDING)
_AGAIN: Final = (RunStatus.SKIPPED, RunStatus.FAILED)
_DETAIL: Final = 255
_LESSON: Final = "lesson"
_c: Final = digest_run.c
_BRIEF: Final = (
    *(_c.channel, _c.period, _c.status, _c.attempts, _c.lease_until, _c.reference, _c.detail),
)


class Ledger:
    """Port `Ledger`. All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Prepare the one statement that differs between the engines."""
        self._writer = writer
        self._once = insert_once(digest_run, on_sqlite=writer.on_sqlite).returning(
            digest_run.c.period
        )

    def look(
        self,
        pairs: Sequence[tuple[str, str]],
        now: int,
        channels: Sequence[str] = (),
        weeks: Sequence[Week] = (),
    ) -> Overview:
        """[commit] One statement, every part of it by an index; see the port."""
        asked = [sa.select(*_BRIEF).where(_at(*pair)) for pair in pairs]
        doubtful = sa.and_(
            _c.status.in_((RunStatus.SENDING, RunStatus.UNCERTAIN)),
            sa.or_(_c.lease_until.is_(None), _c.lease_until < now),
        )
        wanted = [*asked, sa.select(*_BRIEF).where(doubtful)]
        if channels and weeks:
            wanted.append(_unsent(channels, weeks))
        runs, urgent = {}, []
        for row in self._writer.connection.execute(sa.union_all(*wanted)):
            if row.status == _LESSON:
                urgent.append(row.period)
            else:
                runs[row.channel, row.period] = Run(
                    row.channel,
                    row.period,
                    RunStatus(row.status),
                    row.attempts,
                    row.lease_until,
                    reference=row.reference,
                    detail=row.detail,
                )
        return Overview(tuple(runs.values()), tuple(urgent))

    def last(self, channel: str, before: str) -> str | None:
        """[commit] The newest week before this one that this channel had, or may have had."""
        had = _c.status.in_((RunStatus.SENT, RunStatus.UNCERTAIN, RunStatus.SENDING))
        wanted = sa.select(sa.func.max(_c.period)).where(
            _c.channel == channel, _c.period < before, had
        )
        period: str | None = self._writer.connection.scalar(wanted)
        return period

    def newest(self, channel: str) -> str | None:
        """[commit] The newest week of which this channel has any run, whatever became of it."""
        wanted = sa.select(sa.func.max(_c.period)).where(_c.channel == channel, _c.period < URGENT)
        period: str | None = self._writer.connection.scalar(wanted)
        return period

    def known(self, channel: str) -> bool:
        """[commit] Whether this channel has any run at all."""
        wanted = sa.select(sa.literal(1)).where(_c.channel == channel).limit(1)
        return self._writer.connection.scalar(wanted) is not None

    def skip(self, channel: str, period: str) -> bool:
        """[commit] Enter a run that will not be posted, unless there is one."""
        row = {
            **_row(channel, period, ""),
            "status": RunStatus.SKIPPED,
            "lease_until": None,
            "attempts": 0,
        }
        return self._writer.connection.scalar(self._once, row) is not None

    def claim(  # noqa: PLR0913 - a claim has this many sides, and they are named
        self, channel: str, period: str, owner: str, *, now: int, until: int, again: bool = False
    ) -> Run | None:
        """[commit] Take it until `until`, or None: somebody else has it, or had it."""
        made = insert(digest_run, on_sqlite=self._writer.on_sqlite)
        free = sa.and_(_c.status == RunStatus.CLAIMED, _c.lease_until < now)
        if again:
            free = sa.or_(free, _c.status.in_(_AGAIN))
        claimed = (
            made.values(
                **_row(channel, period, owner),
                status=RunStatus.CLAIMED,
                lease_until=until,
                attempts=1,
            )
            .on_conflict_do_update(
                index_elements=[_c.channel, _c.period],
                set_={
                    "owner": owner,
                    "status": RunStatus.CLAIMED,
                    "lease_until": until,
                    "attempts": _c.attempts + 1,
                },
                where=free,
            )
            .returning(*_c)
        )
        row = self._writer.connection.execute(claimed).one_or_none()
        return _run(row) if row else None

    def sending(
        self, channel: str, period: str, owner: str, *, until: int, text: str
    ) -> str | None:
        """[commit] From here on nobody takes it over. Gives what to post, or None: fenced out."""
        changed = (
            sa.update(digest_run)
            .where(_at(channel, period), _c.owner == owner, _c.status == RunStatus.CLAIMED)
            .values(
                status=RunStatus.SENDING,
                lease_until=until,
                frozen=sa.func.coalesce(_c.frozen, text),
            )
            .returning(_c.frozen)
        )
        frozen: str | None = self._writer.connection.scalar(changed)
        return frozen

    def settle(  # noqa: PLR0913 - as above
        self,
        channel: str,
        period: str,
        owner: str,
        status: RunStatus,
        *,
        reference: str = "",
        detail: str = "",
    ) -> bool:
        """[commit] The end. A slow owner may still say what became of a doubted run."""
        mine = _c.status.in_((RunStatus.SENDING, RunStatus.UNCERTAIN))
        return self._change(
            sa.and_(_at(channel, period), _c.owner == owner, mine),
            status=status,
            lease_until=None,
            reference=reference[:_DETAIL],
            detail=detail[:_DETAIL],
        )

    def postpone(self, channel: str, period: str, owner: str, *, until: int, detail: str) -> bool:
        """[commit] Refused for now, so nothing was sent: free for all again after `until`."""
        return self._change(
            sa.and_(_at(channel, period), _c.owner == owner, _c.status.in_(_OPEN)),
            status=RunStatus.CLAIMED,
            lease_until=until,
            detail=detail[:_DETAIL],
        )

    def doubt(self, now: int) -> tuple[Run, ...]:
        """[commit] Every `sending` run whose lease is over becomes uncertain; which ones did."""
        changed = (
            sa.update(digest_run)
            .where(_c.status == RunStatus.SENDING, _c.lease_until < now)
            .values(status=RunStatus.UNCERTAIN, lease_until=None)
            .returning(*_c)
        )
        return tuple(_run(row) for row in self._writer.connection.execute(changed))

    def lapse(self, channel: str, newest: str, now: int) -> int:
        """[commit] Weekly claims older than `newest` that nobody holds become skipped."""
        changed = (
            sa.update(digest_run)
            .where(
                _c.channel == channel,
                _c.period < newest,
                _c.status == RunStatus.CLAIMED,
                _c.lease_until < now,
            )
            .values(status=RunStatus.SKIPPED, lease_until=None)
        )
        return self._writer.connection.execute(changed).rowcount

    def decide(self, channel: str, period: str, *, sent: bool, reference: str = "") -> bool:
        """[commit] Somebody knows: it was sent, or is to be sent again, the same bytes."""
        # Decided once already, but nobody came to post it: a person may decide again.
        left = sa.and_(_c.status == RunStatus.CLAIMED, _c.lease_until == 0)
        waits = sa.or_(_c.status.in_((RunStatus.UNCERTAIN, RunStatus.FAILED)), left)
        return self._change(
            sa.and_(_at(channel, period), waits),
            status=RunStatus.SENT if sent else RunStatus.CLAIMED,
            lease_until=None if sent else 0,
            detail="",
            **({"reference": reference[:_DETAIL]} if reference else {}),
        )

    def forget(self, channel: str, period: str, now: int) -> bool:
        """[commit] Remove a run that nobody is working on."""
        held = sa.and_(_c.status.in_(_OPEN), _c.lease_until >= now)
        gone = sa.delete(digest_run).where(_at(channel, period), sa.not_(held))
        return self._writer.connection.execute(gone).rowcount == 1

    def runs(self, channel: str = "") -> tuple[Run, ...]:
        """[commit] All runs, or those of one channel, newest period first."""
        wanted = sa.select(digest_run).order_by(_c.period.desc(), _c.channel)
        return self._read(wanted.where(_c.channel == channel) if channel else wanted)

    def _change(self, where: sa.ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401 - SQL
        changed = sa.update(digest_run).where(where).values(**values)
        return self._writer.connection.execute(changed).rowcount == 1

    def _read(self, wanted: sa.Select[Any]) -> tuple[Run, ...]:
        return tuple(_run(row) for row in self._writer.connection.execute(wanted))


def _unsent(channels: Sequence[str], weeks: Sequence[Week]) -> sa.Select[Any]:
    """Urgent lessons of these weeks that one of these channels has no finished run of."""
    done = (
        sa.select(sa.func.count())
        .select_from(digest_run)
        .where(
            _c.channel.in_(list(channels)),
            _c.period == sa.literal(URGENT) + lesson.c.id,
            _c.status != RunStatus.CLAIMED,
        )
        .scalar_subquery()
    )
    nothing = sa.literal("")
    return sa.select(
        nothing,
        lesson.c.id,
        sa.literal(_LESSON),
        sa.literal(0),
        sa.cast(sa.null(), sa.BigInteger()),
        nothing,
        nothing,
    ).where(
        lesson.c.week.in_([str(week) for week in weeks]),
        lesson.c.urgent.is_(sa.true()),
        done < len(set(channels)),
    )


def _at(channel: str, period: str) -> sa.ColumnElement[bool]:
    return sa.and_(_c.channel == channel, _c.period == period)


def _row(channel: str, period: str, owner: str) -> dict[str, str]:
    return {"channel": channel, "period": period, "owner": owner, "reference": "", "detail": ""}


def _run(row: sa.Row[Any]) -> Run:
    return Run(
        row.channel,
        row.period,
        RunStatus(row.status),
        row.attempts,
        row.lease_until,
        row.frozen,
        row.reference,
        row.detail,
    )
