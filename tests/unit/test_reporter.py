"""What the reporter may read: signed by a reviewer, for this reporter; nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.errands import Question, Status
from bot.report import CaseId, canonical
from bot.sealed import ObjectKind, Reader, SealedObject
from storage.envelope import close, key_id, object_context
from storage.frames import Address, ForReporter
from storage.keys import Identity, KeyPair
from tests.keyring import (
    LoadedDice,
    Ring,
    flipped,
    found,
    question,
    reporter_key,
    status,
)

RING = Ring()
REPORTER, STRANGER = reporter_key(), reporter_key("stranger")
CASE = RING.case(REPORTER)
HAND = RING.unsealer()
ASKED = HAND.tell(CASE, ObjectKind.QUESTION, question(1, "Was the light on?", ["yes", "no"]))
TOLD = ASKED[1]


def told(kind: ObjectKind, payload: bytes) -> SealedObject:
    """The reporter's copy."""
    return HAND.tell(CASE, kind, payload)[1]


def test_a_signed_question_is_read_with_its_buttons() -> None:
    expected = Question(TOLD.object_id.hex(), "Was the light on?", ("yes", "no"))
    assert RING.reader.question(REPORTER, found(CASE, *ASKED)) == expected
    assert ASKED[0].object_id == TOLD.object_id
    assert HAND.open(CASE, ASKED[0]) == question(1, "Was the light on?", ["yes", "no"])


def test_nothing_said_yet_is_received_without_question_or_preview() -> None:
    assert RING.reader.status(REPORTER, found(CASE)) == Status("received")
    assert RING.reader.question(REPORTER, found(CASE)) is None
    assert RING.reader.preview(REPORTER, found(CASE)) is None


def test_the_newest_of_each_kind_counts_in_any_order() -> None:
    said = [
        told(ObjectKind.STATUS, status(1, "read")),
        told(ObjectKind.STATUS, status(12, "closed", "near_miss", "New mats were laid.")),
        told(ObjectKind.STATUS, status(7, "acting")),
        told(ObjectKind.PREVIEW, canonical({"n": 3, "text": "A draft."})),
        told(ObjectKind.QUESTION, question(9, "Which door?")),
        TOLD,
    ]
    for order in (said, said[::-1]):
        seen = found(CASE, *order)
        assert RING.reader.status(REPORTER, seen) == Status(
            "closed", "near_miss", "New mats were laid."
        )
        asked = RING.reader.question(REPORTER, seen)
        assert asked is not None
        assert (asked.text, asked.choices) == ("Which door?", ())
        assert RING.reader.preview(REPORTER, seen) == "A draft."


def test_an_empty_question_takes_the_last_one_back() -> None:
    withdrawn = told(ObjectKind.QUESTION, question(2, ""))
    assert RING.reader.question(REPORTER, found(CASE, TOLD, withdrawn)) is None
    again = told(ObjectKind.QUESTION, question(3, "Another?"))
    asked = RING.reader.question(REPORTER, found(CASE, TOLD, withdrawn, again))
    assert asked is not None
    assert asked.text == "Another?"


def test_an_empty_preview_takes_the_draft_back() -> None:
    draft = told(ObjectKind.PREVIEW, canonical({"n": 1, "text": "A draft."}))
    back = told(ObjectKind.PREVIEW, canonical({"n": 2, "text": ""}))
    assert RING.reader.preview(REPORTER, found(CASE, draft, back)) is None


def test_a_later_status_does_not_hide_a_waiting_question() -> None:
    later = told(ObjectKind.STATUS, status(2, "investigating"))
    assert RING.reader.question(REPORTER, found(CASE, TOLD, later)) is not None


def test_a_sentence_to_the_reporter_stays_when_the_state_moves_on() -> None:
    """Found by hand: a note, then a finding and an action, and nobody ever read the note."""
    said = [
        told(ObjectKind.STATUS, status(1, "read")),
        told(ObjectKind.STATUS, status(2, "investigating", "", "We have closed that door.")),
        told(ObjectKind.STATUS, status(3, "acting")),
    ]
    seen = RING.reader.status(REPORTER, found(CASE, *said))
    assert seen == Status("acting", "", "We have closed that door.")
    newer = told(ObjectKind.STATUS, status(4, "acting", "", "The lock is here."))
    seen = RING.reader.status(REPORTER, found(CASE, *said, newer))
    assert seen.note == "The lock is here."


def test_the_sentence_of_a_closing_ends_when_the_case_is_opened_again() -> None:
    said = [
        told(ObjectKind.STATUS, status(1, "read", "", "Thank you.")),
        told(ObjectKind.STATUS, status(2, "closed", "near_miss", "New mats were laid.")),
        told(ObjectKind.STATUS, status(3, "investigating")),
    ]
    seen = RING.reader.status(REPORTER, found(CASE, *said))
    assert seen == Status("investigating", "", "Thank you.")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b"[" * 9000,
        canonical({"n": "1", "text": "x", "state": "read"}),
        canonical({"n": True, "text": "x", "state": "read"}),
        canonical({"n": 1, "text": 5, "state": "lost", "choices": "no"}),
    ],
)
def test_a_payload_of_another_shape_is_as_if_it_were_not_there(payload: bytes) -> None:
    said = [told(kind, payload) for kind in (ObjectKind.STATUS, ObjectKind.QUESTION)]
    assert RING.reader.status(REPORTER, found(CASE, *said)) == Status("received")
    assert RING.reader.question(REPORTER, found(CASE, *said)) is None


# --- forgery -------------------------------------------------------------------------------------


def planted(content: bytes, *, kind: ObjectKind = ObjectKind.QUESTION) -> SealedObject:
    """Closed to the reporter by somebody with the database and public keys alone."""
    context = object_context(kind, CASE.case_id, bytes(16), REPORTER.public)
    sealed = close(REPORTER.public, context, content)
    return SealedObject(bytes(16), kind, Reader.REPORTER, sealed)


def unseen(*left: SealedObject, ring: Ring = RING) -> bool:
    """Whether the reporter sees no question."""
    return ring.reader.question(REPORTER, found(CASE, *left)) is None


@pytest.mark.parametrize("head", [b"", bytes(128), bytes(127), HAND.key_id + bytes(112)])
def test_an_unsigned_question_is_not_shown(head: bytes) -> None:
    assert unseen(planted(head + question(5, "Tell us your name.")))


def test_a_forged_question_does_not_hide_a_true_one() -> None:
    lie = planted(bytes(128) + question(99, "Tell us your name."))
    asked = RING.reader.question(REPORTER, found(CASE, lie, TOLD))
    assert asked is not None
    assert asked.text == "Was the light on?"


def signed_by_hand(identity: Identity, address: Address, reader: bytes, payload: bytes) -> bytes:
    """A telling with a signature of somebody's own making."""
    signature = identity.signing.sign(ForReporter.message(address, reader, payload))
    return ForReporter.fresh(identity.key_id, signature, reader, payload).encode()


HERE = Address(CASE.case_id, bytes(16), ObjectKind.QUESTION)
ME = key_id(REPORTER.public)


def test_a_question_signed_by_a_stranger_is_not_shown() -> None:
    stranger = Identity.draw(LoadedDice("nobody"))
    content = signed_by_hand(stranger, HERE, ME, question(5, "Tell us your name."))
    assert unseen(planted(content))
    borrowed = RING.identities["safety"].key_id + content[16:]
    assert unseen(planted(borrowed))


def test_a_question_signed_by_a_removed_reviewer_is_no_longer_shown() -> None:
    ring = Ring()
    assert not unseen(TOLD, ring=ring)
    ring.manifest = ring.manifest.removing(ring.identities["safety"].key_id)
    assert unseen(TOLD, ring=ring)


@pytest.mark.parametrize(
    ("address", "reader"),
    [
        (replace(HERE, case_id=CaseId(b"o" * 16)), ME),
        (replace(HERE, object_id=b"o" * 16), ME),
        (replace(HERE, kind=ObjectKind.PREVIEW), ME),
        (HERE, key_id(STRANGER.public)),
        (HERE, key_id(CASE.case_public)),
    ],
)
def test_a_true_signature_from_elsewhere_cannot_be_replayed(
    address: Address, reader: bytes
) -> None:
    payload = question(5, "Did it happen to you?")
    content = signed_by_hand(RING.identities["safety"], address, reader, payload)
    assert unseen(planted(content))
    as_mine = content[:80] + ME + content[96:]
    assert unseen(planted(as_mine))


def test_a_true_signature_for_this_reporter_is_the_counterproof() -> None:
    payload = question(5, "Did it happen to you?")
    content = signed_by_hand(RING.identities["safety"], HERE, ME, payload)
    assert not unseen(planted(content))
    assert unseen(planted(flipped(content, -2)))
    assert unseen(planted(flipped(content, 20)))


def test_a_question_for_another_reporter_does_not_open() -> None:
    assert RING.reader.question(STRANGER, found(CASE, TOLD)) is None


def test_a_moved_renamed_or_changed_question_is_not_shown() -> None:
    assert unseen(replace(TOLD, object_id=bytes(16)))
    assert unseen(replace(TOLD, sealed=flipped(TOLD.sealed, 5)))
    assert unseen(replace(TOLD, sealed=flipped(TOLD.sealed, -1)))
    assert unseen(replace(TOLD, sealed=TOLD.sealed[:-1]))
    assert unseen(replace(TOLD, sealed=b"CC\x02\x02" + TOLD.sealed[4:]))
    moved = replace(found(CASE, TOLD), case_id=CaseId(bytes(16)))
    assert RING.reader.question(REPORTER, moved) is None
    as_preview = found(CASE, replace(TOLD, kind=ObjectKind.PREVIEW))
    assert RING.reader.preview(REPORTER, as_preview) is None


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_planted_bytes_are_as_if_they_were_not_there(content: bytes) -> None:
    assert unseen(planted(content))


# --- new words -----------------------------------------------------------------------------------


def rekeyed(old: str, new: str, *left: SealedObject) -> tuple[SealedObject, ...]:
    """Everything for the reporter's new key."""
    return RING.reader.rekey(reporter_key(old), reporter_key(new), found(CASE, *left))


def test_new_words_read_all_that_was_left_and_old_words_nothing() -> None:
    said = told(ObjectKind.STATUS, status(4, "acting"))
    anew = rekeyed("reporter", "second", TOLD, said)
    second = reporter_key("second")
    case = replace(CASE, reporter_public=second.public)
    asked = RING.reader.question(second, found(case, *anew))
    assert asked == Question(TOLD.object_id.hex(), "Was the light on?", ("yes", "no"))
    assert RING.reader.status(second, found(case, *anew)) == Status("acting")
    assert RING.reader.question(REPORTER, found(case, *anew)) is None


def test_words_can_be_changed_again_and_again() -> None:
    left = rekeyed("second", "third", *rekeyed("reporter", "second", TOLD))
    asked = RING.reader.question(reporter_key("third"), found(CASE, *left))
    assert asked is not None
    assert asked.text == "Was the light on?"


def test_a_forgery_is_not_carried_over() -> None:
    assert rekeyed("reporter", "second", planted(bytes(128) + question(5, "Your name?"))) == ()


def test_a_signature_for_one_reporter_cannot_be_vouched_for_another() -> None:
    # The forger holds a true question of the same case id, but not the victim's seed.
    true = ForReporter.decode(KeyPair(REPORTER.seed).open(_context(TOLD), TOLD.sealed))
    address = Address(CASE.case_id, TOLD.object_id, TOLD.kind)
    victim = key_id(STRANGER.public)
    for seed in (REPORTER.seed, bytes(32), b"k" * 32):
        content = true.vouched(address, victim, seed).encode()
        context = object_context(TOLD.kind, CASE.case_id, TOLD.object_id, STRANGER.public)
        lie = replace(TOLD, sealed=close(STRANGER.public, context, content))
        assert RING.reader.question(STRANGER, found(CASE, lie)) is None


def test_a_tag_where_none_belongs_is_refused() -> None:
    true = ForReporter.decode(KeyPair(REPORTER.seed).open(_context(TOLD), TOLD.sealed))
    content = replace(true, vouch=b"v" * 32).encode()
    lie = replace(TOLD, sealed=close(REPORTER.public, _context(TOLD), content))
    assert unseen(lie)


def _context(sealed: SealedObject) -> bytes:
    return object_context(sealed.kind, CASE.case_id, sealed.object_id, REPORTER.public)


def test_the_original_report_cannot_be_opened_with_the_words() -> None:
    report = CASE.objects[0][1]
    seen = replace(found(CASE), for_reporter=(replace(report, reader=Reader.REPORTER),))
    assert RING.reader.status(REPORTER, seen) == Status("received")
    assert RING.reader.rekey(REPORTER, STRANGER, seen) == ()
