"""A connection kept open: parts in one transaction, and alone when they fail together.

It belongs to one thread, one of `storage.writer`'s, and knows neither works nor queues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.errors import StoreAway, StoreBusy
from storage.engine import reads_only
from storage.failures import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine

Result = tuple[object, BaseException | None]
"""What a part gave, or what it raised."""

ATTEMPTS: Final = 3
"""How often a lone part is tried when PostgreSQL chose it as the victim of a deadlock."""


WROTE: Final = frozenset({"SQLITE_READONLY", "25006"})
"""What SQLite and PostgreSQL call a statement that writes where only reading was asked for."""


class _Lost(Exception):
    """The transaction failed, before any part began, or else in one of them.

    `unsure`: while committing, so nobody knows whether it held.
    """

    def __init__(self, cause: BaseException, *, begun: bool, unsure: bool) -> None:
        super().__init__()
        self.cause = cause
        self.begun = begun
        self.unsure = unsure


class Transactor:
    """Runs parts. The connection is made with the first one, and again when it is lost.

    On an engine that is `only_reading` a part that writes raises RuntimeError.
    """

    def __init__(self, engine: Engine) -> None:
        """Open nothing yet."""
        self._engine = engine
        self._only_reads = reads_only(engine)
        self.on_sqlite: Final = engine.dialect.name == "sqlite"
        self._connection: Connection | None = None
        self._driver: Any = None
        self._inside = False

    @property
    def connection(self) -> Connection | None:
        """The connection of the present transaction; None outside a part."""
        return self._connection if self._inside else None

    @property
    def driver(self) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
        """The driver's own connection of the present transaction; None outside a part."""
        return self._driver if self._inside else None

    def run(self, parts: Sequence[Callable[[], object]]) -> list[Result]:
        """Each part's value or error, durable.

        If one fails, the group is rolled back and each runs again alone, so that only the guilty
        one fails. A database that lets nobody begin lets none of them begin: they wait for it
        together, and once.
        """
        try:
            return [(value, None) for value in self._tried(parts)]
        except _Lost as lost:
            if lost.unsure or not lost.begun or len(parts) == 1:
                return [(None, self._said(lost.cause))] * len(parts)
        results: list[Result] = []
        while len(results) < len(parts):
            try:
                results.append((self._tried((parts[len(results)],))[0], None))
            except _Lost as alone:
                told = 1 if alone.begun else len(parts) - len(results)
                results += [(None, self._said(alone.cause))] * told
        return results

    def drop(self) -> None:
        """Close the connection."""
        connection, self._connection, self._driver = self._connection, None, None
        if connection is not None:
            try:
                connection.detach()  # its pool may be one that was disposed of meanwhile
                connection.close()
            except Exception:  # noqa: BLE001 - it is gone, which is what was wanted
                connection.invalidate()

    def _tried(self, parts: Sequence[Callable[[], object]]) -> list[object]:
        """In one transaction, tried again when that can help. Raises _Lost."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._transact(parts)
            except _Lost as lost:
                guilty = lost.begun and len(parts) > 1
                if lost.unsure or guilty or attempt == ATTEMPTS or not self._again(lost.cause):
                    raise
        raise AssertionError("every attempt ends in one of two ways")

    def _again(self, cause: BaseException) -> bool:
        """Whether another try can help: a lost connection, or the victim of a deadlock."""
        if self.on_sqlite:
            return False  # it has waited for `busy_timeout` already, and has no connection to lose
        return isinstance(refusal(cause), StoreAway | StoreBusy)

    def _transact(self, parts: Sequence[Callable[[], object]]) -> list[object]:
        """All parts in one transaction. Raises _Lost after rolling back."""
        begun = committing = False
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
                self._driver = self._connection.connection.driver_connection
            transaction = self._connection.begin()
            begun = self._inside = True
            values = [part() for part in parts]
            self._inside = False
            committing = True
            transaction.commit()
        except BaseException as failed:  # whatever it was, nothing stays half written
            self._inside = False
            unsure = committing and not self._only_reads and isinstance(refusal(failed), StoreAway)
            self._roll_back(failed)
            raise _Lost(failed, begun=begun, unsure=unsure) from failed
        else:
            return values

    def _roll_back(self, failed: BaseException) -> None:
        """Undo; a connection that cannot even do that, or is gone, is dropped."""
        try:
            transaction = self._connection.get_transaction() if self._connection else None
            if transaction is not None and transaction.is_active:
                transaction.rollback()
            elif transaction is not None and self._connection is not None:
                # Its COMMIT failed: SQLAlchemy rolls nothing back then, and lets nothing begin.
                self._connection.invalidate()
                self.drop()
        except Exception:  # noqa: BLE001 - the first failure is the one to tell
            self.drop()
        if isinstance(refusal(failed), StoreAway):
            self.drop()
            self._engine.dispose()

    def _said(self, cause: BaseException) -> BaseException:
        """The StoreError to tell instead of a driver's error; anything else as it is."""
        found = refusal(cause)
        if found is None or found is cause:
            return cause
        said: Exception = found
        if self._only_reads and found.detail in WROTE:
            said = RuntimeError("a part that only reads has written")
        said.__cause__ = cause
        return said
