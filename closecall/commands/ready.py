"""`closecall ready`: whether the service on this machine works, by its own account.

For whoever watches and cannot ask for a page: a container's health check, cron. It looks at no key
and at no database: that is `closecall doctor`.
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Final

from closecall.settings import spoken
from closecall.told import say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    from closecall.settings import Settings

PATIENCE: Final = 20.0
"""Seconds: a database that is away is noticed after less."""


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    words = spoken()
    parser = subparsers.add_parser("ready", help=words("roof.ready.help"))
    parser.add_argument("--json", action="store_true", help=words("roof.json.help"))
    parser.set_defaults(func=run)


def run(args: Namespace, settings: Settings) -> int:
    """Ask once; 1 unless every part works."""
    parts = asked(settings.health_port) if settings.health_port else None
    works = bool(parts and all(parts.values()))
    if args.json:
        print(json.dumps({"ready": works, "parts": parts}))
        return 0 if works else 1
    words = settings.words
    if not settings.health_port:
        say(words("roof.ready.no_port"))
    elif parts is None:
        say(words("roof.ready.nobody", port=settings.health_port))
    elif works:
        say(words("roof.ready.works"))
    else:
        say(words("roof.ready.fails", parts=", ".join(one for one in parts if not parts[one])))
    return 0 if works else 1


def asked(port: int) -> dict[str, bool] | None:
    """What `/readyz` says of each part; None when nobody answers as the service does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)  # no proxy stands between
    try:
        connection.request("GET", "/readyz")
        found = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    if not isinstance(found, dict) or not found:
        return None
    return {str(name): works is True for name, works in found.items()}
