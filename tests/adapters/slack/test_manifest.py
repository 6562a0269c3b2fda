"""The app's manifest: the fields that Slack lists, the least scopes, and the door's own names.

Fields, lengths and shapes: Slack's own schema, github.com/slackapi/manifest-schema,
`schemas/manifest.schema.1.0.0.json`, as far as our manifests use it.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from adapters.slack.listeners import COMMAND
from adapters.slack.translate import SHORTCUTS
from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Text:
    """A text of so many characters at most."""

    most: int
    least: int = 1
    like: str = ""

    def wrong(self, held: object, at: str) -> list[str]:
        """What does not fit."""
        fits = isinstance(held, str) and self.least <= len(held) <= self.most
        return [] if fits and re.search(self.like, str(held)) else [at]


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def wrong(self, held: object, at: str) -> list[str]:
        """What does not fit."""
        return [] if isinstance(held, bool) else [at]


@dataclass(frozen=True)
class Row:
    """Some of the same kind, no two alike."""

    each: Text | Part
    most: int
    least: int = 0

    def wrong(self, held: object, at: str) -> list[str]:
        """What does not fit."""
        if not isinstance(held, list) or not self.least <= len(held) <= self.most:
            return [at]
        alike = [at] if any(held.count(one) > 1 for one in held) else []
        return alike + [one for value in held for one in self.each.wrong(value, f"{at}[]")]


@dataclass(frozen=True)
class Part:
    """Named fields and no others; some of them are needed."""

    fields: Mapping[str, Text | Flag | Row | Part]
    needs: tuple[str, ...] = ()

    def wrong(self, held: object, at: str = "") -> list[str]:
        """What does not fit."""
        if not isinstance(held, dict):
            return [at]
        strange = [f"{at}.{key}" for key in held.keys() - self.fields.keys()]
        missing = [f"{at}.{key}" for key in self.needs if key not in held]
        known = held.keys() & self.fields.keys()
        inside = [self.fields[key].wrong(held[key], f"{at}.{key}") for key in sorted(known)]
        return [*strange, *missing, *(one for each in inside for one in each)]


WEB: Final = r"^https?://"
SHORTCUT: Final = Part(
    {
        "name": Text(24),
        "type": Text(7, like="^(message|global)$"),
        "callback_id": Text(255),
        "description": Text(150),
    },
    ("name", "type", "callback_id", "description"),
)
SLASH: Final = Part(
    {
        "command": Text(32, least=2, like="^/"),
        "url": Text(3000, like=WEB),
        "description": Text(2000),
        "usage_hint": Text(1000),
        "should_escape": Flag(),
    },
    ("command", "description"),
)
FIELDS: Final = Part(
    {
        "display_information": Part(
            {
                "name": Text(35),
                "description": Text(140),
                "long_description": Text(4000, least=175),
                "background_color": Text(7, least=4, like="^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
            },
            ("name",),
        ),
        "features": Part(
            {
                "app_home": Part(
                    {
                        "home_tab_enabled": Flag(),
                        "messages_tab_enabled": Flag(),
                        "messages_tab_read_only_enabled": Flag(),
                    }
                ),
                "bot_user": Part(
                    {"display_name": Text(80), "always_online": Flag()}, ("display_name",)
                ),
                "shortcuts": Row(SHORTCUT, most=10, least=1),
                "slash_commands": Row(SLASH, most=50, least=1),
            }
        ),
        "oauth_config": Part({"scopes": Part({"bot": Row(Text(50), most=255)})}),
        "settings": Part(
            {
                "event_subscriptions": Part(
                    {"request_url": Text(3500, like=WEB), "bot_events": Row(Text(50), most=100)}
                ),
                "interactivity": Part(
                    {"is_enabled": Flag(), "request_url": Text(3500, like=WEB)}, ("is_enabled",)
                ),
                "org_deploy_enabled": Flag(),
                "socket_mode_enabled": Flag(),
                "token_rotation_enabled": Flag(),
            }
        ),
    },
    ("display_information",),
)
WITH_DM: Final = json.loads((ROOT / "deploy" / "slack-manifest-dm.json").read_text("utf-8"))
MANIFEST: Final = json.loads((ROOT / "deploy" / "slack-manifest.json").read_text("utf-8"))


def test_every_field_is_one_that_slack_lists_and_fits() -> None:
    assert FIELDS.wrong(MANIFEST) == []
    assert FIELDS.wrong(WITH_DM) == []


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"settings": {"oops": True}}, ".settings.oops"),
        ({"features": []}, ".features"),
        ({"display_information": {}}, ".display_information.name"),
        ({"display_information": {"name": "x" * 36}}, ".display_information.name"),
        (
            {"display_information": {"name": "x", "long_description": "short"}},
            ".display_information.long_description",
        ),
        ({"features": {"slash_commands": []}}, ".features.slash_commands"),
        ({"settings": {"interactivity": {}}}, ".settings.interactivity.is_enabled"),
        ({"oauth_config": {"scopes": {"bot": ["commands"] * 2}}}, ".oauth_config.scopes.bot"),
    ],
)
def test_what_does_not_fit_would_be_seen(change: dict[str, Any], at: str) -> None:
    assert FIELDS.wrong({**deepcopy(MANIFEST), **change}) == [at]


def test_the_scopes_are_the_least() -> None:
    assert MANIFEST["oauth_config"]["scopes"] == {"bot": ["commands", "chat:write"]}
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]


def test_nobody_can_type_a_report_into_a_conversation_with_the_app() -> None:
    assert MANIFEST["features"]["app_home"]["messages_tab_enabled"] is False


def test_what_the_manifest_offers_is_what_the_door_hears() -> None:
    shortcuts = {one["callback_id"]: one["type"] for one in MANIFEST["features"]["shortcuts"]}
    assert set(shortcuts) == set(SHORTCUTS)
    assert shortcuts == {"closecall_open": "global", "closecall_this": "message"}
    commands = [one["command"] for one in MANIFEST["features"]["slash_commands"]]
    assert commands == [COMMAND]


def test_the_other_manifest_differs_in_the_direct_conversation_alone() -> None:
    other = deepcopy(WITH_DM)
    app_home = other["features"]["app_home"]
    assert app_home["messages_tab_enabled"] is True
    assert app_home["messages_tab_read_only_enabled"] is False
    assert other["oauth_config"]["scopes"]["bot"] == ["commands", "chat:write", "im:history"]
    events = other["settings"]["event_subscriptions"]
    assert events["bot_events"] == ["app_home_opened", "message.im"]
    app_home.update(MANIFEST["features"]["app_home"])
    other["oauth_config"] = MANIFEST["oauth_config"]
    events.update(MANIFEST["settings"]["event_subscriptions"])
    assert other == MANIFEST
