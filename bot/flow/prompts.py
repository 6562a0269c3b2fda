"""What is asked in each state: a pure function, so that a prompt can always be repeated.

States that wait for the world ask nothing: their prompt is None; `acts` says what they wait for.
Here is what is asked from the first words on; `visiting`, `picturing` and `browsing` ask the rest.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Protocol, assert_never

from bot.flow import browsing, picturing, record, script, visiting
from bot.flow.choosing import choices, one_of
from bot.flow.coach import coach, sorting
from bot.flow.guess import guess
from bot.flow.loss import fresh, unsent
from bot.flow.states import (
    Asking,
    Changing,
    Coaching,
    Confirming,
    Filing,
    Idle,
    Leaving,
    Reporting,
    Telling,
)
from bot.flow.talk import Ask, Choice, Prompt
from bot.flow.text import wordless
from bot.flow.visits import (
    Detailed,
    Detailing,
    More,
    Parting,
    Photographing,
    Recalling,
    Reviewing,
    Sending,
    Visiting,
)
from bot.receipt import words as receipt_words
from bot.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.flow.answers import Answers
    from bot.flow.states import State
    from bot.flow.terms import Terms
    from bot.flow.visits import Adding, Answering
    from bot.report import CleanText, RawText, Record
    from bot.scrub.scrubbed import Scrubbed
    from bot.words import Language


class Scrubs(Protocol):
    """Finds what identifies in a text: `bot.scrub.Scrubber`."""

    def scrub(self, raw: RawText) -> Scrubbed:
        """The text with its detections."""

    def missing(self) -> tuple[str, ...]:
        """What it lacks at present: a roster may be learned while the service runs."""


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

    def of(self, state: State) -> Prompt | None:
        """The prompt of a state; None while it waits for the world."""
        if isinstance(state, Reporting):
            return self._reporting(state)
        if isinstance(state, Detailed):
            return self._detailed(state)
        if isinstance(state, Photographing):
            return picturing.asked(state, self.words)
        if isinstance(state, Visiting | Parting):
            return visiting.asked(state, self.words)
        if isinstance(state, Leaving):
            return self._leaving(state)
        return browsing.asked(state, self.words)

    def _reporting(self, state: Reporting) -> Prompt | None:  # noqa: PLR0911 - one arm a state
        """From the first words to Send."""
        match state:
            case Idle():
                doors = ("tell", "learn", "lessons", "check", "privacy")
                return one_of(self.words, "intake.start", doors)
            case Telling(answers):
                back = self._as_it_is(answers.text("story"))
                return Prompt("story", Ask.TEXT, self.words("intake.story.ask"), back)
            case Coaching(raw, sorting=True):
                return sorting(self.scrubber.scrub(raw), self.words)
            case Coaching(raw):
                lacking = frozenset(self.terms.lacking).intersection(self.scrubber.missing())
                return coach(self.scrubber.scrub(raw), self.words, lacking)
            case Asking(answers, question):
                return self._question(question, answers)
            case Confirming(answers):
                return self._confirm(answers)
            case Changing(answers):
                return self._change(answers)
            case Filing():
                return None
            case _:
                assert_never(state)

    def _leaving(self, state: Leaving) -> Prompt:
        """Really leave? What would be gone is named: what is unsent, words that were just made."""
        asked = one_of(self.words, "intake.leave", ("leave", "stay"))
        if not fresh(state.back):
            return asked
        words = self.words("intake.leave.words")
        return replace(asked, text=f"{words}\n{asked.text}" if unsent(state.back) else words)

    def _as_it_is(self, story: CleanText | None) -> tuple[Choice, ...]:
        """The button that leaves a story alone, where there is one."""
        if story is None:
            return ()
        label = "as_it_is" if wordless(story.text) else "back"
        return (Choice("back", self.words(f"intake.story.{label}")),)

    def _detailed(self, state: Detailed) -> Prompt | None:
        """After the words."""
        match state:
            case More():
                return self._more(state)
            case Recalling(visit):
                return self._recall(visit.receipt)
            case Detailing(_, details, question):
                return self._question(question, details, optional=True)
            case Reviewing(place, text):
                kept = record.addition(place, text, "", self.words)
                asked = self._checked("followup.confirm.ask", _codes(place))
                ends = choices(self.words, "followup.confirm", ("send", "change", "discard"))
                return Prompt("confirm", Ask.CONFIRM, asked, ends, record=kept)
            case Sending():
                return None
            case _:
                assert_never(state)

    def _question(
        self, question: str, answers: Answers, *, optional: bool = False, suggesting: bool = True
    ) -> Prompt:
        """A question of the script, or an optional detail with its way to skip it."""
        return _asked(
            question,
            script.kind_of(question, answers),
            self._sentence(question, answers),
            script.options(question, answers, self.terms),
            self.words.language,
            suggested=self._suggested(question, answers) if suggesting else "",
            optional=optional,
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

    def _sentence(self, question: str, answers: Answers) -> str:
        """What the question is called among the sentences."""
        if question == "urgent":
            return f"intake.urgent.{self.terms.batch}"
        if question != "branch":
            return f"intake.{question}.ask"
        asked = "concern" if script.is_concern(answers) else answers.pick("kind")
        return f"intake.branch.{asked}"

    def _confirm(self, answers: Answers) -> Prompt:
        kept = record.report(answers, self.words)
        text = self._checked("intake.confirm.ask", answers.ids("kind"))
        return self._confirming(text, kept)

    def _confirming(self, text: str, kept: Record | None) -> Prompt:
        ends = choices(self.words, "intake.confirm", ("send", "change", "discard"))
        return Prompt("confirm", Ask.CONFIRM, text, ends, record=kept)

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
        given = [Choice(step, self._short(step, answers)) for step in kept]
        given.append(Choice("back", self.words("intake.change.back")))
        return Prompt("change", Ask.ONE, self.words("intake.change.ask"), tuple(given))

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
        menu = choices(self.words, "intake.more", (*ids, *script.details(self.terms)))
        menu += picturing.offer(state.visit, self.terms, self.words)
        menu += choices(self.words, "intake.more", ("done",))
        return Prompt("more", Ask.ONE, text, menu)

    def _recall(self, receipt: int) -> Prompt:
        """One of the eight words, among three of them. The place follows from the receipt."""
        eight = receipt_words(receipt)
        place = receipt % len(eight)
        others = [word for word in dict.fromkeys(eight) if word != eight[place]]
        shown = sorted((eight[place], *others[:2]))
        three = tuple(Choice(word, word) for word in shown)
        text = self.words("intake.recall.ask", place=place + 1)
        back = choices(self.words, "intake.recall", ("back",))
        return Prompt("recall", Ask.ONE, text, three + back)


@cache
def _asked(  # noqa: PLR0913 - all that such a prompt depends on
    question: str,
    kind: Ask,
    sentence: str,
    ids: tuple[str, ...],
    language: Language,
    *,
    suggested: str,
    optional: bool,
) -> Prompt:
    """A question of the script: there are few, nobody's words are in them, a step shows two."""
    words = Words(language)
    offered = [Choice(id_, record.label(question, id_, words)) for id_ in ids]
    if optional:
        offered.append(Choice("skip", words("intake.skip")))
    return Prompt(
        question,
        kind,
        words(sentence),
        tuple(offered),
        optional=optional or "none" in ids,
        suggested=suggested,
    )


def _codes(place: More | Adding | Answering) -> tuple[str, ...]:
    """The coded details that would be added."""
    return place.details.ids("area") if isinstance(place, More) else ()
