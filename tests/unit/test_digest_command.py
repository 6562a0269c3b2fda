"""`closecall digest` as a person or a script meets it: what it says, what it exits with."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.ports import Run, RunStatus
from bot.report import Week
from bot.work import commit
from closecall import settings, wiring
from closecall.cli import main
from closecall.commands.digest import went_out
from storage.tallies import Tallies

if TYPE_CHECKING:
    from pathlib import Path

WEEK = "2026-W01"


@pytest.fixture
def house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A folder with a home and one `file:` channel."""
    (tmp_path / "home").mkdir()
    (tmp_path / ".env").write_text(
        "CLOSECALL_HOME=home\nCLOSECALL_DIGEST_CHANNELS=file:pages\nCLOSECALL_LANGUAGE=en\n"
    )
    monkeypatch.chdir(tmp_path)
    main(["db", "upgrade"])
    capsys.readouterr()
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """One command: its exit code, and all that it said."""
    code = main(["digest", *words])
    said = capsys.readouterr()
    return code, said.out + said.err


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # noqa: ANN401 - JSON
    """One command with `--json`: what it printed must be JSON and nothing else."""
    main(["digest", *words, "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("house")
def test_an_empty_house_previews_the_first_issue_in_both_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "How to tell one" in run(capsys, "preview")[1]
    assert "Come raccontarne uno" in run(capsys, "preview", "--language", "it")[1]
    shown = as_json(capsys, "preview", "--week", WEEK)
    assert (shown["sort"], shown["week"], shown["number"]) == ("first", WEEK, 1)


def test_post_writes_the_page_once_and_status_shows_it(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, "post")
    (page,) = (house / "pages").iterdir()
    assert code == 0
    assert str(page) in said
    assert "sent already" in run(capsys, "post")[1]
    (shown,) = as_json(capsys, "status")
    assert (shown["status"], shown["period"]) == ("sent", page.stem)
    assert "Next: file:" in run(capsys, "status")[1]


def test_what_was_posted_is_previewed_as_it_was(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "post")
    (page,) = (house / "pages").iterdir()
    channel = f"file:{house / 'pages'}"
    _, said = run(capsys, "preview", "--week", page.stem, "--channel", channel)
    assert said == page.read_text()


def test_after_this_weeks_issue_the_preview_shows_the_next_one(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "post")
    (page,) = (house / "pages").iterdir()
    shown = as_json(capsys, "preview")
    assert shown["number"] == 2
    assert shown["week"] > page.stem


def test_an_uncertain_issue_is_listed_and_settled_by_a_person(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = f"file:{house / 'pages'}"
    for period in (WEEK, "2026-W02"):
        die_while_sending(channel, period)
    code, said = run(capsys, "status")
    assert code == 1
    assert "Uncertain means" in said
    assert run(capsys, "settle", channel, WEEK, "--sent")[0] == 0
    assert run(capsys, "settle", channel, "2026-W02", "--resend")[0] == 0
    assert (house / "pages" / "2026-W02.md").read_text() == "frozen"
    assert {row["status"] for row in as_json(capsys, "status")} == {"sent"}
    code, said = run(capsys, "settle", channel, WEEK, "--resend")
    assert code == 1
    assert "waits for a person" in said


def die_while_sending(channel: str, period: str) -> None:
    """What a crash leaves: a run that was being sent, its lease over, seen by the next tick."""
    with wiring.digests(settings.read()) as opened:

        def die() -> None:
            opened.ledger.claim(channel, period, "dead", now=1, until=2)
            opened.ledger.sending(channel, period, "dead", until=2, text="frozen")

        opened.writer.submit(commit(die)).result()
        asyncio.run(opened.publisher.tick())


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("preview", "--week", "2026-W99"), "A week looks like"),
        (("preview", "--week", "next"), "A week looks like"),
        (("preview", "--channel", "nowhere"), "no channel named nowhere"),
        (("post", "--channel", "nowhere"), "no channel named nowhere"),
        (("settle", "nowhere", WEEK, "--sent"), "waits for a person"),
        (("settle", "nowhere", WEEK, "--resend"), "no channel named nowhere"),
    ],
)
def test_what_does_not_exist_is_answered_with_one_sentence(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, *words)
    assert code == 1
    assert sentence in said
    assert len(said.splitlines()) == 1


def test_without_a_channel_post_says_which_setting_is_missing(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (house / ".env").write_text("CLOSECALL_HOME=home\nCLOSECALL_LANGUAGE=en\n")
    code, said = run(capsys, "post")
    assert code == 1
    assert "CLOSECALL_DIGEST_CHANNELS" in said
    assert "Nothing was posted yet." in run(capsys, "status")[1]


# --- as every channel would show it --------------------------------------------------------------


def counted(n: int) -> None:
    """As many cases received this week."""
    with wiring.digests(settings.read()) as opened:

        def count() -> None:
            week = Week.of(datetime.now(UTC).date())
            Tallies(opened.writer).count(week, "received", "all", n)  # type: ignore[arg-type]

        opened.writer.submit(commit(count)).result()


def test_a_preview_writes_what_every_channel_would_get_and_its_picture(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(7)
    (house / ".env").write_text(
        "CLOSECALL_HOME=home\nCLOSECALL_DIGEST_CHANNELS=file:pages,file:pagine;language=it\n"
    )
    code, said = run(capsys, "preview", "--to", "shown")
    files = sorted(file.name for file in (house / "shown").iterdir())
    assert code == 0
    assert [name.rsplit(".")[-1] for name in files] == ["png", "txt", "png", "txt"]
    assert all(name in said for name in files)
    english, italian = (house / "shown" / name for name in files if name.endswith("txt"))
    assert "7 reports" in english.read_text("utf-8")
    assert "7 segnalazioni" in italian.read_text("utf-8")
    assert "base64" not in english.read_text("utf-8")
    assert (house / "shown" / files[0]).read_bytes().startswith(b"\x89PNG")
    assert not (house / "pages").exists()
    assert as_json(capsys, "status") == []


def test_a_preview_without_a_folder_says_what_its_picture_shows(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "[picture" not in run(capsys, "preview")[1]
    counted(7)
    assert "[picture: Reports, issue by issue: W" in run(capsys, "preview")[1]
    shown = as_json(capsys, "preview")
    assert base64.b64decode(shown["picture"]).startswith(b"\x89PNG")
    assert shown["trend"]["told"] == [[shown["week"], 7]]
    assert shown["files"] == []
    assert list(house.glob("*.png")) == []


def test_a_folder_that_cannot_be_written_to_is_one_sentence(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (house / "taken").write_text("a file")
    code, said = run(capsys, "preview", "--to", "taken")
    assert code == 1
    assert said.startswith("taken: ")
    assert len(said.splitlines()) == 1


def test_a_posted_page_has_its_picture_beside_it(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(7)
    assert run(capsys, "post")[0] == 0
    picture, page = sorted((house / "pages").iterdir(), key=lambda file: file.suffix)[::-1]
    assert (picture.suffix, page.suffix) == (".png", ".md")
    assert f"]({picture.name})" in page.read_text("utf-8")
    _, said = run(capsys, "preview", "--week", page.stem, "--channel", f"file:{house / 'pages'}")
    assert said.startswith(page.read_text("utf-8"))
    assert "[picture: " in said


def test_a_channel_with_a_language_a_time_and_a_zone_of_its_own(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (house / ".env").write_text(
        "CLOSECALL_HOME=home\nCLOSECALL_TIMEZONE=UTC\nCLOSECALL_DIGEST_AT=mon 09:00\n"
        "CLOSECALL_DIGEST_CHANNELS="
        "file:a,file:b;language=it;at=tue 10:30;timezone=Pacific/Kiritimati\n"
    )
    code, said = run(capsys, "post")
    assert code == 0
    (page,) = (house / "b").iterdir()
    assert "Come raccontarne uno" in page.read_text("utf-8")
    _, said = run(capsys, "status")
    (own,) = [line for line in said.splitlines() if "Kiritimati" in line]
    assert f"file:{house / 'b'}" in own
    assert " 10:30 " in own


def test_a_preview_with_a_font_that_is_none_goes_without_its_picture(
    house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (house / "own.ttf").write_text("no font")
    monkeypatch.setenv("CLOSECALL_DIGEST_FONT", "own.ttf")
    counted(7)
    assert as_json(capsys, "preview")["picture"] is None
    assert "By issue: W" in run(capsys, "preview")[1]


@pytest.mark.parametrize(
    ("picture", "text", "out"),
    [
        (RunStatus.SKIPPED, RunStatus.SENT, True),
        (RunStatus.FAILED, RunStatus.SENT, False),
        (RunStatus.SENT, RunStatus.SKIPPED, False),
        (RunStatus.SKIPPED, RunStatus.SKIPPED, False),
    ],
)
def test_a_part_that_the_issue_lacks_makes_no_failure(
    picture: RunStatus, text: RunStatus, *, out: bool
) -> None:
    """What is skipped because there is nothing to draw was never to be sent."""
    ends = [Run("slack:C1#picture", "2026-W47", picture, 1), Run("slack:C1", "2026-W47", text, 1)]
    assert went_out(ends, {"slack:C1"}) is out
