"""What Slack posts over HTTP, as the same payload that Socket Mode brings. Pure: no SDK.

Nothing here is read before its signature was found right; that is the runner's part. Three shapes
come (docs.slack.dev, "Handling user interaction", "Slash commands", "Events API"): JSON, a form
whose `payload` is JSON, and a form of plain fields. A body that is none of them is None.
"""

from __future__ import annotations

import json
from binascii import a2b_qp
from typing import Any, Final

LARGEST: Final = 256 * 1024  # bytes of one payload; a form with a long story needs 20 KiB
_FIELDS: Final = 64


def payload(body: bytes) -> dict[str, Any] | None:
    """The payload of a delivery; None when it has none of Slack's shapes."""
    try:
        if body[:1] == b"{":
            return _object(body)
        pairs = [part.partition(b"=") for part in body.split(b"&", _FIELDS)[:_FIELDS]]
        if not all(sign for _, sign, _ in pairs):
            return None
        fields = {unquoted(key): value for key, _, value in pairs}
        if "payload" in fields:
            return _object(unquoted(fields["payload"]))
        return {key: unquoted(value) for key, value in fields.items() if key} or None
    except (ValueError, RecursionError):
        return None


def unquoted(value: bytes) -> str:
    """A value of a form (application/x-www-form-urlencoded). Raises ValueError (no UTF-8).

    Percent-encoding is quoted-printable with another sign (RFC 2045, 6.7), for which the standard
    library has C code: a fifth of the time of `urllib.parse` for a form of 11 KB, which was the
    larger half of an answer. An `=` that is not encoded cannot be told from that sign; no encoder
    leaves one, so what has one is not of Slack's.
    """
    if b"=" in value or b"\n" in value or b"\r" in value:
        raise ValueError("a form that Slack does not write")
    return a2b_qp(value.replace(b"+", b" ").replace(b"%", b"=")).decode("utf-8")


def _object(text: str | bytes) -> dict[str, Any] | None:
    held = json.loads(text)
    return held if isinstance(held, dict) else None
