"""Key files: locked by a drawn passphrase or a recovery code, refused when anything is off."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadKeyFile, Tampered, WrongPassphrase
from bot.report import canonical
from storage import keyfile
from storage.envelope import Label, framed
from storage.keyfile import Cost
from storage.keys import Identity, KeyPair, SigningKey, signed_by
from tests.keyring import CHEAP, LoadedDice

PASSPHRASE = "reattach subside attractor erupt bobtail renounce"
IDENTITY = Identity.draw(LoadedDice("identity"))
FILE = keyfile.lock_identity(IDENTITY, PASSPHRASE, LoadedDice("file"), cost=CHEAP)
ORGANISATION = SigningKey(LoadedDice("organisation")(32))


def changed(**fields: object) -> bytes:
    """The key file with some fields replaced; `kdf_m` reaches inside `kdf`."""
    held = json.loads(FILE)
    for name, value in fields.items():
        if name.startswith("kdf_"):
            held["kdf"][name[4:]] = value
        else:
            held[name] = value
    return canonical(held)


def test_a_key_file_gives_back_the_identity() -> None:
    again = keyfile.unlock_identity(FILE, PASSPHRASE)
    assert again.key_id == IDENTITY.key_id
    assert again.pair.seed == IDENTITY.pair.seed
    assert again.signing.public == IDENTITY.signing.public


@pytest.mark.parametrize(
    "typed",
    [PASSPHRASE.upper(), PASSPHRASE.replace(" ", "-"), f"  {PASSPHRASE.replace(' ', '   ')}\n"],
)
def test_a_passphrase_may_be_typed_in_any_dress(typed: str) -> None:
    assert keyfile.unlock_identity(FILE, typed).key_id == IDENTITY.key_id


@pytest.mark.parametrize("typed", ["", "reattach", PASSPHRASE[:-1], PASSPHRASE.replace(" ", "")])
def test_another_passphrase_opens_nothing(typed: str) -> None:
    with pytest.raises(WrongPassphrase) as refused:
        keyfile.unlock_identity(FILE, typed)
    assert "recover" in refused.value.hint
    assert "reattach" not in refused.value.sentence


def test_a_recovery_code_opens_its_own_file_however_it_is_typed() -> None:
    code = keyfile.new_recovery_code(LoadedDice("code"))
    recovery = keyfile.lock_identity(IDENTITY, code, LoadedDice("file"), cost=CHEAP)
    misread = code.replace("0", "O").replace("1", "l")
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), misread):
        assert keyfile.unlock_identity(recovery, typed).key_id == IDENTITY.key_id
    with pytest.raises(WrongPassphrase):
        keyfile.unlock_identity(recovery, PASSPHRASE)


@pytest.mark.parametrize(
    ("typed", "stretched"),
    [
        ("Reattach-salmon  BOBTAIL renovate", b"reattach salmon bobtail renovate"),
        ("subside_attractor", b"subside attractor"),
        ("ol23-4567-89ab-cdef-ghjk-mnpq-rsti", b"0123456789ABCDEFGHJKMNPQRST1"),
        ("ol23-4567-89ab-cdef-ghjk-mnpq-rst", b"ol23 4567 89ab cdef ghjk mnpq rst"),
    ],
)
def test_what_is_stretched_is_what_the_format_says(typed: str, stretched: bytes) -> None:
    """Words with one space between, or a code's digits: else no file of today opens tomorrow."""
    held = json.loads(keyfile.lock_identity(IDENTITY, typed, LoadedDice("file"), cost=CHEAP))
    sealed = bytes.fromhex(held.pop("ct"))
    kdf = held["kdf"]
    key = Argon2id(
        salt=bytes.fromhex(kdf["salt"]),
        length=32,
        iterations=CHEAP.passes,
        lanes=1,
        memory_cost=CHEAP.memory,
    ).derive(stretched)
    bound = framed(Label.KEY_FILE, canonical(held))
    secret = ChaCha20Poly1305(key).decrypt(bytes(12), sealed, bound)
    assert secret == IDENTITY.pair.seed + IDENTITY.signing.seed


@pytest.mark.parametrize(
    ("cost", "bearable"),
    [
        (Cost(1024 * 1024, 8, 4), True),
        (Cost(1024 * 1024 + 1, 8, 4), False),
        (Cost(1024 * 1024, 9, 4), False),
        (Cost(1024 * 1024, 8, 5), False),
        (Cost(8, 1, 1), True),
        (Cost(7, 1, 1), False),
        (Cost(8, 0, 1), False),
        (Cost(8, 1, 0), False),
    ],
)
def test_a_hostile_file_cannot_ask_for_more_than_the_format_says(
    cost: Cost,
    bearable: bool,  # noqa: FBT001
) -> None:
    assert cost.bearable is bearable


def test_no_seed_is_readable_in_the_file() -> None:
    held = FILE.decode()
    assert IDENTITY.pair.seed.hex() not in held
    assert IDENTITY.signing.seed.hex() not in held


def test_the_same_identity_is_locked_differently_each_time() -> None:
    other = keyfile.lock_identity(IDENTITY, PASSPHRASE, LoadedDice("elsewhere"), cost=CHEAP)
    assert json.loads(other)["ct"] != json.loads(FILE)["ct"]


@pytest.mark.parametrize("at", range(0, 160, 7))
def test_a_changed_ciphertext_is_refused(at: int) -> None:
    sealed = json.loads(FILE)["ct"]
    digit = "0" if sealed[at] != "0" else "1"
    with pytest.raises(WrongPassphrase):
        keyfile.unlock_identity(changed(ct=sealed[:at] + digit + sealed[at + 1 :]), PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [{"key_id": "00" * 16}, {"kdf_salt": "11" * 16}, {"kdf_t": 2}, {"kdf_m": 128}, {"kdf_p": 2}],
)
def test_a_changed_header_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(WrongPassphrase):
        keyfile.unlock_identity(changed(**change), PASSPHRASE)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"null",
        b"[" * 3000,
        FILE[:-20],
        FILE * 20,
        changed(v=2),
        changed(what="janitor"),
        changed(extra=1),
        changed(kdf_m=64 * 1024 * 1024),
        changed(kdf_m=1),
        changed(kdf_m=True),
        changed(kdf_t=10**9),
        changed(kdf_t=0),
        changed(kdf_p=64),
        changed(kdf_name="scrypt"),
        changed(kdf_salt="zz"),
        changed(key_id="00"),
        changed(ct=""),
        changed(ct=5),
        changed(kdf=[]),
    ],
)
def test_what_is_not_a_key_file_is_refused_before_any_work(content: bytes) -> None:
    with pytest.raises(BadKeyFile):
        keyfile.unlock_identity(content, PASSPHRASE)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_one_way(content: bytes) -> None:
    with pytest.raises(BadKeyFile):
        keyfile.unlock_identity(content, PASSPHRASE)


def test_whose_key_file_it_is_can_be_read_without_the_passphrase() -> None:
    """Of a reviewer's alone; the organisation's, and what is no key file, name nobody."""
    organisation = keyfile.lock_organisation(
        ORGANISATION, PASSPHRASE, LoadedDice("file"), cost=CHEAP
    )
    assert keyfile.key_id_in(FILE) == IDENTITY.key_id
    assert keyfile.key_id_in(organisation) is None
    assert keyfile.key_id_in(FILE[:-4]) is None


def test_the_two_kinds_of_key_file_are_not_mixed_up() -> None:
    organisation = keyfile.lock_organisation(
        ORGANISATION, PASSPHRASE, LoadedDice("file"), cost=CHEAP
    )
    assert keyfile.unlock_organisation(organisation, PASSPHRASE).public == ORGANISATION.public
    with pytest.raises(BadKeyFile, match="organisation"):
        keyfile.unlock_identity(organisation, PASSPHRASE)
    with pytest.raises(BadKeyFile, match="reviewer"):
        keyfile.unlock_organisation(FILE, PASSPHRASE)


def lying(what: str, name: bytes, secret: bytes) -> bytes:
    """A file that opens with the passphrase and holds something else than it says."""
    return keyfile._lock(what, name, secret, PASSPHRASE, LoadedDice("lie"), CHEAP)


@pytest.mark.parametrize(
    ("name", "secret"),
    [(bytes(16), b"k" * 64), (IDENTITY.key_id, b"k" * 64), (IDENTITY.key_id, b"k" * 33)],
)
def test_a_file_that_holds_another_key_than_it_names_is_refused(
    name: bytes, secret: bytes
) -> None:
    with pytest.raises(BadKeyFile):
        keyfile.unlock_identity(lying(keyfile.REVIEWER, name, secret), PASSPHRASE)
    with pytest.raises(BadKeyFile):
        keyfile.unlock_organisation(lying(keyfile.ORGANISATION, name, secret[:32]), PASSPHRASE)
    with pytest.raises(BadKeyFile):
        keyfile.unlock_organisation(lying(keyfile.ORGANISATION, name, secret), PASSPHRASE)


def test_the_cost_in_the_shell_is_what_the_documents_say() -> None:
    assert Cost(memory=262_144, passes=3, lanes=1) == keyfile.SHELL
    assert keyfile.SHELL.bearable


def test_a_passphrase_is_drawn_from_the_large_list_with_at_least_64_bits() -> None:
    words = keyfile.new_passphrase(LoadedDice("p")).split()
    assert len(words) == 6
    assert len({keyfile.new_passphrase(LoadedDice(str(n))) for n in range(50)}) == 50
    assert 7776**5 > 2**64
    with pytest.raises(ValueError, match="five"):
        keyfile.new_passphrase(LoadedDice("p"), 4)


def test_passphrase_words_are_drawn_evenly() -> None:
    rolls = iter([b"\xff" * 4, b"\x00\x00\x00\x07"])
    assert keyfile._below(7776, lambda size: next(rolls)[:size]) == 7


def test_a_recovery_code_holds_140_bits() -> None:
    code = keyfile.new_recovery_code(lambda size: b"\xff" * size)
    assert code == "-".join(["ZZZZ"] * 7)
    assert keyfile.new_recovery_code(bytes) == "-".join(["0000"] * 7)


def test_a_closed_key_opens_and_signs_nothing_and_its_seed_is_overwritten() -> None:
    identity = Identity.draw(LoadedDice("closed"))
    identity.close()
    assert identity.pair.seed == identity.signing.seed == bytes(32)
    with pytest.raises(ValueError, match="closed"):
        identity.signing.sign(b"anything")
    with pytest.raises(ValueError, match="closed"):
        identity.pair.open_bare(b"", bytes(1200))


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_of_a_wrong_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KeyPair(bytes(size))
    with pytest.raises(ValueError, match="64 bytes"):
        Identity(bytes(size + 1))


def test_a_signature_holds_for_one_key_and_one_message() -> None:
    signature = ORGANISATION.sign(b"message")
    assert signed_by(ORGANISATION.public, b"message", signature)
    assert not signed_by(ORGANISATION.public, b"massage", signature)
    assert not signed_by(IDENTITY.signing.public, b"message", signature)
    assert not signed_by(b"short", b"message", signature)
    assert not signed_by(ORGANISATION.public, b"message", b"")


def test_secrets_do_not_print() -> None:
    for held in (IDENTITY, IDENTITY.pair, IDENTITY.signing):
        assert IDENTITY.pair.seed.hex() not in repr(held)
        assert str(IDENTITY.pair.seed) not in repr(held)


def test_opening_with_another_key_is_tampering() -> None:
    with pytest.raises(Tampered):
        IDENTITY.pair.open(b"", b"CC\x01\x02" + bytes(2200))
