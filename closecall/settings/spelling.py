"""How the value of a setting is written: a text in, the value out. Knows no file and no setting.

A parser raises ValueError(key, (name, value)...): a key under `roof.expected` in `bot.words`, with
what its sentence needs. It never repeats what it was given.
"""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Final

from bot.taxonomy import Area, Kind
from bot.words import Language
from closecall.settings.values import WEEKDAYS, Release, Secret, WeeklyTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SLACK_BOT: Final = re.compile(r"xoxb-[\w-]{4,}")
_SLACK_APP: Final = re.compile(r"xapp-[\w-]{4,}")
_SLACK_SIGN: Final = re.compile(r"[0-9A-Za-z]{16,}")
_TELEGRAM: Final = re.compile(r"\d{3,12}:[A-Za-z0-9_-]{5,}")
_PEPPER: Final = re.compile(r"(?:[0-9a-fA-F]{2}){32,}")


def parts(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def line(text: str) -> str:
    """A sentence of the organisation."""
    if len(text) > 500 or not text.isprintable():
        raise ValueError("line")
    return text


def database(text: str, home: Path) -> Secret:
    """A URL for SQLite or PostgreSQL; none means a SQLite file in `home`."""
    if not text:
        return Secret(f"sqlite:///{home / 'closecall.sqlite3'}")
    if text.startswith("postgres://"):  # what hosting companies hand out
        text = text.replace("postgres://", "postgresql://", 1)
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("database")
    if text in {"sqlite:///", "sqlite:///:memory:"}:
        raise ValueError("database")
    return Secret(text)


def language(text: str) -> Language:
    """One of the languages."""
    try:
        return Language(text.lower())
    except ValueError:
        raise ValueError("language") from None


def timezone(text: str) -> str:
    """The name of an IANA time zone."""
    from zoneinfo import ZoneInfo  # 10 ms that most starts do not need

    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("timezone") from None
    return text


def roles(text: str) -> tuple[str, ...]:
    """Names of reviewing roles."""
    roles = tuple(dict.fromkeys(parts(text)))
    if any(len(role) > 40 or not role.isprintable() for role in roles):
        raise ValueError("roles")
    return roles


def rare(text: str) -> tuple[str, ...]:
    """Ids of kinds and areas, as `bot.taxonomy` has them."""
    ids = tuple(dict.fromkeys(parts(text)))
    if not {*Kind, *Area}.issuperset(ids):
        raise ValueError("rare")
    return ids


def regions(text: str) -> tuple[str, ...]:
    """Country codes (ISO 3166-1 alpha-2) whose telephone numbers the scrubber knows."""
    regions = tuple(part.upper() for part in parts(text))
    if not all(len(region) == 2 and region.isascii() and region.isalpha() for region in regions):
        raise ValueError("regions")
    return regions


def release(text: str) -> Release:
    """One of the rhythms."""
    try:
        return Release(text.lower())
    except ValueError:
        raise ValueError("release") from None


def switch(text: str) -> bool:
    """`on` or `off`."""
    if text.lower() not in {"on", "off"}:
        raise ValueError("switch")
    return text.lower() == "on"


def between(least: int, most: int) -> Callable[[str], int]:
    """A parser for whole numbers in a range, both ends included."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError("number", ("least", least), ("most", most))
        return int(text)

    return number


def weekly(text: str) -> WeeklyTime:
    """`mon 09:00`."""
    day, _, clock = text.lower().partition(" ")
    try:
        return WeeklyTime(WEEKDAYS.index(day[:3]), time.fromisoformat(clock.strip()))
    except ValueError:
        raise ValueError("weekly") from None


def fingerprint(text: str) -> str:
    """Hexadecimal digits; spaces, colons and dashes are for people."""
    plain = text.replace(" ", "").replace(":", "").replace("-", "").lower()
    if not all(letter in "0123456789abcdef" for letter in plain):
        raise ValueError("fingerprint")
    return plain


def peppers(text: str) -> tuple[Secret, ...]:
    """Hexadecimal, 32 bytes or more each, the newest first; older ones keep old words working."""
    found = parts(text)
    if not all(_PEPPER.fullmatch(part) for part in found):
        raise ValueError("pepper")
    return tuple(Secret(part) for part in found)


def telegram_token(text: str) -> Secret:
    """What BotFather hands out: the bot's number, a colon, its secret. None: no Telegram."""
    if text and not _TELEGRAM.fullmatch(text):
        raise ValueError("telegram_token")
    return Secret(text)


def slack_bot_token(text: str) -> Secret:
    """The bot token of an app in one workspace. None: no Slack."""
    return _secret(text, _SLACK_BOT, "slack_bot_token")


def slack_app_token(text: str) -> Secret:
    """The app-level token that opens Socket Mode."""
    return _secret(text, _SLACK_APP, "slack_app_token")


def slack_signing_secret(text: str) -> Secret:
    """What Slack signs its deliveries with."""
    return _secret(text, _SLACK_SIGN, "slack_signing_secret")


def _secret(text: str, shape: re.Pattern[str], key: str) -> Secret:
    if text and not shape.fullmatch(text):
        raise ValueError(key)
    return Secret(text)


def api_url(text: str) -> str:
    """The base of another Bot API server, without a slash at its end."""
    return _url(text, ("https", "http"), "api_url")


def public_url(text: str) -> str:
    """Where the platforms reach this service from outside: HTTPS, no query."""
    return _url(text, ("https",), "public_url")


def _url(text: str, schemes: tuple[str, ...], key: str) -> str:
    from urllib.parse import urlsplit  # only where such a setting is used

    if not text:
        return ""
    try:
        parts = urlsplit(text)
        bare = not (parts.query or parts.fragment or parts.username or parts.password)
        fits = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        raise ValueError(key) from None
    if not fits or not bare or not text.isprintable() or " " in text:
        raise ValueError(key)
    return text.rstrip("/")
