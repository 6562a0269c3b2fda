"""A case and an inbox as JSON for scripts. The keys are stable; docs/reviewers.md lists them.

It opens nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.case.clocks import clocks
from bot.case.rules import urgent
from bot.lesson import as_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.case import Action, Came, OpenCase
    from bot.case.clocks import Clock
    from bot.desk import Row
    from bot.lesson import Refusal
    from bot.report import Record, Week

Json = dict[str, object]


def inbox(rows: Sequence[Row], now: Week) -> Json:
    """`{"week", "cases": […]}`, in the inbox's order."""
    return {"week": str(now), "cases": [_row(row, now) for row in rows]}


def _row(row: Row, now: Week) -> Json:
    return {
        "case": str(row.case_id),
        "week": str(row.week),
        "state": row.state,
        "call": row.call,
        "family": row.family,
        "kind": row.kind,
        "new": row.fresh,
        "clock": _clock(row.clock, now) if row.clock else None,
    }


def _clock(clock: Clock, now: Week) -> Json:
    return {
        "clock": clock.name,
        "standing": clock.standing(now),
        "earliest": str(clock.earliest),
        "latest": str(clock.latest),
    }


def case(opened: OpenCase, now: Week, target: int, echo: int = 0) -> Json:
    """Everything of one case. `echo`: what `Desk.echo` gives."""
    return {
        "case": str(opened.case_id),
        "week": str(opened.week),
        "expires": str(opened.expires),
        "state": opened.state,
        "family": opened.family,
        "kind": opened.kind,
        "concern": opened.concern,
        "urgent": urgent(opened),
        "consent": opened.consent,
        "record": _record(opened.record),
        "additions": [_came(each) for each in opened.additions],
        "answers": [_came(each) for each in opened.answers],
        "verdicts": [_came(each) for each in opened.verdicts],
        "ratings": [_came(each) for each in opened.ratings],
        "photos": [
            {"number": number, "id": each.object_id.hex(), "week": str(each.week)}
            for number, each in enumerate(opened.photos, 1)
        ],
        "new": [each.object_id.hex() for each in opened.fresh],
        "questions": _questions(opened),
        "told": [
            {"week": str(each.week), "state": each.state, "reason": each.reason, "note": each.note}
            for each in opened.told
        ],
        "notes": [
            {"week": str(each.week), "text": each.text, "merged": each.merged}
            for each in opened.notes
        ],
        **_desk(opened, echo),
        "clocks": [_clock(each, now) for each in clocks(opened, now, target)],
    }


def _record(record: Record) -> Json:
    lines = [
        {"name": line.name, "label": line.label, "text": line.text, "codes": list(line.codes)}
        for line in record.lines
    ]
    return {"language": record.language, "text": record.text, "lines": lines}


def _came(came: Came) -> Json:
    return {"id": came.object_id.hex(), "week": str(came.week), **_record(came.record)}


def _questions(opened: OpenCase) -> list[Json]:
    return [
        {
            "id": asked.object_id.hex(),
            "week": str(asked.week),
            "text": asked.text,
            "choices": list(asked.choices),
            "answered": opened.answer_to(asked) is not None,
        }
        for asked in opened.questions
    ]


def _desk(opened: OpenCase, echo: int) -> Json:
    triage, finding, closing = opened.triage, opened.finding, opened.closing
    return {
        "triage": triage
        and {
            "family": triage.family,
            "kind": triage.kind,
            "severity": triage.severity,
            "guess": triage.guess,
        },
        "finding": finding
        and {
            "cause": finding.cause,
            "vulnerability": finding.vulnerability,
            "uncovered": finding.uncovered,
            "worked": finding.worked,
            "whys": list(finding.whys),
        },
        "actions": [_action(number, action) for number, action in enumerate(opened.actions, 1)],
        "lesson": _lesson(opened, echo),
        "closing": closing
        and {
            "disposition": closing.disposition,
            "note": closing.note,
            "check": str(closing.check) if closing.check else None,
            "into": closing.into or None,
        },
        "checks": [
            {"week": str(each.week), "helped": each.helped, "note": each.note}
            for each in opened.checks
        ],
    }


def _action(number: int, action: Action) -> Json:
    return {
        "number": number,
        "text": action.text,
        "owner": action.owner,
        "due": str(action.due),
        "level": action.level,
        "done": str(action.done) if action.done else None,
    }


def _lesson(opened: OpenCase, echo: int) -> Json | None:
    draft, approval = opened.draft, opened.approval
    if draft is None:
        return None
    return {
        "week": str(draft.week),
        "urgent": draft.urgent,
        "previewed": draft.previewed,
        "published": approval.lesson_id if approval else None,
        "could_happen_here": echo or None,
        "lesson": as_fields(draft.lesson),
    }


def refusals(found: Sequence[Refusal]) -> list[Json]:
    """`[{"field", "fault", "start", "end"}…]`: places in code points, no words."""
    return [
        {"field": each.field, "fault": each.fault, "start": each.start, "end": each.end}
        for each in found
    ]
