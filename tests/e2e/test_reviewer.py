"""`closecall reviewer`: who may read changes, and what they may read changes with it."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from storage.keyfile import lock_identity, unlock_identity
from tests.e2e.world import CHEAP, World
from tests.turned import turn_home

if TYPE_CHECKING:
    from subprocess import CompletedProcess


class Office:
    """A set-up with one case, and the reviewers who come and go."""

    def __init__(self, world: World) -> None:
        """Sit down in a set-up."""
        self.world = world
        self.organisation = self.note("org", world.handed["organisation"]["passphrase"])
        self.first = world.handed["reviewer"]

    def moved(self, folder: Path) -> Office:
        """The same in another folder."""
        return Office(self.world.moved(folder))

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


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One reviewer, one case."""
    office = Office(World.copied(tmp_path_factory.mktemp("lone") / "w", CLOSECALL_RELEASE="now"))
    office.tell()
    return office


@pytest.fixture(scope="module")
def joined(lone: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Another reviewer was added; her key file, too, is cheap to unlock."""
    office = lone.moved(tmp_path_factory.mktemp("joined") / "w")
    added = office.world.handed["added"] = office.add()
    file = Path(added["key_file"])
    identity = unlock_identity(file.read_bytes(), added["passphrase"])
    file.write_bytes(lock_identity(identity, added["passphrase"], os.urandom, cost=CHEAP))
    identity.close()
    return office


@pytest.fixture
def office(lone: Office, tmp_path: Path) -> Office:
    """An office of one."""
    return lone.moved(tmp_path / "office")


@pytest.fixture
def two(joined: Office, tmp_path: Path) -> Office:
    """An office of two."""
    return joined.moved(tmp_path / "office")


def test_a_new_reviewer_reads_old_and_new_cases(office: Office) -> None:
    added = office.add()
    assert added["cases"] == 1
    office.tell()
    assert office.opens(added) == 2
    listed = office.world.json("reviewer", "list", "--json")
    assert listed["version"] == 2
    assert office.world.run("audit", "verify").returncode == 0


def test_a_removed_reviewer_reads_nothing_any_more(two: Office) -> None:
    office, added = two, two.world.handed["added"]
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
    two: Office,
) -> None:
    """Its slot was made before the removal, and stays behind at the release."""
    office, added = two, two.world.handed["added"]
    home = office.world.folder / "closecall-home"
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


def kept_from_the_first(office: Office, added: dict[str, Any]) -> None:
    """The newcomer takes the only case away from the first reviewer."""
    theirs = office.world.json("inbox", "--json")["cases"][0]["case"]
    office.world.json(
        *("exclude", theirs, office.first["key_id"][:8], "--json"),
        CLOSECALL_KEY_FILE=added["key_file"],
        CLOSECALL_PASSPHRASE_FILE=office.note("hers", added["passphrase"]),
    )


def remove(office: Office, reviewer: dict[str, Any], *options: str) -> CompletedProcess[str]:
    """Retire a reviewer, with the organisation's passphrase at hand."""
    return office.world.run(
        *("reviewer", "remove", reviewer["key_id"][:8], *options),
        *("--organisation-passphrase-file", office.organisation),
    )


def test_a_case_that_the_remover_cannot_open_is_said_to_be_open_still(two: Office) -> None:
    """Found by hand: a case kept from the one who removes keeps the slot of who leaves."""
    office, added = two, two.world.handed["added"]
    kept_from_the_first(office, added)
    third = office.add()
    office.world.json(
        *("reviewer", "admit", third["key_id"][:8], "--json"),
        CLOSECALL_KEY_FILE=added["key_file"],
        CLOSECALL_PASSPHRASE_FILE=office.note("hers", added["passphrase"]),
    )
    gone = json.loads(remove(office, added, "--json").stdout)
    assert (gone["rotated"], gone["left"], gone["alone"]) == (0, 1, 0)
    again = office.world.json(
        *("reviewer", "remove", added["key_id"][:8], "--json"),
        CLOSECALL_KEY_FILE=third["key_file"],
        CLOSECALL_PASSPHRASE_FILE=office.note("thirds", third["passphrase"]),
    )
    assert (again["rotated"], again["left"]) == (1, 0)


def test_the_only_reader_of_a_case_stays_until_it_is_handed_over_or_forced(
    two: Office,
) -> None:
    office, added = two, two.world.handed["added"]
    kept_from_the_first(office, added)
    refused = remove(office, added)
    assert refused.returncode == 1
    assert "1 case could then be opened with the break-glass key alone." in refused.stderr
    assert "closecall reviewer admit" in refused.stderr
    assert office.world.json("reviewer", "list", "--json")["version"] == 2
    assert office.opens(added) == 1
    gone = json.loads(remove(office, added, "--json", "--force").stdout)
    assert (gone["rotated"], gone["left"], gone["alone"]) == (0, 0, 1)
    database = sqlite3.connect(office.world.folder / "closecall-home" / "closecall.sqlite3")
    try:
        ((slots,),) = database.execute("SELECT count(*) FROM case_slot")
    finally:
        database.close()
    assert slots == 1  # the break-glass key


def test_a_leaver_who_alone_reads_concerns_hands_them_over_first(office: Office) -> None:
    """Concerns open to the group speakup only: whoever follows joins it, then is let in."""
    added = office.add("--speakup")
    with office.world.chat() as chat:
        chat.tell(
            *("We are told to skip the lockout check.", "concern"),
            *("pressure_to_skip_checks", "yes", "harm", "none"),
        )
        chat.file()
    first = office.first["key_id"][:8]
    for _ in range(2):
        refused = remove(office, added)
        assert "1 case could then be opened" in refused.stderr
        assert "closecall reviewer speakup" in refused.stderr
    assert office.opens(added) == 2
    hers = {
        "CLOSECALL_KEY_FILE": added["key_file"],
        "CLOSECALL_PASSPHRASE_FILE": office.note("hers", added["passphrase"]),
    }
    joined = office.world.json(
        *("reviewer", "speakup", first, "--json"),
        *("--organisation-passphrase-file", office.organisation),
    )
    assert (joined["speakup"], joined["changed"]) == (True, True)
    assert office.world.json("reviewer", "admit", first, "--json", **hers) == {"cases": 1}
    gone = json.loads(remove(office, added, "--json").stdout)
    assert (gone["rotated"], gone["left"], gone["alone"]) == (2, 0, 0)
    assert office.world.run("audit", "verify").returncode == 0


def test_the_first_reader_of_concerns_is_told_to_be_the_only_one(office: Office) -> None:
    told = ("--organisation-passphrase-file", office.organisation)
    added = office.world.run("reviewer", "add", "--role", "legal", "--speakup", *told)
    assert "alone, no longer to every reviewer" in " ".join(added.stdout.split())
    joined = office.world.run("reviewer", "speakup", office.first["key_id"][:8], *told)
    assert "sealed to" in joined.stdout
    assert "alone" not in joined.stdout


def test_the_group_that_reads_concerns_is_not_emptied_by_the_way(office: Office) -> None:
    added = office.add("--speakup")
    name = added["key_id"][:8]
    told = ("--organisation-passphrase-file", office.organisation)
    for act in (("speakup", name, "--off"), ("remove", name)):
        done = office.world.run("reviewer", *act, *told)
        assert done.returncode == 1
        assert "concerns would go to every reviewer" in done.stderr
    assert "already" in office.world.run("reviewer", "speakup", name, *told).stdout
    forced = office.world.json("reviewer", "speakup", name, "--off", "--force", "--json", *told)
    assert (forced["speakup"], forced["changed"]) == (False, True)
    listed = office.world.json("reviewer", "list", "--json")
    assert listed["version"] == 3
    assert [one["groups"] for one in listed["recipients"] if one["key_id"] == added["key_id"]] == [
        []
    ]


def test_nobody_removes_the_key_that_they_work_with(two: Office) -> None:
    """It could not give the cases new keys once it is off the list."""
    done = remove(two, two.first)
    assert done.returncode == 1
    assert "This is your own key" in done.stderr
    assert two.opens(two.first) == 1


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


def test_a_key_is_recovered_beside_its_recovery_file_wherever_that_lies(office: Office) -> None:
    stick = office.world.folder / "stick" / "keys"
    stick.mkdir(parents=True)
    file = stick / "mine.recovery"
    file.write_bytes(Path(office.first["recovery_file"]).read_bytes())
    wrong = office.note("wrong", "not this code")
    refused = office.world.run("reviewer", "recover", str(file), "--code-file", wrong)
    assert (refused.returncode, "printed together" in refused.stderr) == (1, True)
    code = office.note("code", office.first["recovery_code"])
    made = office.world.json("reviewer", "recover", str(file), "--code-file", code, "--json")
    assert {Path(made[one]).parent for one in ("key_file", "recovery_file")} == {stick}
    assert list((office.world.folder / "stick").iterdir()) == [stick]


def test_whose_passphrase_was_wrong_and_which_keys_there_are_is_said(office: Office) -> None:
    office.add()
    none, given = office.note("none", "not these words"), "--organisation-passphrase-file"
    done = office.world.run("reviewer", "renew", given, none)
    assert (done.returncode, "not your own" in done.stderr) == (1, True)
    done = office.world.run("reviewer", "admit", "zz")
    assert (done.returncode, "closecall reviewer list" in done.stderr) == (1, True)
    done = office.world.run("reviewer", "add", "--role", " ", given, office.organisation)
    assert (done.returncode, "--role safety" in done.stderr) == (1, True)


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


def test_without_a_terminal_the_missing_passphrase_says_which_option_names_a_file(
    office: Office,
) -> None:
    done = office.world.run("reviewer", "add", "--role", "legal")
    assert done.returncode == 1
    assert "passphrase of the organisation key" in done.stderr.casefold()
    assert "--organisation-passphrase-file" in done.stderr
    assert "unforeseen" not in done.stderr
