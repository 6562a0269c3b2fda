"""The inbox and a case for people: rich tables, every meaning in words, no pager, no file.

What people wrote is shown as plain text: markup is off, and control and direction characters are
replaced, so that a report cannot repaint a reviewer's screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from bot.case.clocks import Standing, clocks
from bot.case.rules import missing
from bot.desk import Call
from bot.flow.text import unsteered
from bot.lesson import texts
from bot.sealed import CaseState
from bot.taxonomy import Disposition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from bot.case import Came, OpenCase
    from bot.case.clocks import Clock
    from bot.case.entries import Triage
    from bot.desk import Row
    from bot.lesson import Lesson
    from bot.report import Record, Week
    from bot.words import Words

SHORT: Final = 8
_LOUD: Final = {
    Call.URGENT: "bold red",
    Call.OVER: "red",
    Call.DUE: "yellow",
    Call.CAME_BACK: "bold",
}
_CLOSED_TO_YOU: Final = frozenset({Call.NOT_YOURS, Call.DAMAGED})


def inbox(console: Console, words: Words, rows: Sequence[Row], now: Week, search: str) -> None:
    """The inbox, or a sentence when nothing waits."""
    if not rows:
        console.print(Text(words("desk.inbox.none_found" if search else "desk.inbox.empty")))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    console.print(Text(words("desk.inbox.title", week=now), style="bold"))
    for column in ("case", "week", "state", "kind", "call"):
        table.add_column(words(f"desk.inbox.{column}"), no_wrap=column in {"case", "week"})
    for row in rows:
        kind = words.label(row.kind) if row.kind else ""
        state = words.label(row.state)
        table.add_row(
            str(row.case_id)[:SHORT],
            str(row.week),
            state,
            kind,
            Text(_calls(words, row, now), style=_LOUD.get(row.call, "")),
        )
    console.print(table)
    console.print(Text(words("desk.inbox.sum", n=len(rows))))
    yours = next((row for row in rows if row.call not in _CLOSED_TO_YOU), None)
    if yours is None:
        console.print(Text(words("desk.inbox.none_yours")))
    else:
        console.print(Text(words("desk.inbox.next", case=str(yours.case_id)[:SHORT])))


def _calls(words: Words, row: Row, now: Week) -> str:
    said = words(f"desk.call.{row.call}")
    pressing = row.clock is not None and row.standing is not Standing.RUNNING
    if row.clock is None or not pressing or row.call is Call.CHECK:
        return said
    if row.call in {Call.OVER, Call.DUE}:
        return _clock(words, row.clock, now)
    return f"{said}\n{_clock(words, row.clock, now)}"


def _clock(words: Words, clock: Clock, now: Week) -> str:
    name = words(f"desk.clock.{clock.name}")
    standing = clock.standing(now)
    weeks = max(1, clock.latest.until(now))
    return words(f"desk.standing.{standing}", n=weeks, clock=name, week=clock.latest)


def case(  # noqa: PLR0913 - the case and what stands beside it
    console: Console, words: Words, opened: OpenCase, now: Week, target: int, *, echo: int = 0
) -> None:
    """Everything of one case, in the order in which it is worked on. `echo`: `Desk.echo`'s."""
    short = str(opened.case_id)[:SHORT]
    console.rule(Text(words("desk.case.title", case=short), style="bold"), align="left")
    meta = words(
        "desk.case.meta",
        state=words.label(opened.state),
        week=opened.week,
        expires=opened.expires,
    )
    console.print(Text(meta))
    if opened.concern:
        console.print(Text(words("desk.case.concern"), style="bold"))
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", overflow="fold")
    table.add_column(overflow="fold")
    for label, text in (*_told(words, opened), *_desk(words, opened, now, target, echo)):
        table.add_row(Text(unsteered(label)), Text(unsteered(text)))
    console.print(table)
    if opened.triage is None:
        console.print(Text(words("desk.case.nothing", case=short)))
    elif opened.state is not CaseState.CLOSED and (needs := missing(opened)):
        console.print(Text(words("desk.case.missing")))
        for need in needs:
            console.print(Text(words(f"refused.missing.{need}", case=short)), soft_wrap=True)


Pair = tuple[str, str]


def _told(words: Words, opened: OpenCase) -> Iterator[Pair]:
    yield from _lines(opened.record)
    for key, came in (
        ("added", opened.additions),
        ("answered", opened.answers),
        ("verdict", opened.verdicts),
        ("rating", opened.ratings),
    ):
        for each in came:
            earlier = key == "verdict" and opened.is_of_earlier(each)
            yield _heading(words, "verdict_earlier" if earlier else key, each, opened), ""
            yield from _lines(each.record)
    yield from _photos(words, opened)


def _photos(words: Words, opened: OpenCase) -> Iterator[Pair]:
    case = str(opened.case_id)[:SHORT]
    for number, photo in enumerate(opened.photos, 1):
        label = words("desk.case.photo", n=number, week=photo.week)
        new = f" · {words('desk.case.new')}" if photo in opened.fresh else ""
        yield f"{label}{new}", words("desk.case.photo_how", case=case, n=number)


def _heading(words: Words, key: str, came: Came, opened: OpenCase) -> str:
    said = words(f"desk.case.{key}", week=came.week)
    return f"{said} · {words('desk.case.new')}" if came in opened.fresh else said


def _lines(record: Record) -> Iterator[Pair]:
    return ((line.label, line.text) for line in record.lines)


def _desk(words: Words, opened: OpenCase, now: Week, target: int, echo: int) -> Iterator[Pair]:
    yield from _sorted_and_asked(words, opened)
    yield from _found_and_changed(words, opened)
    for note in opened.notes:
        merged = note.merged and words("desk.case.merged", case=note.merged[:SHORT])
        yield words("desk.case.note"), merged or note.text
    for told in opened.told:
        reason = words(f"labels.Disposition.{told.reason}") if told.reason else ""
        said = " · ".join(part for part in (words.label(told.state), reason, told.note) if part)
        yield words("desk.case.sent"), said
    yield from _ended(words, opened, echo)
    for clock in clocks(opened, now, target):
        yield words("desk.case.clock"), _clock(words, clock, now)


def _sorted_and_asked(words: Words, opened: OpenCase) -> Iterator[Pair]:
    if opened.triage is not None:
        yield words("desk.case.triage"), _sorted(words, opened, opened.triage)
    for asked in opened.questions:
        waits = asked == opened.waiting
        text = words("desk.case.question_waits", text=asked.text) if waits else asked.text
        yield words("desk.case.question"), text
        if asked.choices:
            yield "", words("desk.case.choices", choices=" / ".join(asked.choices))


def _sorted(words: Words, opened: OpenCase, triage: Triage) -> str:
    said = [words.label(triage.family), words.label(triage.kind)]
    if not opened.concern:
        said.append(words.label(triage.severity))
    if not (opened.concern and triage.guess is Disposition.NEAR_MISS):  # a concern is none
        said.append(words("desk.case.guess", guess=words.label(triage.guess)))
    return " · ".join(said)


def _found_and_changed(words: Words, opened: OpenCase) -> Iterator[Pair]:
    if (finding := opened.finding) is not None:
        line = words(
            "desk.case.finding_line",
            cause=words.label(finding.cause),
            vulnerability=words.label(finding.vulnerability),
            uncovered=finding.uncovered,
            worked=words.label(finding.worked),
        )
        yield words("desk.case.finding"), line
    for number, action in enumerate(opened.actions, 1):
        line = words(
            "desk.case.action_done" if action.done else "desk.case.action_line",
            text=action.text,
            owner=action.owner,
            due=action.due,
            done=action.done,
            level=words.label(action.level),
        )
        yield words("desk.case.action", n=number), line


def _ended(words: Words, opened: OpenCase, echo: int) -> Iterator[Pair]:
    if opened.consent is not None:
        yield words("desk.case.consent"), words.label(opened.consent)
    if (draft := opened.draft) is not None:
        key = "lesson_published" if opened.approval else "lesson_draft"
        week = opened.approval.week if opened.approval else draft.week
        title = words(f"desk.case.{key}", title=draft.lesson.title, week=week)
        yield words("desk.case.lesson"), title
        if not opened.approval:
            yield from _draft(words, draft.lesson)
        elif echo:
            yield "", words("desk.case.echo", n=echo)
    if (closing := opened.closing) is not None:
        looked_into = opened.concern and closing.disposition is Disposition.NEAR_MISS
        ended = words.label(closing.disposition)
        parts = [words("consolecase.close.concern") if looked_into else ended]
        if closing.into:
            parts.append(words("desk.case.into", case=closing.into[:SHORT]))
        if closing.check:
            parts.append(words("desk.case.check_at", week=closing.check))
        yield words("desk.case.closing"), " · ".join(parts)
    for check in opened.checks:
        key = "checked_helped" if check.helped else "checked_failed"
        yield "", words(f"desk.case.{key}")


def _draft(words: Words, lesson: Lesson) -> Iterator[Pair]:
    """All that approving would publish, by the names of the form: who approves has read it."""
    for name, text in texts(lesson).items():
        if name != "title":
            yield f"  {name}", text
    if lesson.drill:
        yield "  drill.answer", str(lesson.drill.answer)
    codes = (lesson.kind, lesson.barrier, lesson.level)
    yield "", " · ".join((*map(words.label, codes), str(lesson.check_up), lesson.language))
