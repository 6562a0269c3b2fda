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
    "leave": "Close, add nothing",
    "done": "Done",
    "close": "Close",
    "answer": "Your answer: {asked}",
    "kind": "Choose one",
    "words": "eight words, or 25 digits",
    "photos": (
        "Words only. A picture would stay in Slack, where I could not delete it: say in words "
        "what it shows."
    ),
    "photos.why": (
        "I take no pictures in Slack: a picture belongs to who uploaded it, and I could not "
        "delete it. Please delete it yourself, and say in words what it shows."
    ),
    "photos.telegram": (
        "Words only: a picture would stay in Slack, where I could not delete it. The Close Call "
        "bot in Telegram takes pictures."
    ),
    "start": "What would you like to do?",
    "within": "Your story is still there, below this page.",
    "text": (
        "I did not read what stood after the command, and did not keep it: Slack sees such words. "
        "Please tell it in this form."
    ),
    "expired": "This form has expired and nothing of it was kept. Please open a new one.",
    "unsent": "This form has expired: nothing of it was sent or kept. Please tell it again.",
    "over": "This form is over: what was sent is kept, what was not sent is gone.",
    "slow": "One moment, please: that was a lot at once. Nothing of it was kept.",
    # --- a direct conversation
    "dm.ask": (
        "Before you write here: I cannot delete what you write in this conversation, and the "
        "owners of this workspace may read and export it. The form leaves no message. Which do "
        "you want? What you wrote before this question was not read."
    ),
    "dm.form": "Open the form",
    "dm.yes": "Write here all the same",
    "dm.go": "Go on here after a break",
    "dm.words": (
        "Your eight words stand in the form that has just opened, never in a message. Did you "
        'miss it? Press "{again}".'
    ),
    "dm.words.press": (
        'Your eight words are shown in a form, never in a message. Press "{again}".'
    ),
    "dm.receipt": (
        "Please delete that message: it looks like your eight words, and others may read and "
        "export what stands here. I did not use it. The form has a place for them: Check my "
        "report."
    ),
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
    "home.closecall_drill": "This week's drill",
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
