"""Fixed keys, readers and cases for tests of sealing. Real ciphers; only the dice are loaded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.ports import ReporterKey
from bot.report import Line, Record, Week, canonical
from bot.sealed import CaseState, Found, Reader, SealedCase, SealedObject, SealedReport
from storage.keyfile import Cost
from storage.keys import Identity, KeyPair, SigningKey
from storage.manifest import Manifest, Recipient
from storage.reporter import ReporterReader
from storage.seal import Sealer
from storage.unseal import Unsealer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.report import Token

CHEAP: Final = Cost(memory=64, passes=1)
NOW: Final = Week(2026, 47)
STORY: Final = "The ladder was too short; a colleague fell onto the rubber mats."
RECORD: Final = Record("en", (Line("story", "What almost happened", STORY),))


class LoadedDice:
    """The same bytes in every run: SHAKE-256 of a name and a counter."""

    def __init__(self, name: str) -> None:
        """One stream per name."""
        self._name = name
        self._rolls = 0

    def __call__(self, size: int) -> bytes:
        """The next `size` bytes."""
        self._rolls += 1
        return hashlib.shake_256(f"{self._name}/{self._rolls}".encode()).digest(size)


class OneEpoch:
    """Epoch keys of a single day."""

    def __init__(self, key: bytes = b"e" * 32) -> None:
        """The day's key."""
        self.key = key

    def epoch_key(self, token: Token) -> bytes:  # noqa: ARG002 - one day has one key
        """The day's key, whatever the token."""
        return self.key


def reporter_key(name: str = "reporter") -> ReporterKey:
    """A reporter's key without the 20 ms that a receipt takes."""
    dice = LoadedDice(name)
    seed = dice(32)
    return ReporterKey(dice(16), seed, KeyPair(seed).public)


@dataclass
class Ring:
    """An organisation with its readers, and the parts that seal, read and open for it."""

    roles: Sequence[tuple[str, tuple[str, ...]]] = (
        ("safety", ()),
        ("hr", ("speakup",)),
        ("break-glass", ()),
    )
    organisation: SigningKey = field(default_factory=lambda: SigningKey(LoadedDice("org")(32)))
    dice: LoadedDice = field(default_factory=lambda: LoadedDice("ring"))

    def __post_init__(self) -> None:
        """Draw an identity for each role."""
        self.identities = {role: Identity.draw(LoadedDice(role)) for role, _ in self.roles}
        self.manifest = Manifest(
            1,
            NOW.plus(52),
            tuple(
                Recipient.of(self.identities[role], role, groups) for role, groups in self.roles
            ),
        )
        self.sealer = Sealer(self.current, self.dice)
        self.reader = ReporterReader(self.current)

    def current(self) -> Manifest:
        """The list as it is now."""
        return self.manifest

    def hire(self, role: str, groups: tuple[str, ...] = ()) -> Identity:
        """A new reviewer on the list."""
        identity = Identity.draw(LoadedDice(f"hired/{role}"))
        self.manifest = self.manifest.adding(Recipient.of(identity, role, groups))
        self.identities[role] = identity
        return identity

    def unsealer(self, role: str = "safety") -> Unsealer:
        """The open hand of one reviewer."""
        return Unsealer(self.identities[role], self.current, self.dice)

    def report(
        self,
        reporter: ReporterKey,
        record: Record = RECORD,
        *,
        concern: bool = False,
        excluded: Sequence[str] = (),
    ) -> SealedReport:
        """A sealed report."""
        return self.sealer.seal(record, reporter, concern=concern, excluded=excluded, urgent=False)

    def case(self, reporter: ReporterKey | None = None, record: Record = RECORD) -> SealedCase:
        """A released case."""
        return released(self.report(reporter or reporter_key(), record))


def released(report: SealedReport) -> SealedCase:
    """The case that a release makes of a report."""
    return SealedCase(
        case_id=report.case_id,
        week=NOW,
        state=CaseState.RECEIVED,
        expires=NOW.plus(52),
        case_public=report.case_public,
        reporter_public=report.reporter_public,
        slots=report.slots,
        objects=tuple((NOW, each) for each in report.objects),
    )


def holding(case: SealedCase, *more: SealedObject) -> SealedCase:
    """The case with more objects."""
    return replace(case, objects=(*case.objects, *((NOW, each) for each in more)))


def found(case: SealedCase, *left: SealedObject) -> Found:
    """What storage would give the reporter of a case."""
    for_reporter = tuple(each for each in left if each.reader is Reader.REPORTER)
    return Found(case.case_id, case.case_public, case.reporter_public, for_reporter)


def question(n: int, text: str, choices: Sequence[str] = ()) -> bytes:
    """A question's payload."""
    return canonical({"n": n, "text": text, "choices": list(choices)})


def status(n: int, state: str, reason: str = "", note: str = "") -> bytes:
    """A status's payload."""
    return canonical({"n": n, "state": state, "reason": reason, "note": note})


def flipped(content: bytes, at: int) -> bytes:
    """The same with one bit turned."""
    at %= len(content)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
