"""What an update means, and what fits into a button: every prompt there is, in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.pictured import Pictured
from adapters.telegram.screen import LONE, draw, pages, size
from adapters.telegram.translate import (
    MOST,
    Gathered,
    Switch,
    Tap,
    Tapped,
    Typed,
    button,
    read,
    tapped,
)
from bot.flow.answers import NOTHING
from bot.flow.talk import Ask, Command, Ending, Notice, Odd, Over, Pressed, Prompt, Said
from bot.flow.visits import Detailing, Visit
from bot.intake import Reply
from bot.receipt import words as receipt_words
from bot.report import RawText, Token
from bot.words import Language, Words
from tests.states import machine, states

if TYPE_CHECKING:
    from bot.flow.states import State

TOKEN = Token(bytes(range(32)))
MACHINES = {language: machine(language) for language in Language}
LATE = 0xFFFF  # no conversation has so many turns
EIGHT = " ".join(receipt_words(12345))
tokens = st.binary(min_size=32, max_size=32).map(Token)
taps = st.one_of(
    st.builds(
        Tap, tokens, st.integers(0, LATE), st.sampled_from(Language), st.tuples(st.integers(0, 40))
    ),
    st.builds(
        Tap,
        tokens,
        st.integers(0, LATE),
        st.sampled_from(Language),
        st.sets(st.integers(0, 20), min_size=2).map(lambda some: tuple(sorted(some))),
    ),
    st.builds(
        Tap,
        tokens,
        st.integers(0, LATE),
        st.sampled_from(Language),
        marks=st.integers(0, (1 << 20) - 1),
    ),
)


def message(text: str | None = "A story", kind: str = "private", **more: object) -> dict[str, Any]:
    """An update with a message."""
    held = {
        "message_id": 5,
        "chat": {"id": 7, "type": kind},
        "from": {"id": 7, "language_code": "it-IT"},
        **more,
    }
    return {"update_id": 1, "message": {"text": text, **held}}


# --- buttons -------------------------------------------------------------------------------------


@given(taps)
def test_a_button_is_read_back_as_it_was_written(tap: Tap) -> None:
    data = button(tap)
    assert len(data.encode()) <= MOST
    assert tapped(data) == tap


@given(st.one_of(st.none(), st.integers(), st.text(max_size=80)))
def test_anything_else_is_no_button(data: object) -> None:
    assert tapped(data) is None


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "x",
        "en",
        "en-1",
        "en+1",
        "en01",
        "en1_0",
        "en=",
        "en=0x3",
        "en= 3",
        "EN1",
        "de1",
        "en~",
        "en~-1",
        "en٣",
    ],
)
def test_a_choice_has_one_spelling(choice: str) -> None:
    assert tapped(f"{TOKEN.text}:0:{choice}") is None
    assert tapped(f"{TOKEN.text}:0:en1") is not None


@given(states, st.sampled_from(Language))
def test_every_screen_of_every_state_fits_into_messages_and_buttons(
    state: State, language: Language
) -> None:
    turn = MACHINES[language].again(state)
    screen = draw(Reply(TOKEN, LATE, turn.says, turn.prompt), Words(language), marks=3)
    assert screen.pages
    assert all(0 < size(page) <= 4096 for page in screen.pages)
    for row in screen.rows:
        assert 1 <= len(row) <= 3
        assert all(0 < len(one.data.encode()) <= MOST and one.label for one in row)
    if turn.prompt is not None:
        shown = [one.label for row in screen.rows for one in row]
        assert all(any(choice.label in label for label in shown) for choice in turn.prompt.choices)


@given(states, st.sampled_from(Language))
def test_each_button_leads_to_its_own_choice(state: State, language: Language) -> None:
    prompt = MACHINES[language].again(state).prompt
    if prompt is None:
        return
    screen = draw(Reply(TOKEN, 3, (), prompt), Words(language))
    found = [tapped(one.data) for row in screen.rows for one in row]
    for place, choice in enumerate(prompt.choices):
        marks = prompt.kind is Ask.MANY and choice.id not in LONE
        wanted = (
            Tap(TOKEN, 3, language, marks=1 << place)
            if marks
            else Tap(TOKEN, 3, language, (place,))
        )
        assert wanted in found


def test_marks_travel_in_the_buttons_and_are_sent_together() -> None:
    prompt = MACHINES[Language.EN].again(_why()).prompt
    assert prompt is not None
    screen = draw(Reply(TOKEN, 3, (), prompt), Words(), marks=0b101)
    labels = [one.label for row in screen.rows for one in row]
    assert [label[0] for label in labels[:3]] == ["☑", "☐", "☑"]
    buttons = {one.label: tapped(one.data) for row in screen.rows for one in row}
    assert buttons["These, go on"] == Tap(TOKEN, 3, Language.EN, (0, 2))
    assert buttons[labels[0]] == Tap(TOKEN, 3, Language.EN, marks=0b100)
    assert buttons[labels[1]] == Tap(TOKEN, 3, Language.EN, marks=0b111)
    unmarked = draw(Reply(TOKEN, 3, (), prompt), Words())
    assert "These, go on" not in [one.label for row in unmarked.rows for one in row]


def _why() -> Detailing:
    return Detailing(Visit(1), NOTHING, "why")


# --- pages ---------------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6000), max_size=4))
def test_pages_are_short_enough_and_lose_no_letter(parts: list[str]) -> None:
    found = pages(parts)
    assert all(0 < size(page) <= 4096 for page in found)
    assert "".join("".join(found).split()) == "".join("".join(parts).split())


def test_a_long_text_is_cut_between_words_and_short_ones_share_a_page() -> None:
    long = "almost " * 1000
    found = pages(["First.", long, "Last."])
    assert len(found) == 3
    assert all(set(page.split()) <= {"First.", "almost", "Last."} for page in found)
    assert pages(["a", "b"]) == ("a\n\nb",)


def test_the_end_has_no_buttons() -> None:
    screen = draw(Reply(TOKEN, 0, (Notice("Thank you."), Over(Ending.FINISHED))), Words())
    assert (screen.pages, screen.rows) == (("Thank you.",), ())


# --- updates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("A trailer rolled.", Said(RawText("A trailer rolled."))),
        ("/start", Pressed(Command.REPORT)),
        ("/start check", Pressed(Command.CHECK)),
        ("/start learn", Pressed(Command.LEARN)),
        ("/start someone-s-name", Pressed(Command.REPORT)),
        ("/START@closecall_bot report", Pressed(Command.REPORT)),
        ("/check", Pressed(Command.CHECK)),
        ("/cancel now", Pressed(Command.CANCEL)),
        ("/language", Switch()),
        ("/etc/passwd was open to all", Said(RawText("/etc/passwd was open to all"))),
    ],
)
def test_what_is_typed(text: str, heard: object) -> None:
    found = read(message(text), "closecall_bot")
    assert isinstance(found, Typed)
    assert found.heard == heard
    assert (found.chat, found.message, found.language) == (7, 5, Language.IT)
    assert found.opens is text.lower().startswith("/start")


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("photo", {"photo": [{"file_id": "x"}], "caption": "Look"}),
        ("photo", {"photo": "x"}),
        ("forward", {"forward_date": 1, "photo": [{"file_id": "x", "width": 1, "height": 1}]}),
        ("voice", {"voice": {}}),
        ("sticker", {"sticker": {}}),
        ("document", {"document": {}}),
        ("location", {"location": {}, "venue": {}}),
        ("contact", {"contact": {}}),
        ("forward", {"forward_origin": {"type": "user"}}),
        ("video_note", {"video_note": {}}),
    ],
)
def test_what_is_not_text_is_known_by_its_kind(what: str, content: dict[str, Any]) -> None:
    found = read(message(None, **content))
    assert isinstance(found, Typed)
    assert found.heard == Odd(what)


def test_of_a_photo_the_largest_size_is_taken_and_nothing_else() -> None:
    sizes = [
        {"file_id": "small", "width": 90, "height": 60, "file_size": 900},
        {"file_id": "large", "width": 1280, "height": 960},
        {"file_id": 7, "width": 5000, "height": 5000},
        {"file_id": "middle", "width": 800, "height": 600, "file_size": 9000},
    ]
    found = read(message(None, photo=sizes, caption="Look", has_media_spoiler=True))
    assert isinstance(found, Pictured)
    assert (found.chat, found.message, found.file, found.size) == (7, 5, "large", None)
    assert "large" not in repr(found)


def test_what_the_coach_shows_is_shown_as_it_stands() -> None:
    changes = "I would change one thing:\n- … *saw* «<@a> → [person]» & `told` ~~me~~ …"
    reply = Reply(TOKEN, 1, (), Prompt("coach", Ask.ONE, changes))
    assert draw(reply, Words()).pages == (changes,)


def test_a_change_is_not_a_text() -> None:
    found = read({"edited_message": message()["message"]})
    assert isinstance(found, Typed)
    assert found.heard == Odd("edit")


@pytest.mark.parametrize(
    ("text", "receipt"),
    [
        ("/report", False),
        ("hello @Closecall_Bot", False),
        ("/check@closecall_bot", False),
        (EIGHT, True),
    ],
)
def test_in_a_group_only_what_is_meant_for_the_bot_counts(text: str, receipt: bool) -> None:  # noqa: FBT001
    found = read(message(text, "supergroup"), "closecall_bot")
    assert isinstance(found, Gathered)
    assert found.receipt is receipt


@pytest.mark.parametrize(
    "text", ["good morning", "/report@other_bot", "/unknown", "@somebody look"]
)
def test_in_a_group_everything_else_is_none_of_ours(text: str) -> None:
    assert read(message(text, "group"), "closecall_bot") is None


def test_a_tap_without_its_message_still_counts() -> None:
    data = button(Tap(TOKEN, 1, Language.IT, (2,)))
    query = {"id": "9", "from": {"id": 7}, "data": data}
    found = read({"callback_query": query})
    assert isinstance(found, Tapped)
    assert (found.chat, found.message) == (7, None)
    assert found.tap == Tap(TOKEN, 1, Language.IT, (2,))


_json: Any = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
_fields: Any = st.sampled_from(
    ["message_id", "chat", "from", "text", "id", "type", "data", "message", "voice"]
)
_shapes: Any = st.dictionaries(
    _fields,
    st.one_of(
        _json,
        st.fixed_dictionaries(
            {"id": st.integers(), "type": st.sampled_from(["private", "group"])}
        ),
    ),
    max_size=6,
)


@given(
    st.one_of(
        _json,
        st.dictionaries(
            st.sampled_from(["message", "edited_message", "callback_query", "poll_answer"]),
            st.one_of(_json, _shapes),
        ),
    )
)
def test_no_shape_of_an_update_raises(update: object) -> None:
    assert isinstance(read(update, "closecall_bot"), Typed | Tapped | Gathered | None)
