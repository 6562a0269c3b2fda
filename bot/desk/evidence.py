"""Evidence of corrective action: cause, action, effectiveness, case by case (ISO 45001, 10.2).

Clause 10.2 asks for documented information on the nature of what happened, the actions taken, and
their results "including their effectiveness"; 8.1.2 for the hierarchy of controls. What reviewers
wrote passes the scrubber; what reporters wrote is never here. Pure.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.case.rules import hold_on_writing
from bot.desk.register import effect_of
from bot.desk.sheets import quarter, sheet
from bot.frozen import frozen
from bot.report import RawText
from bot.taxonomy import CAUSES, Disposition, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.case import Action, OpenCase
    from bot.report import Week
    from bot.scrub.scrubbed import Scrubbed
    from bot.taxonomy import Cause, CauseGroup
    from bot.words import Words

    Scan = Callable[[RawText], Scrubbed]

_COLUMNS: Final = (
    *("number", "period", "kind", "severity", "group", "cause", "weakness", "worked"),
    *("action", "owner", "level", "due", "done", "effect"),
)


@frozen
class Proof:
    """One case with its outcome, in words that may leave the house."""

    period: str
    case: OpenCase = field(repr=False)
    uncovered: str = field(repr=False)
    actions: tuple[tuple[str, str, Action], ...] = field(repr=False)
    """What changes and who sees to it, scrubbed, beside the action itself."""


def proofs(cases: Iterable[OpenCase], scan: Scan) -> tuple[Proof, ...]:
    """The cases that may be shown to an auditor, in an order that says nothing of their age."""
    found = [_proof(case, scan) for case in cases if provable(case)]
    return tuple(sorted(found, key=lambda each: (each.period, str(each.case.case_id))))


def provable(case: OpenCase) -> bool:
    """A near miss with a cause and an action, no concern, and nobody asked for numbers only."""
    ended = case.closing.disposition if case.closing else Disposition.NEAR_MISS
    return (
        case.finding is not None
        and bool(case.actions)
        and ended is Disposition.NEAR_MISS
        and not case.concern
        and hold_on_writing(case) is None
    )


def page(cases: Iterable[OpenCase], scan: Scan, now: Week, words: Words) -> str:
    """The evidence as Markdown."""
    lines = [f"# {words('export.evidence.title')}", "", words("export.evidence.made", week=now)]
    for number, proof in enumerate(proofs(cases, scan), 1):
        lines += ["", *_section(number, proof, now, words)]
    if len(lines) == 3:
        lines += ["", words("export.evidence.none")]
    lines += ["", f"## {words('export.left_out')}", ""]
    lines += [f"- {words(f'export.evidence.out.{each}')}" for each in OUT]
    return "\n".join(lines) + "\n"


OUT: Final = ("words", "week", "people", "concerns", "numbers", "small", "other")


def table(cases: Iterable[OpenCase], scan: Scan, now: Week, words: Words) -> str:
    """The evidence as a sheet, one line per action."""
    head = [words(f"export.column.{name}") for name in _COLUMNS]
    lines = (
        _line(number, proof, change, now, words)
        for number, proof in enumerate(proofs(cases, scan), 1)
        for change in proof.actions
    )
    return sheet(head, lines)


def _proof(case: OpenCase, scan: Scan) -> Proof:
    found = case.finding
    return Proof(
        quarter(case.week),
        case,
        _clean(found.uncovered if found else "", scan),
        tuple((_clean(each.text, scan), _clean(each.owner, scan), each) for each in case.actions),
    )


def _clean(text: str, scan: Scan) -> str:
    return " ".join(scan(RawText(text)).safe.text.split())


def _section(number: int, proof: Proof, now: Week, words: Words) -> list[str]:
    case, found = proof.case, proof.case.finding
    if found is None or case.kind is None:
        return []
    severity = case.triage.severity if case.triage else Severity.UNKNOWN
    lines = [
        f"## {number}. {words.label(case.kind)} ({proof.period})",
        "",
        _said(words, "severity", words.label(severity)),
        _said(words, "worked", words.label(found.worked)),
        _said(words, "cause", f"{words.label(group_of(found.cause))}: {words.label(found.cause)}"),
        _said(words, "weakness", f"{words.label(found.vulnerability)}: {proof.uncovered}"),
    ]
    for text, owner, action in proof.actions:
        done = (
            words("export.done", week=action.done)
            if action.done
            else words("export.due", week=action.due)
        )
        level = words.label(action.level)
        lines.append(_said(words, "action", f"{text} ({level}; {owner}; {done})"))
    lines.append(_said(words, "effect", words(f"export.effect.{effect_of(case, now)}")))
    return lines


def _said(words: Words, name: str, text: str) -> str:
    return f"- **{words(f'export.column.{name}')}**: {text}"


def _line(
    number: int, proof: Proof, change: tuple[str, str, Action], now: Week, words: Words
) -> Sequence[str]:
    case, found = proof.case, proof.case.finding
    text, owner, action = change
    if found is None:
        return ()
    return (
        str(number),
        proof.period,
        words.label(case.kind) if case.kind else "",
        words.label(case.triage.severity) if case.triage else "",
        words.label(group_of(found.cause)),
        words.label(found.cause),
        f"{words.label(found.vulnerability)}: {proof.uncovered}",
        words.label(found.worked),
        text,
        owner,
        words.label(action.level),
        str(action.due),
        str(action.done or ""),
        words(f"export.effect.{effect_of(case, now)}"),
    )


def group_of(cause: Cause) -> CauseGroup:
    """Human error, lack of training, or structural and technical."""
    return next(group for group, causes in CAUSES.items() if cause in causes)
