"""Fixed vectors of every format: what was sealed once opens for ever; no byte moves unseen."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import OpenError
from bot.photo import Photo
from bot.report import CaseId, canonical
from bot.sealed import ObjectKind, Reader, SealedCase, SealedObject, Slot
from storage.frames import Policy
from storage.keyfile import unlock_identity, unlock_organisation
from storage.manifest import Manifest
from storage.receipts import Receipts
from storage.reporter import ReporterReader
from storage.seal import Sealer
from storage.unseal import Unsealer
from tests.keyring import NOW, LoadedDice, OneEpoch, found, holding, released
from tests.vectors import make

if TYPE_CHECKING:
    from storage.keys import Identity

VECTORS: dict[str, Any] = json.loads(make.PATH.read_text(encoding="utf-8"))
EXACT, SEALED = VECTORS["exact"], VECTORS["sealed"]
REVIEWER, GLASS, ORGANISATION = make.identities()
RECEIPTS = Receipts(OneEpoch(make.EPOCH), (make.PEPPER,), make.SALT)


def thing(name: str) -> SealedObject:
    """A sealed object of the vectors."""
    object_id, kind, reader, sealed = SEALED[name]
    return SealedObject(
        bytes.fromhex(object_id), ObjectKind(kind), Reader(reader), bytes.fromhex(sealed)
    )


def slots(name: str) -> tuple[Slot, ...]:
    """Key slots of the vectors."""
    return tuple(Slot(bytes.fromhex(key), bytes.fromhex(sealed)) for key, sealed in SEALED[name])


def case() -> SealedCase:
    """The case of the vectors."""
    made = released(
        Sealer(make.manifest, LoadedDice("any")).seal(
            make.RECORD, RECEIPTS.derive(1)[0], concern=False, excluded=(), urgent=False
        )
    )
    return replace(
        made,
        case_id=CaseId.parse(SEALED["case_id"]),
        case_public=bytes.fromhex(SEALED["case_public"]),
        reporter_public=bytes.fromhex(SEALED["reporter_public"]),
        slots=slots("slots"),
        objects=((NOW, thing("report")),),
    )


def hand(identity: Identity = REVIEWER) -> Unsealer:
    """A reviewer of the vectors."""
    return Unsealer(identity, make.manifest, LoadedDice("hand"))


@pytest.mark.parametrize("name", EXACT)
def test_a_deterministic_format_has_not_moved(name: str) -> None:
    assert make.exact()[name] == EXACT[name]


def test_no_vector_is_forgotten() -> None:
    assert make.exact().keys() == EXACT.keys()


@pytest.mark.parametrize("identity", [REVIEWER, GLASS])
def test_a_committed_report_opens(identity: Identity) -> None:
    assert hand(identity).open(case(), thing("report")) == make.RECORD.encode()
    assert hand(identity).policy(case()) == Policy(concern=True, excluded=("plant",))


def test_a_committed_question_opens_on_both_sides() -> None:
    payload = canonical({"n": 1, "text": "Quale porta?", "choices": []})
    assert hand().open(case(), thing("question_case")) == payload
    old, new = RECEIPTS.derive(1)[0], RECEIPTS.derive(2)[0]
    for key, name in ((old, "question_reporter"), (new, "question_rekeyed")):
        asked = ReporterReader(make.manifest).question(key, found(case(), thing(name)))
        assert asked is not None
        assert asked.text == "Quale porta?"


def test_a_committed_rotation_opens() -> None:
    turned = replace(
        case(),
        case_public=bytes.fromhex(SEALED["rotated_public"]),
        slots=slots("rotated_slots"),
    )
    turned = holding(turned, thing("rotated_key"))
    assert hand(GLASS).open(turned, thing("report")) == make.RECORD.encode()
    assert hand(GLASS)._hold(turned).barred == {bytes(range(16))}


def test_committed_key_files_and_list_open() -> None:
    key_file = EXACT["key_file"].encode()
    assert unlock_identity(key_file, make.PASSPHRASE).key_id == REVIEWER.key_id
    organisation = unlock_organisation(EXACT["organisation_file"].encode(), make.PASSPHRASE)
    assert organisation.public == ORGANISATION.public
    read = Manifest.read(EXACT["manifest"].encode(), EXACT["fingerprint"], NOW, seen=7)
    assert read == make.manifest()


@pytest.mark.parametrize("at", range(0, 2164, 97))
def test_a_changed_byte_of_a_committed_report_fails(at: int) -> None:
    held = thing("report")
    changed = held.sealed[:at] + bytes([held.sealed[at] ^ 0x80]) + held.sealed[at + 1 :]
    with pytest.raises(OpenError):
        hand().open(case(), replace(held, sealed=changed))


def test_a_committed_photo_opens_and_its_id_is_still_the_same() -> None:
    """Sent once more in a later version it must be known as the one that is there."""
    held = make.PHOTO.read_bytes()
    sealed = SealedObject(held[:16], ObjectKind.PHOTO, Reader.CASE, held[16:])
    jpeg = make.JPEG.read_bytes()
    assert hand().open(holding(case(), sealed), sealed) == jpeg
    again = Sealer(make.manifest, LoadedDice("again")).attach(
        found(case()), Photo.parse(jpeg), RECEIPTS.derive(1)[0]
    )
    assert again.added.object_id == held[:16]
    assert len(again.added.sealed) == len(held) - 16 == 263_284
