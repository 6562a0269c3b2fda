"""`closecall digest`: show an issue, post it, see what became of each, settle what is unsure.

It composes nothing itself and opens no report: lessons and counts are public already.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.ports import RunStatus
from bot.report import Week
from bot.words import Language
from bot.work import commit, read
from closecall import clock
from closecall.settings import spoken
from closecall.told import say
from digests.resting import present, resting

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Callable, Mapping

    from bot.ports import Run
    from bot.words import Words
    from closecall.settings import Settings
    from digests.publish import Digests, Outlet

    Act = Callable[[Namespace, Settings, Digests], int]


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command and its four acts."""
    words = spoken()
    parser = subparsers.add_parser("digest", help=words("digest.cli.about"))
    acts = parser.add_subparsers(dest="act", metavar=words("roof.act"), required=True)
    one = _add_act(acts, "preview", preview, words)
    one.add_argument("--week", metavar="WEEK", help=words("digest.cli.week"))
    one.add_argument("--channel", metavar="CHANNEL", help=words("digest.cli.channel"))
    one.add_argument("--language", choices=list(Language), help=words("digest.cli.language"))
    one.add_argument("--to", metavar="FOLDER", help=words("digest.cli.to"))
    now = _add_act(acts, "post", post, words)
    now.add_argument("--channel", metavar="CHANNEL", help=words("digest.cli.channel"))
    _add_act(acts, "status", status, words)
    end = _add_act(acts, "settle", settle, words)
    end.add_argument("channel", metavar="CHANNEL", help=words("digest.cli.channel"))
    end.add_argument("period", metavar="PERIOD", help=words("digest.cli.week"))
    which = end.add_mutually_exclusive_group(required=True)
    which.add_argument("--sent", action="store_true", help=words("digest.cli.sent"))
    which.add_argument("--resend", action="store_true", help=words("digest.cli.resend"))


def _add_act(
    acts: _SubParsersAction[ArgumentParser], name: str, act: Act, words: Words
) -> ArgumentParser:
    parser = acts.add_parser(name, help=words(f"digest.cli.{name}"))
    parser.add_argument("--json", action="store_true", help=words("digest.cli.json"))
    parser.set_defaults(func=partial(run, act))
    return parser


def run(act: Act, args: Namespace, settings: Settings) -> int:
    """Open what the act needs, and do it."""
    from closecall import wiring

    with wiring.digests(settings) as opened:
        return act(args, settings, opened)


def preview(args: Namespace, settings: Settings, opened: Digests) -> int:
    """The next issue, or that of a week: as it would be posted, or as it was."""
    from closecall.commands.digest import shown

    words = settings.words
    try:
        week = Week.parse(args.week) if args.week else None
    except ValueError:
        return _refuse(words("digest.cli.bad_week"))
    outlets = opened.outlets if args.to else ()
    if args.channel:
        outlet = _outlet(args.channel, opened, words)
        if outlet is None:
            return 1
        outlets = _parts(outlet, opened)
    language = Language(args.language) if args.language else None
    found = shown.previewed(settings, opened, outlets, week, language)
    try:
        files = shown.write(found, Path(args.to)) if args.to else ()
    except OSError as refused:
        return _refuse(words("digest.cli.unwritten", folder=args.to, why=refused.strerror))
    if args.json:
        shown.print_json(shown.as_json(found, files))
    else:
        shown.say(found, files, words)
    return 0


def post(args: Namespace, settings: Settings, opened: Digests) -> int:
    """This week's issue, now; an issue that is out already is not posted again."""
    words = settings.words
    outlets = opened.outlets
    if args.channel:
        found = _outlet(args.channel, opened, words)
        outlets = _parts(found, opened) if found else ()
    elif not outlets:
        return _refuse(words("digest.cli.no_channels"))
    ends: list[Run] = []
    for outlet in outlets:
        if sys.stderr.isatty() and not args.json:  # a platform may take its time to answer
            print(words("digest.cli.posting", channel=outlet.name), file=sys.stderr)
        period, end = asyncio.run(opened.publisher.post(outlet))
        ends += [end] if end else _known(opened, outlet.name, period)
        if not args.json:
            _say_end(words, outlet.name, period, end, opened)
    if args.json:
        _print_json([_fields(end) for end in ends])
    whole = {outlet.whole for outlet in outlets}
    return 0 if went_out(ends, whole) else 1


def status(args: Namespace, settings: Settings, opened: Digests) -> int:
    """Every run there is, the newest first; 1 when one waits for a person, or a channel rests."""
    words = settings.words
    runs = opened.writer.submit(read(opened.ledger.runs)).result()
    rests = opened.writer.submit(read(lambda: resting(opened, clock.now()))).result()
    unsure = any(each.status is RunStatus.UNCERTAIN for each in runs)
    code = int(unsure or bool(rests))
    if args.json:
        _print_json([{**_fields(each), "ahead": _is_ahead(each, rests)} for each in runs])
        return code
    if runs:
        _table(words, runs)
    else:
        print(words("digest.cli.empty"))
    if not opened.outlets:
        print(words("digest.cli.no_channels"))
    for outlet in (each for each in opened.outlets if each.whole == each.name):
        say(_next(words, outlet, rests.get(outlet.name)))
    if unsure:
        print(words("digest.cli.uncertain"))
    return code


def _is_ahead(run: Run, rests: Mapping[str, Week]) -> bool:
    """Whether this is the issue of a week to come that its channel rests behind."""
    return run.channel in rests and run.period == str(rests[run.channel])


def settle(args: Namespace, settings: Settings, opened: Digests) -> int:
    """A person has looked: it arrived, or the same bytes go out again."""
    words, name, period = settings.words, args.channel, args.period
    if args.sent:
        part = commit(lambda: opened.ledger.decide(name, period, sent=True))
        done = opened.writer.submit(part).result()
        if not done:
            return _refuse(words("digest.cli.no_run", channel=name, period=period))
        if args.json:
            _print_json([_fields(each) for each in _known(opened, name, period)])
        else:
            print(words("digest.cli.settled.sent", channel=name, period=period))
        return 0
    duty = opened.duty if opened.duty and opened.duty.bell.name == name else None
    outlet = None if duty else _outlet(name, opened, words)
    if duty:
        end = asyncio.run(duty.resend(period))
    elif outlet:
        end = asyncio.run(opened.publisher.resend(outlet, period))
    else:
        return 1
    if end is None:
        return _refuse(words("digest.cli.no_run", channel=name, period=period))
    if args.json:
        _print_json([_fields(end)])
    else:
        _say_end(words, name, period, end, opened)
    return 0 if end.status is RunStatus.SENT else 1


def _outlet(name: str, opened: Digests, words: Words) -> Outlet | None:
    """The channel of that name; says so when there is none."""
    for outlet in opened.outlets:
        if outlet.name == name:
            return outlet
    known = ", ".join(outlet.name for outlet in opened.outlets)
    if known:
        _refuse(words("digest.cli.no_channel", channel=name, known=known))
    else:
        _refuse(words("digest.cli.no_channels"))
    return None


def _parts(outlet: Outlet, opened: Digests) -> tuple[Outlet, ...]:
    """What one issue in this channel is made of: a part of it alone, or all of it in order."""
    return tuple(each for each in opened.outlets if outlet.name in {each.name, each.whole})


def went_out(ends: list[Run], whole: set[str]) -> bool:
    """Whether something was sent and nothing failed. A skipped part is one the issue lacks."""
    told = [end for end in ends if end.status is not RunStatus.SKIPPED or end.channel in whole]
    return bool(told) and all(end.status is RunStatus.SENT for end in told)


def _known(opened: Digests, channel: str, period: str) -> list[Run]:
    runs = opened.writer.submit(read(lambda: opened.ledger.runs(channel))).result()
    return [each for each in runs if each.period == period]


def _say_end(words: Words, channel: str, period: str, end: Run | None, opened: Digests) -> None:
    at = {"channel": channel, "period": period}
    if end and end.status is RunStatus.SENT:
        print(words("digest.cli.posted", **at, reference=end.reference))
    elif end:
        said = words(f"digest.status.{end.status}")
        print(words("digest.cli.not_posted", **at, status=said, detail=end.detail))
    for known in [] if end else _known(opened, channel, period):
        said = words(f"digest.status.{known.status}")
        print(words("digest.cli.nothing", **at, status=said))


def _table(words: Words, runs: tuple[Run, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("channel", "period", "status", "reference"):
        table.add_column(words(f"digest.column.{name}"), overflow="fold")
    for each in runs:
        said = words(f"digest.status.{each.status}")
        table.add_row(each.channel, each.period, said, each.reference or each.detail)
    Console(markup=False, highlight=False).print(table)


def _next(words: Words, outlet: Outlet, behind: Week | None) -> str:
    """When this channel gets its next issue, or why it gets none."""
    from digests.due import next_due

    table = outlet.timetable
    if behind:
        now = present(outlet, clock.now())
        return words("digest.cli.rests", channel=outlet.name, week=behind, now=now)
    period, due = next_due(clock.now(), table.weekday, table.at, table.zone)
    local = due.astimezone(table.zone)
    shown = f"{local:%Y-%m-%d %H:%M} {table.zone.key}"
    return words("digest.cli.next", channel=outlet.name, due=shown, period=period)


def _fields(run: Run) -> dict[str, Any]:
    return {
        "channel": run.channel,
        "period": run.period,
        "status": run.status.value,
        "attempts": run.attempts,
        "reference": run.reference,
        "detail": run.detail,
    }


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
