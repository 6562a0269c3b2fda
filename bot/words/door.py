"""What a door itself says: old buttons, lessons as text, and the terminal's own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    "stale": "That button belongs to an earlier question; nothing was changed.",
    "lesson.saved": "What saved it: {text}",
    "lesson.weak": "What was weak: {text}",
    "lesson.change": "What changed: {text}",
    "lesson.why": "Why it should help: {text}",
    # --- this week's drill, for oneself
    "drill.right": "Yes, that is the best answer.",
    "drill.other": "The best answer is: {best}",
    "drill.answered": "Below the weekly issue {n} or more have answered it so far.",
    "drill.uncounted": "This was practice: nothing was counted and nothing kept.",
    "drill.ask": "This week's drill, for practice: {question}",
    "drill.back": "Not now",
    "drill.help": "/drill asks this week's drill; what you are telling waits meanwhile.",
    # --- the terminal
    "about": "tell a close call, or come back with your eight words",
    "json.help": "speak the protocol for scripts: one JSON object per line",
    "continue.help": "go on with the conversation that broke off here",
    "language.help": "speak this language instead of CLOSECALL_LANGUAGE",
    "screen": (
        "What was typed and shown is still on this screen: clear it (`clear`) or close the window."
    ),
    "continued": "This is the conversation that broke off here.",
    "continued.none": "No conversation broke off here, so this is a new one.",
    "keys": "Arrow keys and Enter, or a number. /help lists the commands; Ctrl-C cancels.",
    "lines": "Answer with a number, or type. /help lists the commands; /cancel stops.",
    "several": "Several numbers with commas between them; an empty line means none.",
    "several.keys": "Space marks, Enter goes on.",
    "suggested": "{label} (suggested)",
    "or": "Or type `{id}`: {label}",
    "record": "The record:",
    "eight": "Your eight words:",
    "digits": "The same as digits: {digits}",
    "over": "The conversation is over.",
    "command.unknown": (
        "There is no such command. These work: /cancel /check /drill /learn /lessons /report "
        "/privacy /help"
    ),
    "number": "Please type words here; a number alone says too little.",
    "bad.utf8": "That line is not valid UTF-8, so it was not read. Send text as UTF-8.",
    "bad.json": (
        "That line is not of this protocol. Send one JSON object per line, with say, choose or "
        "command in it."
    ),
    "bad.long": "That line is too long, so it was not read.",
    "bad.command": (
        "There is no such command. These work: cancel, check, drill, learn, lessons, report, "
        "privacy, help."
    ),
    "trouble.fewer": "Exclude fewer roles.",
    "trouble.again": "Nothing was changed; you can answer again.",
}
