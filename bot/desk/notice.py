"""The draft of a voluntary notification of a cyber near miss. It is never sent from here. Pure.

Directive (EU) 2022/2555 (NIS 2), Article 30: entities may notify near misses to their CSIRT, on a
voluntary basis and without additional obligations for it; in Italy D.Lgs. 138/2024, Article 26.
No form is prescribed: the headings follow what Article 23(4) asks of a notification. What only the
organisation knows is left for it to fill in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.case.rules import HeldBack, hold_on_writing
from bot.desk.evidence import group_of
from bot.desk.sheets import quarter
from bot.errors import NotAllowed
from bot.report import RawText
from bot.taxonomy import Family

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.case import Action, OpenCase
    from bot.report import Week
    from bot.scrub.scrubbed import Scrubbed
    from bot.words import Words

    Scan = Callable[[RawText], Scrubbed]

OUT: Final = ("words", "week", "people", "traces")


def notifiable(cases: Iterable[OpenCase]) -> tuple[OpenCase, ...]:
    """The cyber near misses that may be notified, the newest week first."""
    found = [case for case in cases if _cyber(case) and hold_on_writing(case) is None]
    return tuple(sorted(found, key=lambda each: (each.week, str(each.case_id)), reverse=True))


def draft(case: OpenCase, scan: Scan, now: Week, words: Words) -> str:
    """The draft as Markdown. Raises NotAllowed for what is no cyber near miss, HeldBack else."""
    if not _cyber(case):
        raise NotAllowed("not_cyber")
    if (hold := hold_on_writing(case)) is not None:
        raise HeldBack(hold)
    lines = [
        f"# {words('export.notice.title')}",
        "",
        words("export.notice.basis"),
        "",
        words("export.notice.draft", week=now),
    ]
    for name, told in _answers(case, scan, words):
        lines += ["", f"## {words(f'export.notice.{name}')}", "", *told]
    lines += ["", f"## {words('export.left_out')}", ""]
    lines += [f"- {words(f'export.notice.out.{each}')}" for each in OUT]
    return "\n".join(lines) + "\n"


def _cyber(case: OpenCase) -> bool:
    # Asked of every case there is, so without `case.family`, which looks a code up in its list.
    said = case.triage.family if case.triage else case.record.code("family")
    return said == Family.CYBER and not case.concern


def _answers(case: OpenCase, scan: Scan, words: Words) -> list[tuple[str, list[str]]]:
    """Every heading with what is known, or the place to fill in."""
    blank = [words("export.fill_in")]
    lesson = case.draft.lesson if case.draft and case.approval else None
    found = case.finding

    def clean(text: str) -> str:
        return " ".join(scan(RawText(text)).safe.text.split())

    severity = case.triage.severity if case.triage else None
    cause = []
    if found:
        cause = [
            f"{words.label(group_of(found.cause))}: {words.label(found.cause)}",
            "",
            f"{words.label(found.vulnerability)}: {clean(found.uncovered)}",
        ]
    measures = [_measure(each, clean(each.text), words) for each in case.actions]
    kind = [words.label(case.kind)] if case.kind else blank
    return [
        ("who", [f"- {words(f'export.notice.who.{each}')}: …" for each in _WHO]),
        ("what", [words("export.notice.near_miss"), "", *kind]),
        ("when", [words("export.notice.period", period=quarter(case.week)), "", *blank]),
        ("story", [lesson.story] if lesson else blank),
        ("stopped", _stopped(case, words, lesson.saved_by if lesson else "") or blank),
        ("worst", [words.label(severity)] if severity else blank),
        ("cause", cause or blank),
        ("measures", measures or blank),
        ("spread", blank),
        ("signs", blank),
        ("handling", [words("export.notice.tlp")]),
    ]


def _measure(action: Action, text: str, words: Words) -> str:
    """One action, with its level and its week."""
    done = words("export.done", week=action.done) if action.done else ""
    return (
        f"- {text} ({words.label(action.level)}; {done or words('export.due', week=action.due)})"
    )


_WHO: Final = ("name", "sector", "standing", "contact")


def _stopped(case: OpenCase, words: Words, saved_by: str) -> list[str]:
    if case.finding is None:
        return []
    return [words.label(case.finding.worked), *(["", saved_by] if saved_by else [])]
