"""Refusals of the desk in words: each reason, the place, and the command that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.case.rules import HeldBack, NotClosable
from bot.errors import CloseCallError, NotAllowed, NotReady, Refused
from bot.lesson import LessonRefused, texts
from bot.words.refused import SENTENCES
from closecall.commands.desk import in_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.lesson import Lesson, Refusal
    from bot.words import Words


def as_json(refusal: CloseCallError) -> dict[str, object]:
    """`{"error": kind, …}`: what a script needs to decide what to do next."""
    if isinstance(refusal, NotClosable):
        return {"error": "not_ready", "missing": list(refusal.missing)}
    if isinstance(refusal, LessonRefused):
        return {"error": "refused", "refusals": in_json.refusals(refusal.refusals)}
    if isinstance(refusal, HeldBack):
        return {"error": "held", "why": refusal.why, "weeks": refusal.weeks}
    if isinstance(refusal, NotAllowed):
        return {"error": "not_allowed", "why": refusal.detail}
    return {"error": _snake(type(refusal).__name__)}


def in_words(refusal: CloseCallError, words: Words, case: str) -> CloseCallError:
    """The same refusal with its reasons as sentences, one a line.

    A lesson's faults are left out: they quote what may be a reporter's words, and no failure holds
    any. `faults` says them, on the screen of the person who wrote them.
    """
    if isinstance(refusal, NotClosable):
        lines = [words(f"refused.missing.{need}", case=case) for need in refusal.missing]
        return NotReady("\n".join((*lines, words("refused.missing.or", case=case))))
    if isinstance(refusal, LessonRefused):
        return Refused()
    named = case or "CASE"
    if isinstance(refusal, HeldBack):
        why = words(f"refused.hold.{refusal.why}", n=refusal.weeks)
        return NotAllowed.because(why, words(f"refused.do.{refusal.why}", case=named))
    if isinstance(refusal, NotAllowed) and f"why.{refusal.detail}" in SENTENCES:
        why = words(f"refused.why.{refusal.detail}")
        return NotAllowed.because(why, words(f"refused.do.{refusal.detail}", case=named))
    return refusal


def faults(found: Sequence[Refusal], words: Words, lesson: Lesson | None) -> Iterator[str]:
    """One line per fault, with the place quoted where there is one."""
    written = texts(lesson) if lesson else {}
    for each in found:
        why = words(f"refused.fault.{each.fault}")
        quote = written.get(each.field, "")[each.start : each.end]
        if len(quote) > 60:
            quote = f"{quote[:57]}…"
        key = "refused.fault.quote" if quote else "refused.fault"
        yield words(key, field=each.field, quote=quote, why=why)


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")
