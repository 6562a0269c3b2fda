"""What the scrubber finds, what it misses, and what it costs. Prints tables.

    python -m tests.bench.bench_scrub            both parts of the set, then speed
    python -m tests.bench.bench_scrub dev -v     one part, with each miss and each false alarm
    python -m tests.bench.bench_scrub --peers P  other tools too, in the interpreter P

A text of `scrub_set/` is a line `language <tab> text` with spans marked `{class:span}`. A span
counts as found when at least 80 % of its characters (spaces left out) are covered; a detection is
false when it touches no marked span. No rule was changed for `held_out.txt`.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.report import RawText
from bot.scrub import Scrubber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SET: Final = Path(__file__).parent / "scrub_set"
PARTS: Final = ("dev", "held_out", "fresh", "last", "unseen", "by_hand")
_MARK: Final = re.compile(r"\{([a-z]+):([^{}]+)\}")
_CLASS_OF: Final = {
    "roster name": "person",
    "titled name": "person",
    "name in context": "person",
    "given name": "person",
    "name with initial": "person",
    "name with particle": "person",
    "listed name": "person",
    "name in lower case": "person",
    "name in other letters": "person",
    "number in words": "phone",
    "role that names one": "role",
    "slack mention": "mention",
    "telegram mention": "mention",
    "e-mail": "email",
    "phone by keyword": "phone",
    "link to a person": "url",
    "home folder": "handle",
    "ip address": "ip",
    "ip address 6": "ip",
    "hardware address": "mac",
    "account": "iban",
    "card among digits": "card",
    "social security number": "natid",
    "national insurance number": "natid",
    "codice fiscale": "natid",
    "french security number": "natid",
    "german tax id": "natid",
    "italian vat number": "natid",
    "spanish id": "natid",
    "document by keyword": "document",
    "number by keyword": "number",
    "ticket": "number",
    "place by keyword": "place",
    "street address": "address",
    "postcode": "address",
    "clock time": "time",
    "calendar day": "date",
    "numeric date": "date",
    "relative day": "date",
    "coordinates": "coord",
    "street abroad": "address",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled text: its language, its words, and what should be found in them."""

    language: str
    words: str
    spans: tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Score:
    """Counts over one part of the set."""

    spans: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    alarmed: int = 0
    notes: list[str] = field(default_factory=list)


def read(part: str) -> list[Text]:
    """The labelled texts of one part."""
    lines = (SET / f"{part}.txt").read_text(encoding="utf-8").splitlines()
    return [_labelled(*line.split("\t", 1)) for line in lines if line.strip()]


def _labelled(language: str, marked: str) -> Text:
    words, spans, last = "", [], 0
    for match in _MARK.finditer(marked):
        words += marked[last : match.start()]
        spans.append((match[1], len(words), len(words) + len(match[2])))
        words += match[2]
        last = match.end()
    return Text(language, words + marked[last:], tuple(spans))


def score(texts: Iterable[Text], scrubbers: dict[str, Scrubber]) -> Score:
    """Compare what is found with what is marked."""
    counts = Score()
    for text in texts:
        detections = scrubbers[text.language].scrub(RawText(text.words)).detections
        covered = {at for f in detections for at in range(f.start, f.end)}
        for kind, start, end in text.spans:
            inked = [at for at in range(start, end) if not text.words[at].isspace()]
            counts.spans[kind] += 1
            if sum(at in covered for at in inked) >= 0.8 * len(inked):
                counts.found[kind] += 1
            else:
                counts.notes.append(f"miss   {kind:9} {text.words[start:end]!r} in {text.words!r}")
        for detection in detections:
            kind = _CLASS_OF.get(
                detection.detector, "secret" if detection.tag == "secret" else detection.detector
            )
            touched = any(s < detection.end and detection.start < e for _, s, e in text.spans)
            counts.hits[kind] += 1
            counts.true[kind] += touched
            if not touched:
                cut = text.words[detection.start : detection.end]
                counts.notes.append(f"false  {kind:9} {cut!r} in {text.words!r}")
        if not text.spans:
            counts.clean += 1
            counts.alarmed += bool(detections)
    return counts


def table(counts: Score) -> str:
    """Recall and precision per class, as Markdown."""
    lines = ["| class | recall | precision |", "|---|---|---|"]
    for kind in sorted(counts.spans | counts.hits):
        recall = f"{counts.found[kind]}/{counts.spans[kind]}" if counts.spans[kind] else "-"
        lines.append(f"| {kind} | {recall} | {counts.true[kind]}/{counts.hits[kind]} |")
    everything = (counts.found, counts.spans, counts.true, counts.hits)
    found, spans, true, hits = (sum(counter.values()) for counter in everything)
    lines.append(f"| **all** | **{found}/{spans}** | **{true}/{hits}** |")
    lines.append(
        f"\nTexts with nothing to find that raised an alarm: {counts.alarmed}/{counts.clean}."
    )
    return "\n".join(lines)


def peers(part: str, python: str) -> list[str]:
    """Lines of a table: what other tools, in the interpreter `python`, find in the same texts."""
    texts = read(part)
    asked = json.dumps([(text.language, text.words) for text in texts])
    command = [python, str(Path(__file__).with_name("peers.py"))]
    done = subprocess.run(command, input=asked, capture_output=True, check=True, text=True)
    scrubbers = {language: Scrubber(language) for language in ("en", "it")}
    ours = [
        [(f.start, f.end) for f in scrubbers[text.language].scrub(RawText(text.words)).detections]
        for text in texts
    ]
    lines = [
        "| tool | spans found | of them persons | detections that touch one | false alarms |",
        "|---|---|---|---|---|",
    ]
    for name, found in {"closecall": ours, **json.loads(done.stdout)}.items():
        lines.append(f"| {name} | {' | '.join(_beside(texts, found))} |")
    return lines


def _beside(texts: Sequence[Text], found: Sequence[Sequence[Sequence[int]]]) -> tuple[str, ...]:
    """One tool: recall, recall of persons, precision, texts with nothing to find it alarmed."""
    got: Counter[str] = Counter()
    for text, spans in zip(texts, found, strict=True):
        covered = {at for start, end in spans for at in range(start, end)}
        for kind, start, end in text.spans:
            inked = [at for at in range(start, end) if not text.words[at].isspace()]
            hit = sum(at in covered for at in inked) >= 0.8 * len(inked)
            got.update({"all": 1, kind: 1, "all+": hit, f"{kind}+": hit})
        got["hits"] += len(spans)
        got["true"] += sum(any(s < b and a < e for _, s, e in text.spans) for a, b in spans)
        got.update({"clean": not text.spans, "alarms": not text.spans and bool(spans)})
    pairs = (("all+", "all"), ("person+", "person"), ("true", "hits"), ("alarms", "clean"))
    return tuple(f"{got[one]}/{got[of]}" for one, of in pairs)


# --- what it costs ---------------------------------------------------------------------------

NOTHING: Final = (
    "The ladder was too short, so we took the one from the other side of the hall and it slid"
    " on the wet floor. Nobody was hurt because the mats were still there from the training, "
    "and the two of us who held it let go in time. The rubber feet were worn down to the "
    "metal. We told the shift, put a label on it and took it out of use. The other ladders "
    "look the same to me, and there is no list of who checks them or how often. It could have"
    " been much worse if someone had been standing under the shelf when it went down."
)
SOMETHING: Final = (
    "At 14:37 near Gate 7 a colleague, Mario Rossi, reversed the truck while I was behind it;"
    " badge 4471 had opened the door for him although it was cancelled last Tuesday. I wrote "
    "to j.doe@example.com and called +44 20 7946 0958, nobody answered. The password is "
    "hunter2 on that terminal, and 10.0.0.12 is open to all. The rubber feet were worn down "
    "to the metal. We told the shift, put a label on it and took it out of use. There is no "
    "list of who checks them or how often. It could have been much worse for the two of us."
)
TEN: Final = tuple(
    re.compile(expression)
    for expression in (
        r"[\w.+-]+@[\w-]+\.[\w.]+",
        r"\+?\d[\d ().-]{7,}\d",
        r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
        r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b",
        r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)",
        r"\b\d{1,2}[:.]\d{2}\b",
        r"\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b",
        r"(?i)\b(?:badge|ticket|employee|patient)\s*#?\d+",
        r"(?i)\b(?:password|token|secret)\b\s*(?:is|:|=)\s*\S+",
        r"<@[UW][A-Z0-9]+>",
    )
)


def _seconds(work: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def speed(rounds: int = 9) -> dict[str, float]:
    """Ratios against ten `re` patterns over the same text, the median of interleaved rounds."""
    scrubber = Scrubber("en")
    listed = Scrubber("en", roster=[f"Given{n} Family{n}" for n in range(200)])
    texts = {"nothing": RawText(NOTHING), "something": RawText(SOMETHING)}
    for raw in texts.values():
        scrubber.scrub(raw)
        listed.scrub(raw)
    ratios: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, raw in texts.items():
            floor = _seconds(partial(_ten, raw), 300)
            for label, which in ((name, scrubber), (f"{name}, roster of 200", listed)):
                took = _seconds(partial(which.scrub, raw), 300)
                ratios.setdefault(label, []).append(took / floor)
    return {name: statistics.median(values) for name, values in ratios.items()}


def _ten(raw: RawText) -> object:
    return [pattern.findall(raw.text) for pattern in TEN]


_CHILD: Final = """
import json, time
def pages():
    return int(open("/proc/self/statm").read().split()[1]) * 4 / 1024
before, start = pages(), time.perf_counter()
{work}
print(json.dumps([(time.perf_counter() - start) * 1e3, pages() - before]))
"""
_STEPS: Final = {
    "import": "import bot.scrub",
    "import, build, scrub once": (
        "from bot.scrub import Scrubber; from bot.report import RawText\n"
        "Scrubber('en').scrub(RawText('the ladder slid'))"
    ),
}


def weight() -> dict[str, float]:
    """Milliseconds and megabytes that a scrubber adds to a bare interpreter (Linux)."""
    took: dict[str, float] = {}
    for name, work in _STEPS.items():
        runs = []
        for _ in range(5):
            command = [sys.executable, "-c", _CHILD.replace("{work}", work)]
            done = subprocess.run(command, capture_output=True, check=True, text=True)
            runs.append(json.loads(done.stdout))
        took[f"{name}, ms"] = min(run[0] for run in runs)  # other work only adds
        took[f"{name}, MB"] = statistics.median(run[1] for run in runs)
    return took


def _people(part: str) -> list[str]:
    """Every name of one part, as a roster."""
    spans = [(text, span) for text in read(part) for span in text.spans]
    return [text.words[start:end] for text, (kind, start, end) in spans if kind == "person"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 when a gate of docs/performance.md is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("-v", "--verbose", action="store_true", help="each miss and false alarm")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter with other tools")
    told = parser.parse_args(arguments)
    scrubbers = {language: Scrubber(language) for language in ("en", "it")}
    for part in told.part:
        counts = score(read(part), scrubbers)
        listed = score(
            read(part), {name: Scrubber(name, roster=_people(part)) for name in scrubbers}
        )
        print(f"\n## {part}\n\n{table(counts)}")  # noqa: T201
        found, spans = listed.found["person"], listed.spans["person"]
        alarms = f"false alarms {listed.alarmed}/{listed.clean}"
        print(f"Persons with a roster of these names: {found}/{spans}, {alarms}.")  # noqa: T201
        if told.verbose:
            print("\n".join(sorted(counts.notes)))  # noqa: T201
        if told.peers:
            print("\n" + "\n".join(peers(part, told.peers)))  # noqa: T201
    if told.no_speed:
        return 0
    ratios = speed()
    for name, value in (ratios | weight()).items():
        print(f"{name}: {value:.3f}")  # noqa: T201
    return int(ratios["nothing"] > 0.2 or ratios["something"] > 2.0)


if __name__ == "__main__":
    raise SystemExit(main())
