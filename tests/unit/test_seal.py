"""Sealing and opening a case: the round trip, who gets a slot, and the whole tamper matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import (
    ManifestExpired,
    NoRecipients,
    NotARecipient,
    SealError,
    Tampered,
    TooLong,
    WrongKey,
)
from bot.photo import Photo
from bot.report import CaseId, Line, Record, canonical
from bot.sealed import ObjectKind, Reader, SealedCase, SealedObject, Slot
from storage.envelope import (
    HEADER,
    LADDER,
    PHOTO_LADDER,
    close,
    close_bare,
    object_context,
    slot_context,
)
from storage.frames import BY_REPORTER, BY_REVIEWER, TO_REPORTER, Address, ForDesk, Policy
from storage.keys import Identity, KeyPair
from storage.seal import Sealer
from storage.unseal import Unsealer
from tests.adapters.photo.images import scene, written
from tests.keyring import (
    NOW,
    RECORD,
    STORY,
    LoadedDice,
    Ring,
    flipped,
    found,
    holding,
    released,
    reporter_key,
)

if TYPE_CHECKING:
    from storage.manifest import Manifest

RING = Ring()
REPORTER = reporter_key()
CASE = RING.case(REPORTER)
OTHER = RING.case(reporter_key("other"))
REPORT = CASE.objects[0][1]
SAFETY = RING.unsealer("safety")
NOTE = SAFETY.write(CASE, ObjectKind.NOTE, b'{"text":"ladder"}')
ADDITION = RING.sealer.add(found(CASE), ObjectKind.ADDITION, RECORD).added
PHOTO = Photo.parse(written(scene()))
SEALED = {"report": REPORT, "note": NOTE, "addition": ADDITION}


def with_text(length: int) -> Record:
    """A record whose text has that many bytes."""
    return Record("en", (Line("story", "S", "x" * length),))


@pytest.mark.parametrize("role", ["safety", "hr", "break-glass"])
def test_every_reader_opens_exactly_what_the_reporter_saw(role: str) -> None:
    unsealer = RING.unsealer(role)
    assert unsealer.can_open(CASE)
    assert unsealer.open(CASE, REPORT) == RECORD.encode()
    assert unsealer.open(CASE, ADDITION) == RECORD.encode()
    assert unsealer.open(CASE, NOTE) == b'{"text":"ladder"}'
    assert (unsealer.role, unsealer.key_id) == (role, RING.identities[role].key_id)


@settings(max_examples=40)
@given(st.text(max_size=4000), st.sampled_from(["en", "it"]))
def test_any_text_comes_back_as_it_was(text: str, language: str) -> None:
    record = Record(language, (Line("story", "S", text.replace("\ud800", "")),))
    case = RING.case(REPORTER, record)
    assert SAFETY.open(case, case.objects[0][1]) == record.encode()


def test_a_sealed_report_shows_nothing_of_the_story_and_only_ladder_sizes() -> None:
    report = RING.report(REPORTER)
    every = [slot.sealed for slot in report.slots] + [each.sealed for each in report.objects]
    assert {len(slot.sealed) for slot in report.slots} == {1168}, "a seed, X-Wing's share, a tag"
    assert all(len(each.sealed) - 1136 - len(HEADER) in LADDER for each in report.objects)
    for word in STORY.encode().split():
        assert len(word) < 4 or not any(word in sealed for sealed in every)


def test_lookup_and_reporter_key_are_the_receipts_own() -> None:
    report = RING.report(REPORTER)
    assert (report.lookup, report.reporter_public) == (REPORTER.lookup, REPORTER.public)
    assert REPORTER.seed not in b"".join(each.sealed for each in report.objects)


def test_no_two_cases_share_an_id_a_key_or_an_object() -> None:
    one, two = RING.report(REPORTER), RING.report(REPORTER)
    assert one.case_id != two.case_id
    assert one.case_public != two.case_public
    assert one.objects[0].object_id != two.objects[0].object_id


def test_what_is_too_long_is_refused_and_not_cut() -> None:
    assert RING.report(REPORTER, with_text(60_000)).objects
    with pytest.raises(TooLong):
        RING.report(REPORTER, with_text(66_000))
    with pytest.raises(TooLong):
        RING.sealer.add(found(CASE), ObjectKind.ANSWER, with_text(66_000))
    with pytest.raises(TooLong):
        SAFETY.write(CASE, ObjectKind.NOTE, b"x" * 66_000)


def test_excluded_roles_get_no_slot() -> None:
    case = released(RING.report(REPORTER, excluded=("safety",)))
    assert not SAFETY.can_open(case)
    with pytest.raises(NotARecipient):
        SAFETY.open(case, case.objects[0][1])
    assert RING.unsealer("hr").open(case, case.objects[0][1]) == RECORD.encode()
    assert RING.unsealer("hr").policy(case) == Policy(concern=False, excluded=("safety",))


def test_a_concern_is_closed_to_its_group() -> None:
    case = released(RING.report(REPORTER, concern=True))
    assert [RING.unsealer(role).can_open(case) for role in ("safety", "hr", "break-glass")] == [
        False,
        True,
        True,
    ]


def test_nothing_is_sealed_when_nobody_could_read_it() -> None:
    with pytest.raises(NoRecipients):
        RING.report(REPORTER, excluded=("safety", "hr"))


def test_nothing_is_sealed_when_the_list_cannot_be_trusted() -> None:
    def expired() -> Manifest:
        raise ManifestExpired

    with pytest.raises(ManifestExpired):
        Sealer(expired, LoadedDice("x")).seal(
            RECORD, REPORTER, concern=False, excluded=(), urgent=True
        )


def test_urgency_travels_with_the_report() -> None:
    sealed = RING.sealer.seal(RECORD, REPORTER, concern=False, excluded=(), urgent=True)
    assert sealed.urgent


# --- the tamper matrix ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEALED)
def test_an_object_moved_to_another_case_does_not_open(name: str) -> None:
    with pytest.raises(Tampered):
        SAFETY.open(OTHER, SEALED[name])
    renamed = replace(CASE, case_id=OTHER.case_id)
    with pytest.raises(Tampered):
        SAFETY.open(renamed, SEALED[name])


@pytest.mark.parametrize("name", SEALED)
def test_an_object_under_another_id_does_not_open(name: str) -> None:
    with pytest.raises(Tampered):
        SAFETY.open(CASE, replace(SEALED[name], object_id=bytes(16)))


@pytest.mark.parametrize("kind", [kind for kind in ObjectKind if kind is not ObjectKind.KEY])
@pytest.mark.parametrize("name", SEALED)
def test_an_object_posing_as_another_kind_does_not_open(name: str, kind: ObjectKind) -> None:
    if kind is SEALED[name].kind:
        assert SAFETY.open(CASE, SEALED[name])
        return
    with pytest.raises(Tampered):
        SAFETY.open(CASE, replace(SEALED[name], kind=kind))


@pytest.mark.parametrize("at", [*range(12), 100, 1087, 1088, 1119, 1123, 1124, 1500, -17, -16, -1])
@pytest.mark.parametrize("name", SEALED)
def test_a_turned_bit_anywhere_does_not_open(name: str, at: int) -> None:
    sealed = SEALED[name]
    with pytest.raises(Tampered):
        SAFETY.open(CASE, replace(sealed, sealed=flipped(sealed.sealed, at)))


@settings(max_examples=60)
@given(st.data())
def test_no_bit_can_be_turned_and_nothing_cut_or_added(data: st.DataObject) -> None:
    sealed = REPORT.sealed
    at = data.draw(st.integers(0, len(sealed) - 1))
    added = data.draw(st.binary(min_size=1, max_size=4))
    for changed in (flipped(sealed, at), sealed[:at], sealed + added, added + sealed):
        with pytest.raises(Tampered):
            SAFETY.open(CASE, replace(REPORT, sealed=changed))


@pytest.mark.parametrize("header", [b"CC\x02\x02", b"CC\x01\x01", b"cc\x01\x02", b"", bytes(4)])
def test_another_header_does_not_open(header: bytes) -> None:
    with pytest.raises(Tampered):
        SAFETY.open(CASE, replace(REPORT, sealed=header + REPORT.sealed[4:]))


def test_a_slot_moved_to_another_case_does_not_open() -> None:
    with pytest.raises(Tampered):
        SAFETY.open(replace(CASE, slots=OTHER.slots), REPORT)
    with pytest.raises(Tampered):
        SAFETY.open(replace(CASE, case_id=CaseId(bytes(16))), REPORT)


def test_a_slot_of_another_reviewer_does_not_open() -> None:
    mine, theirs = CASE.slots[0], CASE.slots[1]
    with pytest.raises(Tampered):
        SAFETY.open(replace(CASE, slots=(replace(theirs, key_id=mine.key_id),)), REPORT)


@pytest.mark.parametrize("at", [0, 500, 1088, 1119, 1120, 1151, 1152, -1])
def test_a_turned_bit_in_a_slot_does_not_open(at: int) -> None:
    slot = CASE.slots[0]
    changed = replace(slot, sealed=flipped(slot.sealed, at))
    with pytest.raises(Tampered):
        RING.unsealer().open(replace(CASE, slots=(changed,)), REPORT)


@pytest.mark.parametrize("sealed", [b"", bytes(10), bytes(1168), CASE.slots[0].sealed + b"x"])
def test_a_slot_that_is_none_does_not_open(sealed: bytes) -> None:
    slot = replace(CASE.slots[0], sealed=sealed)
    with pytest.raises(Tampered):
        RING.unsealer().open(replace(CASE, slots=(slot,)), REPORT)


def test_a_swapped_case_key_is_noticed_by_reviewers() -> None:
    with pytest.raises(Tampered):
        RING.unsealer().open(replace(CASE, case_public=OTHER.case_public), REPORT)


def test_a_case_without_slots_opens_for_nobody() -> None:
    bare = replace(CASE, slots=())
    assert not SAFETY.can_open(bare)
    for act in (
        lambda: SAFETY.open(bare, REPORT),
        lambda: SAFETY.write(bare, ObjectKind.NOTE, b""),
        lambda: SAFETY.tell(bare, ObjectKind.STATUS, b""),
        lambda: SAFETY.rotate(bare),
    ):
        with pytest.raises(NotARecipient):
            act()


def test_a_copy_for_the_reporter_does_not_open_for_reviewers() -> None:
    _, theirs = SAFETY.tell(CASE, ObjectKind.QUESTION, b"{}")
    with pytest.raises(NotARecipient):
        SAFETY.open(CASE, theirs)
    with pytest.raises(Tampered):
        SAFETY.open(CASE, replace(theirs, reader=Reader.CASE))


def forged(case: SealedCase, kind: ObjectKind, content: bytes) -> SealedObject:
    """What a writer of the database can make with public keys alone."""
    context = object_context(kind, case.case_id, bytes(16), case.case_public)
    return SealedObject(bytes(16), kind, Reader.CASE, close(case.case_public, context, content))


@pytest.mark.parametrize("kind", sorted(BY_REVIEWER - {ObjectKind.KEY}))
@pytest.mark.parametrize("content", [b"", b'{"text":"forged"}', bytes(80) + b'{"text":"forged"}'])
def test_what_a_reviewer_says_is_refused_unsigned(kind: ObjectKind, content: bytes) -> None:
    with pytest.raises(Tampered):
        SAFETY.open(CASE, forged(CASE, kind, content))


def test_a_signature_of_somebody_who_was_never_on_the_list_is_refused() -> None:
    outsider = Ring(roles=(("safety", ()),))
    outsider.identities["safety"] = Identity.draw(LoadedDice("outsider"))
    outsider.manifest = Ring(roles=(("x", ()),)).manifest
    stranger = outsider.hire("outsider")
    hand = Unsealer(stranger, outsider.current, RING.dice)
    theirs = hand._written(CASE.case_id, CASE.case_public, ObjectKind.NOTE, bytes(16), b"{}")
    with pytest.raises(Tampered, match="signed"):
        SAFETY.open(CASE, theirs)


@pytest.mark.parametrize(
    "address",
    [
        Address(OTHER.case_id, bytes(16), ObjectKind.NOTE),
        Address(CASE.case_id, b"o" * 16, ObjectKind.NOTE),
        Address(CASE.case_id, bytes(16), ObjectKind.ACTION),
    ],
)
def test_a_reviewers_signature_from_elsewhere_cannot_be_replayed(address: Address) -> None:
    safety, here = RING.identities["safety"], Address(CASE.case_id, bytes(16), ObjectKind.NOTE)
    stolen = ForDesk(safety.key_id, safety.signing.sign(ForDesk.message(address, b"{}")), b"{}")
    with pytest.raises(Tampered, match="signed"):
        SAFETY.open(CASE, forged(CASE, ObjectKind.NOTE, stolen.encode()))
    true = ForDesk(safety.key_id, safety.signing.sign(ForDesk.message(here, b"{}")), b"{}")
    assert SAFETY.open(CASE, forged(CASE, ObjectKind.NOTE, true.encode())) == b"{}"


def test_a_slot_planted_with_another_seed_is_noticed_before_anything_is_wrapped() -> None:
    planted, safety = KeyPair(b"p" * 32), RING.identities["safety"]
    context = slot_context(CASE.case_id, CASE.case_public, safety.pair.public)
    slot = Slot(safety.key_id, close_bare(safety.pair.public, context, planted.seed))
    with pytest.raises(Tampered):
        RING.unsealer().rotate(replace(CASE, slots=(slot, *CASE.slots[1:])))


@pytest.mark.parametrize(
    "content", [b"\x00\x00\x00\x02[]", b"", b"\x00\x00\x00\x02{}", b"\xff\xff\xff\xff", b"plain"]
)
def test_a_report_without_its_policy_is_refused(content: bytes) -> None:
    with pytest.raises(Tampered):
        SAFETY.open(CASE, forged(CASE, ObjectKind.REPORT, content))


@given(st.booleans(), st.lists(st.text(max_size=5), max_size=3), st.binary(max_size=50))
def test_policy_and_report_come_apart_as_they_were(
    concern: bool,  # noqa: FBT001 - drawn
    excluded: list[str],
    report: bytes,
) -> None:
    policy = Policy(concern, tuple(excluded))
    assert Policy.split(policy.before(report)) == (policy, report)


# --- what each hand may do -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ObjectKind)
def test_a_reporter_adds_only_what_reporters_say(kind: ObjectKind) -> None:
    if kind in BY_REPORTER - {ObjectKind.REPORT, ObjectKind.PHOTO}:
        added = RING.sealer.add(found(CASE), kind, RECORD).added
        assert (added.kind, added.reader) == (kind, Reader.CASE)
        assert SAFETY.open(holding(CASE, added), added) == RECORD.encode()
        return
    with pytest.raises(ValueError, match="reporters add"):
        RING.sealer.add(found(CASE), kind, RECORD)


def test_every_photo_has_one_size_and_opens_to_its_bytes() -> None:
    small, large = PHOTO, Photo.parse(written(scene(1600, 1200), quality=95))
    for photo in (small, large):
        added = RING.sealer.attach(found(CASE), photo, REPORTER).added
        assert len(added.sealed) == PHOTO_LADDER[0] + 1136 + len(HEADER)
        assert SAFETY.open(holding(CASE, added), added) == photo.jpeg


def test_the_same_photo_of_the_same_reporter_has_one_id_and_of_another_another() -> None:
    ids = [
        RING.sealer.attach(found(case), PHOTO, reporter).added.object_id
        for case, reporter in ((CASE, REPORTER), (CASE, REPORTER), (CASE, reporter_key("other")))
    ]
    assert ids[0] == ids[1] != ids[2]
    other = Photo.parse(written(scene(8, 8)))
    assert RING.sealer.attach(found(CASE), other, REPORTER).added.object_id != ids[0]


def test_a_photo_on_the_ladder_of_texts_and_a_text_on_that_of_photos_do_not_open() -> None:
    public = CASE.case_public
    for kind, ladder in ((ObjectKind.PHOTO, LADDER), (ObjectKind.ADDITION, PHOTO_LADDER)):
        context = object_context(kind, CASE.case_id, b"i" * 16, public)
        closed = close(public, context, b"content", ladder)
        moved = SealedObject(b"i" * 16, kind, Reader.CASE, closed)
        with pytest.raises(Tampered):
            SAFETY.open(holding(CASE, moved), moved)


def test_a_damaged_case_key_refuses_the_photo() -> None:
    with pytest.raises(SealError, match="damaged"):
        RING.sealer.attach(replace(found(CASE), case_public=b"short"), PHOTO, REPORTER)


@pytest.mark.parametrize("kind", ObjectKind)
def test_a_reviewer_never_speaks_for_a_reporter(kind: ObjectKind) -> None:
    if kind in BY_REVIEWER - {ObjectKind.KEY}:
        assert SAFETY.open(CASE, SAFETY.write(CASE, kind, b"said")) == b"said"
        return
    with pytest.raises(ValueError, match="do not speak"):
        SAFETY.write(CASE, kind, b"said")


def test_a_damaged_case_key_refuses_the_addition() -> None:
    with pytest.raises(SealError, match="damaged"):
        RING.sealer.add(replace(found(CASE), case_public=b"short"), ObjectKind.ANSWER, RECORD)


def test_a_key_that_is_not_on_the_list_opens_nothing() -> None:
    with pytest.raises(WrongKey) as refused:
        Unsealer(Identity.draw(LoadedDice("nobody")), RING.current, RING.dice)
    assert "CLOSECALL_KEY_FILE" in refused.value.hint


def test_a_foreign_signing_key_under_a_known_name_is_refused() -> None:
    safety = RING.identities["safety"]
    mixed = Identity(safety.pair.seed + LoadedDice("foreign")(32))
    with pytest.raises(WrongKey):
        Unsealer(mixed, RING.current, RING.dice)


@pytest.mark.parametrize("kind", sorted(set(ObjectKind) - TO_REPORTER))
def test_only_questions_statuses_and_previews_are_told(kind: ObjectKind) -> None:
    with pytest.raises(ValueError, match="are told"):
        SAFETY.tell(CASE, kind, b"{}")


def test_a_case_that_lost_its_report_admits_nobody() -> None:
    bare = replace(CASE, objects=((NOW, NOTE),))
    with pytest.raises(Tampered, match="without its report"):
        SAFETY.admit(bare, RING.identities["hr"].key_id)


def test_a_slot_that_holds_no_seed_is_tampering() -> None:
    safety = RING.identities["safety"]
    context = slot_context(CASE.case_id, CASE.case_public, safety.pair.public)
    slot = Slot(safety.key_id, close_bare(safety.pair.public, context, b"short"))
    with pytest.raises(Tampered):
        RING.unsealer().open(replace(CASE, slots=(slot,)), REPORT)


def test_nobody_is_admitted_when_every_reader_of_the_list_is_excluded() -> None:
    ring = Ring()
    case = released(ring.report(REPORTER, excluded=("safety",)))
    hr = ring.unsealer("hr")
    ring.manifest = ring.manifest.removing(ring.identities["hr"].key_id)
    late = ring.hire("safety")
    assert hr.admit(case, late.key_id) == case.slots


def test_after_closing_nothing_opens() -> None:
    ring = Ring()
    unsealer, case = ring.unsealer(), ring.case()
    assert unsealer.open(case, case.objects[0][1])
    unsealer.close()
    with pytest.raises(ValueError, match="closed"):
        unsealer.open(case, case.objects[0][1])


def test_two_cases_in_turn_do_not_mix_their_keys() -> None:
    for case in (CASE, OTHER, CASE, OTHER):
        assert SAFETY.open(case, case.objects[0][1]) == RECORD.encode()


# --- reviewers come and go -----------------------------------------------------------------------


def test_a_newcomer_reads_old_cases_once_admitted() -> None:
    ring = Ring()
    case = ring.case()
    newcomer = ring.hire("engineer")
    assert not ring.unsealer("engineer").can_open(case)
    slots = ring.unsealer().admit(case, newcomer.key_id)
    assert slots[:3] == case.slots
    case = replace(case, slots=slots)
    assert ring.unsealer("engineer").open(case, case.objects[0][1]) == RECORD.encode()
    assert ring.unsealer().admit(case, newcomer.key_id) == slots


def test_admitting_respects_what_the_reporter_excluded() -> None:
    ring = Ring()
    case = released(ring.report(REPORTER, excluded=("boss",)))
    boss = ring.hire("boss")
    assert ring.unsealer().admit(case, boss.key_id) == case.slots


def test_admitting_keeps_concerns_in_their_group() -> None:
    ring = Ring()
    case = released(ring.report(REPORTER, concern=True))
    outside, inside = ring.hire("engineer"), ring.hire("counsel", ("speakup",))
    assert ring.unsealer("hr").admit(case, outside.key_id) == case.slots
    assert len(ring.unsealer("hr").admit(case, inside.key_id)) == 3


def test_nobody_off_the_list_is_admitted() -> None:
    with pytest.raises(NotARecipient):
        RING.unsealer().admit(CASE, bytes(16))


def test_rotation_cuts_off_the_future_and_keeps_the_past() -> None:
    ring = Ring()
    case = ring.case(REPORTER)
    leaving = ring.unsealer("hr")
    old_note = leaving.write(case, ObjectKind.NOTE, b"before")
    case = holding(case, old_note)
    stale = case

    gone = ring.identities["hr"].key_id
    ring.manifest = ring.manifest.removing(gone)
    safety = ring.unsealer("safety")
    turned = safety.rotate(case, {gone})
    assert gone not in {slot.key_id for slot in turned.slots}
    case = replace(case, case_public=turned.case_public, slots=turned.slots)
    case = holding(case, *turned.objects)
    answer = ring.sealer.add(found(case), ObjectKind.ANSWER, RECORD).added
    new_note = safety.write(case, ObjectKind.NOTE, b"after")

    for role in ("safety", "break-glass"):
        hand = ring.unsealer(role)
        assert hand.open(case, case.objects[0][1]) == RECORD.encode()
        assert hand.open(case, old_note) == b"before"
        assert hand.open(case, answer) == RECORD.encode()
        assert hand.open(case, new_note) == b"after"
    assert leaving.open(stale, old_note) == b"before"
    for sealed in (answer, new_note, *turned.objects):
        with pytest.raises((Tampered, NotARecipient)):
            leaving.open(stale, sealed)
    with pytest.raises(NotARecipient):
        leaving.open(case, answer)
    with pytest.raises(WrongKey):
        _ = leaving.role


def test_a_case_rotated_three_times_still_opens_whole_in_any_order() -> None:
    ring = Ring()
    case, hand = ring.case(), ring.unsealer()
    notes = []
    for turn in range(3):
        notes.append(hand.write(case, ObjectKind.NOTE, str(turn).encode()))
        turned = hand.rotate(case)
        case = replace(case, case_public=turned.case_public, slots=turned.slots)
        case = holding(case, notes[-1], *turned.objects)
    for objects in (case.objects, case.objects[::-1]):
        fresh = ring.unsealer("hr")
        turned_case = replace(case, objects=objects)
        assert [fresh.open(turned_case, note) for note in notes] == [b"0", b"1", b"2"]
        assert fresh.open(
            turned_case, objects[0][1] if objects is case.objects else objects[-1][1]
        )


def test_an_addition_that_crossed_a_rotation_still_opens() -> None:
    ring = Ring()
    case, hand = ring.case(), ring.unsealer()
    late = ring.sealer.add(found(case), ObjectKind.ADDITION, RECORD).added
    turned = hand.rotate(case)
    case = replace(case, case_public=turned.case_public, slots=turned.slots)
    assert hand.open(holding(case, *turned.objects, late), late) == RECORD.encode()


def test_a_planted_key_object_changes_nothing() -> None:
    ring = Ring()
    case, hand = ring.case(), ring.unsealer()
    turned = hand.rotate(case)
    case = replace(case, case_public=turned.case_public, slots=turned.slots)
    planted = forged(case, ObjectKind.KEY, bytes(80) + b"k" * 32)
    whole = holding(case, planted, *turned.objects)
    assert hand.open(whole, case.objects[0][1]) == RECORD.encode()
    with pytest.raises(NotARecipient):
        hand.open(whole, planted)


def test_who_was_left_out_of_a_rotation_is_not_admitted_again() -> None:
    ring = Ring()
    case, hand, hr = ring.case(), ring.unsealer(), ring.identities["hr"].key_id
    for without in ({hr}, set[bytes]()):  # a later rotation does not forget the first
        turned = hand.rotate(case, without)
        case = replace(case, case_public=turned.case_public, slots=turned.slots)
        case = holding(case, *turned.objects)
    assert hand.admit(case, hr) == case.slots
    newcomer = ring.hire("engineer").key_id
    assert {slot.key_id for slot in hand.admit(case, newcomer)} - {
        slot.key_id for slot in case.slots
    } == {newcomer}


def test_a_rotation_that_leaves_only_the_break_glass_key_is_refused() -> None:
    ring = Ring()
    case = ring.case()
    with pytest.raises(NoRecipients):
        ring.unsealer().rotate(case, {one.key_id for one in ring.manifest.recipients[:2]})


def test_a_retired_reviewers_old_notes_still_verify() -> None:
    ring = Ring()
    case = ring.case()
    note = ring.unsealer("hr").write(case, ObjectKind.NOTE, canonical({"text": "seen"}))
    ring.manifest = ring.manifest.removing(ring.identities["hr"].key_id)
    assert ring.unsealer().open(case, note) == canonical({"text": "seen"})
    assert ring.manifest.not_after == NOW.plus(52)
