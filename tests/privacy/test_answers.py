"""Words that open nothing: the same answer, after the same work, whatever is wrong with them.

Work is counted, not timed: key derivations, parts of the conversation's work, SQL statements.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.flow.talk import Command, Pressed, Said
from bot.receipt import LIMIT
from bot.receipt import words as words_of
from bot.report import RawText
from bot.words import Language
from tests.privacy.house import SEND, TOLD, House, only

if TYPE_CHECKING:
    from bot.intake import Reply
    from bot.ports import Receipts, ReporterKey
    from bot.report import Record, Token
    from bot.work import Work

STORY = "A trolley rolled down the ramp and stopped at the kerb."


@dataclass
class Counted:
    """What one question cost, and what was answered."""

    said: list[str] = field(default_factory=list)
    derived: int = 0
    parts: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    @property
    def work(self) -> tuple[int, list[str], list[str]]:
        """The cost alone."""
        return self.derived, self.parts, self.statements


class Counting:
    """Receipts that count how often they derive."""

    def __init__(self, inner: Receipts, counted: Counted) -> None:
        """Stand before the real ones."""
        self._inner = inner
        self._counted = counted

    def draw(self, token: Token, record: Record) -> int:
        """As they do."""
        return self._inner.draw(token, record)

    def derive(self, receipt: int) -> tuple[ReporterKey, ...]:
        """As they do, counted."""
        self._counted.derived += 1
        return self._inner.derive(receipt)


def asked(house: House, words: str) -> Counted:
    """Come back with these words; count everything from hearing them to the answer."""
    counted = Counted()
    with house.front() as (intake, writer):
        intake._followup._receipts = Counting(intake._receipts, counted)  # type: ignore[attr-defined]
        token = writer.run(intake.begin(Language.EN)).token
        at_words = writer.run(intake.hear(token, Pressed(Command.CHECK), Language.EN))

        @sa.event.listens_for(writer._engine, "before_cursor_execute")
        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            counted.statements.append(statement)

        work = intake.hear(at_words.token, Said(RawText(words)), Language.EN)
        reply = writer.run(listened(work, counted.parts))
        counted.said = [repr(type(say)) + str(getattr(say, "text", "")) for say in reply.says]
        assert reply.prompt is not None
        counted.said.append(reply.prompt.key + reply.prompt.text)
    return counted


def listened(work: Work[Reply], parts: list[str]) -> Work[Reply]:
    """The same work, and the kind of each of its parts."""
    value = None
    while True:
        try:
            part = work.send(value)
        except StopIteration as end:
            reply: Reply = end.value
            return reply
        parts.append(type(part).__name__)
        value = yield part


def unknown(house: House) -> list[str]:
    """Wrong words of every kind: never given, withdrawn, swapped, mistyped, no words at all."""
    (given,) = only(house.talk({"say": STORY}, *TOLD, SEND), "receipt")
    mine = str(given["words"])
    back = ({"command": "check"}, {"say": mine}, {"choose": "withdraw"}, {"choose": "yes"})
    house.talk(*back)
    never = " ".join(words_of(123456789 * 10**15 % LIMIT))
    swapped = " ".join(reversed(never.split()))
    nonsense = ["qqqq wwww eeee", "one two three four five six seven eight", "7" * 25, "9" * 25]
    return [mine, never, swapped, *nonsense, "My name is Zimbalister", "\u202e\u0000"]


def test_every_kind_of_wrong_words_gets_the_same_answer_for_the_same_work(house: House) -> None:
    wrong = unknown(house)
    answers = [asked(house, words) for words in wrong]
    assert {str(one.said) for one in answers} == {str(answers[0].said)}
    assert {str(one.work) for one in answers} == {str(answers[0].work)}
    assert answers[0].derived == 1
    assert answers[0].parts.count("Aside") >= 1
    assert len(answers[0].statements) > 1


def test_the_right_words_derive_as_often_and_take_the_same_steps(house: House) -> None:
    """Only the answer, and reading what was left for the reporter, differ."""
    (given,) = only(house.talk({"say": STORY}, *TOLD, SEND), "receipt")
    right = asked(house, str(given["words"]))
    wrong = asked(house, " ".join(words_of(42)))
    assert right.said != wrong.said
    assert (right.derived, right.parts) == (wrong.derived, wrong.parts)
