"""What holds for every text, and what no text can make slow."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.report import RawText
from bot.scrub import Detection, Scrubbed, Scrubber, Tag
from bot.scrub.overlap import CLOSEST, settle
from bot.scrub.scrubber import _TOKENS

ROSTER: Final = ("Luca Moretti", "Sarah O'Brien", "Giuseppina Verdi", "Li Wu", "Иван Петров")
SCRUBBERS: Final = {
    (language, listed): Scrubber(language, roster=ROSTER if listed else ())
    for language in ("en", "it")
    for listed in (False, True)
}
SECRETS: Final = (
    "hunter2!x",
    "AKIAQ3EGRZT7XWVLPK2M",
    "xoxb-204857-93kdlsQPwoeiru3847",
    "ghp_r8Fq2LwZx7TnB4kVcY1sJd9mHp3EaG6uKo0i",
    "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw2",
)
PIECES: Final = st.sampled_from(
    (
        *(
            "the ladder slid",
            "la scala è caduta",
            "told Priya",
            "at 14:37",
            "Gate 7",
            "badge 4471",
        ),
        *("j.doe@example.com", "+44 20 7946 0958", "Mr Thompson", "via Mazzini 14", "ieri", "["),
        *(
            "]",
            "[person]",
            "[secret]",
            "👷🏽‍♀️",
            "é",
            "\u200b",
            "\u202e",
            "\x00",
            "\n",
            "ﬀ",
            "½",
            "İ",
        ),
        *(
            "Moretti",
            "l. moretti",
            "O'Brien's",
            "<@U07AB12CD>",
            "password:",
            "password is",
            "1",
            "@",
        ),
    )
)
TEXTS: Final = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES).map("".join),
)


@pytest.mark.parametrize("which", SCRUBBERS)
@given(text=TEXTS)
@settings(max_examples=80, deadline=None)
def test_findings_are_sorted_and_disjoint_and_the_rest_is_as_typed(
    which: tuple[str, bool], text: str
) -> None:
    found = SCRUBBERS[which].scrub(RawText(text))
    assert all(0 <= f.start < f.end <= len(text) for f in found.detections)
    assert all(one.end <= two.start for one, two in pairwise(found.detections))
    borders = [0, *(at for f in found.detections for at in (f.start, f.end)), len(text)]
    spared = [text[a:b] for a, b in zip(borders[::2], borders[1::2], strict=True)]
    rebuilt = spared[0] + "".join(
        f.becomes + rest for f, rest in zip(found.detections, spared[1:], strict=True)
    )
    assert found.safe.text == rebuilt


@example(before="password:", secret="hunter2!x", after="", kept=set())
@given(
    before=TEXTS,
    secret=st.sampled_from(SECRETS),
    after=st.lists(PIECES, max_size=4).map(" ".join),
    kept=st.sets(st.integers(0, 40)),
)
@settings(max_examples=200, deadline=None)
def test_no_choice_of_the_reporter_keeps_a_secret(
    before: str, secret: str, after: str, kept: set[int]
) -> None:
    text = f"{before}\npassword: {secret} {after}"
    found = SCRUBBERS["en", True].scrub(RawText(text))
    some = [index for index in kept if index < len(found.detections)]
    for clean in (found.safe, found.mine, found.keeping(some)):
        assert secret not in clean.text


@pytest.mark.parametrize("mention", ["<@U07AB12CD>", "<@W0123ABCD|bob>", "<!subteam^S012AB>"])
@given(before=TEXTS, after=TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_choice_of_the_reporter_keeps_a_mention(mention: str, before: str, after: str) -> None:
    found = SCRUBBERS["it", False].scrub(RawText(f"{before} {mention} {after}"))
    assert mention not in found.mine.text


@given(text=st.lists(PIECES, max_size=10).map(" ".join))
@example(text="password: via Mazzini 14 j.doe@example.com")
@example(text="+44 20 7946 0958 +44 20 7946 0958")
@settings(max_examples=150, deadline=None)
def test_scrubbing_a_safe_text_again_changes_no_mark(text: str) -> None:
    scrubber = SCRUBBERS["en", True]
    safe = scrubber.scrub(RawText(text)).safe
    again = scrubber.scrub(RawText(safe.text))
    assert all(safe.text[f.start : f.end] not in _TOKENS for f in again.detections)
    assert scrubber.scrub(RawText(again.safe.text)).safe == again.safe


BOLD_FOUR, BOLD_ONE = "\U0001d7d2", "\U0001d7cf"
DISGUISES: Final = (
    ("full-width digits", "badge \uff14\uff14\uff17\uff11 here", "badge [number] here"),
    ("zero-width space", "ask j\u200b.doe@exa\u200bmple.com ok", "ask [address] ok"),
    ("soft hyphen", "password: hun\xadter2x", "password: [secret]"),
    ("cyrillic a", "told P\u0440iya ok", "told [person] ok"),
    ("combining accent", "told Jose\u0301 Nu\u0301n\u0303ez ok", "told [person] ok"),
    (
        "mathematical letters",
        f"card {' '.join([BOLD_FOUR + BOLD_ONE * 3, *[BOLD_ONE * 4] * 3])}",
        "card [number]",
    ),
    ("arabic digits", "badge ٤٤٧١ here", "badge [number] here"),
    ("long dashes", "ssn 078\u201305\u20131120", "ssn [number]"),
    ("no-break space", "card 4111\u00a01111\u00a01111\u00a01111", "card [number]"),
)


@pytest.mark.parametrize(("disguise", "text", "safe"), DISGUISES)
def test_a_disguise_does_not_help(disguise: str, text: str, safe: str) -> None:
    assert SCRUBBERS["en", False].scrub(RawText(text)).safe.text == safe, disguise


ADVERSARIAL: Final = (
    *("a", "A", "1", "1 ", "1-", "1.", "@", "a@", "a.", "://", "http://a:b@", "<@", "Aa ", "/"),
    *("told ", "told Aa ", "password ", "password is ", "badge ", "at 14:37 ", "via Roma ", "O'"),
    *("the head ", "eyJ", "eyJaaaaaaaa.", "-", "-----BEGIN PRIVATE KEY-----", "?token=", "AB12"),
    *(
        "1:",
        "::",
        "\u200b",
        "\u0430",
        "😀",
        "É",
        "\n",
        "\n- Aa",
        "J. ",
        "phone me ",
        "x.y/",
        "12 Aa ",
    ),
    *("room A ", "GB82 WEST ", "De ", "K=aB3dE", "Moretti ", "Luca ", "L. ", "Moreti ", "aB3"),
    *("password: aa ", "one two ", "password, ", "\u674e ", "-u a:b", "March the ", '"a '),
    *(
        "told Sipho ",
        "pw: x9y8z7 ",
        "Mr Dlamini, Dlamini ",
        "monday ",
        "+44 20 7946 0958 ",
        "a dot b ",
        "the ",
        "0",
        "#",
        "~",
        "\x00",
        "K=",
        "'",
    ),
)


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    scrubber = SCRUBBERS["en", True]

    def seconds(size: int) -> float:
        raw = RawText((unit * (size // len(unit) + 1))[:size])
        start = time.thread_time()
        scrubber.scrub(raw).mine  # noqa: B018 - the clean text is part of the cost
        return time.thread_time() - start

    seconds(1_000)
    small = min(seconds(10_000) for _ in range(3))
    # Ten times the text: quadratic work would take a hundred times as long, however often it is
    # tried. What else costs time, a collection of a long run's garbage, does not come every time.
    assert any(seconds(100_000) < 50 * max(small, 0.004) for _ in range(6))


def test_many_threads_find_the_same() -> None:
    scrubber = SCRUBBERS["en", True]
    text = RawText(
        "at 14:37 Moretti told j.doe@example.com that password: hunter2 works on 10.0.0.1"
    )
    alone = scrubber.scrub(text)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(scrubber.scrub, [text] * 64)) == {alone}


FOUND: Final = st.builds(
    lambda start, size, *rest: Detection(start, start + size, *rest),
    st.integers(0, 8),
    st.integers(1, 4),
    st.sampled_from(Tag),
    st.sampled_from(("one detector", "another")),
    st.sampled_from(("[one]", "[other]", "morning")),
    st.booleans(),
)


@given(found=st.lists(FOUND, max_size=8), data=st.data())
@settings(max_examples=400, deadline=None)
def test_the_order_in_which_detectors_ran_decides_nothing(
    found: list[Detection], data: st.DataObject
) -> None:
    text = "ab cd-ef ghi"
    assert settle(data.draw(st.permutations(found)), text) == settle(found, text)


@pytest.mark.parametrize(("closer", "other"), list(pairwise(sorted(Tag, key=CLOSEST.__getitem__))))
def test_one_span_is_called_what_the_closest_detector_says(closer: Tag, other: Tag) -> None:
    one, two = Detection(0, 4, closer, "z", "[z]"), Detection(0, 4, other, "a", "[a]")
    assert settle([two, one], "abcdefghij") == (one,)
    firm = two._replace(keepable=False)
    assert settle([one, firm], "abcdefghij") == (firm,), "what cannot be kept comes first"


def test_overlapping_secrets_and_mentions_are_one_secret() -> None:
    mention = Detection(0, 6, Tag.PERSON, "mention", "[person]", keepable=False)
    secret = Detection(4, 9, Tag.SECRET, "secret", "[secret]", keepable=False)
    assert settle([mention, secret], "abcdefghij") == (secret._replace(start=0),)


def test_two_readings_of_an_hour_are_none() -> None:
    readings = [
        Detection(0, 4, Tag.TIME, "clock", what) for what in ("morning", "[time]", "night")
    ]
    assert settle(readings, "6:45 ok") == (readings[1],)


def test_every_kind_has_its_place_among_the_closest() -> None:
    assert sorted(CLOSEST.values()) == list(range(len(Tag)))
    assert min(CLOSEST, key=CLOSEST.__getitem__) is Tag.SECRET


def test_a_finding_beside_a_secret_loses_only_what_the_secret_takes() -> None:
    text = "abcdefghij"
    soft = Detection(0, 8, Tag.ADDRESS, "soft", "[address]")
    firm = Detection(2, 5, Tag.SECRET, "firm", "[secret]", keepable=False)
    settled = settle([soft, firm], text)
    assert Scrubbed(RawText(text), settled).safe.text == "[address][secret][address]ij"
    assert Scrubbed(RawText(text), settled).mine.text == "ab[secret]fghij"


def test_of_two_overlapping_findings_the_longer_wins() -> None:
    short, long = Detection(0, 4, Tag.TIME, "a", "x"), Detection(2, 9, Tag.PLACE, "b", "y")
    assert settle([short, long], "abcdefghij") == (long,)


def test_neighbours_of_one_kind_become_one() -> None:
    one, two = (
        Detection(0, 4, Tag.PERSON, "a", "[person]"),
        Detection(5, 9, Tag.PERSON, "b", "[person]"),
    )
    assert [(f.start, f.end) for f in settle([one, two], "Luca Bell x")] == [(0, 9)]
    assert len(settle([one, two], "Luca\nBell x")) == 2


def test_nothing_of_a_text_shows_in_a_repr() -> None:
    found = SCRUBBERS["en", False].scrub(RawText("told Priya that password: hunter2"))
    assert "Priya" not in repr(found)
    assert "hunter2" not in repr(found)
