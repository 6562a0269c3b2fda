"""What is written of settings: in `.env`, in the environment, in files of secrets. Texts alone.

The environment wins over `.env`. What cannot be read, stands twice or has a name that nobody knows
is told, all of it; a text is never repeated, because it may be a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from closecall.settings.dotenv import entries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from bot.words import Words


class Written:
    """The text of each setting, by its name, and what is wrong with how it is written."""

    def __init__(self, names: Collection[str], secrets: Collection[str], say: Words) -> None:
        """`names`: every setting; `secrets`: those that may stand in a `NAME_FILE`."""
        self.texts: dict[str, str] = {}
        self.problems: list[str] = []
        self._names = names
        self._secrets = secrets
        self._say = say

    def gather(self, environ: Mapping[str, str], folder: Path) -> None:
        """Fill `texts` from `.env`, then from the environment, then from the `NAME_FILE`s."""
        try:
            written = dict(entries(folder / ".env"))
        except OSError:
            self.wrong("env_unreadable")
            written = {}
        except ValueError as broken:
            self._unreadable(*broken.args)
            written = {}
        given = {name: value for name, value in environ.items() if self._ours(name)}
        for name in (name for name in given if given[name].strip()):
            written.pop(_twin(name), None)  # the environment's NAME hides the file's NAME_FILE
        written |= given
        for name, value in written.items():
            text, secret = value.strip(), name.removesuffix("_FILE")
            if name != secret and secret in self._secrets:
                if text:
                    both = bool(written.get(secret, "").strip())
                    self._from_file(secret, folder / text, both=both)
            elif name in self._names:
                if text:
                    self.texts[name] = text
            elif self._ours(name):
                self._unknown(name, in_file=name not in environ)
            else:
                self._misspelt(name)

    def wrong(self, key: str, **held: object) -> None:
        """Note what is wrong: a sentence under `roof.setting`."""
        self.problems.append(self._say(f"roof.setting.{key}", **held))

    def _from_file(self, secret: str, file: Path, *, both: bool) -> None:
        if both:
            self.wrong("both", name=secret)
            return
        try:
            text = file.read_text("utf-8").strip()
        except (OSError, ValueError):
            self.wrong("file_unreadable", name=f"{secret}_FILE")
            return
        if not text:
            self.wrong("file_empty", name=f"{secret}_FILE")
            return
        self.texts[secret] = text

    def _unreadable(self, line: int, first: int = 0) -> None:
        if first:
            self.wrong("env_twice", line=line, first=first)
        else:
            self.wrong("env_line", line=line)

    def _misspelt(self, name: str) -> None:
        """A name of `.env` that is ours but for a slip: a door would stay shut."""
        if near := self._near(name.upper(), 0.8):
            where = self._say("roof.setting.in_env_file")
            self.wrong("unknown_near", name=name, where=where, near=near[0])

    def _near(self, name: str, cutoff: float) -> list[str]:
        import difflib  # a third of a megabyte, for a name that is misspelt

        known = [*self._names, *(f"{secret}_FILE" for secret in self._secrets)]
        return difflib.get_close_matches(name, known, n=1, cutoff=cutoff)

    def _unknown(self, name: str, *, in_file: bool) -> None:
        near = self._near(name, 0.75)
        where = self._say("roof.setting.in_env_file" if in_file else "roof.setting.in_environment")
        if near:
            self.wrong("unknown_near", name=name, where=where, near=near[0])
        else:
            self.wrong("unknown", name=name, where=where)

    def _ours(self, name: str) -> bool:
        """Whether a name is for us to judge: other programs' names pass by."""
        bare = name.removesuffix("_FILE") if name.removesuffix("_FILE") in self._secrets else name
        return name.startswith("CLOSECALL_") or bare in self._names


def _twin(name: str) -> str:
    """The other way to write the same secret."""
    return name.removesuffix("_FILE") if name.endswith("_FILE") else f"{name}_FILE"
