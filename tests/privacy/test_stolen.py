"""What thieves get: a database, the host's secrets, a screen's token, and still no story.

Each test has its counter-proof: with the one key that is missing, the same bytes do open.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
import time_machine

from bot.errors import OpenError
from bot.flow.talk import Chose
from bot.intake.turns import after
from bot.receipt import parse
from bot.report import CaseId, Token, Week
from bot.sealed import ObjectKind
from bot.words import Language
from bot.work import commit
from closecall import wiring
from storage.cases import Cases
from storage.envelope import object_context, slot_context
from storage.keyfile import unlock_identity
from storage.keys import KeyPair
from storage.purge import purge
from storage.tables import draft
from tests.privacy.house import SEND, TOLD, only
from tests.privacy.hunt import hunt_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.privacy.house import House

STORY = "A velocipede rolled over the rhododendron, and a marmoreal kerb held it back."
CANARIES = ("velocipede", "rhododendron", "marmoreal")
NOW = "2026-11-18T10:00:00+00:00"
AFTER_THE_EPOCH = "2026-11-21T10:00:00+00:00"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A Wednesday that a test can move."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def filed(house: House) -> str:
    """A report that is sealed and released. Gives its words."""
    (receipt,) = only(house.talk({"say": STORY}, *TOLD, SEND), "receipt")
    return str(receipt["words"])


def loot(house: House) -> set[bytes]:
    """Every value that a thief of database and host holds and could take for a key."""
    found = {bytes.fromhex(one.reveal()) for one in house.settings.peppers}
    found.add(bytes.fromhex((house.home / "salt").read_text("ascii")))
    found |= {file.read_bytes() for file in house.settings.epoch_dir.glob("*.key")}
    for rows in house.rows().values():
        found |= {value for row in rows for value in row.values() if isinstance(value, bytes)}
    return found


def seeds(held: set[bytes]) -> set[bytes]:
    """Thirty-two bytes of each, as a thief would try: as it is, cut, hashed, keyed by another."""
    tried: set[bytes] = set()
    short = [value for value in held if len(value) <= 64]
    for value in held:
        tried |= {value[:32], value[-32:], hashlib.sha256(value).digest()}
    for key in short:
        tried |= {hashlib.blake2b(value, key=key, digest_size=32).digest() for value in short}
    return {seed for seed in tried if len(seed) == 32}


def opened_by(house: House, tried: set[bytes]) -> list[bytes]:
    """Whatever opens: each object, each slot, under each seed, in its right context."""
    rows, plain = house.rows(), []
    cases = {row["id"]: row["case_public"] for row in rows["case"]}
    pairs = [KeyPair(seed) for seed in tried]
    for row in rows["case_object"]:
        case_id, kind = CaseId(row["case_id"]), ObjectKind(row["kind"])
        for pair in pairs:
            for public in {pair.public, cases[row["case_id"]]}:
                context = object_context(kind, case_id, row["object_id"], public)
                plain += tried_with(pair, context, row["sealed"])
    for row in rows["case_slot"]:
        case_public = cases[row["case_id"]]
        for pair in pairs:
            context = slot_context(CaseId(row["case_id"]), case_public, pair.public)
            plain += tried_with(pair, context, row["sealed"], bare=True)
    return plain


def tried_with(pair: KeyPair, context: bytes, sealed: bytes, *, bare: bool = False) -> list[bytes]:
    try:
        return [(pair.open_bare if bare else pair.open)(context, sealed)]
    except OpenError:
        return []


def test_database_pepper_salt_and_day_keys_together_open_nothing(house: House) -> None:
    filed(house)
    held = loot(house)
    assert len(held) > 5
    assert opened_by(house, seeds(held)) == []


def test_with_a_reviewer_s_key_the_same_search_opens_the_story(house: House) -> None:
    """Otherwise the test above could pass by trying nothing."""
    filed(house)
    key = house.founded.reviewer
    identity = unlock_identity(key.key_file.read_bytes(), key.passphrase)
    slots = opened_by(house, {identity.pair.seed})
    assert len(slots) == 1
    (report,) = opened_by(house, {slots[0]})
    assert all(word.encode() in report for word in CANARIES)


def test_the_eight_words_do_not_open_the_report_either(house: House) -> None:
    """Who finds the slip of paper reads what reviewers answered, never what was told."""
    number = parse(filed(house))
    assert number is not None
    with house.front() as (intake, _):
        keys = intake._receipts.derive(number)
    assert opened_by(house, {key.seed for key in keys} | {key.lookup * 2 for key in keys}) == []


def test_a_draft_opens_with_its_token_as_long_as_its_day_lasts(house: House) -> None:
    with house.front() as (intake, writer):
        token = house.unsent(intake, writer, STORY)
        kept = writer.run(commit(lambda: intake._turns._drafts.load(token)))
        assert kept is not None
        assert STORY.encode() in kept
        guess = Token(hashlib.sha256(token.raw).digest())
        assert writer.run(commit(lambda: intake._turns._drafts.load(guess))) is None


def test_once_the_day_key_is_destroyed_a_stolen_draft_and_its_token_open_nothing(
    house: House, clock: time_machine.Traveller
) -> None:
    """The database of Wednesday is put back on Saturday, and the token is there, too."""
    with house.front() as (intake, writer):
        token = house.unsent(intake, writer, STORY)
    stolen = house.rows()["draft"]
    clock.move_to(AFTER_THE_EPOCH)
    house.tick()
    assert house.rows()["draft"] == []
    with house.front() as (intake, writer):
        writer.run(commit(lambda: writer.connection.execute(sa.insert(draft), stolen)))
        assert writer.run(commit(lambda: intake._turns._drafts.load(token))) is None
        for seed in seeds({token.raw, *loot(house)}):
            attempt = Token(seed)
            assert writer.run(commit(lambda one=attempt: intake._turns._drafts.load(one))) is None  # type: ignore[misc]
        shown = writer.run(intake.resume(token, Language.EN)).prompt
    assert shown is not None
    assert shown.record is None


def test_once_the_day_key_is_destroyed_the_receipt_cannot_be_drawn_again(
    house: House, clock: time_machine.Traveller
) -> None:
    """A token that stayed behind on a dead terminal leads to no words."""
    with house.front() as (intake, writer):
        token = house.unsent(intake, writer, STORY)
        shown = writer.run(intake.resume(token, Language.EN)).prompt
        assert shown is not None
        record = shown.record
        assert record is not None
        first = writer.run(commit(lambda: intake._receipts.draw(token, record)))
        assert first == writer.run(commit(lambda: intake._receipts.draw(token, record)))
    clock.move_to(AFTER_THE_EPOCH)
    house.tick()
    with house.front() as (intake, writer):
        assert writer.run(commit(lambda: intake._receipts.draw(token, record))) != first


def test_after_done_no_screen_of_the_conversation_leads_to_its_words(house: House) -> None:
    """Until then it does, with the day key: the draft of the details holds the words."""
    with house.front() as (intake, writer):
        token = house.unsent(intake, writer, STORY)
        writer.run(intake.hear(token, Chose(("send",)), Language.EN))

        def held() -> list[bytes]:
            """What a token opens, and what follows from it."""
            tried = (token, after(token), after(after(token)))
            found = [
                writer.run(commit(lambda one=one: intake._turns._drafts.load(one)))  # type: ignore[misc]
                for one in tried
            ]
            return [each for each in found if each is not None]

        assert len(held()) == 1
        writer.run(intake.hear(after(token), Chose(("done",)), Language.EN))
        assert held() == []


def traces(house: House) -> list[bytes]:
    """Every random byte string of the one case: ids, keys, the ends of what is sealed."""
    rows = house.rows()
    found = []
    for name in ("case", "case_slot", "case_object"):
        for row in rows[name]:
            found += [value[-48:] for value in row.values() if isinstance(value, bytes)]
    reviewers = {row["key_id"] for row in rows["case_slot"]}
    return [trace for trace in found if trace not in reviewers]


def assert_gone(house: House, of_the_case: list[bytes]) -> None:
    """No row, and on SQLite no byte in any file."""
    rows = house.rows()
    assert rows["case"] == rows["case_slot"] == rows["case_object"] == []
    assert rows["spool"] == rows["spool_addition"] == []
    if "sqlite" in house.settings.database_url.reveal():
        assert hunt_tree(house.home, [*of_the_case, *CANARIES]) == []


def test_a_withdrawn_case_leaves_nothing(house: House) -> None:
    words = filed(house)
    of_the_case = traces(house)
    assert len(of_the_case) > 5
    if "sqlite" in house.settings.database_url.reveal():
        assert hunt_tree(house.home, of_the_case)
    back = ({"command": "check"}, {"say": words}, {"choose": "withdraw"}, {"choose": "yes"})
    (over,) = only(house.talk(*back), "over")
    assert over["reason"] == "withdrawn"
    assert_gone(house, of_the_case)


def test_an_expired_case_leaves_nothing(house: House) -> None:
    filed(house)
    of_the_case = traces(house)
    with wiring.store(house.settings) as opened:
        gone = opened.writer.run(commit(lambda: Cases(opened.writer).expire(Week(2027, 51))))
        assert gone == 1
        assert purge(opened.engine)
    assert_gone(house, of_the_case)
