"""The drill of the newest issue, to be answered for oneself. It counts nothing and keeps nothing.

A conversation knows nobody, so a second answer could not be told from a first one: what is counted
are the answers below the issue in its channel. Of those only a number is shown, rounded down.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from bot.frozen import frozen
from bot.ports import Ballot
from digests.classics import classics
from digests.edition import Edition
from digests.numbers import K, about
from digests.voting import DRILL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports import Editions, Votes
    from bot.report import Week
    from bot.words import Language, Words
    from digests.issue import Quiz
    from digests.press import Press


@frozen
class Practice:
    """A drill, and the issue that it stands in; that of a classic where there is none yet.

    `answered`: at least so many answered it below an issue; 0 says nothing.
    """

    period: str
    quiz: Quiz
    answered: int = 0


@frozen
class Practices:
    """Finds the drill. `channels`: where issues appear, by their names in the ledger."""

    press: Press
    editions: Editions
    votes: Votes
    channels: Sequence[str] = field(repr=False)
    k: int = K

    def newest(self, language: Language) -> Practice:
        """[commit] The drill as its channels show it."""
        held = self.editions.newest()
        if held is not None:
            edition = Edition.decode(held)
            quiz = self.press.issue(edition, language).quiz
            if quiz is not None:
                return Practice(str(edition.week), quiz, self._answered(edition.week))
        first = classics(language)[0]
        return Practice(first.key, first.quiz)

    def _answered(self, week: Week) -> int:
        """Each channel's count is rounded by itself: of a sum, one that is seen could be taken."""
        ballots = (Ballot(week, channel, str(week), DRILL) for channel in self.channels)
        return sum(about(sum(self.votes.counts(one).values()), self.k) for one in ballots)


def told(found: Practice, choice: int, words: Words) -> str:
    """What is said to an answer: whether it was the best one, why, and that it counts nowhere."""
    quiz = found.quiz
    best = quiz.choices[quiz.answer]
    lines = [words("door.drill.right" if choice == quiz.answer else "door.drill.other", best=best)]
    lines.append(quiz.why)
    if found.answered:
        lines.append(words("door.drill.answered", n=found.answered))
    return "\n".join((*lines, words("door.drill.uncounted")))
