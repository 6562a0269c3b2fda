"""An organisation of its own for the console's tests: founded as `init` does it, two reviewers.

Everything is real but the cost of the key files and the time, which a test turns. `Browser` is a
person at the console without a browser: it follows links, fills in forms, and keeps cookies.
"""

from __future__ import annotations

import os
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING, Any, Self, cast

from starlette.testclient import TestClient

from adapters.web.app import console
from bot.ports import ReporterKey
from bot.report import ID_BYTES, Line, Record
from bot.work import commit
from closecall import clock, founding, wiring
from closecall import settings as settings_
from closecall.home import Home, write_private
from closecall.wiring.console import console as opened
from storage.cases import Cases
from storage.keyfile import Cost, unlock_organisation
from storage.keys import Identity, KeyPair
from storage.manifest import Recipient
from storage.seal import Sealer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from starlette.applications import Starlette

    from adapters.web.gate import Gate
    from adapters.web.guard import Guard
    from adapters.web.office import Office
    from closecall.settings import Settings
    from storage.manifest import Manifest
    from storage.writer import Writer

CHEAP = Cost(8 * 1024, 1)
ORIGIN = "http://127.0.0.1:8765"
STORY = (
    "The ladder at bay four was too short and slipped off the gutter while [person] stood on it. "
    "Soft mats below kept it from being worse."
)
LESSON = {
    "title": "Short ladders",
    "story": "A colleague reached for a gutter on the only ladder at hand. Its feet moved.",
    "saved_by": "Soft flooring below.",
    "vulnerability": "Nobody had said which ladder belongs to which roof.",
    "change": "Ladders of the right length hang beside each roof door.",
    "why_it_helps": "The right ladder is now the nearest one.",
    "kind": "fall_from_height",
    "barrier": "luck",
    "level": "engineer_automate",
    "language": "en",
}


class Time:
    """Seconds that a test turns."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """The present second."""
        return self.now


def record(story: str = STORY, **codes: str) -> Record:
    """A report as the intake makes it."""
    picked = {
        "family": "safety",
        "kind": "fall_from_height",
        "barrier": "physical_barrier",
    } | codes
    lines = [Line(name, name.title(), code, (code,)) for name, code in picked.items() if code]
    return Record("en", (Line("story", "What almost happened", story), *lines))


@dataclass
class Organisation:
    """A folder, two reviewers and their passphrases, by role."""

    settings: Settings
    passphrases: dict[str, str]
    keys: dict[str, str]
    organisation_passphrase: str
    time: Time = field(default_factory=Time)

    @classmethod
    def founded(cls, folder: Path, **written: str) -> Self:
        """Roles `safety` and `security`."""
        folder.mkdir(parents=True, exist_ok=True)
        told = {"CLOSECALL_RELEASE": "now", "CLOSECALL_HOME": str(folder / "home"), **written}
        made = founding.found(
            settings_.read(told, folder),
            folder,
            told=told,
            role="safety",
            week=clock.calendar("UTC")(),
            dice=os.urandom,
            cost=CHEAP,
        )
        settings = settings_.read({}, folder)
        first = made.reviewer
        org = cls(
            settings,
            {"safety": first.passphrase},
            {"safety": first.key_id},
            made.organisation_passphrase,
        )
        org.add("security")
        return org

    def add(self, role: str, groups: tuple[str, ...] = ()) -> None:
        """One more reviewer."""
        home = Home(self.settings.home)
        identity = Identity.draw(os.urandom)
        following = wiring.manifest(self.settings)().adding(Recipient.of(identity, role, groups))
        write_private(home.manifest, self.sign(following))
        folder = home.reviewers
        made = founding.new_reviewer(folder, folder, role, identity, dice=os.urandom, cost=CHEAP)
        self.passphrases[role], self.keys[role] = made.passphrase, made.key_id

    def sign(self, following: Manifest) -> bytes:
        """The list of readers, as the organisation signs it."""
        held = Home(self.settings.home).organisation.read_bytes()
        return following.signed(unlock_organisation(held, self.organisation_passphrase))

    @contextmanager
    def open(self) -> Iterator[Doors]:
        """The console, served in this process, with this organisation's time."""
        with self.at(ORIGIN) as doors:
            yield doors

    @contextmanager
    def at(self, origin: str) -> Iterator[Doors]:
        """The same under another address."""
        with ExitStack() as stack:
            office = stack.enter_context(opened(self.settings, origin))
            office = replace(office, clock=self.time)
            yield Doors(self, office, stack)

    def report(self, writer: Writer, told: Record | None = None, *, urgent: bool = False) -> str:
        """A report, sealed and released; its case id."""
        return self.reports(writer, [told or record()], urgent=urgent)[0]

    def reports(self, writer: Writer, told: list[Record], *, urgent: bool = False) -> list[str]:
        """Several at once."""
        sealer = Sealer(wiring.manifest(self.settings), os.urandom)
        spool = wiring.spool(self.settings, wiring.Store(writer._engine, writer))
        made = []
        for one in told:
            # What a reporter's words would grow into; nobody comes back in these tests.
            reporter = ReporterKey(os.urandom(ID_BYTES), b"", KeyPair(os.urandom(32)).public)
            made.append(sealer.seal(one, reporter, concern=False, excluded=(), urgent=urgent))
        writer.run(commit(lambda: [spool.accept(one) for one in made]))
        return [str(one.case_id) for one in made]


@dataclass
class Doors:
    """An open console."""

    organisation: Organisation
    office: Office
    stack: ExitStack
    served: list[Guard] = field(default_factory=list)

    @property
    def app(self) -> Guard:
        """The one application: everybody's sessions live in it."""
        if not self.served:
            self.served.append(console(self.office))
        return self.served[0]

    @property
    def writer(self) -> Writer:
        """The console's own."""
        return self.office.driver  # type: ignore[return-value]

    @property
    def cases(self) -> Cases:
        """What is stored."""
        return Cases(self.writer)

    def browser(self, **headers: str) -> Browser:
        """Somebody sits down."""
        client = TestClient(
            self.app,
            base_url=self.office.origin,
            headers={"sec-fetch-site": "same-origin", **headers},
            follow_redirects=False,
            raise_server_exceptions=True,
        )
        self.stack.enter_context(client)
        return Browser(self.organisation, client)

    def signed_in(self, role: str = "safety") -> Browser:
        """Somebody signs in."""
        browser = self.browser()
        answer = browser.sign_in(role)
        assert answer.status_code == 303, answer.text
        return browser


@dataclass
class Browser:
    """A person at the console."""

    organisation: Organisation
    client: TestClient
    shown: str = ""

    def sign_in(self, role: str, passphrase: str = "", **more: str) -> Response:
        """Fill in the first form."""
        known = self.organisation.passphrases.get(role, "")
        form = {"name": role, "passphrase": passphrase or known, **more}
        return self.post("/sign-in", form)

    def get(self, path: str) -> Response:
        """Load a page, following where it leads."""
        answer = self.client.get(path, follow_redirects=True)
        self.shown = answer.text
        return answer

    def post(self, path: str, form: dict[str, Any]) -> Response:
        """Send a form as it is given."""
        answer = self.client.post(path, data=form)
        # Nothing that was sent is answered with a page; what was refused is told on the next one.
        led = answer.headers.get("location", "")
        if "refused" in led or (led.startswith("/sign-in?next") and path != "/sign-out"):
            answer = self.client.get(led)
        self.shown = answer.text
        return answer

    def fill(self, path: str, action: str = "", **fields: Any) -> Response:  # noqa: ANN401 - text or list
        """Load the page at `path`, fill in its form and send it."""
        page = self.get(path)
        assert page.status_code == 200, page.text
        hidden = self.hidden(page.text, action or path)
        return self.post(action or path, {**hidden, **fields})

    @staticmethod
    def gate(doors: Doors) -> Gate:
        """What the application keeps of those who are signed in."""
        inner = cast("Starlette", doors.app.app)
        return cast("Gate", inner.state.gate)

    @staticmethod
    def hidden(page: str, action: str) -> dict[str, str]:
        """The hidden fields of the form that goes to `action`."""
        form = re.search(
            rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL
        )
        assert form, f"no form to {action}"
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1])
        return {name: unescape(value) for name, value in found}
