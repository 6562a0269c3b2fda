"""What `argparse` itself says of a command line: usage, headings, what is missing or unknown.

The English is Python's own, letter for letter: `closecall.cli` has it looked up in this catalogue.
What another version of Python words differently stays English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    "usage": "usage: ",
    "positional": "positional arguments",
    "options": "options",
    "help": "show this help message and exit",
    "error": "%(prog)s: error: %(message)s\n",
    "argument": "argument %(argument_name)s: %(message)s",
    "required": "the following arguments are required: %s",
    "one_of": "one of the arguments %s is required",
    "not_with": "not allowed with argument %s",
    "choice": "invalid choice: %(value)r (choose from %(choices)s)",
    "value": "invalid %(type)s value: %(value)r",
    "unknown": "unrecognized arguments: %s",
    "one": "expected one argument",
    "some": "expected at least one argument",
    "none": "ignored explicit argument %r",
    "ambiguous": "ambiguous option: %(option)s could match %(matches)s",
}
