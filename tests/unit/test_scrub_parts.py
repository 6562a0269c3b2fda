"""The small parts under the detectors: folding, check digits, the roster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report import RawText
from bot.scrub import Scrubber, proofs
from bot.scrub.fold import Folded
from bot.scrub.moments import part_of_day
from bot.taxonomy import DayPart
from tests.bench.bench_scrub import PARTS, read

if TYPE_CHECKING:
    from collections.abc import Callable


@given(text=st.text(max_size=60), data=st.data())
def test_a_folded_span_leads_back_into_the_text(text: str, data: st.DataObject) -> None:
    seen = Folded(text)
    start = data.draw(st.integers(0, len(seen.text)))
    end = data.draw(st.integers(start, len(seen.text)))
    first, last = seen.span(start, end)
    if start < end:
        assert 0 <= first < last <= len(text)
        assert Folded(text[first:last]).text.find(seen.text[start:end]) >= 0


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("È già", "E gia"),
        ("ﬁne", "fine"),
        ("\uff11\u0662", "12"),
        ("a\u200bb", "ab"),
        ("\u2019", "'"),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert Folded(typed).text == folded


@given(text=st.text("ab1: .É\u0130²_梯-", max_size=60), first=st.booleans())
def test_every_word_is_found_where_it_begins(text: str, first: bool) -> None:  # noqa: FBT001
    seen = Folded(text)
    asked = sorted(seen.words) if first else ["0", "a", "ab", "0:", "b"]
    for word in asked:
        letters = re.finditer(r"[^\W\d_]+", seen.lower)
        digits = re.finditer(r"\d+", seen.lower)
        runs = digits if word[0] == "0" else letters
        places = [run.start() for run in runs if word[0] == "0" or run[0] == word]
        if len(word) == 2 and word[0] == "0":
            places = [
                at for at in places if re.match(rf"\d+{re.escape(word[1])}", seen.lower[at:])
            ]
        assert list(seen.starts(word)) == places


def test_however_many_words_are_asked_for_each_is_where_it_was() -> None:
    listed = [f"{one}{two}" for one in "abcdefghij" for two in "klmnopqrst"]
    seen = Folded(", ".join(listed) + " 7 " + " ".join(listed))
    places = {word: list(seen.starts(word)) for word in [*listed, "0"]}
    assert all(seen.text[at : at + 2] == word for word in listed for at in places[word])
    assert [len(places[word]) for word in listed] == [2] * 100
    assert seen.text[places["0"][0]] == "7"
    assert list(seen.starts("never")) == []


PROOFS: Final[tuple[tuple[Callable[[str], bool], str], ...]] = (
    (proofs.card, "4111 1111 1111 1111"),
    (proofs.card, "3782 822463 10005"),
    (proofs.iban, "DE89 3704 0044 0532 0130 00"),
    (proofs.codice_fiscale, "RSSMRA85T10A562S"),
    (proofs.nir, "1 85 05 78 006 084 91"),
    (proofs.steuer_id, "86095742719"),
    (proofs.dni, "12345678Z"),
    (proofs.dni, "X1234567L"),
    (proofs.partita_iva, "12345670017"),
)


@pytest.mark.parametrize(("proof", "number"), PROOFS)
def test_a_check_digit_holds_and_no_other_digit_does(
    proof: Callable[[str], bool], number: str
) -> None:
    assert proof(number)
    last = number[-1]
    others = "0123456789" if last.isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert not any(proof(number[:-1] + other) for other in others if other != last)


@pytest.mark.parametrize("number", ["000-12-3456", "666-12-3456", "912-12-3456", "123-00-4567"])
def test_social_security_numbers_that_are_never_issued(number: str) -> None:
    assert not proofs.ssn(number)


def test_every_hour_has_a_part_of_the_day() -> None:
    assert {part_of_day(hour) for hour in range(24)} == set(DayPart)
    assert [part_of_day(hour) for hour in (4, 5, 12, 19)] == [
        DayPart.NIGHT,
        DayPart.MORNING,
        DayPart.AFTERNOON,
        DayPart.NIGHT,
    ]


LISTED: Final = Scrubber(
    "en",
    roster=(
        "Luca Moretti",
        "Sarah O'Brien",
        "William Byers",
        "Michael Okon",
        "José Núñez",
        "Li Wu",
    ),
)
ROSTER: Final = (
    ("moretti fell", "[person] fell"),
    ("Moretti, Luca fell", "[person] fell"),
    ("L. Moretti's ladder", "[person]'s ladder"),
    ("Luca M. fell", "[person] fell"),
    ("Moreti fell", "[person] fell"),
    ("Morotti fell", "[person] fell"),
    ("Moertti fell", "[person] fell"),
    ("Morrettti fell", "Morrettti fell"),
    ("Morotto fell", "Morotto fell"),
    ("Moterti fell", "Moterti fell"),
    ("Voretti fell", "Voretti fell"),
    ("Morettini fell", "Morettini fell"),
    ("sarah o'brien fell", "[person] fell"),
    ("Mike Okon fell", "[person] fell"),
    ("Bill Byers fell", "[person] fell"),
    ("the bill was late", "the bill was late"),
    ("jose nunez fell", "[person] fell"),
    ("Li Wu fell", "[person] fell"),
    ("limoretti fell", "limoretti fell"),
)


@pytest.mark.parametrize(("text", "safe"), ROSTER)
def test_the_roster_is_found_as_people_write_it(text: str, safe: str) -> None:
    assert LISTED.scrub(RawText(text)).safe.text == safe


def test_two_languages_share_one_automaton_and_each_says_its_own_words() -> None:
    english, italian = (Scrubber(language, ("Paola Moretti",)) for language in ("en", "it"))
    assert english._hints is italian._hints
    told = RawText("Dottor Moretti fell at gate 4, ask ann@example.org")
    found = [each.scrub(told).detections for each in (english, italian)]
    assert [one.start for one in found[0]] == [one.start for one in found[1]]
    assert {one.becomes for one in found[0]}.isdisjoint(one.becomes for one in found[1])


EVERYONES: Final = Scrubber("en")
LABELLED: Final = tuple(text for part in PARTS for text in read(part))


def _missed(scrubber: Scrubber, text: str) -> list[str]:
    """The detectors that would find something in `text` and are not asked."""
    seen = Folded(text)
    asked = {scrubber._order[one] for one in scrubber._hints.Match(seen.text.encode()) or ()}
    never = (row for at, row in enumerate(scrubber._detectors) if at not in asked)
    return [row.name for row in never if any(row.find(seen))]


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_hint_occurs_in_every_text_in_which_its_detector_finds_something(language: str) -> None:
    scrubber = Scrubber(language)
    assert {
        text.words: found for text in LABELLED if (found := _missed(scrubber, text.words))
    } == {}


SPANS: Final = (
    ("numeric date", "3/4/2024", "3. 4. 24", "2024-04-03", "on 12 / 11 / 24"),
    ("calendar day", "4 July", "July 4", "on the first of June", "il 3 maggio", "Mar. 4"),
    ("ticket", "INC0012345", "WO-123", "JIRA-77", "SR_4411"),
    ("codice fiscale", "RSSMRA85T10A562S", "rssmra 85t10 a562s", "RSSMRA8RTMLA5SNS"),
    ("clock time", "0430 hrs", "1420 local", "2215Z", "0700 hours"),
    ("street address", "12 N. Elm Street", "7a, Old Mill Rd", "via Roma 4", "frazione Alta 12"),
    ("handle", "@bob.k", "(@marta88", "<@kim7"),
    ("slack mention", "U07AB12CD", "@W0123ABCD", "<@U07AB12CD>"),
    ("password by keyword", "pins: x9y8z7", "wifi_password = aB3dE", "PIN is 4471!"),
    ("phone by keyword", "ext 4411", "interno:221", "phone (020) 11", "tel.4411"),
    ("titled name", "Mr Bell", "Dr. Okon", "sig.ra  Verdi", "Capt O'Neil"),
)


@pytest.mark.parametrize(
    ("detector", "span"), [(name, span) for name, *spans in SPANS for span in spans]
)
@given(before=st.text(" aé1_.(/\n李", max_size=2), after=st.text(" aé1_.)/\n李", max_size=2))
@settings(max_examples=40, deadline=None)
def test_a_hint_knows_what_may_stand_beside_a_span(
    detector: str, span: str, before: str, after: str
) -> None:
    assert detector not in _missed(EVERYONES, f"{before}{span}{after}")
