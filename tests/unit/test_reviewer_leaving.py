"""A list of readers that somebody else changes, and a removal that stops halfway, in the shell."""

from __future__ import annotations

import argparse
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import NotAllowed, WrongPassphrase
from bot.work import commit
from closecall import wiring
from closecall.commands import reviewer
from closecall.home import Home
from closecall.wiring.leads import LEAD
from closecall.wiring.leaving import Harm, harm
from storage.keyfile import unlock_identity
from storage.manifest import BREAK_GLASS, SPEAKUP
from storage.readership import Readership
from tests.keyring import Ring
from tests.web.organisation import Organisation

if TYPE_CHECKING:
    from pathlib import Path

    from closecall.settings import Settings


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    """Two reviewers, safety and security."""
    return Organisation.founded(tmp_path / "house")


def shell(settings: Settings, passphrase: Path, *words: str) -> int:
    """`closecall reviewer`, in this process."""
    parser = argparse.ArgumentParser()
    reviewer.add(parser.add_subparsers())
    file = ("--organisation-passphrase-file", str(passphrase))
    args = parser.parse_args(["reviewer", *words, *file])
    code: int = args.func(args, settings)
    return code


def written(folder: Path, name: str, text: str) -> Path:
    """A passphrase in a file."""
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_a_mistyped_passphrase_leaves_cases_open_until_the_same_command_is_run_again(
    organisation: Organisation, tmp_path: Path
) -> None:
    with organisation.open() as doors:
        organisation.report(doors.writer)
    leaving = organisation.keys["security"]
    own = Home(organisation.settings.home).reviewer(bytes.fromhex(organisation.keys["safety"]))
    phrase = written(tmp_path, "organisation", organisation.organisation_passphrase)
    mine = written(tmp_path, "own", "five words that nobody drew")
    settings = replace(organisation.settings, key_file=own, passphrase_file=mine)

    def open_to() -> int:
        with wiring.store(settings) as opened:
            readership = Readership(opened.writer)
            return opened.writer.run(commit(lambda: readership.open_to(bytes.fromhex(leaving))))

    with pytest.raises(WrongPassphrase):
        shell(settings, phrase, "remove", leaving[:8])
    assert len(wiring.manifest(settings)().retired) == 1
    assert open_to() == 1
    mine.write_text(organisation.passphrases["safety"], "utf-8")
    assert shell(settings, phrase, "remove", leaving[:8]) == 0
    assert open_to() == 0
    assert len(wiring.manifest(settings)().retired) == 1


@pytest.mark.parametrize("act", ["remove", "lead", "speakup"])
def test_what_somebody_else_changes_while_a_passphrase_is_typed_is_not_lost(
    organisation: Organisation, tmp_path: Path, act: str
) -> None:
    settings = replace(organisation.settings, key_file=None)
    typed = tmp_path / "typed"
    os.mkfifo(typed)
    with ThreadPoolExecutor(1) as person:
        slow = person.submit(shell, settings, typed, act, organisation.keys["security"][:8])
        with typed.open("w", encoding="utf-8") as keyboard:  # opens once it is being read
            organisation.add("night shift")
            keyboard.write(organisation.organisation_passphrase)
        with pytest.raises(NotAllowed, match="changed by somebody else"):
            slow.result()
    roles = [one.role for one in wiring.manifest(settings)().recipients]
    assert roles == ["safety", BREAK_GLASS, "security", "night shift"]


def test_a_newcomer_who_came_too_late_for_the_list_leaves_no_key_behind(
    organisation: Organisation, tmp_path: Path
) -> None:
    settings = replace(organisation.settings, key_file=None)
    typed = tmp_path / "typed"
    os.mkfifo(typed)
    with ThreadPoolExecutor(1) as person:
        slow = person.submit(shell, settings, typed, "add", "--role", "day shift")
        with typed.open("w", encoding="utf-8") as keyboard:
            organisation.add("night shift")
            before = sorted(Home(settings.home).reviewers.iterdir())
            keyboard.write(organisation.organisation_passphrase)
        with pytest.raises(NotAllowed):
            slow.result()
    assert sorted(Home(settings.home).reviewers.iterdir()) == before


def test_the_passphrase_of_a_newcomer_is_shown_even_when_no_case_can_be_handed_over(
    organisation: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Home(organisation.settings.home).reviewer(bytes.fromhex(organisation.keys["safety"]))
    phrase = written(tmp_path, "organisation", organisation.organisation_passphrase)
    mine = written(tmp_path, "own", "five words that nobody drew")
    settings = replace(organisation.settings, key_file=own, passphrase_file=mine)
    with pytest.raises(WrongPassphrase):
        shell(settings, phrase, "add", "--role", "night shift", "--json")
    shown = json.loads(capsys.readouterr().out)
    assert shown["cases"] is None
    content = Home(settings.home).reviewer(bytes.fromhex(shown["key_id"])).read_bytes()
    unlock_identity(content, shown["passphrase"]).close()


def test_what_nobody_could_undo_is_known_for_shell_and_console_alike() -> None:
    ring = Ring((("safety", (LEAD, SPEAKUP)), ("security", ()), (BREAK_GLASS, ())))
    held = ring.manifest
    safety, security = (ring.identities[role].key_id for role in ("safety", "security"))
    assert harm(held, held.removing(security)) is None
    assert harm(held, held.removing(security), alone=1) is Harm.ALONE
    assert harm(held, held.removing(safety)) is Harm.LEADS
    assert harm(held, held.regrouped(safety, (LEAD,))) is Harm.CONCERNS
    assert harm(held, held.removing(security).removing(safety), alone=1) is Harm.LAST
