"""Hunting a canary: secret strings, looked for in every byte of a tree, in many disguises.

A needle is the canary in UTF-8 and UTF-16, in hexadecimal, percent- and JSON-escaped, in base64
at its three alignments and base32 at its five, reversed, in lower and upper case, and as the
common unsalted hashes, whole and cut. A canary of bytes (a key, a token) has the disguises that
bytes can wear. A haystack is a file's bytes and, inside them, every zlib and gzip stream that
opens. The needles of a flock of canaries are one automaton (RE2), and what a flock looked for in
the same bytes once it does not look for again: a life is searched after each of its scenes, and
most bytes of a PostgreSQL data directory are those of the scene before.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import re2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
STREAMS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
MOST_INFLATED = 8 << 20
SHORTEST = 6  # a needle below six bytes is found everywhere by chance
AUTOMATON = 512 << 20  # bytes of memory that RE2 may use before it becomes slow
FLOCK = 24  # canaries in one automaton, for as long as it is kept
FLOCKS = 64  # automata that are kept
BLOCK = 64 << 10  # bytes that are searched, and known again, as one
OVERLAP = 4 << 10  # bytes of the next block: no needle is longer

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
        if opened := _opened(view[start.start() :]):
            yield opened


def _opened(stream: memoryview) -> bytes:
    """What opens of it. In morsels: zlib copies the rest of what it was given and refused."""
    unzip, found = zlib.decompressobj(wbits=47), bytearray()
    at, morsel = 0, 256
    with suppress(zlib.error):
        while not unzip.eof and at < len(stream) and len(found) < MOST_INFLATED:
            found += unzip.decompress(stream[at : at + morsel], MOST_INFLATED - len(found))
            at, morsel = at + morsel, BLOCK
    return bytes(found)


def hunt(where: str, haystack: bytes, canaries: Iterable[Canary]) -> list[Hit]:
    """All hits of all canaries in one haystack and in what is compressed inside it."""
    wanted = dict.fromkeys(canaries)
    blocks = dict(_cut([haystack, *inflated(haystack)]))
    found: set[tuple[str, Canary]] = set()
    for flock in _flocks(wanted):
        hits = flock.within(blocks)
        if any(canary not in wanted for _, canary in hits):
            # What may be there covers what may not: look once more, for the others alone.
            hits = _Flock([one for one in flock.canaries if one in wanted]).within(blocks)
        found |= hits
    return [Hit(where, disguise, canary) for disguise, canary in sorted(found, key=repr)]


def _cut(layers: Iterable[bytes]) -> Iterator[tuple[bytes, memoryview]]:
    """Blocks, each with the beginning of the next one, by what is in them."""
    for layer in layers:
        view = memoryview(layer)
        for start in range(0, len(view), BLOCK):
            block = view[start : start + BLOCK + OVERLAP]
            yield hashlib.blake2b(block, digest_size=16).digest(), block


def hunt_tree(root: Path, canaries: Iterable[Canary]) -> list[Hit]:
    """All hits in all files below `root`, in their names too."""
    canaries = tuple(canaries)
    hits: list[Hit] = []
    for path in sorted(root.rglob("*")):
        hits += hunt(f"name of {path.name}", path.name.encode(), canaries)
        if path.is_file():
            hits += hunt(path.name, path.read_bytes(), canaries)
    return hits


_KEPT: dict[Canary, _Flock] = {}


def _flocks(wanted: Iterable[Canary]) -> Iterable[_Flock]:
    """The automata that find these, and may find others: a list that grows makes one more."""
    new = [canary for canary in wanted if canary not in _KEPT]
    if len(set(map(id, _KEPT.values()))) + len(new) // FLOCK >= FLOCKS:
        _KEPT.clear()
        new = list(wanted)
    for start in range(0, len(new), FLOCK):
        flock = _Flock(new[start : start + FLOCK])
        _KEPT.update(dict.fromkeys(flock.canaries, flock))
    return {id(flock): flock for flock in (_KEPT[canary] for canary in wanted)}.values()


@dataclass
class _Flock:
    """Canaries that are looked for together, and what was found in each block so far."""

    canaries: list[Canary]
    _worn: dict[bytes, tuple[str, Canary]] = field(default_factory=dict)
    _seen: dict[bytes, frozenset[tuple[str, Canary]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Who wears which needle, and the one expression that finds them all."""
        for canary in self.canaries:
            for disguise, needle in needles(canary).items():
                self._worn.setdefault(needle, (disguise, canary))
        longest_first = sorted(self._worn, key=len, reverse=True)
        if not longest_first or len(longest_first[0]) > OVERLAP:
            raise ValueError("no canary is of a length that can be looked for")
        options = re2.Options()
        options.max_mem = AUTOMATON
        options.encoding = re2.Options.Encoding.LATIN1  # bytes, not characters
        pattern = b"|".join(re2.escape(needle) for needle in longest_first)
        self._automaton = re2.compile(pattern, options)

    def within(self, blocks: dict[bytes, memoryview]) -> set[tuple[str, Canary]]:
        """The disguises and canaries in these blocks."""
        for digest in blocks.keys() - self._seen.keys():
            matches = self._automaton.finditer(bytes(blocks[digest]))
            self._seen[digest] = frozenset(self._worn[match.group()] for match in matches)
        return set().union(*(self._seen[digest] for digest in blocks))
