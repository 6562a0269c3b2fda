"""What people read of a failure: its sentence and its hint, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import errors

if TYPE_CHECKING:
    from bot.errors import CloseCallError
    from bot.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """A failure, ready to be shown: what happened, details one a line, what to do next."""

    sentence: str
    details: tuple[str, ...]
    hint: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        details = f" ({'; '.join(self.details)})" if self.details else ""
        return f"{self.sentence}{details} → {self.hint}"


def told(words: Words, refusal: CloseCallError) -> Told:
    """A failure in the language of `words`; a kind from another room is told as its parent."""
    kind = next(kind for kind in type(refusal).__mro__ if kind.__module__ == errors.__name__)
    usual = getattr(kind, "hint", "") == refusal.hint
    return Told(
        sentence=refusal.said or words(f"roof.failure.{kind.__name__}"),
        details=() if refusal.said else tuple(refusal.detail.splitlines()),
        hint=words(f"roof.hint.{kind.__name__}") if usual else refusal.hint,
    )
