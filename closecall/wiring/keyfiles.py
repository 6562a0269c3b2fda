"""A reviewer's key file: who is called so, what lies beside it, and one that nothing opens.

It opens none: `keys` does.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Final

from closecall.wiring.keys import team

if TYPE_CHECKING:
    from pathlib import Path

    from closecall.home import Home
    from storage.manifest import Manifest

SHORTEST: Final = 6
"""So many digits of a key's id name it."""


def named(listed: Manifest, name: str) -> bytes | None:
    """The one reviewer who is called so."""
    wanted = " ".join(name.split()).casefold()
    people = {key: role.casefold() for key, role in team(listed).items()}
    found = [key for key, role in people.items() if role == wanted]
    if len(found) != 1 and len(wanted) >= SHORTEST:
        found = [key for key in people if key.hex().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def read_key_file(file: Path) -> tuple[bytes, bytes] | None:
    """The key id that a reviewer's key file says it holds, and the file; None for no such file.

    `closecall doctor` says which one is damaged.
    """
    from storage.keyfile import key_id_in

    try:
        content = file.read_bytes()
    except OSError:
        return None
    key_id = key_id_in(content)
    return (key_id, content) if key_id else None


def codes_of(home: Home, key_id: bytes) -> Path:
    """Where a reviewer's one-time codes are kept."""
    return home.reviewer(key_id).with_suffix(".codes")


def passkey_of(home: Home, key_id: bytes) -> Path:
    """Where a reviewer's passkey is kept."""
    return home.reviewer(key_id).with_suffix(".passkey")


def decoy(like: bytes) -> bytes:
    """A key file that nothing opens, and that costs as much to try as a real one."""
    from storage.keyfile import SHELL, Cost

    kdf = json.loads(like)["kdf"] if like else {}
    cost = Cost(kdf.get("m", SHELL.memory), kdf.get("t", SHELL.passes), kdf.get("p", SHELL.lanes))
    made = {"name": "argon2id", "m": cost.memory, "t": cost.passes, "p": cost.lanes}
    return json.dumps(
        {
            "v": 1,
            "what": "reviewer",
            "key_id": os.urandom(16).hex(),
            "kdf": {**made, "salt": os.urandom(16).hex()},
            "ct": os.urandom(80).hex(),
        }
    ).encode()
