"""Settings: read once, checked whole. It starts nothing; no other file looks at the environment.

A setting comes from the environment or from `.env` in the folder where the command runs; the
environment wins. A secret may also stand in a file of its own (`NAME_FILE`). Every problem is told
at once; a value is never repeated in a message, because it may be a secret.

    written, dotenv    the text of each setting, wherever it stands
    spelling, places   how a value is written: a text in, the value out
    values             what the values are

Written by hand, not with a settings library: the import alone would cost two thirds of the time
that the first prompt takes (docs/adr/0006-settings-by-hand.md).
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from bot.errors import BadSetting
from bot.frozen import frozen
from bot.words import Language, Words
from closecall.settings import spelling
from closecall.settings.dotenv import entries
from closecall.settings.places import Near
from closecall.settings.written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from closecall.settings.values import Place, Release, Secret, WeeklyTime

T = TypeVar("T")
MIN_COUNT_FLOOR: Final = 3  # below three, a count points at people

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
        "CLOSECALL_RARE": "",
        "CLOSECALL_ROLES": "",
        "CLOSECALL_ROSTER": "",
        "CLOSECALL_NER_MODEL": "",
        "CLOSECALL_PHONE_REGIONS": "IT,DE,FR,GB,US",
        "CLOSECALL_RELEASE": "daily",
        "CLOSECALL_RETENTION_WEEKS": "52",
        "CLOSECALL_CHECK_WEEKS": "6",
        "CLOSECALL_MIN_COUNT": "5",
        "CLOSECALL_DIGEST_AT": "mon 09:00",
        "CLOSECALL_DIGEST_CHANNELS": "",
        "CLOSECALL_DIGEST_FONT": "",
        "CLOSECALL_REVIEW_CHANNEL": "",
        "TELEGRAM_BOT_TOKEN": "",
        "TELEGRAM_API_URL": "",
        "SLACK_BOT_TOKEN": "",
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": "",
        "SLACK_API_URL": "",
        "CLOSECALL_SLACK_DM": "off",
        "CLOSECALL_SLACK_ROSTER": "off",
        "CLOSECALL_PUBLIC_URL": "",
        "CLOSECALL_ORG_FINGERPRINT": "",
        "CLOSECALL_PEPPER": "",
        "CLOSECALL_EPOCH_DIR": "",
        "CLOSECALL_HEALTH_PORT": "8080",
        "CLOSECALL_KEY_FILE": "",
        "CLOSECALL_PASSPHRASE_FILE": "",
    }
)
SECRETS: Final = frozenset(
    {
        *("DATABASE_URL", "CLOSECALL_PEPPER", "TELEGRAM_BOT_TOKEN"),
        *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"),
    }
)


@frozen
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
    rare: tuple[str, ...]
    roles: tuple[str, ...]
    roster: Path | None
    ner_models: tuple[Path, ...]
    phone_regions: tuple[str, ...]
    release: Release
    retention_weeks: int
    check_weeks: int
    min_count: int
    digest_at: WeeklyTime
    digest_channels: tuple[Place, ...]
    digest_font: Path | None
    review_channel: Place | None
    telegram_token: Secret
    telegram_api_url: str
    slack_bot_token: Secret
    slack_app_token: Secret
    slack_signing_secret: Secret
    slack_api_url: str
    slack_dm: bool
    slack_roster: bool
    public_url: str
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
    """The settings of a folder and of `environ`. Raises BadSetting with all that is wrong."""
    here = (folder or Path.cwd()).absolute()
    return _Reading(os.environ if environ is None else environ, here).settings()


def spoken(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Words:
    """The language to speak before, or without, settings that hold: a guess that never fails."""
    written: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):
        written.update(entries((folder or Path.cwd()) / ".env"))
    written.update(os.environ if environ is None else environ)
    try:
        return Words(Language(written.get("CLOSECALL_LANGUAGE", "").strip().lower()))
    except ValueError:
        return Words()


class _Reading:
    """One reading: asks what is written for each setting, and whether all go together."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self.say = spoken(environ, folder)
        self.written = Written(DEFAULTS, SECRETS, self.say)
        self.written.gather(environ, folder)

    def ask(self, name: str, parse: Callable[[str], T]) -> T:
        """One setting through its parser; what is wrong is noted, and the default stands in."""
        default = DEFAULTS[name]
        try:
            return parse(self.written.texts.get(name, default))
        except ValueError as unfit:
            key, held = unfit.args[0], dict(unfit.args[1:])
            expected = self.say(f"roof.expected.{key}", **held)
            self.written.wrong("unfit", name=name, expected=expected)
            return parse(default)

    def settings(self) -> Settings:
        """Everything, checked. Raises BadSetting when anything was wrong."""
        read_so_far = self._asked()
        self._needs_token(read_so_far)
        self._needs_both(read_so_far)
        if self.written.problems:
            raise BadSetting("\n".join(self.written.problems))
        return read_so_far

    def _asked(self) -> Settings:
        """One line a setting."""
        ask, near = self.ask, Near(self.folder)
        home = ask("CLOSECALL_HOME", near.path) or self.folder
        return Settings(
            home=home,
            database_url=ask("DATABASE_URL", lambda text: spelling.database(text, home)),
            language=ask("CLOSECALL_LANGUAGE", spelling.language),
            timezone=ask("CLOSECALL_TIMEZONE", spelling.timezone),
            emergency_number=ask("CLOSECALL_EMERGENCY_NUMBER", spelling.line),
            pledge=ask("CLOSECALL_PLEDGE", spelling.line),
            incident_door=ask("CLOSECALL_INCIDENT_DOOR", spelling.line),
            external_channels=ask("CLOSECALL_EXTERNAL_CHANNELS", spelling.line),
            rare=ask("CLOSECALL_RARE", spelling.rare),
            roles=ask("CLOSECALL_ROLES", spelling.roles),
            roster=ask("CLOSECALL_ROSTER", near.path),
            ner_models=ask("CLOSECALL_NER_MODEL", near.folders),
            phone_regions=ask("CLOSECALL_PHONE_REGIONS", spelling.regions),
            release=ask("CLOSECALL_RELEASE", spelling.release),
            retention_weeks=ask("CLOSECALL_RETENTION_WEEKS", spelling.between(1, 520)),
            check_weeks=ask("CLOSECALL_CHECK_WEEKS", spelling.between(1, 104)),
            min_count=ask("CLOSECALL_MIN_COUNT", spelling.between(MIN_COUNT_FLOOR, 1000)),
            digest_at=ask("CLOSECALL_DIGEST_AT", spelling.weekly),
            digest_channels=ask("CLOSECALL_DIGEST_CHANNELS", near.places),
            digest_font=ask("CLOSECALL_DIGEST_FONT", near.font),
            review_channel=ask("CLOSECALL_REVIEW_CHANNEL", near.place),
            telegram_token=ask("TELEGRAM_BOT_TOKEN", spelling.telegram_token),
            telegram_api_url=ask("TELEGRAM_API_URL", spelling.api_url),
            slack_bot_token=ask("SLACK_BOT_TOKEN", spelling.slack_bot_token),
            slack_app_token=ask("SLACK_APP_TOKEN", spelling.slack_app_token),
            slack_signing_secret=ask("SLACK_SIGNING_SECRET", spelling.slack_signing_secret),
            slack_api_url=ask("SLACK_API_URL", spelling.api_url),
            slack_dm=ask("CLOSECALL_SLACK_DM", spelling.switch),
            slack_roster=ask("CLOSECALL_SLACK_ROSTER", spelling.switch),
            public_url=ask("CLOSECALL_PUBLIC_URL", spelling.public_url),
            org_fingerprint=ask("CLOSECALL_ORG_FINGERPRINT", spelling.fingerprint),
            peppers=ask("CLOSECALL_PEPPER", spelling.peppers),
            epoch_dir=ask("CLOSECALL_EPOCH_DIR", near.path) or home / "epochs",
            health_port=ask("CLOSECALL_HEALTH_PORT", spelling.between(0, 65535)),
            key_file=ask("CLOSECALL_KEY_FILE", near.path),
            passphrase_file=ask("CLOSECALL_PASSPHRASE_FILE", near.path),
        )

    def _needs_token(self, read_so_far: Settings) -> None:
        """A place on a platform is of no use without the bot or the app there."""
        review = read_so_far.review_channel
        held = {"telegram": read_so_far.telegram_token, "slack": read_so_far.slack_bot_token}
        for name, places in (
            ("CLOSECALL_DIGEST_CHANNELS", read_so_far.digest_channels),
            ("CLOSECALL_REVIEW_CHANNEL", (review,) if review else ()),
        ):
            for kind in sorted({p.kind for p in places if not held.get(p.kind, True)}):
                token = f"{kind.upper()}_BOT_TOKEN"
                self.written.wrong("needs_token", name=name, platform=kind.title(), token=token)

    def _needs_both(self, read_so_far: Settings) -> None:
        """Slack is answered with one secret and heard with another."""
        heard = read_so_far.slack_app_token or read_so_far.slack_signing_secret
        if read_so_far.slack_bot_token and not heard:
            self.written.wrong("slack_unheard")
        if heard and not read_so_far.slack_bot_token:
            self.written.wrong("slack_unanswered")
