"""This week's drill at the terminal: `/drill` asks it beside the conversation, which stays there.

It is practice: nothing is counted and nothing kept, so nobody can tell who took it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flow.picking import picked
from bot.flow.talk import Ask, Choice, Notice, Problem, Prompt
from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.flow.talk import Chose, Said, Say
    from bot.words import Words
    from digests.practice import Practice

DRILL: Final = "drill"
"""The command, and the key of its prompt."""
BACK: Final = "back"


@frozen
class Practise:
    """The drill is wanted: a matter of the door alone."""


def question(found: Practice, words: Words) -> Prompt:
    """The drill as a prompt: its choices by their numbers, and the way out."""
    numbered = enumerate(found.quiz.choices, 1)
    choices = [Choice(str(number), text) for number, text in numbered]
    choices.append(Choice(BACK, words("door.drill.back")))
    text = words("door.drill.ask", question=found.quiz.question)
    return Prompt(DRILL, Ask.ONE, text, tuple(choices), optional=True)


def answer(found: Practice, prompt: Prompt, heard: Said | Chose, words: Words) -> Say | None:
    """What is said to an answer, a Problem when it fits none; None: back without one."""
    ids = picked(prompt, heard)
    if not ids:
        return Problem(words("intake.choice.unknown"))
    if ids[0] == BACK:
        return None
    from digests.practice import told  # noqa: PLC0415 - the first prompt needs no digest

    return Notice(told(found, int(ids[0]) - 1, words))
