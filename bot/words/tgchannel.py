"""What goes wrong between the digest and Telegram, and what the doctor sees there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- why something was not posted; what to do about it ---
    "busy": "Telegram asks to wait; it is tried again by itself.",
    "away": "Telegram cannot be reached; it is tried again by itself.",
    "token": "Telegram refuses TELEGRAM_BOT_TOKEN. Take the present one from @BotFather.",
    "moved": "This group has a new id. Write telegram:{chat} in its place in your settings.",
    "banned": (
        "The bot may not write there. Add it, in a channel as an administrator who may post"
        " messages; then post again."
    ),
    "no_chat": "There is no such chat for the bot. Check its id or name, and add the bot to it.",
    "no_topic": "There is no such topic, or it is closed. Check the number after the slash.",
    "no_polls": "The bot may not send polls there. Allow polls, or make it an administrator.",
    "refused": "Telegram refuses this message. `closecall doctor` looks at the chat.",
    "undecided": (
        "Telegram did not answer, so nobody can tell whether it was posted. Look at the chat."
    ),
    "no_quiz": "This issue has no drill to ask.",
    "no_picture": "This issue has no picture.",
    "no_photos": "The bot may not send pictures there. Allow them, or make it an administrator.",
    "picture": (
        "How many reports, issue by issue, and what they could have become. The same in words"
        " stands below."
    ),
    # --- votes under an issue: the buttons, and what a tap is answered with ---
    "here.take": "{label}: short take {n}",
    "here.count": "{label} · {n} or more",
    "vote.counted": "Counted, and your name is not kept. Tap again to take it back.",
    "vote.changed": "Changed, and your name is not kept.",
    "vote.withdrawn": "Taken back.",
    "vote.closed": "This issue is closed: answers go to the newest one.",
    # --- the doctor ---
    "doctor.bot": "Telegram accepts the token: this is @{name}.",
    "doctor.away": (
        "Telegram cannot be reached from here. Check the network, the proxy and TELEGRAM_API_URL."
    ),
    "doctor.token": "Telegram refuses the token. Take the present one from @BotFather.",
    "doctor.odd": "Telegram gave an answer that Close Call does not understand.",
    "doctor.commands": "The menu has {n} commands.",
    "doctor.no_commands": "The menu is empty; `closecall run` fills it when it starts.",
    "doctor.polling": "No webhook is set: the bot can poll.",
    "doctor.no_webhook": (
        "No webhook is set, and CLOSECALL_PUBLIC_URL is. `closecall run` sets it when it starts."
    ),
    "doctor.webhook": "A webhook is set for {host}; {n} updates wait.",
    "doctor.webhook_failing": (
        "Telegram could not deliver to {host} lately. Check that it answers from outside with a"
        " valid certificate."
    ),
    "doctor.webhook_left": (
        "A webhook is set for {host}, and CLOSECALL_PUBLIC_URL is not. `closecall run` takes it"
        " away; if another program set it, that one stops hearing. If it comes back, end that"
        " program, or have @BotFather make a new token."
    ),
    "doctor.webhook_other": (
        "A webhook is set for {host}, but not for what CLOSECALL_PUBLIC_URL says. `closecall run`"
        " moves it. If it comes back, end the program that sets it, or have @BotFather make a new"
        " token."
    ),
    "doctor.ready": "{place}: the bot may post here.",
    "doctor.no_chat": (
        "{place}: there is no such chat for the bot. Check the id or name, and add the bot to it."
    ),
    "doctor.outside": "{place}: the bot is not in it. Add it, in a channel as an administrator.",
    "doctor.no_post": (
        "{place}: the bot may not post. Make it an administrator who may post messages."
    ),
    "doctor.no_polls": "{place}: the bot may not send polls, so the drill could not be posted.",
    "doctor.no_photos": (
        "{place}: the bot may not send pictures, so issues go out without theirs. Allow them, or"
        " make it an administrator."
    ),
    "doctor.person": "{place} is a private chat. Use a group or a channel.",
    "doctor.no_topics": "{place}: this chat has no topics. Leave out the slash and the number.",
    "doctor.topic": (
        "{place}: whether this topic exists shows with the first post; Telegram cannot be asked."
    ),
}
