"""What is frozen with a claim: a platform's text, and the picture behind it in the same string.

So a retry posts the same bytes of both. A channel writes it with `freeze` in `render` and reads it
back with `thaw` in `post`; an issue without a picture is frozen as the text alone.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from digests.issue import Issue

# A last line that no platform's text ends with: there `<` is escaped, or it is JSON.
_LAST: Final = re.compile(r"\n<!-- picture (\{[^\n]*\}) -->\n\Z")


@frozen
class Thawed:
    """A text as a platform takes it; a PNG and what it shows in words, or neither."""

    text: str
    picture: bytes | None = field(default=None, repr=False)
    alt: str = ""


def freeze(text: str, issue: Issue) -> str:
    """The text with the issue's picture behind it."""
    if issue.picture is None:
        return text
    held = {"alt": issue.alt, "png": base64.b64encode(issue.picture).decode()}
    # No `>` in it: nothing that a catalogue says can end the comment.
    packed = json.dumps(held, ensure_ascii=False).replace(">", "\\u003e")
    return f"{text}\n<!-- picture {packed} -->\n"


def thaw(text: str) -> Thawed:
    """What `freeze` made, and any text that was frozen without it."""
    found = _LAST.search(text)
    if found is None:
        return Thawed(text)
    held = json.loads(found[1])
    return Thawed(text[: found.start()], base64.b64decode(held["png"]), held["alt"])
