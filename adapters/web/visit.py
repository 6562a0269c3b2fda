"""One request: who asks, in which language, with which form; and the ways to answer it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, RedirectResponse

from adapters.web.form import Complaint, Form, Turned, Unfit
from adapters.web.gate import HOME
from adapters.web.lockout import COOKIE as DEVICE
from adapters.web.luggage import COOKIE, Traveller
from adapters.web.said import Line, in_all
from adapters.web.screen import environment
from bot.case.rules import HeldBack, NotClosable
from bot.errors import CloseCallError, NotAllowed
from bot.lesson import LessonRefused
from bot.report import CaseId
from bot.words import table
from bot.work import commit, read

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.web.gate import Gate
    from adapters.web.office import Office
    from adapters.web.sessions import Session
    from bot.desk import Desk
    from bot.words import Words

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request. `form` is what was sent; `filled` whether the page should show it again.

    `menu` maps the addresses in it to the keys of their words.
    """

    gate: Gate = field(repr=False)
    request: Request = field(repr=False)
    words: Words
    place: str
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    menu: Mapping[str, str] = field(default_factory=dict, repr=False)
    signed: Session | None = field(default=None, repr=False)
    form: Form = field(default_factory=Form, repr=False)
    filled: bool = False
    recalled: bool = False
    faults: tuple[Complaint, ...] = field(default=(), repr=False)
    notice: str = ""
    status: int = 200

    @property
    def office(self) -> Office:
        """What the roof handed in."""
        return self.gate.office

    @property
    def session(self) -> Session:
        """Who is signed in: there is somebody on every page that is not open."""
        if self.signed is None:
            raise RuntimeError("nobody is signed in")
        return self.signed

    @property
    def role(self) -> str:
        """What the page calls who is signed in; empty while no list of readers says it."""
        try:
            return self.signed.unlocked.role if self.signed else ""
        except CloseCallError:
            return ""

    @property
    def device(self) -> str:
        """The cookie that this browser got when somebody signed in; empty for none."""
        return self.request.cookies.get(DEVICE, "")

    @property
    def known(self) -> bool:
        """Whether somebody has signed in before in this browser."""
        return self.gate.lockout.knows(self.device)

    @property
    def _traveller(self) -> Traveller:
        client = self.request.client
        return Traveller(self.device if self.known else client.host if client else "", self.known)

    @property
    def here(self) -> str:
        """The address that this page is shown at, for who asks for it in another language."""
        asked = [one for one in self.request.query_params.multi_items() if one[0] != "anew"]
        return f"{self.place}?{urlencode(asked)}" if asked else self.place

    @property
    def case_id(self) -> CaseId:
        """The case in the address. Raises NoSuchCase's twin, ValueError, for what is none."""
        return CaseId.parse(self.params["case"])

    async def drive(self, part: Callable[[], T]) -> T:
        """One durable part on the writer thread, without holding up anybody else."""
        return await asyncio.wrap_future(self.office.driver.submit(commit(part)))

    async def at_desk(self, part: Callable[[Desk], T]) -> T:
        """One durable part at the reviewer's desk."""
        desk = self.session.unlocked.desk
        return await self.drive(lambda: part(desk))

    async def read(self, part: Callable[[], T]) -> T:
        """One part that only reads: it waits for nobody who writes."""
        return await asyncio.wrap_future(self.office.driver.submit(read(part)))

    async def look(self, part: Callable[[Desk], T]) -> T:
        """The same at the reviewer's desk."""
        desk = self.session.unlocked.desk
        return await self.read(lambda: part(desk))

    async def leave(self, name: Hashable, part: Callable[[Desk], T]) -> T | None:
        """What this reading leaves to be written: its value, or None when that must wait."""
        desk = self.session.unlocked.desk
        return await self.session.owed.write(name, lambda: part(desk))

    def page(self, template: str, **values: object) -> Response:
        """A whole page, or a part of one."""
        said, self.notice = self._said(), ""
        text = (
            environment()
            .get_template(template)
            .render(
                w=self.words,
                visit=self,
                form=self.form if self.filled else Form(),
                faults=self.faults,
                said=said,
                once=self.office.dice(16).hex(),
                **values,
            )
        )
        return HTMLResponse(text, self.status)

    def go(self, path: str, key: str = "", *, well: bool = True, **values: object) -> Response:
        """Lead on to another page, which begins with the sentence `key`; `well`: as good news."""
        if key and self.signed:
            self.signed.said.append(Line(in_all(lambda words: words(key, **values)), well))
        return RedirectResponse(path, 303)

    def to_sign_in(self, where: str) -> Response:
        """Nobody is signed in: what was typed for `where` waits, locked for this browser."""
        answer = self.go(f"/sign-in?next={where}" if where != HOME else "/sign-in")
        if typed := self.form.typed():
            self.put_down(answer, COOKIE, where, typed, "/sign-in")
        return answer

    def put_down(
        self, answer: Response, name: str, where: str, typed: dict[str, list[str]], path: str
    ) -> None:
        """Leave what was typed for `where` in memory; the cookie `name` at `path` takes it."""
        cookie, secure = self.gate.luggage.leave(where, typed, self._traveller), self.office.secure
        answer.set_cookie(name, cookie, httponly=True, secure=secure, samesite="strict", path=path)

    def _said(self) -> list[tuple[str, bool]]:
        said = [(self.notice, False)] if self.notice else []
        # A part of a page, which a script sent a form for, says nothing: it waits for the next.
        if self.signed and self.status in {200, 422} and self.request.method != "POST":
            self.signed.told = self.place, self.signed.said
            said += [(one.text[self.words.language], one.well) for one in self.signed.said]
            self.signed.said = []
            if self.signed.owed.waits:
                said.append((self.words("console.owed"), False))
        return said


def explain(refusal: CloseCallError, words: Words, place: str = "") -> tuple[Complaint, ...]:
    """A refusal in sentences, each with its field where there is one, as the page calls it."""
    if isinstance(refusal, NotClosable):
        return tuple(Complaint(words(f"console.missing.{need}")) for need in refusal.missing)
    if isinstance(refusal, LessonRefused):
        return tuple(
            Complaint(
                words(
                    "console.fault",
                    field=_label(words, each.field, "lesson"),
                    why=words(f"refused.fault.{each.fault}"),
                ),
                each.field,
            )
            for each in refusal.refusals
        )
    if isinstance(refusal, HeldBack):
        own = f"hold.{refusal.why}"
        room = "console" if own in table("console") else "refused"
        return (Complaint(words(f"{room}.{own}", n=refusal.weeks)),)
    if isinstance(refusal, Unfit):
        why, page = words(f"console.unfit.{refusal.why}"), place.rpartition("/")[2]
        return tuple(
            Complaint(words("console.fault", field=_label(words, name, page), why=why), name)
            for name in (refusal.name, *refusal.more)
        )
    if isinstance(refusal, NotAllowed):
        for room in ("console", "refused"):
            if f"why.{refusal.detail}" in table(room):
                return (Complaint(words(f"{room}.why.{refusal.detail}")),)
    if not isinstance(refusal, Turned):
        refusal = Turned("console.line", line=words.refusal(refusal))
    return (Complaint(words(refusal.key, **refusal.values), refusal.name),)


def _label(words: Words, name: str, page: str = "") -> str:
    """What a field is called on its page."""
    plain = name.rstrip(".0123456789")
    keys = (f"field.{page}.{plain}", f"field.{plain}")
    return next((words(f"console.{key}") for key in keys if key in table("console")), name)
