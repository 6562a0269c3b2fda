"""What somebody typed, out of what Slack makes of it on the way here. Pure: text in, text out.

Slack escapes three signs of a message and puts its own markup between two of them (docs.slack.dev,
"Formatting message text", "Escaping text"). Of the fields of a form no page says whether they are
escaped; a payload that hands a message back has its plain text escaped (slackapi/bolt-python#513).
So both are read right here, before anything looks for a name or counts a letter.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPES: Final = ("&lt;", "&gt;", "&amp;")
# `<https://a.example|a.example>`, `<mailto:a@b.example|a@b.example>`, `<#C123|dock>`, `<!here>`.
_MARKUP: Final = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>|]{0,2000}))?>")
_SCHEMES: Final = ("mailto:", "tel:")
_MENTION: Final = "@"
_PLACE: Final = "#"
_CALL: Final = "!"


def in_field(value: str) -> str:
    """The value of a field of a form, whether Slack escapes it or not.

    A text with a bare sign was not escaped and stands as it is. Without one it may have been:
    then its escapes are read. Wrong only where it was not, and somebody typed the four letters of
    an escape and no other of these signs; the record that is shown before it is sent says so.
    """
    return value if "&" not in value or _bare(value) else unescaped(value)


def in_message(text: str) -> str:
    """The text of a message: links and channels as they were written, then the three signs.

    Somebody who is mentioned stays in Slack's form, which the scrubber takes for what it is.
    """
    return unescaped(_MARKUP.sub(_written, text))


def unescaped(text: str) -> str:
    """The three signs that Slack escapes; the ampersand last, so that each is read once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _bare(value: str) -> bool:
    """Whether there is a sign that an escaped text cannot hold.

    One of the two brackets, or an ampersand that begins none of the three escapes. Counted: a
    pattern takes a tenth of the time of a whole page.
    """
    escapes = sum(map(value.count, _ESCAPES))
    return "<" in value or ">" in value or value.count("&") != escapes


def _written(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith(_MENTION):
        return found[0]
    if target.startswith(_PLACE):
        return f"#{label}" if label else found[0]
    if target.startswith(_CALL):
        return label or f"@{target[1:].partition('^')[0]}"
    if label:
        return label
    scheme = next((each for each in _SCHEMES if target.startswith(each)), "")
    return target.removeprefix(scheme)
