"""What somebody has answered so far, question by question: clean words and ids, never raw text."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.report import CleanText


@frozen
class Answers:
    """What was answered so far, by question: clean words, and ids of choices."""

    texts: tuple[tuple[str, CleanText], ...] = field(repr=False, default=())
    picks: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False, default=())

    def text(self, question: str) -> CleanText | None:
        """The words given to a question, or None."""
        return dict(self.texts).get(question)

    def ids(self, question: str) -> tuple[str, ...]:
        """All choices made for a question; empty when it was not answered."""
        for key, ids in self.picks:  # a handful: quicker than a dict, and asked ten times a step
            if key == question:
                return ids
        return ()

    def pick(self, question: str) -> str:
        """The one choice made for a question; an empty string when it was not answered."""
        ids = self.ids(question)
        return ids[0] if ids else ""

    def has(self, question: str) -> bool:
        """Whether the question was answered."""
        return question in self.given()

    def given(self) -> set[str]:
        """Every question that was answered."""
        return {key for key, _ in (*self.texts, *self.picks)}

    def saying(self, question: str, text: CleanText) -> Answers:
        """The same with these words given to a question."""
        others = [item for item in self.texts if item[0] != question]
        return Answers((*others, (question, text)), self.picks)

    def picking(self, question: str, ids: tuple[str, ...]) -> Answers:
        """The same with these choices made for a question."""
        others = [item for item in self.picks if item[0] != question]
        return Answers(self.texts, (*others, (question, ids)))

    def without(self, *questions: str) -> Answers:
        """The same without these questions."""
        if not questions:
            return self
        return Answers(
            tuple([item for item in self.texts if item[0] not in questions]),
            tuple([item for item in self.picks if item[0] not in questions]),
        )

    def __bool__(self) -> bool:
        """Whether anything was answered."""
        return bool(self.texts or self.picks)


NOTHING: Final = Answers()
