"""Leads, named in the shell: the first stays one, a newcomer is none unsaid, the last stays."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import NotAllowed
from bot.work import commit
from closecall import wiring
from closecall.commands import reviewer
from closecall.wiring.leads import in_group, leads
from tests.web.organisation import Organisation

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    """Two reviewers, safety and security; nobody was named, so both lead."""
    return Organisation.founded(tmp_path / "house")


class Shell:
    """`closecall reviewer`, in this process, with the organisation's passphrase in a file."""

    def __init__(self, organisation: Organisation, folder: Path) -> None:
        """Keep the passphrase where the command will read it."""
        self.organisation = organisation
        self.file = folder / "organisation.txt"
        self.file.write_text(organisation.organisation_passphrase, "utf-8")
        self.parser = argparse.ArgumentParser()
        reviewer.add(self.parser.add_subparsers())

    def __call__(self, act: str, *words: str) -> int:
        """Run one act."""
        file = ("--organisation-passphrase-file", str(self.file))
        args = self.parser.parse_args(["reviewer", act, *words, *file])
        # No key of a reviewer's own: no case is handed over, and no passphrase is asked for.
        code: int = args.func(args, replace(self.organisation.settings, key_file=None))
        return code

    def leading(self) -> set[str]:
        """Who leads, by role: named, or because nobody is."""
        held = wiring.manifest(self.organisation.settings)()
        return {one.role for one in held.recipients if leads(held, one.key_id)}

    def key(self, role: str) -> str:
        """The first digits of somebody's key."""
        return self.organisation.keys[role][:8]


@pytest.fixture
def shell(organisation: Organisation, tmp_path: Path) -> Shell:
    """A shell on the organisation's machine."""
    return Shell(organisation, tmp_path)


def test_a_newcomer_is_a_lead_only_when_somebody_says_so(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.leading() == {"safety", "security"}, "nobody was named yet"
    shell("add", "--role", "night shift")
    assert shell.leading() == {"safety", "security"}, "who led before still does"
    assert f"{shell.key('safety')}, {shell.key('security')}" in capsys.readouterr().out
    shell("add", "--role", "plant manager", "--lead")
    assert shell.leading() == {"safety", "security", "plant manager"}
    assert "Leads, who" not in capsys.readouterr().out, "they were named already"


def test_who_led_unnamed_keeps_leading_when_the_first_is_named(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell("lead", shell.key("security"))
    assert shell.leading() == {"safety", "security"}
    assert f"{shell.key('safety')}, {shell.key('security')}" in capsys.readouterr().out
    shell("add", "--role", "night shift")
    assert shell.leading() == {"safety", "security"}
    shell("lead", shell.key("safety"), "--json")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said == {"key_id": shell.organisation.keys["safety"], "lead": True, "changed": False}


def test_the_last_lead_stays_one(shell: Shell) -> None:
    shell("lead", shell.key("security"), "--off")
    assert shell.leading() == {"safety"}, "who led unnamed goes, the other one stays"
    with pytest.raises(NotAllowed) as refused:
        shell("lead", shell.key("safety"), "--off")
    assert refused.value.said == "Nobody would be left who leads: everybody would be a lead."
    assert refused.value.hint == "Name somebody first: closecall reviewer lead KEY"
    assert shell.leading() == {"safety"}


def test_the_last_lead_is_not_removed_unless_everybody_may_lead(shell: Shell) -> None:
    shell("lead", shell.key("safety"), "--off")
    with pytest.raises(NotAllowed) as refused:
        shell("remove", shell.key("security"))
    assert refused.value.hint.endswith("closecall reviewer lead KEY. Or --force.")
    held = wiring.manifest(shell.organisation.settings)()
    assert [one.hex() for one in in_group(held)] == [shell.organisation.keys["security"]]
    shell("remove", shell.key("security"), "--force")
    assert shell.leading() == {"safety"}


def test_each_change_of_who_leads_is_an_act(shell: Shell) -> None:
    shell("lead", shell.key("security"))
    shell("lead", shell.key("security"), "--off")
    shell("lead", shell.key("security"))
    with shell.organisation.open() as doors:
        records = doors.office.back.records
        acts = [each.act for each in doors.writer.run(commit(lambda: records.page(0, 9)))]
    assert acts[:3] == ["lead-on", "lead-off", "lead-on"]
