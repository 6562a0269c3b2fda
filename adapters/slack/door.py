"""The conversation in a Slack form: heard, kept, then shown. It knows no SDK and no person.

    sent ── intake.fill (durable) ── the next page, inside the answer to Slack
    tap ─── intake.fill (durable) ── the next page, over the one that is shown
    closed ─ forgotten

What cannot be kept is said in the form itself, and the same form can be sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from adapters.slack import views
from adapters.slack.translate import leaf, sent
from bot.errors import CloseCallError
from bot.flow.sheet import SEND
from bot.flow.talk import Command, Problem
from bot.report import TOKEN_BYTES, Token
from bot.words import Language, Words
from storage.awaited import Starts, awaited

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from adapters.slack.translate import Opened, Sent, Tapped
    from adapters.slack.views import View
    from bot.pages import Page, Pages
    from bot.ports import Dice
    from bot.work import Work

T = TypeVar("T")
Answer = dict[str, Any]


class Drives(Starts, Protocol):
    """The part of `storage.writer.Writer` that a door needs."""

    def submit(self, work: Work[T]) -> Future[T]:
        """Start a piece of work."""


@dataclass(slots=True)
class Door:
    """Every form of one workspace."""

    intake: Pages
    writer: Drives
    language: Language
    dice: Dice
    photos: str = "slack.photos"
    """What is said of pictures, by its name: why there are none, and which door takes them."""

    @property
    def words(self) -> Words:
        """What is said where no form says in which language."""
        return Words(self.language)

    async def opened(self, entry: Opened, *, text: bool = False, slow: bool = False) -> View:
        """The first page behind an entry. `text`: words stood after the command, unread."""
        if slow:
            return self.hasty()
        token, words = Token(self.dice(TOKEN_BYTES)), self.words
        notes = (words("slack.text"),) if text else ()
        if entry.command is Command.REPORT:
            return self._form(self.intake.opening(token, self.language), words, notes)
        try:
            page = await self._kept(self.intake.press(token, entry.command, self.language))
        except CloseCallError as failure:
            return views.told(words, _troubled(words, failure))
        return self._form(page, words, notes, within=entry.within)

    def hasty(self) -> View:
        """What somebody is told who opens too much at once."""
        return views.told(self.words, self.words("slack.slow"))

    async def sent(self, view: object, *, slow: bool = False) -> Answer:
        """What the answer to a sent form says: the next page, or what does not fit."""
        form = sent(view)
        if form is None:
            return _update(views.told(self.words, self.words("slack.expired")))
        words = Words(form.leaf.language)
        if slow:
            return self._again(form, words, words("slack.slow"))
        work = self.intake.fill(form.leaf.token, form.sheet, words.language, form.leaf.rev)
        try:
            page = await self._kept(work)
        except CloseCallError as failure:
            return self._again(form, words, _troubled(words, failure))
        if page.wrong in form.blocks:
            return _errors(form.blocks[page.wrong], _problems(page))
        self._ahead(page)
        page = _uncomplaining(page, words, words("slack.unsent"))
        return _update(self._form(page, words, within=form.leaf.within))

    async def tapped(self, tap: Tapped, *, slow: bool = False) -> View:
        """The page after a button of a form."""
        leaf_, words = tap.leaf, Words(tap.leaf.language)
        # Whatever the button was, it was not Send: the same form again must not send either.
        again = replace(leaf_, left={k: v for k, v in leaf_.left.items() if k != SEND})
        if slow:
            return views.trouble(again, words, words("slack.slow"))
        if tap.place is None:
            work = self.intake.back(leaf_.token, words.language, leaf_.rev)
        else:
            work = self.intake.fill(leaf_.token, (tap.place,), words.language, leaf_.rev)
        try:
            page = await self._kept(work)
        except CloseCallError as failure:
            return views.trouble(again, words, _troubled(words, failure))
        self._ahead(page)
        if _gone(page):
            page = _uncomplaining(page, words, words("slack.over"))
        return self._form(page, words, within=leaf_.within)

    async def closed(self, view: object) -> None:
        """A form was closed: its draft is overwritten. What cannot be erased dies with the day."""
        left = leaf(view)
        if left is None:
            return
        try:
            await self._kept(self.intake.press(left.token, Command.CANCEL, left.language))
        except CloseCallError:
            return

    # --- small parts -----------------------------------------------------------------------------

    def _form(
        self, page: Page, words: Words, notes: Sequence[str] = (), *, within: bool = False
    ) -> View:
        return views.form(page, words, notes, photos=self.photos, within=within)

    def _ahead(self, page: Page) -> None:
        """Derive the receipt's key while the record is still being read."""
        if page.reply.prompt is not None and page.reply.prompt.record is not None:
            self.writer.submit(self.intake.prepare(page.reply))

    def _again(self, form: Sent, words: Words, text: str) -> Answer:
        """Nothing was kept: said beside the first field, so that what was typed stays there."""
        if form.blocks:
            return _errors(next(iter(form.blocks.values())), text)
        return _update(views.trouble(form.leaf, words, text))

    async def _kept(self, work: Work[T]) -> T:
        """Wait for a piece of work. Raises CloseCallError."""
        return await awaited(self.writer, work)


def _gone(page: Page) -> bool:
    """Whether what a form belonged to is over: closed, finished, or older than a draft gets."""
    prompt = page.reply.prompt
    return page.reply.stale and prompt is not None and prompt.key == views.START


def _uncomplaining(page: Page, words: Words, gone: str) -> Page:
    """A form sent twice is no mistake of anybody: the page that the first one led to says it.

    Where there is no such page any more nobody may believe that it was sent: `gone` is said.
    """
    if not page.reply.stale:
        return page
    complaint = Problem(words("door.stale"))
    says = tuple(say for say in page.reply.says if say != complaint)
    says = (Problem(gone), *says) if _gone(page) else says
    return replace(page, reply=replace(page.reply, says=says))


def _problems(page: Page) -> str:
    return "\n".join(say.text for say in page.reply.says if isinstance(say, Problem))


def _troubled(words: Words, failure: CloseCallError) -> str:
    return f"{words.regret(failure)} {words('door.trouble.again')}"


def _update(view: View) -> Answer:
    return {"response_action": "update", "view": view}


def _errors(block: str, text: str) -> Answer:
    return {"response_action": "errors", "errors": {block: text}}
