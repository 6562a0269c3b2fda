"""A page of several answers, folded through the same `step`, in the order of the script. Pure.

    sheet    {question: a text, or the places of choices}, as one page was sent
    fold     step for each question that the machine asks, as long as the sheet has the answer
    ahead    the questions that can stand on one page, because no answer decides whether they come

A page is taken whole or not at all. What the machine did not ask is dropped: a branch not taken
leaves nothing behind. Only while the story waits at the coach are coded answers handed back, so
that the door can send them again with the next page; words never are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.flow.answers import NOTHING
from bot.flow.picking import at_places
from bot.flow.states import Asking, Changing, Coaching, Confirming, Idle, Telling, Turn
from bot.flow.talk import Chose, Over, Problem, Prompt, Said
from bot.frozen import frozen
from bot.taxonomy import Family

if TYPE_CHECKING:
    from bot.flow.machine import Machine
    from bot.flow.states import State
    from bot.flow.talk import Choice, Say

Places = tuple[int, ...]
Sheet = Mapping[str, Said | Places]

# Questions that may share a page. `urgent` is not among them: it hangs on the answers before it.
TOGETHER: Final = ("coach", "family", "kind", "barrier", "worst", "ongoing", "gravity", "branch")
SEND: Final = "confirm"
# What comes after these depends on the answer.
_FORKS: Final = frozenset({"family", "kind"})


@frozen
class Landing:
    """Where a page leads. `wrong`: the question whose answer did not fit; nothing was taken.

    `left`: coded answers that the machine has not asked for yet. `typed`: the words to begin from
    when a text is wanted again; they were typed into this very page.
    """

    turn: Turn
    left: Mapping[str, Places] = field(default_factory=dict)
    wrong: str = ""
    typed: str = field(repr=False, default="")


def fold(machine: Machine, state: State, sheet: Sheet) -> Landing:
    """Step through the sheet as far as it goes; only where it ends is anything asked."""
    waiting = dict(sheet)
    # Who sends a story where nothing is known begins a conversation; its form said the banner.
    at = Telling() if isinstance(state, Idle) and "story" in sheet else state
    prompt = machine.offered(at)
    if prompt is None or prompt.key != SEND:
        waiting.pop(SEND, None)  # only who has the record in front of them can send it
    said: list[Say] = []
    typed = ""
    while prompt is not None and prompt.key in waiting:
        key, before = prompt.key, at
        turn = machine.passing(before, prompt, _heard(prompt, waiting.pop(key)))
        problem = any(isinstance(say, Problem) for say in turn.says)
        if problem and turn.state == before:
            return Landing(machine.again(state, *turn.says), wrong=key)
        if isinstance(before, Coaching) and isinstance(before.wants, Telling):
            typed = before.raw.text
        said.extend(turn.says)
        at = turn.state
        prompt = None if _over(turn) else machine.offered(at)
    return Landing(
        machine.again(at, *said),
        left=_carried(at, waiting),
        typed=_begun(at, typed),
    )


def carried(state: State, sheet: Sheet) -> dict[str, Places]:
    """The coded answers of a sheet that were not heard, for the page that is shown instead."""
    return _carried(state, sheet)


def ahead(machine: Machine, turn: Turn, left: Mapping[str, Places]) -> tuple[Prompt, ...]:
    """The questions of the next page: what is asked now, and what follows whatever is answered.

    It looks ahead with the machine itself: `left` answers what it can, and the first choice stands
    in for the rest. Nothing of this is kept. A turn brings its prompt along: none is made twice.
    """
    found: list[Prompt] = []
    state, prompt = turn.state, turn.prompt
    for _ in TOGETHER:
        if prompt is None or (found and prompt.key not in TOGETHER):
            break
        known = prompt.key in left
        if not known:
            found.append(prompt if prompt is turn.prompt else machine.prompt(state) or prompt)
        if prompt.key not in TOGETHER or (prompt.key in _FORKS and not known):
            break
        places = left[prompt.key] if known else (0,)
        then = machine.passing(state, prompt, _heard(prompt, places)).state
        if then == state:
            break
        state, prompt = then, machine.offered(then)
    return tuple(found)


def kinds(machine: Machine) -> tuple[tuple[Choice, tuple[Choice, ...]], ...]:
    """Every family with its kinds, in the places that their questions give them."""
    families = machine.prompt(Asking(NOTHING, "family"))
    found = []
    for family in families.choices if families else ():
        asked = machine.prompt(Asking(NOTHING.picking("family", (family.id,)), "kind"))
        none = asked is None or family.id == Family.UNSURE
        found.append((family, asked.choices if asked and not none else ()))
    return tuple(found)


def reopened(machine: Machine, state: State) -> Landing:
    """Back to the page of the story, with what was answered; other states stay where they are."""
    match state:
        case Coaching(raw, Telling(answers)):
            typed = raw.text
        case Asking(answers, _) | Confirming(answers) | Changing(answers) | Telling(answers):
            story = answers.text("story")
            typed = story.text if story else ""
        case _:
            return Landing(machine.again(state))
    chosen: dict[str, Places] = {}
    for question in ("family", "kind"):
        prompt = machine.prompt(Asking(answers, question))
        offered = [choice.id for choice in prompt.choices] if prompt else []
        picked = answers.pick(question)
        if picked in offered:
            chosen[question] = (offered.index(picked),)
    return Landing(machine.again(Telling()), left=chosen, typed=typed)


def _over(turn: Turn) -> bool:
    return any(isinstance(say, Over) for say in turn.says)


def _heard(prompt: Prompt, answer: Said | Places) -> Said | Chose:
    """A text as it was said, places by the ids of their choices."""
    return answer if isinstance(answer, Said) else at_places(prompt, answer)


def _carried(state: State, waiting: Sheet) -> dict[str, Places]:
    if not isinstance(state, Coaching | Telling | Idle):
        return {}
    return {
        key: answer
        for key, answer in waiting.items()
        if key in TOGETHER and not isinstance(answer, Said)
    }


def _begun(state: State, typed: str) -> str:
    """Words to begin a text from: those just typed, else those that are being changed."""
    if not isinstance(state, Telling):
        return ""
    story = state.answers.text("story")
    return typed or (story.text if story else "")
