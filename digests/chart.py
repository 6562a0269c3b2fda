"""The picture of an issue: how many reports were told, and the pyramid beside two estimates.

It draws what was printed (`issue.Trend`) and nothing else. Small, of fixed colours, without
metadata, and the same bytes for the same numbers. The colours are Okabe and Ito's, which people
with any colour vision tell apart ("Color Universal Design", 2008), and nothing is said by colour
alone. Digits are always drawn; a label only when the font knows all of its letters: the message
beside the picture says everything in words. The font inside Pillow knows plain Latin letters.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

from bot.frozen import frozen
from digests.text import short

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.words import Words
    from digests.issue import Trend

WIDTH: Final = 800
_MARGIN: Final = 40
_PANEL: Final = 300
_BAR: Final = 130  # pixels of the tallest bar
_STEPS: Final = 60  # pixels of a step of a pyramid
_FOOT: Final = 150  # pixels of its foot

WHITE: Final = (255, 255, 255)
INK: Final = (0, 0, 0)
BLUE: Final = (0, 114, 178)
FOOT: Final = (86, 180, 233)
MIDDLE: Final = (230, 159, 0)
TOP: Final = (213, 94, 0)
_COLOURS: Final = (INK, BLUE, FOOT, MIDDLE, TOP)
_SHADES: Final = 6  # between a colour and the paper, for smooth edges

# Estimates of the trade press, from the top of the pyramid to its foot.
SAFETY: Final = (1, 29, 300)
SECURITY: Final = (1, 10, 100)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Point = tuple[float, float]


def draw(trend: Trend, words: Words, font: Path | None = None) -> bytes:
    """A PNG, 800 pixels wide: bars for the numbers of reports, then the pyramids.

    `font`: a TrueType file for other scripts. Raises OSError when it cannot be read.
    """
    pyramids = any(trend.steps)
    height = _PANEL * (bool(trend.told) + pyramids)
    image = Image.new("RGB", (WIDTH, height), WHITE)
    sheet = _Sheet(ImageDraw.Draw(image), font)
    if trend.told:
        _bars(sheet, trend, words)
    if pyramids:
        _pyramids(sheet, trend, words, height - _PANEL)
    held = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return held.getvalue()


@frozen
class _Sheet:
    """Where it is drawn, in which letters."""

    draw: ImageDraw.ImageDraw
    file: Path | None

    def say(self, at: Point, text: str, size: int, anchor: str, room: float = WIDTH) -> None:
        """A text, smaller where it needs more than `room`; not with a letter nobody could read."""
        font = self._font(size)
        if not knows(font, text):
            return
        if (wide := self.draw.textlength(text, font)) > room:
            font = self._font(int(size * room / wide))
        self.draw.text(at, text, fill=INK, font=font, anchor=anchor)

    def _font(self, size: int) -> Font:
        if self.file:
            return ImageFont.truetype(self.file, size)
        return ImageFont.load_default(size)


def readable(file: Path) -> bool:
    """Whether this is a font at all."""
    try:
        ImageFont.truetype(file, 28)
    except OSError:
        return False
    return True


def knows(font: Font, text: str) -> bool:
    """Whether the font has a glyph of its own for every letter: none looks like "unknown"."""
    unknown = _glyph(font, _NOBODY_S)
    return all(_glyph(font, letter) != unknown for letter in text if not letter.isspace())


_NOBODY_S: Final = "\U0010ffff"  # never assigned (Unicode, noncharacters)


def _glyph(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    drawn = font.getmask(letter, mode="L")
    return drawn.size, bytes(drawn)


def _bars(sheet: _Sheet, trend: Trend, words: Words) -> None:
    sheet.say((WIDTH / 2, 24), words("digest.picture.told"), 32, "ma", WIDTH - 2 * _MARGIN)
    room = (WIDTH - 2 * _MARGIN) / max(5, len(trend.told))
    most, floor = max(n for _, n in trend.told), _PANEL - 50
    left = (WIDTH - room * len(trend.told)) / 2
    for place, (week, n) in enumerate(trend.told):
        middle = left + room * (place + 0.5)
        top = floor - _BAR * n / most
        sheet.draw.rectangle((middle - room * 0.32, top, middle + room * 0.32, floor), fill=BLUE)
        sheet.say((middle, top - 6), str(n), 32, "md")
        sheet.say((middle, floor + 8), short(week, words), 28, "ma")


def _pyramids(sheet: _Sheet, trend: Trend, words: Words, top: float) -> None:
    yours = [str(n) if n else f"<{trend.k}" for n in reversed(trend.steps)]
    shown = (
        ("yours", yours),
        ("safety", [str(n) for n in SAFETY]),
        ("security", [str(n) for n in SECURITY]),
    )
    room = (WIDTH - 2 * _MARGIN) / len(shown)
    for place, (name, numbers) in enumerate(shown):
        left = _MARGIN + room * place
        _pyramid(sheet, (left, top + 30), numbers)
        title = words(f"digest.picture.{name}")
        sheet.say((left + room / 2, top + 3 * _STEPS + 48), title, 28, "ma", room - 16)


def _pyramid(sheet: _Sheet, at: Point, numbers: list[str]) -> None:
    """Three steps with a gap between them; the number stands right of its step."""
    for step, (corners, number) in enumerate(zip(_slices(at), numbers, strict=True)):
        sheet.draw.polygon(corners, fill=(TOP, MIDDLE, FOOT)[step])
        middle = at[1] + _STEPS * (step + 0.5)
        sheet.say((at[0] + _FOOT + 14, middle), number, 34, "lm")


def _slices(at: Point) -> Iterator[list[Point]]:
    """The corners of each step, from the top."""
    left, top = at
    middle, gap = left + _FOOT / 2, 5
    for step in range(3):
        ends = [step * _STEPS, (step + 1) * _STEPS - gap]
        halves = [_FOOT / 2 * end / (3 * _STEPS) for end in ends]
        (above, below), (narrow, wide) = ends, halves
        yield [
            (middle - narrow, top + above),
            (middle + narrow, top + above),
            (middle + wide, top + below),
            (middle - wide, top + below),
        ]


def _palette() -> Image.Image:
    """Every colour in steps to the paper: smooth edges need no more."""
    colours = [WHITE]
    for colour in _COLOURS:
        for shade in range(_SHADES):
            part = shade / _SHADES
            mixed = [round(ink + (255 - ink) * part) for ink in colour]
            colours.append((mixed[0], mixed[1], mixed[2]))
    image = Image.new("P", (1, 1))
    image.putpalette([channel for colour in colours for channel in colour])
    return image
