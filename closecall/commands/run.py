"""`closecall run`: the service. Every door that is configured, and what has to happen by itself.

It seals and moves; it cannot open. It ends with exit code 0 on SIGTERM and Ctrl-C, after the chore
that is under way.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from typing import TYPE_CHECKING

from closecall import logs
from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Awaitable, Callable

    from bot.words import Words
    from closecall.service import Service
    from closecall.settings import Settings

_log = logging.getLogger(__name__)


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    words = spoken()
    parser = subparsers.add_parser("run", help=words("roof.run.help"))
    parser.add_argument("--once", action="store_true", help=words("roof.run.once"))
    parser.set_defaults(func=run)


def run(args: Namespace, settings: Settings) -> int:
    """Tend until told to stop; with `--once` do every chore once. 1 when a chore failed then."""
    from closecall.service import service as wired

    with wired(settings, open_doors=not args.once) as service:
        if args.once:
            return asyncio.run(_once(service))
        _announce(settings, settings.words)
        return asyncio.run(_serve(service, settings))


async def _once(service: Service) -> int:
    await service.must_write()  # or each chore would wait for it, and say no more than its name
    failed = await service.schedule.tick()
    return 1 if failed else 0


async def _serve(service: Service, settings: Settings) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.in_loop)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    doors = service.doors.values()
    close = await _pages(service, settings.health_port) if settings.health_port else None
    for door in doors:  # before the chores: posting an issue may take its time
        door.runner.start()
    await service.schedule.tick()
    service.schedule.start()
    _log.info("ready")
    await stop.wait()
    service.schedule.stop()
    if close is not None:
        await close()
    for door in doors:
        await door.runner.stop()
    _log.info("stopped")
    return 0


async def _pages(service: Service, port: int) -> Callable[[], Awaitable[None]]:
    """Serve the pages of health and of doors; what closes them again. Raises BadSetting.

    Imported here: without a port there are none, and nothing of a web server is loaded.
    """
    from closecall.health import Health, loopback, server

    endpoints = [door.endpoint.route() for door in service.doors.values() if door.endpoint]
    health = Health(service.checks, endpoints, service.doubtful)
    service.failed = lambda chore: health.failures.labels(chore=chore).inc()
    pages = server(health)
    serving = asyncio.create_task(pages.serve(sockets=[loopback(port)]))
    up = asyncio.create_task(pages.up.wait())
    await asyncio.wait({serving, up}, return_when=asyncio.FIRST_COMPLETED)

    async def close() -> None:
        pages.should_exit = True
        await serving

    return close


def _announce(settings: Settings, words: Words) -> None:
    """Which doors are open, and which setting would open the others."""
    lines = [words("roof.run.door.terminal"), _telegram(settings, words), _slack(settings, words)]
    lines.append(words("roof.run.release", rhythm=settings.release.value))
    if settings.digest_channels:
        places = ", ".join(str(place) for place in settings.digest_channels)
        lines.append(words("roof.run.digest", places=places, at=str(settings.digest_at)))
    else:
        lines.append(words("roof.run.no_digest"))
    if settings.review_channel:
        lines.append(words("roof.run.review", place=settings.review_channel))
    else:
        lines.append(words("roof.run.no_review"))
    if settings.health_port:
        lines.append(words("roof.run.health", port=settings.health_port))
    print("\n".join(lines), file=sys.stderr)


def _telegram(settings: Settings, words: Words) -> str:
    if not settings.telegram_token:
        return words("telegram.run.closed")
    if not settings.public_url:
        return words("telegram.run.polling")
    return words("telegram.run.webhook", url=settings.public_url)


def _slack(settings: Settings, words: Words) -> str:
    if not settings.slack_bot_token:
        return words("slack.run.closed")
    if settings.slack_app_token:
        return words("slack.run.socket")
    return words("slack.run.http", url=f"{settings.public_url or 'CLOSECALL_PUBLIC_URL'}/slack")
