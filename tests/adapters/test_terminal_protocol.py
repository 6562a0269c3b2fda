"""`closecall chat --json`: one JSON object a line, and nothing that comes in can break it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreBusy
from tests.builders import STORY, Told
from tests.fakes import MemoryWriter
from tests.terminal_talk import FILED, only, prompts, speak

if TYPE_CHECKING:
    from pathlib import Path


def test_six_answers_file_a_report(tmp_path: Path) -> None:
    told = Told()
    events = speak(told, tmp_path, *FILED)
    assert prompts(events) == [
        *("story", "family", "kind", "barrier", "worst", "confirm"),
        "more",
    ]
    receipt = only(events, "receipt")[0]
    assert len(receipt["words"].split()) == 8
    assert len(receipt["digits"]) == 25
    assert len(told.reports()) == 1


def test_a_prompt_has_the_fields_of_the_protocol_and_a_record_only_at_the_end(
    tmp_path: Path,
) -> None:
    asked = only(speak(Told(), tmp_path, *FILED[:5]), "prompt")
    fields = {"type", "key", "kind", "text", "choices", "optional"}
    assert [set(event) for event in asked[:-1]] == [fields] * 5
    assert set(asked[-1]) == fields | {"record"}
    assert STORY in asked[-1]["record"]
    assert asked[1]["choices"][0] == {"id": "safety", "label": "Safety"}
    assert {event["kind"] for event in asked} == {"text", "one", "confirm"}


def test_every_line_is_flushed_before_the_next_is_read(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path)
    assert prompts(events) == ["story"]


def test_an_end_of_input_in_the_middle_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    told = Told()
    events = speak(told, tmp_path, *FILED[:4])
    assert events[-1] == {"type": "over", "reason": "cancelled"}
    assert told.reports() == []
    assert set(told.drafts.rows.values()) == {None}


def test_an_end_of_input_after_the_words_keeps_the_report(tmp_path: Path) -> None:
    told = Told()
    events = speak(told, tmp_path, *FILED)
    assert events[-1] == {"type": "over", "reason": "finished"}
    assert len(told.reports()) == 1


@pytest.mark.parametrize(
    "line",
    [
        b'{"say": "\xff\xfe"}',
        b"not json",
        b"[1, 2]",
        b'"text"',
        b"null",
        b"{}",
        b'{"say": 7}',
        b'{"say": null}',
        b'{"say": ["a"]}',
        b'{"say": "\\ud800 half a pair"}',
        b'{"choose": 1}',
        b'{"choose": [1]}',
        b'{"choose": "aliens"}',
        b'{"choose": ["safety", "cyber"]}',
        b'{"choose": []}',
        b'{"command": "explode"}',
        b'{"command": 3}',
        b'{"say": "a", "choose": "b"}',
        b'{"shout": "a"}',
        b"[" * 100_000,
        b"9" * 10_000,
        b'{"say": ""}',
        b'{"say": "x"}',
        b'{"say": "\\u0000\\u0007"}',
    ],
)
def test_what_does_not_fit_is_an_error_and_the_same_prompt_again(
    line: bytes, tmp_path: Path
) -> None:
    events = speak(Told(), tmp_path, FILED[0], line)
    assert prompts(events) == ["story", "family", "family"]
    assert len(only(events, "error")) == 1


def test_half_a_character_is_not_taken_for_a_story(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, b'{"say": "The \\ud83d ladder was much too short."}')
    assert prompts(events) == ["story", "story"]
    assert "not of this protocol" in only(events, "error")[0]["text"]


@pytest.mark.parametrize("story", ["", "x", " ", "\x00\x00\x00", "short", "x" * 100_000])
def test_a_story_that_cannot_be_kept_is_asked_again(story: str, tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, {"say": story})
    assert prompts(events) == ["story", "story"]
    assert only(events, "error")


@pytest.mark.parametrize(
    "story",
    [
        "The forklift 🚜 nearly hit the shelf 😱 and stopped.",
        "كاد الصندوق أن يسقط على زميل في المستودع اليوم",
        "The bottle\x00 almost\x07 fell from the\x1b[31m shelf.",
        "Die Tür klemmte, beinahe wäre die Leiter gefallen.",
    ],
)
def test_any_script_is_heard_and_control_characters_never_come_back(
    story: str, tmp_path: Path
) -> None:
    events = speak(Told(), tmp_path, {"say": story}, *FILED[1:5])
    record = only(events, "prompt")[-1]["record"]
    assert not {"\x00", "\x07", "\x1b"} & set(record)
    assert len(record) > len(story)


def test_a_choice_of_an_earlier_question_is_an_error_and_changes_nothing(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, FILED[0], FILED[1], FILED[1])
    assert prompts(events) == ["story", "family", "kind", "kind"]
    assert len(only(events, "error")) == 1


@pytest.mark.parametrize("answered", range(6))
def test_cancel_works_at_every_question(answered: int, tmp_path: Path) -> None:
    told = Told()
    events = speak(told, tmp_path, *FILED[:answered], {"command": "cancel"})
    assert events[-1] == {"type": "over", "reason": "cancelled"}
    assert told.reports() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["help", "learn", "privacy", "lessons"])
def test_side_doors_come_back_to_the_same_question(command: str, tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, FILED[0], {"command": command})
    assert prompts(events) == ["story", "family", "family"]


def test_the_words_open_the_way_back(tmp_path: Path) -> None:
    told = Told()
    words = only(speak(told, tmp_path, *FILED), "receipt")[0]["words"]
    events = speak(told, tmp_path, {"command": "check"}, {"say": words})
    assert prompts(events) == ["story", "words", "case"]


def test_a_database_that_fails_is_a_sentence_and_the_talk_goes_on(tmp_path: Path) -> None:
    told = Told()
    parts: list[str] = []

    def busy_once(part: str) -> None:
        parts.append(part)
        if len(parts) == 3:
            raise StoreBusy

    writer = MemoryWriter(told.drafts, told.spool, told.cases, before=busy_once)
    events = speak(told, tmp_path, FILED[0], FILED[1], *FILED[1:], writer=writer)
    error = only(events, "error")
    assert len(error) == 1
    assert error[0]["text"].startswith("Another process holds the database.")
    assert "again" in error[0]["text"]
    assert prompts(events)[:4] == ["story", "family", "family", "kind"]
    assert len(told.reports()) == 1


def test_a_database_that_fails_at_cancel_lets_the_person_go_and_says_so(tmp_path: Path) -> None:
    told = Told()
    parts: list[str] = []

    def gone(part: str) -> None:
        parts.append(part)
        if len(parts) > 2:
            raise StoreBusy

    writer = MemoryWriter(told.drafts, told.spool, told.cases, before=gone)
    events = speak(told, tmp_path, FILED[0], {"command": "cancel"}, writer=writer)
    assert [event["type"] for event in events[-2:]] == ["error", "over"]
    assert "you can answer again" not in events[-2]["text"]
    assert told.reports() == []


def test_no_error_repeats_what_was_said(tmp_path: Path) -> None:
    canary = "Zebedee Quux"
    events = speak(
        Told(),
        tmp_path,
        FILED[0],
        {"choose": canary},
        {"command": canary},
        {"shout": canary},
        canary.encode(),
        {"say": canary},
    )
    assert len(only(events, "error")) == 5
    assert canary not in json.dumps(events)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(st.binary(max_size=60), max_size=6))
def test_no_bytes_on_the_pipe_break_the_protocol(lines: list[bytes], tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, *lines)
    assert events[-1]["type"] == "over"
    assert {event["type"] for event in events} <= {"prompt", "notice", "error", "over"}
