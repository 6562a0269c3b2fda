"""What readers answered: ports `Votes` and `Marks`. It keeps counts, and marks that die.

    key of a week    32 random bytes: a file beside the epochs, or an unlogged table
    mark             HMAC-SHA256(HMAC-SHA256(pepper, key of the week), ballot and reader), 16 bytes

A reader is known by a mark on each ballot, so that a second tap changes the first one. The two
keys lie apart, and neither is in a stolen database or in a backup: without both, names can not
even be tried. Two marks of one reader have nothing in common. When the next issue is out, the
rows become counts and the key of the week is destroyed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.ports import Outcome
from storage.dialect import add_to, upsert
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
_KEY: Final = ("channel", "period", "question", "choice")
_v: Final = vote.c
_t: Final = vote_total.c


class Votes:
    """Port `Votes`. All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Prepare the statements that differ between the engines."""
        self._writer = writer
        lite = writer.on_sqlite
        self._cast = upsert(vote, ["mark"], ["choice"], on_sqlite=lite)
        self._set = upsert(vote_total, _KEY, ["n"], on_sqlite=lite)
        self._add = add_to(vote_total, _KEY, "n", on_sqlite=lite)

    def cast(self, ballot: Ballot, choice: int, marks: Sequence[bytes]) -> Outcome:
        """[commit] Count it once; another choice changes it, the same one again withdraws it."""
        wanted = sa.select(_v.mark, _v.choice).where(_v.mark.in_(marks)).with_for_update()
        before = self._writer.connection.execute(wanted).first()
        if before and before.choice == choice:
            self._writer.connection.execute(sa.delete(vote).where(_v.mark == before.mark))
            return Outcome.WITHDRAWN
        mark = before.mark if before else marks[0]
        row = {**_row(ballot), "choice": choice, "mark": mark}
        # An upsert also the first time: of two first taps at once the second one waits, and wins.
        self._writer.connection.execute(self._cast, row)
        return Outcome.CHANGED if before else Outcome.COUNTED

    def totals(self, ballot: Ballot, counts: Sequence[int]) -> None:
        """[commit] A platform that counts by itself says how many chose what: replaces it."""
        rows = [{**_row(ballot), "choice": at, "n": n} for at, n in enumerate(counts)]
        if rows:
            self._writer.connection.execute(self._set, rows)

    def counts(self, ballot: Ballot) -> Mapping[int, int]:
        """[commit] How many chose what; a choice of nobody is left out."""
        return self._read(question=ballot.question, period=ballot.period, channel=ballot.channel)

    def spread(self, question: str) -> tuple[int, ...]:
        """[commit] How many answered it, ballot by ballot; the order means nothing."""
        found: Counter[tuple[str, str]] = Counter()
        live = sa.select(_v.channel, _v.period, sa.func.count().label("n"))
        kept = sa.select(_t.channel, _t.period, sa.func.sum(_t.n).label("n"))
        for wanted, table in ((live, _v), (kept, _t)):
            each = wanted.where(table.question == question).group_by(table.channel, table.period)
            for row in self._writer.connection.execute(each):
                found[row.channel, row.period] += row.n
        return tuple(sorted(n for n in found.values() if n))

    def close(self, before: Week) -> None:
        """[commit] Of every week before this one only the counts stay; the marks are gone."""
        over = _v.week < str(before)
        columns = (_v.week, _v.channel, _v.period, _v.question, _v.choice)
        counted = sa.select(*columns, sa.func.count().label("n")).where(over).group_by(*columns)
        rows = [row._asdict() for row in self._writer.connection.execute(counted)]
        if rows:
            self._writer.connection.execute(self._add, rows)
            self._writer.connection.execute(sa.delete(vote).where(over))

    def _read(self, **where: str) -> Mapping[int, int]:
        """Live marks and kept counts together, so that nobody need know what was closed."""
        found: Counter[int] = Counter()
        live = sa.select(_v.choice, sa.func.count().label("n")).group_by(_v.choice)
        kept = sa.select(_t.choice, _t.n)
        for wanted, table in ((live, _v), (kept, _t)):
            only = (table[name] == value for name, value in where.items())
            for row in self._writer.connection.execute(wanted.where(*only)):
                found[row.choice] += row.n
        return {choice: n for choice, n in sorted(found.items()) if n}


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
