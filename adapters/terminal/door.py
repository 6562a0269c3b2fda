"""One conversation at a terminal, whatever the face: show, hear, hear again, until it is over.

    reply ── face.show ── face.hear ── intake.hear ── reply …

It knows no person and keeps nothing but the handle of an unsent report (`handle`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from adapters.terminal.drill import Practise, answer, question
from bot.errors import CloseCallError
from bot.flow.talk import Chose, Command, Ending, Notice, Over, Pressed, Problem, Said, Words8

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from adapters.terminal.handle import Handle
    from bot.flow.talk import Heard, Prompt, Say
    from bot.intake import Intake, Reply
    from bot.words import Language, Words
    from bot.work import Work
    from digests.practice import Practice

T = TypeVar("T")
# Where a crash may cost something, and where the screen belongs to a case instead.
KEPT_AT: Final = frozenset({"story", "reword"})
DROPPED_AT: Final = frozenset({"words", "case", "more"})


class Face(Protocol):
    """How one kind of terminal shows and hears. `hear` gives None when nobody is there."""

    def say(self, says: Sequence[Say]) -> None:
        """Show these, and do not return before they are out."""

    def ask(self, prompt: Prompt) -> None:
        """Show a question."""

    def hear(self, prompt: Prompt) -> Heard | Practise | Problem | None:
        """Wait for the answer. A Problem is what could not even be read."""


class Drives(Protocol):
    """The part of `storage.writer.Writer` that a door needs."""

    def submit(self, work: Work[T]) -> Future[T]:
        """Start a piece of work."""


class Door:
    """The terminal: one intake, one face, one conversation."""

    def __init__(  # noqa: PLR0913 - everything is handed in, named
        self,
        intake: Intake,
        writer: Drives,
        face: Face,
        handle: Handle,
        words: Words,
        *,
        drills: Callable[[Language], Work[Practice]] | None = None,
    ) -> None:
        """`handle` is claimed for as long as this process lives.

        `drills` finds this week's drill; without it there is none at this door.
        """
        self._intake = intake
        self._writer = writer
        self._face = face
        self._handle = handle
        self._words = words
        self._drills = drills
        self._worded = False  # eight words are on the screen, and nobody has gone on yet

    def converse(self, *, resume: bool = False) -> int:
        """The whole conversation; gives the exit code. Raises CloseCallError before it begins."""
        reply = self._begin(resume=resume)
        while True:
            heard = self._turn(reply)
            if isinstance(heard, Practise):
                reply, heard = self._practised(reply)
                if heard is None:
                    continue
            if heard is None:
                return 0
            try:
                answered = self._run(self._intake.hear(reply.token, heard, self._language))
            except CloseCallError as trouble:
                if heard == _CANCEL:  # whoever leaves is not held back; the draft dies unread
                    sentence = self._words.regret(trouble)
                    self._face.say((Problem(sentence), Over(Ending.CANCELLED)))
                    return 1
                reply = replace(reply, says=(Problem(self._refused(trouble)),))
            else:
                reply = self._helped(answered) if heard == _HELP else answered

    def _practised(self, reply: Reply) -> tuple[Reply, Heard | None]:
        """The drill, beside the conversation: what is asked next, or a command that ended it."""
        plain = replace(reply, says=())
        if self._drills is None:
            return replace(reply, says=(Problem(self._words("door.command.unknown")),)), None
        try:
            found = self._run(self._drills(self._language))
        except CloseCallError as trouble:
            return replace(reply, says=(Problem(self._refused(trouble)),)), None
        prompt = question(found, self._words)
        asked = replace(plain, prompt=prompt)
        while True:
            match self._turn(asked):
                case Said() | Chose() as heard:
                    said = answer(found, prompt, heard, self._words)
                    if not isinstance(said, Problem):
                        return replace(reply, says=(said,) if said else ()), None
                    asked = replace(asked, says=(said,))
                case Practise():
                    asked = replace(asked, says=())
                case command:
                    return plain, command

    def _refused(self, trouble: CloseCallError) -> str:
        return f"{self._words.regret(trouble)} {self._words('door.trouble.again')}"

    def _helped(self, reply: Reply) -> Reply:
        """Help, with the command that this door alone has."""
        if self._drills is None:
            return reply
        return replace(reply, says=(*reply.says, Notice(self._words("door.drill.help"))))

    def _turn(self, reply: Reply) -> Heard | Practise | None:
        """Show it and hear the answer; None when it was the end.

        Ctrl-C means cancel wherever it strikes. When the screen is gone, so is what was typed.
        """
        try:
            self._show(reply)
            heard = self._hear(reply.prompt) if reply.prompt else None
        except KeyboardInterrupt:
            heard = _CANCEL if reply.prompt else None
        except OSError:
            if not any(isinstance(say, Words8) for say in reply.says):
                self._forget(reply)
            raise
        if self._worded:
            self._worded = False
            self._handle.drop()
        return heard

    def _forget(self, reply: Reply) -> None:
        """Cancel without a word: nobody is there to read one."""
        if reply.prompt:
            with suppress(CloseCallError):
                self._run(self._intake.hear(reply.token, _CANCEL, self._language))
        self._handle.drop()

    @property
    def _language(self) -> Language:
        return self._words.language

    def _begin(self, *, resume: bool) -> Reply:
        """Go on where it broke off if that is wanted; else begin anew, under the same token."""
        held = self._handle.token
        if not resume:
            return self._run(self._intake.begin(self._language, held))
        if held is None:
            said, work = "door.continued.none", self._intake.begin(self._language)
        else:
            said, work = "door.continued", self._intake.resume(held, self._language)
        reply = self._run(work)
        return replace(reply, says=(Notice(self._words(said)), *reply.says))

    def _show(self, reply: Reply) -> None:
        """Say, then ask. The handle is there before Send can be reached.

        It outlives the words until their reader goes on: whoever was killed before reading them
        goes the same steps again and is given the same ones.
        """
        prompt = reply.prompt
        if prompt is not None and prompt.key in KEPT_AT:
            self._handle.keep(reply.token)
        self._face.say(reply.says)
        if any(isinstance(say, Words8) for say in reply.says):
            self._worded = True
        elif prompt is None or prompt.key in DROPPED_AT:
            self._handle.drop()
        if prompt is None:
            return
        self._face.ask(prompt)
        if prompt.record is not None:  # the key is ready by the time that the record is read
            self._writer.submit(self._intake.prepare(reply))

    def _hear(self, prompt: Prompt) -> Heard | Practise:
        """What a person answers; what cannot be read is said so, and the question asked again."""
        while True:
            try:
                heard = self._face.hear(prompt)
            except KeyboardInterrupt:
                return _CANCEL
            if heard is None:
                return _CANCEL
            if not isinstance(heard, Problem):
                return heard
            self._face.say((heard,))
            self._face.ask(prompt)

    def _run(self, work: Work[T]) -> T:
        """Wait for a turn. Ctrl-C cannot leave half of one: it is finished and shown."""
        future = self._writer.submit(work)
        try:
            found = future.result()
        except KeyboardInterrupt:
            found = future.result()
        return found


_CANCEL: Final = Pressed(Command.CANCEL)
_HELP: Final = Pressed(Command.HELP)
