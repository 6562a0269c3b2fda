"""`closecall digest preview`: the next issue, or that of a week, as every channel would show it.

It keeps nothing in the database and posts nothing. With `--to` it writes files: each part as its
platform would get it, and the picture.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from dataclasses import asdict, field, replace
from typing import TYPE_CHECKING, Any, Final

from bot.frozen import frozen
from bot.work import read
from closecall.told import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.report import Week
    from bot.words import Language, Words
    from closecall.settings import Settings
    from digests.issue import Issue
    from digests.publish import Digests, Outlet

_ODD: Final = re.compile(r"[^A-Za-z0-9._-]+")
_PLAIN: Final = "issue"


@frozen
class Shown:
    """One part as its platform would get it, and the picture that goes with it."""

    name: str
    text: str
    picture: bytes | None = field(default=None, repr=False)

    def write(self, folder: Path, period: str) -> Iterator[Path]:
        """Its files; what stands there already is written over: it is a preview."""
        stem = f"{_ODD.sub('-', self.name).strip('-')}-{period}"
        files = {f"{stem}.png": self.picture, f"{stem}.txt": self.text.encode()}
        for name, content in files.items():
            if content:
                (folder / name).write_bytes(content)
                yield folder / name


@frozen
class Preview:
    """The issue in one language, and its parts."""

    issue: Issue
    parts: tuple[Shown, ...]


def previewed(
    settings: Settings,
    opened: Digests,
    outlets: Sequence[Outlet],
    week: Week | None,
    language: Language | None,
) -> Preview:
    """Compose it for these outlets; with none of them as plain text.

    What was frozen already is shown as it is. `language`: instead of the channels' own.
    """
    from digests.text import plain

    parts, issue = [], None
    for outlet in outlets:
        told, frozen = _composed(settings, opened, outlet, week, language)
        issue = issue or told
        parts.append(_shown(outlet, told, frozen))
    if issue is None:
        issue, _ = _composed(settings, opened, None, week, language)
        parts.append(Shown(_PLAIN, plain(issue), issue.picture))
    return Preview(issue, tuple(parts))


def _composed(
    settings: Settings,
    opened: Digests,
    outlet: Outlet | None,
    week: Week | None,
    language: Language | None,
) -> tuple[Issue, str | None]:
    """The issue for one outlet, or for none, with its picture; and what is frozen of it."""
    from closecall import clock
    from closecall.wiring.posting import drawing
    from digests.layout import pictured

    def compose() -> tuple[Issue, str | None]:
        """[read] Without the picture."""
        wanted = week or opened.press.upcoming(clock.calendar(settings.timezone)())
        name = outlet.whole if outlet else ""
        spoken = language or (outlet.language if outlet else settings.language)
        since = opened.ledger.last(name, str(wanted)) if name else ""
        issue = opened.press.issue(opened.press.preview(wanted), spoken, name, since)
        runs = opened.ledger.runs(outlet.name) if outlet else ()
        return issue, next((run.frozen for run in runs if run.period == str(wanted)), None)

    issue, frozen = opened.writer.submit(read(compose)).result()
    try:
        drawn = drawing(settings)(issue.trend, issue.language) if issue.trend else None
    except OSError:  # a font that is none: `closecall doctor` says so
        drawn = None
    return pictured(issue, drawn), frozen


def _shown(outlet: Outlet, issue: Issue, frozen: str | None) -> Shown:
    from digests.freezing import thaw

    held = thaw(frozen or outlet.channel.render(issue))
    return Shown(outlet.name, held.text, held.picture)


def as_json(found: Preview, files: Sequence[Path]) -> dict[str, Any]:
    """The issue's fields, the whole text, the picture in base64, the files that were written."""
    issue = found.issue
    trend, picture = issue.trend, issue.picture
    return {
        **asdict(replace(issue, trend=None, picture=None)),
        "week": str(issue.week),
        "trend": trend
        and {
            "told": [[str(week), n] for week, n in trend.told],
            "steps": list(trend.steps),
            "k": trend.k,
        },
        "picture": base64.b64encode(picture).decode() if picture else None,
        "text": "\n".join(part.text for part in found.parts),
        "files": [str(file) for file in files],
    }


def say(found: Preview, files: Sequence[Path], words: Words) -> None:
    """The texts, or where they were written; of a picture what it shows."""
    if files:
        for file in files:
            print(words("digest.cli.written", file=file))
        return
    text = "\n".join(part.text for part in found.parts if part.text)
    sys.stdout.write(wrapped(text, sys.stdout))
    if any(part.picture for part in found.parts):
        print(words("digest.cli.picture", alt=found.issue.alt))


def write(found: Preview, folder: Path) -> tuple[Path, ...]:
    """Every part as a file. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    period = str(found.issue.week)
    return tuple(file for part in found.parts for file in part.write(folder, period))


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))
