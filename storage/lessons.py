"""Approved lessons, in clear: they were written to be published. Drafts are sealed objects."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.errors import StoreDamaged
from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson
from bot.report import Week, canonical
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from storage.dialect import insert_once
from storage.tables import lesson as table

if TYPE_CHECKING:
    from storage.writer import Writer


class Lessons:
    """Port `Lessons`. All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Prepare the one statement that differs between the engines."""
        self._writer = writer
        self._publish = insert_once(table, on_sqlite=writer.on_sqlite)

    def publish(self, published: PublishedLesson) -> None:
        """[commit] Keep it, once per id."""
        self._writer.connection.execute(
            self._publish,
            {
                "id": published.lesson_id,
                "week": str(published.week),
                "kind": published.lesson.kind.value,
                "urgent": published.urgent,
                "document": encode(published.lesson),
            },
        )

    def of_week(self, week: Week) -> tuple[PublishedLesson, ...]:
        """[commit] What was approved in that week, by id."""
        return self._read(sa.select(table).where(table.c.week == str(week)).order_by(table.c.id))

    def page(self, page: int, size: int, kind: str = "") -> tuple[PublishedLesson, ...]:
        """[commit] The library, newest week first, `size` lessons a page, from page 0."""
        wanted = sa.select(table).order_by(table.c.week.desc(), table.c.id)
        if kind:
            wanted = wanted.where(table.c.kind == kind)
        return self._read(wanted.limit(size).offset(page * size))

    def kinds(self) -> tuple[str, ...]:
        """[commit] The kinds that have lessons, by id; the index answers."""
        return tuple(
            self._writer.connection.scalars(
                sa.select(table.c.kind).distinct().order_by(table.c.kind)
            )
        )

    def count(self, kind: str = "") -> int:
        """[commit] How many lessons there are, of one kind or of all."""
        wanted = sa.select(sa.func.count()).select_from(table)
        if kind:
            wanted = wanted.where(table.c.kind == kind)
        return int(self._writer.connection.scalar(wanted) or 0)

    def after(
        self, last: PublishedLesson | None, size: int, kind: str = ""
    ) -> tuple[PublishedLesson, ...]:
        """[commit] The next `size` of the library, in the order of `page`; None begins it.

        Unlike a page its cost does not grow with what was read before.
        """
        wanted = sa.select(table).order_by(table.c.week.desc(), table.c.id).limit(size)
        if kind:
            wanted = wanted.where(table.c.kind == kind)
        if last is not None:
            week = str(last.week)
            later = sa.and_(table.c.week == week, table.c.id > last.lesson_id)
            wanted = wanted.where(sa.or_(table.c.week < week, later))
        return self._read(wanted)

    def _read(self, wanted: sa.Select[Any]) -> tuple[PublishedLesson, ...]:
        return tuple(
            PublishedLesson(row.id, Week.parse(row.week), decode(row.document), row.urgent)
            for row in self._writer.connection.execute(wanted)
        )


def encode(lesson: Lesson) -> str:
    """A lesson as canonical JSON, with a version."""
    return canonical({"v": 1, **asdict(lesson), "check_up": str(lesson.check_up)}).decode()


def decode(document: str) -> Lesson:
    """Read `encode`'s text back. Raises StoreDamaged for anything else."""
    try:
        held = json.loads(document)
        drill, version = held["drill"], held.pop("v")
        if version != 1:
            raise StoreDamaged("a lesson of an unknown version")
        return Lesson(
            **{
                **held,
                "check_up": Week.parse(held["check_up"]),
                "family": Family(held["family"]),
                "kind": Kind(held["kind"]),
                "barrier": Barrier(held["barrier"]),
                "level": ActionLevel(held["level"]),
                "drill": drill and Drill(**{**drill, "choices": tuple(drill["choices"])}),
            }
        )
    except (AttributeError, KeyError, TypeError, ValueError) as broken:
        raise StoreDamaged("a lesson") from broken
