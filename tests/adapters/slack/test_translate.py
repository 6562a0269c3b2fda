"""What Slack's payloads mean, whatever is in them: an arrival or nothing, never an exception."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.context.base_context import BaseContext

from adapters.slack.translate import (
    Leaf,
    emptied,
    leaf,
    opened,
    person,
    seen,
    sent,
    submitted,
    tapped,
)
from bot.flow.talk import Loss, Said
from bot.report import RawText, Token
from bot.words import Language

TOKEN = Token(b"T" * 32)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                (
                    *("view", "actions", "state", "values", "private_metadata", "user", "event"),
                    *("id", "action_id", "trigger_id", "text", "pick", "many", "kinds", "story.1"),
                    *("selected_option", "selected_options", "value", "type", "t", "r", "l", "a"),
                )
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_nothing_that_comes_from_outside_raises(body: dict[str, Any]) -> None:
    for held in (body, {"view": body, "trigger_id": "1", "actions": [body]}):
        assert sent(held) is None or sent(held)
        assert tapped(held) is None or tapped(held)
        assert opened(held) is None or opened(held)
        assert submitted({**held, "type": "view_submission"}) is None or "view" in held
        assert person(held) is not None
        emptied(dict(held), dict(held))
        assert seen(held) in {True, False}


def test_who_sent_a_payload_stands_in_one_of_three_places() -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {"user": {"id": "U1"}, "team": {"id": "T1"}},
        {"user_id": "U1", "command": "/closecall"},
        {"event": {"type": "message", "user": "U1"}, "authorizations": [{"user_id": "U2"}]},
    )
    assert [person(body) for body in bodies] == ["U1"] * 3
    nobody: tuple[dict[str, Any], ...] = ({}, {"user": "U1"}, {"event": {}})
    assert [person(body) for body in nobody] == [""] * 3


def test_only_a_look_at_the_apps_own_page_is_one() -> None:
    assert seen({"event": {"type": "app_home_opened", "tab": "home"}})
    assert not seen({"event": {"type": "app_home_opened", "tab": "messages"}})
    assert not seen({"event": {"type": "message"}})


def test_a_shortcut_lies_over_nothing() -> None:
    entry = opened({"trigger_id": "1"})
    assert entry is not None
    assert not entry.within


def test_of_a_button_and_an_event_nothing_is_left_that_names_somebody() -> None:
    button = {"action_id": "go.1", "block_id": "b", "type": "button", "value": "1"}
    held: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": "U0CANARY77"},
        "actions": [{**button, "selected_user": "U0CANARY77"}, {"selected_user": "U0CANARY77"}],
        "event": {"type": "app_home_opened", "tab": "home", "user": "U0CANARY77"},
    }
    context: dict[str, Any] = dict.fromkeys(BaseContext.standard_property_names, "U0CANARY77")
    context |= {"token": "xoxb", "logger": "mute", "new_in_bolt": "U0CANARY77"}
    context |= dict.fromkeys(("client", "listener_runner"), "bolt's own")
    emptied(held, context)
    assert held == {
        "type": "block_actions",
        "actions": [button],
        "event": {"type": "app_home_opened", "tab": "home"},
    }
    assert "U0CANARY77" not in context.values()
    assert context.keys() == {"token", "logger", "client", "listener_runner"}


def test_a_payload_of_another_shape_is_emptied_too() -> None:
    held: dict[str, Any] = {
        "view": ["U0CANARY77"],
        "event": "U0CANARY77",
        "actions": ["U0CANARY77"],
    }
    emptied(held, {})
    assert held == {"view": {}, "event": {}, "actions": [{}]}
    held = {"actions": "U0CANARY77"}
    emptied(held, {})
    assert held == {"actions": []}


def carried(**values: dict[str, Any]) -> dict[str, Any]:
    """A form of ours with these fields."""
    held = Leaf(TOKEN, 3, Language.IT, {"family": (2,)}).encode()
    return {"private_metadata": held, "state": {"values": values}}


def test_a_form_carries_its_conversation_and_no_word() -> None:
    assert leaf(carried()) == Leaf(TOKEN, 3, Language.IT, {"family": (2,)})
    for loss in Loss:
        held = Leaf(TOKEN, 3, Language.EN, within=True, loss=loss)
        assert leaf({"private_metadata": held.encode()}) == held
        assert not set("<>&") & set(held.encode())  # Slack may escape these
    assert len(Leaf(TOKEN, 999, Language.EN, dict.fromkeys("abcdefgh", (1,) * 9)).encode()) < 3000


def test_a_form_without_answers_has_none() -> None:
    states: tuple[dict[str, Any], ...] = (
        {},
        {"state": None},
        {"state": {"values": []}},
        {"state": {"values": {"a": 1}}},
    )
    for state in states:
        form = sent({"private_metadata": carried()["private_metadata"], **state})
        assert form is not None
        assert form.sheet == {"family": (2,)}


def test_a_form_with_another_shape_is_nobodys() -> None:
    for text in ("", "{}", "[]", "x" * 4000, '{"t":"x","r":1,"l":"en","a":{}}'):
        assert leaf({"private_metadata": text}) is None
    strange = Leaf(TOKEN, 1, Language.EN, {"family": (2,)}).encode()
    assert leaf({"private_metadata": strange.replace("[2]", '["x"]')}) is None
    assert leaf({"private_metadata": strange.replace("[2]", "[-1]")}) is None
    assert leaf({"private_metadata": strange.replace("{", '{"x":"all",', 1)}) is None


def test_each_kind_of_field_is_read() -> None:
    values: dict[str, dict[str, Any]] = {
        "story.3": {"text": {"value": "words"}},
        "worst.3": {"pick": {"selected_option": {"value": "1"}}},
        "why.3": {"many": {"selected_options": [{"value": "0"}, {"value": "4"}]}},
        "kind.3": {"kinds": {"selected_option": {"value": "1.7"}}},
        "idea.3": {"text": {"value": None}},
        "odd.3": {"pick": {"selected_option": {"value": "²"}}},
        "far.3": {"pick": {"selected_option": {"value": "100"}}},
    }
    form = sent(carried(**values))
    assert form is not None
    assert form.sheet == {
        "story": Said(RawText("words")),
        "worst": (1,),
        "why": (0, 4),
        "family": (1,),
        "kind": (7,),
        "idea": Said(RawText("")),
    }
    assert form.blocks["kind"] == "kind.3"
    assert "words" not in repr(form)


def test_a_list_in_which_nothing_is_chosen_is_no_answer() -> None:
    for chosen in (None, {}, {"value": None}, {"value": "x"}):
        form = sent(carried(**{"kind.3": {"kinds": {"selected_option": chosen}}}))
        assert form is not None
        assert form.sheet == {"family": (2,)}


def test_a_family_without_kinds_takes_the_carried_kind_away() -> None:
    held = Leaf(TOKEN, 1, Language.EN, {"family": (0,), "kind": (3,)}).encode()
    chosen = {"kinds": {"selected_option": {"value": "4"}}}
    form = sent({"private_metadata": held, "state": {"values": {"kind.1": chosen}}})
    assert form is not None
    assert form.sheet == {"family": (4,)}


def test_only_a_form_of_ours_that_was_sent_is_answered_as_one() -> None:
    form = {"callback_id": "closecall", "state": {}}
    assert submitted({"type": "view_submission", "view": form}) is form
    assert submitted({"type": "view_closed", "view": form}) is None
    assert submitted({"type": "view_submission", "view": {"callback_id": "other"}}) is None
    assert submitted({"type": "view_submission", "view": "closecall"}) is None


def test_only_a_form_can_have_another_one_over_it() -> None:
    pressed = {"trigger_id": "1", "actions": [{"action_id": "closecall_learn"}]}
    around: tuple[dict[str, Any], ...] = (
        {},
        {"message": {}},
        {"view": {"type": "home"}},
        {"view": {"type": "modal"}},
    )
    found = [opened({**pressed, **held}) for held in around]
    assert [entry.within for entry in found if entry] == [False, False, False, True]


def test_strange_buttons_open_nothing() -> None:
    for name in ("go.x", "go.100", "go.", "closecall_nothing", "", "²"):
        body = {"view": {"id": "V", **carried()}, "actions": [{"action_id": name}]}
        assert tapped(body) is None
        assert opened({"trigger_id": "1", "actions": [{"action_id": name}]}) is None
