"""Secrets: passwords, keys and tokens. None is ever kept, in a link or in a code block either.

A false alarm here costs the reporter an edit, a miss costs an account: patterns are generous
about what follows a keyword, and strict about what "looks random". Token shapes come from the
vendors' own pages.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import permutations
from math import log2
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit, pattern
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scrub.fold import Folded

_VENDORS: Final = r"""
    (?<![A-Za-z0-9])(?:
      xox[abeoprs]-[\w-]{10,250}                         # Slack
    | xapp-[\w-]{10,250} | xwfp-[\w-]{10,250}
    | (?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}(?![0-9A-Za-z]) # AWS key id
    | gh[opusr]_\w{20,255} | github_pat_\w{20,255}       # GitHub
    | gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{20,250}      # GitLab
    | AIza[\w-]{30,60} | ya29\.[\w-]{20,250}             # Google
    | GOCSPX-[\w-]{20,60}
    | (?:sk|rk|pk)_(?:live|test)_\w{10,250} | whsec_\w{20,250}   # Stripe
    | sk-(?:proj-|ant-|svcacct-)?[\w-]{20,250}           # OpenAI, Anthropic
    | hf_[A-Za-z0-9]{20,250}                             # Hugging Face
    | npm_[A-Za-z0-9]{30,250} | pypi-[\w-]{30,400}
    | SG\.[\w-]{16,80}\.[\w-]{16,80}                     # SendGrid
    | key-[0-9a-f]{32} | SK[0-9a-f]{32} | AC[0-9a-f]{32} # Mailgun, Twilio
    | dop_v1_[0-9a-f]{32,80} | shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}
    | hvs\.[\w-]{20,250} | AGE-SECRET-KEY-1[0-9A-Z]{50,60}
    )"""
_HOOKS: Final = r"""(?<![A-Za-z0-9])https?://(?:
      hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]{10,200}
    | (?:canary\.|ptb\.)?discord(?:app)?\.com/api/webhooks/[\w/-]{10,200}
    | [\w.-]{1,100}\.webhook\.office\.com/[^\s<>]{10,400}
    )"""


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits each."""
    size = len(text)
    return -sum(n / size * log2(n / size) for n in Counter(text).values())


_LONG: Final = re.compile(r"\S{10,}")
_KEY: Final = re.compile(r"[A-Za-z_][\w.-]{0,60}+[=:](?=[^=:])")
_MENTION: Final = re.compile(r"<[@!#][A-Z0-9^]{1,40}+(?:\|[^<>\s]{0,200}+)?>")
_RUN: Final = re.compile(r"(?<![\w+=-])[A-Za-z0-9_+=-]{16,512}+(?![\w+=-])")
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_HEX: Final = re.compile(r"[0-9a-fA-F]{32,512}")
_ALPHABETS: Final = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"))
_SIGN: Final = "[!#$%^&*?@+=~]"
_MIXED: Final = "|".join(
    r"\S*".join(order) for order in permutations(("[a-z]", r"\d", _SIGN))
)  # a letter, a digit and a sign in one run, for RE2
_SIGNS: Final = re.compile(_SIGN)
_WORDS: Final = re.compile(r"[a-z]{4,}|[A-Z]{4,}")


def random_looking(text: str) -> bool:
    """A long run that no language writes: mixed cases with digits, or long hexadecimal."""
    if _UUID.fullmatch(text):
        return False
    if _HEX.fullmatch(text):
        return entropy(text) > 2.8
    kinds = sum(bool(kind.search(text)) for kind in _ALPHABETS)
    if len(text) < 16:
        return kinds == 3 and bool(_SIGNS.search(text[:-1])) and entropy(text) > 3.0
    if kinds < 3:
        return False
    worded = sum(len(word) for word in _WORDS.findall(text))
    return worded <= len(text) * 0.5 and entropy(text) > 3.4


def _addressed(whole: str) -> bool:
    """A path or an address: its parts are looked at one by one."""
    return "/" in whole[:8] or "://" in whole


def _high_entropy(seen: Folded) -> Iterator[Hit]:
    for long in _LONG.finditer(seen.text):
        whole = long[0].rstrip(".,;:!?")
        if _MENTION.fullmatch(whole):
            continue  # a person, though it looks like a password
        if len(whole) <= 64 and not _addressed(whole) and random_looking(whole):
            key = _KEY.match(whole)
            assigned = key is not None and random_looking(whole[key.end() :])
            yield Hit(long.start() + (key.end() if key and assigned else 0), long.end())
            continue
        for match in _RUN.finditer(seen.text, *long.span()):
            if random_looking(match[0]):
                yield Hit(*match.span())


def _connection(seen: Folded) -> Iterator[Hit]:
    """The password of `scheme://user:password@host`; it may itself hold an @."""
    for match in _LOGIN.finditer(seen.text):
        yield Hit(*match.span("hide"))


_LOGIN: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,30}+://[^\s/:@?\#]{0,100}+:(?P<hide>[^\s/]{1,200}+(?<!@)(?=/|\s|$))",
    re.ASCII,
)

SECRETS: Final = (
    Detector(
        "private key",
        Tag.SECRET,
        pattern(
            r"-----BEGIN[ ][A-Z0-9 ]{0,40}(?:PRIVATE[ ]KEY|MESSAGE)(?:[ ]BLOCK)?-----"
            r"[A-Za-z0-9+/=\s:,.\\-]{0,20000}+"
        ),
        hint=r"-----BEGIN ",
        keepable=False,
    ),
    Detector(
        "vendor token",
        Tag.SECRET,
        pattern(_VENDORS, cased=True),
        hint=r"xox[a-z]-|xapp-|xwfp-|A[KSR][IO]A[0-9A-Z]|AIDA|gh[opusr]_|github_pat|gl[a-z]{2,4}-|AIza|ya29|GOCSPX"
        r"|[srp]k_(?:live|test)|whsec_|sk-|hf_|npm_|pypi-|SG\.|key-|SK[0-9a-f]|AC[0-9a-f]{8}|dop_v1|shp[a-z]{2}_|hvs\.|AGE-SEC",
        keepable=False,
    ),
    Detector(
        "telegram token",
        Tag.SECRET,
        pattern(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,64}"),  # after `bot` too, so no word boundary
        hint=r"\d:[\w-]{30}",
        keepable=False,
    ),
    Detector(
        "web token",
        Tag.SECRET,
        pattern(r"(?<![A-Za-z0-9_-])eyJ[\w-]{8,4000}+(?:\.[\w-]{0,4000}+){1,4}", cased=True),
        hint="eyJ",
        keepable=False,
    ),
    Detector(
        "webhook address",
        Tag.SECRET,
        pattern(_HOOKS),
        hint=r"hooks\.slack|/api/webhooks|webhook\.office",
        keepable=False,
    ),
    Detector(
        "login in an address", Tag.SECRET, _connection, hint=r"://[^\s/:@]*:", keepable=False
    ),
    Detector(
        "secret in a link",
        Tag.SECRET,
        pattern(
            r"""[?&\#;](?:access_token|id_token|refresh_token|token|api_?key|apikey|key|secret|client_secret
            |password|passwd|pwd|sig|signature|code|auth|session(?:id)?|x-amz-signature|x-amz-credential)
            =(?P<hide>[^\s&\#<>"']{4,2000}+)"""
        ),
        hint=r"[?&#;][a-z_-]+=",
        keepable=False,
    ),
    Detector(
        "assigned secret",
        Tag.SECRET,
        pattern(
            r"""(?<![A-Za-z0-9_-])[\w-]{0,40}(?:secret|passw(?:or)?d|pwd|token|api_?key|access_?key
            |private_?key|credentials?)[\w-]{0,40}+["']?\s{0,2}(?::=|=>|=|:(?=\s{0,2}["'`]))\s{0,2}
            ["'`]?(?P<hide>[^\s"'`;,<>]{4,400}+)"""
        ),
        hint=r"(?:secret|passw|pwd|token|key|credential)[\w-]*[\"']?\s?[=:]",
        keepable=False,
    ),
    Detector(
        "authorization header",
        Tag.SECRET,
        pattern(
            r"(?<!\w)(?:bearer|basic)\s{1,3}(?P<hide>(?=[A-Za-z+/._~-]{0,200}[0-9=])[A-Za-z0-9+/=._~-]{16,4000}+)"
        ),
        hint=r"bearer|basic",
        keepable=False,
    ),
    Detector(
        "login of a command",
        Tag.SECRET,
        pattern(
            r"(?<!\S)(?:-u|--user)[ =]{1,2}(?P<hide>[^\s:]{1,64}+:[^\s]{3,200}+)"
            r"|(?<!\w)(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\s[^\n]{0,80}?"
            r"(?<=\s)-p(?P<hide2>[^\s-][^\s]{2,200}+)"
        ),
        hint=r"-u[ =]|--user[ =]|(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\s",
        keepable=False,
    ),
    Detector(
        "random string",
        Tag.SECRET,
        _high_entropy,
        hint=rf"[a-z0-9_+=-]{{16}}|{_MIXED}",
        keepable=False,
    ),
)
