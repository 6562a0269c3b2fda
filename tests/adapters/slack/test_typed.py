"""What somebody typed is read as it was typed, whatever Slack made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.typed import in_field, in_message, unescaped
from bot.report import RawText
from bot.scrub import Scrubber
from bot.words import Language
from tests.adapters.slack.told import House

SIGNS = st.text(st.sampled_from("<>&;ampltgx \n"), max_size=40)


def escaped(text: str) -> str:
    """As Slack escapes it (docs.slack.dev, "Escaping text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(st.text() | SIGNS)
def test_a_field_that_slack_escapes_is_read_as_it_was_typed(text: str) -> None:
    assert in_field(escaped(text)) == text


@given(st.text() | SIGNS)
def test_a_field_that_slack_does_not_escape_stands_as_it_is(text: str) -> None:
    """But for one who types an escape by hand and none of the three signs beside it."""
    if not any(each in text for each in ("&amp;", "&lt;", "&gt;")):
        assert in_field(text) == text
    assert in_field("&lt;b&gt; is < bold") == "&lt;b&gt; is < bold"
    assert in_field(f"{text} <") == f"{text} <"
    assert in_field(f"{text} & co") == f"{text} & co"


@given(st.text() | SIGNS)
def test_a_message_is_read_as_it_was_typed(text: str) -> None:
    assert in_message(escaped(text)) == unescaped(escaped(text)) == text


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("see <https://a.example/x?y=1&amp;z=2>", "see https://a.example/x?y=1&z=2"),
        ("see <http://a.example|a.example>", "see a.example"),
        ("to <mailto:ann@a.example|ann@a.example>", "to ann@a.example"),
        ("to <mailto:ann@a.example>", "to ann@a.example"),
        ("call <tel:+39055123456|+39 055 123456>", "call +39 055 123456"),
        ("call <tel:+39055123456>", "call +39055123456"),
        ("in <#C0123456789|dock>", "in #dock"),
        ("in <#C0123456789>", "in <#C0123456789>"),
        ("<!here> look", "@here look"),
        ("<!subteam^S0123456789|@duty> look", "@duty look"),
        ("<@U0123456789> fell", "<@U0123456789> fell"),
        ("<@U0123456789|ann> fell", "<@U0123456789|ann> fell"),
        ("it was &lt;@U0123456789&gt;", "it was <@U0123456789>"),
        ("a &lt; b &lt;c|d&gt;", "a < b <c|d>"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_the_markup_that_slack_adds_to_a_message_is_taken_out(sent: str, typed: str) -> None:
    assert in_message(sent) == typed


@pytest.mark.parametrize("text", ["<@U0123456789> fell", "&lt;@U0123456789&gt; fell"])
def test_somebody_who_is_named_in_slacks_form_is_found_either_way(text: str) -> None:
    found = Scrubber(Language.EN).scrub(RawText(f"My colleague {in_field(text)} from the ladder"))
    assert "U0123456789" not in found.safe.text
    assert "<" not in found.safe.text


@pytest.mark.parametrize("story", ["R&D: 2 < 3 > 1", "R&amp;D: 2 &lt; 3 &gt; 1"])
def test_the_record_shows_what_was_typed_and_so_does_the_way_back_to_the_story(story: str) -> None:
    house = House()
    second = house.told_story(f"The valve of {story} bar was never closed.")
    record = second
    record.pick("barrier", "A rule")
    record.pick("worst", "Little")
    assert "The valve of R&D: 2 < 3 > 1 bar was never closed." in house.send(record).said
    again = house.told_story(f"The valve of {story} bar was never closed.")
    assert "R&D: 2 < 3 > 1" in str(house.tap(again, "Back").values)
