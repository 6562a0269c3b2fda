"""Votes below an issue: counted once a reader, shown rounded down, and nobody knows of whom."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import votes
from adapters.slack.booth import Booth
from adapters.slack.issue import message, read_message
from adapters.slack.spot import Spot
from adapters.slack.votes import Asked, Voted
from bot.errors import StoreAway
from bot.ports import Fate
from bot.words import Language
from bot.work import commit
from digests.voting import DRILL, HERE, Cast
from tests.adapters.issues import LESSON, issue_of
from tests.adapters.slack.channel_api import fits
from tests.adapters.slack.people import CANARIES, Human
from tests.adapters.slack.serving import silent, socket_mode
from tests.fakes import MemoryWriter

if TYPE_CHECKING:
    from bot.work import Work
    from tests.adapters.slack.edge import Edge
    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World

T = TypeVar("T")
CHANNEL = "C0123456789"
PLACES = {f"slack:{CHANNEL}": Spot.parse(CHANNEL), "slack:lessons": Spot.parse("lessons")}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each, max_size=4),
    max_leaves=12,
)


def pieces_of(*lessons: Any, language: Language = Language.EN) -> list[dict[str, Any]]:  # noqa: ANN401
    """An issue as it stands in a channel."""
    return read_message(message(issue_of(*(lessons or (LESSON,)), language=language)))[1]


def buttons(pieces: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Every button, by its action."""
    rows = [piece["elements"] for piece in pieces if piece["type"] == "actions"]
    return {one["action_id"]: one for row in rows for one in row}


def body(pieces: list[dict[str, Any]], action: str, who: str = "U0CANARY77") -> dict[str, Any]:
    """What Slack says when somebody presses a button below an issue."""
    return {
        "type": "block_actions",
        "user": {"id": who, "name": "canary.person"},
        "trigger_id": "1.2.x",
        "channel": {"id": CHANNEL, "name": "canary-channel"},
        "message": {"type": "message", "ts": "1790000000.000001", "blocks": pieces, "text": "x"},
        "actions": [buttons(pieces)[action]],
    }


@dataclass
class Poll:
    """Voting that only counts: a reader's last tap on a question."""

    held: dict[tuple[str, bytes], int] = field(default_factory=dict)
    away: bool = False
    channels: set[str] = field(default_factory=set)

    def cast(
        self, channel: str, period: str, question: str, choice: int, who: bytes
    ) -> Work[Cast]:
        """Count a tap."""

        def count() -> Cast:
            if self.away:
                raise StoreAway
            self.channels.add(channel)
            self.held[f"{period}/{question}", who] = choice
            return Cast(Fate.COUNTED, (1,))

        return (yield from commit(count))

    def counts(self, _channel: str, period: str, question: str) -> Work[tuple[int, ...]]:
        """How many answered."""

        def count() -> tuple[int, ...]:
            return (sum(key == f"{period}/{question}" for key, _ in self.held),)

        return (yield from commit(count))


@dataclass
class Wall:
    """The channel, and every edit of it."""

    edits: list[list[dict[str, Any]]] = field(default_factory=list)

    async def edit(
        self, _channel: str, _ts: str, _text: str, pieces: list[dict[str, Any]]
    ) -> None:
        """Edit the message."""
        self.edits.append(pieces)


def booth(poll: Poll, k: int = 5) -> Booth:
    """A booth that gathers no longer than one turn of the loop."""
    return Booth(poll, MemoryWriter(), PLACES, k=k, pause=0.0)  # type: ignore[arg-type]


def tap(pieces: list[dict[str, Any]], action: str, who: str = "U1") -> Voted:
    """A tap, read."""
    found = votes.voted(body(pieces, action, who))
    assert found is not None
    return found


@pytest.mark.parametrize("language", list(Language))
def test_every_question_of_an_issue_has_buttons_that_say_what_they_ask(language: Language) -> None:
    pieces = pieces_of(LESSON, LESSON, LESSON, language=language)
    assert fits(pieces)
    asked = {name: votes.voted(body(pieces, name)) for name in buttons(pieces) if "vote" in name}
    found = {(one.asked.question, one.asked.choice) for one in asked.values() if one}
    assert found == {*((DRILL, choice) for choice in range(4)), *((here, 0) for here in HERE)}
    assert {one.asked.period for one in asked.values() if one} == {"2026-W47"}
    assert {one.asked.language for one in asked.values() if one} == {language}


def test_who_hears_the_drill_hears_each_choice_on_its_button() -> None:
    pieces = pieces_of(LESSON, LESSON)
    heard = [buttons(pieces)[f"vote.drill.{at}"][votes.HEARD] for at in range(4)]
    assert heard == ["1. Lock it", "2. Tell", "3. Report it", "4. Look"]
    counted = votes.recounted(pieces, {DRILL: 10})
    assert [buttons(counted)[f"vote.drill.{at}"][votes.HEARD] for at in range(4)] == heard


def test_an_urgent_lesson_asks_only_whether_it_could_happen_here() -> None:
    pieces = pieces_of(LESSON)
    here = [name for name in buttons(pieces) if name.startswith("vote.here")]
    assert here == ["vote.here.0.0"]


@given(JSON)
def test_any_payload_is_a_vote_or_none(held: Any) -> None:  # noqa: ANN401
    for strange in (
        held,
        {"actions": held},
        {**body(pieces_of(), "vote.drill.0"), "message": held},
    ):
        if isinstance(strange, dict):
            assert votes.voted(strange) is None


@given(st.text(), st.text())
def test_no_button_of_anybody_elses_is_a_vote(name: str, value: str) -> None:
    held = body(pieces_of(), "vote.drill.0")
    held["actions"] = [{"action_id": name, "value": value}]
    found = votes.voted(held)
    assert found is None or (found.asked.action, found.asked.value) == (name, value)


def test_counts_stand_on_buttons_and_below_the_drill_and_nothing_else_changes() -> None:
    pieces = pieces_of(LESSON, LESSON)
    told = next(one for one in pieces if one.get("block_id") == votes.TALLY)
    assert told["text"]["text"] == "Answer with a number. Nobody can see who chose what."
    assert buttons(pieces)["vote.here.1.0"]["text"]["text"] == "1. Could happen here"
    counted = votes.recounted(pieces, {DRILL: 10, HERE[0]: 5, HERE[1]: 0})
    assert fits(counted)
    assert buttons(counted)["vote.here.0.0"]["text"]["text"] == "Could happen here: 5 or more"
    assert buttons(counted)["vote.here.1.0"] == buttons(pieces)["vote.here.1.0"]
    tally = next(one for one in counted if one.get("block_id") == votes.TALLY)
    assert tally["text"]["text"].startswith("At least 10 have answered")
    assert votes.recounted(counted, dict.fromkeys((DRILL, *HERE), 0)) == pieces


def escaped(pieces: Any) -> Any:  # noqa: ANN401 - JSON
    """What Slack gives back in a payload: every plain text with three signs escaped."""
    if isinstance(pieces, list):
        return [escaped(one) for one in pieces]
    if not isinstance(pieces, dict):
        return pieces
    signs = {
        key: pieces[key].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for key, kind in (("text", "plain_text"), (votes.HEARD, "button"))
        if pieces.get("type") == kind and key in pieces and isinstance(pieces[key], str)
    }
    return {**{key: escaped(value) for key, value in pieces.items()}, **signs}


def test_an_edit_puts_back_the_signs_that_slack_escapes_in_a_payload() -> None:
    lesson = replace(LESSON, title="R&D: a <trailer> rolled, &amp; nobody was hurt")
    assert LESSON.drill is not None
    drill = replace(LESSON.drill, choices=("Lock & key", *LESSON.drill.choices[1:]))
    pieces = pieces_of(replace(lesson, drill=drill))
    assert "R&D" in str(pieces)
    assert "Lock & key" in str(buttons(pieces)["vote.drill.0"])
    found = votes.voted(body(escaped(pieces), "vote.drill.0"))
    assert found is not None
    assert list(found.pieces) == pieces


def test_a_reader_is_told_what_became_of_the_tap_and_the_store_being_away() -> None:
    poll = Poll()
    said = asyncio.run(booth(poll).cast(tap(pieces_of(), "vote.drill.2")))
    assert said.startswith("You chose 3. Counted, without your name.")
    assert "next issue" in said
    assert "next issue" not in asyncio.run(booth(poll).cast(tap(pieces_of(), "vote.here.0.0")))
    poll.away = True
    assert "again" in asyncio.run(booth(poll).cast(tap(pieces_of(), "vote.drill.2")))


def test_a_tap_counts_under_the_ledgers_name_and_elsewhere_not_at_all() -> None:
    poll = Poll()
    held = body(pieces_of(), "vote.drill.0")
    named = votes.voted({**held, "channel": {"id": "C0999999999", "name": "lessons"}})
    other = votes.voted({**held, "channel": {"id": "C0999999999"}})
    assert named is not None
    assert other is not None
    asyncio.run(booth(poll).cast(named))
    assert poll.channels == {"slack:lessons"}
    assert "closed" in asyncio.run(booth(poll).cast(other))
    assert len(poll.held) == 1


def test_many_taps_at_once_are_one_edit_and_few_are_none() -> None:
    pieces, poll, wall = pieces_of(), Poll(), Wall()
    one = booth(poll)

    async def crowd(people: range) -> None:
        taps = [tap(pieces, "vote.drill.1", f"U{person}") for person in people]
        for each in taps:
            await one.cast(each)
        await asyncio.gather(*(one.recount(each, wall.edit) for each in taps))

    asyncio.run(crowd(range(4)))
    assert wall.edits == []  # fewer than five: the message does not move with each of them
    asyncio.run(crowd(range(4, 13)))
    (edited,) = wall.edits
    tally = next(one for one in edited if one.get("block_id") == votes.TALLY)
    assert tally["text"]["text"].startswith("At least 10 have answered")


def test_a_vote_through_the_real_service_is_counted_shown_and_nobodys(
    world: World, edge: Edge, services: list[Served]
) -> None:
    world.environment["CLOSECALL_DIGEST_CHANNELS"] = f"slack:{CHANNEL}"
    served = socket_mode(world, edge, services)
    told = {"SLACK_BOT_TOKEN": "xoxb-canary-bot-token", "SLACK_API_URL": edge.url}
    told["SLACK_APP_TOKEN"] = "xapp-canary-app-token"
    done = world.run("digest", "post", "--channel", f"slack:{CHANNEL}", **told)
    assert f"slack:{CHANNEL}, " in done.stdout, done.stdout + done.stderr
    pieces = edge.named("chat.postMessage")[-1]["blocks"]
    pieces = json.loads(pieces) if isinstance(pieces, str) else pieces

    def press(person: int, action: str) -> str:
        ann = Human(edge, edge, f"U0CANARY77{person}")
        shown = len(edge.named("views.open"))
        edge.deliver("interactive", {**body(pieces, action, ann.who), "response_url": "x"})
        edge.until(lambda: len(edge.named("views.open")) > shown)
        return str(edge.named("views.open")[-1]["view"])

    assert "Counted" in press(0, "vote.drill.2")
    assert "Taken back" in press(0, "vote.drill.2")
    for person in range(6):
        assert "Counted" in press(person, "vote.drill.1")
    assert "Counted" in press(0, "vote.here.0.0")
    edge.until(lambda: edge.named("chat.update"))
    edited = edge.named("chat.update")[-1]
    assert edited["channel"] == CHANNEL
    assert "At least 5 have answered" in str(edited["blocks"])
    assert (edited["parse"], edited["link_names"]) == ("none", False)  # edited as it was posted
    assert "Could happen here:" not in str(edited["blocks"])
    assert served.end() == 0
    silent(served)
    kept = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file())
    assert [one for one in CANARIES if one.encode() in kept] == []


def test_a_made_up_period_is_told_that_it_is_closed(
    world: World, edge: Edge, services: list[Served]
) -> None:
    world.environment["CLOSECALL_DIGEST_CHANNELS"] = f"slack:{CHANNEL}"
    socket_mode(world, edge, services)
    pieces = [votes.here(Language.IT, "1999-W01", (0,))]
    edge.deliver("interactive", body(pieces, Asked(Language.IT, "", HERE[0]).action))
    edge.until(lambda: edge.named("views.open"))
    assert "Questo numero è chiuso" in str(edge.named("views.open")[-1]["view"])
