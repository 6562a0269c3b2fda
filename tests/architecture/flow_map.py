"""Draws docs/flow.md by walking `step`: every question, every road between them, nothing by hand.

`python -m tests.architecture.flow_map` writes the page anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.flow import script
from bot.flow.machine import Machine
from bot.flow.talk import Command
from bot.words import Language, Words
from tests.architecture.flow_walk import SAME, TERMS, Walk
from tests.transcript import FewRules

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE: Final = Path(__file__).parents[2] / "docs" / "flow.md"
REPORT: Final = (
    *(
        "start",
        "story",
        "coach",
        "coach_keep",
        "family",
        "kind",
        "barrier",
        "worst",
        "ongoing",
        "gravity",
    ),
    *("kind of concern", "branch", "branch of concern", "urgent", "confirm", "change", "Filing"),
    "over",
)
DETAILS: Final = (
    *("more", "recall", *script.DETAIL_ORDER, "confirm addition", "Sending"),
    *("photo", "photo_shown", "Posting", "over"),
)
WAY_BACK: Final = (
    *("words", "LookingUp", "case", "answer", "add", "verdict", "rate", "confirm addition"),
    *("Sending", "reword", "Renewing", "withdraw", "Erasing", "over"),
)


def draw(walk: Walk, places: tuple[str, ...]) -> Iterator[str]:
    """One picture: the roads between some places, as Mermaid."""
    yield "```mermaid"
    yield "flowchart TD"
    for name in places:
        shape = f"([{name}])" if name == "over" else f"[{name}]"
        yield f"    {_id(name)}{f'{{{{{name} …}}}}' if name in walk.acts else shape}"
    for (here, there), labels in sorted(walk.roads.items()):
        if here in places and there in places and here != there:
            yield f'    {_id(here)} -->|"{_label(walk, here, labels)}"| {_id(there)}'
    yield "```"


def _id(name: str) -> str:
    return name.replace(" ", "_") + "_"  # `end` and `default` are words of Mermaid


def _label(walk: Walk, here: str, labels: set[str]) -> str:
    """A road's name: its choices, or *any answer* when all but the way out lead there."""
    choices = walk.offers[here] - {"back", "skip"}
    if len(choices) > 1 and choices <= labels:
        labels = (labels - choices) | {"any answer"}
    named = sorted(labels)
    return ", ".join(named) if len(named) <= 4 else f"{', '.join(named[:3])} … ({len(named)})"


def page() -> str:
    """The whole page, as `docs/flow.md` holds it."""
    walk = Walk(Machine(Words(Language.EN), FewRules(), TERMS)).walk()
    lines = (
        "# The conversation, drawn",
        "",
        "Drawn by walking `bot.flow.machine.Machine.step`; a test keeps it current. Do not edit:",
        "`python -m tests.architecture.flow_map` draws it anew. Boxes are prompts, by their key;",
        "hexagons wait for the world and repeat their act until it answers.",
        "",
        "## A report",
        "",
        *draw(walk, REPORT),
        "",
        "## After the words",
        "",
        *draw(walk, DETAILS),
        "",
        "## The way back",
        "",
        *draw(walk, WAY_BACK),
        "",
        "## Commands, in every state",
        "",
        "| command | leads to |",
        "|---|---|",
        *(f"| `{c}` | {_led(walk.commands[c])} |" for c in Command),
        "",
        "## What the world answers",
        "",
        "| waiting | act | answer → next |",
        "|---|---|---|",
        *_waiting(walk),
        "",
        "## Every prompt",
        "",
        "| key | kind | first line in English | choices |",
        "|---|---|---|---|",
        *_prompts(walk),
        "",
    )
    return "\n".join(lines)


def _led(places: set[str]) -> str:
    same = [SAME] if SAME in places else []
    return " · ".join([*same, *(f"`{name}`" for name in sorted(places - {SAME}))])


def _waiting(walk: Walk) -> Iterator[str]:
    for name, acts in sorted(walk.acts.items()):
        if name == "Listing":
            yield "| Listing | ListLessons | Listed → `lessons`, or back · Failed → back |"
            continue
        if name == "Gathering":
            yield "| Gathering | ListKinds | Kinds → `lessons_family`, or back · Failed → back |"
            continue
        roads = [(b, labels) for (a, b), labels in sorted(walk.roads.items()) if a == name]
        said = " · ".join(f"{', '.join(sorted(labels))} → `{there}`" for there, labels in roads)
        yield f"| {name} | {', '.join(sorted(acts))} | {said} |"


def _prompts(walk: Walk) -> Iterator[str]:
    for name, prompt in sorted(walk.prompts.items()):
        first = prompt.text.splitlines()[0].replace("|", "\\|")
        ids = sorted(walk.offers[name])
        shown = ", ".join(f"`{id_}`" for id_ in ids) if len(ids) <= 14 else f"{len(ids)} ids"
        kind = f"{prompt.kind}, optional" if prompt.optional else str(prompt.kind)
        yield f"| `{name}` | {kind} | {first} | {shown} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
