"""Pictures of our own forms and messages, drawn from the very blocks that Slack gets.

    python -m tests.adapters.slack.drawn        draws docs/slack/*.svg anew

Not Slack's own drawing: what stands on a page, in which order, as a reader of the manual needs it.
Widths are estimated, so that the same blocks give the same bytes on every machine.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from adapters.slack import views
from adapters.slack.issue import message, read_message
from bot.words import Language, Words
from tests.adapters.issues import demo_issue
from tests.adapters.slack.told import House
from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.adapters.slack.forms import Form

FOLDER: Final = ROOT / "docs" / "slack"
WIDTH: Final = 560
_EDGE: Final = 24
_LINE: Final = 21
_SIZE: Final = 15
_LETTER: Final = 7.4  # of a usual sans-serif letter at this size
_BOLD: Final = 8.6
_FONT: Final = "Lato, 'Helvetica Neue', Helvetica, Arial, sans-serif"
STORY: Final = "At 14:37 the ladder slipped away under me; the feet were worn down to the metal."


@dataclass
class Sheet:
    """What is drawn so far, from top to bottom."""

    parts: list[str] = field(default_factory=list)
    y: int = 0

    def text(self, text: str, *, bold: bool = False, grey: bool = False, indent: int = 0) -> None:
        """Lines, wrapped."""
        room = int((WIDTH - 2 * _EDGE - indent) / (_LETTER * (1.06 if bold else 1)))
        for line in text.splitlines():
            for row in textwrap.wrap(line, room) or [""]:
                self.y += _LINE
                self.write(row, _EDGE + indent, self.y - 6, bold=bold, grey=grey)

    def write(
        self,
        text: str,
        x: int,
        y: int,
        *,
        bold: bool = False,
        grey: bool = False,
        white: bool = False,
    ) -> None:
        """One line at a place."""
        weight = ' font-weight="700"' if bold else ""
        colour = "#ffffff" if white else "#616061" if grey else "#1d1c1d"
        self.parts.append(f'<text x="{x}" y="{y}" fill="{colour}"{weight}>{escape(text)}</text>')

    def box(self, x: int, y: int, width: int, height: int, fill: str = "#ffffff") -> None:
        """A frame."""
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{fill}"'
            f' stroke="{"none" if fill == "#007a5a" else "#868686"}"/>'
        )

    def gap(self, height: int = 12) -> None:
        """Room."""
        self.y += height

    def buttons(self, labels: Iterable[tuple[str, bool]]) -> None:
        """Buttons beside each other, as many as fit into a row."""
        x = _EDGE
        for label, strong in labels:
            width = round(len(label) * _BOLD) + 28
            if x > _EDGE and x + width > WIDTH - _EDGE:
                x, self.y = _EDGE, self.y + 44
            self.box(x, self.y + 4, width, 36, "#007a5a" if strong else "#ffffff")
            self.write(label, x + 14, self.y + 27, bold=True, white=strong)
            x += width + 8
        self.y += 44


def drawn(held: dict[str, Any], values: dict[str, Any] | None = None) -> str:
    """A form, a page of the app's own or a message as SVG. `values`: what was filled in."""
    sheet = Sheet()
    sheet.gap()
    if "title" in held:
        sheet.text(held["title"]["text"], bold=True)
        sheet.gap()
    for block in held["blocks"]:
        _block(sheet, block, values or {})
    if held.get("type") == "modal":
        ends = [(held["close"]["text"], False)]
        ends += [(held["submit"]["text"], True)] if "submit" in held else []
        sheet.gap()
        sheet.buttons(ends)
    sheet.gap()
    height = sheet.y
    body = "\n".join(sheet.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" font-family="{_FONT}" font-size="{_SIZE}">\n'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="10" fill="#ffffff"'
        f' stroke="#bbbbbb"/>\n{body}\n</svg>\n'
    )


def _block(sheet: Sheet, block: dict[str, Any], values: dict[str, Any]) -> None:
    match block["type"]:
        case "section":
            sheet.text(block["text"]["text"].replace("```", ""))
        case "header":
            sheet.text(block["text"]["text"], bold=True)
        case "divider":
            sheet.parts.append(
                f'<line x1="{_EDGE}" x2="{WIDTH - _EDGE}" y1="{sheet.y}" y2="{sheet.y}"'
                ' stroke="#dddddd"/>'
            )
        case "actions":
            named = [
                (one["text"]["text"], one.get("style") == "primary") for one in block["elements"]
            ]
            sheet.buttons(named)
        case "input":
            _field(sheet, block, values)
        case other:
            raise AssertionError(other)
    sheet.gap()


def _field(sheet: Sheet, block: dict[str, Any], values: dict[str, Any]) -> None:
    element = block["element"]
    answer = values.get(block["block_id"], {}).get(element["action_id"], {})
    sheet.text(block["label"]["text"], bold=True)
    sheet.gap(6)
    match element["type"]:
        case "plain_text_input":
            top = sheet.y
            sheet.gap(6)
            sheet.text(
                answer.get("value") or element.get("placeholder", {}).get("text", ""), indent=10
            )
            sheet.gap(8 if element["multiline"] else 4)
            frame = Sheet()
            frame.box(_EDGE, top, WIDTH - 2 * _EDGE, sheet.y - top, "none")
            sheet.parts += frame.parts
        case "static_select":
            chosen = answer.get("selected_option", {}).get("text", {}).get("text")
            sheet.box(_EDGE, sheet.y, WIDTH - 2 * _EDGE, 36)
            sheet.write(chosen or element["placeholder"]["text"], _EDGE + 10, sheet.y + 23)
            sheet.write("▾", WIDTH - _EDGE - 24, sheet.y + 23)
            sheet.gap(38)
        case _:
            wanted = answer.get("selected_option", {}).get("value")
            for option in element["options"]:
                mark = "◉" if option["value"] == wanted else "○"
                sheet.text(f"{mark}  {option['text']['text']}")
    if "hint" in block:
        sheet.gap(4)
        sheet.text(block["hint"]["text"], grey=True)


def pictures() -> dict[str, str]:
    """Every picture of the manual, by its file."""
    house = House()
    found: dict[str, str] = {}

    def keep(name: str, form: Form) -> None:
        found[f"{name}.svg"] = drawn(form.view, form.values)

    form = house.open()
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    keep("1-story", form)
    form = house.send(form)
    form.pick("coach", "Use safe")
    form.pick("barrier", "Luck")
    form.pick("worst", "Someone hurt")
    keep("2-questions", form)
    form = house.send(form)
    keep("3-record", form)
    keep("4-words", house.send(form))
    found["home.svg"] = drawn(views.home(Words(Language.EN)))
    _, pieces = read_message(message(demo_issue()))
    found["issue.svg"] = drawn({"blocks": pieces})
    return found


def main() -> None:
    """Draw them."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in pictures().items():
        (FOLDER / name).write_text(content, "utf-8")


if __name__ == "__main__":
    main()
