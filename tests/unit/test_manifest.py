"""The list of readers: signed, pinned, never older than one that was seen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import (
    CloseCallError,
    ManifestExpired,
    ManifestForged,
    ManifestRolledBack,
    MissingKey,
    NoRecipients,
)
from bot.report import canonical
from storage.envelope import Label, framed
from storage.keys import SigningKey
from storage.listed import FileMark, ManifestFile
from storage.manifest import Manifest, Recipient
from tests.keyring import NOW, LoadedDice, Ring, flipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RING = Ring()
PINNED = RING.organisation.fingerprint
FILE = RING.manifest.signed(RING.organisation)
STRANGER = SigningKey(LoadedDice("stranger")(32))


def resigned(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with a changed list, rightly signed all the same: a careless tool."""
    held = json.loads(FILE)
    change(held["manifest"])
    message = framed(Label.MANIFEST, canonical(held["manifest"]))
    held["signature"] = RING.organisation.sign(message).hex()
    return canonical(held)


def test_a_signed_list_comes_back_as_it_was() -> None:
    assert Manifest.read(FILE, PINNED, NOW) == RING.manifest


def test_the_fingerprint_may_be_pinned_in_groups_and_capitals() -> None:
    grouped = "-".join(PINNED[at : at + 4] for at in range(0, 32, 4)).upper()
    assert Manifest.read(FILE, grouped, NOW) == RING.manifest


@pytest.mark.parametrize("pinned", ["", "0" * 32, STRANGER.fingerprint, PINNED[:-1]])
def test_a_list_of_another_organisation_is_refused(pinned: str) -> None:
    with pytest.raises(ManifestForged):
        Manifest.read(FILE, pinned, NOW)


def test_a_list_signed_by_a_stranger_is_refused() -> None:
    with pytest.raises(ManifestForged):
        Manifest.read(RING.manifest.signed(STRANGER), PINNED, NOW)


def test_a_stranger_cannot_borrow_the_organisations_public_key() -> None:
    held = json.loads(RING.manifest.signed(STRANGER))
    held["org"] = RING.organisation.public.hex()
    with pytest.raises(ManifestForged):
        Manifest.read(canonical(held), PINNED, NOW)


@settings(max_examples=200)
@given(st.integers(0, len(FILE) - 2))
def test_any_changed_byte_is_refused(at: int) -> None:
    with pytest.raises(ManifestForged):
        Manifest.read(flipped(FILE, at), PINNED, NOW)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 5000, FILE[:-9]])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(ManifestForged):
        Manifest.read(content, PINNED, NOW)


def test_a_list_of_an_absurd_size_is_refused_unread() -> None:
    with pytest.raises(ManifestForged):
        Manifest.read(FILE + b" " * 5_000_000, PINNED, NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(v=2),
        lambda body: body.update(ver=0),
        lambda body: body.update(ver="1"),
        lambda body: body.update(not_after="next year"),
        lambda body: body["recipients"].append(body["recipients"][0]),
        lambda body: body["retired"].append(body["recipients"][0]),
        lambda body: body["recipients"][0].update(key_id="00" * 16),
        lambda body: body["recipients"][0].update(role=5),
        lambda body: body["recipients"][0].update(groups=[5]),
        lambda body: body["recipients"][0].update(xwing="00"),
        lambda body: body["recipients"][0].update(sign="00"),
        lambda body: body["recipients"][0].pop("role"),
    ],
)
def test_a_signed_list_that_makes_no_sense_is_refused(
    change: Callable[[dict[str, Any]], object],
) -> None:
    with pytest.raises(ManifestForged):
        Manifest.read(resigned(change), PINNED, NOW)


def test_an_old_list_put_back_is_refused() -> None:
    newer = RING.manifest.renewed(NOW.plus(60))
    content = newer.signed(RING.organisation)
    assert Manifest.read(content, PINNED, NOW, seen=2).ver == 2
    with pytest.raises(ManifestRolledBack) as refused:
        Manifest.read(FILE, PINNED, NOW, seen=newer.ver)
    assert refused.value.detail == "version 1, but 2 was seen"


def test_the_list_holds_through_its_last_week_and_not_longer() -> None:
    last = RING.manifest.not_after
    assert Manifest.read(FILE, PINNED, last).ver == 1
    with pytest.raises(ManifestExpired):
        Manifest.read(FILE, PINNED, last.plus(1))


def test_every_change_is_a_new_version() -> None:
    newcomer = Ring(roles=(("audit", ()),)).manifest.recipients[0]
    added = RING.manifest.adding(newcomer)
    removed = added.removing(newcomer.key_id)
    renewed = removed.renewed(NOW.plus(99))
    assert [one.ver for one in (RING.manifest, added, removed, renewed)] == [1, 2, 3, 4]
    assert removed.recipient(newcomer.key_id) is None
    assert removed.known(newcomer.key_id) == newcomer
    assert Manifest.read(renewed.signed(RING.organisation), PINNED, NOW) == renewed


def test_a_key_cannot_be_added_twice_nor_come_back() -> None:
    one = RING.manifest.recipients[0]
    for manifest in (RING.manifest, RING.manifest.removing(one.key_id)):
        with pytest.raises(ValueError, match="is or was"):
            manifest.adding(one)
    with pytest.raises(ValueError, match="not on the list"):
        RING.manifest.removing(bytes(16))


def roles(manifest: Manifest, *, concern: bool, excluded: tuple[str, ...] = ()) -> list[str]:
    """Who may read."""
    return [one.role for one in manifest.readers(concern=concern, excluded=excluded)]


def test_a_near_miss_goes_to_every_reviewer_and_the_break_glass_key() -> None:
    assert roles(RING.manifest, concern=False) == ["safety", "hr", "break-glass"]


def test_a_concern_goes_to_its_group_alone() -> None:
    assert roles(RING.manifest, concern=True) == ["hr", "break-glass"]


def test_without_a_group_a_concern_goes_to_every_reviewer() -> None:
    plain = Ring(roles=(("safety", ()), ("hr", ()), ("break-glass", ()))).manifest
    assert roles(plain, concern=True) == ["safety", "hr", "break-glass"]
    assert roles(plain, concern=True, excluded=("hr",)) == ["safety", "break-glass"]


def test_the_break_glass_key_cannot_be_excluded_and_alone_is_not_enough() -> None:
    assert "break-glass" in roles(RING.manifest, concern=False, excluded=("break-glass", "hr"))
    for concern, excluded in ((True, ("hr",)), (False, ("hr", "safety"))):
        with pytest.raises(NoRecipients) as refused:
            RING.manifest.readers(concern=concern, excluded=excluded)
        assert "reviewer add" in refused.value.hint


def test_a_group_for_concerns_is_not_hidden_by_a_break_glass_key_in_it() -> None:
    odd = Ring(roles=(("safety", ()), ("break-glass", ("speakup",)))).manifest
    assert roles(odd, concern=True) == ["safety", "break-glass"]


def test_an_empty_list_seals_nothing() -> None:
    empty = replace(RING.manifest, recipients=())
    with pytest.raises(NoRecipients):
        empty.readers(concern=False, excluded=())


def test_a_recipient_is_named_by_key_and_role_only() -> None:
    written = json.loads(FILE)["manifest"]["recipients"][0]
    assert written.keys() == {"key_id", "xwing", "sign", "role", "groups"}
    assert Recipient.of(RING.identities["hr"], "hr", ["b", "a", "b"]).groups == ("a", "b")


def list_file(folder: Path, week: list[Any]) -> ManifestFile:
    """The list on disk, with a calendar that the test turns."""
    mark = FileMark(folder / "mark")
    return ManifestFile(folder / "readers.json", PINNED, lambda: week[0], mark)


def test_a_new_list_is_seen_at_once_and_an_old_one_refused_ever_after(tmp_path: Path) -> None:
    path, now = tmp_path / "readers.json", [NOW]
    current = list_file(tmp_path, now)
    path.write_bytes(FILE)
    assert current().ver == 1
    path.write_bytes(RING.manifest.renewed(NOW.plus(70)).signed(RING.organisation))
    assert current().ver == 2
    path.write_bytes(FILE)
    with pytest.raises(ManifestRolledBack):
        current()
    with pytest.raises(ManifestRolledBack):
        list_file(tmp_path, now)()
    assert (tmp_path / "mark").read_text() == "2\n"


def test_many_first_readers_of_a_new_list_leave_the_highest_mark(tmp_path: Path) -> None:
    def read(ver: int) -> int:
        """In a thread of its own, as the reports that are sealed at once do."""
        together.wait()
        return FileMark(folder / "mark")(ver)

    for number in range(20):
        folder, together = tmp_path / str(number), Barrier(6)
        folder.mkdir()
        with ThreadPoolExecutor(6) as threads:
            assert list(threads.map(read, range(1, 7)))[-1] == 6
        assert [each.name for each in folder.iterdir()] == ["mark"]
        assert FileMark(folder / "mark")(0) == 6


def test_the_list_expires_under_a_running_process(tmp_path: Path) -> None:
    (tmp_path / "readers.json").write_bytes(FILE)
    now = [NOW]
    current = list_file(tmp_path, now)
    assert current().ver == 1
    now[0] = NOW.plus(53)
    with pytest.raises(ManifestExpired):
        current()


def test_a_forged_list_does_not_move_the_mark(tmp_path: Path) -> None:
    far = replace(RING.manifest, ver=99).signed(STRANGER)
    (tmp_path / "readers.json").write_bytes(far)
    with pytest.raises(ManifestForged):
        list_file(tmp_path, [NOW])()
    assert not (tmp_path / "mark").exists()


def test_a_missing_list_and_a_damaged_mark_stop_everything(tmp_path: Path) -> None:
    current = list_file(tmp_path, [NOW])
    with pytest.raises(MissingKey, match=r"readers\.json"):
        current()
    (tmp_path / "readers.json").write_bytes(FILE)
    for damage in (b"", b"two", b"-1"):
        (tmp_path / "mark").write_bytes(damage)
        with pytest.raises(CloseCallError, match="damaged"):
            current()


def test_a_list_that_is_forged_under_a_running_process_is_refused(tmp_path: Path) -> None:
    """The same bytes are trusted again, and no others."""
    path = tmp_path / "readers.json"
    path.write_bytes(FILE)
    current = list_file(tmp_path, [NOW])
    assert current() == current()
    path.write_bytes(flipped(FILE, len(FILE) // 2))
    with pytest.raises(ManifestForged):
        current()
    path.write_bytes(FILE)
    assert current().ver == 1
