"""Check digits: what turns a row of digits into a card, an account or a national number.

Each function takes the match as folded text, ignores separators, and is total. They say whether
the number is well formed, not whether it was ever issued.
"""

from __future__ import annotations

from datetime import date
from typing import Final


def bare(text: str) -> str:
    """Letters and digits only, upper case."""
    return "".join(char for char in text if char.isalnum() and char.isascii()).upper()


def card(text: str) -> bool:
    """A payment card: 12 to 19 digits, Luhn (ISO/IEC 7812-1, annex B), not one digit all along."""
    digits = [int(char) for char in text if char.isdecimal()]
    if not 12 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    odd, even = digits[::-2], digits[-2::-2]
    return (sum(odd) + sum(map(_DOUBLED.__getitem__, even))) % 10 == 0


_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Each digit twice, and of the result the sum of its digits."""


def iban(text: str) -> bool:
    """An account number: ISO 13616, mod 97 (ISO 7064)."""
    code = bare(text)
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


def ssn(text: str) -> bool:
    """A United States social security number: no check digit, but groups that are never issued."""
    code = bare(text)
    return (
        code[:3] not in {"000", "666"}
        and code[0] != "9"
        and code[3:5] != "00"
        and code[5:] != "0000"
    )


_NINO_NEVER: Final = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})


def nino(text: str) -> bool:
    """A United Kingdom national insurance number (HMRC NIM39110)."""
    code = bare(text)
    return (
        code[:2] not in _NINO_NEVER
        and not set(code[:2]) & set("DFIQUV")
        and code[1] != "O"
        and code[2:8].isdigit()
    )


_TENTH: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)  # of the digits, and of A to J again
_LATER: Final = (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ODD: Final = dict(
    zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (*_TENTH, *_TENTH, *_LATER), strict=True)
)


def codice_fiscale(text: str) -> bool:
    """An Italian tax code: the check letter of the decree of 23 December 1976."""
    code = bare(text)
    if len(code) != 16:
        return False
    odd = sum(_ODD[char] for char in code[:15:2])
    even = sum(int(char) if char.isdigit() else ord(char) - 65 for char in code[1:15:2])
    return chr(65 + (odd + even) % 26) == code[15]


def nir(text: str) -> bool:
    """A French social security number: the key is 97 minus the remainder; 2A, 2B are Corsica."""
    code = bare(text).replace("2A", "19", 1).replace("2B", "18", 1)
    return len(code) == 15 and code.isdigit() and 97 - int(code[:13]) % 97 == int(code[13:])


def steuer_id(text: str) -> bool:
    """A German tax id: ISO 7064 MOD 11,10; one of the first ten digits occurs twice or thrice."""
    code = bare(text)
    if len(code) != 11 or code[0] == "0":
        return False
    counts = sorted(code[:10].count(digit) for digit in set(code[:10]))
    if counts[-1] not in {2, 3} or counts[:-1].count(1) != len(counts) - 1:
        return False
    product = 10
    for digit in code[:10]:
        product = ((int(digit) + product - 1) % 10 + 1) * 2 % 11
    return (11 - product) % 10 == int(code[10])


def dni(text: str) -> bool:
    """A Spanish DNI or NIE: the letter is the number modulo 23; X, Y, Z stand for 0, 1, 2."""
    code = bare(text)
    number = str("XYZ".find(code[0])) + code[1:-1] if code[0] in "XYZ" else code[:-1]
    return number.isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == code[-1]


def partita_iva(text: str) -> bool:
    """An Italian VAT number: 11 digits, Luhn."""
    digits = [int(char) for char in bare(text) if char.isdigit()]
    if len(digits) != 11 or not any(digits):
        return False
    return (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0


def ipv4(text: str) -> bool:
    """Four numbers below 256."""
    plain = text.replace("[", "").replace("]", "")  # defanged: 10[.]0[.]0[.]5
    return all(int(part) < 256 for part in plain.split("."))


def calendar_day(year: int, month: int, day: int) -> bool:
    """Whether that day exists."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
