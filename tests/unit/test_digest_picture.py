"""The picture: only what was printed, the same bytes, colours for every eye, in words too."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from adapters.folder import Folder
from bot.errors import DeliveryError
from bot.report import Week
from bot.words import Language, Words
from digests import chart
from digests.edition import TRAIL, edition_after, trend
from digests.freezing import freeze, thaw
from digests.issue import LIMIT, Issue, Sort, Trend
from digests.layout import pictured
from digests.numbers import SEVERITY, TURNS, Count, Figures
from digests.text import alt, markdown, plain

if TYPE_CHECKING:
    from digests.edition import Edition

FIRST = Week(2026, 1)
TREND = Trend(
    tuple((Week(2026, 40).plus(at), n) for at, n in enumerate((6, 9, 5, 12, 7, 18, 8, 11))),
    (64, 12, 0),
)
ISSUE = Issue(
    sort=Sort.WEEKLY,
    key="2026-W47",
    week=Week(2026, 47),
    number=12,
    language=Language.EN,
    title="Close Calls #12",
)
EN = Words(Language.EN)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_the_same_numbers_give_the_same_bytes_in_every_process() -> None:
    code = (
        "import sys; from tests.unit.test_digest_picture import chart, EN, TREND;"
        "sys.stdout.buffer.write(chart.draw(TREND, EN))"
    )
    root = Path(__file__).parents[2]
    elsewhere = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, check=True
    ).stdout
    assert elsewhere == chart.draw(TREND, EN)


def test_it_is_light_has_few_colours_and_no_metadata() -> None:
    png = chart.draw(TREND, EN)
    image = opened(png)
    assert len(png) < 20_000
    assert image.mode == "P"
    assert image.size[0] == chart.WIDTH
    assert image.size[1] <= 600
    assert image.info == {}
    chunks = (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"pHYs", b"eXIf")
    assert not any(name in png for name in chunks)


def test_without_a_pyramid_or_without_bars_it_is_half_as_high() -> None:
    assert opened(chart.draw(replace(TREND, steps=(0, 0, 0)), EN)).size == (800, 300)
    assert opened(chart.draw(replace(TREND, told=()), EN)).size == (800, 300)


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def seen(colour: tuple[int, int, int], blindness: str) -> tuple[float, ...]:
    """How a person without one kind of cone sees a colour (Machado et al. 2009, severity 1)."""
    rows = {
        "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
        "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
        "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
    }[blindness]
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in rows)


@pytest.mark.parametrize("blindness", ["protan", "deutan", "tritan"])
def test_the_steps_can_be_told_apart_without_any_one_kind_of_cone(blindness: str) -> None:
    steps = [seen(colour, blindness) for colour in (chart.TOP, chart.MIDDLE, chart.FOOT)]
    for one, other in combinations(steps, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 50


def test_ink_and_bars_stand_out_from_the_paper() -> None:
    for colour in (chart.INK, chart.BLUE, chart.TOP):
        assert (luminance(chart.WHITE) + 0.05) / (luminance(colour) + 0.05) > 3


def test_every_digit_and_the_words_of_both_languages_can_be_drawn() -> None:
    """Else the picture would lose its labels and nobody would notice."""
    font = ImageFont.load_default(28)
    assert chart.knows(font, "0123456789<")
    for language in Language:
        words = Words(language)
        for name in ("told", "yours", "safety", "security"):
            assert chart.knows(font, words(f"digest.picture.{name}")), (language, name)
        assert chart.knows(font, words("digest.trend.week", n="47"))


class Elsewhere(Words):
    """Words in a script that the font inside Pillow does not know."""

    def __call__(self, key: str, **values: object) -> str:
        """Greek, but for the sentences without letters."""
        return f"Ω{values.get('n', '')}" if key.startswith("digest.") else key


def test_what_the_font_does_not_know_is_left_out_and_the_digits_stay() -> None:
    font = ImageFont.load_default(28)
    assert not chart.knows(font, "Ω47")
    png = chart.draw(TREND, Elsewhere())
    assert len(png) < len(chart.draw(TREND, EN))
    row = opened(png).convert("L").crop((0, 0, 800, 50))
    assert row.getextrema() == (255, 255)  # no title
    numbers = opened(png).convert("L").crop((0, 60, 800, 120))
    assert numbers.getextrema()[0] == 0  # but numbers


def test_a_font_of_ones_own_is_used_and_one_that_is_none_is_an_error(tmp_path: Path) -> None:
    own, broken = tmp_path / "own.ttf", tmp_path / "none.ttf"
    inside = ImageFont.load_default(28)
    assert isinstance(inside, ImageFont.FreeTypeFont)
    own.write_bytes(inside.font_bytes)
    assert opened(chart.draw(TREND, EN, own)).size == opened(chart.draw(TREND, EN)).size
    broken.write_bytes(b"no font")
    with pytest.raises(OSError, match="unknown file format"):
        chart.draw(TREND, EN, broken)


# --- only what was printed ----------------------------------------------------------------------


def editions(counts: list[dict[tuple[str, str], int]]) -> list[Edition]:
    made: list[Edition] = []
    for at, tally in enumerate(counts):
        week = FIRST.plus(at)
        tallies = {week: tally, **({week.plus(-1): counts[at - 1]} if at else {})}
        made.append(edition_after(made[-1] if made else None, week, (), tallies))
    return made


NAMES = [("received", "all"), *((SEVERITY, step) for step in ("little", "serious", "critical"))]
YEAR = st.lists(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9)), max_size=30)


@settings(max_examples=60)
@given(YEAR)
def test_every_number_in_a_picture_was_printed_in_an_issue(
    counts: list[dict[tuple[str, str], int]],
) -> None:
    printed: list[tuple[Week, int]] = []
    sums = {"little": 0, "serious": 0, "critical": 0}
    for edition in editions(counts):
        drawn = False
        for count in edition.figures.counts:
            if count.facet == "received":
                printed.append((edition.week, count.n))
                drawn = True
            if count.facet == SEVERITY:
                sums[count.code] += count.n
                drawn = True
        found = trend(edition)
        assert (found is not None) == drawn
        if found:
            assert found.told == tuple(printed[-TRAIL:])
            assert found.steps == (sums["little"], sums["serious"], sums["critical"])
            assert all(n == 0 or n >= 5 for n in found.steps)


def test_an_edition_of_before_the_picture_is_still_read() -> None:
    (edition,) = editions([{("received", "all"): 7}])
    body = edition.encode()
    assert type(edition).decode(body) == edition
    older = body.replace(',"trail":[["2026-W01",7]]', "")
    assert older != body
    assert type(edition).decode(older) == replace(edition, trail=())


def test_the_pyramid_has_its_own_turn() -> None:
    counts = [{(SEVERITY, "little"): 9, (SEVERITY, "serious"): 2} for _ in TURNS]
    found = trend(editions(counts)[TURNS.index(SEVERITY)])
    assert found is not None
    assert found.steps[0] >= 9
    assert found.told == ()


# --- in words, frozen, on a page -----------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_the_alternative_text_and_the_message_say_all_that_is_drawn(language: Language) -> None:
    words = Words(language)
    said = alt(TREND, words)
    for number in ("6", "9", "5", "12", "7", "18", "8", "11", "64", "12", "300", "29", "100"):
        assert number in said
    assert words("digest.trend.few", k=5) in said
    figures = Figures("headline", (Count("received", "", 11),))
    issue = replace(ISSUE, language=language, figures=figures, trend=TREND)
    numbers, steps = said.partition(": ")[2].split(". ", 1)
    assert numbers in plain(issue)
    assert steps in plain(issue)
    assert len(said) < 320 < LIMIT


def test_a_picture_is_frozen_with_its_text_and_comes_out_again() -> None:
    png = chart.draw(TREND, EN)
    issue = pictured(replace(ISSUE, trend=TREND), png)
    assert issue.picture == png
    assert issue.alt == alt(TREND, EN)
    frozen = freeze("text\nof two lines\n", issue)
    held = thaw(frozen)
    assert (held.text, held.picture, held.alt) == ("text\nof two lines\n", png, issue.alt)
    assert freeze("text\n", ISSUE) == "text\n"
    assert thaw("text\n").picture is None
    assert thaw("text\n").text == "text\n"


@given(st.text(), st.binary(min_size=1, max_size=40), st.text())
def test_whatever_a_text_and_an_alternative_say_both_come_out_as_they_were(
    text: str, png: bytes, said: str
) -> None:
    held = thaw(freeze(text, replace(ISSUE, picture=png, alt=said)))
    assert (held.text, held.picture, held.alt) == (text, png, said)


def test_an_issue_that_draws_nothing_has_no_picture() -> None:
    assert pictured(replace(ISSUE, trend=TREND), None).picture is None
    assert pictured(ISSUE, b"png").picture is None


def test_the_page_and_its_picture_lie_side_by_side_and_neither_is_overwritten(
    tmp_path: Path,
) -> None:
    png = chart.draw(TREND, EN)
    folder = Folder(tmp_path / "pages")
    frozen = folder.render(pictured(replace(ISSUE, trend=TREND), png))
    page = Path(asyncio.run(folder.post("2026-W47", frozen)))
    assert page.with_suffix(".png").read_bytes() == png
    assert "base64" not in page.read_text("utf-8")
    assert "iVBOR" not in page.read_text("utf-8")
    assert asyncio.run(folder.post("2026-W47", frozen)) == str(page)
    page.with_suffix(".png").write_bytes(b"somebody's own")
    with pytest.raises(DeliveryError, match=r"png is there already"):
        asyncio.run(folder.post("2026-W47", frozen))
    assert {file.name for file in page.parent.iterdir()} == {"2026-W47.md", "2026-W47.png"}


def test_a_page_shows_its_picture_where_the_numbers_are() -> None:
    figures = Figures("headline", (Count("received", "", 11),))
    issue = pictured(replace(ISSUE, figures=figures, trend=TREND), b"png")
    said = markdown(issue)
    assert "](2026-W47.png)" in said
    assert said.index("Numbers") < said.index("2026-W47.png")
