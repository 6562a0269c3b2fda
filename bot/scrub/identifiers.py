"""Identifiers with a form of their own, the same in every language.

Order matters only for reading; overlaps are settled afterwards (`overlap.py`). Sources of the
forms stand beside their check digits in `proofs.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub import proofs
from bot.scrub.detector import Detector, Hit, pattern
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scrub.fold import Folded

_TLD: Final = r"[A-Za-z][A-Za-z0-9-]{1,24}"
_IPV6: Final = r"""
    (?<![\w:.])(?:
      (?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}
    | (?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}
    | (?:[0-9a-f]{1,4}:){2,7}:
    | ::(?:ffff:)?(?:\d{1,3}\.){3}\d{1,3}
    | ::[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}
    )(?:%\w{1,16})?(?:/\d{1,3})?(?![\w:])
"""

_ABROAD: Final = r"""
    (?<![\w.])\d{1,4}(?:[ ](?:bis|ter))?,?[ ]
      (?:rue|avenue|boulevard|quai|chemin|allee|Rue|Avenue|Boulevard|Quai|Chemin|Allee)
      (?:[ ](?:de|du|des|la|le|les|l'|d'))*+[ ']?[ ]?[A-Z][\w'-]{2,30}(?:[ ][A-Z][\w'-]{2,30})?
    | (?<!\w)[A-Z][a-z]{2,24}?[ -]?(?:strass?e|str\.|weg|platz|allee|gasse
      |Strass?e|Str\.|Weg|Platz|Allee|Gasse)[ ]\d{1,4}[a-z]?(?!\w)(?:,?[ ]\d{5}[ ][A-Z][a-z]+)?
    | (?<!\w)(?i:calle|avenida|plaza|paseo|rua)(?:[ ](?:de|del|da|do|la|los|las))*+
      [ ][A-Z][\w'-]{2,30}(?:[ ][A-Z][\w'-]{2,30})?,?[ ](?:n\.?[ ]?)?\d{1,4}(?!\w)
"""
_LOCAL: Final = re.compile(r"(?:mailto:)?[\w.!#$%&'*+/=?^`{|}~-]{1,64}+\s?$", re.ASCII)
_SPELLED: Final = ("dot", "(at)", "[at]")
_HOST: Final = re.compile(
    rf"(?:@|\(at\)|\[at\]|\sat\s(?=[\w-]+\sdot\s))\s?"
    rf"(?:[\w-]{{1,63}}\s?(?:\.|\(dot\)|\[dot\]|\sdot\s)\s?){{1,6}}{_TLD}(?!\w)",
    re.IGNORECASE,
)


def _mails(seen: Folded) -> Iterator[Hit]:
    """An address, found by its sign and read in both directions from there."""
    for host in _hosts(seen):
        first = seen.text.rfind(" ", 0, max(0, host.start() - 1)) + 1  # it holds no space
        local = _LOCAL.search(seen.text, max(first, host.start() - 66), host.start())
        if local:
            yield Hit(local.start(), host.end())


def _hosts(seen: Folded) -> Iterator[re.Match[str]]:
    """The part behind each sign; one that is spelled out costs a search of its own."""
    text = seen.text
    if any(spelled in seen.lower for spelled in _SPELLED):
        yield from _HOST.finditer(text)
        return
    at = text.find("@")
    while at >= 0:
        host = _HOST.match(text, at)
        if host:
            yield host
        at = text.find("@", host.end() if host else at + 1)


_ACCOUNT: Final = re.compile(
    r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ .-]?[a-z0-9]){11,30}", re.IGNORECASE | re.ASCII
)
_END: Final = re.compile(r"(?<=[A-Za-z0-9])(?![A-Za-z0-9])")


def _accounts(seen: Folded) -> Iterator[Hit]:
    """Account numbers in any case: of what begins like one, the longest part that proves true."""
    at = 0
    while match := _ACCOUNT.search(seen.text, at):
        start, at = match.start(), match.start() + 4
        ends = [end.start() for end in _END.finditer(seen.text, start + 4, match.end() + 1)]
        end = next((end for end in reversed(ends) if proofs.iban(seen.text[start:end])), None)
        if end is not None:
            yield Hit(start, end)
            at = end


_DIGIT_WORD: Final = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
    r"|uno|due|tre|quattro|cinque|sei|sette|otto|nove|doppio)"
)

IDENTIFIERS: Final = (
    Detector(
        "slack mention",
        Tag.PERSON,
        pattern(
            r"<[@!\#][A-Z0-9^]{1,40}+(?:\|[^<>\n]{0,200}+)?>|(?<![\w@])@?[UW][A-Z0-9]{8,11}(?![A-Za-z0-9])(?<=\d\w)|(?<![\w@])@U(?=[A-Z]*\d)[A-Z0-9]{8,11}(?![A-Za-z0-9])",
            cased=True,
        ),
        hint=r"<[@!#]|(?-i:[UW][A-Z0-9]{8})",
        keepable=False,
    ),
    Detector(
        "telegram mention",
        Tag.PERSON,
        pattern(
            r"(?:tg://(?:user|resolve|openmessage)\?[\w=&-]{1,100}+"
            r"|(?<![\w.])(?:https?://)?(?:www\.)?(?:t|telegram)\.(?:me|dog)/[\w+/]{2,64}+)"
        ),
        hint=r"tg://|\b(?:t|telegram)\.(?:me|dog)/",
        keepable=False,
    ),
    Detector("e-mail", Tag.ADDRESS, _mails, hint=r"@|\(at\)|\[at\]| at [\w-]+ dot "),
    Detector(
        "handle",
        Tag.PERSON,
        pattern(
            r"@(?<![\w@./:+-]@)(?!(?:here|channel|everyone|all|tutti)(?!\w))[A-Za-z][\w.-]{1,38}\w(?![\w@]|\.\w)"
        ),
        hint=r"(?:^|[^\w@./:+-])@[a-z]",
    ),
    Detector(
        "link to a person",
        Tag.ADDRESS,
        pattern(
            r"""(?<![\w.])(?:https?://|www\.)?(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?::\d{1,5})?/
            (?:[^\s<>]{0,200}?/)??
            (?:~|@|(?:in|users?|u|people|profiles?|employees?|staff|members?|team|persone|utenti|utente|dipendenti|author|p)/)
            [\w.%+@-]{2,80}[^\s<>"')\]]{0,400}+
            | (?<![\w.])(?:https?://|www\.)?(?:[\w-]{1,63}\.)?
              (?:linkedin|facebook|fb|instagram|twitter|x|tiktok|github|gitlab|threads|bsky)\.(?:com|net|app)/
              [\w.%@/-]{2,200}+
            | https?://[^\s<>]{0,200}?[?&](?:user(?:name|_?id)?|name|employee|email|uid|owner)=[^\s<>"']{1,400}+"""
        ),
        hint=r"/[~@]|/(?:in|users?|u|people|profiles?|employees?|staff|members?|team|persone|utenti|utente|dipendenti|author|p)/"
        r"|(?:linkedin|facebook|fb|instagram|twitter|x|tiktok|github|gitlab|threads|bsky)\.(?:com|net|app)/|[?&](?:user|name|employ|email|uid|owner)",
    ),
    Detector(
        "home folder",
        Tag.PERSON,
        pattern(
            r"(?:/home/|/Users/|[A-Z]:\\(?:Users|Documents\sand\sSettings)\\)(?!(?:public|shared|default|admin|administrator)(?!\w))"
            r"(?P<hide>[\w.-]{2,64}+)|(?<!\S)/?~(?P<user>[a-z][\w.-]{1,32}+)"
        ),
        hint=r"/home/|/users/|:\\|~[a-z]",
    ),
    Detector(
        "number in words",
        Tag.NUMBER,
        pattern(rf"(?<!\w){_DIGIT_WORD}(?:[\s,.-]{{1,3}}{_DIGIT_WORD}){{5,24}}+(?!\w)"),
        hint=rf"{_DIGIT_WORD}(?:[\s,.-]+{_DIGIT_WORD}){{3}}",
    ),
    Detector(
        "ip address",
        Tag.ADDRESS,
        pattern(
            r"(?<![\w.])(?P<hide>\d{1,3}(?:\[?\.\]?\d{1,3}){3})(?::\d{1,5})?(?:/\d{1,2})?(?!\w|\.\d)",
            proofs.ipv4,
            leads="0. 0[",
        ),
        hint=r"\d\[?\.]?\d{1,3}\[?\.]?\d{1,3}\[?\.]?\d",
    ),
    Detector(
        "ip address 6", Tag.ADDRESS, pattern(_IPV6), hint=r"[0-9a-f]:[0-9a-f]{0,4}:|::[0-9a-f]"
    ),
    Detector(
        "hardware address",
        Tag.ADDRESS,
        pattern(
            r"(?<![\w:-])[0-9a-f]{2}(?P<sep>[:-])(?:[0-9a-f]{2}(?P=sep)){4}[0-9a-f]{2}(?![\w:-])"
            r"|(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])"
        ),
        hint=r"[0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.",
    ),
    Detector("account", Tag.NUMBER, _accounts, hint=r"[a-z]{2}\d\d[ .-]?[a-z0-9]", keepable=False),
    Detector(
        "card",
        Tag.NUMBER,
        pattern(r"(?<!\d)(?<!\d[.,-])\d(?:[ ]?-?[ ]?\d){11,18}(?!-?\d)", proofs.card, leads="0"),
        hint=r"(?:\d[ -]{0,3}){11}\d",
        keepable=False,
    ),
    Detector(
        "card among digits",  # with its expiry behind it, or a number of something else before it
        Tag.NUMBER,
        pattern(
            # Looked at, not taken: the next group may begin the right one.
            r"(?<!\d)(?<!\d[.,])(?=(?P<hide>(?:[3-6]\d{3}|2[2-7]\d{2})(?P<gap>[ -]?)\d{4}"
            r"(?:(?P=gap)\d{4}){2}|3[47]\d{2}(?P<apart>[ -]?)\d{6}(?P=apart)\d{5})(?!\d))",
            proofs.card,
            leads="0",
        ),
        hint=r"\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}",
        keepable=False,
    ),
    Detector(
        "social security number",
        Tag.NUMBER,
        pattern(r"(?<![\w-])\d{3}[- .]\d{2}[- .]\d{4}(?![\w-])", proofs.ssn, leads="0"),
        hint=r"\d{3}[- .]\d{2}[- .]\d{4}",
    ),
    Detector(
        "national insurance number",
        Tag.NUMBER,
        pattern(r"(?<!\w)[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)", proofs.nino),
        hint=r"[a-z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[a-d]",
    ),
    Detector(
        "codice fiscale",
        Tag.NUMBER,
        pattern(
            r"(?<!\w)[A-Z]{6}[ ]?[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[ ]?"
            r"[A-Z][0-9L-NP-V]{3}[ ]?[A-Z](?!\w)",
            proofs.codice_fiscale,
        ),
        hint=r"\b[a-z]{6} ?[0-9l-v]{2}[a-t][0-9l-v]{2} ?[a-z][0-9l-v]{3} ?[a-z]\b",
    ),
    Detector(
        "french security number",
        Tag.NUMBER,
        pattern(
            r"(?<!\w)[1-478][ ]?\d{2}[ ]?\d{2}[ ]?\d[\dAB][ ]?\d{3}[ ]?\d{3}[ ]?\d{2}(?!\w)",
            proofs.nir,
            leads="0",
        ),
        hint=r"[1-478] ?\d\d ?\d\d ?\d[\dab] ?\d{3} ?\d{3} ?\d\d",
    ),
    Detector(
        "german tax id",
        Tag.NUMBER,
        pattern(
            r"(?<![\w.])[1-9]\d[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}(?![\w.])", proofs.steuer_id, leads="0"
        ),
        hint=r"\d\d ?\d{3} ?\d{3} ?\d{3}",
    ),
    Detector(
        "italian vat number",
        Tag.NUMBER,
        pattern(r"(?<![\w.])(?:IT[ ]?)?\d{11}(?![\w.])", proofs.partita_iva),
        hint=r"\d{11}",
    ),
    Detector(
        "spanish id",
        Tag.NUMBER,
        pattern(r"(?<!\w)(?:[XYZ][ -]?\d{7}|\d{8})[ -]?[A-HJ-NP-TV-Z](?!\w)", proofs.dni),
        hint=r"\d{7}[ -]?[a-z]",
    ),
    Detector(
        "street abroad",
        Tag.PLACE,
        pattern(_ABROAD, cased=True),
        hint=r"\d.{0,12}(?:rue|avenue|boulevard|quai|chemin|allee) "
        r"|(?:stras+e|str\.|weg|platz|allee|gasse) \d|(?:calle|avenida|plaza|paseo|rua) .{1,60}\d",
    ),
    Detector(
        "postcode",
        Tag.PLACE,
        pattern(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?[ ]\d[ABD-HJLNP-UW-Z]{2}(?!\w)", cased=True),
        hint=r"\b[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}\b",
    ),
    Detector(
        "coordinates",
        Tag.PLACE,
        pattern(
            r"""(?<![\w.])[+-]?(?:[0-8]?\d|90)\.\d{3,12}\s?°?\s?[NS]?\s?[,;/ ]\s?
              [+-]?(?:1[0-7]\d|\d{1,2}|180)\.\d{3,12}\s?°?\s?(?:[EWO]\b)?
            | (?<!\w)(?:[NSEWO]\s?)?\d{1,3}\s?[°o]\s?\d{1,2}\s?['m]\s?
              (?:\d{1,2}(?:[.,]\d{1,6})?\s?(?:"|''|s)?)?(?:\s?[NSEWO](?!\w))?
              (?:\s?,?\s?(?:[NSEWO]\s?)?\d{1,3}\s?[°o]\s?\d{1,2}\s?['m]\s?(?:\d{1,2}(?:[.,]\d{1,6})?\s?(?:"|''|s)?)?(?:\s?[NSEWO](?!\w))?)?
            | (?<!\w)lat(?:itud[ei]n?e?)?\.?\s?[:=]?\s?[+-]?\d{1,2}\.\d{3,12}[\s,;]{1,3}
              (?:lon|lng)(?:gitud[ei]n?e?)?\.?\s?[:=]?\s?[+-]?\d{1,3}\.\d{3,12}
            | (?<!\w)///[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}(?!\w)
            | (?<![\w.])(?:https?://)?(?:maps\.app\.goo\.gl|goo\.gl/maps|maps\.google\.[a-z.]{2,6}|www\.google\.[a-z.]{2,6}/maps)/?[^\s<>]{0,300}+"""
        ),
        hint=r"\d\.\d{3,12}\s?\S?\s?[NS]?\s?[,;/ ]\s?[+-]?\d{1,3}\.\d{3}"
        r"|\d\s?[°o]\s?\d{1,2}\s?['m]|///[a-z]|maps|\blat[a-z]*\W{0,3}\d",
    ),
    Detector(
        "plate",
        Tag.NUMBER,
        pattern(
            r"""(?<![\w-])(?:
              [A-HJ-NPR-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NPR-TV-Z]{2}        # Italy, France
            | [A-HJ-PR-Y][A-HJ-PR-Y]\d{2}[ ]?[A-HJ-PR-Z]{3}               # United Kingdom
            | \d{4}[ -][BCDFGHJKLMNPRSTVWXYZ]{3}                           # Spain
            )(?![\w-])""",
            cased=True,
        ),
        hint=r"(?-i:[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|[A-Z]{2}\d\d ?[A-Z]{3}|\d{4}[ -][A-Z]{3})",
    ),
)
