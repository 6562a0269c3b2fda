"""An upload as a Bot API server reads it (RFC 7578): the fields as text, each file as bytes."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(rb'name="([^"]*)"')
_FILE: Final = re.compile(rb'filename="([^"]*)"')


def fields(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    """Texts by name, and files by name: what each is called, and its bytes."""
    _, _, boundary = content_type.partition("boundary=")
    texts: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        named, file = _NAME.search(head), _FILE.search(head)
        assert named is not None, head
        name = named[1].decode()
        if file is None:
            texts[name] = content.decode()
        else:
            files[name] = (file[1].decode(), content)
    return texts, files
