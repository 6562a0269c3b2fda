"""An issue as Slack shows it: within the limits, whatever an author wrote, and never obeyed."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.issue import LINE, message, notice, read_message, units
from adapters.slack.spot import Spot
from adapters.slack.translate import opened
from bot.flow.talk import Command
from bot.ports import PublishedLesson
from bot.words import Language
from digests.compose import urgent
from tests.adapters.issues import LESSON, WEEK, issue_of, lessons, said
from tests.adapters.slack.channel_api import fits

if TYPE_CHECKING:
    from bot.lesson import Lesson

SAID = said(
    *("<", ">", "&", "&lt;", "<!channel>", "<@U0123>", "@here", "*b*", "`"),
    *("\n", " ", "\U0001f600"),
)


def shown(pieces: list[dict[str, Any]]) -> str:
    """All that a reader sees above the buttons."""
    return "\n".join(piece["text"]["text"] for piece in pieces if "text" in piece)


def is_inert(line: str, pieces: list[dict[str, Any]]) -> bool:
    """Whether nothing in it can be markup or a mention, and no control sign is left."""
    text = shown(pieces)
    bare = html.unescape(line)
    controls = any(ord(sign) < 32 and sign != "\n" for sign in text + bare)
    mention = any(start in text for start in ("<!", "<@", "<#"))
    return not controls and not mention and not set("<>") & set(line)


@given(st.lists(lessons(SAID), max_size=3), st.sampled_from(list(Language)))
def test_any_issue_is_one_message_that_slack_takes(
    written: list[Lesson], language: Language
) -> None:
    line, pieces = read_message(message(issue_of(*written, language=language)))

    assert fits(pieces)
    assert is_inert(line, pieces)
    assert 1 <= units(html.unescape(line)) <= LINE
    assert [button["action_id"] for button in pieces[-1]["elements"]] == [
        "closecall_report",
        "closecall_lessons",
    ]


@given(st.one_of(SAID, SAID.map(lambda text: text * 400)))
def test_any_notice_is_one_message_that_slack_takes(written: str) -> None:
    line, pieces = notice(written)
    assert fits(pieces)
    assert is_inert(line, pieces)
    assert line.strip()


@given(st.text("ab .\U0001f600\n", min_size=1, max_size=9000).filter(str.strip))
def test_a_notice_loses_no_word(written: str) -> None:
    _, pieces = notice(written)
    assert "".join(shown(pieces).split()) == "".join(written.split())


def test_what_an_author_wrote_is_shown_and_not_obeyed() -> None:
    written = replace(
        LESSON, title="<!channel> *now*", story="Ask <@U0123> or @here & <http://x|y>"
    )
    line, pieces = read_message(message(issue_of(written)))

    assert "<\u2060!channel> *now*" in pieces[0]["text"]["text"]
    assert "Ask <\u2060@U0123> or @here & <http://x|y>" in shown(pieces)
    assert {text["type"] for text in (piece.get("text") for piece in pieces) if text} == {
        "plain_text"
    }
    assert "&lt;\u2060!channel&gt;" in line


def test_the_drill_stands_in_the_message_with_its_four_choices_and_without_its_answer() -> None:
    _, pieces = read_message(message(issue_of(LESSON)))
    drill = next(one for one in map(shown, ([piece] for piece in pieces)) if "Lock it" in one)
    assert drill.splitlines()[:5] == [
        "What do you do?",
        "1. Lock it",
        "2. Tell",
        "3. Report it",
        "4. Look",
    ]
    assert "Because." not in shown(pieces)


def test_every_button_opens_what_the_door_knows_and_carries_nothing() -> None:
    _, pieces = read_message(message(issue_of(LESSON)))
    buttons = pieces[-1]["elements"]
    for button, command in zip(buttons, (Command.REPORT, Command.LESSONS), strict=True):
        tapped = opened({"trigger_id": "t", "actions": [button]})
        assert tapped is not None
        assert (tapped.command, tapped.within) == (command, False)
        assert "value" not in button
    assert [button["text"]["text"] for button in buttons] == ["Report a close call", "Lessons"]


def test_an_issue_without_buttons_has_no_empty_row() -> None:
    silent = replace(issue_of(LESSON), buttons=(), quiz=None)
    _, pieces = read_message(message(silent))
    assert "actions" not in {piece["type"] for piece in pieces}


def test_an_urgent_lesson_and_an_italian_one_have_their_own_headings() -> None:
    published = PublishedLesson("a" * 32, WEEK, LESSON, urgent=True)
    line, pieces = read_message(message(urgent(WEEK, Language.EN, published)))
    assert line == "Urgent close call: Doors &amp; drafts"
    assert pieces[0]["text"]["text"] == "Urgent close call: Doors & drafts"
    _, pieces = read_message(message(issue_of(LESSON, language=Language.IT)))
    assert pieces[-1]["elements"][1]["text"]["text"] == "Lezioni"


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("C0123456789", "C0123456789"),
        ("G0123456789", "G0123456789"),
        ("close-calls", "#close-calls"),
        ("#close_calls", "#close_calls"),
    ],
)
def test_a_spot_is_a_channel_by_id_or_name(written: str, channel: str) -> None:
    spot = Spot.parse(written)
    assert spot.channel == channel
    assert Spot.parse(str(spot)) == spot


@pytest.mark.parametrize(
    "written",
    ["", "#", "U0123456789", "W0123456789", "D0123456789", "@ann", "Close", "a b", "a" * 81],
)
def test_a_person_or_a_typo_is_no_spot(written: str) -> None:
    with pytest.raises(ValueError, match="spot"):
        Spot.parse(written)
