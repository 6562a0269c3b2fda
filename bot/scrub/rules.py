"""What changes with the language, as one record per locale.

A new language is a copy of `rules_it.py` and a line in `RULES`. Words are written folded (no
accents), lower case, separated by spaces; `_` stands for a space inside one. Longest match wins.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, NamedTuple

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.scrub.scrubbed import Tag
    from bot.taxonomy import DayPart


class Phrase(NamedTuple):
    """An expression (verbose syntax), its RE2 hint, and the words that it may begin with."""

    expression: str
    hint: str
    leads: str = ""


@frozen
class Rules:
    """One locale's table."""

    language: str
    tokens: Mapping[Tag, str]
    """What stands where something was removed."""
    parts: Mapping[DayPart, str]
    """A clock time, generalised."""
    at_parts: Mapping[DayPart, str]
    of_parts: Mapping[DayPart, str]
    """The same where Italian says *delle*: *il controllo delle 14:30*."""
    """The same with its preposition."""
    this_month: str
    in_month: str
    """With `{month}`, and the year or nothing in `{year}`."""
    calendar_leads: str
    """What a calendar day begins with, besides a month."""
    months: tuple[str, ...]
    """Twelve names as they are written in a sentence."""
    short_months: tuple[str, ...]
    day_first: bool
    """Whether 3/4 is the third of April."""

    numbered: str
    """Before a number that leads to one person: badge, ticket, patient."""
    places: str
    """Before a number or a letter that names one spot: gate, room, bay."""
    papers: str
    """Before a code of letters and digits: passport, driving licence, plate."""
    phones: str
    """Before an extension or a number that no country's plan knows."""
    secrets: str
    """Before a password."""
    secret_links: str
    """Between the keyword and the password: is, was, :."""
    not_secrets: str
    """Words after a link that are no password: *the password is wrong*."""
    streets: str
    """A street address, as an expression."""
    street_leads: str
    """The words that it begins with."""
    street_hint: str
    """What every street address holds, for RE2."""
    days: tuple[Phrase, ...]
    """Days by weekday, feast or distance; all become `this_month`."""
    day_leads: str
    """The words that those begin with; `0` stands for digits."""
    day_words: str
    """A day of the month in words, before the month."""
    clocks: tuple[Phrase, ...]
    """Clock times, with the groups `hour` or `word`, `half` (also `half2`, `half3`) and `at`."""
    hours: Mapping[str, int]
    """Hour words."""
    evening: str
    """Words after a clock that mean the second half of the day."""
    titles: str
    """Before a name: mr, dr."""
    roles: str
    """Before a name, or beside an age: supervisor, nurse."""
    before_name: str
    """Words right before a name: told, by, signed."""
    after_name: str
    """Words right after a name: said, told me."""
    acts: str
    """Words right after a name, of what only people do: shouted, noticed."""
    belongings: str
    """What only a person's can be: *Xola's sleeve*."""
    before_any: str
    """Words before a name written small: told, with; every listed name counts after them."""
    greetings: str
    """Words before the name of the person addressed: hi, thanks."""
    unique_roles: str
    """Titles that name one person in an organisation, as an expression."""
    unique_leads: str
    """The words that those begin with."""
    unique_hint: str
    """What a text with one of them holds, for RE2."""
    ages: str
    """An age with a role: groups `hide`, `hide2`, `hide3`; `%(roles)s` are the roles."""
    age_hint: str
    """What a text with one holds, for RE2."""
    not_names: frozenset[str] = field(repr=False)
    """Words that are capitalised without being a person: months, tools, brands, cities."""
    things: frozenset[str] = field(repr=False)
    """Lower-case nouns that make the capitalised word before them a product: *Jackson pump*."""
    things_before: frozenset[str] = field(repr=False)
    """The same where the noun comes first: *pompa Jackson*."""


def united(own: Rules, others: Sequence[Rules]) -> Rules:
    """The reporter's own table with the keywords of the others: people mix languages."""
    every = (own, *others)
    return replace(
        own,
        numbered=" ".join(rules.numbered for rules in every),
        places=" ".join(rules.places for rules in every),
        papers=" ".join(rules.papers for rules in every),
        phones=" ".join(rules.phones for rules in every),
        secrets=" ".join(rules.secrets for rules in every),
        secret_links="|".join(rules.secret_links for rules in every),
        not_secrets=" ".join(rules.not_secrets for rules in every),
        titles=" ".join(rules.titles for rules in every),
        roles=" ".join(rules.roles for rules in every),
        before_name=" ".join(rules.before_name for rules in every),
        after_name=" ".join(rules.after_name for rules in every),
        acts=" ".join(rules.acts for rules in every),
        belongings=" ".join(rules.belongings for rules in every),
        before_any=" ".join(rules.before_any for rules in every),
        greetings=" ".join(rules.greetings for rules in every),
    )
