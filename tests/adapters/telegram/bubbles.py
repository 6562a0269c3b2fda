"""Chat bubbles as SVG: what a person sees in Telegram, drawn without Telegram. Pure.

Text is measured with rounded widths of Helvetica, so the same transcript is the same picture on
every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDE: Final = 300  # of a panel
ACROSS: Final = 3  # panels in a row
_GAP: Final = 18
_PAD: Final = 10
_LINE: Final = 17
_KEY: Final = 26
_SIZE: Final = 13
_BUBBLE: Final = WIDE - 24
# Hundredths of the size (Helvetica, AFM); what is not here is 56.
_WIDTHS: Final = {
    **dict.fromkeys("il.,:;'|!jI", 25),
    **dict.fromkeys("ft()[]r/ -", 31),
    **dict.fromkeys("mMW%@", 86),
    **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZw&", 69),
    **dict.fromkeys("sckxyzvJ", 50),
}
_STYLE: Final = (
    f"text{{font:{_SIZE}px Helvetica,Arial,sans-serif;fill:#111}}"
    ".b{font-weight:bold}.k{fill:#1f6fb2;text-anchor:middle}.n{fill:#5b6670;font-size:11px}"
)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `gone`: typed by the person, and deleted since. `bold`: the lines that are."""

    text: str
    keys: tuple[tuple[str, ...], ...] = ()
    theirs: bool = False
    bold: frozenset[str] = frozenset()
    png: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Panel:
    """A screen, and what stands over it."""

    title: str
    bubbles: tuple[Bubble, ...]


def picture(panels: Sequence[Panel], gone: str) -> str:
    """All panels, three in a row. `gone` stands under what was deleted."""
    body: list[str] = []
    top = _GAP
    rows = [panels[at : at + ACROSS] for at in range(0, len(panels), ACROSS)]
    for row in rows:
        tall = max(_height(panel) for panel in row)
        for place, panel in enumerate(row):
            body += _panel(panel, _GAP + place * (WIDE + _GAP), top, tall, gone)
        top += tall + _GAP
    wide = _GAP + min(ACROSS, len(panels)) * (WIDE + _GAP)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{top}" role="img">'
    return "\n".join([head, f"<style>{_STYLE}</style>", *body, "</svg>"]) + "\n"


def wrapped(text: str, room: float = _BUBBLE - 2 * _PAD) -> Iterator[str]:
    """The lines of a text, broken at spaces where they are too wide."""
    for line in text.split("\n"):
        kept = ""
        for word in line.split(" "):
            longer = f"{kept} {word}" if kept else word
            if kept and _measure(longer) > room:
                yield kept
                longer = word
            kept = longer
        yield kept


def _measure(text: str) -> float:
    return sum(_WIDTHS.get(sign, 56) for sign in text) * _SIZE / 100


def _height(panel: Panel) -> int:
    return 34 + sum(_tall(bubble) + 10 for bubble in panel.bubbles)


def _tall(bubble: Bubble) -> int:
    image = _BUBBLE * 3 // 4 if bubble.png else 0
    under = _LINE if bubble.theirs else 0
    lines = len(list(wrapped(bubble.text))) if bubble.text else 0
    return 2 * _PAD + image + _LINE * lines + under + len(bubble.keys) * (_KEY + 4)


def _panel(panel: Panel, left: int, top: int, tall: int, gone: str) -> Iterator[str]:
    yield f'<rect x="{left}" y="{top}" width="{WIDE}" height="{tall}" rx="12" fill="#dfe7ee"/>'
    yield f'<text class="n" x="{left + 12}" y="{top + 20}">{escape(panel.title)}</text>'
    y = top + 30
    for bubble in panel.bubbles:
        yield from _bubble(bubble, left + 12, y, gone)
        y += _tall(bubble) + 10


def _bubble(bubble: Bubble, x: int, y: int, gone: str) -> Iterator[str]:
    lines = list(wrapped(bubble.text)) if bubble.text else []
    image = _BUBBLE * 3 // 4 if bubble.png else 0
    tall = 2 * _PAD + image + _LINE * len(lines)
    fill = 'fill="#e3f6d4" opacity="0.55"' if bubble.theirs else 'fill="#ffffff"'
    yield f'<rect x="{x}" y="{y}" width="{_BUBBLE}" height="{tall}" rx="10" {fill}/>'
    if bubble.png:
        shown = f'x="{x}" y="{y}" width="{_BUBBLE}" height="{image}"'
        yield f'<image {shown} href="data:image/png;base64,{bubble.png}"/>'
    for number, line in enumerate(lines, 1):
        bold = ' class="b"' if line in bubble.bold else ""
        at = y + image + _PAD + number * _LINE - 4
        faded = ' opacity="0.55"' if bubble.theirs else ""
        yield f'<text{bold}{faded} x="{x + _PAD}" y="{at}">{escape(line)}</text>'
    if bubble.theirs:
        yield f'<text class="n" x="{x + _PAD}" y="{y + tall + 13}">{escape(gone)}</text>'
    top = y + tall + 4
    for row in bubble.keys:
        yield from _keys(row, x, top)
        top += _KEY + 4


def _keys(row: Sequence[str], x: int, y: int) -> Iterator[str]:
    wide = (_BUBBLE - 4 * (len(row) - 1)) / len(row)
    for place, label in enumerate(row):
        left = x + place * (wide + 4)
        yield (
            f'<rect x="{left:.1f}" y="{y}" width="{wide:.1f}" height="{_KEY}" rx="6" '
            'fill="#ffffff" stroke="#b9c7d3"/>'
        )
        middle = left + wide / 2
        text = escape(_cut(label, wide - 12))
        yield f'<text class="k" x="{middle:.1f}" y="{y + 17}">{text}</text>'


def _cut(label: str, room: float) -> str:
    while _measure(label) > room:
        label = label[:-2].rstrip("…") + "…"
    return label
