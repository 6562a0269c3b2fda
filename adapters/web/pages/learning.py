"""The lesson: written beside the story, watched by the linter, approved by a second person."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from adapters.web.form import Form
from adapters.web.page import Page
from adapters.web.pages.casework import about, opened
from adapters.web.visit import explain
from bot.case.rules import Hold, hold_on_writing
from bot.errors import NotAllowed
from bot.frozen import frozen
from bot.lesson import LANGUAGES, Fault, Lesson, LessonRefused, as_fields, read_lesson
from bot.lesson import texts as texts_of
from bot.lesson.linter import MOST_STORY_WORDS, words
from bot.taxonomy import KINDS, ActionLevel, Barrier, Family, Kind

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit
    from bot.case import OpenCase
    from bot.desk import Desk
    from bot.lesson import Refusal
    from bot.report import Week
    from bot.words import Words

TEXTS: Final = ("title", "story", "saved_by", "vulnerability", "change", "why_it_helps")
QUOTED: Final = 60
CODES: Final = ("check_up", "kind", "barrier", "level", "language")


@frozen
class Lint:
    """A fault: its sentence, its field, the place quoted, and the words that may be accepted."""

    said: str
    name: str
    quote: str = field(repr=False, default="")
    doubt: str = field(repr=False, default="")


async def lesson(visit: Visit) -> Response:
    """The editor. It begins with the case's codes and none of its words."""
    case = await opened(visit)
    form = visit.form if visit.filled else _begun(visit, case)
    visit.form, visit.filled = form, True
    desk = visit.session.unlocked.desk
    return visit.page(
        "lesson.html",
        **about(visit, case),
        held=hold_on_writing(case),
        texts=TEXTS,
        kinds=KINDS,
        barriers=tuple(Barrier),
        levels=tuple(ActionLevel),
        languages=LANGUAGES,
        weeks=[desk.calendar().plus(ahead) for ahead in range(53)],
        **await _linted(visit, str(case.case_id), form),
    )


async def written(visit: Visit) -> Response:
    """A draft is kept, or every fault is shown."""
    name, urgent = str(visit.case_id), visit.form.ticked("urgent")
    made, accepted = read(visit.form), visit.form.all("accept")
    await visit.at_desk(lambda desk: desk.write(name, made, urgent=urgent, accepted=accepted))
    hold = await visit.look(lambda desk: desk.hold(name))
    key = (
        "desk.did.lesson_preview" if hold is Hold.WAITS_FOR_REPORTER else "consolecase.did.lesson"
    )
    return visit.go(f"/case/{name}/approve", key)


async def lint(visit: Visit) -> Response:
    """What the linter says and how it would look, while somebody types. Kept in memory only."""
    name = str(visit.case_id)
    visit.session.typed[f"/case/{name}/lesson"] = visit.form.typed()
    found = await _linted(visit, name, visit.form)
    return visit.page("lint.html", **found)


async def _linted(visit: Visit, name: str, form: Form) -> dict[str, object]:
    """Faults and previews of what stands in the form."""
    story = len(list(words(form.text("story"))))
    accepted = form.all("accept")
    found: dict[str, object] = {
        "most": MOST_STORY_WORDS,
        "counted": story,
        "accepted": accepted,
        "lints": (),
        "previews": (),
        "empty": not any(form.text(each) for each in TEXTS),
    }
    if found["empty"]:
        return found
    made, coded = _begun_lesson(form, visit.office.calendar())
    refused = await visit.look(lambda desk: desk.lint(name, made, accepted))
    lints = [_lint(one, made, visit.words) for one in (*refused, *coded)]
    return {**found, "lints": lints, "previews": () if lints else visit.office.previews(made)}


def _begun_lesson(form: Form, now: Week) -> tuple[Lesson, tuple[Refusal, ...]]:
    """What is written so far as a lesson that the linter can read, and what its codes lack."""
    try:
        return read(form), ()
    except LessonRefused as refusal:
        lacking = tuple(one for one in refusal.refusals if one.field not in TEXTS)
    title, story, saved_by, vulnerability, change, why_it_helps = map(form.text, TEXTS)
    stand_in = Lesson(
        title,
        story,
        saved_by,
        vulnerability,
        change,
        why_it_helps,
        check_up=now,
        family=Family.UNSURE,
        kind=Kind.OTHER,
        barrier=Barrier.LUCK,
        level=ActionLevel.PROCEDURE,
        language=form.text("language") if form.text("language") in LANGUAGES else LANGUAGES[0],
    )
    return stand_in, lacking


def _lint(refusal: Refusal, lesson: Lesson, words: Words) -> Lint:
    """One fault, with the place that it is about: on the screen of who wrote it."""
    quote = texts_of(lesson).get(refusal.field, "")[refusal.start : refusal.end]
    (fault,) = explain(LessonRefused([refusal]), words)
    doubt = quote if refusal.fault is Fault.MODEL else ""
    return Lint(
        fault.said, fault.name, quote if len(quote) <= QUOTED else f"{quote[:QUOTED]}…", doubt
    )


async def approve(visit: Visit) -> Response:
    """The whole draft, as everyone will read it: who approves has read it."""
    case = await opened(visit)
    name = str(case.case_id)
    hold = await visit.look(lambda desk: desk.hold(name)) if case.draft else Hold.NO_DRAFT
    previews = visit.office.previews(case.draft.lesson) if case.draft else ()
    mine = case.draft is not None and case.draft.by == visit.session.unlocked.key_id
    return visit.page(
        "approve.html", **about(visit, case), hold=hold, previews=previews, mine=mine
    )


async def approved(visit: Visit) -> Response:
    """Published."""
    name, draft = str(visit.case_id), visit.form.number("draft", 0, 10**9)

    def publish(desk: Desk) -> str:
        case = desk.look(name)
        if case.draft is None or case.draft.n != draft:
            raise NotAllowed("other_draft")
        return desk.approve(name).lesson_id

    lesson_id = await visit.at_desk(publish)
    return visit.go(f"/case/{name}", "desk.did.approve", lesson=lesson_id)


def read(form: Form) -> Lesson:
    """The lesson in a form. Raises LessonRefused."""
    fields: dict[str, object] = {name: form.text(name) for name in (*TEXTS, *CODES)}
    fields["check_up"] = form.text("check_up")
    fields["family"] = _family(form.text("kind"), form.text("family"))
    if form.text("drill.question"):
        answer = form.text("drill.answer")
        fields["drill"] = {
            "question": form.text("drill.question"),
            "choices": [form.text(f"drill.choices.{at}") for at in range(4)],
            "answer": int(answer) if answer.isdecimal() else None,
            "why": form.text("drill.why"),
        }
    return read_lesson(fields)


def _family(kind: str, usual: str) -> str:
    """The family of a kind: the case's own, when the kind belongs to it."""
    homes = [str(family) for family, kinds in KINDS.items() if kind in set(kinds)]
    return usual if usual in homes else next(iter(homes), usual)


def _begun(visit: Visit, case: OpenCase) -> Form:
    """The last draft, or an empty lesson with the codes of the case."""
    if draft := case.draft:
        begun = _form_of(as_fields(draft.lesson), urgent=draft.urgent)
        return Form({**begun.held, "accept": sorted(draft.accepted)})
    desk = visit.session.unlocked.desk
    worked = case.finding.worked if case.finding else case.record.code("barrier")
    levels = [each.level for each in case.actions]
    fields = {
        "check_up": str(desk.calendar().plus(desk.check_weeks)),
        "family": str(case.family),
        "kind": str(case.kind or ""),
        "barrier": str(worked),
        "level": str(min(levels, key=list(ActionLevel).index)) if levels else "",
        "language": case.record.language,
    }
    return Form({name: [said] for name, said in fields.items()})


def _form_of(fields: dict[str, object], *, urgent: bool) -> Form:
    held = {name: [str(said)] for name, said in fields.items() if name != "drill"}
    drill = fields["drill"]
    if isinstance(drill, dict):
        held |= {f"drill.{name}": [str(drill[name])] for name in ("question", "answer", "why")}
        held |= {f"drill.choices.{at}": [said] for at, said in enumerate(drill["choices"])}
    if urgent:
        held["urgent"] = ["yes"]
    return Form(held)


PAGES: Final = (
    Page("/case/{case}/lesson", get=lesson, post=written),
    Page("/case/{case}/lesson/lint", post=lint, part=True),
    Page("/case/{case}/approve", get=approve, post=approved),
)
