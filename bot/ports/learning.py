"""Lessons and counts: public, or about to be. No words of a report pass here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.lesson import Lesson
    from bot.report import Week


@frozen
class PublishedLesson:
    """An approved lesson, public from now on."""

    lesson_id: str
    week: Week
    lesson: Lesson
    urgent: bool = False


class Lessons(Protocol):
    """Approved lessons: written to be published, kept in clear."""

    def publish(self, published: PublishedLesson) -> None:
        """[commit] Keep it, once per id."""

    def of_week(self, week: Week) -> tuple[PublishedLesson, ...]:
        """[read] What was approved in that week, by id."""

    def page(self, page: int, size: int, kind: str = "") -> tuple[PublishedLesson, ...]:
        """[commit] The library, newest week first."""

    def kinds(self) -> tuple[str, ...]:
        """[read] The kinds that have lessons, by id."""


class Tallies(Protocol):
    """Counts of coded answers per ISO week, kept in the same transaction as what they count."""

    def count(self, week: Week, facet: str, code: str, by: int = 1) -> None:
        """[commit] Add to one counter.

        Facets: `received`, `closed`, `actions`, `waiting`, `kind`, `severity`, `cause`, `barrier`.
        """

    def weeks(self, first: Week, last: Week) -> dict[Week, dict[tuple[str, str], int]]:
        """[read] All counters from `first` to `last`, both included; empty weeks left out."""
