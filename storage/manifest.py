"""Who may read: the list of recipients, signed by the organisation, its version only growing.

The file is canonical JSON, `{"manifest": {…}, "org": hex, "signature": hex}`. The fingerprint of
`org` is pinned in the settings, so a foreign signature is refused; `ver` only grows, and the
highest one seen is kept outside the database (`HighWaterMark`), so an old list put back is
refused; `not_after` is an ISO week. Nothing is sealed to a key that is not on the list. A host
under somebody's active control ignores all of this: `docs/threat-model.md` says so.
"""

from __future__ import annotations

import json
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Final, Self

from bot.errors import (
    ManifestExpired,
    ManifestForged,
    ManifestRolledBack,
    NoRecipients,
)
from bot.frozen import frozen
from bot.report import Week, canonical
from storage.envelope import KEY_ID_BYTES, PUBLIC_BYTES, Label, framed, key_id
from storage.keys import fingerprint, signed_by

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from storage.keys import Identity, SigningKey

BREAK_GLASS: Final = "break-glass"
SPEAKUP: Final = "speakup"
_LARGEST_FILE: Final = 4 * 1024 * 1024


@frozen
class Recipient:
    """One reader: two public keys and a role; never a name. The X-Wing key gives the key id."""

    public: bytes = field(repr=False)
    sign_public: bytes = field(repr=False)
    role: str
    groups: tuple[str, ...] = ()

    @classmethod
    def of(cls, identity: Identity, role: str, groups: Sequence[str] = ()) -> Self:
        """The public half of an identity."""
        return cls(identity.pair.public, identity.signing.public, role, tuple(sorted(set(groups))))

    @property
    def key_id(self) -> bytes:
        """16 bytes."""
        return key_id(self.public)

    @property
    def breaks_glass(self) -> bool:
        """The offline recipient: has a slot in every case and cannot be excluded."""
        return self.role == BREAK_GLASS


@frozen
class Manifest:
    """Version `ver` of the list. `retired` may not read or speak; their old notes still verify."""

    ver: int
    not_after: Week
    recipients: tuple[Recipient, ...]
    retired: tuple[Recipient, ...] = ()

    def readers(self, *, concern: bool, excluded: Sequence[str]) -> tuple[Recipient, ...]:
        """Who gets a key slot, the break-glass recipient last. Raises NoRecipients.

        A near miss goes to every reviewer; a concern to the group `speakup`, or to every reviewer
        where nobody is in it. Excluded roles get nothing; a report that only the break-glass key
        could open is refused.
        """
        people = [one for one in self.recipients if not one.breaks_glass]
        if concern:
            people = [one for one in people if SPEAKUP in one.groups] or people
        allowed = [one for one in people if one.role not in excluded]
        if not allowed:
            raise NoRecipients
        return (*allowed, *(one for one in self.recipients if one.breaks_glass))

    def barred(self, present: Collection[bytes], excluded: Collection[str]) -> tuple[bytes, ...]:
        """The key ids, past and present, of roles that lose their slot of a case.

        `present` are the key ids that have one. The break-glass recipient keeps it. Raises
        NoRecipients when no reviewer would be left.
        """
        known = [one for one in (*self.recipients, *self.retired) if not one.breaks_glass]
        gone = tuple(one.key_id for one in known if one.role in excluded)
        people = [one.key_id for one in self.recipients if not one.breaks_glass]
        if not any(name in present and name not in gone for name in people):
            raise NoRecipients
        return gone

    def recipient(self, name: bytes) -> Recipient | None:
        """Who reads and speaks under this key id now."""
        return next((one for one in self.recipients if one.key_id == name), None)

    def known(self, name: bytes) -> Recipient | None:
        """The same, or who once did."""
        once = next((one for one in self.retired if one.key_id == name), None)
        return self.recipient(name) or once

    def adding(self, newcomer: Recipient) -> Manifest:
        """The next version, with one more reader. Raises ValueError for a known key."""
        if self.known(newcomer.key_id):
            raise ValueError("this key is or was on the list")
        return replace(self, ver=self.ver + 1, recipients=(*self.recipients, newcomer))

    def removing(self, name: bytes) -> Manifest:
        """The next version, with one reader retired. Raises ValueError when not on the list."""
        leaving = self.recipient(name)
        if leaving is None:
            raise ValueError("this key is not on the list")
        staying = tuple(one for one in self.recipients if one != leaving)
        return replace(
            self, ver=self.ver + 1, recipients=staying, retired=(*self.retired, leaving)
        )

    def regrouped(self, name: bytes, groups: Sequence[str]) -> Manifest:
        """The next version, with one reader in other groups. Raises ValueError as `removing`."""
        known = self.recipient(name)
        if known is None:
            raise ValueError("this key is not on the list")
        moved = replace(known, groups=tuple(groups))
        readers = tuple(moved if one == known else one for one in self.recipients)
        return replace(self, ver=self.ver + 1, recipients=readers)

    def renewed(self, not_after: Week) -> Manifest:
        """The next version, with a later end."""
        return replace(self, ver=self.ver + 1, not_after=not_after)

    def signed(self, organisation: SigningKey) -> bytes:
        """The file."""
        body = self._body()
        signature = organisation.sign(framed(Label.MANIFEST, canonical(body)))
        held = {
            "manifest": body,
            "org": organisation.public.hex(),
            "signature": signature.hex(),
        }
        return canonical(held) + b"\n"

    def _body(self) -> dict[str, Any]:
        return {
            "v": 1,
            "ver": self.ver,
            "not_after": str(self.not_after),
            "recipients": [_written(one) for one in self.recipients],
            "retired": [_written(one) for one in self.retired],
        }

    @classmethod
    def read(cls, content: bytes, pinned: str, now: Week, seen: int = 0) -> Self:
        """The list in a file, if the pinned organisation signed it and it is not old or expired.

        `pinned` is the organisation's fingerprint, `seen` the highest version ever accepted.
        Raises ManifestForged, ManifestRolledBack or ManifestExpired, in this order.
        """
        manifest = cls.verified(content, pinned)
        manifest.must_hold(now, seen)
        return manifest

    def must_hold(self, now: Week, seen: int) -> None:
        """Raises ManifestRolledBack for a list older than `seen`, else ManifestExpired."""
        if self.ver < seen:
            raise ManifestRolledBack(f"version {self.ver}, but {seen} was seen")
        if self.not_after < now:
            raise ManifestExpired(f"at the end of {self.not_after}")

    @classmethod
    def verified(cls, content: bytes, pinned: str) -> Self:
        """The list in a file, of whatever age, if the pinned organisation signed it.

        Raises ManifestForged.
        """
        try:
            if len(content) > _LARGEST_FILE:
                raise ManifestForged
            held = json.loads(content)
            body, organisation = held["manifest"], bytes.fromhex(held["org"])
            message = framed(Label.MANIFEST, canonical(body))
            if fingerprint(organisation) != _plain(pinned):
                raise ManifestForged
            if not signed_by(organisation, message, bytes.fromhex(held["signature"])):
                raise ManifestForged
            return cls._parsed(body)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as broken:
            raise ManifestForged from broken

    @classmethod
    def _parsed(cls, body: dict[str, Any]) -> Self:
        if body["v"] != 1 or type(body["ver"]) is not int or body["ver"] < 1:
            raise ValueError("version")
        recipients = tuple(_read(one) for one in body["recipients"])
        retired = tuple(_read(one) for one in body["retired"])
        if len({one.key_id for one in (*recipients, *retired)}) < len(recipients) + len(retired):
            raise ValueError("twice the same key")
        return cls(body["ver"], Week.parse(body["not_after"]), recipients, retired)


def _plain(pinned: str) -> str:
    return "".join(character for character in pinned.lower() if character.isalnum())


def _written(recipient: Recipient) -> dict[str, Any]:
    return {
        "key_id": recipient.key_id.hex(),
        "xwing": recipient.public.hex(),
        "sign": recipient.sign_public.hex(),
        "role": recipient.role,
        "groups": list(recipient.groups),
    }


def _read(held: dict[str, Any]) -> Recipient:
    public, signing = bytes.fromhex(held["xwing"]), bytes.fromhex(held["sign"])
    role, groups = held["role"], held["groups"]
    if len(public) != PUBLIC_BYTES or len(signing) != 32:
        raise ValueError("size of a key")
    if not isinstance(role, str) or not all(isinstance(group, str) for group in groups):
        raise TypeError("role")
    found = Recipient(public, signing, role, tuple(groups))
    if len(found.key_id) != KEY_ID_BYTES or found.key_id.hex() != held["key_id"]:
        raise ValueError("key id")
    return found
