"""A waiting report's slots and objects as one value: one spool row, one write. Opens nothing."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from bot.sealed import ObjectKind, Reader, SealedObject, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_VERSION: Final = b"\x01"
_LENGTH: Final = struct.Struct(">I")


def encode(slots: Sequence[Slot], objects: Sequence[SealedObject]) -> bytes:
    """Version byte, number of slots, then every field after its length (4 bytes, big endian)."""
    fields = [_LENGTH.pack(len(slots))]
    for slot in slots:
        fields += (slot.key_id, slot.sealed)
    for held in objects:
        fields += (held.object_id, held.kind.encode(), held.reader.encode(), held.sealed)
    return _VERSION + b"".join(_LENGTH.pack(len(part)) + part for part in fields)


def decode(data: bytes) -> tuple[tuple[Slot, ...], tuple[SealedObject, ...]]:
    """Read `encode`'s bytes back. Raises ValueError for anything else."""
    if data[:1] != _VERSION:
        raise ValueError("unknown version of a spool row")
    fields = list(_fields(data))
    if not fields or len(fields[0]) != _LENGTH.size:
        raise ValueError("a spool row was cut short")
    (count,) = _LENGTH.unpack(fields[0])
    at = 1 + 2 * count
    if len(fields) < at or (len(fields) - at) % 4:
        raise ValueError("a spool row was cut short")
    slots = tuple(Slot(fields[i], fields[i + 1]) for i in range(1, at, 2))
    objects = tuple(
        SealedObject(
            fields[i],
            ObjectKind(fields[i + 1].decode()),
            Reader(fields[i + 2].decode()),
            fields[i + 3],
        )
        for i in range(at, len(fields), 4)
    )
    return slots, objects


def _fields(data: bytes) -> Iterator[bytes]:
    at = len(_VERSION)
    while at < len(data):
        if at + _LENGTH.size > len(data):
            raise ValueError("a spool row was cut short")
        (size,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        if at + size > len(data):
            raise ValueError("a spool row was cut short")
        yield data[at : at + size]
        at += size
