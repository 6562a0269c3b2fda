"""The pictures of `docs/telegram.md`: a conversation that was really held, and a real issue.

    python -m tests.adapters.telegram.pictures       writes docs/telegram/*.svg

What a person types goes through the door, the machine, the scrubber and the screens of the
product; only Telegram is played. A test compares the files with what this draws.
"""

from __future__ import annotations

import asyncio
import base64
import re
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapters.telegram.issue import message, picture, quiz, read_message, read_quiz
from bot.flow.machine import Machine
from bot.flow.terms import Terms
from bot.scrub import Scrubber
from bot.words import Language, Words
from digests.chart import draw
from digests.freezing import thaw
from digests.issue import Trend
from digests.layout import pictured
from tests.adapters.issues import WEEK, demo_issue
from tests.adapters.telegram.bubbles import Bubble, Panel, wrapped
from tests.adapters.telegram.bubbles import picture as drawn
from tests.adapters.telegram.test_door import Chat
from tests.builders import Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.telegram.screen import Rows
    from digests.issue import Issue

FOLDER: Final = Path(__file__).parents[3] / "docs" / "telegram"
_EMBEDDED: Final = re.compile(r"base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What the person types and taps in one language, and what stands around the pictures."""

    story: str
    safe: str
    taps: tuple[str, ...]
    send: str
    done: str
    gone: str
    titles: tuple[str, ...]


SAID: Final = {
    Language.EN: Said(
        story=(
            "At 14:37 Mario left the trailer at Gate 7 without chocks; it rolled back a metre and "
            "stopped at the kerb."
        ),
        safe="safe version",
        taps=("Safety", "Vehicle", "door, rail or lock", "Life", "Yes"),
        send="Send",
        done="Done",
        gone="typed, and deleted here once it is kept",
        titles=(
            "1. Start",
            "2. One text",
            "3. Tap",
            "4. See every word",
            "5. Eight words",
            "6. Done",
        ),
    ),
    Language.IT: Said(
        story=(
            "Alle 14:37 Mario ha lasciato il rimorchio al varco 7 senza cunei: è scivolato "
            "indietro di un metro e si è fermato contro il cordolo."
        ),
        safe="versione sicura",
        taps=("Sicurezza", "Veicolo", "porta", "vita", "Sì"),
        send="Invia",
        done="Ho finito",
        gone="scritto, e cancellato qui appena è al sicuro",
        titles=(
            "1. Inizio",
            "2. Un testo",
            "3. Tocca",
            "4. Vedi ogni parola",
            "5. Otto parole",
            "6. Fine",
        ),
    ),
}


class Real(Told):
    """Everything behind the door, with the scrubber that reports go through."""

    def fresh_machines(self) -> dict[Language, Machine]:
        """The flow in each language, as an organisation has it."""
        return {one: Machine(Words(one), Scrubber(one), terms(one)) for one in Language}


def terms(language: Language) -> Terms:
    """What an organisation told us."""
    words = Words(language)
    return Terms(
        emergency="112",
        door=words("roof.door.telegram"),
        retention=words("roof.retention", n=52),
        photos=True,
    )


@dataclass
class Watched(Chat):
    """The chat of the door's tests, which keeps the rows of the buttons too."""

    told: Told = field(default_factory=lambda: Real(photos=True))
    rows: dict[int, Rows] = field(default_factory=dict)

    async def send(self, chat: int, text: str, rows: Rows) -> int | None:
        """A new message."""
        number = await super().send(chat, text, rows)
        self.rows[number or 0] = rows
        return number

    async def edit(self, chat: int, message: int, text: str, rows: Rows) -> bool:
        """The message as it stands now."""
        self.rows[message] = rows
        return await super().edit(chat, message, text, rows)

    def panel(self, title: str, typed: str = "") -> Panel:
        """What is on the screen, after what was typed."""
        theirs = (Bubble(typed, theirs=True),) if typed else ()
        ours = tuple(
            Bubble(text, tuple(tuple(one.label for one in row) for row in self.rows[number]))
            for number, (text, _) in sorted(self.shown.items())
        )
        return Panel(title, (*theirs, *ours))


async def conversation(language: Language) -> str:
    """From *Start* to the thank-you, as SVG."""
    said, chat = SAID[language], Watched(language=language.value)
    titles = iter(said.titles)
    await chat.say("/start report")
    panels = [chat.panel(next(titles), "/start")]
    await chat.say(said.story)
    panels.append(chat.panel(next(titles), said.story))
    await chat.tap(said.safe)
    panels.append(chat.panel(next(titles)))
    for tap in said.taps:
        await chat.tap(tap)
    panels.append(chat.panel(next(titles)))
    await chat.tap(said.send)
    panels.append(chat.panel(next(titles)))
    await chat.tap(said.done)
    panels.append(chat.panel(next(titles)))
    return drawn(panels, said.gone)


def issue(language: Language) -> str:
    """The picture, the text and the quiz of one issue, as SVG."""
    made = composed(language)
    words = Words(language)
    held = thaw(picture(made))
    text, asked = read_message(message(made)), read_quiz(quiz(made))
    if held.picture is None or asked is None:
        raise AssertionError("an issue with all its parts")
    png = base64.b64encode(held.picture).decode()
    keys = tuple((label,) for _, label in text.buttons)
    options = "\n".join(f"○ {choice}" for choice in asked.options)
    bold = frozenset(wrapped(asked.question))
    panels = [
        Panel("1", (shown(held.text, png=png),)),
        Panel("2", (shown(text.html, keys),)),
        Panel("3", (Bubble(f"{asked.question}\n\n{options}", bold=bold),)),
    ]
    return drawn(panels, words("digest.button.report"))


def composed(language: Language) -> Issue:
    """The demo's issue with a picture."""
    printed = tuple((WEEK.plus(at - 7), n) for at, n in enumerate((5, 7, 6, 9, 8, 11, 12, 14)))
    trend = Trend(printed, (31, 12, 5))
    made = replace(demo_issue(language), trend=trend)
    return pictured(made, draw(trend, Words(language)))


def shown(html: str, keys: tuple[tuple[str, ...], ...] = (), png: str = "") -> Bubble:
    """Telegram's HTML as it is read: tags gone, what was bold bold."""
    bold = {line for part in re.findall(r"<b>(.*?)</b>", html) for line in wrapped(unescape(part))}
    return Bubble(unescape(re.sub(r"</?b>", "", html)), keys, bold=frozenset(bold), png=png)


def without_images(svg: str) -> str:
    """What is compared: a picture inside depends on how a library draws letters."""
    return _EMBEDDED.sub("base64,", svg)


def pages() -> dict[Path, Callable[[], str]]:
    """Each file, and what makes it."""
    return {
        FOLDER / f"{what}.{language.value}.svg": make
        for language in Language
        for what, make in (
            ("report", lambda language=language: asyncio.run(conversation(language))),
            ("issue", lambda language=language: issue(language)),
        )
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, make in pages().items():
        file.write_text(make(), "utf-8")
