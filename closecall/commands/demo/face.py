"""A terminal face whose person follows a script: it shows what is asked and answers by itself.

It stands where the keyboard stands; the door, the conversation and the database behind it are the
real ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.terminal.lines import labels, spoken
from bot.flow.talk import Chose, Pressed, Said, Words8

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.flow.talk import Heard, Prompt, Say
    from bot.words import Words

WIDTH: Final = 72
GAP: Final = "   "


class PlayedFace:
    """Answers each prompt by its key. `show` gets who speaks (`bot`, `you`) and what is said."""

    def __init__(
        self, answers: Mapping[str, Heard], words: Words, show: Callable[[str, str], None]
    ) -> None:
        """`answers`: what to answer, by the prompt's key; each key is asked once."""
        self._answers = dict(answers)
        self._words = words
        self._show = show
        self.receipt = ""
        self.greeting = ""  # where the case stands, as its reporter is told
        self._last = ""

    def say(self, says: Sequence[Say]) -> None:
        """Show what is said; keep the eight words, as their owner would."""
        for say in says:
            if isinstance(say, Words8):
                self.receipt = " ".join(say.words)
            self._last = spoken(say, self._words)
            self._show("bot", self._last)

    def ask(self, prompt: Prompt) -> None:
        """Show the question, the record if there is one, and what can be chosen."""
        if prompt.key == "case":
            self.greeting = self._last
        if prompt.record is not None:
            self._show("bot", f"{prompt.text}\n\n{prompt.record.text}")
        else:
            self._show("bot", prompt.text)
        offered = in_lines([label.strip() for label in labels(prompt, self._words)])
        if offered:
            self._show("choices", offered)

    def hear(self, prompt: Prompt) -> Heard | None:
        """The scripted answer; None, hanging up, when the script has none."""
        heard = self._answers.pop(prompt.key, None)
        if heard is not None:
            self._show("you", _typed(heard, prompt))
        return heard


def in_lines(choices: Sequence[str]) -> str:
    """Choices side by side, none of them broken."""
    lines = [""]
    for choice in choices:
        longer = f"{lines[-1]}{GAP}{choice}" if lines[-1] else choice
        if len(longer) <= WIDTH:
            lines[-1] = longer
        else:
            lines.append(choice)
    return "\n".join(lines)


def _typed(heard: Heard, prompt: Prompt) -> str:
    match heard:
        case Said(raw):
            return raw.text
        case Chose(ids):
            chosen = [choice.label for choice in prompt.choices if choice.id in ids]
            return ", ".join(chosen)
        case Pressed(command):
            return f"/{command}"
        case _:
            return ""
