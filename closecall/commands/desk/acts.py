"""What each command of the desk does. An act runs inside a durable part and may run twice.

Nothing here reads a terminal or a file, and nothing prints: what was typed comes in as arguments,
what is to be shown goes out as an `Answer`.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from bot.case.rules import Hold
from bot.errors import NotAllowed
from bot.frozen import frozen
from bot.lesson import LessonRefused
from bot.taxonomy import (
    KINDS,
    ActionLevel,
    Barrier,
    Cause,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)
from closecall.commands.desk import in_json

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.case import OpenCase
    from bot.desk import Desk, Row
    from bot.photo import Photo
    from bot.words import Words


@frozen
class Answer:
    """What came of an act. `said` is a sentence, `rows` an inbox, `opened` a case to show.

    `echo`: at least so many readers said that this case could happen to them.
    """

    json: dict[str, object] = field(repr=False)
    said: str = ""
    rows: tuple[Row, ...] | None = None
    opened: OpenCase | None = field(repr=False, default=None)
    photo: Photo | None = field(repr=False, default=None)
    echo: int = 0


def inbox(args: Namespace, desk: Desk, _words: Words) -> Answer:
    """What waits."""
    rows = desk.inbox(args.search, everything=args.all)
    return Answer(in_json.inbox(rows, desk.calendar()), rows=rows)


def show(args: Namespace, desk: Desk, _words: Words) -> Answer:
    """One case."""
    opened = desk.show(args.case)
    return Answer(_json(desk, opened), opened=opened, echo=desk.echo(opened))


def look(args: Namespace, desk: Desk, _words: Words) -> Answer:
    """One case as it stands: nothing says that it was read."""
    opened = desk.look(args.case)
    return Answer(_json(desk, opened), opened=opened, echo=desk.echo(opened))


def photo(args: Namespace, desk: Desk, words: Words) -> Answer:
    """One photo of a case, to be written to a file."""
    opened = desk.photo(args.case, args.photo)
    found: dict[str, object] = {
        "case": args.case,
        "photo": args.photo,
        "file": args.to,
        "bytes": len(opened.jpeg),
        "width": opened.picture.width,
        "height": opened.picture.height,
    }
    return Answer(found, words("desk.photo.written", file=args.to), photo=opened)


def triage(args: Namespace, desk: Desk, words: Words) -> Answer:
    """Sort a case; what is not named stays as it was, or as the reporter chose."""
    case = desk.look(args.case)
    kind = Kind(args.kind)
    was = case.triage
    severity = args.severity or (was.severity if was else _worst(case))
    guess = args.guess or (was.guess if was else Disposition.NEAR_MISS)
    family = Family(args.family) if args.family else _family(kind, case)
    opened = desk.triage(args.case, family, kind, Severity(severity), Disposition(guess))
    return Answer(_json(desk, opened), words("desk.did.triage"))


def _family(kind: Kind, case: OpenCase) -> Family:
    """The one family of a kind; `other` belongs to all, so there the case's own family stays."""
    if kind in KINDS[case.family]:
        return case.family
    return next(family for family, kinds in KINDS.items() if kind in kinds)


def _worst(case: OpenCase) -> Severity:
    """The worse of what the reporter chose and what their answers imply."""
    known = [Severity.UNKNOWN, Severity.LITTLE, Severity.SERIOUS, Severity.CRITICAL]
    codes = (case.record.code("worst"), case.record.code("severity"))
    said = [Severity(code) for code in codes if code in set(Severity)]
    return max(said, key=known.index, default=Severity.UNKNOWN)


def finding(args: Namespace, desk: Desk, words: Words) -> Answer:
    """Cause, vulnerability, what worked; what is not named stays as it was."""
    was = desk.look(args.case).finding
    given = (args.cause, args.vulnerability, args.uncovered, args.worked)
    before = (was.cause, was.vulnerability, was.uncovered, was.worked) if was else ("",) * 4
    cause, vulnerability, uncovered, worked = (
        new or old for new, old in zip(given, before, strict=True)
    )
    if not all((cause, vulnerability, uncovered, worked)):
        raise NotAllowed("finding")
    opened = desk.find(
        args.case,
        Cause(cause),
        Vulnerability(vulnerability),
        uncovered,
        Barrier(worked),
        was.whys if was else (),  # they are written in the console; a correction here keeps them
    )
    return Answer(_json(desk, opened), words("desk.did.finding"))


def ask(args: Namespace, desk: Desk, words: Words) -> Answer:
    """A question."""
    opened = desk.ask(args.case, args.text, args.choice)
    asked = opened.questions[-1].object_id.hex()
    return Answer({**_json(desk, opened), "question": asked}, words("desk.did.ask"))


def note(args: Namespace, desk: Desk, words: Words) -> Answer:
    """A note, or a sentence for the reporter."""
    opened = (desk.tell if args.tell else desk.note)(args.case, args.text)
    return Answer(_json(desk, opened), words("desk.did.tell" if args.tell else "desk.did.note"))


def action(args: Namespace, desk: Desk, words: Words) -> Answer:
    """A change agreed on, or done."""
    if args.done is not None:
        opened = desk.done(args.case, args.done)
        return Answer(_json(desk, opened), words("desk.did.done"))
    if not (args.text and args.owner and args.due and args.level):
        raise NotAllowed("action")
    opened = desk.act(args.case, args.text, args.owner, args.due, ActionLevel(args.level))
    return Answer(_json(desk, opened), words("desk.did.action"))


def lesson(args: Namespace, desk: Desk, words: Words) -> Answer:
    """A draft; with `--check` only what the linter says of it."""
    if args.check:
        if found := desk.lint(args.case, args.lesson, args.accept):
            raise LessonRefused(found)
        return Answer({"refusals": []}, words("desk.did.lint"))
    opened = desk.write(args.case, args.lesson, urgent=args.urgent, accepted=args.accept)
    waits = desk.hold(args.case) is Hold.WAITS_FOR_REPORTER
    key = "desk.did.lesson_preview" if waits else "desk.did.lesson"
    return Answer(_json(desk, opened), words(key, case=args.case))


def form(args: Namespace, desk: Desk, _words: Words) -> Answer:
    """An empty lesson with this case's codes in it, and none of its words."""
    case = desk.look(args.case)
    worked = case.finding.worked if case.finding else case.record.code("barrier")
    levels = [each.level for each in case.actions]
    empty: dict[str, object] = {
        **dict.fromkeys(("title", "story", "saved_by"), ""),
        **dict.fromkeys(("vulnerability", "change", "why_it_helps"), ""),
        "check_up": str(desk.calendar().plus(desk.check_weeks)),
        "family": case.family,
        "kind": case.kind or Kind.OTHER,
        "barrier": worked if worked in set(Barrier) else "",
        "level": min(levels, key=list(ActionLevel).index) if levels else "",
        "language": case.record.language,
        "drill": {"question": "", "choices": ["", "", "", ""], "answer": 0, "why": ""},
    }
    return Answer(empty, json.dumps(empty, ensure_ascii=False, indent=2))


def approve(args: Namespace, desk: Desk, words: Words) -> Answer:
    """Publish."""
    published = desk.approve(args.case)
    key = "desk.did.approve_urgent" if published.urgent else "desk.did.approve"
    found: dict[str, object] = {
        "case": str(desk.look(args.case).case_id),
        "lesson_id": published.lesson_id,
        "week": str(published.week),
        "urgent": published.urgent,
    }
    return Answer(found, words(key, lesson=published.lesson_id))


def close(args: Namespace, desk: Desk, words: Words) -> Answer:
    """Close."""
    disposition = Disposition(args.disposition or Disposition.NEAR_MISS)
    opened = desk.close(args.case, disposition, args.note, args.check_weeks)
    return Answer(_json(desk, opened), words("desk.did.close"))


def check(args: Namespace, desk: Desk, words: Words) -> Answer:
    """The check-up."""
    opened = desk.check(args.case, helped=args.result == "helped", note=args.note)
    return Answer(_json(desk, opened), words(f"desk.did.check_{args.result}"))


def reopen(args: Namespace, desk: Desk, words: Words) -> Answer:
    """Open again; of a case that is open nothing changes, which is said."""
    changed = desk.look(args.case).closing is not None
    opened = desk.reopen(args.case, args.why)
    said = words("desk.did.reopen" if changed else "desk.did.reopen_not")
    return Answer({**_json(desk, opened), "changed": changed}, said)


def merge(args: Namespace, desk: Desk, words: Words) -> Answer:
    """Close as a duplicate."""
    opened = desk.merge(args.case, args.into, args.note)
    return Answer(_json(desk, opened), words("desk.did.merge"))


def exclude(args: Namespace, desk: Desk, words: Words) -> Answer:
    """Take a case away from a reviewer."""
    left = desk.exclude(args.case, args.reviewer)
    readers: list[str] = [slot.key_id.hex() for slot in left]
    return Answer({"case": args.case, "readers": readers}, words("desk.did.exclude"))


def _json(desk: Desk, opened: OpenCase) -> dict[str, object]:
    return in_json.case(opened, desk.calendar(), desk.target_weeks, desk.echo(opened))
