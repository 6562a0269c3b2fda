"""`closecall reviewer`: who may read changes, and what they may read changes with it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.world import World
from tests.turned import turn_home

if TYPE_CHECKING:
    from pathlib import Path


class Office:
    """A set-up with one case, and the reviewers who come and go."""

    def __init__(self, folder: Path) -> None:
        """Found it and let somebody tell a close call."""
        self.world = World.founded(folder, CLOSECALL_RELEASE="now")
        self.world.environment["CLOSECALL_RELEASE"] = "now"
        self.organisation = self.note("org", self.world.handed["organisation"]["passphrase"])
        self.first = self.world.handed["reviewer"]
        self.world.environment["CLOSECALL_PASSPHRASE_FILE"] = self.note(
            "own", self.first["passphrase"]
        )
        self.tell()

    def note(self, name: str, text: str) -> str:
        """A file with a secret."""
        file = self.world.folder / name
        file.write_text(text, "utf-8")
        return str(file)

    def tell(self) -> None:
        """One more case."""
        with self.world.chat() as chat:
            chat.tell(
                "The ladder was too short and slipped.",
                "safety",
                "fall_from_height",
                "luck",
                "serious",
            )
            chat.file()
            chat.leave()

    def add(self, *options: str) -> dict[str, Any]:
        """A new reviewer."""
        made: dict[str, Any] = self.world.json(
            "reviewer",
            "add",
            "--role",
            "safety",
            "--json",
            "--organisation-passphrase-file",
            self.organisation,
            *options,
        )
        return made

    def opens(self, reviewer: dict[str, Any]) -> int:
        """How many cases this reviewer reads; -1 when the key is refused."""
        done = self.world.run(
            "inbox",
            "--json",
            CLOSECALL_KEY_FILE=reviewer["key_file"],
            CLOSECALL_PASSPHRASE_FILE=self.note("theirs", reviewer["passphrase"]),
        )
        return done.stdout.count('"case":') if done.returncode == 0 else -1


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A fresh office."""
    return Office(tmp_path / "office")


def test_a_new_reviewer_reads_old_and_new_cases(office: Office) -> None:
    added = office.add()
    assert added["cases"] == 1
    office.tell()
    assert office.opens(added) == 2
    listed = office.world.json("reviewer", "list", "--json")
    assert listed["version"] == 2
    assert office.world.run("audit", "verify").returncode == 0


def test_a_removed_reviewer_reads_nothing_any_more(office: Office) -> None:
    added = office.add()
    gone = office.world.json(
        "reviewer",
        "remove",
        added["key_id"][:8],
        "--json",
        "--organisation-passphrase-file",
        office.organisation,
    )
    assert (gone["rotated"], gone["left"]) == (1, 0)
    assert office.opens(added) == -1
    assert office.opens(office.first) == 1


def test_a_report_that_waits_while_a_reviewer_is_removed_is_not_released_to_that_key(
    office: Office,
) -> None:
    """Its slot was made before the removal, and stays behind at the release."""
    home = office.world.folder / "closecall-home"
    added = office.add()
    office.world.environment["CLOSECALL_RELEASE"] = "daily"
    office.tell()
    office.world.json(
        *("reviewer", "remove", added["key_id"][:8], "--json"),
        *("--organisation-passphrase-file", office.organisation),
    )
    turn_home(home)
    assert office.world.run("run", "--once").returncode == 0
    assert office.opens(office.first) == 2
    database = sqlite3.connect(home / "closecall.sqlite3")
    try:
        slots = [key.hex() for (key,) in database.execute("SELECT key_id FROM case_slot")]
    finally:
        database.close()
    assert office.first["key_id"] in slots
    assert added["key_id"] not in slots
    assert len(slots) == 4  # the reviewer and the break-glass key, for both cases


def test_a_case_that_the_remover_cannot_open_is_said_to_be_open_still(office: Office) -> None:
    """Found by hand: a case kept from the one who removes keeps the slot of who leaves."""
    added, theirs = office.add(), office.world.json("inbox", "--json")["cases"][0]["case"]
    office.world.json(
        *("exclude", theirs, office.first["key_id"][:8], "--json"),
        CLOSECALL_KEY_FILE=added["key_file"],
        CLOSECALL_PASSPHRASE_FILE=office.note("hers", added["passphrase"]),
    )
    gone = office.world.json(
        *("reviewer", "remove", added["key_id"][:8], "--json"),
        *("--organisation-passphrase-file", office.organisation),
    )
    assert (gone["rotated"], gone["left"]) == (0, 1)


def test_the_last_reviewer_stays(office: Office) -> None:
    done = office.world.run(
        "reviewer",
        "remove",
        office.first["key_id"][:8],
        "--organisation-passphrase-file",
        office.organisation,
    )
    assert done.returncode == 1
    assert "last reviewer" in done.stderr
    assert office.opens(office.first) == 1


def test_a_lost_passphrase_is_recovered_with_the_printed_code(office: Office) -> None:
    code = office.note("code", office.first["recovery_code"].lower().replace("-", " "))
    anew = office.world.json(
        "reviewer", "recover", office.first["recovery_file"], "--code-file", code, "--json"
    )
    assert anew["key_id"] == office.first["key_id"]
    assert anew["passphrase"] != office.first["passphrase"]
    assert office.opens(anew) == 1
    assert office.opens(office.first) == -1


def test_the_list_is_renewed_and_a_wrong_passphrase_changes_nothing(office: Office) -> None:
    wrong = office.note("wrong", "not the passphrase at all")
    refused = office.world.run("reviewer", "renew", "--organisation-passphrase-file", wrong)
    assert refused.returncode == 1
    assert "The passphrase does not open this key file." in refused.stderr
    assert office.world.json("reviewer", "list", "--json")["version"] == 1
    renewed = office.world.json(
        "reviewer", "renew", "--json", "--organisation-passphrase-file", office.organisation
    )
    assert renewed["version"] == 2


def test_an_old_list_put_back_is_refused(office: Office) -> None:
    manifest = office.world.folder / "closecall-home" / "manifest.json"
    old = manifest.read_bytes()
    office.add()
    manifest.write_bytes(old)
    done = office.world.run("reviewer", "list")
    assert done.returncode == 1
    assert "older than one that was already seen" in done.stderr
