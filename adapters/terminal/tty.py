"""A person at a terminal: arrow keys through numbered choices, or a number, a name, a text.

The only file that knows prompt-toolkit. It keeps no history of what was typed and colours nothing:
what is chosen is marked by a sign and by weight, so NO_COLOR and a screen reader lose nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.output import ColorDepth

from adapters.terminal.lines import asked, columns, labels, spoken, typed, wrapped
from bot.flow.talk import Ask, Chose, Over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.output import Output

    from adapters.terminal.drill import Practise
    from bot.flow.talk import Heard, Problem, Prompt, Say
    from bot.words import Words


class TtyFace:
    """Shows and hears on a terminal. Ctrl-C and Ctrl-D mean cancel."""

    def __init__(
        self, words: Words, source: Input | None = None, sink: Output | None = None
    ) -> None:
        """`source` and `sink`: prompt-toolkit's; by default this process's terminal."""
        self._words = words
        self._session: PromptSession[str] = PromptSession(
            history=DummyHistory(),
            color_depth=ColorDepth.DEPTH_1_BIT,
            input=source,
            output=sink,
        )
        self._out = self._session.output
        self._told = False

    def say(self, says: Sequence[Say]) -> None:
        """Each thing as a paragraph; at the end, a word about this screen."""
        for say in says:
            self._print(spoken(say, self._words), "")
            if isinstance(say, Over):
                self._print(self._words("door.screen"))

    def ask(self, prompt: Prompt) -> None:
        """The record and the question; the choices are drawn where they are chosen."""
        if not self._told:
            self._print(self._words("door.keys"), "")
            self._told = True
        self._print(*asked(prompt, self._words))
        if prompt.kind is Ask.MANY:
            self._print(self._words("door.several.keys"))

    def hear(self, prompt: Prompt) -> Heard | Practise | Problem | None:
        """What was chosen or typed; None for Ctrl-D. Raises KeyboardInterrupt for Ctrl-C."""
        cursor = Cursor(prompt, labels(prompt, self._words))
        try:
            text = self._session.prompt(
                lambda: cursor.drawn(columns()), key_bindings=_keys(cursor, self._session)
            )
        except EOFError:
            return None
        chosen = cursor.chosen() if not text.strip() else ()
        self._print("")
        if chosen or (prompt.kind is Ask.MANY and not text.strip()):
            return Chose(chosen)
        return typed(prompt, text.encode("utf-8", "replace").decode(), self._words)

    def _print(self, *lines: str) -> None:
        """Through prompt-toolkit's output, which lets no escape sequence of a text through."""
        for line in lines:
            self._out.write(wrapped(line, columns()) + "\n")
        self._out.flush()


class Cursor:
    """Which choice is pointed at, and which are marked where several may be."""

    def __init__(self, prompt: Prompt, shown: Sequence[str]) -> None:
        """Begin at the suggested choice; where text is wanted, at none: Enter sends text."""
        self._prompt = prompt
        self._shown = shown
        ids = [choice.id for choice in prompt.choices]
        first = ids.index(prompt.suggested) if prompt.suggested in ids else 0
        self._at = first if ids and prompt.kind is not Ask.TEXT else None
        self._marked: set[int] = set()

    @property
    def several(self) -> bool:
        """Whether more than one may be marked."""
        return self._prompt.kind is Ask.MANY

    def move(self, by: int) -> None:
        """Up or down, around the ends."""
        count = len(self._prompt.choices)
        if count:
            at = self._at if self._at is not None else (-1 if by > 0 else 0)
            self._at = (at + by) % count

    def mark(self) -> None:
        """Mark or unmark what is pointed at."""
        if self._at is not None and self.several:
            self._marked ^= {self._at}

    def chosen(self) -> tuple[str, ...]:
        """The ids that Enter would send."""
        choices = self._prompt.choices
        if self._prompt.kind is Ask.MANY:
            return tuple(choices[at].id for at in sorted(self._marked))
        return () if self._at is None else (choices[self._at].id,)

    def drawn(self, width: int) -> StyleAndTextTuples:
        """The choices, the one pointed at in bold with a sign, then the place to type."""
        drawn: StyleAndTextTuples = []
        for at, label in enumerate(self._shown):
            sign = ">" if at == self._at else " "
            mark = ""
            if self._prompt.kind is Ask.MANY:
                mark = "[x] " if at in self._marked else "[ ] "
            line = wrapped(f"{mark}{label.lstrip()}", width - 4).replace("\n", "\n    ")
            drawn.append(("bold" if at == self._at else "", f"{sign} {line}\n"))
        drawn.append(("", ": "))
        return drawn


def _keys(cursor: Cursor, session: PromptSession[str]) -> KeyBindings:
    """Arrows and space belong to the choices as long as nothing is typed."""
    keys = KeyBindings()
    untyped = Condition(lambda: not session.default_buffer.text)

    @keys.add("up", filter=untyped)
    def _(event: KeyPressEvent) -> None:  # noqa: ARG001 - prompt-toolkit hands it over
        cursor.move(-1)

    @keys.add("down", filter=untyped)
    def _(event: KeyPressEvent) -> None:  # noqa: ARG001 - as above
        cursor.move(1)

    @keys.add("space", filter=untyped & Condition(lambda: cursor.several))
    def _(event: KeyPressEvent) -> None:  # noqa: ARG001 - as above
        cursor.mark()

    return keys
