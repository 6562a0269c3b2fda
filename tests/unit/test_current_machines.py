"""What a service says of who reads follows the list of readers, without a restart."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from bot.errors import ManifestExpired
from bot.flow.talk import Chose, Notice, Said
from bot.flow.terms import Terms
from bot.report import RawText, Week
from bot.words import Language
from closecall import clock, settings, wiring
from closecall.founding import found
from closecall.wiring.machines import LOOKS, Machines
from storage.keyfile import Cost
from storage.keys import Identity
from storage.manifest import Manifest, Recipient
from tests.states import machine

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flow.machine import Machine
    from bot.intake import Intake
    from storage.writer import Writer

STORY = "We are told to skip the lockout check so that the line keeps running."


class Listing:
    """A list of readers in a file, and how often it was read."""

    def __init__(self, folder: Path) -> None:
        """Version one."""
        self.file = folder / "list"
        self.read = 0
        self.valid = True
        self.time = 0.0
        self.put(1)

    def put(self, ver: int) -> None:
        """Replace it, as every change does; by the next turn somebody has looked at it."""
        self.time += LOOKS
        draft = self.file.with_suffix(".new")
        draft.write_text("x" * ver)
        draft.replace(self.file)

    def __call__(self) -> Manifest:
        """The list as it is now."""
        self.read += 1
        if not self.valid:
            raise ManifestExpired
        return Manifest(len(self.file.read_text()), Week(2027, 20), ())

    def machines(self) -> Machines:
        """Machines whose terms name the version."""
        return Machines(self.file, self, made, lambda: self.time)


def made(listed: Manifest) -> dict[Language, Machine]:
    """Machines that say which list they were made from."""
    terms = Terms(readers=(f"version {listed.ver}",))
    return {one: machine(one, terms) for one in Language}


def test_nothing_is_made_or_read_while_the_list_stays(tmp_path: Path) -> None:
    listing = Listing(tmp_path)
    machines = listing.machines()
    first = machines[Language.EN]
    assert machines[Language.EN] is first
    assert set(machines) == set(Language)
    assert len(machines) == len(Language)
    assert listing.read == 1


def test_a_look_at_the_file_holds_for_a_moment(tmp_path: Path) -> None:
    listing = Listing(tmp_path)
    machines = listing.machines()
    first = machines[Language.EN]
    listing.put(2)
    listing.time -= LOOKS / 2
    assert machines[Language.EN] is first
    listing.time += LOOKS / 2
    assert machines[Language.EN] is not first


def test_a_new_list_makes_new_machines_once(tmp_path: Path) -> None:
    listing = Listing(tmp_path)
    machines = listing.machines()
    first = machines[Language.EN]
    listing.put(2)
    second = machines[Language.EN]
    assert second is not first
    assert machines[Language.EN] is second
    assert listing.read == 2


@pytest.mark.parametrize("gone", [False, True], ids=["not valid", "away"])
def test_a_list_that_is_not_valid_leaves_what_was_true_before(tmp_path: Path, gone: bool) -> None:  # noqa: FBT001
    listing = Listing(tmp_path)
    machines = listing.machines()
    first = machines[Language.EN]
    listing.valid = False
    listing.put(2)
    if gone:
        listing.file.unlink()
    assert machines[Language.EN] is first
    listing.valid = True
    listing.put(3)
    assert machines[Language.EN] is not first


def test_a_list_that_is_not_valid_at_first_stops_the_start(tmp_path: Path) -> None:
    listing = Listing(tmp_path)
    listing.valid = False
    with pytest.raises(ManifestExpired):
        listing.machines()


def test_a_second_reviewer_is_told_to_the_next_reporter(tmp_path: Path) -> None:
    founded = found(
        settings.read({}, tmp_path),
        tmp_path,
        told={},
        role="safety lead",
        week=clock.calendar("UTC")(),
        dice=os.urandom,
        cost=Cost(8 * 1024, 1),
    )
    read = settings.read({}, tmp_path)
    with wiring.front(read, "terminal") as (intake, writer):
        before = told_of_readers(intake, writer)
        listed = wiring.manifest(read)()
        newcomer = Recipient.of(Identity(os.urandom(64)), "works council")
        following = listed.adding(newcomer)
        with wiring.organisation(read, founded.organisation_passphrase) as key:
            wiring.put_list(read, following, following.signed(key))
        until = time.monotonic() + 2 * LOOKS
        while (after := told_of_readers(intake, writer)) == before and time.monotonic() < until:
            pass  # nobody else is told meanwhile: a look at the list is at most that old
    assert before[:2] == [
        "One person here reads what you tell: safety lead.",
        "That person cannot be left out: if it is about them, do not tell it here.",
    ]
    assert after == ["2 people here read what you tell: safety lead, works council."]


def told_of_readers(intake: Intake, writer: Writer) -> list[str]:
    """What a concern's reporter hears of who reads it."""
    reply = writer.run(intake.begin(Language.EN))
    reply = writer.run(intake.hear(reply.token, Said(RawText(STORY)), Language.EN))
    reply = writer.run(intake.hear(reply.token, Chose(("concern",)), Language.EN))
    return [say.text for say in reply.says[1:] if isinstance(say, Notice)]
