"""Composing: from lessons and numbers to an issue that reads in 90 seconds. Pure and cheap.

The same arguments give the same bytes. What is too long is not squeezed: the short takes go
first, then texts end at the end of a sentence, and a line points to the library.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.ports import URGENT
from bot.report import Week
from bot.taxonomy import ActionLevel
from bot.words import Language, Words
from digests.issue import LIMIT, Because, Issue, LastAnswer, Quiz, Sort, Take
from digests.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.lesson import Lesson
    from bot.ports import PublishedLesson
    from digests.classics import Classic
    from digests.issue import Trend
    from digests.numbers import Figures

_TITLE: Final = 90
_CAPS: Final = range(700, 20, -20)
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SENTENCE: Final = re.compile(r"[.!?…]['\"\u2019\u201d»)]*(?=\s)")


def compose(  # noqa: PLR0913 - what an issue is made of, by name
    week: Week,
    language: Language,
    lessons: Sequence[PublishedLesson],
    figures: Figures,
    *,
    number: int,
    classic: Classic,
    last: LastAnswer | None = None,
    trend: Trend | None = None,
    since: str | None = "",
) -> Issue:
    """The weekly issue, never longer than LIMIT characters of reading.

    Args:
        week: the week it is for.
        language: of headings and buttons; a lesson speaks its own.
        lessons: the story, then the short takes; none makes it a quiet week, or the first one.
        figures: what may be printed, from `numbers.advance`.
        number: 1 for the organisation's first issue.
        classic: told in a quiet week; its drill stands in when no lesson brings one.
        last: the answer to the drill of the issue before.
        trend: what is drawn, and said in words.
        since: the week of the issue before in this channel; None: there was none yet; empty: it
            does not matter.
    """
    words = Words(language)
    if lessons:
        issue = _weekly(week, words, lessons, number, classic)
    else:
        issue = _quiet(week, words, number, classic)
    if figures.counts or issue.sort is not Sort.FIRST:
        issue = replace(issue, figures=figures, trend=trend)
    late = Week.parse(since).until(week) - 1 if since else 0
    welcome = since is None and issue.sort is not Sort.FIRST
    return fit(replace(issue, last=last and _tidy_last(last), late=max(0, late), welcome=welcome))


def urgent(week: Week, language: Language, published: PublishedLesson) -> Issue:
    """One lesson that does not wait: marked, without numbers, not told again as news."""
    words, lesson = Words(language), published.lesson
    return fit(
        Issue(
            sort=Sort.URGENT,
            key=urgent_key(published),
            week=week,
            number=0,
            language=language,
            title=words("digest.title.urgent", theme=clip(lesson.title, _TITLE)),
            lead=words("digest.lead.urgent"),
            story=_tidy(lesson.story),
            saved_by=_stop(lesson.saved_by),
            because=_because(lesson, week),
            weak=lesson.level is ActionLevel.TRAIN_REMIND,
            lessons=(published.lesson_id,),
        )
    )


def urgent_key(published: PublishedLesson) -> str:
    """The period under which an urgent lesson is claimed, at most 80 characters."""
    return f"{URGENT}{published.lesson_id}"


def last_answer(title: str, quiz: Quiz) -> LastAnswer:
    """The answer to a drill, for the issue after it."""
    return LastAnswer(title, quiz.choices[quiz.answer], quiz.why)


def quiz_of(lesson: Lesson) -> Quiz | None:
    """A lesson's drill."""
    drill = lesson.drill
    if drill is None:
        return None
    return Quiz(drill.question, drill.choices, drill.answer, drill.why)


def _weekly(
    week: Week, words: Words, lessons: Sequence[PublishedLesson], number: int, classic: Classic
) -> Issue:
    story = lessons[0].lesson
    return Issue(
        sort=Sort.WEEKLY,
        key=str(week),
        week=week,
        number=number,
        language=words.language,
        title=words("digest.title", number=number, theme=clip(story.title, _TITLE)),
        story=_tidy(story.story),
        saved_by=_stop(story.saved_by),
        quiz=_tidy_quiz(quiz_of(story) or classic.quiz),
        takes=tuple(_take(each.lesson) for each in lessons[1:]),
        because=_because(story, week),
        weak=all(each.lesson.level is ActionLevel.TRAIN_REMIND for each in lessons),
        lessons=tuple(each.lesson_id for each in lessons),
    )


def _quiet(week: Week, words: Words, number: int, classic: Classic) -> Issue:
    first = number == 1
    key = "digest.title.first" if first else "digest.title"
    return Issue(
        sort=Sort.FIRST if first else Sort.QUIET,
        key=str(week),
        week=week,
        number=number,
        language=words.language,
        title=words(key, number=number, theme=classic.title),
        lead=words("digest.lead.first" if first else "digest.lead.quiet"),
        story=_tidy(classic.story),
        saved_by=_stop(classic.saved_by),
        quiz=_tidy_quiz(classic.quiz),
        because=Because(classic.weak, classic.change, classic.why),
    )


def _take(lesson: Lesson) -> Take:
    return Take(_stop(lesson.title), _stop(lesson.saved_by), _stop(lesson.change))


def _because(lesson: Lesson, week: Week) -> Because:
    return Because(
        _stop(lesson.vulnerability),
        _stop(lesson.change),
        _stop(lesson.why_it_helps),
        max(0, week.until(lesson.check_up)),
    )


# --- how long it may be
# --------------------------------------------------------------------------


def fit(issue: Issue) -> Issue:
    """The issue in at most LIMIT characters of reading."""
    if len(plain(issue)) <= LIMIT:
        return issue
    issue = replace(issue, shortened=True)
    while issue.takes:
        issue = replace(issue, takes=issue.takes[:-1])
        if len(plain(issue)) <= LIMIT:
            return issue
    for cap in _CAPS:
        shorter = _capped(issue, cap)
        if len(plain(shorter)) <= LIMIT:
            return shorter
    raise AssertionError("the fixed sentences alone are too long")


def clip(text: str, cap: int) -> str:
    """`text` in at most `cap` characters: to the end of a sentence, else of a word, with `…`."""
    text = _tidy(text)
    if len(text) <= cap:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text, 0, cap + 1) if found.end() <= cap]
    if ends and 2 * ends[-1] >= cap:
        return text[: ends[-1]]
    head = text[: cap - 1]
    return f"{head[: head.rfind(' ')].rstrip() if ' ' in head else head}…"


def _capped(issue: Issue, cap: int) -> Issue:
    """Every text that a person wrote, in at most `cap` characters."""
    quiz, last, because = issue.quiz, issue.last, issue.because
    if quiz:
        first, second, third, fourth = (clip(choice, cap) for choice in quiz.choices)
        quiz = replace(
            quiz, question=clip(quiz.question, cap), choices=(first, second, third, fourth)
        )
    if last:
        last = replace(
            last, title=clip(last.title, cap), best=clip(last.best, cap), why=clip(last.why, cap)
        )
    if because:
        because = replace(
            because,
            vulnerability=clip(because.vulnerability, cap),
            change=clip(because.change, cap),
            why=clip(because.why, cap),
        )
    story, saved_by = clip(issue.story, cap), clip(issue.saved_by, cap)
    return replace(issue, story=story, saved_by=saved_by, quiz=quiz, last=last, because=because)


def _tidy(text: str) -> str:
    """One line: a line break of an author is no paragraph of ours, nor turns it our words round.

    Right-to-left writing needs no embedding or override; one that is left open would reach into
    what follows it (Unicode UAX #9, explicit directional formatting).
    """
    return " ".join(_TURNS.sub("", text).split())


def _stop(text: str) -> str:
    """One line that ends as a sentence, so that the next one can follow it."""
    text = _tidy(text)
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _tidy_quiz(quiz: Quiz) -> Quiz:
    first, second, third, fourth = (_tidy(choice) for choice in quiz.choices)
    return Quiz(_tidy(quiz.question), (first, second, third, fourth), quiz.answer, _tidy(quiz.why))


def _tidy_last(last: LastAnswer) -> LastAnswer:
    return replace(
        last, title=clip(last.title, _TITLE), best=_stop(last.best), why=_stop(last.why)
    )
