"""How Italian says when: days by name or distance, and the clock (`rules.Phrase`)."""

from __future__ import annotations

from typing import Final

from bot.scrub.rules import Phrase

_DAY: Final = r"(?:(?:luned|marted|mercoled|gioved|venerd)i'?|sabato|domenica)"
_DAY_HINT: Final = r"(?:luned|marted|mercoled|gioved|venerd|sabato|domenica)"
_PART: Final = r"(?:\s(?:mattina|pomeriggio|sera|notte))?"
_MONTH: Final = r"(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic)[a-z]+"
_LATER: Final = r"""(?=\s(?:ho|abbiamo|e|un|una|il|la|lo|stavo|ero|eravamo|mentre|sono|siamo|mi|ci
    |verso|alle    |qualcuno|per)\b|\s?[,:])"""
HOURS: Final = (
    "una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
    "quindici sedici diciassette diciotto diciannove venti ventuno ventidue ventitre"
)
_HOUR: Final = "(?:" + HOURS.replace(" ", "|") + ")"
_AT: Final = r"""(?P<at>(?:(?:verso|circa|intorno|attorno)\s)?(?:alle|all'|le|l')\s?
    (?:ore\s)?(?:circa\s)?)"""
_OF: Final = r"(?P<of>dell[e'])\s?"
_FROM: Final = r"""(?:dalle|dall'|per\sle|fino\salle|entro\sle|prima\sdelle|dopo\sle|le\sore
    |ore|h|tra\sle    |fra\sle|verso\sle|verso\sl'|turno\sdelle)\s?"""
_HALF: Final = r"(?:\s(?:di|del|della)\s?(?P<half>mattina|mattino|pomeriggio|sera|notte)(?!\w))"
_QUARTER: Final = r"""(?:\se\s(?:mezza|mezzo|un\squarto|tre\squarti|venti|trenta|dieci
    |cinque|quaranta)|\smeno\s(?:un\squarto|venti|dieci|cinque))"""
_MINUTES: Final = r"""(?:\se\s[0-5]\d(?=\s?[,.;:!?)]|\s*$
    |\s(?:ho|abbiamo|il|la|lo|un|una|mi|ci|si|e|mentre|quando|circa|di|del|della)\b))"""
_COUNT: Final = r"""(?:persone|volte|macchine|kg|gradi|bar|ore|metri|pezzi|colleghi|operatori
    |squadre|unita|cm|mm
    |litri|porte|linee|postazioni|celle|uscite|dipendenti|euro|volt|giri|e\s\d)"""
_LEADS: Final = (
    "verso circa intorno attorno alle all le l dalle dall delle per fino entro prima dopo ore h "
    "tra fra turno"
)

DAY_LEADS: Final = (
    "l avantieri avant ieri lunedi martedi mercoledi giovedi venerdi sabato domenica lo la questo "
    "questa prossimo stanotte un due tre quattro cinque sei dieci 0 il a di"
)
DAY_WORDS: Final = (
    "(?:primo|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici"
    "|quindici|sedici|diciassette|diciotto|diciannove|vent(?:i|uno|idue|itre|iquattro|icinque|isei"
    "|isette|otto|inove)|trenta|trentuno)"
)
DAYS: Final = (
    Phrase(
        rf"(?<!\w)(?:l'altro\sieri|ieri\sl'altro|avantieri|avant'ieri|ieri){_PART}(?!\w)", r"ieri"
    ),
    Phrase(
        rf"(?<!\w){_DAY}{_PART}\s\d{{1,2}}(?!\w|[:.,]\d)(?!\s{_MONTH})",
        rf"{_DAY_HINT}\S*(?: \w+)? \d",
    ),
    Phrase(
        rf"(?<!\w)(?:lo\sscorso|la\sscorsa|questo|questa|prossimo)\s{_DAY}{_PART}(?!\w)",
        rf"(?:scors[oa]|quest[oa]|prossimo) {_DAY_HINT}",
    ),
    Phrase(
        rf"(?<!\w){_DAY}{_PART}\s(?:scors[oa]|passat[oa]|prossim[oa])(?!\w)",
        rf"{_DAY_HINT}.+(?:scors|passat|prossim)",
    ),
    Phrase(
        rf"(?<!\w)(?<!il\s)(?<!la\s)(?<!ogni\s)(?<!di\s)(?<!al\s)(?<!del\s){_DAY}{_PART}{_LATER}",
        _DAY_HINT,
    ),
    Phrase(
        r"""(?<!\w)(?:l'altro\sgiorno|l'altra\s(?:sera|notte|mattina)|stanotte|la\snotte\sscorsa
        |la\sscorsa\snotte)(?!\w)""",
        "l'altr[oa] |stanotte|notte scors|scorsa notte",
    ),
    Phrase(
        r"(?<!\w)(?:un|due|tre|quattro|cinque|sei|dieci|\d{1,2})\sgiorn[oi]\sfa(?!\w)",
        r"giorn[oi] fa",
    ),
    Phrase(
        r"(?<!\w)(?:il\sgiorno|la\ssera|la\snotte|la\smattina)\s\d{1,2}(?!\w|[.,]\d)",
        r"(?:giorno|sera|notte|mattina) \d",
    ),
    Phrase(
        r"""(?<!\w)(?:a|la\svigilia\sdi|il\sgiorno\sdi)\s
        (?:natale|capodanno|pasqua|pasquetta|ferragosto|santo\sstefano)(?!\w)""",
        r"\b(?:a|di) (?:natale|capodanno|pasqu|ferragosto|santo)",
    ),
)

CLOCKS: Final = (
    Phrase(
        rf"""(?<!\w)(?P<at>(?:verso\s|circa\s)?a\s|verso\s|dopo\s)(?P<word>mezzogiorno|mezzanotte)
        {_QUARTER}?(?!\w)""",
        r"(?:mezzogiorno|mezzanotte)",
        "verso circa a dopo",
    ),
    Phrase(
        rf"(?<!\w)(?P<word>mezzogiorno|mezzanotte){_QUARTER}(?!\w)",
        r"(?:mezzogiorno|mezzanotte) (?:e|meno)",
        "mezzogiorno mezzanotte",
    ),
    Phrase(
        rf"""(?<![\w.:])(?<!scala\s)(?<!rapporto\s)(?:{_AT}|{_OF})?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?
        (?![\w:]|\.\d|\s?(?:scale|ratio|mix|dilu)){_HALF}?""",
        r"\d:\d\d",
        f"{_LEADS} 0:",
    ),
    Phrase(
        rf"""(?<!\w)(?:{_AT}|{_OF}|{_FROM})(?P<hour>[01]?\d|2[0-3])[.,](?P<minute>[0-5]\d)(?!\d|[.,]\d)
        {_HALF}?(?!\s?{_COUNT}|\s?%)""",
        r"(?:le|l'|ore|h) ?(?:ore |circa )*\d\d?[.,]\d\d",
        _LEADS,
    ),
    Phrase(
        rf"""(?<!\w)(?:(?P<at>(?:(?:verso|circa|intorno|attorno)\s)?alle\s(?:ore\s)?(?:circa\s)?)
        |(?:dalle|fino\salle|entro\sle|prima\sdelle|dopo\sle|ore|le\sore|verso\sle|tra\sle|fra\sle|turno\sdelle)\s)
        (?P<hour>[01]?\d|2[0-3])(?![\w%]|[.,:]\d){_HALF}?(?:{_QUARTER}|{_MINUTES})?(?!\s?{_COUNT})""",
        r"(?:le|ore) (?:ore |circa )*\d",
        _LEADS,
    ),
    Phrase(
        rf"""(?<!\w)(?:{_AT}|{_OF}|{_FROM})(?P<word>{_HOUR})(?:{_QUARTER}|\sin\spunto
        |(?=\s(?:di|del|della)\s?(?:mattin|pomeriggio|sera|notte)))(?!\w){_HALF}?""",
        rf"{_HOUR} (?:e |meno |in p|di|del)",
        _LEADS,
    ),
    Phrase(
        rf"""(?<!\w)(?P<at>(?:(?:verso|circa|intorno|attorno)\s)?alle\s(?:ore\s)?)(?P<word>{_HOUR})
        (?=\s?[,.;!?]|\s(?:ho|abbiamo|di|del|della|e|un|una|il|la|lo|stavo|ero|mentre|sono|siamo|circa|quando|quasi|si)\b|$)
        (?:\s(?:di|del|della)\s?(?P<half2>mattina|mattino|pomeriggio|sera|notte))?""",
        rf"alle (?:ore )?{_HOUR}",
        _LEADS,
    ),
)
