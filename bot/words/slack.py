"""What the Slack door says itself: its buttons, its own page, and what an operator reads of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    # --- a form
    "title": "Close Call",
    "next": "Next",
    "send": "Send",
    "again": "Try again",
    "back": "Back to the story",
    "cancel": "Stop, keep nothing",
    "done": "Done",
    "close": "Close",
    "answer": "Your answer",
    "kind": "Choose one",
    "words": "eight words, or 25 digits",
    "photos": (
        "Words only. A picture would stay in Slack, where I could not delete it: say in words "
        "what it shows."
    ),
    "text": (
        "I did not read what stood after the command, and did not keep it: Slack sees such words. "
        "Please tell it in this form."
    ),
    "expired": "This form has expired and nothing of it was kept. Please open a new one.",
    "slow": "One moment, please: that was a lot at once. Nothing of it was kept.",
    # --- the app's own page
    "home.title": "A close call is a free lesson",
    "home.hello": (
        "Tell what almost happened, in a form that leaves no message and asks for no name. You "
        "see every word that is kept before you send it."
    ),
    "home.report": "Tell a close call",
    "home.closecall_learn": "What is a near miss?",
    "home.closecall_lessons": "Lessons",
    "home.closecall_check": "Check my report",
    "home.closecall_privacy": "What we keep",
    # --- what an operator reads
    "run.closed": "Slack: closed. SLACK_BOT_TOKEN opens it.",
    "run.socket": "Slack: open, over Socket Mode.",
    "run.http": "Slack: open; Slack delivers to {url}.",
    "run.no_port": (
        "Slack delivers over HTTP to a port, and CLOSECALL_HEALTH_PORT is 0. Give a port, or "
        "SLACK_APP_TOKEN for Socket Mode."
    ),
}
