"""This week's drill on the app's own page: asked in a form, answered in the next one.

It is practice: nothing is counted and nothing kept, so nobody can tell who took it. What is
counted stands below the issue in its channel.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from adapters.slack import views
from adapters.slack.blocks import labelled, option, plain
from bot.errors import CloseCallError
from bot.frozen import frozen
from bot.words import Language, Words
from digests.practice import told
from storage.awaited import awaited

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.slack.views import View
    from bot.work import Work
    from digests.practice import Practice
    from storage.awaited import Starts

DRILL: Final = "closecall_drill"
"""The button that opens it, and the form's own name."""

_META: Final = re.compile(r"([a-z]{2}):([\w-]{1,48})", re.ASCII)


@frozen
class Drills:
    """Asks the drill of the newest issue."""

    ask: Callable[[Language], Work[Practice]]
    writer: Starts
    language: Language

    async def opened(self) -> View:
        """The question, and four choices."""
        words = Words(self.language)
        try:
            found = await awaited(self.writer, self.ask(words.language))
        except CloseCallError as failure:
            return views.told(words, f"{words.regret(failure)} {words('door.trouble.again')}")
        return _asked(found, words)

    async def answered(self, view: object) -> dict[str, Any]:
        """Whether it was the best one, and why."""
        meta, choice = _read(view)
        words = Words(Language(meta[1]) if meta else self.language)
        if meta is None or choice is None:
            return _update(views.told(words, words("slack.expired")))
        try:
            found = await awaited(self.writer, self.ask(words.language))
        except CloseCallError as failure:
            said = f"{words.regret(failure)} {words('door.trouble.again')}"
            return {"response_action": "errors", "errors": {"drill": said}}
        if found.period != meta[2]:
            return _update(_asked(found, words))  # a newer issue came out meanwhile
        return _update(views.told(words, told(found, choice, words)))


def _asked(found: Practice, words: Words) -> View:
    quiz = found.quiz
    above, label = labelled(quiz.question, quiz.choices, words)
    options = [option(str(at), each) for at, each in enumerate(quiz.choices)]
    element = {"type": "radio_buttons", "action_id": "pick", "options": options}
    field = {"type": "input", "block_id": "drill", "label": plain(label)}
    return {
        "type": "modal",
        "callback_id": DRILL,
        "title": plain(words("slack.title")),
        "submit": plain(words("slack.next")),
        "close": plain(words("slack.close")),
        "private_metadata": f"{words.language.value}:{found.period}",
        "blocks": [*above, {**field, "element": element}],
    }


def _read(view: object) -> tuple[re.Match[str] | None, int | None]:
    match view:
        case {
            "private_metadata": str(meta),
            "state": {"values": {"drill": {"pick": {"selected_option": {"value": str(value)}}}}},
        }:
            found = _META.fullmatch(meta)
        case _:
            return None, None
    if found is None or found[1] not in set(Language) or value not in {"0", "1", "2", "3"}:
        return None, None
    return found, int(value)


def _update(view: Mapping[str, Any]) -> dict[str, Any]:
    return {"response_action": "update", "view": view}
