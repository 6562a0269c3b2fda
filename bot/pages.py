"""The same conversations as `intake`, a page at a time, for doors that show forms.

A page is several answers in one turn: folded in one transaction, kept once, answered after the
commit. The number of the turn stands in the page, so that the same page sent twice counts once and
shows what the first one led to. It knows no platform.
"""

from __future__ import annotations

from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from bot.flow.sheet import Landing, ahead, carried, fold, kinds, reopened
from bot.flow.states import Telling, Turn
from bot.flow.talk import Pressed
from bot.frozen import frozen
from bot.intake import Intake, Reply
from bot.intake.turns import Step, Voice
from bot.work import commit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flow.sheet import Places, Sheet
    from bot.flow.talk import Choice, Command, Prompt
    from bot.headstart import HeadStart
    from bot.report import Token
    from bot.words import Language
    from bot.work import Work

Families = tuple[tuple["Choice", tuple["Choice", ...]], ...]


@frozen
class Page:
    """What a form shows: the reply, its questions, and what the next sheet has to bring along.

    `kinds` is there on the page of the story alone. `wrong` names the question whose answer did
    not fit: then nothing was kept, and the page that was sent still stands.
    """

    reply: Reply
    asked: tuple[Prompt, ...] = ()
    kinds: Families = ()
    left: Mapping[str, Places] = field(default_factory=dict)
    typed: str = field(repr=False, default="")
    wrong: str = ""


@frozen
class _Leaf:
    """A kept step and its page, before the acts are carried out."""

    step: Step
    page: Page


class Pages(Intake):
    """Conversations by the page. Thread-safe, like the intake that it is."""

    def opening(self, token: Token, language: Language) -> Page:
        """The first page of a new conversation. Nothing is kept: opening a form marks nobody."""
        voice = self._voice(language)
        turn = voice.machine.begin()
        return self._leaf(voice, Step(turn, token, 0), Landing(turn)).page

    def fill(
        self, token: Token, sheet: Sheet | Places, language: Language, rev: int
    ) -> Work[Page]:
        """A page was sent; or one choice of the question that is asked, by its place.

        On an older page (`rev`) it changes nothing, and where things stand is shown.
        Raises StoreError when nothing could be kept; the draft is as it was before.
        """
        voice = self._voice(language)
        ready = self._ready.take(token)
        leaf = yield from commit(partial(self._filled, voice, token, sheet, rev))
        return (yield from self._shown(voice, leaf, ready))

    def press(self, token: Token, command: Command, language: Language) -> Work[Page]:
        """A command, in any state."""
        reply = yield from self.hear(token, Pressed(command), language)
        return self._of(self._voice(language), reply)

    def back(self, token: Token, language: Language, rev: int) -> Work[Page]:
        """To the page of the story, with what was answered on it. Raises StoreError."""
        voice = self._voice(language)
        leaf = yield from commit(partial(self._back, voice, token, rev))
        return (yield from self._shown(voice, leaf, None))

    # --- inside a transaction --------------------------------------------------------------------

    def _filled(self, voice: Voice, token: Token, sheet: Sheet | Places, rev: int) -> _Leaf:
        now, state = self._turns.load(token)
        if isinstance(sheet, tuple):
            prompt = voice.machine.offered(state)
            sheet = {prompt.key if prompt else "": sheet}
        if rev != now:
            step = self._turns.late(voice, Step(Turn(state), token, now))
            return self._leaf(voice, step, Landing(step.turn, carried(state, sheet)))
        folded = fold(voice.machine, state, sheet)
        if folded.wrong or folded.turn.state == state:
            return self._leaf(voice, self._turns.drawn(Step(folded.turn, token, now)), folded)
        step = self._turns.saved(voice, state, folded.turn, token, now)
        return self._kept(voice, step, folded)

    def _back(self, voice: Voice, token: Token, rev: int) -> _Leaf:
        now, state = self._turns.load(token)
        if rev != now:
            step = self._turns.late(voice, Step(Turn(state), token, now))
            return self._leaf(voice, step, Landing(step.turn))
        folded = reopened(voice.machine, state)
        step = self._turns.saved(voice, state, folded.turn, token, now)
        return self._kept(voice, step, folded)

    def _kept(self, voice: Voice, step: Step, folded: Landing) -> _Leaf:
        kept = step.turn is folded.turn
        return self._leaf(voice, step, folded if kept else Landing(step.turn))

    # --- the page --------------------------------------------------------------------------------

    def _leaf(self, voice: Voice, step: Step, folded: Landing) -> _Leaf:
        """The page of a step: its questions, looked up with the pure machine."""
        turn, machine = step.turn, voice.machine
        reply = step.reply
        if turn.act is not None:
            return _Leaf(step, Page(reply))
        fresh = isinstance(turn.state, Telling) and not turn.state.answers
        page = Page(
            reply,
            asked=ahead(machine, turn, folded.left),
            kinds=kinds(machine) if fresh else (),
            left=folded.left,
            typed=folded.typed,
            wrong=folded.wrong,
        )
        return _Leaf(step, page)

    def _shown(self, voice: Voice, leaf: _Leaf, ready: HeadStart | None) -> Work[Page]:
        """Carry out what was asked for; a page that followed from an act asks one thing."""
        if leaf.step.turn.act is None:
            return leaf.page
        reply = yield from self._finished(voice, leaf.step, ready)
        return self._of(voice, reply)

    def _of(self, voice: Voice, reply: Reply) -> Page:
        prompt = reply.prompt
        fresh = prompt is not None and prompt.key == "story" and not prompt.choices
        return Page(
            reply,
            asked=(prompt,) if prompt else (),
            kinds=kinds(voice.machine) if fresh else (),
        )
