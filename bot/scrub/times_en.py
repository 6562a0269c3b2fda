"""How English says when: days by name or distance, and the clock (`rules.Phrase`)."""

from __future__ import annotations

from typing import Final

from bot.scrub.rules import Phrase

_DAY: Final = r"""(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day
    |(?:mon|tues?|weds?|thurs?|fri|sat|sun)(?=[\s,.;]))"""
_DAY_HINT: Final = r"(?:mon|tue|wed|thu|fri|sat|sun)"
_PART: Final = r"(?:\s(?:morning|afternoon|evening|night|lunchtime))?"
DAY_WORDS: Final = """(?:(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh
    |eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth
    |eighteenth|nineteenth|twentieth|thirtieth)(?=\\sof\\s)""".replace("\n    ", "")
DAY_FIRSTS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty "
    "thirty"
)
_ORDINAL: Final = r"(?:st|nd|rd|th)"
HOURS: Final = "one two three four five six seven eight nine ten eleven twelve"
_HOUR: Final = "(?:" + HOURS.replace(" ", "|") + ")"
_AT: Final = r"(?P<at>at\s(?:about\s|around\s|roughly\s|exactly\s)?)"
_HALF: Final = r"(?:\s(?:in\sthe|at)\s(?P<half>morning|afternoon|evening|night))"
_AM: Final = r"(?P<half>[ap]\.?\s?m)\b\.?"
_COUNT: Final = r"(?:rpm|bar|psi|kg|volts?|watts?|mm|euros?|dollars?|scale|ratio|m\b|v\b|w\b)"

DAY_LEADS: Final = (
    "on this last next since until by every the a one two three four five six ten yesterday 0 "
    "monday tuesday wednesday thursday friday saturday sunday "
    "mon tue tues wed weds thu thur thurs fri sat sun"
)
DAYS: Final = (
    Phrase(
        rf"""(?<!\w)(?:(?:on|this|last|next|since|until|by)\s(?:past\s)?)?{_DAY}{_PART},?\s(?:the\s)?
        \d{{1,2}}{_ORDINAL}(?!\w)""",
        rf"\b{_DAY_HINT}\w*(?: \w+)?,? (?:the )?\d",
    ),
    Phrase(
        rf"""(?<!\w)(?:on\sor\sabout\s|on\s)?(?:the\s)?(?:last|this\spast|this\scoming|next|this)\s{_DAY}{_PART}
        (?!\w)""",
        rf"\b(?:last|past|coming|next|this) {_DAY_HINT}",
        "on the last this next",
    ),
    Phrase(
        rf"(?<!\w)(?:on|since|until)\s{_DAY}{_PART}(?!\w|\s(?:mornings|afternoons|evenings|nights))",
        rf"\b(?:on|since|until) {_DAY_HINT}",
        "on since until",
    ),
    Phrase(
        r"""(?<!\w)(?:the\sday\sbefore\s)?yesterday(?:\s(?:morning|afternoon|evening|night))?
        (?!\w)""",
        "yesterday",
        "the yesterday",
    ),
    Phrase(
        r"(?<!\w)(?:the\sother\s(?:day|night)|last\snight)(?!\w)",
        r"the other (?:day|night)|last night",
        "the last",
    ),
    Phrase(
        r"(?<!\w)(?:a|one|two|three|four|five|six|ten|\d{1,2})\s(?:days?|nights?)\sago(?!\w)",
        r"(?:day|night)s? ago",
    ),
    Phrase(rf"(?<!\w)on\sthe\s\d{{1,2}}{_ORDINAL}(?!\w)", r"on the \d"),
    Phrase(
        r"""(?<!\w)on\s(?:christmas|boxing|new\syear's|easter|thanksgiving)
        (?:\s(?:eve|day|monday|sunday))?(?!\w)""",
        r"\bon (?:christmas|boxing|new|easter|thanks)",
    ),
)

_ODD: Final = "at half a quarter five ten twenty " + HOURS
CLOCKS: Final = (
    Phrase(
        rf"(?<!\w){_AT}(?P<word>noon|midday|midnight)(?!\w)",
        r"(?:noon|midday|midnight)",
        "at",
    ),
    Phrase(
        rf"(?<![\w.:]){_AT}?(?P<hour>[01]?\d|2[0-3])h(?P<minute>[0-5]\d)(?!\w)",
        r"\dh\d\d",
        "at 0",
    ),
    Phrase(
        rf"""(?<![\w.:])(?<!scale\s)(?<!ratio\s){_AT}?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{{1,6}})?)?
        (?:\s?{_AM}|\s?(?:hrs|hours|h|o'clock)\b)?(?![\w:]|\.\d|\s?(?:{_COUNT}|mix|dilut))""",
        r"\d:\d\d",
        "at 0:",
    ),
    Phrase(
        rf"(?<![\w.:]){_AT}?(?P<hour>1[0-2]|0?[1-9])(?:[.:](?P<minute>[0-5]\d))?\s?{_AM}(?!\w)",
        r"\d\s?[ap]\.?\s?m",
        "at 0",
    ),
    Phrase(
        rf"""(?<![\w.:]){_AT}?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?
        (?:hrs?|hours|h|[LZ]|local|zulu)(?!\w)""",
        r"\d\d\d\d\s?(?:h(?:rs?|ours)?|[lz]|local|zulu)\b",
        "at 0",
    ),
    Phrase(
        rf"""(?<![\w.:]){_AT}(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=[\s,.;!?]|$)(?!\.\d)
        (?!\s?{_COUNT})""",
        r"\bat (?:\w+ )?\d\d\d\d",
        "at",
    ),
    Phrase(
        rf"(?<![\w.:]){_AT}?(?P<hour>1[0-2]|[1-9])\s?o'?\s?clock(?!\w){_HALF}?",
        r"\d\s?o'?\s?clock",
        "at 0",
    ),
    Phrase(
        rf"""(?<!\w){_AT}?(?:half\spast|(?:a\s)?quarter\s(?:past|to)|(?:five|ten|twenty|twenty[\s-]five)
        \s(?:past|to))\s(?P<word>{_HOUR}|noon|midday|midnight|1[0-2]|[1-9])(?!\w){_HALF}?""",
        rf"(?:past|to) (?:\d|{_HOUR}|noon|midday|midnight)",
        _ODD,
    ),
    Phrase(
        rf"""(?<!\w){_AT}?(?P<word>{_HOUR})(?:\s?(?:thirty|fifteen|forty[\s-]five))?
        (?:\s?o'?\s?clock(?!\w){_HALF}?|\s(?P<half2>[ap]\.?\s?m)\b\.?
        |\s(?:in\sthe|at)\s(?P<half3>morning|afternoon|evening|night)(?!\w))""",
        rf"{_HOUR}(?: \w+)?\s?(?:o'?\s?clock|[ap]\.?\s?m\b|in the |at night)",
        _ODD,
    ),
    Phrase(
        rf"""(?<![\w.:]){_AT}(?P<hour>1[0-2]|[1-9])
        (?=\s(?:this|that|yesterday|in\sthe)\s(?P<half>morning|afternoon|evening|night))""",
        r"\bat (?:\w+ )?\d\d? (?:this|that|yester|in the)",
        "at",
    ),
    Phrase(
        rf"(?<!\w){_AT}(?P<word>{_HOUR})\s(?:thirty|fifteen|forty[\s-]five|oh\sfive)(?!\w)",
        rf"\bat (?:\w+ )?{_HOUR} (?:thirty|fifteen|forty|oh)",
        "at",
    ),
)
