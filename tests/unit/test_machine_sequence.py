"""Long conversations by chance: answers, changes, skips, doubles, cancels, restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.flow.codec import decode, encode
from bot.flow.errands import (
    Done,
    Failed,
    File,
    Filed,
    Kinds,
    Known,
    Listed,
    Question,
    Send,
    Status,
    Unknown,
)
from bot.flow.states import Idle
from bot.flow.talk import Ask, Chose, Command, Over, Pressed, Said
from bot.receipt import words
from bot.report import RawText
from bot.words import Language
from tests.states import machine, outcomes, typed

if TYPE_CHECKING:
    from bot.flow.errands import Act, Outcome
    from bot.flow.states import State, Turn
    from bot.flow.talk import Heard, Prompt

DRAFT = 8192
WORDS = ("trailer", "Anna", "hunter2", words(7)[0])  # what nobody may read in a log or a traceback


class Conversation(RuleBasedStateMachine):
    """A person with one machine, a world that answers its acts, a draft read back each time."""

    def __init__(self) -> None:
        """Begin with the banner."""
        super().__init__()
        self.machine = machine(Language.EN)
        self.state: State = Idle()
        self.prompt: Prompt | None = None
        self.act: Act | None = None
        self.shown = b""
        self.hear(Pressed(Command.REPORT))

    def hear(self, heard: Heard) -> Turn:
        """One step; what is shown and wanted afterwards is remembered."""
        turn = self.machine.step(self.state, heard)
        if isinstance(turn.act, (File, Send)) and self.shown:
            assert turn.act.record.encode() == self.shown
        assert not [word for word in WORDS if word in repr(turn)]
        if turn.prompt and turn.prompt.record:
            self.shown = turn.prompt.record.encode()
        elif turn.prompt:
            self.shown = b""
        self.state, self.prompt, self.act = turn.state, turn.prompt, turn.act
        if any(isinstance(say, Over) for say in turn.says):
            self.prompt = self.machine.prompt(self.state)
        return turn

    @precondition(lambda self: self.prompt and self.prompt.choices)
    @rule(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        """One of the choices that are offered, or several where that is welcome."""
        assert self.prompt
        ids = [choice.id for choice in self.prompt.choices]
        most = 3 if self.prompt.kind is Ask.MANY else 1
        chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=most, unique=True))
        self.hear(Chose(tuple(chosen)))

    @rule(text=typed)
    def say(self, text: str) -> None:
        """Anything typed."""
        self.hear(Said(RawText(text)))

    @precondition(lambda self: self.prompt and self.prompt.kind is Ask.TEXT)
    @rule(text=st.sampled_from(["A trailer rolled back at the dock", "Anna was at Gate 7 then"]))
    def tell(self, text: str) -> None:
        """A text where one is wanted."""
        self.hear(Said(RawText(text)))

    @precondition(lambda self: self.prompt is not None)
    @rule(data=st.data())
    def double(self, data: st.DataObject) -> None:
        """The same tap twice."""
        assert self.prompt
        ids = [choice.id for choice in self.prompt.choices] or ["nothing"]
        tap = Chose((data.draw(st.sampled_from(ids)),))
        self.hear(tap)
        self.hear(tap)

    @rule(command=st.sampled_from(Command))
    def press(self, command: Command) -> None:
        """A command at any time."""
        self.hear(Pressed(command))

    @precondition(lambda self: self.act is not None)
    @rule(data=st.data())
    def world(self, data: st.DataObject) -> None:
        """The world answers what was wanted."""
        self.hear(data.draw(st.sampled_from(FITTING[type(self.act).__name__])))

    @rule(outcome=outcomes)
    def surprise(self, outcome: Outcome) -> None:
        """The world says something, wanted or not."""
        self.hear(outcome)

    @invariant()
    def a_restart_loses_nothing(self) -> None:
        """The draft reads back as the same state, and it fits its row."""
        data = encode(self.state)
        assert decode(data) == self.state
        assert len(data) <= DRAFT

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        """Something is asked, or something is wanted from the world."""
        assert (self.prompt is None) == (self.act is not None)


_PAGE = Known(Status("closed", "near_miss"), Question("q1", "Why?", ("Yes", "No")), "A lesson.")
_FAILED = Failed("The disk is full.")
FITTING: dict[str, list[Outcome]] = {
    "File": [Filed(7), Filed(7), _FAILED],
    "LookUp": [_PAGE, _PAGE, Unknown(), _FAILED],
    "Send": [Done(), Done(), Unknown(), _FAILED],
    "ChangeWords": [Filed(8), Unknown(), _FAILED],
    "Withdraw": [Done(), Unknown(), _FAILED],
    "ListLessons": [Listed(("A lesson.",), 0, more=True), Listed((), 0, more=False), _FAILED],
    "ListKinds": [Kinds(("machinery", "phishing_stopped", "other")), Kinds(()), _FAILED],
}
Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestConversation = Conversation.TestCase
