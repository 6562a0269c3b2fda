"""What goes wrong between the digest and Slack, and what the doctor sees there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- why something was not posted; what to do about it ---
    "busy": "Slack asks to wait; it is tried again by itself.",
    "away": "Slack cannot be reached; it is tried again by itself.",
    "token": (
        "Slack refuses SLACK_BOT_TOKEN. Take the present one from the app's page, OAuth &"
        " Permissions; then post again."
    ),
    "no_channel": (
        "There is no such channel for the app. Check its id, and invite the app there if it is"
        " private; then post again."
    ),
    "outside": (
        "The app is not in this channel. Write /invite and the app's name there; then post again."
    ),
    "archived": "This channel is archived. Choose another one in your settings.",
    "banned": "The app may not write in this channel. Ask who manages it; then post again.",
    "no_scope": (
        "The app lacks the scope chat:write. Add it on the app's page, install it again, then post"
        " again."
    ),
    "refused": "Slack refuses this message ({code}). `closecall doctor` looks at the app.",
    "undecided": (
        "Slack did not answer, so nobody can tell whether it was posted. Look at the channel."
    ),
    "unseen": "Slack does not say whether the issue is there. Look at the channel.",
    "no_picture": "this issue has no picture",
    "picture.named": "no picture: write the channel's id in your settings instead of its name",
    "picture.untaken": "no picture: Slack did not take it",
    "picture.no_scope": "no picture: the app lacks the scope files:write",
    # --- votes below an issue ---
    "drill.how": "Answer with a number. Nobody can see who chose what.",
    "drill.count": "At least {n} have answered. Nobody can see who chose what.",
    "here.take": "{n}. {label}",
    "here.count": "{label}: {n} or more",
    "vote.chosen": "You chose {n}.",
    "vote.counted": "Counted, without your name. The same button again takes it back.",
    "vote.next": "The best answer stands in the next issue.",
    "vote.changed": "Changed: your earlier answer is gone.",
    "vote.withdrawn": "Taken back: it is as if you had not answered.",
    "vote.closed": "This issue is closed: a newer one is out. Nothing was counted.",
    "vote.slow": "One moment, please: that was a lot at once. This was not counted.",
    # --- the doctor ---
    "doctor.app": "Slack accepts SLACK_BOT_TOKEN.",
    "doctor.organisation": (
        "SLACK_BOT_TOKEN belongs to a whole organisation (Enterprise Grid). Name channels by their"
        " id; CLOSECALL_SLACK_ROSTER does not work with it."
    ),
    "doctor.away": (
        "Slack cannot be reached from here. Check the network, the proxy and SLACK_API_URL."
    ),
    "doctor.token": (
        "Slack refuses SLACK_BOT_TOKEN. Take the present one from the app's page, OAuth &"
        " Permissions."
    ),
    "doctor.odd": "Slack gave an answer that Close Call does not understand.",
    "doctor.scopes": "The app has these scopes: {list}.",
    "doctor.no_scope": (
        "The app lacks the scope chat:write and cannot post. Add it on the app's page and install"
        " it again."
    ),
    "doctor.scopes_unsaid": (
        "Slack did not say which scopes the app has. It needs chat:write to post."
    ),
    "doctor.lacks": (
        "The app lacks the scope {scope}, which {setting} needs. Add it on the app's page and"
        " install it again, or switch {setting} off."
    ),
    "doctor.no_picture": (
        "Issues are posted without their picture: the app lacks the scope files:write."
    ),
    "doctor.sockets": "Slack accepts SLACK_APP_TOKEN.",
    "doctor.app_token": (
        "Slack refuses SLACK_APP_TOKEN. Make an app-level token with the scope connections:write"
        " on the app's page, Basic Information."
    ),
    "doctor.ready": "{place}: the app may post here.",
    "doctor.unasked": (
        "{place}: whether the app is in this channel shows with the first post; without the scope"
        " channels:read Slack does not tell. Write /invite and the app's name there."
    ),
    "doctor.named": (
        "{place}: a channel can be renamed, and Slack answers no question about a name. Write its"
        " id, which stands at the end of the channel's details."
    ),
    "doctor.no_channel": (
        "{place}: there is no such channel for the app. Check its id, and invite the app there if"
        " it is private."
    ),
    "doctor.outside": (
        "{place}: the app is not in this channel. Write /invite and the app's name there."
    ),
    "doctor.archived": "{place}: this channel is archived. Choose another one.",
    "doctor.shared": (
        "{place}: people of another organisation read this channel (Slack Connect). They would see"
        " every lesson and alert, and could use its buttons. Use a channel of your own, unless"
        " that is what you want."
    ),
    "doctor.person": "{place} is a direct conversation. Use a channel.",
}
