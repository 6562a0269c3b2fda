"""What happened in a case, week by week: the finest time there is. In words, without quoting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.case import OpenCase
    from bot.report import Week
    from bot.words import Words


@frozen
class TimelineWeek:
    """One week and what happened in it, each with how often."""

    week: Week
    said: tuple[str, ...]


def timeline(case: OpenCase, words: Words) -> tuple[TimelineWeek, ...]:
    """The newest week first."""
    weeks: dict[Week, list[str]] = {}
    for week, name in _happened(case):
        weeks.setdefault(week, []).append(words(f"consolecase.happened.{name}"))
    return tuple(
        TimelineWeek(week, tuple(_counted(weeks[week]))) for week in sorted(weeks, reverse=True)
    )


def _counted(said: list[str]) -> Iterator[str]:
    for one in dict.fromkeys(said):
        times = said.count(one)
        yield f"{one} ({times}\N{MULTIPLICATION SIGN})" if times > 1 else one


def _happened(case: OpenCase) -> Iterator[tuple[Week, str]]:
    yield case.week, "released"
    for name, came in (
        ("added", case.additions),
        ("answered", case.answers),
        ("verdict", case.verdicts),
        ("rated", case.ratings),
    ):
        yield from ((each.week, name) for each in came)
    if case.triage:
        yield case.triage.week, "triage"
    yield from ((each.week, "asked") for each in case.questions)
    yield from ((each.week, "told") for each in case.told if each.note)
    yield from ((each.week, "merged" if each.merged else "noted") for each in case.notes)
    yield from ((each.week, "passed") for each in case.passed)
    if case.finding:
        yield case.finding.week, "finding"
    for action in case.actions:
        yield action.week, "action"
        if action.done:
            yield action.done, "done"
    if case.draft:
        yield case.draft.week, "draft"
    if case.approval:
        yield case.approval.week, "approved"
    yield from ((each.week, "closed") for each in case.closings)
    yield from ((each.week, "helped" if each.helped else "failed") for each in case.checks)
