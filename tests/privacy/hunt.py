"""Hunting a canary: one secret string, looked for in every byte of a tree, in many disguises.

A needle is the canary in UTF-8 and UTF-16, in hexadecimal, percent- and JSON-escaped, in base64
at its three alignments and base32 at its five, reversed, and as the common unsalted hashes, whole
and cut. A haystack is a file's bytes and, inside them, every zlib and gzip stream that opens.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
STREAMS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
MOST_INFLATED = 8 << 20
SHORTEST = 6  # a needle below six bytes is found everywhere by chance


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a canary was found, and in which disguise."""

    where: str
    disguise: str
    canary: str


def needles(canary: str) -> dict[str, bytes]:
    """Every disguise of `canary`, by name; the bytes are what would stand in a file."""
    raw = canary.encode()
    found = {
        "utf-8": raw,
        "utf-16-le": canary.encode("utf-16-le"),
        "utf-16-be": canary.encode("utf-16-be"),
        "lower case": canary.lower().encode(),
        "upper case": canary.upper().encode(),
        "hex": raw.hex().encode(),
        "hex upper": raw.hex().upper().encode(),
        "percent": "".join(f"%{byte:02X}" for byte in raw).encode(),
        "json": json.dumps(canary)[1:-1].encode(),
        "json all": "".join(f"\\u{ord(letter):04x}" for letter in canary).encode(),
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
    for name in HASHES:
        digest = hashlib.new(name, raw).digest()
        for size in (8, 10, 16, len(digest)):
            cut = digest[:size]
            found[f"{name}/{size}"] = cut
            found[f"{name}/{size} hex"] = cut.hex().encode()
            found[f"{name}/{size} base64"] = base64.b64encode(cut).rstrip(b"=")[: size * 8 // 6]
    return {name: needle for name, needle in found.items() if len(needle) >= SHORTEST}


def inflated(haystack: bytes) -> Iterator[bytes]:
    """What opens inside `haystack` as a zlib or gzip stream, bounded in size."""
    for start in STREAMS.finditer(haystack):
        try:
            yield zlib.decompressobj(wbits=47).decompress(haystack[start.start() :], MOST_INFLATED)
        except zlib.error:
            continue


def hunt(where: str, haystack: bytes, canaries: Iterable[str]) -> list[Hit]:
    """All hits of all canaries in one haystack and in what is compressed inside it."""
    layers = [haystack, *inflated(haystack)]
    return [
        Hit(where, disguise, canary)
        for canary in canaries
        for disguise, needle in needles(canary).items()
        if any(needle in layer for layer in layers)
    ]


def hunt_tree(root: Path, canaries: Iterable[str]) -> list[Hit]:
    """All hits in all files below `root`, in their names too."""
    canaries = tuple(canaries)
    hits: list[Hit] = []
    for path in sorted(root.rglob("*")):
        hits += hunt(f"name of {path.name}", path.name.encode(), canaries)
        if path.is_file():
            hits += hunt(path.name, path.read_bytes(), canaries)
    return hits
