"""Fixed values, and the real conversation on doubles that work. No random factories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flow.machine import Machine
from bot.flow.talk import Chose, Command, Pressed, Said, Words8
from bot.flow.terms import Terms
from bot.followup import FollowUp
from bot.intake import Intake, Reply
from bot.lesson import Drill, Lesson
from bot.photo import MOST_BYTES
from bot.ports import PublishedLesson
from bot.report import RawText, Token
from bot.scrub.scrubbed import Scrubbed
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from bot.words import Language, Words
from tests.fakes import (
    ROLES,
    THIS_WEEK,
    FixedDice,
    MemoryDrafts,
    MemoryOutbox,
    MemoryReceipts,
    MemoryWriter,
    PlainReader,
    PlainSealer,
)
from tests.fakes_desk import MemoryCases, MemoryLessons, MemorySpool

if TYPE_CHECKING:
    from bot.flow.talk import Heard, Say
    from bot.photo import Photo
    from bot.report import Week
    from bot.sealed import SealedObject

STORY = "The ladder was too short and a colleague slid down onto the rubber mats."
TAPS = ("safety", "fall_from_height", "luck", "serious")
TOKEN = Token(b"T" * 32)


class NothingFound:
    """A scrubber for stories that hold nothing to find."""

    def missing(self) -> tuple[str, ...]:
        """Nothing that anybody would be told of."""
        return ()

    def scrub(self, raw: RawText) -> Scrubbed:
        """The text, without detections."""
        return Scrubbed(raw, ())


class Told:
    """Everything behind one intake, open to be looked at."""

    def __init__(
        self,
        *,
        peppers: tuple[str, ...] = ("new",),
        draft_size: int = 8000,
        photos: bool = False,
    ) -> None:
        """Begin with empty stores. `photos`: this door takes photos."""
        self.photos = MemoryDrafts(MOST_BYTES) if photos else None
        self.dice = FixedDice()
        self.drafts = MemoryDrafts(draft_size)
        self.receipts = MemoryReceipts(peppers)
        self.cases = MemoryCases()
        self.spool = MemorySpool(self.cases)
        self.lessons = MemoryLessons()
        self.sealer = PlainSealer(self.dice, dict(ROLES))
        self.outbox = MemoryOutbox(self.dice)
        self.writer = self.fresh_writer()
        self.intake = self.fresh_intake()

    def fresh_writer(self) -> MemoryWriter:
        """A writer over these stores."""
        stores = (self.drafts, self.spool, self.cases, self.lessons, self.outbox)
        return MemoryWriter(*stores, *((self.photos,) if self.photos else ()))

    def fresh_machines(self) -> dict[Language, Machine]:
        """The flow in each language, with a scrubber that finds nothing."""
        terms = Terms(roles=tuple(ROLES), photos=self.photos is not None)
        return {one: Machine(Words(one), NothingFound(), terms) for one in Language}

    def fresh_followup(self) -> FollowUp:
        """The way back into these stores."""
        return FollowUp(
            receipts=self.receipts,
            sealer=self.sealer,
            reader=PlainReader(),
            spool=self.spool,
            lessons=self.lessons,
            dice=self.dice,
        )

    def fresh_intake(self, *, alerting: bool = True) -> Intake:
        """The same stores after a restart. Not `alerting`: without a review channel."""
        return Intake(
            machines=self.fresh_machines(),
            drafts=self.drafts,
            receipts=self.receipts,
            sealer=self.sealer,
            spool=self.spool,
            followup=self.fresh_followup(),
            dice=self.dice,
            alarms=self.outbox if alerting else None,
            photos=self.photos,
        )

    def begin(self, token: Token | None = None) -> Reply:
        """A fresh conversation in English."""
        return self.writer.run(self.intake.begin(Language.EN, token))

    def hear(self, reply: Reply, heard: Heard, rev: int | None = None) -> Reply:
        """One turn more."""
        return self.writer.run(self.intake.hear(reply.token, heard, Language.EN, rev))

    def picture(self, reply: Reply, photo: Photo) -> Reply:
        """A photo comes."""
        return self.writer.run(self.intake.picture(reply.token, photo, Language.EN))

    def at_record(
        self, token: Token | None = None, story: str = STORY, taps: tuple[str, ...] = TAPS
    ) -> Reply:
        """Told up to the record."""
        reply = self.hear(self.begin(token), said(story))
        for tap in taps:
            reply = self.hear(reply, chose(tap))
        return reply

    def filed(self) -> tuple[Reply, Words8]:
        """Told and sent."""
        reply = self.hear(self.at_record(), chose("send"))
        return reply, eight(reply)

    def back(self, words: Words8) -> Reply:
        """Somebody comes back with these words."""
        asked = self.hear(self.begin(), Pressed(Command.CHECK))
        return self.hear(asked, said(" ".join(words.words)))

    def reports(self) -> list[SealedObject]:
        """Every report object that is kept, released or not."""
        waiting = [report.objects[0] for report in self.spool.reports.values()]
        return waiting + [case.objects[0][1] for case in self.cases.all()]


def said(text: str) -> Said:
    """A typed text."""
    return Said(RawText(text))


def chose(*ids: str) -> Chose:
    """A tap."""
    return Chose(ids)


def eight(reply: Reply) -> Words8:
    """The words that a reply shows. Raises StopIteration when it shows none."""
    return next(say for say in reply.says if isinstance(say, Words8))


def shown(reply: Reply, kind: type[Say]) -> list[Say]:
    """What a reply says of one kind."""
    return [say for say in reply.says if isinstance(say, kind)]


def asked(reply: Reply) -> str:
    """The key of what a reply asks; empty when it asks nothing."""
    return reply.prompt.key if reply.prompt else ""


def published(lesson_id: str, *, weeks_ago: int = 0) -> PublishedLesson:
    """An approved lesson."""
    return PublishedLesson(lesson_id, THIS_WEEK.plus(-weeks_ago), lesson(f"Lesson {lesson_id}"))


def lesson(title: str) -> Lesson:
    """A lesson under this title."""
    return Lesson(
        title=title,
        story="A ladder that was too short slid away while somebody reached for a lamp.",
        saved_by="Rubber mats lay on the floor.",
        vulnerability="The long ladder was locked away.",
        change="The long ladder hangs beside the lamps.",
        why_it_helps="The right tool is nearer than the wrong one.",
        check_up=THIS_WEEK.plus(6),
        family=Family.SAFETY,
        kind=Kind.FALL_FROM_HEIGHT,
        barrier=Barrier.PHYSICAL_BARRIER,
        level=ActionLevel.ENGINEER_AUTOMATE,
    )


def door_lesson(week: Week) -> Lesson:
    """A lesson of `week` about a door, with a drill whose third choice is the best."""
    return Lesson(
        title="Doors and drafts",
        story="The side door was open.",
        saved_by="luck",
        vulnerability="nobody checked",
        change="somebody checks",
        why_it_helps="it shows",
        check_up=week.plus(6),
        family=Family.PHYSICAL,
        kind=Kind.ACCESS_SCHEDULE_OR_LOCK,
        barrier=Barrier.LUCK,
        level=ActionLevel.PROCEDURE,
        drill=Drill("What would you do?", ("a", "b", "tell somebody", "d"), 2, "They know."),
    )
