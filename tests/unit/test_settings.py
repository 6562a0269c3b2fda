"""Settings: read whole, refused whole, and never repeated."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadSetting
from bot.words import Language
from closecall import settings
from closecall.settings.dotenv import entries, quoted
from closecall.settings.values import Place, Release, Secret, WeeklyTime

if TYPE_CHECKING:
    from pathlib import Path

PEPPER = "5e" * 32
CANARY = "hunter2-canary"


def problems(folder: Path, **environ: str) -> list[str]:
    """What `read` complains about."""
    with pytest.raises(BadSetting) as refused:
        settings.read(environ, folder)
    return refused.value.detail.splitlines()


def test_an_empty_folder_gives_every_default(tmp_path: Path) -> None:
    found = settings.read({}, tmp_path)
    assert found.home == tmp_path / "closecall-home"
    assert found.database_url.reveal() == f"sqlite:///{tmp_path}/closecall-home/closecall.sqlite3"
    assert found.language is Language.EN
    assert found.release is Release.DAILY
    assert found.digest_at == WeeklyTime(0, time(9))
    assert found.epoch_dir == found.home / "epochs"
    assert found.peppers == ()
    assert found.key_file is None


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLOSECALL_RELEASE=hourly\nCLOSECALL_LANGUAGE=it\n")
    found = settings.read({"CLOSECALL_RELEASE": "now"}, tmp_path)
    assert (found.release, found.language) == (Release.NOW, Language.IT)


def test_an_empty_value_is_no_value(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLOSECALL_MIN_COUNT=\nCLOSECALL_PLEDGE=\n")
    found = settings.read({"CLOSECALL_TIMEZONE": " "}, tmp_path)
    assert (found.min_count, found.pledge, found.timezone) == (5, "", "UTC")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLOSECALL_RELAESE=now\n")
    told = problems(
        tmp_path,
        CLOSECALL_LANGUAGE="xx",
        CLOSECALL_TIMEZONE="Mars/Olympus",
        CLOSECALL_MIN_COUNT="2",
        CLOSECALL_DIGEST_AT="someday",
        CLOSECALL_SOMETHING="1",
    )
    assert [line.split(maxsplit=1)[0].rstrip(":") for line in told] == [
        "CLOSECALL_RELAESE",
        "CLOSECALL_SOMETHING",
        "CLOSECALL_LANGUAGE",
        "CLOSECALL_TIMEZONE",
        "CLOSECALL_MIN_COUNT",
        "CLOSECALL_DIGEST_AT",
    ]
    assert "in .env" in told[0]
    assert "Did you mean CLOSECALL_RELEASE?" in told[0]
    assert "in the environment" in told[1]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_BOT_TOKEN_FLE", "TELEGRAM_BOT_TOKEN_FILE"),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("closecall_release", "CLOSECALL_RELEASE"),
    ],
)
def test_a_slip_in_any_name_of_the_file_is_told(tmp_path: Path, slip: str, meant: str) -> None:
    """A door would stay shut, a report go to another database, and nobody would say why."""
    (tmp_path / ".env").write_text(f"{slip}={CANARY}\n")
    (told,) = problems(tmp_path)
    assert f"Did you mean {meant}?" in told
    assert CANARY not in told


def test_a_name_that_is_set_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A_NAME=1\n\nCLOSECALL_RELEASE=daily\nA_NAME=2\n")
    (told,) = problems(tmp_path)
    assert ("line 4" in told, "line 1 " in told, "A_NAME" in told) == (True, True, False)


def test_names_of_other_programs_pass_by(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\nexport PATH=/bin\n")
    assert settings.read({"TELEGRAM": "1"}, tmp_path).min_count == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLOSECALL_PEPPER", CANARY),
        ("CLOSECALL_ORG_FINGERPRINT", CANARY),
        ("DATABASE_URL", f"mysql://me:{CANARY}@host/db"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("CLOSECALL_DIGEST_CHANNELS", f"{CANARY}:x"),
        ("CLOSECALL_DIGEST_CHANNELS", f"slack:@{CANARY}"),
        ("CLOSECALL_PHONE_REGIONS", CANARY),
        ("CLOSECALL_ROLES", CANARY * 4),
        ("CLOSECALL_RARE", f"gas_chemical,{CANARY}"),
        ("CLOSECALL_PLEDGE", f"{CANARY}\x00"),
        ("CLOSECALL_RETENTION_WEEKS", "٣"),
        ("CLOSECALL_HEALTH_PORT", "65536"),
        ("CLOSECALL_RELEASE", CANARY),
    ],
)
def test_a_refused_value_is_never_repeated(tmp_path: Path, name: str, value: str) -> None:
    (told,) = problems(tmp_path, **{name: value})
    assert told.startswith(f"{name}: ")
    assert CANARY not in told


def test_a_line_that_is_no_setting_is_named_by_its_number_only(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"# fine\n{CANARY}\n")
    (told,) = problems(tmp_path)
    assert "line 2" in told
    assert CANARY not in told


def test_a_name_twice_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLOSECALL_MIN_COUNT=5\nCLOSECALL_MIN_COUNT=9\n")
    (told,) = problems(tmp_path)
    assert "line 2" in told


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pepper").write_text(f"{PEPPER}\n")
    found = settings.read({"CLOSECALL_PEPPER_FILE": "pepper"}, tmp_path)
    assert [pepper.reveal() for pepper in found.peppers] == [PEPPER]


def test_a_secret_twice_a_missing_file_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    twice = problems(tmp_path, CLOSECALL_PEPPER=PEPPER, CLOSECALL_PEPPER_FILE="pepper")
    missing = problems(tmp_path, CLOSECALL_PEPPER_FILE="nowhere")
    empty = problems(tmp_path, DATABASE_URL_FILE="empty")
    assert "both set" in twice[0]
    assert "cannot be read" in missing[0]
    assert "empty" in empty[0]


def test_secrets_print_as_three_dots(tmp_path: Path) -> None:
    found = settings.read(
        {"CLOSECALL_PEPPER": PEPPER, "DATABASE_URL": f"postgresql://me:{CANARY}@host/db"}, tmp_path
    )
    shown = f"{found!r} {found} {found.peppers!r} {found.database_url}"
    assert CANARY not in shown
    assert PEPPER not in shown
    assert f"{Secret(CANARY)} {Secret(CANARY)!r}" == "… …"


def test_the_newest_pepper_comes_first(tmp_path: Path) -> None:
    found = settings.read({"CLOSECALL_PEPPER": f"{'aa' * 32}, {PEPPER}"}, tmp_path)
    assert [pepper.reveal() for pepper in found.peppers] == ["aa" * 32, PEPPER]


def test_values_are_read_as_people_write_them(tmp_path: Path) -> None:
    found = settings.read(
        {
            "CLOSECALL_ORG_FINGERPRINT": "AB:cd 12-34",
            "CLOSECALL_DIGEST_AT": "Friday 17:30",
            "CLOSECALL_DIGEST_CHANNELS": "file:a, file:/b",
            "CLOSECALL_ROLES": "safety, legal,safety",
            "CLOSECALL_RARE": "gas_chemical, clinic_lab",
            "CLOSECALL_PHONE_REGIONS": "it, gb",
            "DATABASE_URL": "postgres://host/db",
        },
        tmp_path,
    )
    assert found.org_fingerprint == "abcd1234"
    assert str(found.digest_at) == "fri 17:30"
    assert found.digest_channels == (Place("file", str(tmp_path / "a")), Place("file", "/b"))
    assert found.roles == ("safety", "legal")
    assert found.rare == ("gas_chemical", "clinic_lab")
    assert found.phone_regions == ("IT", "GB")
    assert found.database_url.reveal() == "postgresql://host/db"


def test_problems_are_told_in_the_language_of_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLOSECALL_LANGUAGE=it\nCLOSECALL_MIN_COUNT=1\n")
    (told,) = problems(tmp_path)
    assert "un numero intero da 3 a 1000" in told


def test_a_file_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    assert len(problems(tmp_path)) == 1


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60))
def test_a_written_value_is_read_back(value: str) -> None:
    """Whatever `quoted` accepts stands in a file as one line that `entries` reads the same."""
    import tempfile  # noqa: PLC0415 - a fixture would be shared by all examples
    from pathlib import Path  # noqa: PLC0415

    if '"' in value and "'" in value:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ".env"
        file.write_text(f"NAME={quoted(value)}\n", "utf-8")
        assert dict(entries(file)) == {"NAME": value}
