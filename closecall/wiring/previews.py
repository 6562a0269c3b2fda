"""A lesson as each platform will show it, by the very code that will post it. It sends nothing."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.web.office import Piece, Preview
    from bot.lesson import Lesson
    from bot.report import Week
    from digests.issue import Issue


def previews(lesson: Lesson, week: Week) -> tuple[Preview, ...]:
    """The issue that this lesson alone would make, on every platform."""
    from adapters.web.office import Preview

    made = _issue(lesson, week)
    return (
        Preview("slack", tuple(_slack(made))),
        Preview("telegram", tuple(_telegram(made))),
        Preview("text", tuple(_text(made))),
    )


def _issue(lesson: Lesson, week: Week) -> Issue:
    from bot.ports import PublishedLesson
    from bot.words import Language
    from digests.classics import classics
    from digests.compose import compose
    from digests.numbers import Figures

    language = Language(lesson.language)
    published = PublishedLesson("preview", week, lesson)
    figures = Figures("preview")
    first = classics(language)[0]
    return compose(week, language, [published], figures, number=1, classic=first)


def _slack(made: Issue) -> Iterator[Piece]:
    from adapters.slack.issue import message, read_message
    from adapters.web.office import Piece

    for block in read_message(message(made))[1]:
        if block["type"] == "actions":
            yield from (Piece("button", one["text"]["text"]) for one in block["elements"])
        else:
            kind = "heading" if block["type"] == "header" else "text"
            yield Piece(kind, block["text"]["text"])


def _telegram(made: Issue) -> Iterator[Piece]:
    from adapters.telegram.issue import message, quiz, read_message, read_quiz
    from adapters.web.office import Piece

    shown = read_message(message(made))
    for line in shown.html.splitlines():
        bold = line.startswith("<b>") and line.endswith("</b>")
        said = unescape(line.removeprefix("<b>").removesuffix("</b>") if bold else line)
        if said.strip():
            yield Piece("heading" if bold else "text", said)
    yield from (Piece("button", label) for _, label in shown.buttons)
    poll = read_quiz(quiz(made))
    if poll:
        yield Piece("heading", poll.question)
        yield from (Piece("choice", option) for option in poll.options)


def _text(made: Issue) -> Iterator[Piece]:
    from adapters.web.office import Piece
    from digests.text import plain

    yield Piece("text", plain(made).strip())
