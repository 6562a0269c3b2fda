"""The Slack door as an operator runs it: a process, Slack's edge on loopback, a person's forms."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest

from tests.adapters.slack.edge import BOT
from tests.adapters.slack.forms import Form
from tests.adapters.slack.people import Http, Human
from tests.adapters.slack.serving import STORY, cases, over_http, silent, socket_mode, words

if TYPE_CHECKING:
    from tests.adapters.slack.edge import Edge
    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World


def test_a_report_over_socket_mode_and_the_way_back(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    form = ann.shortcut()
    assert "Slack knows that you opened me" in form.said
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    second = ann.send(form)
    second.pick("barrier", "A rule")
    second.pick("worst", "Little")
    record = ann.send(second)
    assert f"What almost happened: {STORY}" in record.said
    eight = words(ann.send(record).said)
    check = ann.button("closecall_check")
    check.type("words", eight)
    page = ann.send(check)
    assert any(label.startswith("Withdraw") for label in page.buttons)
    assert served.end() == 0
    silent(served, *eight.split())
    assert cases(world) == 1
    assert {name for name, _ in edge.calls} <= {
        *("auth.test", "apps.connections.open", "views.open")
    }


def test_a_report_over_signed_http(world: World, edge: Edge, services: list[Served]) -> None:
    served, http = over_http(world, edge, services)
    ann = Human(edge, http)
    record = ann.at_record(STORY)
    menu = ann.tap(record, "Change")
    worst = ann.tap(menu, "Worst")
    worst.pick("worst", "Life")
    words(ann.send(ann.send(worst)).said)
    with pytest.raises(HTTPError, match="401"):
        Http(http.port, "another0secret0of0somebody").post("interactive", {"type": "shortcut"})
    assert served.end() == 0
    silent(served)
    assert cases(world) == 1


def test_every_way_in_opens_a_form_and_takes_nothing_along(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    assert ann.shortcut("closecall_this").asks == ["story", "kind"]
    assert "canary" not in str(edge.named("views.open"))
    assert "I did not read what stood after" in ann.command("canary words").said
    assert ann.command().asks == ["story", "kind"]
    assert ann.below("closecall_report").asks == ["story", "kind"]
    assert ann.below("closecall_lessons").said
    assert ann.beside(ann.button("closecall_report"), "What is a near miss").said
    assert "near miss" in ann.button("closecall_learn").said.lower()
    assert ann.button("closecall_privacy").said
    assert ann.button("closecall_lessons").said
    home = ann.home()
    assert home["user_id"] == "U0CANARY77"  # Slack asks for it; no listener saw it
    assert "closecall_report" in str(home["view"])
    served.end()
    silent(served, "canary words")


def test_killed_at_every_step_the_old_form_goes_on(
    world: World, edge: Edge, services: list[Served]
) -> None:
    ann = Human(edge, edge)
    served = socket_mode(world, edge, services)
    form = ann.shortcut()
    served.end(signal.SIGKILL)
    edge.until(lambda: not edge.links)
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    served = socket_mode(world, edge, services)
    second = ann.send(form)
    served.end(signal.SIGKILL)
    edge.until(lambda: not edge.links)
    second.pick("barrier", "A rule")
    second.pick("worst", "Little")
    served = socket_mode(world, edge, services)
    record = ann.send(second)
    served.end(signal.SIGKILL)
    edge.until(lambda: not edge.links)
    served = socket_mode(world, edge, services)
    first = words(ann.send(record).said)
    served.end(signal.SIGKILL)
    edge.until(lambda: not edge.links)
    served = socket_mode(world, edge, services)
    assert words(ann.send(record).said) == first
    assert served.end() == 0
    assert cases(world) == 1


def test_forms_sent_twice_and_redelivered_are_one_report(
    world: World, edge: Edge, services: list[Served]
) -> None:
    socket_mode(world, edge, services)
    ann = Human(edge, edge)
    record = ann.at_record(STORY)
    first = ann.submitted(record)
    again = ann.submitted(record, retry_attempt=1, retry_reason="timeout")
    assert words(Human(edge, edge).send(record).said) in str(first).replace("\\n", " ")
    assert str(first).split("```")[1] == str(again).split("```")[1]
    assert cases(world) == 1


def test_closing_a_form_forgets_it(world: World, edge: Edge, services: list[Served]) -> None:
    socket_mode(world, edge, services)
    ann = Human(edge, edge)
    record = ann.at_record(STORY)
    ann.close(record)
    asked = {"auth.test", "apps.connections.open", "views.open"}
    assert {name for name, _ in edge.calls} <= asked  # and says nothing anywhere
    assert "Send" not in str(ann.submitted(record).get("view", {}).get("submit"))
    assert cases(world) == 0


def test_asked_to_reconnect_the_bot_goes_on_with_the_same_form(
    world: World, edge: Edge, services: list[Served]
) -> None:
    socket_mode(world, edge, services)
    ann = Human(edge, edge)
    record = ann.at_record(STORY)
    before = len(edge.named("apps.connections.open"))
    edge.disconnect()
    edge.until(lambda: len(edge.named("apps.connections.open")) > before and edge.links)
    words(ann.send(record).said)
    assert cases(world) == 1


def test_two_replicas_serve_any_page_of_any_form(
    world: World, edge: Edge, services: list[Served]
) -> None:
    _, one = over_http(world, edge, services)
    _, other = over_http(world, edge, services)
    ann, again = Human(edge, one), Human(edge, other)
    record = ann.at_record(STORY)
    first = words(again.send(record).said)
    assert words(ann.send(record).said) == first
    assert cases(world) == 1


def test_pages_of_a_form_come_over_whichever_connection(
    world: World, edge: Edge, services: list[Served]
) -> None:
    socket_mode(world, edge, services)
    socket_mode(world, edge, services)
    edge.linked(2)
    ann = Human(edge, edge)
    record = ann.at_record(STORY)  # its pages alternate between the two
    first = words(ann.send(record).said)
    assert words(ann.send(record).said) == first
    assert cases(world) == 1


def test_slack_that_asks_to_wait_or_is_down_loses_nothing(
    world: World, edge: Edge, services: list[Served]
) -> None:
    limited = (429, {"ok": False, "error": "ratelimited"})
    edge.failing["auth.test"] = [(503, {"ok": False, "error": "down"})]
    edge.failing["views.open"] = [limited]
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    record = ann.at_record(STORY)
    edge.failing["views.update"] = [(500, {"ok": False, "error": "fatal_error"})]
    ann.tap(record, "Change")  # this page is never shown: the record stays in front of them
    served.until("a page was not shown")
    menu = ann.tap(record, "Change")
    words(ann.send(ann.tap(menu, "Nothing")).said)
    assert served.end() == 0
    assert cases(world) == 1


def test_tokens_that_slack_refuses_are_named(
    world: World, edge: Edge, services: list[Served]
) -> None:
    edge.failing["auth.test"] = [(200, {"ok": False, "error": "invalid_auth"})]
    served = socket_mode(world, edge, services)
    served.until("slack refuses a token")
    assert served.end() == 0
    assert BOT not in "".join(served.said)


def test_a_token_revoked_in_the_middle_is_named_and_the_open_form_still_sends(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    record = ann.at_record(STORY)
    edge.failing["views.open"] = [(200, {"ok": False, "error": "token_revoked"})]
    shortcut = {"type": "shortcut", "callback_id": "closecall_open", "trigger_id": "1.2.9"}
    edge.deliver("interactive", {**shortcut, "user": ann.user})
    served.until("slack refuses a token")
    served.until("kind=token_revoked")
    words(ann.send(record).said)
    assert served.end() == 0
    silent(served)
    assert cases(world) == 1


def test_malformed_payloads_are_dropped_and_say_nothing(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served, http = over_http(world, edge, services)
    strange: list[tuple[str, dict[str, object]]] = [
        ("interactive", {"type": "view_submission", "view": {"callback_id": "closecall"}}),
        ("interactive", {"type": "view_submission", "user": "painter", "view": ["painter"]}),
        ("interactive", {"type": "block_actions", "actions": "painter", "trigger_id": 7}),
        ("interactive", {"type": "block_suggestion", "value": "painter"}),
        (
            "events_api",
            {"type": "event_callback", "event": {"type": "message", "text": "painter"}},
        ),
        ("events_api", {"painter": "painter"}),
        ("slash_commands", {"command": "/painter", "text": "painter"}),
    ]
    for kind, payload in strange:
        try:
            http.post(kind, payload)
        except HTTPError as refused:
            assert refused.code in {400, 500}  # noqa: PT017 - it may or may not be refused
    ann = Human(edge, http)
    words(ann.send(ann.at_record(STORY)).said)
    assert served.end() == 0
    silent(served)


def test_one_who_floods_is_told_so_in_the_form_and_others_go_on(
    world: World, edge: Edge, services: list[Served]
) -> None:
    socket_mode(world, edge, services)
    ann = Human(edge, edge)
    form = ann.shortcut()
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    # At once: one after the other, a slow machine would be slower than what one person may do.
    posted = [edge.post("interactive", ann.submission(form)) for _ in range(100)]
    edge.until(lambda: all(envelope in edge.acks for envelope in posted))
    answers = [edge.acks[envelope]["payload"] for envelope in posted]
    slow = [one for one in answers if one["response_action"] == "errors"]
    assert slow
    assert "at once" in str(slow[-1])
    bob = Human(edge, edge, "U0CANARY99")
    words(bob.send(bob.at_record(STORY)).said)
    command = {"command": "/closecall", "text": "", "trigger_id": "1.2.9", "user_id": ann.who}
    posted = [edge.post("slash_commands", command) for _ in range(40)]
    edge.until(lambda: all(envelope in edge.acks for envelope in posted))
    assert any("at once" in edge.acks[one]["payload"].get("text", "") for one in posted)


def test_many_send_at_once_and_every_one_gets_words_of_their_own(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    people = [Human(edge, edge, f"U0CANARY{number}") for number in range(64)]
    records = [
        one.at_record(f"{STORY} It was ladder {chr(97 + n % 26)}.") for n, one in enumerate(people)
    ]
    pairs = zip(people, records, strict=True)
    posted = [edge.post("interactive", one.submission(record)) for one, record in pairs]
    edge.until(lambda: all(envelope in edge.acks for envelope in posted))
    found = {words(Form(edge.acks[one]["payload"]["view"]).said) for one in posted}
    assert len(found) == len(people)
    assert served.end() == 0
    assert cases(world) == len(people)


def test_a_term_signal_answers_what_is_under_way(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    people = [Human(edge, edge, f"U0CANARY{number}") for number in range(8)]
    records = [
        one.at_record(f"{STORY} It was ladder {chr(97 + n % 26)}.") for n, one in enumerate(people)
    ]
    pairs = zip(people, records, strict=True)
    posted = [edge.post("interactive", one.submission(record)) for one, record in pairs]
    edge.until(lambda: any(envelope in edge.acks for envelope in posted))
    assert served.end(signal.SIGTERM) == 0
    edge.until(lambda: not edge.links)
    answered = [one for one in posted if one in edge.acks]
    assert cases(world) == len(answered)
    assert not any("uncaught" in line for line in served.said)
