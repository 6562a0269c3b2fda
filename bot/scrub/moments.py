"""Exact times and days, and the coarser ones that stand in for them: *14:37* is an afternoon.

A calendar day keeps its month and year when they are certain, because *in March* is true whenever
it is read; there is no clock here to say which days are recent. Days named by their distance
(*yesterday*, *last Tuesday*) become *this month*.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit, first_words, matches, pattern
from bot.scrub.proofs import calendar_day
from bot.scrub.scrubbed import Tag
from bot.taxonomy import DayPart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scrub.detector import Find
    from bot.scrub.fold import Folded
    from bot.scrub.rules import Phrase, Rules


def part_of_day(hour: int) -> DayPart:
    """Morning from 5, afternoon from 12, night from 19 o'clock."""
    if 5 <= hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if 12 <= hour < 19 else DayPart.NIGHT


def moments(rules: Rules, spoken: Rules) -> tuple[Detector, ...]:
    """The rows of one locale, one per phrase; `spoken` is the reporter's own language."""
    return (
        *(
            Detector("clock time", Tag.TIME, _clock(clock, rules, spoken), hint=clock.hint)
            for clock in rules.clocks
        ),
        *(
            Detector("relative day", Tag.TIME, _day(day, rules, spoken), hint=day.hint)
            for day in rules.days
        ),
        Detector("calendar day", Tag.TIME, _calendar(rules, spoken), hint=_month_hint(rules)),
    )


def numeric_dates(spoken: Rules) -> tuple[Detector, ...]:
    """The rows for dates in digits, the same for all locales."""
    return (
        Detector(
            "numeric date",
            Tag.TIME,
            _numeric(spoken),
            hint=r"(?:^|[^\w./-])\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d\d"
            r"|\d{4}[-/.]\d{1,2}[-/.]\d",
        ),
        Detector(
            "numeric date",  # which of them is the month is anybody's guess
            Tag.TIME,
            pattern(
                r"(?<!\w)(?:on|since|until|dated|il|dal|del)\s(?P<hide>\d{1,2}/\d{1,2})"
                r"(?![\w/]|[.,]\d|\s(?:of|dei|degli|delle|della|del|di)(?!\w))",
                leads="on since until dated il dal del",
            ),
            hint=r"\b(?:on|since|until|dated|il|dal|del) \d{1,2}/\d",
        ),
    )


def _clock(clock: Phrase, rules: Rules, spoken: Rules) -> Find:
    compiled = re.compile(clock.expression, re.IGNORECASE | re.VERBOSE)
    first = first_words(clock.leads)
    evening = frozenset(rules.evening.split())

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(compiled, seen, first):
            groups = match.groupdict()
            told, at = groups.get("hour"), groups.get("at")
            hour = int(told) if told else _hour(rules, groups["word"])
            half = groups.get("half") or groups.get("half2") or groups.get("half3") or ""
            half = half.lower().replace(".", "").replace(" ", "")
            reads = rules if at else spoken  # digits alone: as the reporter's own do
            if not half and _doubtful(reads, told, hour):
                yield Hit(*match.span())
                continue
            hour = _whole_day(hour, half, late=half in evening)
            said = spoken.at_parts if at else spoken.of_parts if groups.get("of") else spoken.parts
            yield Hit(*match.span(), said[part_of_day(hour % 24)])

    return find


def _whole_day(hour: int, half: str, *, late: bool) -> int:
    """The hour on a clock of 24: two at night is 2, ten at night is 22, twelve at night is 0."""
    if half in {"night", "notte"}:
        return {12: 0}.get(hour, hour + 12 if 6 <= hour < 12 else hour)
    if half == "am" and hour == 12:
        return 0
    return hour + 12 if late and hour < 12 else hour


def _doubtful(rules: Rules, told: str | None, hour: int) -> bool:
    """Three o'clock is twice a day, unless it is written on a clock of 24 hours."""
    if not 1 <= hour <= 11:
        return False
    return told is None or (rules.language == "en" and not told.startswith("0"))


def _hour(rules: Rules, word: str) -> int:
    return int(word) if word.isdigit() else rules.hours[word.lower()]


def _month_names(rules: Rules) -> str:
    return "|".join(
        f"(?P<m{n}>{long}|{short}\\b\\.?)"
        for n, (long, short) in enumerate(zip(rules.months, rules.short_months, strict=True), 1)
    )


def _calendar(rules: Rules, spoken: Rules) -> Find:
    """A day of a named month, before or after it; the month stays."""
    names = _month_names(rules)
    year = r"(?:,?\s(?:del\s|of\s)?(?P<year>(?:19|20)\d\d)(?!\w))?"
    before = r"(?P<on>(?:on\s|il\s|del\s|dal\s|lo\s)?(?:the\s|l')?)"
    weekday = (
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s"
        r"|(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?,?\s"
        r"|(?:luned|marted|mercoled|gioved|venerd)i'?,?\s|sabato,?\s|domenica,?\s|l')?"
    )
    first = re.compile(
        rf"(?<![\w.]){before}{weekday}(?:the\s)?(?:\d{{1,2}}(?:st|nd|rd|th|o)?|{rules.day_words})\s(?:of\s)?"
        rf"(?:{names})(?!\w){year}",
        re.IGNORECASE,
    )
    # "in June 5" counts something else; "may the first" is a verb.
    counted = r"(?:(?<!\bin\s)|(?=\w+\.?\s(?:the\s)?\d{1,2}(?:st|nd|rd|th|,\s(?:19|20)\d\d)))"
    spelled = rf"(?<!may\s)the\s{rules.day_words.partition('(?=')[0]}"
    then = re.compile(
        rf"(?<!\w){counted}{before}{weekday}(?:{names})\s(?:(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?|{spelled})(?!\w|[.,:]\d|\s?(?:%|bar|kg|am|pm)){year}",
        re.IGNORECASE,
    )
    leads = first_words(
        f"{rules.calendar_leads} {' '.join((*rules.months, *rules.short_months)).lower()}"
    )
    expressions = (first, then) if rules.language == "en" else (first,)

    def find(seen: Folded) -> Iterator[Hit]:
        for expression in expressions:
            for match in matches(expression, seen, leads):
                groups = match.groupdict()
                month = next(n for n in range(1, 13) if groups[f"m{n}"])
                yield Hit(*match.span(), _in_month(spoken, month, groups["year"]))

    return find


def _in_month(rules: Rules, month: int, year: str | None) -> str:
    return rules.in_month.format(month=rules.months[month - 1], year=f" {year}" if year else "")


def _month_hint(rules: Rules) -> str:
    names = "|".join((*rules.months, *rules.short_months))
    said = r"(?:the|il|del|dal|al) [a-z -]+ (?:of )?|[a-z](?:st|nd|rd|th) of "
    return rf"(?:\d\S?\S?\s(?:of\s)?|{said})(?:{names})\b|(?:{names})\.?\s(?:the\s|\d)"


_NUMERIC: Final = re.compile(
    r"(?<![\w./-])(?:(?:on|il|del|dal|al)\s(?:the\s)?)?(?:"
    r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|(?P<a>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>(?:19|20)?\d\d)"
    r")(?![\w/-]|\.\d)",
    re.IGNORECASE,
)


_NUMERIC_LEADS: Final = first_words("on il del dal al 0")


def _numeric(rules: Rules) -> Find:
    """Day, month and year in digits. Which is the month is said only when there is no doubt."""

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(_NUMERIC, seen, _NUMERIC_LEADS):
            if match["y"]:
                if calendar_day(int(match["y"]), int(match["m"]), int(match["d"])):
                    yield Hit(*match.span(), _in_month(rules, int(match["m"]), match["y"]))
                continue
            one, two = int(match["a"]), int(match["b"])
            year = match["c"] if len(match["c"]) == 4 else f"20{match['c']}"
            days = {
                month
                for month, day in ((two, one), (one, two))
                if calendar_day(int(year), month, day)
            }
            if not days or (match["sep"] == "." and len(match["c"]) == 2 and match[0].count(" ")):
                continue
            certain = len(days) == 1 or (
                rules.language == "it" and calendar_day(int(year), two, one)
            )
            if not certain:
                yield Hit(*match.span())
            else:
                month = two if calendar_day(int(year), two, one) else one
                yield Hit(*match.span(), _in_month(rules, month, year))

    return find


def _day(day: Phrase, rules: Rules, spoken: Rules) -> Find:
    search = pattern(day.expression, leads=day.leads or rules.day_leads)

    def find(seen: Folded) -> Iterator[Hit]:
        for hit in search(seen):
            yield Hit(hit.start, hit.end, spoken.this_month)

    return find
