"""The app's manifest: the fields that Slack lists, the least scopes, and the door's own names.

Fields and lengths: docs.slack.dev/reference/app-manifest.
"""

from __future__ import annotations

import json
from typing import Any, Final

from adapters.slack.listeners import COMMAND
from adapters.slack.translate import SHORTCUTS
from tests.architecture.source import ROOT

FIELDS: Final[dict[str, Any]] = {
    "display_information": {
        "name": 35,
        "description": 140,
        "long_description": 4000,
        "background_color": 7,
    },
    "features": {
        "app_home": {
            "home_tab_enabled": bool,
            "messages_tab_enabled": bool,
            "messages_tab_read_only_enabled": bool,
        },
        "bot_user": {"display_name": 80, "always_online": bool},
        "shortcuts": [{"name": 24, "type": 7, "callback_id": 255, "description": 150}],
        "slash_commands": [
            {"command": 32, "description": 2000, "usage_hint": 1000, "should_escape": bool}
        ],
    },
    "oauth_config": {"scopes": {"bot": [255]}},
    "settings": {
        "event_subscriptions": {"request_url": 3000, "bot_events": [255]},
        "interactivity": {"is_enabled": bool, "request_url": 3000},
        "org_deploy_enabled": bool,
        "socket_mode_enabled": bool,
        "token_rotation_enabled": bool,
    },
}
WITH_DM: Final = json.loads((ROOT / "deploy" / "slack-manifest-dm.json").read_text("utf-8"))
MANIFEST: Final = json.loads((ROOT / "deploy" / "slack-manifest.json").read_text("utf-8"))


def listed(held: Any, fields: Any, at: str = "") -> list[str]:  # noqa: ANN401 - JSON
    """What does not fit the list."""
    match fields:
        case dict():
            if not isinstance(held, dict):
                return [at]
            strange = [f"{at}.{key}" for key in held.keys() - fields.keys()]
            known = held.keys() & fields.keys()
            return strange + [
                one for key in known for one in listed(held[key], fields[key], f"{at}.{key}")
            ]
        case list():
            if not isinstance(held, list):
                return [at]
            return [one for value in held for one in listed(value, fields[0], f"{at}[]")]
        case int():
            return [] if isinstance(held, str) and 0 < len(held) <= fields else [at]
        case _:
            return [] if isinstance(held, bool) else [at]


def test_every_field_is_one_that_slack_lists_and_fits() -> None:
    assert listed(MANIFEST, FIELDS) == []
    assert listed(WITH_DM, FIELDS) == []


def test_a_strange_field_would_be_seen() -> None:
    found = listed({"settings": {"oops": True}, "features": []}, FIELDS)
    assert sorted(found) == [".features", ".settings.oops"]


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
    app_home = WITH_DM["features"]["app_home"]
    assert app_home["messages_tab_enabled"] is True
    assert app_home["messages_tab_read_only_enabled"] is False
    assert WITH_DM["oauth_config"]["scopes"]["bot"] == ["commands", "chat:write", "im:history"]
    events = WITH_DM["settings"]["event_subscriptions"]
    assert events["bot_events"] == ["app_home_opened", "message.im"]
    app_home.update(MANIFEST["features"]["app_home"])
    WITH_DM["oauth_config"] = MANIFEST["oauth_config"]
    events.update(MANIFEST["settings"]["event_subscriptions"])
    assert WITH_DM == MANIFEST
