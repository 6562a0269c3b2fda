"""A case with photos, as its reporter would have attached them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.photo import Photo
from bot.ports import ReporterKey
from bot.report import CaseId
from bot.sealed import Found
from bot.work import commit
from closecall import wiring
from storage.cases import Cases
from storage.keys import KeyPair
from storage.seal import Sealer
from tests.adapters.photo.images import scene, written
from tests.fakes import THIS_WEEK, FixedDice

if TYPE_CHECKING:
    from tests.web.organisation import Doors

JPEG = written(scene(1600, 900))


def attached(doors: Doors, *images: bytes, case: str = "") -> str:
    """A case with photos: a new one, or `case`."""
    case = case or doors.organisation.report(doors.writer)
    cases = Cases(doors.writer)
    held = doors.writer.run(commit(lambda: cases.load(CaseId.parse(case))))
    found = Found(held.case_id, held.case_public, held.reporter_public)
    seed = bytes(32)
    reporter = ReporterKey(bytes(16), seed, KeyPair(seed).public)
    sealer = Sealer(wiring.manifest(doors.organisation.settings), FixedDice())
    sealed = [sealer.attach(found, Photo.parse(image), reporter).added for image in images]
    doors.writer.run(commit(lambda: cases.put(found.case_id, THIS_WEEK, sealed)))
    return case
