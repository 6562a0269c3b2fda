"""The receipt as people type it: all 1296 words with every single edit of each."""

from __future__ import annotations

import string
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import receipt

NUMBERS = st.integers(min_value=0, max_value=receipt.LIMIT - 1)
OTHERS = receipt.words(123_456_789_012_345_678_901_234)


def distance(one: str, other: str) -> int:
    """Levenshtein distance, written down plainly, apart from the code under test."""
    above = list(range(len(other) + 1))
    for row, a in enumerate(one, 1):
        line = [row]
        for column, b in enumerate(other, 1):
            line.append(min(above[column] + 1, line[-1] + 1, above[column - 1] + (a != b)))
        above = line
    return above[-1]


def edits(word: str) -> set[str]:
    """Every text one letter away from a word."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    inserted = {a + letter + b for a, b in cuts for letter in string.ascii_lowercase}
    removed = {a + b[1:] for a, b in cuts if b}
    replaced = {a + letter + b[1:] for a, b in cuts if b for letter in string.ascii_lowercase}
    return (inserted | removed | replaced) - {word}


def shortened(word: str) -> set[str]:
    """A word without none, one and two of its letters."""
    return {
        "".join(letters)
        for left in range(max(len(word) - 2, 0), len(word) + 1)
        for letters in combinations(word, left)
    }


def swaps(word: str) -> set[str]:
    """Every text with two neighbouring letters of a word swapped."""
    return {
        word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)
    } - {word}


def test_the_list_is_the_effs_short_list_two() -> None:
    assert len(receipt.WORDS) == len(set(receipt.WORDS)) == 1296
    assert list(receipt.WORDS) == sorted(receipt.WORDS)
    assert (receipt.WORDS[0], receipt.WORDS[-1]) == ("aardvark", "zucchini")
    assert 1296**8 == receipt.LIMIT < 10**receipt.DIGITS


def test_every_word_has_three_letters_of_its_own() -> None:
    assert len({word[:3] for word in receipt.WORDS}) == 1296


def test_any_two_words_are_at_least_three_edits_apart() -> None:
    """What is two edits apart is the same once at most two letters of each are left out."""
    alike: dict[str, set[str]] = {}
    for word in receipt.WORDS:
        for rest in shortened(word):
            alike.setdefault(rest, set()).add(word)
    pairs = {pair for words in alike.values() for pair in combinations(sorted(words), 2)}
    assert len(pairs) > 300
    assert [pair for pair in pairs if distance(*pair) < 3] == []


@pytest.mark.parametrize("other", ["aardvark", "ardvrk", "aardvarks", "zardvork", "aadrvark"])
def test_two_edits_leave_something_alike(other: str) -> None:
    assert distance("aardvark", other) < 3
    assert shortened("aardvark") & shortened(other)


def test_every_single_edit_of_every_word_has_one_correction() -> None:
    known = {word: index for index, word in enumerate(receipt.WORDS)}
    claimed: dict[str, str] = {}
    for word in receipt.WORDS:
        for typo in edits(word):
            assert claimed.setdefault(typo, word) == word
            assert typo not in known


@pytest.mark.parametrize("letter", string.ascii_lowercase)
def test_parse_corrects_every_single_edit(letter: str) -> None:
    wrong = []
    for index, word in enumerate(receipt.WORDS):
        if not word.startswith(letter):
            continue
        wrong += [typo for typo in edits(word) if receipt._corrected(typo) != index]
    assert wrong == []


def test_parse_corrects_two_swapped_letters_unless_that_is_one_edit_of_another_word() -> None:
    stray = {}
    for index, word in enumerate(receipt.WORDS):
        for typo in swaps(word):
            found = receipt._corrected(typo)
            if found != index:
                stray[typo] = None if found is None else receipt.WORDS[found]
    assert stray.keys() <= {typo for word in set(stray.values()) if word for typo in edits(word)}
    assert len(stray) < 20


@given(NUMBERS)
def test_words_and_digits_both_lead_back_to_the_number(number: int) -> None:
    said = receipt.words(number)
    assert len(said) == 8
    assert receipt.parse(" ".join(said)) == number
    assert receipt.parse(receipt.digits(number)) == number
    assert len(receipt.digits(number)) == 25


@given(NUMBERS, st.data())
def test_one_typo_in_each_word_still_leads_back(number: int, data: st.DataObject) -> None:
    typed = [data.draw(st.sampled_from(sorted(edits(word)))) for word in receipt.words(number)]
    assert receipt.parse(" ".join(typed)) == number


@given(NUMBERS)
def test_the_first_three_letters_are_enough(number: int) -> None:
    typed = [word.replace("-", "")[:3] for word in receipt.words(number)]
    assert receipt.parse(" ".join(typed)) == number
    assert receipt.parse(" ".join(typed).upper()) == number


@given(NUMBERS, st.integers(min_value=3, max_value=10))
def test_any_longer_beginning_is_enough(number: int, length: int) -> None:
    typed = [word.replace("-", "")[:length] for word in receipt.words(number)]
    whole = [receipt._word(beginning, {}, abbreviated=False) for beginning in typed]
    if length == 3 or None in whole:  # else: eight beginnings that are eight typos of other words
        assert receipt.parse("-".join(typed)) == number


@pytest.mark.parametrize(
    "dress",
    [
        str.upper,
        str.title,
        lambda text: text.replace(" ", ", ") + ".",
        lambda text: text.replace(" ", "-"),
        lambda text: text.replace(" ", "\n"),
        lambda text: "\u200b" + text.replace(" ", "\u00a0\u00a0"),
        lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in text),
        lambda text: "\n".join(f"{n}. {word}" for n, word in enumerate(text.split(), 1)),
        lambda text: f"«{text}»",
        lambda text: text.replace("a", "à"),
        lambda text: text[:2] + "\u00ad" + text[2:],
    ],
)
def test_case_punctuation_numbering_and_width_do_not_matter(dress: object) -> None:
    assert callable(dress)
    number = 7 * 1296**5 + 1234
    assert receipt.parse(dress(" ".join(receipt.words(number)))) == number


def test_a_stray_space_inside_any_word_is_forgiven() -> None:
    number = receipt.parse(" ".join(OTHERS))
    text = " ".join(OTHERS)
    for at in range(1, len(text)):
        assert receipt.parse(text[:at] + " " + text[at:]) == number


def test_a_missing_space_between_two_words_is_forgiven() -> None:
    number = receipt.parse(" ".join(OTHERS))
    for at in range(7):
        text = " ".join(OTHERS[: at + 1]) + " ".join(("", *OTHERS[at + 1 :])).lstrip()
        assert receipt.parse(text) == number


def test_the_word_with_a_hyphen_is_read_in_every_way_people_write_it() -> None:
    index = receipt.WORDS.index("yo-yo")
    number = sum(index * 1296**power for power in range(8))
    for written in ("yo-yo", "yoyo", "YO YO", "yo\u2011yo"):
        mixed = " ".join((written, *receipt.words(number)[1:4], *OTHERS[4:]))
        expected = " ".join(("yo-yo", *receipt.words(number)[1:4], *OTHERS[4:]))
        assert receipt.parse(mixed) == receipt.parse(expected) is not None
    other = "yogo"  # one letter from `pogo`, two from `yo-yo`
    assert receipt.parse(" ".join((other, *OTHERS[1:]))) == receipt.parse(
        " ".join(("pogo", *OTHERS[1:]))
    )


def test_digits_may_be_grouped_and_come_from_any_script() -> None:
    number = 42 * 1296**6
    plain = receipt.digits(number)
    grouped = " ".join(plain[at : at + 5] for at in range(0, 25, 5))
    arabic = plain.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    for typed in (grouped, grouped.replace(" ", "-"), f"({plain})", arabic):
        assert receipt.parse(typed) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "🙂🙂🙂",
        "1" * 24,
        "1" * 26,
        "9" * 25,
        "aardvark",
        " ".join(OTHERS[:7]),
        " ".join((*OTHERS, OTHERS[0])),
        " ".join((*OTHERS[:7], "qqqqq")),
        " ".join((*OTHERS, *OTHERS)),
        "aardvark " * 100_000,
        "The ladder was too short and I nearly fell off it",
        "Someone left the gate open again last night sadly",
        "A pallet fell two metres from me today",
        "il muletto ha quasi preso un collega ieri",
    ],
)
def test_what_is_not_a_receipt_is_nothing(text: str) -> None:
    assert receipt.parse(text) is None


@given(st.text(max_size=500))
def test_parse_answers_every_text(text: str) -> None:
    found = receipt.parse(text)
    assert found is None or 0 <= found < receipt.LIMIT


def test_a_wrong_order_is_another_number() -> None:
    turned = (*OTHERS[1:], OTHERS[0])
    assert receipt.parse(" ".join(turned)) not in {None, receipt.parse(" ".join(OTHERS))}


@pytest.mark.parametrize("number", [-1, receipt.LIMIT, receipt.LIMIT + 1])
def test_numbers_outside_the_range_have_no_words(number: int) -> None:
    with pytest.raises(ValueError, match="receipt"):
        receipt.words(number)
    with pytest.raises(ValueError, match="receipt"):
        receipt.digits(number)


def test_draw_throws_away_what_would_favour_small_numbers() -> None:
    rolls = iter([b"\xff" * 11, receipt.LIMIT.to_bytes(11, "big"), (5).to_bytes(11, "big")])
    assert receipt.draw(lambda size: next(rolls)[:size]) == 5


def test_draw_takes_eighty_three_bits_as_they_fall() -> None:
    for number in (0, 1, receipt.LIMIT // 2, receipt.LIMIT - 1):
        above = number | (0b10101 << 83)  # what lies above the 83rd bit does not matter
        assert receipt.draw(partial(_rolled, above)) == number


def _rolled(number: int, size: int) -> bytes:
    return number.to_bytes(size, "big")
