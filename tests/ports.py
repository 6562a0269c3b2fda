"""Ports of loopback for servers that are told which one to take: kept free until they come.

A port that was picked and let go may be anybody's a moment later: another worker's server, or the
near end of any connection. These stay bound, with SO_REUSEADDR and without listening. Linux then
gives them to no bind of port 0 and to no connect, and lets a server listen there that sets
SO_REUSEADDR itself, as asyncio, node and PostgreSQL do. Until it comes, who connects is refused.
"""

from __future__ import annotations

import atexit
import socket


def kept_port() -> int:
    """A port for one server, and for those that follow it, until this process ends."""
    keeper = socket.socket()
    atexit.register(keeper.close)
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    port: int = keeper.getsockname()[1]
    return port
