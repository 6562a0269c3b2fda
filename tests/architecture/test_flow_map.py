"""The drawn map of the conversation is the conversation."""

from __future__ import annotations

from tests.architecture.flow_map import DETAILS, PAGE, REPORT, WAY_BACK, page


def test_the_map_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make flow"


def test_every_place_of_the_conversation_is_on_the_map() -> None:
    drawn = page()
    for place in {*REPORT, *DETAILS, *WAY_BACK} - {"over"}:
        assert f"| `{place}` |" in drawn or f"| {place} |" in drawn
