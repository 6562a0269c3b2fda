"""The lines of a record: what an answer adds to it, and what it leaves out."""

from __future__ import annotations

import pytest

from bot.flow.answers import Answers
from bot.flow.record import report
from bot.report import CleanText
from bot.taxonomy import Kind, Severity
from bot.words import Language, Words

WORDS = Words(Language.EN)


def told(worst: Severity) -> Answers:
    """A lorry reversed towards somebody; how bad it could have been is the reporter's word."""
    return (
        Answers((("story", CleanText("A lorry came back, someone jumped.")),))
        .picking("family", ("safety",))
        .picking("kind", (Kind.VEHICLE_REVERSING,))
        .picking("barrier", ("luck",))
        .picking("worst", (worst,))
        .picking("branch", ("yes",))
    )


@pytest.mark.parametrize(
    ("worst", "raised"),
    [
        (Severity.LITTLE, "serious"),
        (Severity.UNKNOWN, "serious"),
        (Severity.SERIOUS, None),
        (Severity.CRITICAL, None),
    ],
)
def test_a_person_in_the_path_adds_a_line_only_where_it_makes_the_severity_worse(
    worst: Severity, raised: str | None
) -> None:
    record = report(told(worst), WORDS)
    assert record.code("severity") == (raised or "")
    assert record.code("worst") == worst
