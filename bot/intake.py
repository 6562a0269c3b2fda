"""A conversation, turn by turn: load the draft, step, keep it, do what the machine asks for.

    hear ─ commit: load · step · save ─┬─ no act: reply
                                       └─ act: aside (derive, seal) ─ commit: do · step · save

What an act changes and the state that follows it are kept in one transaction, so a crash leaves
either both or neither, and the same tap again finishes the work. It knows no platform and no
person: a conversation is a token.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.alert import Alert
from bot.errors import SealError, TooLong
from bot.flow.codec import decode, encode
from bot.flow.states import Idle, More, Turn
from bot.flow.talk import Chose, Failed, File, Filed, Over, Problem
from bot.headstart import HeadStarts
from bot.report import TOKEN_BYTES, Token
from bot.words import Words
from bot.work import aside, commit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.flow.machine import Machine
    from bot.flow.states import State
    from bot.flow.talk import (
        ChangeWords,
        Heard,
        ListLessons,
        LookUp,
        Outcome,
        Prompt,
        Say,
        Send,
        Withdraw,
    )
    from bot.ports import Alarms, Dice, Drafts, Receipts, ReporterKey, Sealer, Spool
    from bot.sealed import SealedReport
    from bot.words import Language
    from bot.work import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a door shows, and what it keeps in its screen: the token, and the turn's number.

    `prompt` None: the conversation is over; whatever is heard under the new token begins anew.
    `stale`: what was tapped belongs to an earlier turn, so nothing was changed.
    """

    token: Token = field(repr=False)
    rev: int
    says: tuple[Say, ...] = ()
    prompt: Prompt | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Choices by their place in the prompt of a turn: all that fits into a small button.

    A place that the prompt has not got is a choice that does not exist.
    """

    places: tuple[int, ...]


class Errands(Protocol):
    """Who carries out every act but `File`: `bot.followup.FollowUp`."""

    def carry(
        self,
        act: LookUp | Send | ChangeWords | Withdraw | ListLessons,
        words: Words,
        finish: Callable[[Callable[[], Outcome]], T],
    ) -> Work[T]:
        """Do what is slow aside, then `finish(change)` in one commit; `change` writes."""


@dataclass(frozen=True, slots=True)
class _Voice:
    """The conversation in one language, and that language."""

    machine: Machine
    words: Words


@dataclass(frozen=True, slots=True)
class _Step:
    """A turn that is kept, with what the next part of the work needs."""

    turn: Turn
    token: Token
    rev: int
    receipt: int | None = field(repr=False, default=None)
    stale: bool = False


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
    ) -> None:
        """One machine per language that a door may ask for. No `alarms`: nobody is alerted."""
        self._voices = {one: _Voice(machine, Words(one)) for one, machine in machines.items()}
        self._drafts = drafts
        self._receipts = receipts
        self._sealer = sealer
        self._spool = spool
        self._followup = followup
        self._dice = dice
        self._alarms = alarms
        self._ready = HeadStarts()

    def begin(self, language: Language, token: Token | None = None) -> Work[Reply]:
        """A fresh conversation: the banner and the first question.

        With a `token`, whatever that token held is overwritten, and the same record sent under it
        is given the same words as before. But new words that were made under it are shown again:
        the old ones work no more, and nobody may have seen the new ones.
        """
        token = token or self._fresh()
        step = yield from commit(partial(self._begun, self._voices[language], token))
        return _reply(step)

    def resume(self, token: Token, language: Language) -> Work[Reply]:
        """The conversation of a token where it stood; what was under way is finished first."""
        voice = self._voices[language]
        step = yield from commit(lambda: self._again(voice, token))
        return (yield from self._finished(voice, step))

    def hear(
        self, token: Token, heard: Heard | Places, language: Language, rev: int | None = None
    ) -> Work[Reply]:
        """One turn. A choice made on an older screen (`rev`) changes nothing and is said so.

        If that screen's report was sent meanwhile, its words are shown again: a process may have
        been killed between keeping the report and showing them.

        Raises StoreError when nothing could be kept; the draft is as it was before.
        """
        voice = self._voices[language]
        ready = self._ready.take(token)
        step = yield from commit(partial(self._heard, voice, token, heard, rev))
        return (yield from self._finished(voice, step, ready))

    def prepare(self, reply: Reply) -> Work[None]:
        """Derive the receipt's key while the reporter still reads the record. Optional.

        It is held in memory until the next thing heard under this token, and only then used.
        """
        record = reply.prompt.record if reply.prompt else None
        if record is None:
            return
        self._ready.expect(reply.token)
        receipt = yield from commit(lambda: self._receipts.draw(reply.token, record))
        keys = yield from aside(lambda: self._receipts.derive(receipt))
        self._ready.put(reply.token, receipt, keys)

    # --- one step, inside a transaction ----------------------------------------------------------

    def _load(self, token: Token) -> tuple[int, State]:
        """The turn's number and where the conversation stands; `Idle` when nothing is known."""
        number, _, held = (self._drafts.load(token) or b"").partition(b"\n")
        state = decode(held)
        return (int(number), state) if state is not None else (0, Idle())

    def _begun(self, voice: _Voice, token: Token) -> _Step:
        rev, state = self._load(token)
        if isinstance(state, More) and state.visit.fresh:
            return self._kept(_Step(voice.machine.step(state, Chose(("again",))), token, rev))
        return self._kept(_Step(voice.machine.begin(), token, 0))

    def _again(self, voice: _Voice, token: Token) -> _Step:
        rev, state = self._load(token)
        return self._drawn(_Step(voice.machine.again(state), token, rev))

    def _heard(self, voice: _Voice, token: Token, heard: Heard | Places, rev: int | None) -> _Step:
        now, state = self._load(token)
        if isinstance(heard, Chose | Places) and rev is not None and rev != now:
            return self._late(voice, _Step(Turn(state), token, now))
        if isinstance(heard, Places):
            heard = _named(voice.machine.prompt(state), heard)
        turn = voice.machine.step(state, heard)
        if turn.act is not None and turn.state == state:
            return self._drawn(_Step(turn, token, now))  # a second tap on what is under way
        try:
            return self._drawn(self._kept(_Step(turn, token, now)))
        except TooLong:
            return self._repeated(voice, _Step(Turn(state), token, now), "roof.failure.TooLong")

    def _late(self, voice: _Voice, step: _Step) -> _Step:
        """A choice on an older screen: where things stand now, and new words once more."""
        sent = after(step.token) if isinstance(step.turn.state, Idle) else step.token
        now, state = self._load(sent)
        if isinstance(state, More) and state.visit.fresh:
            turn = voice.machine.step(state, Chose(("again",)))
            return _Step(turn, sent, now, stale=True)
        return replace(self._repeated(voice, step, "door.stale"), stale=True)

    def _repeated(self, voice: _Voice, step: _Step, problem: str) -> _Step:
        """The same question again, after a sentence about what did not fit."""
        turn = voice.machine.again(step.turn.state)
        says = (Problem(voice.words(problem)), *turn.says)
        return self._drawn(replace(step, turn=replace(turn, says=says)))

    def _kept(self, step: _Step) -> _Step:
        """Write the draft; a conversation that is over leaves none and gets a new token."""
        if any(isinstance(say, Over) for say in step.turn.says):
            self._drafts.erase(step.token)
            return _Step(step.turn, self._fresh(), 0)
        rev = step.rev + 1
        self._drafts.save(step.token, b"%d\n%s" % (rev, encode(step.turn.state)))
        return _Step(step.turn, step.token, rev)

    def _drawn(self, step: _Step) -> _Step:
        """With the receipt, when there is something to file."""
        if not isinstance(step.turn.act, File):
            return step
        receipt = self._receipts.draw(step.token, step.turn.act.record)
        return replace(step, receipt=receipt)

    # --- acts ------------------------------------------------------------------------------------

    def _finished(
        self,
        voice: _Voice,
        step: _Step,
        ready: tuple[int, tuple[ReporterKey, ...]] | None = None,
    ) -> Work[Reply]:
        """Carry out acts until a person is asked; say what all the turns said."""
        said: list[Say] = []
        stale = step.stale
        while (act := step.turn.act) is not None:
            said.extend(step.turn.says)
            if isinstance(act, File):
                step = yield from self._file(voice, step, act, ready)
            else:
                finish = partial(self._finish, voice, step)
                step = yield from self._followup.carry(act, voice.words, finish)
        said.extend(step.turn.says)
        return Reply(step.token, step.rev, tuple(said), step.turn.prompt, stale)

    def _finish(self, voice: _Voice, step: _Step, change: Callable[[], Outcome]) -> _Step:
        """Change and step on, unless somebody else has finished this turn meanwhile."""
        rev, state = self._load(step.token)
        if (rev, state) != (step.rev, step.turn.state):
            return self._again(voice, step.token)
        turn = voice.machine.step(state, change())
        return self._drawn(self._kept(_Step(turn, step.token, rev)))

    def _file(
        self,
        voice: _Voice,
        step: _Step,
        act: File,
        ready: tuple[int, tuple[ReporterKey, ...]] | None,
    ) -> Work[_Step]:
        receipt = step.receipt
        if receipt is None:
            raise AssertionError("a step that files has drawn its receipt")
        keys = ready[1] if ready and ready[0] == receipt else None
        sealed = yield from aside(partial(self._sealed, voice.words, act, receipt, keys))
        if isinstance(sealed, Failed):
            return (yield from commit(partial(self._finish, voice, step, lambda: sealed)))
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
            return Failed(words.refusal(refusal))
        return report, keys

    def _accepted(
        self,
        voice: _Voice,
        step: _Step,
        act: File,
        receipt: int,
        sealed: tuple[SealedReport, tuple[ReporterKey, ...]],
    ) -> _Step:
        """The report is in the spool, its draft overwritten, the conversation under a new token.

        Sent twice, it is accepted once: the lookup id is known, under this pepper or an older one.
        """
        report, keys = sealed
        if not any(self._spool.find(key.lookup) for key in keys):
            if self._load(step.token) != (step.rev, step.turn.state):
                return self._again(voice, step.token)  # cancelled meanwhile: nothing is kept
            if self._spool.accept(report) and act.urgent and self._alarms:
                self._alarms.sound(Alert.of(act.record))
        self._drafts.erase(step.token)
        turn = voice.machine.step(step.turn.state, Filed(receipt))
        return self._kept(_Step(turn, after(step.token), 0))

    def _fresh(self) -> Token:
        return Token(self._dice(TOKEN_BYTES))


def after(token: Token) -> Token:
    """The token under which a conversation goes on once its report is sent. There is no way back.

    It follows from the one before, so that whoever holds the old screen finds the new one.
    """
    return Token(hashlib.sha256(b"closecall/1/token/after" + token.raw).digest())


def _named(prompt: Prompt | None, chosen: Places) -> Chose:
    """The choices at these places, by id; one that is not there becomes an id that is not."""
    offered = prompt.choices if prompt else ()
    ids = (offered[at].id if at < len(offered) else "" for at in chosen.places)
    return Chose(tuple(ids))


def _reply(step: _Step) -> Reply:
    return Reply(step.token, step.rev, step.turn.says, step.turn.prompt)
