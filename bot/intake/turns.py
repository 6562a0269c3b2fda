"""One turn inside a transaction: load the draft, step, keep it. Nothing here carries out an act.

A conversation is a token. What fails leaves the draft as it was; a choice made on an older screen
changes nothing, and new words that nobody may have seen are shown again.
"""

from __future__ import annotations

import hashlib
from dataclasses import field, replace
from typing import TYPE_CHECKING

from bot.errors import TooLong
from bot.flow.codec import decode, encode
from bot.flow.errands import File
from bot.flow.loss import losing
from bot.flow.picking import at_places
from bot.flow.picturing import holding
from bot.flow.states import Idle, Turn
from bot.flow.talk import Chose, Loss, Over, Pictured, Problem
from bot.flow.visits import More, Posting, Showing
from bot.frozen import frozen
from bot.photo import Photo
from bot.report import TOKEN_BYTES, Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.flow.errands import Outcome
    from bot.flow.machine import Machine
    from bot.flow.states import State
    from bot.flow.talk import Heard, Prompt, Say
    from bot.photo import Picture
    from bot.ports import Dice, Drafts, Receipts
    from bot.words import Words


@frozen
class Reply:
    """What a door shows, and what it keeps in its screen: the token, and the turn's number.

    `prompt` None: the conversation is over; whatever is heard under the new token begins anew.
    `stale`: what was tapped belongs to an earlier turn, so nothing was changed. `photo`: to be
    shown with the prompt; whoever cannot show it must not ask. `loss`: what is not sent yet.
    """

    token: Token = field(repr=False)
    rev: int
    says: tuple[Say, ...] = ()
    prompt: Prompt | None = None
    stale: bool = False
    photo: Photo | None = None
    loss: Loss = Loss.NOTHING


@frozen
class Places:
    """Choices by their place in the prompt of a turn: all that fits into a small button.

    A place that the prompt has not got is a choice that does not exist.
    """

    places: tuple[int, ...]


@frozen
class Voice:
    """The conversation in one language, and that language."""

    machine: Machine
    words: Words


@frozen
class Step:
    """A turn that is kept, with what the next part of the work needs."""

    turn: Turn
    token: Token
    rev: int
    receipt: int | None = field(repr=False, default=None)
    stale: bool = False
    photo: Photo | None = None

    @property
    def reply(self) -> Reply:
        """What a door shows of it."""
        turn, loss = self.turn, losing(self.turn.state)
        return Reply(self.token, self.rev, turn.says, turn.prompt, self.stale, self.photo, loss)


class Turns:
    """Drafts and the machine, joined. Every method is one durable part."""

    def __init__(
        self, drafts: Drafts, receipts: Receipts, dice: Dice, photos: Drafts | None = None
    ) -> None:
        """Bind the ports. `photos`: drafts with rows that hold a photo, where a door takes any."""
        self._drafts = drafts
        self._photos = photos
        self._receipts = receipts
        self._dice = dice

    def load(self, token: Token) -> tuple[int, State]:
        """[commit] The turn's number and where the conversation stands; `Idle`: nothing known."""
        draft = self._drafts.load(token)
        if draft is None:
            return 0, Idle()
        number, _, held = draft.partition(b"\n")
        state = decode(held)
        return (int(number), state) if state is not None else (0, Idle())

    def begun(self, voice: Voice, token: Token) -> Step:
        """[commit] A conversation from its beginning; unseen new words once more."""
        rev, state = self.load(token)
        if isinstance(state, More) and state.visit.fresh:
            return self.kept(voice.machine.step(state, Chose(("again",))), token, rev)
        return self._after(state, voice.machine.begin(), token, 0)

    def again(self, voice: Voice, token: Token) -> Step:
        """[commit] Where the conversation stands."""
        rev, state = self.load(token)
        return self.drawn(Step(voice.machine.again(state), token, rev))

    def heard(self, voice: Voice, token: Token, heard: Heard | Places, rev: int | None) -> Step:
        """[commit] One thing was heard."""
        now, state = self.load(token)
        if rev is not None and rev != now and isinstance(heard, Chose | Places):
            return self.late(voice, Step(Turn(state), token, now))
        offered = None
        if isinstance(heard, Places):
            offered = voice.machine.offered(state)
            heard = at_places(offered, heard.places)
        turn = voice.machine.step(state, heard, offered)
        if turn.act is not None and turn.state == state:
            return self.drawn(Step(turn, token, now))  # a second tap on what is under way
        return self.saved(voice, state, turn, token, now)

    def saved(self, voice: Voice, before: State, turn: Turn, token: Token, rev: int) -> Step:
        """[commit] Keep a turn; one that does not fit into a draft is refused with a sentence.

        `rev`: the number of the turn before.
        """
        try:
            return self.drawn(self._after(before, turn, token, rev))
        except TooLong:
            return self._repeated(voice, Step(Turn(before), token, rev), "roof.failure.TooLong")

    def late(self, voice: Voice, step: Step) -> Step:
        """[commit] A choice on an older screen: where things stand now, and new words again."""
        sent = after(step.token) if isinstance(step.turn.state, Idle) else step.token
        now, state = self.load(sent)
        if isinstance(state, More) and state.visit.fresh:
            turn = voice.machine.step(state, Chose(("again",)))
            return Step(turn, sent, now, stale=True)
        return replace(self._repeated(voice, step, "door.stale"), stale=True)

    def finish(self, voice: Voice, step: Step, change: Callable[[], Outcome]) -> Step:
        """[commit] Change and step on, unless somebody else has finished this turn meanwhile."""
        rev, state = self.load(step.token)
        if (rev, state) != (step.rev, step.turn.state):
            return self.again(voice, step.token)
        turn = voice.machine.step(state, change())
        return self.drawn(self._after(state, turn, step.token, rev))

    def pictured(self, voice: Voice, token: Token, photo: Photo) -> Step:
        """[commit] A photo came: where it is welcome its bytes are kept with the turn."""
        now, state = self.load(token)
        turn = voice.machine.step(state, Pictured(photo.picture))
        if turn.state == state:
            return self.drawn(Step(turn, token, now))
        if self._photos is not None and holding(turn.state) == photo.picture:
            self._photos.save(_beside(token), photo.jpeg)
        return self.saved(voice, state, turn, token, now)

    def kept(self, turn: Turn, token: Token, rev: int) -> Step:
        """[commit] Write the draft; a conversation that is over leaves none, and a new token.

        `rev`: the number of the turn before.
        """
        if any(isinstance(say, Over) for say in turn.says):
            self._drafts.erase(token)
            return Step(turn, self.fresh(), 0)
        self._drafts.save(token, b"%d\n%s" % (rev + 1, encode(turn.state)))
        return Step(turn, token, rev + 1)

    def drawn(self, step: Step) -> Step:
        """[commit] With the receipt, when there is something to file; with the photo it means."""
        if isinstance(step.turn.state, Showing | Posting):
            return replace(step, photo=self._photo(step.token, step.turn.state.picture))
        if not isinstance(step.turn.act, File):
            return step
        receipt = self._receipts.draw(step.token, step.turn.act.record)
        return replace(step, receipt=receipt)

    def handed_on(self, turn: Turn, token: Token) -> Step:
        """[commit] The report is kept: its draft is overwritten, the talk goes on after it."""
        self._drafts.erase(token)
        return self.kept(turn, after(token), 0)

    def fresh(self) -> Token:
        """A new token."""
        return Token(self._dice(TOKEN_BYTES))

    def _after(self, before: State, turn: Turn, token: Token, rev: int) -> Step:
        """[commit] Keep a turn; a photo that it let go of is overwritten."""
        held = holding(before)
        if self._photos is not None and held is not None and holding(turn.state) is None:
            self._photos.erase(_beside(token))
        return self.kept(turn, token, rev)

    def _photo(self, token: Token, picture: Picture) -> Photo | None:
        """[commit] The very photo that the state means; None when its bytes are not here."""
        jpeg = self._photos.load(_beside(token)) if self._photos else None
        try:
            photo = Photo.parse(jpeg or b"")
        except ValueError:
            return None
        return photo if photo.picture == picture else None

    def _repeated(self, voice: Voice, step: Step, problem: str) -> Step:
        """The same question again, after a sentence about what did not fit."""
        turn = voice.machine.again(step.turn.state)
        says = (Problem(voice.words(problem)), *turn.says)
        return self.drawn(replace(step, turn=replace(turn, says=says)))


def after(token: Token) -> Token:
    """The token under which a conversation goes on once its report is sent. There is no way back.

    It follows from the one before, so that whoever holds the old screen finds the new one.
    """
    return Token(hashlib.sha256(b"closecall/1/token/after" + token.raw).digest())


def _beside(token: Token) -> Token:
    """Where the photo of a conversation lies until it is sent: a row of its own."""
    return Token(hashlib.sha256(b"closecall/1/token/photo" + token.raw).digest())
