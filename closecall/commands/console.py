"""`closecall console`: the reviewers' pages, in a process of their own, on this machine alone.

Another address than this machine's own needs TLS: a certificate, or a proxy that has one. It ends
with exit code 0 on SIGTERM and Ctrl-C; every key is forgotten then.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import signal
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.errors import BadSetting
from closecall import logs
from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    from adapters.web.office import Office
    from bot.words import Words
    from closecall.health import QuietServer
    from closecall.settings import Settings

_log = logging.getLogger(__name__)
PORT: Final = 8765
PARTING: Final = 3  # seconds that a page under way gets


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    words = spoken()
    parser = subparsers.add_parser("console", help=words("console.cli.help"))
    for name, metavar in (
        ("--host", "ADDRESS"),
        ("--url", "URL"),
        ("--tls-cert", "FILE"),
        ("--tls-key", "FILE"),
    ):
        key = name.removeprefix("--").replace("-", "_")
        default = "127.0.0.1" if name == "--host" else ""
        parser.add_argument(
            name, metavar=metavar, default=default, help=words(f"console.cli.{key}")
        )
    parser.add_argument("--port", type=int, default=PORT, help=words("console.cli.port", n=PORT))
    parser.add_argument(
        "--behind-proxy", action="store_true", help=words("console.cli.behind_proxy")
    )
    parser.set_defaults(func=run)


def run(args: Namespace, settings: Settings) -> int:
    """Serve until told to stop."""
    from closecall.wiring.console import console

    with closing(_taken(args)) as taken:
        origin = _origin(args, settings.words, taken.getsockname()[1])
        with console(settings, origin) as office:
            return asyncio.run(_serve(args, settings, office, taken))


async def _serve(args: Namespace, settings: Settings, office: Office, taken: socket.socket) -> int:
    import uvicorn

    from adapters.web.app import console
    from closecall.health import QuietServer

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.in_loop)
    server = QuietServer(
        uvicorn.Config(
            console(office),
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=PARTING,
            ssl_certfile=args.tls_cert or None,
            ssl_keyfile=args.tls_key or None,
        )
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, _end, server)
    serving = asyncio.create_task(server.serve(sockets=[taken]))
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait({serving, up}, return_when=asyncio.FIRST_COMPLETED)
    print(settings.words("console.cli.ready", url=office.origin), file=sys.stderr)
    _log.info("ready")
    await serving
    up.cancel()
    _log.info("stopped")
    return 0


def _end(server: QuietServer) -> None:
    server.should_exit = True


def _taken(args: Namespace) -> socket.socket:
    """The address, taken. Raises BadSetting when somebody has it, or when it is none."""
    try:
        found = socket.getaddrinfo(args.host, args.port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(found[0], socket.SOCK_STREAM)
    except (OSError, OverflowError) as refused:
        raise BadSetting(f"--host {args.host} --port {args.port}") from refused
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(found[4])
    except OSError as refused:
        taken.close()
        raise BadSetting(f"--port {args.port}: {refused.strerror}") from refused
    return taken


def _origin(args: Namespace, words: Words, port: int) -> str:
    """The address that browsers show. Raises BadSetting with what is missing for TLS."""
    tls = bool(args.tls_cert and args.tls_key)
    if bool(args.tls_cert) != bool(args.tls_key):
        raise BadSetting(words("console.cli.both"))
    for file in (args.tls_cert, args.tls_key):
        if file and not Path(file).is_file():
            raise BadSetting(words("console.cli.no_file", file=file))
    if not args.url:
        if not _loopback(args.host):
            raise BadSetting(words("console.cli.needs_url"))
        shown = f"[{args.host}]" if ":" in args.host else args.host
        return f"{'https' if tls else 'http'}://{shown}:{port}"
    url = urlsplit(args.url)
    if url.scheme != "https" or not url.hostname or url.path not in {"", "/"} or url.query:
        raise BadSetting(words("console.cli.bad_url"))
    if not tls and not args.behind_proxy:
        raise BadSetting(words("console.cli.needs_tls"))
    return f"https://{url.netloc.removesuffix(':443')}"


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
