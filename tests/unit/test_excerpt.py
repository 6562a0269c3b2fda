"""Excerpts: where they begin and end, what they share, and what no text can do to them."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.excerpt import WIDTH, Mark, columns, excerpts, rows, short

ROOM: Final = 12


def marked(written: str) -> tuple[str, list[Mark]]:
    """A text with its marks: `<was|label>`, `<was>` for one that is not shown again."""
    text, marks, last = "", [], 0
    for one in re.finditer(r"<([^<>|]+)(?:\|([^<>]+))?>", written):
        text += written[last : one.start()]
        marks.append(Mark(len(text), len(text) + len(one[1]), f"«{one[2]}»" if one[2] else ""))
        text += one[1]
        last = one.end()
    return text + written[last:], marks


def shown(written: str, room: int = ROOM) -> list[str]:
    lines, _ = excerpts(*marked(written), room)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


PLACES: Final = (
    ("a whole short sentence", "I told <Al|X> so.", ["- I told «X» so."]),
    (
        "words are not cut",
        "The forklift nearly reversed into <Al|X> and hit the rack behind the door.",
        ["- … reversed into «X» and hit the rack …"],
    ),
    (
        "a word or two more is no reason to cut",
        "The forklift's own driver told <Al|X> and then went home again.",
        ["- … own driver told «X» and then went home again."],
    ),
    (
        "only the sentence itself",
        "It was late. Then <Al|X> fell! Nobody saw it.",
        ["- Then «X» fell!"],
    ),
    (
        "an abbreviation ends no sentence",
        "It was approx. <4|X> or so.",
        ["- It was approx. «X» or so."],
    ),
    ("a marked word may begin the next one", "hit <Al|X> so. <Al> ran", ["- hit «X» so."]),
    ("a line is an end", "on the ramp\nthat <Al|X>\nsaw it", ["- that «X»"]),
    ("glued words stay glued", "<Al|X>'s (and <Bo|Y>'s) own", ["- «X»'s (and «Y»'s) own"]),
    ("neighbours share one", "told <Al|X> and <Bo|Y> so", ["- told «X» and «Y» so"]),
    (
        "those far from each other do not",
        "told <Al|X> that the alarm had been ringing since the start of the shift, said <Bo|Y>",
        ["- told «X» that the alarm had …", "- … of the shift, said «Y»"],
    ),
    ("a repeat is not shown again", "<Al|X> hit <Al> and <Bo|Y>", ["- «X» hit …", "- … and «Y»"]),
    ("nor is half a word beside it", "<Al|X>/<Al>'s mate <Bo|Y>", ["- «X»/…", "- … mate «Y»"]),
    ("white space is one space", "told   <Al|X> \t  so", ["- told «X» so"]),
    (
        "no words to part",
        "昨日はしごから落ちそうになった<Al|X>さん。",
        ["- …から落ちそうになった«X»さん。"],
    ),
    ("nothing around", "<Al|X>", ["- «X»"]),
)


@pytest.mark.parametrize(("what", "written", "lines"), PLACES, ids=[row[0] for row in PLACES])
def test_an_excerpt_holds_the_words_of_its_sentence(
    what: str, written: str, lines: list[str]
) -> None:
    assert shown(written) == lines, what


def test_what_has_no_room_is_not_shown_and_said_to_be_left() -> None:
    written = " and then far away from it another time it was ".join(
        f"<Al|a label that is long enough {n}>" for n in range(9)
    )
    text, marks = marked(written)
    lines, reached = excerpts(text, marks, 5)
    assert sum(map(rows, lines)) <= 5
    assert 0 < reached < 9
    assert [n for n in range(9) if f"enough {n}»" in "".join(lines)] == list(range(reached))
    assert excerpts(text, marks, 0) == ((), 0)


LETTERS: Final = st.text(
    st.sampled_from("ab cé.\n…!「梯。שלום 👷🏽\u200d♀️\U0001f1ee\U0001f1f9e\u0301\u0323")
    | st.characters(exclude_categories=["Cs"]),
    max_size=120,
)


@given(st.lists(LETTERS, min_size=2, max_size=6), st.integers(0, ROOM))
def test_no_text_breaks_the_bound_or_shows_a_marked_letter(between: list[str], room: int) -> None:
    text, marks = between[0], []
    for n, part in enumerate(between[1:]):
        marks.append(Mark(len(text), len(text) + 4, f"«{n}»" if n % 3 else ""))
        text += "\ue000" * 4 + part
    lines, reached = excerpts(text, marks, room)
    assert sum(map(rows, lines)) <= room
    assert all("\ue000" not in line and "\n" not in line for line in lines)
    labels = [f"«{n}»" for n in range(reached) if n % 3]
    assert re.findall(r"«\d»", "".join(lines)) == labels


@given(LETTERS, st.integers(2, 30))
def test_a_shortened_text_fits_and_parts_no_letter(text: str, longest: int) -> None:
    cut = short(text, longest)
    assert columns(cut) <= longest
    if cut == text:
        return
    head, rest = cut[:-1], text[len(cut) - 1 :]
    assert text.startswith(head)
    assert cut[-1] == "…"
    assert not head or unicodedata.category(rest[0])[0] != "M"
    assert not head or rest[0] != "\u200d"
    assert not head.endswith("\u200d")


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("", 1),
        ("a" * WIDTH, 1),
        ("a" * (WIDTH + 1), 2),
        ("a" * (2 * WIDTH), 2),
        (" ".join(["a" * 19] * 4), 2),
        (" ".join(["a" * 20] * 4), 4),
        ("梯" * 21, 2),
        ("e\u0301" * WIDTH, 1),
    ],
)
def test_rows_are_counted_as_a_phone_breaks_them(line: str, count: int) -> None:
    assert rows(line) == count


HOSTILE: Final = (
    "a",
    " ",
    "…",
    ". A",
    "\n",
    "\u0301",
    "\u200d",
    "梯",
    "👷🏽\u200d♀️",
    "\U0001f1ee",
    "«",
    "!",
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_does_not_grow_with_the_text_around(unit: str) -> None:
    def seconds(size: int) -> float:
        side = unit * (size // len(unit))
        text = f"{side}#{side}#{side}"
        marks = [
            Mark(len(side), len(side) + 1, "«X»"),
            Mark(2 * len(side) + 1, 2 * len(side) + 2, "«Y»"),
        ]
        start = time.thread_time()
        for _ in range(20):
            excerpts(text, marks, ROOM)
        return time.thread_time() - start

    small = min(seconds(1_000) for _ in range(3))
    assert any(seconds(100_000) < 20 * max(small, 0.002) for _ in range(6))
