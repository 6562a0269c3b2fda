"""Names of colleagues: the coach learns them, and nothing else ever holds them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.colleagues import PAGES, Colleagues, names
from adapters.slack.runner import client
from bot.report import RawText
from bot.words import Language
from closecall import settings as settings_
from closecall.wiring.scrubbing import GrowingScrubber, growing
from tests.adapters.slack.edge import BOT
from tests.adapters.slack.people import Human
from tests.adapters.slack.serving import silent, socket_mode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.adapters.slack.edge import Edge
    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World

ONE = {"id": "U0CANARY01", "profile": {"real_name": "Zyxwena Quorvath", "display_name": "boss"}}
TWO = {"id": "U0CANARY02", "deleted": True, "real_name": "Tharglen Ousk"}
APP = {"id": "U0CANARY03", "is_bot": True, "real_name": "Build Robot"}
CANARY = ("Zyxwena", "zyxwena", "Quorvath", "Tharglen", "U0CANARY01")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each, max_size=4),
    max_leaves=12,
)


def pages(*members: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Answers of `users.list`, one after the other."""
    last = len(members) - 1
    return [
        (
            200,
            {
                "ok": True,
                "members": held,
                "response_metadata": {"next_cursor": "" if at == last else f"c{at}"},
            },
        )
        for at, held in enumerate(members)
    ]


def test_full_names_of_people_and_of_no_app() -> None:
    one_word = {"id": "U1", "real_name": "Reception"}
    figures = {"id": "U2", "real_name": "Meeting Room 7"}
    slackbot = {"id": "USLACKBOT", "real_name": "Slack Bot"}
    found = list(names([ONE, TWO, APP, one_word, figures, slackbot, {"id": "U3"}, "x"]))
    assert found == ["Zyxwena Quorvath", "Tharglen Ousk"]


@given(JSON)
def test_any_answer_is_names_or_none(held: Any) -> None:  # noqa: ANN401
    assert all(" " in name for name in names(held))
    assert all(" " in name for name in names([held, {"profile": held}, {"real_name": held}]))


def test_what_was_learned_stays_until_there_is_something_newer(edge: Edge) -> None:
    learned: list[Sequence[str]] = []
    colleagues = Colleagues(client(BOT, edge.url), learned.append)
    edge.failing["users.list"] = pages([ONE, APP], [TWO])
    assert asyncio.run(colleagues.refresh())
    assert learned == [("Tharglen Ousk", "Zyxwena Quorvath")]
    assert [call["cursor"] for call in edge.named("users.list")] == ["", "c0"]
    edge.failing["users.list"] = [(200, {"ok": False, "error": "fatal_error"})]
    assert not asyncio.run(colleagues.refresh())
    assert len(learned) == 1


def test_pages_without_an_end_are_not_asked_for_for_ever(edge: Edge) -> None:
    learned: list[Sequence[str]] = []
    again = {"ok": True, "members": [ONE], "response_metadata": {"next_cursor": "same"}}
    edge.failing["users.list"] = [(200, again)] * (PAGES + 1)
    assert asyncio.run(Colleagues(client(BOT, edge.url), learned.append).refresh())
    assert learned == [("Zyxwena Quorvath",)]
    assert len(edge.named("users.list")) == PAGES


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("missing_scope", "needs the scope users:read"),
        ("missing_argument", "needs a token of one workspace alone"),
        ("fatal_error", "the colleagues could not be read"),
    ],
)
def test_what_keeps_the_names_away_is_named(
    edge: Edge, caplog: pytest.LogCaptureFixture, code: str, said: str
) -> None:
    edge.failing["users.list"] = [(200, {"ok": False, "error": code})]
    assert not asyncio.run(Colleagues(client(BOT, edge.url), lambda _: None).refresh())
    assert said in caplog.text


def test_a_coach_knows_what_it_learned_beside_the_file_and_forgets_who_is_gone(
    tmp_path: Path,
) -> None:
    (tmp_path / "roster.txt").write_text("Mordelia Vask\n")
    told = settings_.read(
        {"CLOSECALL_HOME": str(tmp_path), "CLOSECALL_ROSTER": "roster.txt"}, tmp_path
    )
    one = GrowingScrubber(told, Language.EN)

    def finds(name: str) -> bool:
        return bool(one.scrub(RawText(f"the ladder of {name} slipped away here")).detections)

    assert finds("mordelia")
    assert not finds("zyxwena")
    one.learn(["Zyxwena Quorvath"])
    assert finds("zyxwena")
    assert finds("mordelia")
    one.learn([])
    assert not finds("zyxwena")


def test_all_doors_of_a_process_share_a_coach(tmp_path: Path) -> None:
    told = settings_.read({"CLOSECALL_HOME": str(tmp_path)}, tmp_path)
    shared: dict[Language, GrowingScrubber] = {}
    assert growing(told, Language.EN, shared) is growing(told, Language.EN, shared)
    assert growing(told, Language.IT, shared) is not growing(told, Language.EN, shared)


def test_a_colleagues_name_comes_to_the_coach_and_nowhere_else(
    world: World, edge: Edge, services: list[Served]
) -> None:
    world.environment["CLOSECALL_SLACK_ROSTER"] = "on"
    edge.failing["users.list"] = pages([ONE, APP], [TWO])
    served = socket_mode(world, edge, services)
    served.until("the coach knows the colleagues, 2 names")
    ann = Human(edge, edge)
    form = ann.shortcut()
    form.type("story", "The ladder was too short for zyxwena and slipped away at the wall.")
    form.pick("kind", "Fall from")
    page = ann.send(form)
    assert "«zyxwena → [person]»" in page.said
    assert "I cannot know your colleagues' names" not in page.said
    page.pick("coach", "Use safe version")
    page.pick("barrier", "A rule")
    page.pick("worst", "Little")
    record = ann.send(page)
    assert "zyxwena" not in record.said.lower()
    ann.send(record)
    assert served.end() == 0
    silent(served, *CANARY, "Build Robot")
    kept = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file())
    assert [one for one in CANARY if one.encode() in kept] == []


def test_without_the_setting_nobody_is_asked_for_names(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    form = ann.shortcut()
    form.type("story", "At 14:37 the ladder slipped away at the wall, beside the door.")
    form.pick("kind", "Fall from")
    assert "I cannot know your colleagues' names" in ann.send(form).said
    assert served.end() == 0
    assert edge.named("users.list") == []
