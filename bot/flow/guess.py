"""A guess at the family of a story, by keywords. It only marks a choice; it never makes one.

A table and not a model: a wrong guess costs one tap. Word beginnings, English and Italian
together, because people mix them.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.taxonomy import Family

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEGINNINGS: Final[Mapping[Family, str]] = MappingProxyType(
    {
        Family.SAFETY: (
            "ladder slip trip fell fall forklift truck trailer lorry crane chock machine"
            " guard gas leak chemical spill smoke fire spark electric shock medicine"
            " medication dose patient drug rail dropped crush blade scaffold helmet reversing"
            " pallet floor wet scala scivol inciamp cadut caden cadere carrello camion"
            " rimorchio gru macchin gas perdita chimic fumo incendio scintill elettric scossa"
            " farmac dose paziente schiacci lama ponteggio casco retromarcia bancale pavimento"
            " bagnat muletto"
        ),
        Family.PHYSICAL: (
            "door lock unlocked badge key visitor stranger tailgat reception entrance gate"
            " alarm camera cctv contractor intruder parcel suspicious janitor cleaner desk"
            " unattended theft steal porta porte serratur badge chiave chiavi visitator"
            " sconosciut estrane portineria ingresso cancello allarme telecamer intrus pacco"
            " sospett incustodit furto rubare scrivania"
        ),
        Family.CYBER: (
            "phish email mail password malware virus ransomware link click attachment"
            " database server cloud bucket login account firewall exposed misconfig backup usb"
            " hacker vpn api spreadsheet allegat posta credenzial esposto cliccat dati"
            " database accesso chatbot configurazion"
        ),
        Family.CONCERN: (
            "skip harass bully retaliat falsif forged fraud bribe pressure threaten"
            " cover-up ignored discriminat illegal molest bullismo ritorsion frode"
            " tangent pression minacci insabbi discriminaz"
        ),
    }
)
_SHORTEST: Final = 3
_WORD: Final = re.compile(rf"\w{{{_SHORTEST},}}(?:-up\b)?")  # a cover-up is one word


def _by_start() -> dict[str, list[tuple[Family, str]]]:
    """The beginnings by their first three letters: most words of a story have none."""
    found: dict[str, list[tuple[Family, str]]] = {}
    for family, table in _BEGINNINGS.items():
        for beginning in table.split():
            found.setdefault(beginning[:_SHORTEST], []).append((family, beginning))
    return found


_BY_START: Final = _by_start()


def guess(story: str) -> Family | None:
    """The family whose words the story holds most of; None without a clear winner."""
    words: dict[Family, set[str]] = {family: set() for family in _BEGINNINGS}
    for word in set(_WORD.findall(story.casefold())):
        for family, beginning in _BY_START.get(word[:_SHORTEST], ()):
            if word.startswith(beginning):
                words[family].add(beginning)
    (second, _), (first, family) = sorted((len(hit), family) for family, hit in words.items())[-2:]
    return family if first > second else None
