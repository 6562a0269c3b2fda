"""A conversation, turn by turn: load the draft, step, keep it, do what the machine asks for.

    hear ─ commit: load · step · save ─┬─ no act: reply
                                       └─ act: aside (derive, seal) ─ commit: do · step · save

What an act changes and the state that follows it are kept in one transaction, so a crash leaves
either both or neither, and the same tap again finishes the work. It knows no platform and no
person: a conversation is a token. `turns` has what happens inside a transaction.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.alert import Alert
from bot.errors import SealError
from bot.flow.errands import Attach, Failed, File, Filed
from bot.flow.states import Turn
from bot.flow.visits import Showing
from bot.headstart import HeadStart, HeadStarts
from bot.intake.turns import Places, Reply, Step, Turns, Voice, after
from bot.words import Words
from bot.work import aside, commit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.flow.errands import Errand, Outcome
    from bot.flow.machine import Machine
    from bot.flow.talk import Heard, Say
    from bot.photo import Photo
    from bot.ports import Alarms, Dice, Drafts, Receipts, ReporterKey, Sealer, Spool
    from bot.report import Token
    from bot.sealed import SealedReport
    from bot.words import Language
    from bot.work import Work

__all__ = ["Errands", "Intake", "Places", "Reply", "after"]
T = TypeVar("T")


class Errands(Protocol):
    """Who carries out every act but `File`: `bot.followup.FollowUp`."""

    def attach(
        self,
        number: int,
        photo: Photo,
        words: Words,
        finish: Callable[[Callable[[], Outcome]], T],
    ) -> Work[T]:
        """Seal a photo to the case of this receipt, then `finish(change)` in one commit."""

    def carry(
        self,
        act: Errand,
        words: Words,
        finish: Callable[[Callable[[], Outcome]], T],
    ) -> Work[T]:
        """Do what is slow aside, then `finish(change)` in one commit; `change` writes."""


class Intake:
    """Conversations in every language. Thread-safe; keeps no conversation in memory."""

    def __init__(  # noqa: PLR0913 - the ports it stands on, named
        self,
        *,
        machines: Mapping[Language, Machine],
        drafts: Drafts,
        receipts: Receipts,
        sealer: Sealer,
        spool: Spool,
        followup: Errands,
        dice: Dice,
        alarms: Alarms | None = None,
        photos: Drafts | None = None,
    ) -> None:
        """One machine per language that a door may ask for, looked up at each turn.

        No `alarms`: nobody is alerted.

        `photos`: drafts whose rows hold a photo; None where no door takes any.
        """
        self._machines = machines
        self._voices = {one: Voice(machine, Words(one)) for one, machine in machines.items()}
        self._turns = Turns(drafts, receipts, dice, photos)
        self._receipts = receipts
        self._sealer = sealer
        self._spool = spool
        self._followup = followup
        self._alarms = alarms
        self._ready = HeadStarts()

    def _voice(self, language: Language) -> Voice:
        """The conversation in this language as it is now."""
        machine, voice = self._machines[language], self._voices[language]
        if voice.machine is not machine:
            voice = self._voices[language] = Voice(machine, Words(language))
        return voice

    def begin(self, language: Language, token: Token | None = None) -> Work[Reply]:
        """A fresh conversation: the banner and the first question.

        With a `token`, whatever that token held is overwritten, and the same record sent under it
        is given the same words as before. But new words that were made under it are shown again:
        the old ones work no more, and nobody may have seen the new ones.
        """
        token = token or self._turns.fresh()
        step = yield from commit(partial(self._turns.begun, self._voice(language), token))
        return step.reply

    def resume(self, token: Token, language: Language) -> Work[Reply]:
        """The conversation of a token where it stood; what was under way is finished first."""
        voice = self._voice(language)
        step = yield from commit(lambda: self._turns.again(voice, token))
        return (yield from self._finished(voice, step))

    def hear(
        self, token: Token, heard: Heard | Places, language: Language, rev: int | None = None
    ) -> Work[Reply]:
        """One turn. A choice made on an older screen (`rev`) changes nothing and is said so.

        If that screen's report was sent meanwhile, its words are shown again: a process may have
        been killed between keeping the report and showing them.

        Raises StoreError when nothing could be kept; the draft is as it was before.
        """
        voice = self._voice(language)
        ready = self._ready.take(token)
        step = yield from commit(partial(self._turns.heard, voice, token, heard, rev))
        return (yield from self._finished(voice, step, ready))

    def picture(self, token: Token, photo: Photo, language: Language) -> Work[Reply]:
        """A photo came. Where it is welcome it is kept with the turn, sealed as the draft is.

        Sent twice it is shown twice, and kept once. Raises StoreError.
        """
        voice = self._voice(language)
        step = yield from commit(partial(self._turns.pictured, voice, token, photo))
        return (yield from self._finished(voice, step))

    def prepare(self, reply: Reply) -> Work[None]:
        """Derive the receipt's key while the reporter still reads the record. Optional.

        It is held in memory until the next thing heard under this token, and only then used.
        """
        record = reply.prompt.record if reply.prompt else None
        if record is None or record.line("story") is None:
            return  # nothing to send, or an addition to a case that has its words
        self._ready.expect(reply.token)
        receipt = yield from commit(lambda: self._receipts.draw(reply.token, record))
        keys = yield from aside(lambda: self._receipts.derive(receipt))
        self._ready.put(reply.token, HeadStart(receipt, keys))

    def _finished(self, voice: Voice, step: Step, ready: HeadStart | None = None) -> Work[Reply]:
        """Carry out acts until a person is asked; say what all the turns said."""
        said: list[Say] = []
        stale = step.stale
        while (act := step.turn.act) is not None:
            said.extend(step.turn.says)
            if isinstance(act, File):
                step = yield from self._file(voice, step, act, ready)
            elif isinstance(act, Attach):
                step = yield from self._attach(voice, step, act)
            else:
                finish = partial(self._turns.finish, voice, step)
                step = yield from self._followup.carry(act, voice.words, finish)
        if step.photo is None and isinstance(step.turn.state, Showing):
            step = yield from self._gone(voice, step)
        said.extend(step.turn.says)
        return replace(step.reply, says=tuple(said), stale=stale)

    # --- a photo ---------------------------------------------------------------------------------

    def _attach(self, voice: Voice, step: Step, act: Attach) -> Work[Step]:
        if step.photo is None:
            return (yield from self._gone(voice, step))
        finish = partial(self._turns.finish, voice, step)
        return (yield from self._followup.attach(act.receipt, step.photo, voice.words, finish))

    def _gone(self, voice: Voice, step: Step) -> Work[Step]:
        """The bytes of a photo are not here any more: nobody is asked about what is not shown."""
        lost = Failed(voice.words("photo.gone"))
        return (yield from commit(partial(self._turns.finish, voice, step, lambda: lost)))

    # --- a report in -----------------------------------------------------------------------------

    def _file(self, voice: Voice, step: Step, act: File, ready: HeadStart | None) -> Work[Step]:
        receipt = step.receipt
        if receipt is None:
            raise AssertionError("a step that files has drawn its receipt")
        keys = ready.keys if ready and ready.receipt == receipt else None
        sealed = yield from aside(partial(self._sealed, voice.words, act, receipt, keys))
        if isinstance(sealed, Failed):
            return (yield from commit(partial(self._turns.finish, voice, step, lambda: sealed)))
        return (yield from commit(partial(self._accepted, voice, step, act, receipt, sealed)))

    def _sealed(
        self, words: Words, act: File, receipt: int, keys: tuple[ReporterKey, ...] | None
    ) -> tuple[SealedReport, tuple[ReporterKey, ...]] | Failed:
        keys = keys or self._receipts.derive(receipt)
        try:
            report = self._sealer.seal(
                act.record,
                keys[0],
                concern=act.concern,
                excluded=act.excluded,
                urgent=act.urgent,
            )
        except SealError as refusal:
            return Failed(words.regret(refusal))
        return report, keys

    def _accepted(
        self,
        voice: Voice,
        step: Step,
        act: File,
        receipt: int,
        sealed: tuple[SealedReport, tuple[ReporterKey, ...]],
    ) -> Step:
        """The report is in the spool, its draft overwritten, the conversation under a new token.

        Sent twice, it is accepted once: the lookup id is known, under this pepper or an older one.
        Whoever is slower must not overwrite what was said since under the new token.
        """
        report, keys = sealed
        known = any(self._spool.find(key.lookup) for key in keys)
        now, state = self._turns.load(step.token)
        if (now, state) != (step.rev, step.turn.state):
            if known:
                return self._turns.late(voice, Step(Turn(state), step.token, now))
            return self._turns.again(voice, step.token)  # cancelled meanwhile: nothing is kept
        if not known and self._spool.accept(report) and act.urgent and self._alarms:
            self._alarms.sound(Alert.of(act.record))
        turn = voice.machine.step(step.turn.state, Filed(receipt))
        return self._turns.handed_on(turn, step.token)
