"""The way back: what a reporter does with the eight words. It reads only what was left for them.

    derive (aside, always) ─ find (commit) ─ read or seal (aside) ─ finish (commit)

Looking up is the same work for known, unknown and unreadable words; what follows is more for known
ones alone. Unknown and unreadable words get the same answer. Nothing here knows which conversation
asks, and no key outlives its errand.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar, assert_never

from bot import receipt
from bot.errors import SealError
from bot.flow.errands import (
    Barred,
    ChangeWords,
    Done,
    Failed,
    Filed,
    Kinds,
    Known,
    Listed,
    ListKinds,
    ListLessons,
    LookUp,
    Send,
    Unknown,
    Withdraw,
)
from bot.work import aside, commit

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.flow.errands import Errand, Outcome
    from bot.lesson import Lesson
    from bot.photo import Photo
    from bot.ports import (
        Dice,
        Lessons,
        Receipts,
        ReporterKey,
        ReporterReader,
        Sealer,
        Spool,
    )
    from bot.sealed import Found, SealedAddition, SealedObject
    from bot.words import Words
    from bot.work import Work

T = TypeVar("T")
PAGE: Final = 3  # lessons in one answer: a page is one screen
NOBODY: Final = 0  # the number derived for words that do not parse; its result is not used


class FollowUp:
    """Carries out every act of the way back, and reads the lessons. Thread-safe."""

    def __init__(  # noqa: PLR0913 - the ports it stands on, named
        self,
        *,
        receipts: Receipts,
        sealer: Sealer,
        reader: ReporterReader,
        spool: Spool,
        lessons: Lessons,
        dice: Dice,
    ) -> None:
        """Bind the ports."""
        self._receipts = receipts
        self._sealer = sealer
        self._reader = reader
        self._spool = spool
        self._lessons = lessons
        self._dice = dice

    def carry(
        self,
        act: Errand,
        words: Words,
        finish: Callable[[Callable[[], Outcome]], T],
    ) -> Work[T]:
        """Do what is slow aside, then `finish(change)` in one commit; `change` writes."""
        match act:
            case LookUp(number):
                return self._look_up(number, finish)
            case Send():
                return self._send(act, words, finish)
            case ChangeWords(number):
                return self._change_words(number, finish)
            case Withdraw(number):
                return self._withdraw(number, finish)
            case ListLessons():
                return commit(lambda: finish(lambda: self._list(act, words)))
            case ListKinds():
                return commit(lambda: finish(lambda: Kinds(self._lessons.kinds())))
            case _:
                assert_never(act)

    # --- acts ------------------------------------------------------------------------------------

    def _look_up(
        self, number: int | None, finish: Callable[[Callable[[], Outcome]], T]
    ) -> Work[T]:
        held = yield from self._find(number)
        outcome: Outcome = yield from aside(partial(self._read, held))
        return (yield from commit(lambda: finish(lambda: outcome)))

    def _send(
        self, act: Send, words: Words, finish: Callable[[Callable[[], Outcome]], T]
    ) -> Work[T]:
        held = yield from self._find(act.receipt)
        sealed = yield from aside(partial(self._sealed, held, act, words))

        def change() -> Outcome:
            if isinstance(sealed, Failed | Unknown):
                return sealed
            if not sealed.barred:
                return Done() if self._spool.add(sealed) else Unknown()
            in_time = self._spool.bar(sealed)
            return Unknown() if in_time is None else Barred(in_time)

        return (yield from commit(lambda: finish(change)))

    def attach(
        self,
        number: int,
        photo: Photo,
        words: Words,
        finish: Callable[[Callable[[], Outcome]], T],
    ) -> Work[T]:
        """Seal a photo to the case of a receipt, then `finish(change)` in one commit."""
        held = yield from self._find(number)
        sealed = yield from aside(partial(self._attached, held, photo, words))

        def change() -> Outcome:
            if isinstance(sealed, Failed | Unknown):
                return sealed
            return Done() if self._spool.add(sealed) else Unknown()

        return (yield from commit(lambda: finish(change)))

    def _change_words(self, number: int, finish: Callable[[Callable[[], Outcome]], T]) -> Work[T]:
        new = receipt.draw(self._dice)
        held = yield from self._find(number)
        key, anew = yield from aside(partial(self._rekeyed, held, new))

        def change() -> Outcome:
            if held is None or not self._spool.rekey(held[0].lookup, key, held[1], anew):
                return Unknown()
            return Filed(new)

        return (yield from commit(lambda: finish(change)))

    def _withdraw(self, number: int, finish: Callable[[Callable[[], Outcome]], T]) -> Work[T]:
        held = yield from self._find(number)

        def change() -> Outcome:
            if held is None or not self._spool.withdraw(held[0].lookup):
                return Unknown()
            return Done()

        return (yield from commit(lambda: finish(change)))

    def _list(self, act: ListLessons, words: Words) -> Outcome:
        shown = self._lessons.page(act.page, PAGE, act.kind)
        more = bool(self._lessons.page((act.page + 1) * PAGE, 1, act.kind))
        return Listed(tuple(told(one.lesson, words) for one in shown), act.page, more)

    # --- parts -----------------------------------------------------------------------------------

    def _find(self, number: int | None) -> Work[tuple[ReporterKey, Found] | None]:
        """The key that opens a case, under any pepper; every lookup is made, whatever is found."""
        keys = yield from aside(
            lambda: self._receipts.derive(NOBODY if number is None else number)
        )
        found = yield from commit(lambda: [(key, self._spool.find(key.lookup)) for key in keys])
        hits = [(key, case) for key, case in found if case is not None]
        return hits[0] if hits and number is not None else None

    def _read(self, held: tuple[ReporterKey, Found] | None) -> Known | Unknown:
        if held is None:
            return Unknown()
        return Known(
            self._reader.status(*held), self._reader.question(*held), self._reader.preview(*held)
        )

    def _sealed(
        self, held: tuple[ReporterKey, Found] | None, act: Send, words: Words
    ) -> SealedAddition | Unknown | Failed:
        if held is None:
            return Unknown()
        line = act.record.line("excluded")
        try:
            return self._sealer.add(
                held[1], act.kind, act.record, held[0], excluded=line.codes if line else ()
            )
        except SealError as refusal:
            return Failed(words.regret(refusal))

    def _attached(
        self, held: tuple[ReporterKey, Found] | None, photo: Photo, words: Words
    ) -> SealedAddition | Unknown | Failed:
        if held is None:
            return Unknown()
        try:
            return self._sealer.attach(held[1], photo, held[0])
        except SealError as refusal:
            return Failed(words.regret(refusal))

    def _rekeyed(
        self, held: tuple[ReporterKey, Found] | None, new: int
    ) -> tuple[ReporterKey, tuple[SealedObject, ...]]:
        key = self._receipts.derive(new)[0]
        return key, self._reader.rekey(held[0], key, held[1]) if held else ()


def told(lesson: Lesson, words: Words) -> str:
    """A lesson as one reads it in a conversation: what happened, what saved it, what changed."""
    lines = (
        lesson.title,
        lesson.story,
        words("door.lesson.saved", text=lesson.saved_by),
        words("door.lesson.weak", text=lesson.vulnerability),
        words("door.lesson.change", text=lesson.change),
        words("door.lesson.why", text=lesson.why_it_helps),
    )
    return "\n".join(lines)
