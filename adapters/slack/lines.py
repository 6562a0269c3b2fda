"""A reply as a message in a direct conversation: text, and buttons that carry it. Pure.

The eight words never stand in a message: an export would hand them on. They are shown in a form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adapters.slack.blocks import (
    LABEL,
    LISTED,
    LOSSES,
    button,
    marked,
    option,
    packed,
    row,
    said,
    sections,
)
from adapters.slack.spoken import FIELD, Tap
from bot.flow.talk import Ask, Over, Words8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.slack.blocks import Block
    from bot.flow.talk import Prompt, Say
    from bot.intake import Reply
    from bot.words import Words

BLOCKS: Final = 50
# Where several may be chosen these stand for all the others: they answer at once.
_ALONE: Final = frozenset({"none", "skip", "back"})


def drawn(
    reply: Reply, words: Words, notes: Sequence[str] = (), *, form: bool = False
) -> list[Block]:
    """The blocks of a reply; `notes` stand first. `form`: one with the eight words was opened."""
    blocks = [block for note in notes for block in sections(note)]
    for say in reply.says:
        if isinstance(say, Words8):
            again = words("intake.more.again")
            key = "slack.dm.words" if form else "slack.dm.words.press"
            blocks += sections(words(key, again=again))
        else:
            blocks += said(say, words)
    prompt = reply.prompt
    if prompt is None or over(reply):
        return (blocks or sections(words("door.over")))[:BLOCKS]
    long = [choice.label for choice in prompt.choices if len(choice.label) > LABEL]
    blocks += sections("\n".join((prompt.text, *long)))
    if prompt.record is not None:
        blocks += [{"type": "divider"}, *sections(prompt.record.text), {"type": "divider"}]
    return [*blocks, *_choices(reply, prompt, words)][:BLOCKS]


def asking(words: Words, note: str = "") -> list[Block]:
    """The question before everything: the form, or really here."""
    yes = {**button("say.yes", words("slack.dm.yes")), "value": words.language.value}
    form = {**button("closecall_report", words("slack.dm.form")), "style": "primary"}
    lines = [note] if note else []
    return [*(b for line in lines for b in sections(line)), *_ask(words), row([form, yes])]


def over(reply: Reply) -> bool:
    """Whether nothing is asked any more."""
    return reply.prompt is None or any(isinstance(say, Over) for say in reply.says)


def secret(says: Sequence[Say]) -> Words8 | None:
    """The eight words among what is said, which no message may hold."""
    return next((say for say in says if isinstance(say, Words8)), None)


def _ask(words: Words) -> list[Block]:
    return sections(words("slack.dm.ask"))


def _choices(reply: Reply, prompt: Prompt, words: Words) -> list[Block]:
    value = Tap(reply.token, reply.rev, words.language).encode()

    def press(name: str, label: str) -> dict[str, Any]:
        return {**button(f"say.{name}", label), "value": value}

    several = [
        option(str(at), choice.label)
        for at, choice in enumerate(prompt.choices)
        if prompt.kind is Ask.MANY and choice.id not in _ALONE
    ]
    rows, left = [], []
    if several:
        kind = "checkboxes" if len(several) <= LISTED else "multi_static_select"
        field = {"type": kind, "action_id": FIELD, "options": several}
        rows.append({"type": "actions", "block_id": "say", "elements": [field]})
        left.append(press("done", words("slack.next")))
    left += [
        press(str(at), marked(choice, prompt, words))
        for at, choice in enumerate(prompt.choices)
        if prompt.kind is not Ask.MANY or choice.id in _ALONE
    ]
    if prompt.kind is Ask.TEXT:
        left.append(press("go", words("slack.dm.go")))
    if reply.loss in LOSSES or not any(choice.id == "done" for choice in prompt.choices):
        left.append(press("stop", words(LOSSES.get(reply.loss, "slack.close"))))
    return [*rows, *packed(left)]
