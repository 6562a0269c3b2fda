"""The door over the real conversation and the real scrubber, on stores in memory."""

from __future__ import annotations

import asyncio
from typing import Any

from adapters.slack.door import Door
from adapters.slack.translate import opened, tapped
from bot.flow.machine import Machine
from bot.flow.terms import Terms
from bot.pages import Pages
from bot.scrub import Scrubber
from bot.words import Language, Words
from tests.adapters.slack.forms import Form
from tests.builders import Told
from tests.fakes import ROLES

STORY = "The ladder was too short and slipped away under a painter."
FOUND = "At 14:37 the ladder slipped away, and my colleague anna@example.com was under it."


class House:
    """One door, and everything behind it."""

    def __init__(self, language: Language = Language.EN) -> None:
        """Begin with empty stores."""
        self.told = Told()
        told = self.told
        terms = Terms(roles=tuple(ROLES))
        self.pages = pages = Pages(
            machines={one: Machine(Words(one), Scrubber(one), terms) for one in Language},
            drafts=told.drafts,
            receipts=told.receipts,
            sealer=told.sealer,
            spool=told.spool,
            followup=told.fresh_followup(),
            dice=told.dice,
            alarms=told.outbox,
        )
        self.door = Door(pages, told.writer, language, told.dice)

    def open(self, action: str = "", *, text: bool = False, view: str = "") -> Form:
        """Come in by a shortcut, or by a button; `view`: the kind of view that it stood in."""
        body: dict[str, Any] = {"trigger_id": "1.2.x"}
        if view:
            body["view"] = {"type": view}
        if action:
            body["actions"] = [{"action_id": action}]
        entry = opened(body)
        assert entry is not None
        return Form(asyncio.run(self.door.opened(entry, text=text)))

    def answer(self, view: dict[str, Any]) -> dict[str, Any]:
        """What a sent form is answered with."""
        return asyncio.run(self.door.sent(view))

    def send(self, form: Form) -> Form:
        """Send it; the next page."""
        answer = self.answer(form.sent())
        assert answer["response_action"] == "update", answer
        return Form(answer["view"])

    def tap(self, form: Form, label: str) -> Form:
        """Press a button; the page that takes this one's place."""
        name = next(name for said, name in form.buttons.items() if said.startswith(label))
        tap = tapped({"view": form.body(), "actions": [{"action_id": name}]})
        assert tap is not None, name
        return Form(asyncio.run(self.door.tapped(tap)))

    def close(self, form: Form) -> None:
        """Close it."""
        asyncio.run(self.door.closed(form.body()))

    def told_story(self, story: str = STORY, kind: str = "Fall from") -> Form:
        """The first page, sent."""
        form = self.open()
        form.type("story", story)
        form.pick("kind", kind)
        return self.send(form)

    def at_record(self) -> Form:
        """Told up to the record."""
        form = self.told_story()
        form.pick("barrier", "A rule")
        form.pick("worst", "Little")
        return self.send(form)
