"""One lane per conversation: what one chat says is heard in order, and holds up nobody else.

A lane is a bounded queue with a task that lives as long as something stands in it. An update is
*settled* when its turn is durable, or when it was let go: only then may Telegram forget it. What
follows (deleting, showing) takes its time without holding that up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Step = Callable[[Callable[[], None]], Awaitable[None]]
    _Queue = deque[tuple[Step, asyncio.Event]]

LONGEST: Final = 8
"""Updates of one chat that may wait; more are let go: nobody taps so fast on purpose."""

_log = logging.getLogger(__name__)


class Lanes:
    """Runs pieces of work, those of one name one after the other."""

    def __init__(self, longest: int = LONGEST) -> None:
        """No lane is open."""
        self._longest = longest
        self._open: dict[bytes, tuple[_Queue, asyncio.Task[None]]] = {}

    def put(self, name: bytes, step: Step) -> asyncio.Event | None:
        """Line up. Gives the event that is set when it is settled; None when the lane is full.

        `step` gets the function to call once it is settled.
        """
        lane = self._open.get(name)
        if lane is not None and len(lane[0]) >= self._longest:
            return None
        settled = asyncio.Event()
        if lane is None:
            queue = deque(((step, settled),))
            self._open[name] = queue, asyncio.create_task(self._run(name, queue))
        else:
            lane[0].append((step, settled))
        return settled

    async def drain(self, patience: float) -> bool:
        """Wait until every lane is empty; False when that took longer than `patience` seconds."""
        if not self._open:
            return True
        tasks = [task for _, task in self._open.values()]
        _, late = await asyncio.wait(tasks, timeout=patience)
        for task in late:
            task.cancel()
        return not late

    async def _run(self, name: bytes, queue: _Queue) -> None:
        try:
            while queue:
                step, settled = queue[0]
                try:
                    await step(settled.set)
                except Exception:  # noqa: BLE001 - one update must not close its lane
                    _log.exception("an update was not carried out")
                settled.set()  # not when cancelled: then Telegram shall bring it again
                queue.popleft()
        finally:
            del self._open[name]
