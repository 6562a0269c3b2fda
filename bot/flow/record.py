"""What would be kept, line by line, in the reporter's language: one value, shown and sealed.

Only answers on the path make lines. Nothing here asks, and nothing finer than a week is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.flow import script
from bot.flow.visits import Adding, Answering, Judging, More, Rating
from bot.lesson import preview_name
from bot.report import Line, Record
from bot.taxonomy import Family, Severity, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flow.answers import Answers
    from bot.report import CleanText
    from bot.words import Words


def report(answers: Answers, words: Words) -> Record:
    """The record of a report: exactly what is shown before Send, and exactly what is sealed."""
    return Record(str(words.language), tuple(_report_lines(answers, words)))


def addition(
    place: More | Adding | Answering | Judging | Rating,
    text: CleanText | None,
    pick: str,
    words: Words,
) -> Record:
    """The record of something more: details, an addition, an answer, a verdict, a rating."""
    match place:
        case More(details=details):
            lines = tuple(_detail_lines(details, words))
        case Adding():
            lines = (
                Line("addition", words("followup.record.addition"), text.text if text else ""),
            )
        case Answering(question=question):
            said = text.text if text else dict(numbered(question.choices)).get(pick, "")
            asked = words("followup.record.question")
            lines = (
                Line("question", asked, question.text, (question.question_id,)),
                Line("answer", words("followup.record.answer"), said, (pick,) if pick else ()),
            )
        case Judging(preview=preview):
            label, said = words("followup.record.verdict"), words(f"followup.verdict.{pick}")
            lines = (Line("verdict", label, said, (pick, preview_name(preview))),)
        case Rating():
            label = words("followup.record.rating")
            lines = (Line("rating", label, words("followup.record.rating.of", n=pick), (pick,)),)
        case _:
            assert_never(place)
    return Record(str(words.language), lines)


def numbered(choices: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The buttons of a reviewer's question with their ids, `1` and up."""
    return tuple((str(number), label) for number, label in enumerate(choices, 1))


def label(question: str, code: str, words: Words) -> str:
    """The label of one choice. An id that is a name (a role) is its own label."""
    if question in script.CODED:
        return words.label(script.CODED[question](code))
    if code in script.PLAIN.get(question, ()) or code == "none":
        return words(f"intake.{question}.{code}")
    return code


def heading(name: str, answers: Answers, words: Words) -> str:
    """The label of a line. A story is headed by what it is: nearly happened, wrong, or told."""
    told = {Family.CONCERN.value: "concern", Family.UNSURE.value: "told"}
    if name == "story":
        name = told.get(answers.pick("family"), name)
    return words(f"intake.record.{name}")


def _report_lines(answers: Answers, words: Words) -> Iterator[Line]:
    for question in script.REPORT_ORDER:
        if question == "story":
            yield _story(answers, words)
        elif question == "branch":
            yield from _branch(answers, words)
        elif ids := answers.ids(question):
            yield _coded(question, ids, words)


def _story(answers: Answers, words: Words) -> Line:
    text = answers.text("story")
    return Line("story", heading("story", answers, words), text.text if text else "")


def _branch(answers: Answers, words: Words) -> Iterator[Line]:
    roles = script.excluded(answers)
    if roles:
        yield Line("excluded", words("intake.record.excluded"), ", ".join(roles), roles)
    if script.is_concern(answers) or not answers.has("branch"):
        return
    asked, pick = words(f"intake.branch.{answers.pick('kind')}"), answers.pick("branch")
    yield Line("branch", asked, label("branch", pick, words), (pick,))
    meaning = script.meaning(answers)
    told = answers.pick("worst") in {Severity.SERIOUS, Severity.CRITICAL}
    if meaning is script.Meaning.AT_LEAST_SERIOUS and not told:
        least = words("intake.record.severity.at_least", severity=words.label(Severity.SERIOUS))
        yield Line("severity", words("intake.record.severity"), least, (Severity.SERIOUS,))
    if meaning is script.Meaning.HARM_DONE:
        text = words("intake.record.incident.text")
        yield Line("incident", words("intake.record.incident"), text, ("harm_done",))


def _detail_lines(details: Answers, words: Words) -> Iterator[Line]:
    for question in script.DETAIL_ORDER:
        text = details.text(question)
        if text is not None:
            yield Line(question, words(f"intake.record.{question}"), text.text)
        elif ids := details.ids(question):
            yield _coded(question, ids, words)


def _coded(question: str, ids: tuple[str, ...], words: Words) -> Line:
    # "Today" would be finer than the week that we promise to keep.
    kept = tuple([When.THIS_WEEK.value if code == When.TODAY else code for code in ids])
    said = " · ".join([label(question, code, words) for code in kept])
    return Line(question, words(f"intake.record.{question}"), said, kept)
