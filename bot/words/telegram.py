"""What the Telegram door says itself: kind answers, commands, and what an operator reads of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    # --- on a screen
    "several": "Several are fine: mark them, then go on.",
    "several.done": "These, go on",
    "continue": "Go on here after a break",
    "switched": "From here on in English.",
    "left": (
        "Your text still stands above, so that you can copy from it. I delete it with your next "
        "message or tap."
    ),
    "undeleted": (
        "I could not delete your last message from this chat. Please delete it yourself: hold it, "
        "then Delete, for both of us."
    ),
    "expired": "That button has expired; nothing was changed.",
    "expired.screen": "This has expired. Type what almost happened, or /check to come back.",
    "slow": "One moment, please: that was a lot at once. Nothing of it was kept.",
    # --- what is not text: not opened, not kept
    "odd.photo": (
        "I cannot take photos yet; I did not open it and kept nothing of it. Please say in words "
        "what it shows."
    ),
    "odd.voice": (
        "I do not listen to voice messages: a voice is a name. Please type one or two sentences."
    ),
    "odd.video": "I do not open videos: they show people and places. Please say it in words.",
    "odd.document": (
        "I do not open files: they carry names and dates inside. Please say in words what matters."
    ),
    "odd.sticker": "I can only read words. What almost happened?",
    "odd.location": (
        "I did not keep where you are, and please do not send it. Say the kind of place in words."
    ),
    "odd.contact": "I did not keep that contact. Please name nobody: say a driver, a colleague.",
    "odd.forward": (
        "A forwarded message names its author, so I did not read it. Please say it in your own "
        "words."
    ),
    "odd.poll": "I can only read words; polls are not for me. What almost happened?",
    "odd.edit": (
        "I did not read that change: what counts is on this screen. Use its buttons to change it."
    ),
    # --- where others read
    "group": (
        "I take no reports where others read. Write to me alone, and nobody here sees it: {link}"
    ),
    "group.receipt": (
        "Eight words stand above that open somebody's report. Whoever wrote them: please delete "
        "that message now."
    ),
    # --- the menu
    "command.report": "Tell a close call",
    "command.check": "Come back with your eight words",
    "command.learn": "What is a near miss?",
    "command.lessons": "What was learned so far",
    "command.help": "How this works",
    "command.cancel": "Stop; nothing of it is kept",
    "command.privacy": "What we keep, and what not",
    "command.language": "In italiano",
    # --- what an operator reads
    "run.closed": "Telegram: closed. TELEGRAM_BOT_TOKEN opens it.",
    "run.polling": "Telegram: open; it asks Telegram for news.",
    "run.webhook": "Telegram: open; Telegram delivers to {url}.",
    "run.no_port": ("CLOSECALL_PUBLIC_URL needs a port to lead to: CLOSECALL_HEALTH_PORT is 0."),
}
