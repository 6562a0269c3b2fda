"""No type shows what it holds: every dataclass is filled with canaries, then printed.

The table below names each field of text or bytes that may show itself, and why it is no secret.
A new field is hidden (`repr=False`), or it comes onto the table, in the open.
"""

from __future__ import annotations

import dataclasses
import inspect
import pkgutil
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import pytest

import bot
import digests
import storage
from adapters import photo, slack, telegram, terminal, web
from bot import errors
from bot.report import CaseId, CleanText, RawText, Token
from closecall import founding, settings, wiring
from closecall.settings.values import Secret
from storage.keys import Identity, KeyPair, SigningKey

if TYPE_CHECKING:
    from types import ModuleType

CANARY = "Zimbalister-7288"
PACKAGES = (
    bot,
    storage,
    digests,
    photo,
    slack,
    telegram,
    terminal,
    web,
    settings,
    founding,
    wiring,
)
TEXTUAL = re.compile(r"\b(?:str|bytes|bytearray|object|Any)\b")

OURS = "our own words, or the organisation's"
PUBLIC = "written to be published"
RANDOM = "a random id or a public key's name"
CODE = "an id of the taxonomy, of a question or of a language"
ROLE = "a reviewer's role"

SHOWN: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    CODE: {
        "digests.numbers.Figures": ("series",),
        "digests.numbers.Count": ("code", "facet"),
        "digests.edition.Edition": ("classic",),
        "digests.duty.Bell": ("name",),
        "adapters.web.form.Complaint": ("name",),
        "adapters.web.office.Piece": ("kind",),
        "adapters.web.backoffice.Queue": ("week",),
        "adapters.web.backoffice.AuditEntry": ("act", "week"),
        "storage.audit.AuditEntry": ("week", "act"),
        "bot.ports.posting.Overview": ("urgent",),
        "bot.desk.evidence.Proof": ("period",),
        "bot.ports.posting.Ballot": ("period", "question"),
        "adapters.slack.chat.Chat": ("photos",),
        "adapters.slack.door.Door": ("photos",),
        "digests.practice.Practice": ("period",),
        "adapters.slack.spoken.Chosen": ("do",),
        "adapters.slack.translate.Sent": ("blocks",),
        "adapters.slack.votes.Asked": ("period", "question"),
        "adapters.telegram.photos.Declined": ("name",),
        "adapters.telegram.runner.Runner": ("_last",),
        "adapters.telegram.votes.Asked": ("period", "question"),
        "adapters.telegram.votes.Counted": ("poll",),
        "bot.case.entries.Passed": ("clocks",),
        "bot.case.entries.Told": ("reason",),
        "bot.flow.script.Branch": ("matters",),
        "bot.flow.states.Asking": ("question",),
        "bot.flow.states.Browsing": ("kind",),
        "bot.flow.visits.Detailing": ("question",),
        "bot.flow.states.Listing": ("kind",),
        "bot.flow.states.Narrowing": ("kinds", "family"),
        "bot.flow.visits.Sending": ("pick",),
        "bot.flow.visits.Visit": ("settled",),
        "bot.flow.errands.Kinds": ("ids",),
        "bot.flow.errands.ListLessons": ("kind",),
        "bot.flow.talk.Prompt": ("key", "suggested"),
        "bot.flow.errands.Question": ("question_id",),
        "bot.flow.errands.Status": ("state", "reason"),
        "bot.lesson.Lesson": ("language",),
        "bot.lesson.Refusal": ("field",),
        "bot.report.Line": ("name", "codes"),
        "bot.report.Record": ("language",),
        "bot.scrub.scrubbed.Detection": ("detector",),
        "bot.sight.Sight": ("what", "values"),
        "closecall.settings.values.Place": ("kind",),
    },
    OURS: {
        "digests.layout.Outlet": ("name", "before", "after"),
        "digests.asking.Inquirer": ("_mute", "_absent"),
        "adapters.web.visit.Visit": ("place", "notice"),
        "adapters.web.steps.CaseStep": ("name",),
        "adapters.web.timeline.TimelineWeek": ("said",),
        "adapters.web.picture.Tier": ("points",),
        "adapters.web.pages.learning.Lint": ("name", "said"),
        "adapters.web.page.Page": ("nav", "path"),
        "adapters.web.office.Preview": ("where",),
        "adapters.web.office.Office": ("origin", "release"),
        "adapters.web.guard.Guard": ("origin", "host"),
        "adapters.web.backoffice.Setting": ("name", "value"),
        "adapters.web.backoffice.BackOffice": ("tallies",),
        "adapters.web.backoffice.Sent": ("period", "channel", "detail", "status"),
        "closecall.wiring.passkeys.Passkey": ("origin",),
        "closecall.wiring.passkeys.Challenges": ("dice",),
        "closecall.wiring.console.Keyring": ("origin",),
        "bot.ports.posting.Ballot": ("channel",),
        "adapters.slack.booth.Booth": ("places",),
        "adapters.slack.courier.Account": ("api_url",),
        "adapters.slack.checkup.Needs": ("scopes",),
        "adapters.slack.checkup.Wanted": ("place",),
        "adapters.slack.colleagues.Colleagues": ("learn",),
        "adapters.slack.runner.Runner": ("_said",),
        "adapters.slack.screens.WebScreens": ("title",),
        "adapters.slack.spot.Spot": ("where",),
        "adapters.telegram.booth.Booth": ("places",),
        "adapters.telegram.courier.Account": ("api_url",),
        "adapters.telegram.checkup.Wanted": ("place",),
        "adapters.telegram.photos.Arrived": ("notes",),
        "adapters.telegram.runner.Runner": ("public_url",),
        "adapters.telegram.screen.Button": ("label",),
        "adapters.telegram.spot.Spot": ("chat",),
        "adapters.telegram.votes.Key": ("label", "url"),
        "adapters.telegram.votes.Voted": ("name",),
        "bot.desk.Desk": ("team", "exposed"),
        "bot.desk.casework.Casework": ("team",),
        "bot.desk.ending.CaseEnding": ("team",),
        "bot.flow.coach.Group": ("becomes",),
        "bot.flow.terms.Terms": (
            "emergency",
            "pledge",
            "incident_door",
            "external_channels",
            "weekday",
            "door",
            "retention",
            "rare",
            "lacking",
            "batch",
        ),
        "bot.flow.errands.Failed": ("why",),
        "bot.flow.talk.Odd": ("what",),
        "bot.ports.posting.Run": ("channel", "period", "reference", "detail"),
        "bot.report.Line": ("label",),
        "bot.scrub.detector.Detector": ("name", "hint"),
        "bot.scrub.scrubbed.Detection": ("becomes",),
        "bot.work.Aside": ("part",),
        "bot.work.Commit": ("part",),
        "bot.work.Read": ("part",),
        "closecall.founding.Founded": ("database",),
        "closecall.settings.Settings": (
            "timezone",
            "emergency_number",
            "pledge",
            "incident_door",
            "external_channels",
            "rare",
            "phone_regions",
            "telegram_api_url",
            "slack_api_url",
            "public_url",
        ),
        "closecall.settings.values.Place": ("where", "timezone"),
        "storage.writer._Job": ("part",),
    },
    PUBLIC: {
        "digests.text.Block": ("name", "heading", "lines", "choices"),
        "digests.posting.Post": ("channel", "period", "text"),
        "digests.issue.Take": ("changed", "saved_by", "almost"),
        "digests.issue.Quiz": ("choices", "question", "why"),
        "digests.issue.LastAnswer": ("title", "best", "why"),
        "digests.issue.Issue": ("key", "title", "story", "lessons", "lead", "alt", "saved_by"),
        "digests.issue.Because": ("change", "why", "vulnerability"),
        "digests.freezing.Thawed": ("alt", "text"),
        "digests.classics.Classic": ("key", "title", "weak", "change", "story", "saved_by", "why"),
        "adapters.telegram.issue.Message": ("html", "buttons"),
        "adapters.telegram.issue.Poll": ("question", "options", "why"),
        "bot.flow.errands.Listed": ("lessons",),
        "bot.lesson.Drill": ("question", "choices", "why"),
        "bot.lesson.Lesson": (
            "title",
            "story",
            "saved_by",
            "vulnerability",
            "change",
            "why_it_helps",
        ),
    },
    RANDOM: {
        "digests.edition.Approved": ("lesson_id",),
        "adapters.web.invitations.Invitation": ("key_id",),
        "adapters.web.backoffice.AuditEntry": ("case",),
        "storage.audit.AuditEntry": ("case_id",),
        "bot.case.OpenCase": ("seen",),
        "bot.case.entries.Approval": ("by", "lesson_id"),
        "bot.case.entries.Asked": ("object_id",),
        "bot.case.entries.Attached": ("object_id",),
        "bot.case.entries.Came": ("object_id",),
        "bot.case.entries.Closing": ("into",),
        "bot.case.entries.Draft": ("by", "heard"),
        "bot.case.entries.Note": ("merged",),
        "bot.case.fold.Opened": ("object_id",),
        "bot.ports.learning.PublishedLesson": ("lesson_id",),
        "bot.ports.posting.Queued": ("queued_id",),
        "bot.report.CaseId": ("raw",),
        "bot.sealed.SealedObject": ("object_id",),
        "bot.sealed.Slot": ("key_id",),
        "closecall.founding.Founded": ("fingerprint",),
        "closecall.founding.NewReviewer": ("key_id",),
        "closecall.settings.Settings": ("org_fingerprint",),
        "storage.drafts._Place": ("row",),
        "storage.epochs.Epoch": ("name",),
        "storage.routes._Place": ("row",),
        "storage.frames.Address": ("object_id",),
        "storage.frames.ForReporter": ("signer", "reader"),
        "storage.frames.ForDesk": ("signer",),
        "storage.unseal._Held": ("barred",),
    },
    ROLE: {
        "adapters.web.invitations.Invitation": ("groups", "role"),
        "adapters.web.backoffice.AuditEntry": ("who",),
        "storage.audit.AuditEntry": ("who",),
        "bot.case.entries.Action": ("owner",),
        "bot.flow.terms.Terms": ("roles", "readers"),
        "closecall.founding.NewReviewer": ("role",),
        "closecall.settings.Settings": ("roles",),
        "storage.manifest.Recipient": ("role", "groups"),
    },
}
WHOLE: Final = frozenset({"bot.scrub.rules.Rules", "bot.flow.sheet.Landing", "bot.pages.Page"})
"""The scrubber's tables of one language; pages, whose visible fields are names of questions."""


def modules(package: ModuleType) -> list[ModuleType]:
    """A package and all below it, but migrations, which run when they are imported."""
    path = getattr(package, "__path__", ())
    names = [info.name for info in pkgutil.walk_packages(path, f"{package.__name__}.")]
    wanted = [name for name in names if ".migrations" not in name and "__main__" not in name]
    return [package, *(import_module(name) for name in wanted)]


def dataclasses_of_ours() -> list[type[Any]]:
    """Every dataclass that one of these modules defines."""
    found = {
        one
        for package in PACKAGES
        for module in modules(package)
        for one in vars(module).values()
        if inspect.isclass(one)
        and dataclasses.is_dataclass(one)
        and one.__module__ == module.__name__
    }
    return sorted(found, key=name_of)


def name_of(kind: type[Any]) -> str:
    """`bot.report.Line`."""
    return f"{kind.__module__}.{kind.__qualname__}"


def filled(kind: type[Any]) -> Any:  # noqa: ANN401 - any of our types
    """One of it, made without asking its constructor, with a canary in every field."""
    made = object.__new__(kind)
    for each in dataclasses.fields(kind):
        object.__setattr__(made, each.name, f"{CANARY} in {each.name}.")
    return made


def showing(kind: type[Any]) -> set[str]:
    """The fields of text or bytes that a printed instance shows."""
    made = filled(kind)
    printed = f"{made!r} {made}" if "__str__" not in vars(kind) else repr(made)
    shown = set(re.findall(rf"{CANARY} in (\w+)\.", printed))
    textual = {each.name for each in dataclasses.fields(kind) if TEXTUAL.search(str(each.type))}
    return shown & textual


def allowed(name: str) -> set[str]:
    """The fields of a type that may show themselves, for whatever reason."""
    return {one for kinds in SHOWN.values() for one in kinds.get(name, ())}


def test_every_field_that_shows_itself_is_on_the_table_with_its_reason() -> None:
    shown = {name_of(kind): showing(kind) for kind in dataclasses_of_ours()}
    assert len(shown) > 100
    unlisted = {name: fields - allowed(name) for name, fields in shown.items()}
    found = {name: fields for name, fields in unlisted.items() if fields and name not in WHOLE}
    assert found == {}


def test_the_table_names_nothing_that_is_hidden() -> None:
    """A field that was hidden since then must not stay allowed."""
    stale = {
        name_of(kind): allowed(name_of(kind))
        & ({each.name for each in dataclasses.fields(kind)} - showing(kind))
        for kind in dataclasses_of_ours()
    }
    assert {name: fields for name, fields in stale.items() if fields} == {}


def test_a_field_that_is_not_hidden_is_seen() -> None:
    """The measure works: a careless type is caught."""

    @dataclasses.dataclass
    class Careless:
        story: str
        secret: bytes = dataclasses.field(repr=False)

    assert showing(Careless) == {"story"}


KEY = b"Zimbalister-7288-Zimbalister-728"


@pytest.mark.parametrize(
    "held",
    [
        *(RawText(CANARY), CleanText(CANARY), Secret(CANARY), Token(KEY)),
        *(KeyPair(KEY), SigningKey(KEY), Identity(KEY * 2)),
    ],
    ids=lambda held: type(held).__name__,
)
def test_words_and_keys_show_themselves_in_no_way_of_printing(held: object) -> None:
    shapes = [repr(held), str(held), f"{held}", f"{held!a}", repr([held])]
    shapes += [repr({"held": held}), repr((held,)), ascii(held)]
    for shape in shapes:
        assert CANARY not in shape
        assert KEY.hex() not in shape


def test_no_class_of_ours_prints_itself_but_those_whose_printing_is_tested() -> None:
    """An own `__repr__` or `__str__` could show anything: each is on this list on purpose."""
    own = {
        name_of(one)
        for package in PACKAGES
        for module in modules(package)
        for one in vars(module).values()
        if inspect.isclass(one)
        and one.__module__ == module.__name__
        and any(
            inspect.isfunction(vars(one).get(name)) and "dataclass" not in repr(vars(one)[name])
            for name in ("__str__", "__format__")
        )
    }
    assert own == {
        *("adapters.slack.spot.Spot", "adapters.telegram.spot.Spot"),
        *("bot.report.CaseId", "bot.report.Week"),
        *(
            "closecall.settings.values.Place",
            "closecall.settings.values.Secret",
            "closecall.settings.values.WeeklyTime",
        ),
    }
    assert str(CaseId(bytes(16))) == "0" * 32


def test_a_failure_says_its_sentence_and_our_detail_and_nothing_of_its_cause() -> None:
    kinds = [
        one
        for one in vars(errors).values()
        if inspect.isclass(one) and issubclass(one, errors.CloseCallError)
    ]
    assert len(kinds) > 20
    for kind in kinds:
        try:
            try:
                raise ValueError(CANARY)
            except ValueError as cause:
                raise kind("DATABASE_URL") from cause
        except errors.CloseCallError as failure:
            told = f"{failure} {failure!r} {failure.sentence} {failure.hint} {failure.args}"
            assert CANARY not in told
