"""Sealed shapes with the sizes of real ones, from dice: storage cannot tell the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.report import CaseId
from bot.sealed import ObjectKind, Reader, SealedAddition, SealedObject, SealedReport, Slot

if TYPE_CHECKING:
    from bot.ports import Dice


def sealed_report(
    dice: Dice, *, slots: int = 2, size: int = 3188, urgent: bool = False
) -> SealedReport:
    """A report as the sealer gives it; 1800 bytes of text make 3188."""
    return SealedReport(
        lookup=dice(16),
        case_id=CaseId(dice(16)),
        case_public=dice(1216),
        reporter_public=dice(1216),
        slots=tuple(Slot(dice(16), dice(1168)) for _ in range(slots)),
        objects=(sealed_object(dice, ObjectKind.REPORT, size=size),),
        urgent=urgent,
    )


def sealed_object(
    dice: Dice, kind: ObjectKind, reader: Reader = Reader.CASE, *, size: int = 2164
) -> SealedObject:
    """One object of a case."""
    return SealedObject(dice(16), kind, reader, dice(size))


def sealed_addition(dice: Dice, report: SealedReport) -> SealedAddition:
    """Something more for the case of `report`."""
    return SealedAddition(report.case_id, sealed_object(dice, ObjectKind.ADDITION))
