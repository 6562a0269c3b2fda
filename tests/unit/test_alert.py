"""The alert: coded answers only, once per urgent report, in the transaction that accepts it."""

from __future__ import annotations

import pytest

from bot.alert import Alert
from bot.report import Line, Record
from bot.taxonomy import Barrier, Family, Gravity, Kind, Severity
from bot.words import Language, Words
from tests.builders import STORY, TOKEN, Told, chose
from tests.fakes import Killed, MemoryWriter

NOW = ("safety", "fall_from_height", "not_stopped", "serious", "now")
WINDOW = (*NOW[:-1], "window")
FALL = Alert(Family.SAFETY, Kind.FALL_FROM_HEIGHT, Severity.SERIOUS, running=True)


def record(**codes: str) -> Record:
    lines = (Line(name, name, "A secret word.", (code,)) for name, code in codes.items())
    return Record("en", (Line("story", "Story", STORY), *lines))


def test_an_urgent_report_raises_one_alert_made_of_its_coded_answers() -> None:
    told = Told()
    told.hear(told.at_record(taps=NOW), chose("send"))
    assert [one.alert for one in told.outbox.waiting()] == [FALL]


def test_a_report_that_can_wait_raises_none() -> None:
    told = Told()
    told.hear(told.at_record(taps=WINDOW), chose("send"))
    told.filed()
    assert told.outbox.waiting() == ()
    assert len(told.reports()) == 2


def test_the_same_urgent_report_again_raises_no_second_alert() -> None:
    told = Told()
    for _ in range(2):
        told.hear(told.at_record(TOKEN, taps=NOW), chose("send"))
    assert len(told.reports()) == 1
    assert len(told.outbox.waiting()) == 1


@pytest.mark.parametrize("last", range(4))
def test_a_crash_anywhere_leaves_report_and_alert_together_and_repeating_heals(last: int) -> None:
    told = Told()
    at = told.at_record(TOKEN, taps=NOW)
    left = last

    def die(_step: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    told.writer = MemoryWriter(*told.writer.stores, after=die)
    try:
        told.hear(at, chose("send"))
    except Killed:
        assert len(told.outbox.waiting()) == len(told.reports())
    told.writer = told.fresh_writer()
    told.hear(told.at_record(TOKEN, taps=NOW), chose("send"))
    assert (len(told.reports()), len(told.outbox.waiting())) == (1, 1)


def test_without_a_review_channel_an_urgent_report_is_taken_all_the_same() -> None:
    told = Told()
    told.intake = told.fresh_intake(alerting=False)
    told.hear(told.at_record(taps=NOW), chose("send"))
    assert len(told.reports()) == 1
    assert told.outbox.waiting() == ()


@pytest.mark.parametrize("language", Language)
def test_the_message_holds_labels_and_never_a_word_of_the_story(language: Language) -> None:
    words = Words(language)
    text = FALL.said(words)
    for code in (Family.SAFETY, Kind.FALL_FROM_HEIGHT, Severity.SERIOUS):
        assert words.label(code) in text
    assert "closecall inbox" in text
    assert "ladder" not in text


def test_the_message_is_what_a_reviewer_reads() -> None:
    assert FALL.said(Words(Language.EN)).splitlines() == [
        "Urgent close call: Safety · Fall from a height",
        "Worst credible outcome: Someone hurt, or data or goods lost",
        "Not stopped yet.",
        "The report itself is sealed. Whoever is on duty, please open it now: `closecall inbox`.",
    ]


def test_of_a_concern_the_alert_says_only_that_there_is_one() -> None:
    alert = Alert.of(record(family="concern", kind="retaliation", gravity=Gravity.HARM))
    assert alert == Alert(Family.CONCERN)
    assert "etaliation" not in alert.said(Words(Language.EN))


def test_the_graver_of_two_answers_counts() -> None:
    """A reversing vehicle near a person is at least serious, whatever the reporter thinks."""
    told = record(family="safety", kind="vehicle_reversing", worst="little", severity="serious")
    assert Alert.of(told).worst is Severity.SERIOUS


def test_codes_that_this_version_does_not_know_are_left_out() -> None:
    told = record(family="weather", kind="hail", worst="wet", barrier=Barrier.NOT_STOPPED)
    assert Alert.of(told) == Alert(Family.UNSURE, running=True)


@pytest.mark.parametrize(
    "alert", [FALL, Alert(Family.CONCERN), Alert(Family.CYBER, worst=Gravity.HARM)]
)
def test_an_alert_comes_back_from_its_text(alert: Alert) -> None:
    assert Alert.decode(alert.encode()) == alert


def test_what_a_newer_version_asked_for_is_an_alert_all_the_same() -> None:
    text = '{"family":"weather","kind":"hail","running":true,"worst":"critical"}'
    assert Alert.decode(text) == Alert(Family.UNSURE, None, Severity.CRITICAL, running=True)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"family":"weather"}', "7"])
def test_anything_else_is_not_an_alert(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
        Alert.decode(text)
