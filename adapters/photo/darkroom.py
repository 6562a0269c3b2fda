"""The darkroom: starts a process for one photo, waits for it, believes nothing that it says.

    bytes from outside ── child (limits, no secrets, no files) ── bytes ── Photo.parse

What comes out is a `Photo` by its own examination, whatever the child was made to do. The bytes
cross in pipes: no temporary file, no name, nothing in an argument or in the environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.photo import LARGEST_INPUT, MOST_BYTES, Photo, Unfit

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from asyncio.subprocess import Process
    from collections.abc import Awaitable, Callable

CHILD: Final = Path(__file__).with_name("child.py")
PATIENCE: Final = 60.0
"""Seconds for one photo: many times the processor time that the child may take, for it steps back
behind everything else on a busy machine."""

AT_ONCE: Final = 2
WAITING: Final = 8
"""Photos that may wait for their turn; the next one had better come later."""

_REASONS: Final = {
    10: Unfit.LARGE,
    11: Unfit.OTHER_TYPE,
    12: Unfit.BOMB,
    13: Unfit.MOVING,
    14: Unfit.BROKEN,
}
_log = logging.getLogger(__name__)


class Darkroom:
    """Develops photos, two at a time. For one event loop."""

    def __init__(self, child: Path = CHILD, patience: float = PATIENCE) -> None:
        """`child`: the program that is started with this interpreter."""
        self._child = child
        self._patience = patience
        self._places = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def develop(self, given: bytes) -> Photo | Unfit:
        """The photo made anew from its pixels, or why not."""

        async def here() -> bytes:
            return given

        return await self.fetched(here)

    async def fetched(self, fetch: Callable[[], Awaitable[bytes | None]]) -> Photo | Unfit:
        """The same for bytes that `fetch` gets, or None: only what is worked on is in memory."""
        if self._inside >= AT_ONCE + WAITING:
            return Unfit.AWAY
        self._inside += 1
        try:
            async with self._places:
                given = await fetch()
                if given is None:
                    return Unfit.AWAY
                if len(given) > LARGEST_INPUT:
                    return Unfit.LARGE
                return await self._developed(given)
        finally:
            self._inside -= 1

    async def _developed(self, given: bytes) -> Photo | Unfit:
        try:
            # -I: neither the folder nor the environment decides what the child imports.
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", str(self._child)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={},
                cwd="/",
            )
        except OSError as refused:
            _log.warning(
                "photo: its process did not start", extra={"kind": type(refused).__name__}
            )
            return Unfit.AWAY
        try:
            async with asyncio.timeout(self._patience):
                made = await _exchanged(child, given)
                if len(made) > MOST_BYTES:
                    return Unfit.BROKEN
                code = await child.wait()
        except TimeoutError:  # the kernel ends a bomb long before: this machine is too busy
            _log.warning("photo: its process took too long")
            return Unfit.AWAY
        finally:
            if child.returncode is None:
                child.kill()
                await _ended(child)
        if code:
            return self._why(code)
        try:
            return Photo.parse(made)
        except ValueError:
            return Unfit.BROKEN

    @staticmethod
    def _why(code: int) -> Unfit:
        """Killed by a signal (memory, time) is a bomb; an exit that is not ours is our fault."""
        if code > 0 and code not in _REASONS:
            _log.warning("photo: its process failed; `closecall doctor`", extra={"code": code})
        return Unfit.BOMB if code < 0 else _REASONS.get(code, Unfit.AWAY)


async def _exchanged(child: Process, given: bytes) -> bytes:
    """What the child says to these bytes, and no more than a photo may have."""
    if child.stdin is None or child.stdout is None:
        raise AssertionError("both are pipes")
    feeding = asyncio.create_task(_fed(child.stdin, given))
    try:
        made = await _heard(child.stdout)
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
    return made


async def _fed(pipe: StreamWriter, given: bytes) -> None:
    # A child that has seen enough stops reading: what it says, or how it ends, tells why.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(given)
        await pipe.drain()
        pipe.close()
        await pipe.wait_closed()


async def _heard(pipe: StreamReader) -> bytes:
    made = bytearray()
    while len(made) <= MOST_BYTES and (part := await pipe.read(64 * 1024)):
        made += part
    return bytes(made)


async def _ended(child: Process) -> None:
    """Wait for a child that was killed; what still lies in its pipe is not looked at."""
    while child.stdout and await child.stdout.read(64 * 1024):
        pass
    await child.wait()
