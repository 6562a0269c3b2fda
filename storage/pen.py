"""The one connection that writes: parts in one transaction, and alone when they fail together.

It belongs to one thread, `storage.writer`'s, and knows neither works nor queues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.errors import StoreAway, StoreBusy
from storage.failures import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine

Outcome = tuple[object, BaseException | None]
"""What a part gave, or what it raised."""

ATTEMPTS: Final = 3
"""How often a lone part is tried when PostgreSQL chose it as the victim of a deadlock."""


class _Lost(Exception):
    """The transaction failed. `unsure`: while committing, so nobody knows whether it held."""

    def __init__(self, cause: BaseException, *, unsure: bool) -> None:
        super().__init__()
        self.cause = cause
        self.unsure = unsure


class Pen:
    """Writes in groups. The connection is made with the first part, and again when it is lost."""

    def __init__(self, engine: Engine) -> None:
        """Open nothing yet."""
        self._engine = engine
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

    def write(self, parts: Sequence[Callable[[], object]]) -> list[Outcome]:
        """Each part's value or error, durable.

        If one fails, the group is rolled back and each runs again alone, so that only the guilty
        one fails.
        """
        if len(parts) > 1:
            try:
                return [(value, None) for value in self._transact(parts)]
            except _Lost as lost:
                if lost.unsure:
                    return [(None, _said(lost.cause))] * len(parts)
        return [self._alone(part) for part in parts]

    def drop(self) -> None:
        """Give the connection back."""
        connection, self._connection, self._driver = self._connection, None, None
        if connection is not None:
            try:
                connection.close()
            except Exception:  # noqa: BLE001 - it is gone, which is what was wanted
                connection.invalidate()

    def _alone(self, part: Callable[[], object]) -> Outcome:
        """One part in a transaction of its own, tried again when nothing was committed."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._transact((part,))[0], None
            except _Lost as lost:
                if lost.unsure or attempt == ATTEMPTS or not self._again(lost.cause):
                    return None, _said(lost.cause)
        raise AssertionError("every attempt ends in one of two ways")

    def _again(self, cause: BaseException) -> bool:
        """Whether another try can help: a lost connection, or the victim of a deadlock."""
        if self.on_sqlite:
            return False  # it has waited for `busy_timeout` already, and has no connection to lose
        return isinstance(refusal(cause), StoreAway | StoreBusy)

    def _transact(self, parts: Sequence[Callable[[], object]]) -> list[object]:
        """All parts in one transaction. Raises _Lost after rolling back."""
        committing = False
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
                self._driver = self._connection.connection.driver_connection
            transaction = self._connection.begin()
            self._inside = True
            values = [part() for part in parts]
            self._inside = False
            committing = True
            transaction.commit()
        except BaseException as failed:  # whatever it was, nothing stays half written
            self._inside = False
            unsure = committing and isinstance(refusal(failed), StoreAway)
            self._roll_back(failed)
            raise _Lost(failed, unsure=unsure) from failed
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


def _said(cause: BaseException) -> BaseException:
    """The StoreError to tell instead of a driver's error; anything else as it is."""
    found = refusal(cause)
    if found is None or found is cause:
        return cause
    found.__cause__ = cause
    return found
