"""The handle of an unsent report: its token in a file, so that a crash in Send doubles nothing.

    <CLOSECALL_HOME>/chat.token, chat-2.token …     0600, one a chat, locked while that chat lives

The same steps taken again under the same token give one case and the same words. The file is gone
as soon as somebody goes on after the words or cancels; without the day's epoch key it opens
nothing.
"""

from __future__ import annotations

import errno
import fcntl
import os
from typing import TYPE_CHECKING, Final, Self

from bot.errors import StoreFull, StoreReadOnly
from bot.report import Token

if TYPE_CHECKING:
    from pathlib import Path

AT_ONCE: Final = 8  # chats on one home whose crash is covered; more of them work without a handle
_LONGEST: Final = 64


class Handle:
    """One claimed file. Use in a `with`: the claim ends there, or with the process."""

    def __init__(self, home: Path) -> None:
        """Claim the first file that no living chat holds. Raises StoreReadOnly or StoreFull."""
        self._home = home
        self._held: tuple[Path, int] | None = None
        self.token: Token | None = None
        self._claim()

    def __enter__(self) -> Self:
        """The handle itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the lock. The file stays if a token is in it: something broke off."""
        if self._held is not None:
            if self.token is None:
                self.drop()
            else:
                os.close(self._held[1])
                self._held = None

    def keep(self, token: Token) -> None:
        """Write the token, durably. Raises StoreReadOnly or StoreFull."""
        if token == self.token:
            return
        if self._held is None:
            self._claim()
        if self._held is None:
            return
        try:
            _write(self._held[1], token.text.encode())
        except OSError as refused:
            raise _refusal(refused) from refused
        self.token = token

    def drop(self) -> None:
        """Empty the file and remove it."""
        self.token = None
        if self._held is None:
            return
        path, file = self._held
        self._held = None
        try:
            _write(file, b"")
            path.unlink(missing_ok=True)
        except OSError as refused:
            raise _refusal(refused) from refused
        finally:
            os.close(file)

    def _claim(self) -> None:
        for number in range(1, AT_ONCE + 1):
            path = self._home / ("chat.token" if number == 1 else f"chat-{number}.token")
            try:
                file = _locked(path)
            except OSError as refused:
                raise _refusal(refused) from refused
            if file is not None:
                self._held = (path, file)
                self.token = Token.parse(os.read(file, _LONGEST).decode("ascii", "replace"))
                return


def _locked(path: Path) -> int | None:
    """The open file with its lock; None while another process has it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(file).st_ino == path.stat().st_ino:
            return file
    except (BlockingIOError, FileNotFoundError):
        pass  # held by a living chat, or removed by one between our two steps
    except OSError:
        os.close(file)
        raise
    os.close(file)
    return None


def _write(file: int, content: bytes) -> None:
    os.lseek(file, 0, os.SEEK_SET)
    os.ftruncate(file, 0)
    os.write(file, content)
    os.fsync(file)


def _refusal(refused: OSError) -> StoreFull | StoreReadOnly:
    full = refused.errno in {errno.ENOSPC, errno.EDQUOT}
    return StoreFull() if full else StoreReadOnly()
