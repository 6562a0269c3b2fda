"""Telegram's HTML as Telegram reads it, and its way of counting; written apart from ours."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

TAGS: Final = frozenset({"b", "i", "u", "s", "code", "pre", "blockquote"})


def read(html: str) -> str:
    """What people see. Raises ValueError for a tag that is unknown, crossed or left open."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise ValueError("Can't find end tag")
    return reader.seen


def units(text: str) -> int:
    """The length: a sign outside the basic plane is two (The Unicode Standard, D91)."""
    return sum(2 if ord(sign) > 0xFFFF else 1 for sign in text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__(convert_charrefs=True)
        self.seen = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or attrs:
            raise ValueError(f"Unsupported tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError("Unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.seen += data

    def handle_comment(self, data: str) -> None:
        raise ValueError(f"Unsupported start tag {data}")
