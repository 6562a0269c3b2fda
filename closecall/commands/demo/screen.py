"""The demo's page: numbered acts, speeches, remarks. It decides nothing and keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from bot.words import Words

STYLES: Final = {"bot": ("", ""), "you": (">", "bold cyan"), "choices": ("", "dim")}


class Screen:
    """Where the demo is shown, in one language."""

    def __init__(self, console: Console, words: Words) -> None:
        """Begin with the first act."""
        self.words = words
        self._console = console
        self._act = 0

    def heading(self, act: str, *, why: bool = True, **values: object) -> None:
        """A rule with the act's number and name, and one sentence why."""
        self._act += 1
        self._console.print()
        name = f"{self._act} · {self.words(f'demo.act.{act}')}"
        self._console.rule(name, align="left", style="dim")
        if why:
            self.remark(f"act.{act}.why", style="dim", **values)

    def remark(self, key: str, *, style: str = "", **values: object) -> None:
        """One sentence of the narration."""
        self._console.print(Text(self.words(f"demo.{key}", **values)), style=style)

    def speech(self, who: str, text: str) -> None:
        """What `bot` or `you` said, or the choices that were offered."""
        mark, style = STYLES[who]
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=3, justify="right")
        grid.add_column()
        grid.add_row(Text(mark, style=style), Text(text, style=style))
        self._console.print(grid)

    def silence(self, who: str, text: str) -> None:
        """A speech that is not shown."""
