"""The pictures of the Telegram page show what the product says today."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.adapters.telegram.bubbles import Bubble, Panel, picture, wrapped
from tests.adapters.telegram.pictures import FOLDER, pages, without_images

if TYPE_CHECKING:
    from pathlib import Path

PAGES = (FOLDER.with_suffix(".md"), FOLDER.with_name("telegram-channel.md"))


@pytest.mark.parametrize("file", pages(), ids=lambda file: file.name)
def test_a_picture_is_current(file: Path) -> None:
    kept, now = file.read_text("utf-8"), pages()[file]()
    assert without_images(kept) == without_images(now), "run: make bubbles"


def test_the_pages_show_every_picture_and_describe_it() -> None:
    page = "".join(one.read_text("utf-8") for one in PAGES)
    for file in pages():
        place = page.index(f"](telegram/{file.name})")
        alt = page[page.rindex("![", 0, place) + 2 : place]
        assert len(alt) > 30, file.name


def test_a_picture_is_well_formed_whatever_was_said() -> None:
    said = Bubble("<b>&\"'", (("<one>", "&two"),), theirs=True)
    drawn = picture([Panel("<title>", (said,))], "&gone")
    assert [part.text for part in ET.fromstring(drawn).iter() if part.text and "<" in part.text]  # noqa: S314 - ours


def test_lines_are_broken_at_spaces_and_nothing_is_lost() -> None:
    text = "One two three four five six seven eight nine ten.\n\nAnd a second paragraph."
    lines = list(wrapped(text, 90.0))
    assert " ".join(line for line in lines if line) == text.replace("\n\n", " ")
    assert len(lines) > 5
