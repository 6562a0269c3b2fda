"""The pictures in the manual show what Slack gets from us today."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.adapters.slack.drawn import FOLDER, STORY, pictures


def test_the_pictures_are_current() -> None:
    made = pictures()
    kept = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.svg")}
    assert kept == made, "run: python -m tests.adapters.slack.drawn"


def test_every_picture_is_well_formed_and_says_what_stands_on_its_page() -> None:
    made = pictures()
    for content in made.values():
        assert ET.fromstring(content).tag.endswith("svg")  # noqa: S314 - our own
    assert STORY.split()[0] in made["1-story.svg"]
    assert "everything that will be stored" in made["3-record.svg"]
    assert "14:37" not in made["3-record.svg"]
