"""What is asked in each state: a pure function, so that a prompt can always be repeated.

States that wait for the world ask nothing: their prompt is None; `acts` says what they wait for.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol, assert_never

from bot.flow import pictures, record, script
from bot.flow.coach import coach, sorting
from bot.flow.guess import guess
from bot.flow.states import (
    Adding,
    Answering,
    Asking,
    AtCase,
    Browsing,
    Changing,
    Coaching,
    Confirming,
    Detailing,
    Erasing,
    Filing,
    Idle,
    Judging,
    Leaving,
    Listing,
    LookingUp,
    More,
    Picturing,
    Posting,
    Rating,
    Recalling,
    Renewing,
    Reviewing,
    Rewording,
    Seeking,
    Sending,
    Showing,
    Telling,
    Withdrawing,
)
from bot.flow.talk import Ask, Choice, Prompt
from bot.receipt import words as receipt_words
from bot.sealed import CaseState
from bot.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.flow.answers import Answers
    from bot.flow.states import State, Terms
    from bot.report import RawText, Record
    from bot.scrub.scrubbed import Scrubbed
    from bot.words import Language


class Scrubs(Protocol):
    """Finds what identifies in a text: `bot.scrub.Scrubber`."""

    def scrub(self, raw: RawText) -> Scrubbed:
        """The text with its findings."""


class Prompts:
    """All prompts in one language, for one organisation."""

    def __init__(self, words: Words, scrubber: Scrubs, terms: Terms) -> None:
        """Bind the language, the scrubber for the coach's screen, and what was configured."""
        self.words = words
        self.scrubber = scrubber
        self.terms = terms

    def offered(self, state: State) -> Prompt | None:
        """The prompt of a state as far as a choice is checked against it: key, kind and choices.

        Each step checks its answer so before it shows the next prompt: neither the record nor a
        guess at the family is made for it, which read the whole story.
        """
        match state:
            case Asking(answers, question):
                return self._question(question, answers, suggesting=False)
            case Confirming():
                return self._confirming("", None)
            case _:
                return self.of(state)

    def of(self, state: State) -> Prompt | None:  # noqa: C901, PLR0911, PLR0912 - one arm a state
        """The prompt of a state; None while it waits for the world."""
        match state:
            case Idle():
                doors = ("tell", "learn", "lessons", "check", "privacy")
                return self._one("start", "intake", doors)
            case Telling(answers):
                back = self._choices("intake.story", ("back",) if answers.text("story") else ())
                return Prompt("story", Ask.TEXT, self.words("intake.story.ask"), back)
            case Coaching(raw, sorting=True):
                return sorting(self.scrubber.scrub(raw), self.words)
            case Coaching(raw):
                return coach(self.scrubber.scrub(raw), self.words, self.terms.lacking)
            case Asking(answers, question):
                return self._question(question, answers)
            case Confirming(answers):
                return self._confirm(answers)
            case Changing(answers):
                return self._change(answers)
            case More():
                return self._more(state)
            case Recalling(visit):
                return self._recall(visit.receipt)
            case Detailing(_, details, question):
                return self._question(question, details, optional=True)
            case Picturing():
                return pictures.wanted(self.words)
            case Showing(_, _, picture):
                return pictures.shown(picture, self.words)
            case Seeking():
                return Prompt("words", Ask.TEXT, self.words("followup.words.ask"))
            case AtCase():
                return self._case(state)
            case Adding():
                return Prompt("add", Ask.TEXT, self.words("followup.add.ask"), self._back())
            case Answering():
                return self._answer(state)
            case Judging(_, preview):
                text = self.words("followup.verdict.ask", preview=preview)
                choices = self._choices("followup.verdict", script.VERDICTS)
                return Prompt("verdict", Ask.ONE, text, choices + self._back())
            case Rating():
                marks = tuple(Choice(mark, mark) for mark in script.MARKS)
                text = self.words("followup.rate.ask")
                return Prompt("rate", Ask.ONE, text, marks + self._back())
            case Reviewing(place, text):
                kept = record.addition(place, text, "", self.words)
                asked = self._checked("followup.confirm.ask", _codes(place))
                choices = self._choices("followup.confirm", ("send", "change", "discard"))
                return Prompt("confirm", Ask.CONFIRM, asked, choices, record=kept)
            case Rewording():
                return self._one("reword", "followup", ("yes",), self._back())
            case Withdrawing():
                return self._one("withdraw", "followup", ("yes",), self._back())
            case Browsing():
                return self._one("lessons", "intake", ("next", "back"))
            case Leaving():
                return self._one("leave", "intake", ("leave", "stay"))
            case Filing() | LookingUp() | Sending() | Posting() | Renewing() | Erasing():
                return None
            case Listing():
                return None
            case _:
                assert_never(state)

    def _question(
        self, question: str, answers: Answers, *, optional: bool = False, suggesting: bool = True
    ) -> Prompt:
        """A question of the script, or an optional detail with its way to skip it."""
        ids = script.options(question, answers, self.terms)
        choices = _offered(question, ids, self.words.language)
        if optional:
            choices += (Choice("skip", self.words("intake.skip")),)
        return Prompt(
            question,
            script.kind_of(question, answers),
            self.words(f"intake.{self._asked(question, answers)}"),
            choices,
            optional=optional or "none" in ids,
            suggested=self._suggested(question, answers) if suggesting else "",
        )

    @staticmethod
    def _suggested(question: str, answers: Answers) -> str:
        """The choice that is marked; an empty string for none."""
        match question:
            case "family":
                story = answers.text("story")
                return (guess(story.text) if story else None) or ""
            case "urgent":
                return "now" if script.in_danger(answers) else "window"
            case _:
                return ""

    @staticmethod
    def _asked(question: str, answers: Answers) -> str:
        if question != "branch":
            return f"{question}.ask"
        return "branch.concern" if script.is_concern(answers) else f"branch.{answers.pick('kind')}"

    def _confirm(self, answers: Answers) -> Prompt:
        kept = record.report(answers, self.words)
        text = self._checked("intake.confirm.ask", answers.ids("kind"))
        return self._confirming(text, kept)

    def _confirming(self, text: str, kept: Record | None) -> Prompt:
        choices = self._choices("intake.confirm", ("send", "change", "discard"))
        return Prompt("confirm", Ask.CONFIRM, text, choices, record=kept)

    def _checked(self, ask: str, codes: Iterable[str] = ()) -> str:
        """A confirmation with the fixed checklist, and a word where only few could know."""
        checks = ("only", "role", "style")
        # Hyphens: numbers would look like choices beside the numbered buttons.
        lines = [f"- {self.words(f'intake.confirm.{check}')}" for check in checks]
        if set(codes) & set(self.terms.rare):
            lines.append(self.words("intake.confirm.rare"))
        return "\n".join((self.words(ask), *lines))

    def _change(self, answers: Answers) -> Prompt:
        kept = [step for step in script.path(answers, self.terms) if answers.has(step)]
        choices = [Choice(step, self._short(step, answers)) for step in kept]
        choices.append(Choice("back", self.words("intake.change.back")))
        return Prompt("change", Ask.ONE, self.words("intake.change.ask"), tuple(choices))

    def _short(self, step: str, answers: Answers) -> str:
        if step == "branch" and not script.is_concern(answers):
            return self.words(f"intake.branch.{answers.pick('kind')}")
        name = "excluded" if step == "branch" else step
        return record.heading(name, answers, self.words)

    def _more(self, state: More) -> Prompt:
        count = len(state.details.texts) + len(state.details.picks)
        ids: tuple[str, ...] = ("send",) if count else ()
        ids += ("recall", "again") if state.visit.fresh else ()
        text = (
            self.words("intake.more.unsent", n=count) if count else self.words("intake.more.ask")
        )
        choices = self._choices("intake.more", (*ids, *script.details(self.terms)))
        choices += pictures.offer(state.visit, self.terms, self.words)
        choices += self._choices("intake.more", ("done",))
        return Prompt("more", Ask.ONE, text, choices)

    def _recall(self, receipt: int) -> Prompt:
        """One of the eight words, among three of them. The place follows from the receipt."""
        eight = receipt_words(receipt)
        place = receipt % len(eight)
        others = [word for word in dict.fromkeys(eight) if word != eight[place]]
        shown = sorted((eight[place], *others[:2]))
        choices = tuple(Choice(word, word) for word in shown)
        text = self.words("intake.recall.ask", place=place + 1)
        back = self._choices("intake.recall", ("back",))
        return Prompt("recall", Ask.ONE, text, choices + back)

    def _case(self, state: AtCase) -> Prompt:
        ids: tuple[str, ...] = ("answer",) if state.question else ()
        ids += ("verdict",) if state.preview else ()
        ids += ("add", "more")
        closed = state.status.state == CaseState.CLOSED
        ids += ("rate",) if closed and "rate" not in state.visit.settled else ()
        choices = self._choices("followup.case", (*ids, "reword", "withdraw", "done"))
        return Prompt("case", Ask.ONE, self.words("followup.case.ask"), choices)

    def _answer(self, state: Answering) -> Prompt:
        question = state.question
        buttons = tuple(Choice(id_, said) for id_, said in record.numbered(question.choices))
        how = "followup.answer.how" if buttons else "followup.answer.text"
        text = f"{self.words('followup.answer.ask', question=question.text)}\n{self.words(how)}"
        kind = Ask.ONE if buttons else Ask.TEXT
        return Prompt("answer", kind, text, buttons + self._back())

    def _one(
        self, key: str, room: str, ids: Iterable[str], rest: tuple[Choice, ...] = ()
    ) -> Prompt:
        choices = self._choices(f"{room}.{key}", ids)
        return Prompt(key, Ask.ONE, self.words(f"{room}.{key}.ask"), choices + rest)

    def _choices(self, stem: str, ids: Iterable[str]) -> tuple[Choice, ...]:
        return tuple(Choice(id_, self.words(f"{stem}.{id_}")) for id_ in ids)

    def _back(self) -> tuple[Choice, ...]:
        return (Choice("back", self.words("followup.back")),)


@cache
def _offered(question: str, ids: tuple[str, ...], language: Language) -> tuple[Choice, ...]:
    """The choices of a question of the script: few sets of them, and each step shows two."""
    words = Words(language)
    return tuple(Choice(id_, record.label(question, id_, words)) for id_ in ids)


def _codes(place: More | Adding | Answering) -> tuple[str, ...]:
    """The coded details that would be added."""
    return place.details.ids("area") if isinstance(place, More) else ()
