"""Who may read, changed from the console: invited, admitted, handed over to, removed.

The organisation's key signs the list. It is opened with its passphrase for one act, here or
nowhere: where its file was taken offline, the shell does this (`closecall reviewer`).

Order matters, as in the shell. Admitted: first the list, then the seeds. Removed: first the list,
then the cases get new keys. Every method blocks; none runs on the writer's thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import NotAllowed
from bot.work import commit
from closecall.home import Home, write_private
from closecall.wiring.codes import RECOVERED
from closecall.wiring.keyfiles import codes_of, decoy, named, passkey_of, read_key_file
from closecall.wiring.keys import organisation, put_list, team
from closecall.wiring.leads import in_group, joined, moved
from closecall.wiring.leaving import Harm, harm

if TYPE_CHECKING:
    from bot.ports import Dice, Keyholder
    from bot.report import Week
    from closecall.settings import Settings
    from storage.keyfile import Cost
    from storage.keys import Identity
    from storage.listed import ManifestFile
    from storage.manifest import Manifest
    from storage.readership import Readership
    from storage.writer import Writer

MOST_ROLE: Final = 40


@dataclass(slots=True)
class People:
    """Port `adapters.web.backoffice.People`. `cost`: of the key files that it locks."""

    settings: Settings
    readers: ManifestFile
    writer: Writer = field(repr=False)
    dice: Dice
    cost: Cost
    waiting: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict, repr=False)
    """Public halves of who made a key and is on no list yet, by key id."""

    def listed(self) -> tuple[int, str, tuple[tuple[str, str, tuple[str, ...], bool], ...]]:
        """The list's version and last week; key id, role, groups, and whether still at work."""
        held = self.readers()
        people = [(one, True) for one in held.recipients if not one.breaks_glass]
        people += [(one, False) for one in held.retired if not one.breaks_glass]
        told = tuple((one.key_id.hex(), one.role, one.groups, here) for one, here in people)
        return held.ver, str(held.not_after), told

    def can_sign(self) -> bool:
        """Whether the organisation's key is on this machine."""
        return Home(self.settings.home).organisation.exists()

    def make(self) -> tuple[str, str, str]:
        """A new key pair; its id, its passphrase and its recovery code, which nobody keeps."""
        from storage.keys import Identity

        identity = Identity.draw(self.dice)
        try:
            self.waiting[identity.key_id] = (identity.pair.public, identity.signing.public)
            return (identity.key_id.hex(), *self._lock(identity))
        finally:
            identity.close()

    def admit(
        self, key_id: str, role: str, groups: tuple[str, ...], passphrase: str, by: Keyholder
    ) -> int:
        """Put a waiting key on the list and hand it what it may read; how many cases.

        Raises NotAllowed (`gone`, or `changed`: the list, by somebody else), WrongPassphrase,
        MissingKey.
        """
        from storage.manifest import Recipient

        public = self.waiting.get(bytes.fromhex(key_id))
        if public is None:
            raise NotAllowed("gone")
        newcomer = Recipient(*public, role, tuple(sorted(set(groups))))
        self._sign(joined(self.readers(), newcomer), passphrase)
        del self.waiting[newcomer.key_id]
        self._note(by.key_id, "reviewer-add")
        return self.hand_over(newcomer.key_id, by)

    def send_away(self, key_id: str) -> None:
        """Forget a key that waits, and its two files: it is on no list, and never was."""
        if self.waiting.pop(bytes.fromhex(key_id), None) is not None:
            home = Home(self.settings.home)
            for file in (home.reviewer, home.recovery):
                file(bytes.fromhex(key_id)).unlink(missing_ok=True)

    def hand_over(self, newcomer: bytes, by: Keyholder) -> int:
        """The seeds of the cases that `newcomer` may read and `by` can open; how many."""
        from storage.handover import hand_over

        return hand_over(self.writer, by, newcomer)

    def remove(self, key_id: str, passphrase: str, by: Keyholder) -> tuple[int, int]:
        """Retire a key; how many cases got a new one, and how many stay open to who left.

        What nobody could undo is refused before anything is signed, as in the shell: NotAllowed
        with `last`, `alone` (cases that only the break-glass key would open) or `concerns` (they
        would go to everybody).
        """
        leaving, held = bytes.fromhex(key_id), self.readers()
        if leaving not in team(held):
            raise NotAllowed("gone")
        following = held.removing(leaving)
        self._must_be_safe(held, following, leaving)
        self._sign(following, passphrase)
        self._note(by.key_id, "reviewer-remove")
        return self.remove_again(key_id, by)

    def remove_again(self, key_id: str, by: Keyholder) -> tuple[int, int]:
        """The cases of a retired key alone: as `remove`. Raises NotAllowed for any other key."""
        from storage.handover import rotate

        leaving = bytes.fromhex(key_id)
        if all(one.key_id != leaving for one in self.readers().retired):
            raise NotAllowed("gone")
        rotated = rotate(self.writer, by, leaving, _week(self.settings))
        return rotated, self.writer.run(commit(lambda: self._readership().open_to(leaving)))

    def lead(self, key_id: str, *, on: bool, passphrase: str, by: Keyholder) -> None:
        """Let a reviewer change who reads and what is set, or no longer.

        Raises NotAllowed with `last` when nobody would lead any more.
        """
        name, held = bytes.fromhex(key_id), self.readers()
        reader = held.recipient(name)
        if reader is None or reader.breaks_glass:
            raise NotAllowed("gone")
        following = moved(held, name, on=on)
        if not in_group(following):
            raise NotAllowed("last")
        self._sign(following, passphrase)
        self._note(by.key_id, "lead-on" if on else "lead-off")

    def _must_be_safe(self, held: Manifest, following: Manifest, leaving: bytes) -> None:
        from storage.readership import left_alone

        slots = self.writer.run(commit(self._readership().slots))
        found = harm(held, following, left_alone(slots, leaving, team(following)))
        if found is not None:
            raise NotAllowed("last" if found is Harm.LEADS else found)

    def _readership(self) -> Readership:
        from storage.readership import Readership

        return Readership(self.writer)

    def recover(self, name: str, code: str) -> tuple[str, str]:
        """A new passphrase and a new code, from the old code. Raises WrongPassphrase.

        One-time codes and a passkey end with it: who lost the passphrase may have lost the phone.
        """
        from storage.keyfile import unlock_identity

        home, key_id = Home(self.settings.home), named(self.readers(), name)
        file = home.recovery(key_id) if key_id else None
        content = file.read_bytes() if file and file.exists() else decoy(b"")
        identity = unlock_identity(content, code)
        try:
            self._note(identity.key_id, RECOVERED)
            codes_of(home, identity.key_id).unlink(missing_ok=True)
            passkey_of(home, identity.key_id).unlink(missing_ok=True)
            # Last: what fails before it leaves the old code to try again with.
            return self._lock(identity)
        finally:
            identity.close()

    def _lock(self, identity: Identity) -> tuple[str, str]:
        """Write an identity's two files anew; its passphrase and its recovery code."""
        from storage.keyfile import lock_identity, new_passphrase, new_recovery_code

        home, other = Home(self.settings.home), self.settings.key_file
        passphrase, code = new_passphrase(self.dice), new_recovery_code(self.dice)
        locked = lock_identity(identity, passphrase, self.dice, cost=self.cost)
        write_private(home.reviewer(identity.key_id), locked)
        own = read_key_file(other) if other else None
        if other and own and own[0] == identity.key_id:
            write_private(other, locked)
        fresh = lock_identity(identity, code, self.dice, cost=self.cost)
        write_private(home.recovery(identity.key_id), fresh)
        return passphrase, code

    def _sign(self, following: Manifest, passphrase: str) -> None:
        with organisation(self.settings, passphrase) as key:
            put_list(self.settings, following, following.signed(key))

    def _note(self, who: bytes, act: str) -> None:
        from storage.audit import Audit

        audit, week = Audit(self.writer), _week(self.settings)
        self.writer.run(commit(lambda: audit.append(week, who, act)))


def _week(settings: Settings) -> Week:
    from closecall import clock

    return clock.calendar(settings.timezone)()
