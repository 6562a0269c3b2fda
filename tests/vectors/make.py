"""Makes `sealing-v1.json`, `photo-v1.sealed`: `python -m tests.vectors.make`. For a new version.

Deterministic parts come out the same each time. Seals do not (HPKE draws its own randomness), so
a fresh run must never replace committed seals of a version in use: they prove that old data opens.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot import receipt
from bot.photo import Photo
from bot.report import CaseId, Line, Record, Token, canonical
from bot.sealed import Found, ObjectKind, SealedObject, Slot
from storage.envelope import framed, key_id, object_context, pad, slot_context
from storage.frames import Address, ForDesk, ForReporter
from storage.keyfile import lock_identity, lock_organisation
from storage.keys import Identity, KeyPair, SigningKey
from storage.manifest import Manifest, Recipient
from storage.receipts import Receipts
from storage.reporter import ReporterReader
from storage.seal import Sealer
from storage.unseal import Unsealer
from tests.keyring import CHEAP, NOW, LoadedDice, OneEpoch, released

PATH = Path(__file__).with_name("sealing-v1.json")
JPEG = PATH.with_name("photo-v1.jpg")
PHOTO = PATH.with_name("photo-v1.sealed")
"""An object id (16 bytes) and what was sealed: a quarter of a megabyte would not suit JSON."""

RECORD = Record("it", (Line("story", "Che cosa è quasi successo", "Una scala troppo corta."),))
PASSPHRASE = "reattach subside attractor erupt bobtail renounce"
TOKEN, EPOCH, PEPPER, SALT = b"t" * 32, b"e" * 32, b"p" * 32, b"s" * 16


def identities() -> tuple[Identity, Identity, SigningKey]:
    """Reviewer, break-glass recipient, organisation, grown from counted bytes."""
    count = bytes(range(160))
    return Identity(count[:64]), Identity(count[64:128]), SigningKey(count[128:])


def manifest() -> Manifest:
    """Version 7 of a list of two."""
    reviewer, glass, _ = identities()
    return Manifest(
        7,
        NOW.plus(52),
        (Recipient.of(reviewer, "safety", ("speakup",)), Recipient.of(glass, "break-glass")),
    )


def exact() -> dict[str, Any]:
    """What comes out the same each time."""
    reviewer, _, organisation = identities()
    receipts = Receipts(OneEpoch(EPOCH), (PEPPER,), SALT)
    number = receipts.draw(Token(TOKEN), RECORD)
    (key,) = receipts.derive(number)
    list_now = manifest()
    reader = list_now.recipients[0]
    address = Address(_fixed_case().case_id, bytes(range(16)), ObjectKind.QUESTION)
    return {
        "framed": framed("obj", b"", b"\x00", b"report").hex(),
        "padded": pad(b"near miss").hex(),
        "record": RECORD.encode().hex(),
        "receipt_number": str(number),
        "receipt_words": " ".join(receipt.words(number)),
        "receipt_digits": receipt.digits(number),
        "lookup": key.lookup.hex(),
        "reporter_seed": key.seed.hex(),
        "reporter_key_id": key_id(key.public).hex(),
        "public": KeyPair(bytes(range(32))).public.hex(),
        "key_id": reviewer.key_id.hex(),
        "fingerprint": organisation.fingerprint,
        "manifest": list_now.signed(organisation).decode(),
        "key_file": lock_identity(reviewer, PASSPHRASE, LoadedDice("v"), cost=CHEAP).decode(),
        "organisation_file": lock_organisation(
            organisation, PASSPHRASE, LoadedDice("v"), cost=CHEAP
        ).decode(),
        "object_context": object_context(
            address.kind, address.case_id, address.object_id, reader.public
        ).hex(),
        "slot_context": slot_context(address.case_id, key.public, reader.public).hex(),
        "desk_signature": reviewer.signing.sign(ForDesk.message(address, b"{}")).hex(),
        "question_signature": reviewer.signing.sign(
            ForReporter.message(address, key_id(key.public), b"{}")
        ).hex(),
        "vouch": ForReporter.fresh(reviewer.key_id, bytes(64), key_id(key.public), b"{}")
        .vouched(address, bytes(16), bytes(32))
        .vouch.hex(),
    }


def _fixed_case() -> Found:
    receipts = Receipts(OneEpoch(EPOCH), (PEPPER,), SALT)
    (key,) = receipts.derive(0)
    sealed = Sealer(manifest, LoadedDice("fixed")).seal(
        RECORD, key, concern=False, excluded=(), urgent=False
    )
    return Found(sealed.case_id, sealed.case_public, sealed.reporter_public)


def sealed() -> dict[str, Any]:
    """What is different each time, and must open for ever."""
    receipts = Receipts(OneEpoch(EPOCH), (PEPPER,), SALT)
    old, new = receipts.derive(1)[0], receipts.derive(2)[0]
    dice = LoadedDice("sealed")
    report = Sealer(manifest, dice).seal(
        RECORD, old, concern=True, excluded=("plant",), urgent=False
    )
    case = released(report)
    hand = Unsealer(identities()[0], manifest, dice)
    ours, theirs = hand.tell(
        case, ObjectKind.QUESTION, canonical({"n": 1, "text": "Quale porta?", "choices": []})
    )
    left = Found(case.case_id, case.case_public, case.reporter_public, (theirs,))
    (anew,) = ReporterReader(manifest).rekey(old, new, left)
    turned = hand.rotate(case, {bytes(range(16))})
    return {
        "case_id": case.case_id.raw.hex(),
        "case_public": case.case_public.hex(),
        "reporter_public": case.reporter_public.hex(),
        "slots": [_slot(slot) for slot in case.slots],
        "report": _object(report.objects[0]),
        "question_case": _object(ours),
        "question_reporter": _object(theirs),
        "question_rekeyed": _object(anew),
        "rotated_public": turned.case_public.hex(),
        "rotated_slots": [_slot(slot) for slot in turned.slots],
        "rotated_key": _object(turned.objects[0]),
    }


def photo(case: dict[str, Any]) -> bytes:
    """The photo, sealed to the case of the vectors."""
    receipts = Receipts(OneEpoch(EPOCH), (PEPPER,), SALT)
    public, reporter = bytes.fromhex(case["case_public"]), bytes.fromhex(case["reporter_public"])
    found = Found(CaseId.parse(case["case_id"]), public, reporter)
    shown = Photo.parse(JPEG.read_bytes())
    held = Sealer(manifest, LoadedDice("photo")).attach(found, shown, receipts.derive(1)[0]).added
    return held.object_id + held.sealed


def _slot(slot: Slot) -> list[str]:
    return [slot.key_id.hex(), slot.sealed.hex()]


def _object(held: SealedObject) -> list[str]:
    return [held.object_id.hex(), held.kind, held.reader, held.sealed.hex()]


if __name__ == "__main__":
    made = sealed()
    PATH.write_text(json.dumps({"exact": exact(), "sealed": made}, indent=1) + "\n")
    PHOTO.write_bytes(photo(made))
