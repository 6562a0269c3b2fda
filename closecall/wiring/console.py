"""The reviewer console's parts: keys to unlock, the store, the desk of each who signs in.

Until somebody signs in nothing is unlocked.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING

from bot.errors import WrongPassphrase
from bot.frozen import frozen
from bot.work import read
from closecall import clock
from closecall.home import Home
from closecall.wiring.backoffice import back_office
from closecall.wiring.codes import ACTS as CODE_ACTS
from closecall.wiring.codes import Codes
from closecall.wiring.keyfiles import codes_of, decoy, named, passkey_of, read_key_file
from closecall.wiring.keys import manifest, team, unlock
from closecall.wiring.leads import leads
from closecall.wiring.opened import store
from closecall.wiring.passkeys import ACTS as PASSKEY_ACTS
from closecall.wiring.passkeys import Challenges, Passkey, must_pass
from closecall.wiring.previews import previews
from closecall.wiring.working import desk_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.web.office import Office, Unlocked
    from closecall.settings import Settings
    from closecall.wiring.codes import Own
    from storage.listed import ManifestFile
    from storage.writer import Writer


@contextmanager
def console(settings: Settings, origin: str) -> Iterator[Office]:
    """What the pages work with, for as long as the console runs. Raises SetupError, StoreError."""
    from adapters.web.office import Office

    readers = manifest(settings)
    readers()
    challenges = Challenges(os.urandom, time.monotonic)
    with store(settings) as opened:
        yield Office(
            unlock=Keyring(settings, readers, opened.writer, origin, challenges),
            driver=opened.writer,
            calendar=clock.calendar(settings.timezone),
            clock=time.monotonic,
            dice=os.urandom,
            language=settings.language,
            origin=origin,
            release=settings.release.value,
            previews=lambda lesson: previews(lesson, clock.calendar(settings.timezone)()),
            back=back_office(settings, readers, opened.writer, origin, challenges),
        )


@frozen
class Keyring:
    """Opens the key file of who signs in: by role, when one reviewer has it, or by the key's id.

    Key files lie in the home's folder `reviewers`, and where CLOSECALL_KEY_FILE says.
    """

    settings: Settings
    readers: ManifestFile
    writer: Writer = field(repr=False)
    origin: str
    challenges: Challenges = field(repr=False)

    def __call__(self, name: str, passphrase: str, code: str = "") -> Unlocked:
        """Raises WrongPassphrase, after the same work, for a name that nobody has.

        `code`: a one-time code or a passkey's answer, for who has set one up.
        """
        from adapters.web.office import Unlocked

        files = self._files()
        listed = self.readers()
        key_id = named(listed, name)
        content = files.get(key_id, b"") if key_id else b""
        if not content:
            content = decoy(next(iter(files.values()), b""))
        unsealer = unlock(content, self.readers, passphrase)
        if unsealer.key_id not in team(listed):
            unsealer.close()
            raise WrongPassphrase
        try:
            self._pass(unsealer.key_id, unsealer, code)
        except BaseException:
            unsealer.close()
            raise
        return Unlocked(
            desk=desk_of(self.settings, self.writer, self.readers, unsealer),
            close=unsealer.close,
            lead=lambda: leads(self.readers(), unsealer.key_id),
        )

    def _pass(self, key_id: bytes, own: Own, proof: str) -> None:
        """The second factor, where there is one. Raises WrongPassphrase."""
        from storage.audit import Audit

        audit, home = Audit(self.writer), Home(self.settings.home)

        def told() -> frozenset[str]:
            return frozenset(audit.last(key_id, acts) for acts in (CODE_ACTS, PASSKEY_ACTS))

        must_pass(
            Codes(codes_of(home, key_id), time.time, own),
            Passkey(passkey_of(home, key_id), self.origin, self.challenges, own),
            proof,
            self.writer.run(read(told)),
        )

    def _files(self) -> dict[bytes, bytes]:
        """Every reviewer's key file that is here, by the key's id."""
        paths = sorted(Home(self.settings.home).reviewers.glob("*.key"))
        if self.settings.key_file:
            paths.append(self.settings.key_file)
        return dict(each for each in map(read_key_file, paths) if each)
