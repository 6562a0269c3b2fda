"""Numbers, codes and passwords known by the word before them: *badge 4471*, *Gate 7*.

The number goes, its keyword stays, so that the story can still be read; of a place the whole
phrase goes, because "gate" beside [place] says nothing more. Rows are made from one locale's
table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.scrub.detector import Detector, Hit, first_words, pattern, words
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.scrub.detector import Find
    from bot.scrub.fold import Folded
    from bot.scrub.rules import Rules

_NUMBERED: Final = r"""(?:\s?(?:\#|no\.?|nr\.?|n\.?|num\.?|number|numero|id|codice|:|=|is|was
    |e(?!\w)'?|era|-|\(|del|della|says|said|reads?|shows|dice|diceva)){0,4}\s{0,3}"""


# Of what these words count, nobody is named: "badge 40 times", "Gate 7 metres".
_UNITS: Final = r"""(?:months?|weeks?|days?|years?|hours?|minutes?|seconds|times?|people|persons
    |units|mm|cm|m|km|kg|bar|psi|volts?|v|kv|metres?|meters?|feet|ft|inches|tonnes?|tons?|euros?|percent
    |degrees|mesi|settimane|giorni|anni|ore|minuti|secondi|volte|persone|metri|gradi)"""
_MEASURED: Final = rf"(?!\s?{_UNITS}(?!\w))"
_COUNTED: Final = rf"(?!\s?(?:{_UNITS}|of)(?!\w))"


class Form(NamedTuple):
    """What stands before and after a keyword; what follows it, coarsely, for RE2; a last check."""

    before: str
    after: str
    hint: str
    proof: Callable[[str], bool] | None = None


def keyed(rules: Rules) -> tuple[Detector, ...]:
    """The rows of one locale."""
    return (
        _row("number by keyword", Tag.NUMBER, rules.numbered, _NUMBER),
        _TICKET,
        _row("place by keyword", Tag.PLACE, rules.places, _SPOT),
        _row("document by keyword", Tag.NUMBER, rules.papers, _PAPER),
        _row("phone by keyword", Tag.NUMBER, rules.phones, _EXTENSION),
        Detector(
            "password by keyword",
            Tag.SECRET,
            _password(rules),
            hint=rf"(?:\b|_){_hint(rules.secrets)}s?\b",
            keepable=False,
        ),
    )


def _row(name: str, tag: Tag, keywords: str, form: Form) -> Detector:
    expression = form.before + words(keywords) + form.after
    find = pattern(expression, form.proof, leads=keywords)
    return Detector(name, tag, find, hint=rf"\b{_hint(keywords)}{form.hint}")


# Standards, norms, sizes and diseases: everybody's numbers.
_STANDARD: Final = (
    r"(?!(?:ISO|IEC|EN|DIN|UNI|CEI|BS|ANSI|ASTM|NFPA|OSHA|NR|IEEE|RFC|CWE|UTF|SHA|AES|RSA|API|SAE|AWG"
    r"|CAT|PN|DN|IP|PM|UN|COVID)-\d)"
)
_TICKET: Final = Detector(
    "ticket",
    Tag.NUMBER,
    pattern(
        rf"(?<![\w-]){_STANDARD}(?:(?:INC|CHG|REQ|RITM|SCTASK|PRB|CS|TKT|WO|SR)[-_]?\d{{3,12}}(?!\w)"
        r"|[A-Z]{2,10}-\d{2,6}(?![\w-]|\.\d))",
        cased=True,
    ),
    hint=r"(?-i:[A-Z]{2}[-_]?\d\d)",
)


def _hint(listed: str) -> str:
    """The keywords as an RE2 alternation; a possible plural or a space does not matter there."""
    return (
        "(?:" + "|".join(sorted({re.escape(w).replace("_", r"\s+") for w in listed.split()})) + ")"
    )


def _long_enough(text: str) -> bool:
    """An identifier, not a count: three digits, or letters and digits."""
    digits = sum(map(str.isdigit, text))
    return digits >= 3 or (digits >= 1 and any(map(str.isalpha, text)) and len(text) >= 4)


_PROGRAM: Final = re.compile(r"office (?:365|20[012]\d)", re.IGNORECASE)


def _place(text: str) -> bool:
    """A lone small letter is a word (*room a*), unless it is a capital; *Office 365* is none."""
    if _PROGRAM.fullmatch(text):
        return False
    tail = text.replace("#", " ").split()[-1]
    return any(map(str.isdigit, tail)) or tail.isupper()


def _document(text: str) -> bool:
    """Enough digits for a document or a plate, and no small-letter word among them."""
    return sum(map(str.isdigit, text)) >= 2 and len(text) >= 5 and text.upper() == text


_NUMBER: Final = Form(
    r"(?<![A-Za-z0-9/])",
    rf"s?{_NUMBERED}"
    r"(?P<hide>\#?(?:[A-Za-z]{1,5}[-_/ ]?)?\d[\dA-Za-z]{0,30}+"
    r"(?:[-_/.]\d[\dA-Za-z]{0,30}+){0,6}(?-i:[-_/][A-Z]{1,3}(?!\w))?|\d(?:[ ]\d){2,12})"
    rf"(?![\w%]|[.,:]\d|[ ]\d(?!\d)){_COUNTED}",
    r"s?[^\d,;!?\n]{0,24}\d",
    _long_enough,
)
_SPOT: Final = Form(
    r"(?<![\w-])(?P<hide>",
    r"\s?(?:\#|no\.?\s|n\.?\s|nr\.?\s|number\s|numero\s)?\s?"
    r"(?:[A-Z]{0,3}-?\d{1,4}(?:[-/.]?(?:\d{1,4}|[A-Z]))?[A-Z]?"
    # *The room I was in*: an I that goes on is a person who tells, not a room.
    rf"|(?!I\s)[A-Z](?=[\s,.;:!?)]|$)|[a-z]\d{{1,3}}))(?![\w%]|[.,:]\d){_MEASURED}",
    r"\s?(?:#|no\.?\s|n\.?\s|nr\.?\s|number\s|numero\s)?\s?(?:[a-z]{0,3}-?\d|(?-i:[A-Z])\b)",
    _place,
)
_PAPER: Final = Form(
    r"(?<!\w)",
    rf"s?{_NUMBERED}"
    r"(?-i:(?P<hide>(?=[A-Z0-9 -]{0,24}\d)[A-Z0-9]{2,18}"
    r"(?:[ -][A-Z0-9]{1,8}){0,4}))(?!\w)",
    r".{0,40}\d",
    _document,
)
_EXTENSION: Final = Form(
    r"(?<!\w)",
    r"(?:\s(?:me|us|him|her|them|at|on|to|is|was|my|al|allo|su|e'|il|mio"
    r"|numero|number|n\.|the|line)|\s?[.:#=(-]){0,4}\s{0,2}"
    rf"(?P<hide>\+?\(?\d(?:[ ().\-/]{{0,3}}\d){{2,15}})(?!\w|[.,:]\d){_MEASURED}",
    r"(?:\W.{0,40})?\d",
)


_WEAK: Final = frozenset(
    (
        *("pin", "pass", "pw", "secret", "secrets", "token", "tokens", "login", "credentials"),
        *("key", "keypad", "tastierino", "otp", "combination", "combinazione", "credenziali"),
    )
)
_MARK: Final = re.compile(r"\[[a-z]{4,12}\]")
_FIRM: Final = frozenset({":", "=", ":=", "->", "=>"})


# A token that no sentence holds, some words after "password": small, capital, digit and sign.
_FAR: Final = r"(?=\S*[a-z])(?=\S*\d)(?-i:(?=\S*[A-Z]))(?=\S+[!#$%^&*?@+=~_.-]\S)\S{10,80}"
_CLOSING: Final = frozenset("\"'`")
_SAID: Final = re.compile(r"[a-z]{2,}(?:[ -][a-z]{2,}){3,23}(?=[.,;!?)]|\s*$|\s*\n)", re.MULTILINE)


def _password(rules: Rules) -> Find:
    """What follows a password's keyword and its link, unless it is a word of the sentence."""
    keyword = rf"(?<![A-Za-z0-9])(?P<key>{words(rules.secrets)}s?)(?!\w)"
    begins = re.compile(keyword, re.IGNORECASE).match
    told = r"(?P<quote>[\"'`*_<(\[]{0,3})(?P<hide>\d(?:[ ]\d){2,12}(?!\S)|[^\s]{1,200})"
    links = "|".join(sorted(rules.secret_links.split("|"), key=len, reverse=True))
    linked = re.compile(
        rf"{keyword}(?P<mid>[\w .'\-/()]{{0,48}}?)\s{{0,3}}[\"'*_`]{{0,3}}\s?"
        rf"(?P<link>(?<!\w)(?:{links})(?!\w)|[:=]|->|=>)\s{{0,3}}{told}",
        re.IGNORECASE,
    )
    beside = re.compile(rf"{keyword}(?P<mid>)\s(?P<link>){told}", re.IGNORECASE)
    far = re.compile(
        rf"{keyword}(?P<mid>)[^\n.!?;]{{0,90}}?(?P<link>[,:(-])\s(?P<quote>)(?P<hide>{_FAR})",
        re.IGNORECASE,
    )
    never = frozenset(rules.not_secrets.split())
    first = first_words(rules.secrets)

    def find(seen: Folded) -> Iterator[Hit]:
        leads = first & seen.words
        spots = [at for word in leads for at in seen.starts(word) if begins(seen.text, at)]
        for expression in (linked, beside, far):
            # Of several that overlap each is tried: "password: pass: x" has two keywords.
            for match in filter(None, (expression.match(seen.text, spot) for spot in spots)):
                start = match.start("hide")
                if phrase := _phrase(match, seen, never):
                    yield Hit(start, start + len(phrase))
                    continue
                value = match["hide"].rstrip(".,;:!?)]}>\"'`*")
                if value and value.lower() not in never and _is_password(match, value, seen):
                    end = start + len(value)
                    # An exclamation mark may well be the last of it, and is no loss.
                    yield Hit(start, end + seen.text.startswith("!", end))

    return find


def _phrase(match: re.Match[str], seen: Folded, never: frozenset[str]) -> str:
    """A password of several words: all between quotes, or four and more that say nothing else."""
    start = match.start("hide")
    sign = match["quote"][-1:]
    if sign in _CLOSING:
        end = seen.text.find(sign, start, start + 100)
        quoted = seen.text[start:end] if end > start else ""
        return quoted if " " in quoted and "\n" not in quoted else ""
    if match["link"] not in _FIRM and not match["key"].lower().endswith(("phrase", "frase")):
        return ""
    said = _SAID.match(seen.text, start)
    if said is None:
        return ""
    each = said[0].replace("-", " ").split()
    return said[0] if sum(word in never for word in each) * 4 <= len(each) else ""


def _is_password(match: re.Match[str], value: str, seen: Folded) -> bool:
    """After a colon anything is; after *is* a plain word only if the keyword is certain."""
    if match["quote"].endswith("[") and _MARK.match(seen.text, match.start("hide") - 1):
        return False  # already removed
    link = match["link"].lower()
    odd = not value.isalpha()
    if link == "e" and seen.as_typed(*match.span("link")) not in {"è", "È", "é"}:
        return False  # "and", not "is"
    if not link:
        digits = sum(map(str.isdigit, value))
        return digits >= 1 and len(value) >= 4 and match["key"].lower() not in {"pass", "login"}
    if match["mid"].strip() and not (odd or match["quote"]):
        return False
    if len(value) < 4:
        return odd and link in _FIRM
    return odd or bool(match["quote"]) or link in _FIRM or match["key"].lower() not in _WEAK
