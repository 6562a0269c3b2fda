"""docs/reviewers.md says what the desk does: commands that parse, and the real JSON keys."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

from closecall.commands import desk as commands
from closecall.commands.desk import arguments, in_json
from tests.desk_world import World, investigated

PAGE = (Path(__file__).parents[2] / "docs" / "reviewers.md").read_text("utf-8")


def lines() -> list[list[str]]:
    """Every command of the page's blocks, as words."""
    blocks = "\n".join(re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)).replace("\\\n", " ")
    found = re.findall(r"^(?:\$ )?closecall (.*?)(?:\s+#.*|\s+>.*)?$", blocks, re.MULTILINE)
    return [shlex.split(line) for line in found]


def test_every_command_of_the_page_parses() -> None:
    parser = argparse.ArgumentParser()
    commands.add(parser.add_subparsers(dest="command"))
    shown = {parser.parse_args(words).command for words in lines()}
    said = set(re.findall(r"`closecall (\w+)", PAGE))
    assert shown | said >= set(arguments.COMMANDS)


def test_the_keys_of_a_case_are_the_ones_on_the_page() -> None:
    world = World()
    case = world.report()
    investigated(world, case)
    held = in_json.case(world.desk().look(case), world.clock(), 8)
    listed = re.search(r"every act on a case: `([^`]*)`", PAGE)
    assert listed is not None
    assert set(listed.group(1).split()) == set(held)
