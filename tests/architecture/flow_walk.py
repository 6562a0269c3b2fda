"""Walks the conversation: every choice of every prompt, a text where one is wanted, every outcome.

States that differ only in what was said are one place. A changed answer leads back to the record;
those roads are not drawn.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.flow import script
from bot.flow.answers import Answers
from bot.flow.errands import Done, Failed, Filed, Kinds, Known, Listed, Question, Status, Unknown
from bot.flow.states import (
    Asking,
    Browsing,
    Coaching,
    Gathering,
    Idle,
    Leaving,
    Listing,
    Narrowing,
    Reading,
    Sidestep,
    Telling,
)
from bot.flow.talk import Ask, Chose, Command, Over, Pictured, Pressed, Said
from bot.flow.terms import Terms
from bot.flow.visits import Detailing, LookingUp, Reviewing
from bot.photo import Picture
from bot.receipt import words
from bot.report import RawText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flow.machine import Machine
    from bot.flow.states import State, Turn
    from bot.flow.talk import Heard, Prompt

RECEIPT: Final = 1234567890123456789012345
EIGHT: Final = words(RECEIPT)
TERMS: Final = Terms(roles=("role A", "role B"), photos=True)
PICTURE: Final = Picture("ab" * 32, 800, 600)
OUTCOMES: Final[dict[str, tuple[Heard, ...]]] = {
    "File": (Filed(RECEIPT), Failed("…")),
    "LookUp": (
        Known(Status("received")),
        Known(Status("closed", "near_miss"), Question("q", "?", ("Yes", "No")), "A lesson."),
        Known(Status("read"), Question("q", "?")),
        Unknown(),
        Failed("…"),
    ),
    "Attach": (Done(), Unknown(), Failed("…")),
    "Send": (Done(), Unknown(), Failed("…")),
    "ChangeWords": (Filed(RECEIPT + 1), Unknown(), Failed("…")),
    "Withdraw": (Done(), Unknown(), Failed("…")),
    "ListLessons": (Listed(("…",), 0, more=True), Listed((), 0, more=False), Failed("…")),
    "ListKinds": (Kinds(("machinery", "phishing_stopped")), Kinds(()), Failed("…")),
}
SAME: Final = "the same question"
TEXTS: Final = (
    ("text", "A trailer rolled back at the dock"),
    ("text with detections", "Anna saw a trailer roll back at 14:37"),
)


@dataclass(slots=True)
class Walk:
    """What a walk has found: roads from place to place, prompts by place, commands by place."""

    machine: Machine
    roads: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    offers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    prompts: dict[str, Prompt] = field(default_factory=dict)
    acts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    commands: dict[Command, set[str]] = field(default_factory=lambda: defaultdict(set))

    def walk(self) -> Walk:
        """Visit every place from the start."""
        waiting: deque[State] = deque([Idle()])
        seen = {sketch(Idle())}
        while waiting:
            state = waiting.popleft()
            for label, heard in self._hears(state):
                turn = self.machine.step(state, heard)
                self._draw(state, label, turn)
                if sketch(turn.state) not in seen:
                    seen.add(sketch(turn.state))
                    waiting.append(turn.state)
        return self

    def _hears(self, state: State) -> Iterator[tuple[str, Heard]]:
        """What can be heard here: outcomes where one is awaited, else choices and texts."""
        turn, here = self.machine.again(state), place(state, self.machine)
        if turn.act:
            name = type(turn.act).__name__
            self.acts[here].add(name)
            yield from ((type(outcome).__name__, outcome) for outcome in OUTCOMES[name])
        if turn.prompt:
            self.prompts.setdefault(here, turn.prompt)
            for choice in turn.prompt.choices:
                label = _one_of_eight(choice.id) if here == "recall" else choice.id
                if not changing(state) or isinstance(state, Reading):
                    self.offers[here].add(label)
                yield label, Chose((choice.id,))
            if turn.prompt.kind is Ask.TEXT or turn.prompt.key in {"answer", "start"}:
                yield from ((label, Said(RawText(text))) for label, text in TEXTS)
            if turn.prompt.key in {"words", "story", "start"}:
                yield "eight words", Said(RawText(" ".join(EIGHT)))
            if turn.prompt.photo:
                yield "a photo", Pictured(PICTURE)
        for command in Command:
            yield f"/{command}", Pressed(command)

    def _draw(self, state: State, label: str, turn: Turn) -> None:
        here, there = place(state, self.machine), place(turn.state, self.machine)
        if any(isinstance(say, Over) for say in turn.says):
            there = "over"
        if label.startswith("/"):
            if not isinstance(state, Sidestep):
                self.commands[Command(label[1:])].add(SAME if there == here else there)
        elif there != here and not changing(state):
            self.roads[here, there].add(label)


def changing(state: State) -> bool:
    """Whether an answer is being given for the second time."""
    match state:
        case Asking(answers, question):
            before = script.path(answers, TERMS)
            before = before[: before.index(question)]
            return any(key not in before for key, _ in answers.picks)
        case Telling(answers):
            return bool(answers)
        case Coaching(wants=wants):
            return changing(wants)
        case Listing() | Browsing() | Gathering() | Narrowing() | Leaving():
            return True
        case _:
            return False


def place(state: State, machine: Machine) -> str:
    """The name of the place where a state stands: its question, or the state that waits."""
    prompt = machine.prompt(state)
    if prompt is None:
        return type(state).__name__
    if isinstance(state, Reviewing):
        return "confirm addition"
    if isinstance(state, Asking) and prompt.key in {"kind", "branch"}:
        return f"{prompt.key} of concern" if script.is_concern(state.answers) else prompt.key
    return prompt.key


def sketch(state: State) -> tuple[object, ...]:
    """What makes one place differ from another for the road ahead; not what was said."""
    answers = getattr(state, "answers", None)
    details = getattr(state, "details", None)
    visit = getattr(state, "visit", None)
    inner = next(
        (getattr(state, name) for name in ("wants", "place", "back") if hasattr(state, name)), None
    )
    return (
        type(state).__name__,
        state.question if isinstance(state, (Asking, Detailing)) else "",
        _shape(answers) if isinstance(answers, Answers) else (),
        bool(details),
        (visit.fresh, visit.settled) if visit else None,
        *_page(state),
        type(state.to).__name__ if isinstance(state, Leaving) else "",
        state.family if isinstance(state, Narrowing) else "",
        (bool(state.kind), state.more) if isinstance(state, Browsing) else (),
        isinstance(state, LookingUp) and state.visit is None,
        isinstance(state, Coaching) and state.sorting,
        (type(inner).__name__, isinstance(state, Coaching)) if inner else (),
    )


def _page(state: State) -> tuple[object, ...]:
    question, status = getattr(state, "question", None), getattr(state, "status", None)
    waits = (bool(question), bool(getattr(question, "choices", ())))
    return (*waits, bool(getattr(state, "preview", None)), getattr(status, "state", ""))


def _shape(answers: Answers) -> tuple[object, ...]:
    keys = tuple(sorted(key for key, _ in (*answers.texts, *answers.picks)))
    open_question = script.next_question(answers, TERMS)
    branching = answers.pick("kind") in script.BRANCHES
    danger = script.in_danger(answers) if answers.picks else False
    urgent = (danger, answers.pick("barrier") == "luck", script.may_be_urgent(answers))
    return keys, open_question, branching, script.meaning(answers), urgent, _family(answers)


def _family(answers: Answers) -> str:
    family = answers.pick("family")
    return family if family in {"concern", "unsure", ""} else "near miss"


def _one_of_eight(id_: str) -> str:
    return "a word" if id_ in EIGHT else id_
