"""Hunting a canary: secret strings, looked for in every byte of a tree, in many disguises.

A needle is the canary in UTF-8 and UTF-16, in hexadecimal, percent- and JSON-escaped, in base64
at its three alignments and base32 at its five, reversed, in lower and upper case, and as the
common unsalted hashes, whole and cut. A canary of bytes (a key, a token) has the disguises that
bytes can wear. A haystack is a file's bytes and, inside them, every zlib and gzip stream that
opens. All needles of all canaries are one automaton (RE2), so that a PostgreSQL data directory is
searched in a second.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import re2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
STREAMS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
MOST_INFLATED = 8 << 20
SHORTEST = 6  # a needle below six bytes is found everywhere by chance
AUTOMATON = 512 << 20  # bytes of memory that RE2 may use before it becomes slow
FLOCK = 24  # canaries in one automaton: a list that grows at its end is not compiled anew

Canary = str | bytes


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a canary was found, and in which disguise."""

    where: str
    disguise: str
    canary: Canary


def needles(canary: Canary) -> dict[str, bytes]:
    """Every disguise of `canary`, by name; the bytes are what would stand in a file."""
    if isinstance(canary, bytes):
        found = {"raw": canary} | _of_bytes(canary)
    else:
        found = _of_text(canary) | _of_bytes(canary.encode())
        low = canary.casefold().encode()
        if low != canary.encode():
            found |= {f"{name} of lower case": needle for name, needle in _hashed(low)}
    return {name: needle for name, needle in found.items() if len(needle) >= SHORTEST}


def _of_text(canary: str) -> dict[str, bytes]:
    return {
        "utf-8": canary.encode(),
        "utf-16-le": canary.encode("utf-16-le"),
        "utf-16-be": canary.encode("utf-16-be"),
        "lower case": canary.lower().encode(),
        "upper case": canary.upper().encode(),
        "percent": "".join(f"%{byte:02X}" for byte in canary.encode()).encode(),
        "json": json.dumps(canary)[1:-1].encode(),
        "json all": "".join(f"\\u{ord(letter):04x}" for letter in canary).encode(),
    }


def _of_bytes(raw: bytes) -> dict[str, bytes]:
    found = {
        "hex": raw.hex().encode(),
        "hex upper": raw.hex().upper().encode(),
        "reversed": raw[::-1],
    }
    for shift in range(3):
        body = base64.b64encode(bytes(shift) + raw)[-(-shift * 8 // 6) :]
        whole = body.rstrip(b"=")[: (len(raw) * 8 - (-shift * 8) % 6) // 6]
        found[f"base64+{shift}"] = whole
        found[f"base64url+{shift}"] = whole.translate(bytes.maketrans(b"+/", b"-_"))
    for shift in range(5):
        body = base64.b32encode(bytes(shift) + raw)[-(-shift * 8 // 5) :]
        found[f"base32+{shift}"] = body.rstrip(b"=")[: (len(raw) * 8 - (-shift * 8) % 5) // 5]
    return found | dict(_hashed(raw))


def _hashed(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for name in HASHES:
        digest = hashlib.new(name, raw).digest()
        for size in (8, 10, 16, len(digest)):
            cut = digest[:size]
            yield f"{name}/{size}", cut
            yield f"{name}/{size} hex", cut.hex().encode()
            yield f"{name}/{size} base64", base64.b64encode(cut).rstrip(b"=")[: size * 8 // 6]


def inflated(haystack: bytes) -> Iterator[bytes]:
    """What opens inside `haystack` as a zlib or gzip stream, bounded in size."""
    view = memoryview(haystack)
    for start in STREAMS.finditer(haystack):
        try:
            yield zlib.decompressobj(wbits=47).decompress(view[start.start() :], MOST_INFLATED)
        except zlib.error:
            continue


def hunt(where: str, haystack: bytes, canaries: Iterable[Canary]) -> list[Hit]:
    """All hits of all canaries in one haystack and in what is compressed inside it."""
    wanted = tuple(dict.fromkeys(canaries))
    layers = [haystack, *inflated(haystack)]
    found: set[tuple[str, Canary]] = set()
    for start in range(0, len(wanted), FLOCK):
        worn, automaton = _automaton(wanted[start : start + FLOCK])
        for layer in layers:
            found |= {worn[match.group()] for match in automaton.finditer(layer)}
    return [Hit(where, disguise, canary) for disguise, canary in sorted(found, key=repr)]


def hunt_tree(root: Path, canaries: Iterable[Canary]) -> list[Hit]:
    """All hits in all files below `root`, in their names too."""
    canaries = tuple(canaries)
    hits: list[Hit] = []
    for path in sorted(root.rglob("*")):
        hits += hunt(f"name of {path.name}", path.name.encode(), canaries)
        if path.is_file():
            hits += hunt(path.name, path.read_bytes(), canaries)
    return hits


@lru_cache(maxsize=64)
def _automaton(
    canaries: tuple[Canary, ...],
) -> tuple[dict[bytes, tuple[str, Canary]], Any]:
    """Who wears which needle, and the one expression that finds them all."""
    worn: dict[bytes, tuple[str, Canary]] = {}
    for canary in canaries:
        for disguise, needle in needles(canary).items():
            worn.setdefault(needle, (disguise, canary))
    if not worn:
        raise ValueError("no canary is long enough to be looked for")
    options = re2.Options()
    options.max_mem = AUTOMATON
    options.encoding = re2.Options.Encoding.LATIN1  # bytes, not characters
    longest_first = sorted(worn, key=len, reverse=True)
    pattern = b"|".join(re2.escape(needle) for needle in longest_first)
    return worn, re2.compile(pattern, options)
