"""The protocol for scripts: one JSON object per line, UTF-8, each flushed at once.

    out  {"type": "prompt", "key", "kind", "text", "choices", "optional", "record"?}
         and the types notice, receipt, error, over
    in   {"say": text} · {"choose": id or [id …]} · {"command": cancel|check|drill|lessons|help|…}

Whatever else comes in is answered with an error, and the prompt again. It holds nothing back and
remembers nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, assert_never

from adapters.terminal.lines import Source, command, sound
from bot.flow.talk import Chose, Notice, Over, Problem, Said, Words8
from bot.report import RawText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from adapters.terminal.drill import Practise
    from bot.flow.talk import Heard, Prompt, Say
    from bot.words import Words


class ProtocolFace:
    """Speaks and hears JSON lines."""

    def __init__(self, source: BinaryIO, sink: BinaryIO, words: Words) -> None:
        """Both streams are binary: the protocol is UTF-8 whatever the locale says."""
        self._source = Source(source)
        self._sink = sink
        self._words = words

    def say(self, says: Sequence[Say]) -> None:
        """Notices, errors, the receipt, the end."""
        for say in says:
            self._write(_said(say))

    def ask(self, prompt: Prompt) -> None:
        """A prompt; `record` only where one is shown."""
        asked: dict[str, Any] = {
            "type": "prompt",
            "key": prompt.key,
            "kind": prompt.kind.value,
            "text": prompt.text,
            "choices": [{"id": choice.id, "label": choice.label} for choice in prompt.choices],
            "optional": prompt.optional,
        }
        if prompt.record is not None:
            asked["record"] = prompt.record.text
        self._write(asked)

    def hear(self, prompt: Prompt) -> Heard | Practise | Problem | None:  # noqa: ARG002 - the machine judges
        """One line; empty ones are skipped."""
        while True:
            line = self._source.line()
            if line is None or isinstance(line, str):
                return None if line is None else Problem(self._words(line))
            if line.strip():
                return self._parsed(line)

    def _parsed(self, line: bytes) -> Heard | Practise | Problem:  # noqa: PLR0911 - one arm a shape
        try:
            held = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            return Problem(self._words("door.bad.utf8"))
        except (ValueError, RecursionError):
            return Problem(self._words("door.bad.json"))
        match held:
            case {"say": str(text)} if len(held) == 1 and sound(text):
                return Said(RawText(text))
            case {"say": int() | float()} if len(held) == 1:
                return Problem(self._words("door.number"))
            case {"choose": str(chosen)} if len(held) == 1 and sound(chosen):
                return Chose((chosen,))
            case {"choose": [*ids]} if len(held) == 1 and all(_is_id(one) for one in ids):
                return Chose(tuple(ids))
            case {"command": str(name)} if len(held) == 1:
                return command(name) or Problem(self._words("door.bad.command"))
            case _:
                return Problem(self._words("door.bad.json"))

    def _write(self, event: dict[str, Any]) -> None:
        self._sink.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
        self._sink.flush()


def _is_id(value: object) -> bool:
    return isinstance(value, str) and sound(value)


def _said(say: Say) -> dict[str, Any]:
    match say:
        case Notice(text):
            return {"type": "notice", "text": text}
        case Problem(text):
            return {"type": "error", "text": text}
        case Words8(words, digits):
            return {"type": "receipt", "words": " ".join(words), "digits": digits}
        case Over(reason):
            return {"type": "over", "reason": reason.value}
        case _:
            assert_never(say)
