"""The envelope: framing, padding, labels, and what the ladder lets out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Tampered, TooLong
from bot.photo import MOST_BYTES
from bot.report import CaseId
from bot.sealed import ObjectKind
from storage import envelope
from storage.envelope import (
    HEADER,
    LADDER,
    PHOTO_LADDER,
    Label,
    close,
    framed,
    key_id,
    object_context,
    pad,
    slot_context,
    unpad,
)
from storage.keys import KeyPair
from tests.keyring import flipped

PARTS = st.lists(st.binary(max_size=12), max_size=4)
PAIR = KeyPair(b"k" * 32)


@given(PARTS, PARTS, st.sampled_from(Label), st.sampled_from(Label))
def test_framing_is_injective(one: list[bytes], two: list[bytes], a: Label, b: Label) -> None:
    assert (framed(a, *one) == framed(b, *two)) == ((a, one) == (b, two))


def test_framing_tells_neighbouring_parts_apart() -> None:
    assert framed("obj", b"ab", b"c") != framed("obj", b"a", b"bc") != framed("obj", b"abc")


def test_no_two_labels_are_the_same_bytes() -> None:
    assert len({framed(label) for label in Label}) == len(Label)


def test_a_label_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="not a valid Label"):
        framed("object", b"")


@given(st.binary(max_size=3000))
def test_padding_comes_off_as_it_went_on(content: bytes) -> None:
    padded = pad(content)
    assert len(padded) in LADDER
    assert unpad(padded) == content


@pytest.mark.parametrize("rung", LADDER)
def test_every_rung_is_filled_to_the_last_byte(rung: int) -> None:
    assert len(pad(b"x" * (rung - 4))) == rung
    assert len(pad(b"x" * (rung - 5))) == rung


def test_one_byte_above_the_last_rung_is_refused_with_a_sentence() -> None:
    with pytest.raises(TooLong) as refused:
        pad(b"x" * (envelope.LONGEST + 1))
    assert refused.value.sentence == "This is more than a report can hold."
    assert refused.value.hint


@given(st.binary(max_size=3000))
def test_a_photo_is_padded_to_its_one_rung(content: bytes) -> None:
    padded = pad(content, PHOTO_LADDER)
    assert len(padded) == PHOTO_LADDER[0]
    assert unpad(padded, PHOTO_LADDER) == content
    with pytest.raises(ValueError, match="padding"):
        unpad(padded)


def test_a_photo_has_the_longest_that_its_rung_holds() -> None:
    assert len(pad(bytes(MOST_BYTES), PHOTO_LADDER)) == PHOTO_LADDER[0]
    with pytest.raises(TooLong):
        pad(bytes(MOST_BYTES + 1), PHOTO_LADDER)


@given(st.binary(min_size=1, max_size=900), st.data())
def test_a_tail_that_is_not_zero_is_refused(content: bytes, data: st.DataObject) -> None:
    padded = pad(content)
    at = data.draw(st.integers(4 + len(content), len(padded) - 1))
    with pytest.raises(ValueError, match="padding"):
        unpad(flipped(padded, at))


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"\x00\x00",
        bytes(1023),
        bytes(1025),
        b"\xff\xff\xff\xff" + bytes(1020),
        b"\x00\x00\x03\xfd" + bytes(1020),
        pad(b"short") + bytes(1024),
        b"\x00\x00\x00\x05short" + bytes(2039),
        bytes(128 * 1024),
    ],
)
def test_what_padding_does_not_make_is_refused(block: bytes) -> None:
    with pytest.raises(ValueError, match="padding"):
        unpad(block)


@given(st.binary(max_size=70_000))
def test_only_ladder_sizes_leave_the_seal(content: bytes) -> None:
    if len(content) > envelope.LONGEST:
        with pytest.raises(TooLong):
            close(PAIR.public, b"here", content)
        return
    sealed = close(PAIR.public, b"here", content)
    assert len(sealed) - 1136 - len(HEADER) in LADDER
    assert PAIR.open(b"here", sealed) == content


def test_a_seal_is_different_each_time_and_shows_nothing_of_its_content() -> None:
    content = b"The trailer was not chocked and rolled at the dock." * 9
    one, other = (close(PAIR.public, b"here", content) for _ in range(2))
    assert one != other
    assert not any(content[at : at + 8] in one for at in range(len(content) - 8))


@pytest.mark.parametrize(
    "sealed",
    [b"", HEADER, HEADER + bytes(10), HEADER + bytes(1120), HEADER + bytes(5000)],
)
def test_what_is_too_short_or_empty_does_not_open(sealed: bytes) -> None:
    with pytest.raises(Tampered):
        PAIR.open(b"here", sealed)


def test_a_key_of_a_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="1216"):
        close(PAIR.public[:-1], b"here", b"")


def test_a_key_id_names_the_whole_key() -> None:
    assert len(key_id(PAIR.public)) == 16
    assert key_id(PAIR.public) != key_id(flipped(PAIR.public, -1))


def test_the_seal_of_an_object_is_bound_to_all_that_could_be_swapped() -> None:
    here, there = CaseId(b"h" * 16), CaseId(b"t" * 16)
    contexts = {
        object_context(ObjectKind.NOTE, here, b"1" * 16, b"reader"),
        object_context(ObjectKind.ACTION, here, b"1" * 16, b"reader"),
        object_context(ObjectKind.NOTE, there, b"1" * 16, b"reader"),
        object_context(ObjectKind.NOTE, here, b"2" * 16, b"reader"),
        object_context(ObjectKind.NOTE, here, b"1" * 16, b"another"),
    }
    assert len(contexts) == 5


def test_the_seal_of_a_slot_is_bound_to_all_that_could_be_swapped() -> None:
    here, there = CaseId(b"h" * 16), CaseId(b"t" * 16)
    contexts = {
        slot_context(here, b"case", b"reviewer"),
        slot_context(there, b"case", b"reviewer"),
        slot_context(here, b"other", b"reviewer"),
        slot_context(here, b"case", b"another"),
        slot_context(here, b"reviewer", b"case"),
    }
    assert len(contexts) == 5


def test_a_key_grows_from_its_seed_as_x_wing_says() -> None:
    # draft-connolly-cfrg-xwing-kem-08, appendix C, first vector: seed, start of the public key
    seed = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
    begins = "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5b19cfc3d"
    assert KeyPair(bytes.fromhex(seed)).public.hex().startswith(begins)


def test_the_page_of_formats_names_every_label_and_the_longest_content() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "formats.md").read_text(encoding="utf-8")
    assert [label for label in Label if f"`{label}`" not in page] == []
    assert f"{envelope.LONGEST:,}".replace(",", " ") in page
