"""What readers answered: ports `Votes` and `Marks`. It keeps counts, and marks that die.

    key of a week    32 random bytes: a file beside the epochs, or an unlogged table
    mark             HMAC-SHA256(HMAC-SHA256(pepper, key of the week), ballot and reader), 16 bytes

A reader is known by a mark on each ballot, so that a second tap changes the first one. The two
keys lie apart, and neither is in a stolen database or in a backup: without both, names can not
even be tried. Two marks of one reader have nothing in common. With the next issue of a channel its
marks are deleted, with that of the last channel the key of the week is destroyed, and the counts
are all that is left.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.ports import Fate
from storage.dialect import add_to, insert_once, upsert
from storage.envelope import Label, framed
from storage.epochs import KEY_BYTES
from storage.tables import vote, vote_total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.ports import Ballot, Dice
    from bot.report import Week
    from storage.epochs import EpochStore, Keys
    from storage.writer import Writer

MARK_BYTES: Final = 16
_KEY: Final = ("question", "period", "channel", "choice")
_v: Final = vote.c
_t: Final = vote_total.c


class Votes:
    """Port `Votes`. All on the writer thread.

    A vote changes its counter in its own transaction, so that a tap costs the same with twenty
    thousand readers as with twenty.
    """

    def __init__(self, writer: Writer) -> None:
        """Prepare the statements that differ between the engines."""
        self._writer = writer
        lite = writer.on_sqlite
        self._first = insert_once(vote, on_sqlite=lite).returning(_v.mark)
        self._set = upsert(vote_total, _KEY, ["n"], on_sqlite=lite)
        self._add = add_to(vote_total, _KEY, "n", on_sqlite=lite)

    def cast(self, ballot: Ballot, choice: int, marks: Sequence[bytes]) -> Fate:
        """[commit] Count it once; another choice changes it, the same one again withdraws it."""
        # Of two first taps at once the second one waits, and then finds what the first one left;
        # or nothing again, when a third one has taken it back meanwhile.
        while (before := self._held(marks)) is None:
            if self._enter(ballot, choice, marks[0]):
                return Fate.COUNTED
        mark, old = before
        self._count(ballot, old, -1)
        if old == choice:
            self._writer.connection.execute(sa.delete(vote).where(_v.mark == mark))
            return Fate.WITHDRAWN
        changed = sa.update(vote).where(_v.mark == mark).values(choice=choice)
        self._writer.connection.execute(changed)
        self._count(ballot, choice, 1)
        return Fate.CHANGED

    def totals(self, ballot: Ballot, counts: Sequence[int]) -> None:
        """[commit] A platform that counts by itself says how many chose what: replaces it."""
        rows = [{**_row(ballot), "choice": at, "n": n} for at, n in enumerate(counts)]
        if rows:
            self._writer.connection.execute(self._set, rows)

    def counts(self, ballot: Ballot) -> Mapping[int, int]:
        """[commit] How many chose what; a choice of nobody is left out."""
        wanted = sa.select(_t.choice, _t.n).where(
            _t.question == ballot.question,
            _t.period == ballot.period,
            _t.channel == ballot.channel,
            _t.n > 0,
        )
        return {row.choice: row.n for row in self._writer.connection.execute(wanted)}

    def spread(self, question: str) -> tuple[int, ...]:
        """[commit] How many answered it, ballot by ballot; the order means nothing."""
        answered = sa.func.sum(_t.n)
        each = sa.select(answered).where(_t.question == question)
        each = each.group_by(_t.channel, _t.period).having(answered > 0).order_by(answered)
        return tuple(int(n) for n in self._writer.connection.scalars(each))

    def close(self, before: Week, channel: str = "") -> None:
        """[commit] Of every week before this one only the counts stay; see the port."""
        gone = sa.delete(vote).where(_v.week < str(before))
        self._writer.connection.execute(gone.where(_v.channel == channel) if channel else gone)

    def _held(self, marks: Sequence[bytes]) -> tuple[bytes, int] | None:
        """What this reader chose before, held until the transaction ends."""
        wanted = sa.select(_v.mark, _v.choice).where(_v.mark.in_(marks)).with_for_update()
        row = self._writer.connection.execute(wanted).first()
        return (row.mark, row.choice) if row else None

    def _enter(self, ballot: Ballot, choice: int, mark: bytes) -> bool:
        """The first choice of this reader; False when another process was quicker."""
        row = {**_row(ballot), "choice": choice, "mark": mark}
        if self._writer.connection.scalar(self._first, row) is None:
            return False
        self._count(ballot, choice, 1)
        return True

    def _count(self, ballot: Ballot, choice: int, by: int) -> None:
        self._writer.connection.execute(self._add, {**_row(ballot), "choice": choice, "n": by})


class Marks:
    """Port `Marks`."""

    def __init__(self, keys: WeekKeys, peppers: Sequence[bytes]) -> None:
        """Take the keys, and the pepper, newest first. Raises ValueError without one.

        A mark made under an older pepper is found as long as that one is in the settings.
        """
        if not peppers:
            raise ValueError("at least one pepper")
        self._keys = keys
        self._peppers = tuple(peppers)

    def of(self, ballot: Ballot, who: bytes) -> tuple[bytes, ...]:
        """[aside] What stands for this reader on this ballot, the newest first."""
        key = self._keys.of(ballot.week)
        said = (ballot.channel, ballot.period, ballot.question)
        bound = framed(Label.VOTE, *(each.encode() for each in said), who)
        return tuple(_hmac(_hmac(pepper, key), bound)[:MARK_BYTES] for pepper in self._peppers)


class WeekKeys:
    """The keys of the weeks. The newest one used is held in memory; older ones are not."""

    def __init__(self, store: EpochStore, dice: Dice) -> None:
        """Take the keys' place; one is made when the first reader of a week taps."""
        self._store = store
        self._dice = dice
        self._held: tuple[int, bytes] = (0, b"")

    def of(self, week: Week) -> bytes:
        """The key of a week, the same in every process."""
        number = _number(week)
        at, key = self._held
        if at == number:
            return key

        def with_it(keys: Keys) -> Keys:
            return keys if number in keys else {**keys, number: self._dice(KEY_BYTES)}

        key = self._store.change(with_it)[number]
        self._held = (number, key)
        return key

    def shred(self, before: Week) -> None:
        """Destroy the keys of every week before this one."""
        first = _number(before)
        if self._held[0] < first:
            self._held = (0, b"")
        self._store.change(lambda keys: {at: keys[at] for at in keys if at >= first})


def _hmac(key: bytes, message: bytes) -> bytes:
    """RFC 2104 with SHA-256."""
    return hmac.digest(key, message, hashlib.sha256)


def _number(week: Week) -> int:
    """A week as the number under which its key is kept."""
    return week.monday.toordinal()


def _row(ballot: Ballot) -> dict[str, Any]:
    return {
        "week": str(ballot.week),
        "channel": ballot.channel,
        "period": ballot.period,
        "question": ballot.question,
    }
