"""What the scrubber has not got reaches the reporter through the real command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.words import Language, Words
from tests.e2e.world import World

if TYPE_CHECKING:
    from pathlib import Path

STORY = "The ladder slid away. Call me at +39 06 6982 1234, it was near the dock."


@pytest.mark.parametrize("language", Language)
def test_the_coach_says_that_it_cannot_know_names_until_there_is_a_roster(
    tmp_path: Path, language: Language
) -> None:
    world = World.copied(tmp_path / "here")
    sentence = Words(language)("intake.coach.no_roster")
    roster = world.folder / "roster.txt"
    roster.write_text("Hepzibah Quillfeather\n", "utf-8")
    shown = {}
    for given in ("", str(roster)):
        with world.chat("--language", language, CLOSECALL_ROSTER=given) as chat:
            chat.prompt()
            shown[given] = chat.say(STORY)
    assert {prompt["key"] for prompt in shown.values()} == {"coach"}
    assert sentence in shown[""]["text"]
    assert sentence not in shown[str(roster)]["text"]
