"""Where the lines of the two pictures run: the template draws them, the style colours them.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 640
HEIGHT: Final = 200
PYRAMID: Final = 300  # its foot
_STEP: Final = 52
_NARROWEST: Final = 70


@frozen
class Bar:
    """A week of the trend: where its two bars stand, how wide each is, and how high."""

    x: float
    wide: float
    came: float
    closed: float


@frozen
class Tier:
    """A step of the pyramid, as the points of a trapezium, and where its number stands."""

    points: str
    x: float
    y: float
    count: int


def trend(came: Sequence[int], closed: Sequence[int]) -> tuple[Bar, ...]:
    """Two bars a week; the highest fills the picture. Heights are in its units."""
    most = max([*came, *closed, 1])
    wide = WIDTH / max(1, len(came))
    return tuple(
        Bar(round(at * wide, 1), round(wide * 0.4, 1), _high(one, most), _high(two, most))
        for at, (one, two) in enumerate(zip(came, closed, strict=True))
    )


def pyramid(counts: Sequence[int]) -> tuple[Tier, ...]:
    """Steps of one height, the gravest on top: a shape to read, the numbers say how many."""
    steps = []
    tall = _STEP * len(counts)
    for at, count in enumerate(counts):
        top, bottom = _half(at * _STEP, tall), _half((at + 1) * _STEP, tall)
        middle = PYRAMID / 2
        y, low = at * _STEP + 2, (at + 1) * _STEP - 2
        points = (
            f"{middle - top:.0f},{y} {middle + top:.0f},{y} "
            f"{middle + bottom:.0f},{low} {middle - bottom:.0f},{low}"
        )
        steps.append(Tier(points, middle, at * _STEP + _STEP / 2 + 10, count))
    return tuple(steps)


def _high(count: int, most: int) -> float:
    return round(count / most * (HEIGHT - 10), 1)


def _half(down: float, tall: float) -> float:
    """Half the width of the pyramid so far down."""
    return (_NARROWEST + (PYRAMID - _NARROWEST) * down / max(1.0, tall)) / 2
