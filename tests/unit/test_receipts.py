"""From token and record to a receipt, and from a receipt to the reporter's key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ports import ReporterKey
from bot.receipt import LIMIT
from bot.report import Line, Record, Token
from storage import receipts
from storage.keys import KeyPair
from storage.receipts import Receipts
from tests.keyring import RECORD, OneEpoch

TOKEN = Token(b"t" * 32)
PEPPER, OLDER, SALT = b"p" * 32, b"o" * 32, b"s" * 16


def made(epoch: bytes = b"e" * 32, peppers: tuple[bytes, ...] = (PEPPER,)) -> Receipts:
    """Receipts of one instance."""
    return Receipts(OneEpoch(epoch), peppers, SALT)


def test_the_same_token_and_record_give_the_same_words() -> None:
    assert made().draw(TOKEN, RECORD) == made().draw(TOKEN, RECORD)
    assert 0 <= made().draw(TOKEN, RECORD) < LIMIT


def test_another_token_record_or_epoch_gives_other_words() -> None:
    other = Record("en", (Line("story", "What almost happened", "Another story."),))
    drawn = {
        made().draw(TOKEN, RECORD),
        made().draw(Token(b"u" * 32), RECORD),
        made().draw(TOKEN, other),
        made().draw(TOKEN, replace(RECORD, language="it")),
        made(epoch=b"f" * 32).draw(TOKEN, RECORD),
    }
    assert len(drawn) == 5


def test_a_number_grows_into_the_same_key_each_time() -> None:
    (one,), (again,) = made().derive(5), made().derive(5)
    assert one == again
    assert (len(one.lookup), len(one.seed), len(one.public)) == (16, 32, 1216)
    assert KeyPair(one.seed).public == one.public


def test_number_pepper_and_salt_each_change_everything() -> None:
    keys = [
        *made().derive(5),
        *made().derive(6),
        *made(peppers=(OLDER,)).derive(5),
        *Receipts(OneEpoch(), (PEPPER,), b"z" * 16).derive(5),
    ]
    for part in ("lookup", "seed", "public"):
        assert len({getattr(key, part) for key in keys}) == 4


def test_peppers_are_tried_newest_first() -> None:
    (new,), (old,) = made(peppers=(PEPPER,)).derive(5), made(peppers=(OLDER,)).derive(5)
    assert made(peppers=(PEPPER, OLDER)).derive(5) == (new, old)


@pytest.mark.parametrize("number", [0, 1, LIMIT - 1])
def test_every_number_of_the_range_is_derived(number: int) -> None:
    (key,) = made().derive(number)
    assert isinstance(key, ReporterKey)


@pytest.mark.parametrize(
    ("peppers", "salt"), [((), SALT), ((b"short",), SALT), ((PEPPER, b""), SALT), ((PEPPER,), b"")]
)
def test_a_missing_or_short_secret_stops_the_start(
    peppers: tuple[bytes, ...], salt: bytes
) -> None:
    with pytest.raises(ValueError, match="at least"):
        Receipts(OneEpoch(), peppers, salt)


def test_the_cost_is_what_the_documents_say() -> None:
    assert (receipts.MEMORY_KIB, receipts.PASSES) == (19_456, 2)


def test_nothing_is_remembered_between_derivations() -> None:
    assert not hasattr(Receipts.derive, "cache_info")
    held = made()
    held.derive(5)
    assert {getattr(held, name) for name in held.__slots__ if name != "_epochs"} == {
        (PEPPER,),
        SALT,
    }


def test_a_reporters_key_does_not_print() -> None:
    (key,) = made().derive(5)
    assert repr(key) == "ReporterKey()"
