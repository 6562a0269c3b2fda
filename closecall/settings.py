"""Settings: read once, checked whole. It starts nothing, and no other file looks at the environment.

A setting comes from the environment or from `.env` in the folder where the command runs; the
environment wins. A secret may also stand in a file of its own (`NAME_FILE`). Every problem is told
at once; a value is never repeated in a message, because it may be a secret.

Written by hand, not with a settings library: the import alone would cost two thirds of the time
that the first prompt takes (docs/adr/0006-settings-by-hand.md).
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum, unique
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from bot.errors import BadSetting
from bot.words import Language, Words
from closecall.dotenv import entries

T = TypeVar("T")
MIN_COUNT_FLOOR: Final = 3  # below three, a count points at people
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Every setting and its default, in the order of `.env.example`. An empty default means: none.
DEFAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CLOSECALL_HOME": "closecall-home",
        "DATABASE_URL": "",
        "CLOSECALL_LANGUAGE": "en",
        "CLOSECALL_TIMEZONE": "UTC",
        "CLOSECALL_EMERGENCY_NUMBER": "112",
        "CLOSECALL_PLEDGE": "",
        "CLOSECALL_INCIDENT_DOOR": "",
        "CLOSECALL_EXTERNAL_CHANNELS": "",
        "CLOSECALL_ROLES": "",
        "CLOSECALL_SPEAKUP_ROLES": "",
        "CLOSECALL_ROSTER": "",
        "CLOSECALL_PHONE_REGIONS": "IT,DE,FR,GB,US",
        "CLOSECALL_RELEASE": "daily",
        "CLOSECALL_RETENTION_WEEKS": "52",
        "CLOSECALL_CHECK_WEEKS": "6",
        "CLOSECALL_MIN_COUNT": "5",
        "CLOSECALL_DIGEST_AT": "mon 09:00",
        "CLOSECALL_DIGEST_CHANNELS": "",
        "CLOSECALL_REVIEW_CHANNEL": "",
        "CLOSECALL_ORG_FINGERPRINT": "",
        "CLOSECALL_PEPPER": "",
        "CLOSECALL_EPOCH_DIR": "",
        "CLOSECALL_HEALTH_PORT": "8080",
        "CLOSECALL_KEY_FILE": "",
        "CLOSECALL_PASSPHRASE_FILE": "",
    }
)
SECRETS: Final = frozenset({"DATABASE_URL", "CLOSECALL_PEPPER"})


class Secret:
    """A value that prints as `…` wherever it is printed."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Hold a value; only `reveal` gives it back."""
        self._value = value

    def reveal(self) -> str:
        """The value itself: for the one place that needs it."""
        return self._value

    def __bool__(self) -> bool:
        """Whether there is a value at all."""
        return bool(self._value)

    def __repr__(self) -> str:
        """Never the value."""
        return "…" if self._value else "(none)"

    __str__ = __repr__


@unique
class Release(StrEnum):
    """How often accepted reports are released to the reviewers, in shuffled batches."""

    NOW = "now"
    HOURLY = "hourly"
    FOUR_HOURLY = "4-hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """A weekday (0 is Monday) and a local time."""

    weekday: int
    at: time

    def __str__(self) -> str:
        """`mon 09:00`, as it is written in the setting."""
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is posted: `file` and a folder today; a platform and a channel's name later."""

    kind: str
    where: str

    def __str__(self) -> str:
        """`file:lessons`, as it is written in the setting."""
        return f"{self.kind}:{self.where}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked. Paths are absolute."""

    home: Path
    database_url: Secret
    language: Language
    timezone: str
    emergency_number: str
    pledge: str
    incident_door: str
    external_channels: str
    roles: tuple[str, ...]
    speakup_roles: tuple[str, ...]
    roster: Path | None
    phone_regions: tuple[str, ...]
    release: Release
    retention_weeks: int
    check_weeks: int
    min_count: int
    digest_at: WeeklyTime
    digest_channels: tuple[Place, ...]
    review_channel: Place | None
    org_fingerprint: str
    peppers: tuple[Secret, ...] = field(repr=False)
    epoch_dir: Path
    health_port: int
    key_file: Path | None
    passphrase_file: Path | None

    @property
    def words(self) -> Words:
        """Every sentence, in the configured language."""
        return Words(self.language)


def read(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings of `folder` (its `.env`) and of `environ`. Raises BadSetting with every problem."""
    here = (folder or Path.cwd()).absolute()
    return _Reading(os.environ if environ is None else environ, here).settings()


class _Reading:
    """One reading: gathers what is written, asks for each setting, and collects what is wrong."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.say = Words(_language_of(environ))
        self.written: dict[str, str] = {}
        self._gather(environ)

    def _gather(self, environ: Mapping[str, str]) -> None:
        """Fill `written` from `.env`, then from the environment, then from the `NAME_FILE`s."""
        try:
            written = dict(entries(self.folder / ".env"))
        except OSError:
            self._wrong("env_unreadable")
            written = {}
        except ValueError as broken:
            self._wrong("env_line", line=broken.args[0])
            written = {}
        from_file = {name for name in written if _ours(name)}
        written |= {name: value for name, value in environ.items() if _ours(name)}
        for name, value in written.items():
            if name.endswith("_FILE") and name.removesuffix("_FILE") in SECRETS:
                self._from_file(name, value, written)
            elif name in DEFAULTS:
                if value.strip():
                    self.written[name] = value.strip()
            else:
                self._unknown(name, in_file=name in from_file and name not in environ)

    def _from_file(self, name: str, path: str, written: Mapping[str, str]) -> None:
        secret = name.removesuffix("_FILE")
        if not path.strip():
            return
        if written.get(secret, "").strip():
            self._wrong("both", name=secret)
            return
        try:
            text = (self.folder / path.strip()).read_text("utf-8").strip()
        except (OSError, ValueError):
            self._wrong("file_unreadable", name=name)
            return
        if not text:
            self._wrong("file_empty", name=name)
            return
        self.written[secret] = text

    def _unknown(self, name: str, *, in_file: bool) -> None:
        known = [*DEFAULTS, *(f"{secret}_FILE" for secret in SECRETS)]
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
        where = self.say("roof.setting.in_env_file" if in_file else "roof.setting.in_environment")
        if near:
            self._wrong("unknown_near", name=name, where=where, near=near[0])
        else:
            self._wrong("unknown", name=name, where=where)

    def _wrong(self, key: str, **values: object) -> None:
        self.problems.append(self.say(f"roof.setting.{key}", **values))

    def ask(self, name: str, parse: Callable[[str], T]) -> T:
        """One setting through its parser; a ValueError names what is expected (a key of `words`)."""
        default = DEFAULTS[name]
        try:
            return parse(self.written.get(name, default))
        except ValueError as unfit:
            expected = self.say(f"roof.expected.{unfit.args[0]}")
            self._wrong("unfit", name=name, expected=expected)
            return parse(default)

    def settings(self) -> Settings:
        """Ask for everything. Raises BadSetting when anything was wrong."""
        ask, path = self.ask, self._path
        home = ask("CLOSECALL_HOME", path) or self.folder
        read_so_far = Settings(
            home=home,
            database_url=ask("DATABASE_URL", lambda text: _database(text, home)),
            language=ask("CLOSECALL_LANGUAGE", _language),
            timezone=ask("CLOSECALL_TIMEZONE", _timezone),
            emergency_number=ask("CLOSECALL_EMERGENCY_NUMBER", _line),
            pledge=ask("CLOSECALL_PLEDGE", _line),
            incident_door=ask("CLOSECALL_INCIDENT_DOOR", _line),
            external_channels=ask("CLOSECALL_EXTERNAL_CHANNELS", _line),
            roles=ask("CLOSECALL_ROLES", _roles),
            speakup_roles=ask("CLOSECALL_SPEAKUP_ROLES", _roles),
            roster=ask("CLOSECALL_ROSTER", path),
            phone_regions=ask("CLOSECALL_PHONE_REGIONS", _regions),
            release=ask("CLOSECALL_RELEASE", _release),
            retention_weeks=ask("CLOSECALL_RETENTION_WEEKS", _between(1, 520)),
            check_weeks=ask("CLOSECALL_CHECK_WEEKS", _between(1, 104)),
            min_count=ask("CLOSECALL_MIN_COUNT", _between(MIN_COUNT_FLOOR, 1000)),
            digest_at=ask("CLOSECALL_DIGEST_AT", _weekly),
            digest_channels=ask("CLOSECALL_DIGEST_CHANNELS", self._places),
            review_channel=ask("CLOSECALL_REVIEW_CHANNEL", self._place),
            org_fingerprint=ask("CLOSECALL_ORG_FINGERPRINT", _fingerprint),
            peppers=ask("CLOSECALL_PEPPER", _peppers),
            epoch_dir=ask("CLOSECALL_EPOCH_DIR", path) or home / "epochs",
            health_port=ask("CLOSECALL_HEALTH_PORT", _between(0, 65535)),
            key_file=ask("CLOSECALL_KEY_FILE", path),
            passphrase_file=ask("CLOSECALL_PASSPHRASE_FILE", path),
        )
        if self.problems:
            raise BadSetting("\n".join(self.problems))
        return read_so_far

    def _path(self, text: str) -> Path | None:
        return self.folder / Path(text).expanduser() if text else None

    def _place(self, text: str) -> Place | None:
        if not text:
            return None
        kind, colon, where = text.partition(":")
        if not colon or not where or kind not in {"file", "slack", "telegram"}:
            raise ValueError("place")
        if kind != "file":
            raise ValueError(f"place_{kind}")
        return Place(kind, str(self.folder / Path(where).expanduser()))

    def _places(self, text: str) -> tuple[Place, ...]:
        found = tuple(self._place(part) for part in _parts(text))
        return tuple(place for place in found if place)


def _ours(name: str) -> bool:
    """Whether a name is for us to judge: other programs' names pass by."""
    return name.startswith("CLOSECALL_") or name in {"DATABASE_URL", "DATABASE_URL_FILE"}


def _language_of(environ: Mapping[str, str]) -> Language:
    """The language to complain in, before the settings are known."""
    try:
        return Language(environ.get("CLOSECALL_LANGUAGE", "en").strip().lower())
    except ValueError:
        return Language.EN


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _line(text: str) -> str:
    if len(text) > 500 or not text.isprintable():
        raise ValueError("line")
    return text


def _database(text: str, home: Path) -> Secret:
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


def _language(text: str) -> Language:
    try:
        return Language(text.lower())
    except ValueError:
        raise ValueError("language") from None


def _timezone(text: str) -> str:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - 10 ms that most starts do not need

    if text == "UTC":
        return text
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("timezone") from None
    return text


def _roles(text: str) -> tuple[str, ...]:
    roles = tuple(dict.fromkeys(_parts(text)))
    if any(len(role) > 40 or not role.isprintable() for role in roles):
        raise ValueError("roles")
    return roles


def _regions(text: str) -> tuple[str, ...]:
    regions = tuple(part.upper() for part in _parts(text))
    if not all(len(region) == 2 and region.isascii() and region.isalpha() for region in regions):
        raise ValueError("regions")
    return regions


def _release(text: str) -> Release:
    try:
        return Release(text.lower())
    except ValueError:
        raise ValueError("release") from None


def _between(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"number_{least}_{most}")
        return int(text)

    return number


def _weekly(text: str) -> WeeklyTime:
    day, _, clock = text.lower().partition(" ")
    try:
        return WeeklyTime(WEEKDAYS.index(day[:3]), time.fromisoformat(clock.strip()))
    except ValueError:
        raise ValueError("weekly") from None


def _fingerprint(text: str) -> str:
    plain = text.replace(" ", "").replace(":", "").replace("-", "").lower()
    if not all(letter in "0123456789abcdef" for letter in plain):
        raise ValueError("fingerprint")
    return plain


def _peppers(text: str) -> tuple[Secret, ...]:
    """Hexadecimal, 32 bytes or more each, the newest first; older ones keep old words working."""
    found = _parts(text)
    try:
        if any(len(bytes.fromhex(part)) < 32 for part in found):
            raise ValueError("pepper")
    except ValueError:
        raise ValueError("pepper") from None
    return tuple(Secret(part) for part in found)
