"""From opened objects to an open case. A payload that makes no sense is Tampered; nothing opens.

Payloads are canonical JSON with a counter `n` inside, because storage keeps no order:

    triage    n family kind severity guess
    finding   n cause vulnerability uncovered worked whys
    action    n text owner due level | n done
    note      n text merged | n seen | n passed
    lesson    n by lesson urgent previewed preview heard accepted | n by approves lesson_id
    closing   n disposition note check actions into | n helped note
    question  n text choices
    status    n state reason note
    preview   n text
"""

from __future__ import annotations

import json
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final, TypeVar, cast

from bot.case import (
    Action,
    Approval,
    Asked,
    Attached,
    Came,
    Checked,
    Closing,
    Draft,
    Finding,
    Note,
    OpenCase,
    Passed,
    Told,
    Triage,
)
from bot.errors import Refused, Tampered
from bot.frozen import frozen
from bot.lesson import read_lesson
from bot.report import Record, Week
from bot.sealed import CaseState, ObjectKind, Reader
from bot.taxonomy import (
    ActionLevel,
    Barrier,
    Cause,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

    from bot.sealed import SealedCase

Code = TypeVar("Code", bound="StrEnum")
REPORTERS: Final = frozenset(
    {ObjectKind.ADDITION, ObjectKind.ANSWER, ObjectKind.VERDICT, ObjectKind.RATING}
)
"""What reporters send later as a record. A photo is no record, and is not opened with the case."""


@frozen
class Opened:
    """One object, opened."""

    week: Week
    object_id: bytes
    kind: ObjectKind
    payload: bytes = field(repr=False)


def fold(case: SealedCase, opened: Iterable[Opened]) -> OpenCase:
    """The case with everything that was opened. Raises Tampered for what makes no sense."""
    objects = sorted(opened, key=lambda each: (each.week, each.object_id))
    try:
        report = next(each for each in objects if each.kind is ObjectKind.REPORT)
        begun = OpenCase(
            case.case_id,
            case.week,
            case.state,
            case.expires,
            Record.decode(report.payload),
            photos=_photos(case),
        )
        written = [
            _Entry(each, json.loads(each.payload))
            for each in objects
            if each.kind not in {*REPORTERS, ObjectKind.REPORT, ObjectKind.PHOTO}
        ]
        told = _with_what_came(begun, objects)
        for entry in sorted(written, key=lambda each: each.n):
            told = replace(entry.into(told), top=max(told.top, entry.n))
    except (ValueError, KeyError, TypeError, StopIteration, Refused) as broken:
        raise Tampered("an object of the case cannot be read") from broken
    return told


def _photos(case: SealedCase) -> tuple[Attached, ...]:
    """The photos of a case, still sealed, in an order that stays and means nothing."""
    found = [
        Attached(week, held.object_id)
        for week, held in case.objects
        if held.kind is ObjectKind.PHOTO and held.reader is Reader.CASE
    ]
    return tuple(sorted(found, key=lambda each: (each.week, each.object_id)))


def _with_what_came(case: OpenCase, objects: Iterable[Opened]) -> OpenCase:
    came = [
        Came(each.week, each.object_id, each.kind, Record.decode(each.payload))
        for each in objects
        if each.kind in REPORTERS
    ]
    return replace(
        case,
        additions=tuple(each for each in came if each.kind is ObjectKind.ADDITION),
        answers=tuple(each for each in came if each.kind is ObjectKind.ANSWER),
        verdicts=tuple(each for each in came if each.kind is ObjectKind.VERDICT),
        ratings=tuple(each for each in came if each.kind is ObjectKind.RATING),
    )


@frozen
class _Entry:
    """One payload of the desk, read field by field."""

    opened: Opened
    held: dict[str, object] = field(repr=False)

    @property
    def n(self) -> int:
        n = self.held["n"]
        if not isinstance(n, int):
            raise TypeError("n")
        return n

    def text(self, name: str) -> str:
        value = self.held.get(name, "")
        if not isinstance(value, str):
            raise TypeError(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(str(each) for each in cast("list[object]", self.held.get(name, [])))

    def keys(self, name: str) -> frozenset[bytes]:
        return frozenset(bytes.fromhex(each) for each in self.texts(name))

    def number(self, name: str) -> int:
        return int(cast("int", self.held[name]))

    def code(self, codes: type[Code], name: str) -> Code:
        return codes(self.text(name))

    def week(self, name: str) -> Week | None:
        return Week.parse(self.text(name)) if self.text(name) else None

    def into(self, case: OpenCase) -> OpenCase:
        """The case with this entry in it."""
        match self.opened.kind:
            case ObjectKind.TRIAGE:
                case = replace(case, triage=self._triage())
            case ObjectKind.QUESTION:
                case = self._question(case)
            case ObjectKind.PREVIEW:
                case = replace(case, preview_open=bool(self.text("text")))
            case ObjectKind.STATUS:
                case = replace(case, told=(*case.told, self._told()))
            case ObjectKind.NOTE:
                case = self._note(case)
            case ObjectKind.FINDING:
                case = replace(case, finding=self._finding())
            case ObjectKind.ACTION:
                case = self._action(case)
            case ObjectKind.LESSON:
                case = self._lesson(case)
            case ObjectKind.CLOSING:
                case = self._closing(case)
            case _:
                pass  # a newer desk may write more; what is not known here is left alone
        return case

    def _question(self, case: OpenCase) -> OpenCase:
        """A question without text takes the one before it back."""
        asked, text = self.opened, self.text("text")
        if not text:
            return replace(case, question_open=False)
        question = Asked(self.n, asked.week, asked.object_id, text, self.texts("choices"))
        return replace(case, questions=(*case.questions, question), question_open=True)

    def _told(self) -> Told:
        state = self.code(CaseState, "state")
        return Told(self.n, self.opened.week, state, self.text("reason"), self.text("note"))

    def _note(self, case: OpenCase) -> OpenCase:
        if "seen" in self.held:
            return replace(case, seen=case.seen | self.keys("seen"))
        if "passed" in self.held:
            passed = Passed(self.n, self.opened.week, self.texts("passed"))
            return replace(case, passed=(*case.passed, passed))
        note = Note(self.n, self.opened.week, self.text("text"), self.text("merged"))
        return replace(case, notes=(*case.notes, note))

    def _triage(self) -> Triage:
        return Triage(
            self.n,
            self.opened.week,
            self.code(Family, "family"),
            self.code(Kind, "kind"),
            self.code(Severity, "severity"),
            self.code(Disposition, "guess"),
        )

    def _finding(self) -> Finding:
        return Finding(
            self.n,
            self.opened.week,
            self.code(Cause, "cause"),
            self.code(Vulnerability, "vulnerability"),
            self.text("uncovered"),
            self.code(Barrier, "worked"),
            self.texts("whys"),
        )

    def _action(self, case: OpenCase) -> OpenCase:
        week = self.opened.week
        if "done" in self.held:
            done = self.number("done")
            actions = tuple(
                replace(each, done=week) if each.n == done else each for each in case.actions
            )
            return replace(case, actions=actions)
        due = self.week("due")
        if due is None:
            raise ValueError("due")
        level = self.code(ActionLevel, "level")
        action = Action(self.n, week, self.text("text"), self.text("owner"), due, level)
        return replace(case, actions=(*case.actions, action))

    def _lesson(self, case: OpenCase) -> OpenCase:
        n, week, by = self.n, self.opened.week, bytes.fromhex(self.text("by"))
        if "approves" in self.held:
            approval = Approval(n, week, by, self.number("approves"), self.text("lesson_id"))
            return replace(case, approval=approval)
        lesson = read_lesson(cast("dict[str, object]", self.held["lesson"]))
        draft = Draft(
            n,
            week,
            by,
            lesson,
            urgent=bool(self.held["urgent"]),
            previewed=bool(self.held["previewed"]),
            preview=self.text("preview"),
            heard=self.keys("heard"),
            accepted=frozenset(self.texts("accepted")),
        )
        return replace(case, draft=draft)

    def _closing(self, case: OpenCase) -> OpenCase:
        n, week, note = self.n, self.opened.week, self.text("note")
        if "helped" in self.held:
            checked = Checked(n, week, bool(self.held["helped"]), note)
            return replace(case, checks=(*case.checks, checked))
        ended = Closing(
            n,
            week,
            self.code(Disposition, "disposition"),
            note,
            self.week("check"),
            self.number("actions"),
            self.text("into"),
        )
        return replace(case, closings=(*case.closings, ended))
