"""What the door costs who has none, and what an operator is told about it."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.errors import BadSetting
from closecall import logs, settings
from tests.architecture.source import ROOT
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.world import World

BOT, APP, SIGN = "xoxb-1-canary", "xapp-1-canary", "0123456789abcdef0123456789abcdef"


def read(folder: Path, **told: str) -> settings.Settings:
    """The settings of an environment."""
    return settings.read({"CLOSECALL_HOME": str(folder), **told}, folder)


def test_without_a_token_nothing_of_slack_is_loaded() -> None:
    code = (
        "import sys, closecall.service, closecall.doors.slack, closecall.commands.run;"
        "sys.exit(any(m.partition('.')[0] in ('slack_bolt', 'slack_sdk', 'aiohttp')"
        " for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=PATIENCE)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"SLACK_BOT_TOKEN": BOT}, "SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": APP}, "without SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": SIGN}, "without SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": APP}, "begins with xoxb-"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": BOT}, "begins with xapp-"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "a b"}, "letters and digits"),
    ],
)
def test_settings_that_do_not_go_together_are_named_without_their_value(
    tmp_path: Path, told: dict[str, str], says: str
) -> None:
    with pytest.raises(BadSetting, match=says) as refused:
        read(tmp_path, **told)
    assert "canary" not in str(refused.value)


def test_secrets_may_stand_in_files_and_are_not_shown(tmp_path: Path) -> None:
    told = {}
    for name, value in (("SLACK_BOT_TOKEN", BOT), ("SLACK_SIGNING_SECRET", SIGN)):
        (tmp_path / name).write_text(f"{value}\n", "utf-8")
        told[f"{name}_FILE"] = name
    found = read(tmp_path, **told)
    assert found.slack_bot_token.reveal() == BOT
    assert found.slack_signing_secret.reveal() == SIGN
    assert "canary" not in repr(found)
    assert SIGN not in repr(found)


def test_slack_over_http_needs_a_port(world: World) -> None:
    told = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGN, "CLOSECALL_HEALTH_PORT": "0"}
    done = world.run("run", **told)
    assert done.returncode != 0
    assert "SLACK_APP_TOKEN for Socket Mode" in done.stderr


@pytest.mark.parametrize("name", ["CLOSECALL_SLACK_DM", "CLOSECALL_SLACK_ROSTER"])
def test_what_costs_something_is_off_and_only_on_switches_it_on(tmp_path: Path, name: str) -> None:
    field = name.removeprefix("CLOSECALL_").lower()
    assert getattr(read(tmp_path), field) is False
    assert getattr(read(tmp_path, **{name: "on"}), field) is True
    with pytest.raises(BadSetting, match=f"{name}: on or off"):
        read(tmp_path, **{name: "maybe"})


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk.web", "aiohttp.access"])
def test_the_libraries_are_mute_at_every_level(name: str) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    written = io.StringIO()
    try:
        logs.take_over(written, logging.DEBUG)
        for severity in (logging.DEBUG, logging.WARNING, logging.ERROR, logging.CRITICAL):
            logging.getLogger(name).log(severity, "a whole payload of canary")
    finally:
        for one in list(root.handlers):
            root.removeHandler(one)
        for one in before:
            root.addHandler(one)
        root.setLevel(level)
    assert written.getvalue() == ""
