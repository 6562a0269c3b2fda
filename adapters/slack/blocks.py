"""Pieces of Block Kit that forms and messages share, within Slack's limits. Pure.

Everything is `plain_text`: what somebody typed can neither mention nor format. Limits:
docs.slack.dev, "Block Kit".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from adapters.slack.translate import GO
from bot.flow.talk import Loss, Notice, Over, Problem, Words8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.flow.talk import Choice, Prompt, Say
    from bot.words import Words

Block = dict[str, Any]

SECTION: Final = 3000
LABEL: Final = 75  # an option's text, and a button's
QUESTION: Final = 2000  # the label of a field
LISTED: Final = 10  # options of radio buttons and checkboxes
ROW: Final = 5  # buttons beside each other; Slack allows 25
LOSSES: Final = {Loss.REPORT: "slack.cancel", Loss.ADDITION: "slack.leave"}
"""What stands on the button that ends it, where something would be lost."""


def said(say: Say, words: Words) -> list[Block]:
    """What is said before a question."""
    match say:
        case Notice(text):
            return sections(text)
        case Problem(text):
            return sections(f"⚠ {text}")
        case Words8():
            # Words of the list and digits only: nothing in here can be markup.
            rows = "\n".join(say.rows)
            shown = {"type": "section", "text": {"type": "mrkdwn", "text": f"```{rows}```"}}
            return [shown, *sections(words("door.digits", digits=say.digits))]
        case Over():
            return []
        case _:
            assert_never(say)


def sections(text: str) -> list[Block]:
    """A text in as many sections as it needs, cut between lines where that is possible."""
    parts: list[str] = [""]
    for line in text.splitlines() or [""]:
        pieces = [line[at : at + SECTION - 1] for at in range(0, len(line), SECTION - 1)] or [""]
        for piece in pieces:
            if len(parts[-1]) + len(piece) + 1 > SECTION:
                parts.append("")
            parts[-1] += f"\n{piece}" if parts[-1] else piece
    return [{"type": "section", "text": plain(part)} for part in parts if part.strip()]


def placed(prompt: Prompt, wanted: Callable[[Choice], bool]) -> list[tuple[int, Choice]]:
    """The wanted choices of a prompt, with their places."""
    return [(at, choice) for at, choice in enumerate(prompt.choices) if wanted(choice)]


def rows(choices: Sequence[tuple[int, Choice]]) -> list[Block]:
    """Choices as buttons inside a form."""
    return packed([button(f"{GO}.{at}", choice.label) for at, choice in choices])


def packed(buttons: Sequence[Block]) -> list[Block]:
    """Buttons in rows."""
    return [row(buttons[at : at + ROW]) for at in range(0, len(buttons), ROW)]


def row(elements: Iterable[Block]) -> Block:
    """Buttons beside each other."""
    return {"type": "actions", "elements": list(elements)}


def button(name: str, label: str) -> Block:
    """One button."""
    return {"type": "button", "action_id": name, "text": plain(cut(label))}


def option(value: str, label: str) -> Block:
    """One choice of a field."""
    return {"text": plain(cut(label)), "value": value}


def plain(text: str) -> Block:
    """Text that can neither mention nor format."""
    return {"type": "plain_text", "text": text, "emoji": False}


def cut(label: str) -> str:
    """A label that fits on a button."""
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"


def labelled(question: str, choices: Sequence[str], words: Words) -> tuple[list[Block], str]:
    """What stands above a field, and the field's own label.

    A question of several lines stands above; so do choices that had to be cut. The label says what
    is asked then too: who hears a form goes from field to field, and hears the labels alone.
    """
    long = [choice for choice in choices if len(choice) > LABEL]
    if "\n" not in question and len(question) <= QUESTION and not long:
        return [], question
    first = question.partition("\n")[0].rstrip(" :")
    label = words("slack.answer", asked=first)
    short = label if len(label) <= QUESTION else f"{label[: QUESTION - 1]}…"
    return sections("\n".join((question, *long))), short


def marked(choice: Choice, prompt: Prompt, words: Words) -> str:
    """The label of a choice; the suggested one says so."""
    if choice.id != prompt.suggested:
        return choice.label
    return words("door.suggested", label=choice.label)
