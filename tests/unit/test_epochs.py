"""Epoch keys and the drafts under them: two days, then gone, whatever the clock does."""

from __future__ import annotations

import fcntl
import hmac
import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreDamaged, StoreReadOnly
from bot.report import Token
from bot.work import commit
from storage.drafts import ROW, Drafts
from storage.engine import open_engine
from storage.envelope import Label, framed
from storage.epochs import KEY_BYTES, Epoch, Epochs, FileEpochs, Keys, renewed
from storage.tables import draft as table
from storage.writer import Writer
from tests.conftest import Today, epoch_store
from tests.fakes import FixedDice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = date(2026, 11, 18)


class Conversation:
    """Drafts on one database, one token, and a day that can be moved."""

    def __init__(self, writer: Writer, epochs: Epochs, today: Today, dice: FixedDice) -> None:
        """Nothing was said yet."""
        self.writer = writer
        self.today = today
        self.epochs = epochs
        self.drafts = Drafts(writer, epochs, dice)
        self.token = Token(dice(32))

    def save(self, draft: bytes = b"a story") -> None:
        """Save under the token."""
        self.writer.run(commit(lambda: self.drafts.save(self.token, draft)))

    def load(self) -> bytes | None:
        """Load by the token."""
        return self.writer.run(commit(lambda: self.drafts.load(self.token)))

    def key(self) -> bytes:
        """The key that this token's receipt grows from."""
        return self.writer.run(commit(lambda: self.drafts.epoch_key(self.token)))

    def rows(self) -> list[tuple[bytes, bytes, bytes]]:
        """What the table holds."""
        held = sa.select(table.c.id, table.c.epoch, table.c.sealed)
        return self.writer.run(
            commit(lambda: [tuple(r) for r in self.writer.connection.execute(held)])
        )

    def later(self, days: int) -> None:
        """Move the day."""
        self.today.day += timedelta(days=days)

    def sweep(self) -> int:
        """What the tick does."""
        return self.writer.run(commit(self.drafts.sweep))


@pytest.fixture
def talk(writer: Writer, epochs: Epochs, today: Today, dice: FixedDice) -> Conversation:
    """A conversation on both kinds of database."""
    return Conversation(writer, epochs, today, dice)


def test_a_draft_lives_over_midnight_and_its_receipt_s_key_with_it(talk: Conversation) -> None:
    talk.save()
    key = talk.key()
    talk.later(1)
    assert talk.load() == b"a story"
    talk.save(b"a longer story")
    assert (talk.load(), talk.key()) == (b"a longer story", key)
    assert len(talk.rows()) == 1


def test_an_erased_draft_still_gives_the_same_key_over_midnight(talk: Conversation) -> None:
    talk.save()
    key = talk.key()
    talk.writer.run(commit(lambda: talk.drafts.erase(talk.token)))
    talk.later(1)
    assert talk.load() is None
    assert talk.key() == key


def test_after_two_days_a_draft_is_gone_before_any_sweep(talk: Conversation) -> None:
    talk.save()
    key = talk.key()
    talk.later(2)
    assert talk.load() is None
    assert talk.key() != key


def test_the_sweep_drops_the_rows_of_epochs_that_are_over_and_no_others(
    talk: Conversation,
) -> None:
    talk.save()
    talk.later(1)
    young = Conversation(talk.writer, talk.epochs, talk.today, FixedDice("young"))
    young.save(b"young")
    assert talk.sweep() == 0
    talk.later(1)
    assert talk.sweep() == 1
    assert young.load() == b"young"
    assert len(talk.rows()) == 1


def test_every_row_has_one_size_and_an_erased_one_too(talk: Conversation) -> None:
    sizes = set()
    for draft in (b"", b"x", bytes(talk.drafts.capacity)):
        talk.save(draft)
        sizes.add(len(talk.rows()[0][2]))
    before = talk.rows()[0]
    talk.writer.run(commit(lambda: talk.drafts.erase(talk.token)))
    after = talk.rows()[0]
    assert sizes | {len(after[2])} == {ROW}
    assert after[:2] == before[:2]
    assert after[2] != before[2]


def test_the_same_draft_twice_is_never_the_same_bytes(talk: Conversation) -> None:
    talk.save()
    first = talk.rows()[0][2]
    talk.save()
    assert talk.rows()[0][2] != first


def test_nothing_of_a_draft_or_its_token_is_in_the_row(talk: Conversation) -> None:
    talk.save(b"canary-4711")
    row = b"".join(talk.rows()[0])
    assert b"canary" not in row
    assert talk.token.raw not in row
    assert talk.key() not in row


@pytest.mark.parametrize("at", [0, 11, 12, 5000, ROW - 1])
def test_a_draft_that_was_changed_is_no_draft(talk: Conversation, at: int) -> None:
    talk.save()
    _, _, sealed = talk.rows()[0]
    forged = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    talk.writer.run(
        commit(lambda: talk.writer.connection.execute(sa.update(table).values(sealed=forged)))
    )
    assert talk.load() is None


def test_a_row_moved_to_another_token_does_not_open(talk: Conversation) -> None:
    other = Conversation(talk.writer, talk.epochs, talk.today, FixedDice("other"))
    talk.save(b"mine")
    other.save(b"theirs")
    rows = talk.rows()

    def swap() -> None:
        for mine, theirs in ((rows[0], rows[1]), (rows[1], rows[0])):
            talk.writer.connection.execute(
                sa.update(table).where(table.c.id == mine[0]).values(sealed=theirs[2])
            )

    talk.writer.run(commit(swap))
    assert (talk.load(), other.load()) == (None, None)


def test_a_place_that_was_found_is_not_written_to_once_its_epoch_is_over(
    talk: Conversation,
) -> None:
    """Photos share the keys: they may end an epoch between a load and the save that follows."""
    talk.save()
    talk.load()
    talk.later(2)
    photos = Drafts(talk.writer, talk.epochs, FixedDice("photos"))
    talk.writer.run(commit(lambda: photos.load(talk.token)))
    talk.save(b"the day after tomorrow")
    assert talk.load() == b"the day after tomorrow"


def test_id_and_key_are_those_of_rfc_5869(talk: Conversation) -> None:
    """Written out: extract, then two blocks of expansion."""
    talk.save(b"told")

    def mac(key: bytes, message: bytes) -> bytes:
        return hmac.digest(key, message, "sha256")

    root, info = mac(talk.epochs.live()[0].key, talk.token.raw), framed(Label.DRAFT)
    first = mac(root, info + b"\x01")
    grown = first + mac(root, first + info + b"\x02")
    row, _, sealed = talk.rows()[0]
    assert row == grown[:16]
    opened = AESGCM(grown[16:48]).decrypt(sealed[:12], sealed[12:], row)
    assert opened == b"\0\0\0\x04told" + bytes(ROW - 12 - 16 - 8)


def test_another_process_finds_the_same_draft(
    talk: Conversation, make_writer: Callable[[], Writer], tmp_path: Path, today: Today
) -> None:
    """A second replica, whose clock passes midnight a little earlier than ours."""
    talk.load()
    other_writer, early = make_writer(), Today(today.day)
    other_engine = open_engine(talk.writer._engine.url.render_as_string(hide_password=False))
    epochs = Epochs(epoch_store(other_engine, tmp_path), early, FixedDice("their keys"))
    other = Conversation(other_writer, epochs, early, FixedDice("other"))
    other.token = talk.token
    talk.save(b"here")
    assert other.load() == b"here"
    early.day += timedelta(days=1)
    other.token = talk.token = Token(FixedDice("second")(32))
    other.save(b"there, after midnight")
    if not talk.writer.on_sqlite:  # one machine has one clock; replicas have several
        assert talk.load() == b"there, after midnight"
    talk.later(1)
    assert talk.load() == b"there, after midnight"
    other_engine.dispose()


# --- clocks that jump ----------------------------------------------------------------------------


@pytest.mark.parametrize("back", [1, 2, 3, 40, 4000])
def test_a_clock_that_falls_back_destroys_no_draft(talk: Conversation, back: int) -> None:
    talk.save(b"yesterday")
    talk.later(1)
    young = Conversation(talk.writer, talk.epochs, talk.today, FixedDice("young"))
    young.save(b"today")
    talk.later(-back)
    assert talk.sweep() == 0
    assert (talk.load(), young.load()) == (b"yesterday", b"today")


@pytest.mark.parametrize("back", [1, 2, 3, 40])
def test_a_clock_that_falls_back_revives_no_draft(talk: Conversation, back: int) -> None:
    talk.save()
    talk.later(2)
    assert talk.load() is None
    talk.later(-back)
    assert talk.load() is None


@pytest.mark.parametrize("back", [0, 1, 2, 40])
def test_after_a_fall_a_draft_still_ends_within_three_days(talk: Conversation, back: int) -> None:
    talk.save()
    talk.later(-back)
    talk.load()
    talk.later(3)
    assert talk.load() is None


def test_a_clock_that_wavers_around_midnight_costs_no_draft(talk: Conversation) -> None:
    talk.save(b"yesterday")
    talk.later(1)
    young = Conversation(talk.writer, talk.epochs, talk.today, FixedDice("young"))
    young.save(b"today")
    for step in (-1, 1):
        talk.later(step)
        talk.sweep()
    assert (talk.load(), young.load()) == (b"yesterday", b"today")


@given(days=st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_at_most_two_keys_are_ever_valid_and_none_comes_back(days: list[int]) -> None:
    dice, keys, today = FixedDice(), dict[int, bytes](), 700_000
    dead: set[bytes] = set()
    for step in days:
        today += step
        before = set(keys.values())
        keys = renewed(keys, today, dice)
        dead |= before - set(keys.values())
        assert 1 <= len(keys) <= 2
        assert not dead & set(keys.values())
        assert max(keys) - min(keys) <= 1
        assert today <= max(keys) <= today + 1
        if step <= 0:
            assert before <= set(keys.values())


@given(days=st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_with_a_clock_that_runs_forward_a_key_lives_two_days(days: list[int]) -> None:
    dice, keys, today = FixedDice(), dict[int, bytes](), 700_000
    born: dict[bytes, int] = {}
    for step in days:
        today += step
        keys = renewed(keys, today, dice)
        for key in keys.values():
            assert today - born.setdefault(key, today) <= 1


# --- files ---------------------------------------------------------------------------------------


def test_key_files_are_their_owner_s_alone_and_end_overwritten(tmp_path: Path) -> None:
    today = Today(DAY)
    folder = tmp_path / "epochs"
    epochs = Epochs(FileEpochs(folder), today, FixedDice())
    key = epochs.live()[0].key
    (path,) = folder.glob("*.key")
    assert path.read_bytes() == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    held = path.open("rb")  # what a copy of the same blocks would show
    today.day += timedelta(days=2)
    epochs.live()
    assert not path.exists()
    assert held.read() != key
    held.close()
    assert len(list(folder.glob("*"))) == 1


def test_while_one_process_changes_the_keys_every_other_waits(tmp_path: Path) -> None:
    """Two first conversations of a day must not make two keys: one would lose its draft."""
    refused = []

    def rule(found: Keys) -> Keys:
        for path in (tmp_path, *tmp_path.iterdir()):
            theirs = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                refused.append(path)
            os.close(theirs)
        return found

    FileEpochs(tmp_path).change(rule)
    assert len(refused) == 1


def test_a_restart_finds_the_same_key(tmp_path: Path) -> None:
    first = Epochs(FileEpochs(tmp_path), Today(DAY), FixedDice("first")).live()
    assert Epochs(FileEpochs(tmp_path), Today(DAY), FixedDice("second")).live() == first


def test_a_key_file_that_is_cut_short_is_damage_not_a_key(tmp_path: Path) -> None:
    (tmp_path / f"{DAY.toordinal()}.key").write_bytes(b"short")
    with pytest.raises(StoreDamaged):
        Epochs(FileEpochs(tmp_path), Today(DAY), FixedDice()).live()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreReadOnly):
        Epochs(FileEpochs(tmp_path / "file" / "epochs"), Today(DAY), FixedDice()).live()


def test_the_main_database_holds_no_epoch_key(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)
    writer = Writer(engine)
    epochs = Epochs(FileEpochs(tmp_path / "epochs"), Today(DAY), FixedDice("keys"))
    talk = Conversation(writer, epochs, Today(DAY), FixedDice())
    talk.save()
    key = talk.key()
    files = [path for path in tmp_path.glob("closecall.db*") if path.is_file()]
    assert files
    assert not any(key in path.read_bytes() for path in files)
    writer.close()
    engine.dispose()


def test_an_epoch_s_name_says_neither_its_key_nor_its_day() -> None:
    epoch = Epoch.of(bytes(KEY_BYTES))
    assert len(epoch.name) == 8
    assert epoch.name not in epoch.key
    assert "key" not in repr(epoch)


def test_the_rule_makes_no_key_that_it_does_not_need() -> None:
    keys: Keys = {10: b"a", 9: b"b"}
    assert renewed(keys, 10, FixedDice()) == keys
