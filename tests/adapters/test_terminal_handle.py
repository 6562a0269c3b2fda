"""The handle: a crash in Send and the same steps again give one case and the same words."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from adapters.terminal.handle import AT_ONCE, Handle
from bot.errors import StoreReadOnly
from tests.builders import STORY, TOKEN, Told
from tests.fakes import FixedDice, Killed, MemoryWriter
from tests.terminal_talk import FILED, only, prompts, speak

if TYPE_CHECKING:
    from pathlib import Path


def killed(told: Told, home: Path, at: int) -> None:
    """File a report; the power fails after that many parts of work."""
    left = [at]

    def power(_: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    writer = MemoryWriter(told.drafts, told.spool, told.cases, after=power)
    with pytest.raises(Killed):
        speak(told, home, *FILED, writer=writer)


@pytest.mark.parametrize("part", range(1, 11))
def test_killed_anywhere_the_same_steps_give_one_case_and_the_same_words(
    part: int, tmp_path: Path
) -> None:
    told = Told()
    undisturbed = Told()
    (tmp_path / "other").mkdir()
    expected = only(speak(undisturbed, tmp_path / "other", *FILED), "receipt")
    killed(told, tmp_path, part)
    told.intake = told.fresh_intake()
    assert only(speak(told, tmp_path, *FILED), "receipt") == expected
    assert len(told.reports()) == 1


def test_the_next_person_is_never_shown_what_the_last_one_typed(tmp_path: Path) -> None:
    told = Told()
    killed(told, tmp_path, 6)
    events = speak(told, tmp_path)
    assert prompts(events) == ["story"]
    assert STORY not in json.dumps(events)


def test_continue_takes_up_the_talk_where_it_broke_off_and_says_so(tmp_path: Path) -> None:
    told = Told()
    killed(told, tmp_path, 5)
    events = speak(told, tmp_path, {"choose": "send"}, resume=True)
    assert events[0]["text"] == "This is the conversation that broke off here."
    assert prompts(events)[0] == "confirm"
    assert only(events, "receipt")
    assert len(told.reports()) == 1


def test_continue_without_anything_to_continue_begins_anew_and_says_so(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, resume=True)
    assert "new one" in events[0]["text"]
    assert prompts(events) == ["story"]


def test_the_handle_is_there_before_send_and_gone_after_the_words(tmp_path: Path) -> None:
    told = Told()
    killed(told, tmp_path, 5)
    file = tmp_path / "chat.token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) == 43
    speak(told, tmp_path, *FILED)
    assert list(tmp_path.iterdir()) == []


def test_the_way_back_leaves_no_handle_for_the_next_person(tmp_path: Path) -> None:
    told = Told()
    words = only(speak(told, tmp_path, *FILED), "receipt")[0]["words"]
    left = [9]

    def power(_: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    writer = MemoryWriter(told.drafts, told.spool, told.cases, after=power)
    with pytest.raises(Killed):
        speak(
            told,
            tmp_path,
            {"command": "check"},
            {"say": words},
            *[{"command": "help"}] * 9,
            writer=writer,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_second_report_in_one_talk_has_a_handle_of_its_own(tmp_path: Path) -> None:
    told = Told()
    again = [*FILED, {"command": "report"}, {"choose": "leave"}, *FILED]
    events = speak(told, tmp_path, *again)
    assert len(only(events, "receipt")) == 2
    assert len(told.reports()) == 2


def test_two_chats_on_one_home_do_not_share_a_token(tmp_path: Path) -> None:
    with Handle(tmp_path) as first, Handle(tmp_path) as second:
        first.keep(TOKEN)
        assert second.token is None
        second.keep(TOKEN)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["chat-2.token", "chat.token"]
    with Handle(tmp_path) as later:
        assert later.token == TOKEN


def test_more_chats_than_handles_still_work(tmp_path: Path) -> None:
    handles = [Handle(tmp_path) for _ in range(AT_ONCE)]
    told = Told()
    assert only(speak(told, tmp_path, *FILED), "receipt")
    for handle in handles:
        handle.drop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff" * 43, b"A" * 5000])
def test_a_damaged_handle_is_as_good_as_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "chat.token").write_bytes(content)
    with Handle(tmp_path) as handle:
        assert handle.token is None


def test_a_handle_that_cannot_be_written_stops_before_the_first_question(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnly):
        Handle(tmp_path / "nowhere")


def test_a_link_in_the_place_of_the_handle_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "chat.token").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreReadOnly):
        Handle(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_handle_says_nothing_but_its_token(tmp_path: Path) -> None:
    told = Told()
    told.dice = FixedDice("another")
    killed(told, tmp_path, 6)
    content = (tmp_path / "chat.token").read_bytes()
    assert b"ladder" not in content
    assert os.listdir(tmp_path) == ["chat.token"]  # noqa: PTH208 - names only
