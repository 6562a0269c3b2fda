"""A person in front of a Slack form: sees labels, fills fields, sends. Checks Slack's limits.

Limits: slack_sdk/models/views and /blocks 3.47, docs.slack.dev/reference/block-kit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


def texts(held: Any) -> list[str]:  # noqa: ANN401 - JSON
    """Every text in a view, in order."""
    if isinstance(held, dict):
        own = [held["text"]] if isinstance(held.get("text"), str) else []
        return own + [one for value in held.values() for one in texts(value)]
    if isinstance(held, list):
        return [one for value in held for one in texts(value)]
    return []


def _fits(held: dict[str, Any], limit: int) -> None:
    assert held["type"] in {"plain_text", "mrkdwn"}
    assert 0 < len(held["text"]) <= limit, held


def _element(element: dict[str, Any]) -> None:
    assert 0 < len(element["action_id"]) <= 255
    match element["type"]:
        case "button":
            _fits(element["text"], 75)
        case "plain_text_input":
            assert 0 < element["max_length"] <= 3000
            assert len(element.get("initial_value", "")) <= element["max_length"]
        case "radio_buttons" | "checkboxes":
            assert 0 < len(element["options"]) <= 10
            _options(element["options"])
        case "static_select" | "multi_static_select":
            groups = element.get("option_groups") or [{"options": element["options"]}]
            assert len(groups) <= 100
            for group in groups:
                assert 0 < len(group["options"]) <= 100
                _options(group["options"])
                if "label" in group:
                    _fits(group["label"], 75)
            if "initial_option" in element:
                assert any(element["initial_option"] in group["options"] for group in groups)
        case other:
            raise AssertionError(other)


def _options(options: list[dict[str, Any]]) -> None:
    for option in options:
        _fits(option["text"], 75)
        assert 0 < len(option["value"]) <= 150
    values = [option["value"] for option in options]
    assert len(set(values)) == len(values)


def _block(block: dict[str, Any]) -> None:
    match block["type"]:
        case "section":
            _fits(block["text"], 3000)
        case "header":
            _fits(block["text"], 150)
        case "divider":
            pass
        case "actions":
            assert 0 < len(block["elements"]) <= 25
            ids = [one["action_id"] for one in block["elements"]]
            assert len(set(ids)) == len(ids)
            for one in block["elements"]:
                _element(one)
        case "input":
            _fits(block["label"], 2000)
            _element(block["element"])
            if "hint" in block:
                _fits(block["hint"], 2000)
        case other:
            raise AssertionError(other)


def lawful(view: dict[str, Any]) -> dict[str, Any]:
    """The same view. Fails when Slack would refuse it."""
    blocks = view["blocks"]
    assert 0 < len(blocks) <= 100
    if view["type"] == "modal":
        for name in ("title", "close", "submit"):
            if name in view:
                _fits(view[name], 24)
        assert len(view.get("private_metadata", "")) <= 3000
        inputs = any(block["type"] == "input" for block in blocks)
        assert not inputs or "submit" in view, "fields need a button that sends them"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(set(names)) == len(names)
    for block in blocks:
        _block(block)
    json.dumps(view)
    return view


@dataclass
class Form:
    """What somebody has in front of them."""

    view: dict[str, Any]
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look whether Slack would show it; take what is filled in already."""
        lawful(self.view)
        for block in self.view["blocks"]:
            if block["type"] != "input":
                continue
            element = block["element"]
            if "initial_value" in element:
                self.values[block["block_id"]] = {"text": {"value": element["initial_value"]}}
            if "initial_option" in element:
                chosen = {"selected_option": element["initial_option"]}
                self.values[block["block_id"]] = {element["action_id"]: chosen}

    @property
    def said(self) -> str:
        """All that is to be read."""
        return "\n".join(texts(self.view["blocks"]))

    @property
    def asks(self) -> list[str]:
        """The questions of the fields, by key."""
        blocks = self.view["blocks"]
        return [one["block_id"].partition(".")[0] for one in blocks if one["type"] == "input"]

    @property
    def labels(self) -> dict[str, str]:
        """What a screen reader says at each field, by key."""
        asked = [block for block in self.view["blocks"] if block["type"] == "input"]
        return {one["block_id"].partition(".")[0]: one["label"]["text"] for one in asked}

    @property
    def buttons(self) -> dict[str, str]:
        """Every button's label, and its action."""
        rows = [block["elements"] for block in self.view["blocks"] if block["type"] == "actions"]
        return {one["text"]["text"]: one["action_id"] for row in rows for one in row}

    def type(self, key: str, text: str) -> None:
        """Type into a field."""
        block = self._block(key)
        assert block["element"]["type"] == "plain_text_input"
        self.values[block["block_id"]] = {"text": {"type": "plain_text_input", "value": text}}

    def pick(self, key: str, *labels: str) -> None:
        """Choose by the beginning of a label."""
        block = self._block(key)
        element = block["element"]
        groups = element.get("option_groups") or [{"options": element["options"]}]
        options = [one for group in groups for one in group["options"]]
        found = [
            next(one for one in options if one["text"]["text"].startswith(label))
            for label in labels
        ]
        several = element["type"] in {"checkboxes", "multi_static_select"}
        chosen = {"selected_options": found} if several else {"selected_option": found[0]}
        self.values[block["block_id"]] = {element["action_id"]: chosen}

    def sent(self) -> dict[str, Any]:
        """The view as Slack sends it back."""
        assert "submit" in self.view
        missing = [key for key in self.asks if self._block(key)["block_id"] not in self.values]
        assert missing == [], "Slack asks for these first"
        return self.body()

    def body(self) -> dict[str, Any]:
        """The view with its state."""
        return {
            **{key: self.view[key] for key in ("type", "callback_id")},
            "id": "V0001",
            "private_metadata": self.view.get("private_metadata", ""),
            "state": {"values": self.values},
        }

    def _block(self, key: str) -> dict[str, Any]:
        for block in self.view["blocks"]:
            if block["type"] == "input" and block["block_id"].partition(".")[0] == key:
                return dict(block)
        raise AssertionError(f"{key} is not asked: {self.asks}")
