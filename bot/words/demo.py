"""The demo's narration, its seven stories, its lesson.

The events are of well-known kinds; no real place or person is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- narration ---
    "about": "see the whole loop in a throw-away folder: told, sealed, investigated, learned from",
    "title": "Close Call, the whole loop",
    "where": (
        "Everything below is the real thing: the real conversation, real keys, a real"
        " database, in a folder that is thrown away at the end. No network, no tokens."
    ),
    "act.tell": "Somebody tells what almost happened",
    "act.tell.why": "One text and at most five taps. A name and a clock time slipped in: watch.",
    "act.more": "Six more people tell theirs",
    "act.more.why": "Doors, a dock, a mailbox, a database. Each is sealed the moment it is sent.",
    "act.holds": "What the database holds",
    "act.holds.why": (
        "The bot can lock but not open. This is the start of one sealed report, as it lies on"
        " the disk:"
    ),
    "holds.search": "Searched {files} files, {bytes} bytes, for “{needle}”: {hits} hits.",
    "holds.words": (
        "Searched them for every word of the seven stories with six letters or more: {hits} hits."
    ),
    "holds.broken": (
        "Something was found that should not be there. That is a fault: please report it."
    ),
    "act.release": "Released, in shuffled order",
    "act.release.why": (
        "Reports wait and leave together, so that nobody can match a report with who was"
        " online. {n} went out; storage knows the week, not the day and not the order."
    ),
    "act.open": "A reviewer opens, finds out why",
    "act.open.why": "With a key that the bot never had. This is what the reviewer sees:",
    "open.triage": (
        "Kind, cause, the weak spot, what worked, an action: without them a case cannot close."
    ),
    "open.refused": "Closing it now is refused. Still missing: {missing}",
    "missing.kind": "the kind",
    "missing.cause": "the cause",
    "missing.vulnerability": "the weak spot",
    "missing.worked": "what worked",
    "missing.action": "an action",
    "open.ask": (
        "The reviewer asks: “{question}” It is signed, and readable only with the eight words."
    ),
    "act.back": "The reporter comes back with the eight words",
    "act.back.why": "From any device, without an account. Waiting: “{question}”",
    "back.answer": "Answered with one tap: {answer}.",
    "act.lesson": "A lesson, in the reviewer's own words",
    "lesson.refused": "The first draft copied from the report. The linter refused it:",
    "lesson.accepted": "Written anew, it passes. The case closes.",
    "act.digest": "Monday: what the team reads",
    "act.digest.why": (
        "Posted once per channel and week. Seven reports are enough to be counted; four would"
        " not be."
    ),
    "act.end": "And the reporter, with the same words",
    "end.status": "Status: {status}",
    "end.audit": "The reviewers' acts form a chain of {n} links; every link holds.",
    "end.took": (
        "All of this took a second.",
        "All of this took {n} seconds.",
    ),
    "end.gone": "The folder is gone.",
    "end.invite": "Your turn: tell a close call of your own, in a throw-away world? [y/N] ",
    "end.yes": "y",
    "end.next": (
        "Set up your own: closecall init   ·   tell one: closecall chat   ·   read more: README.md"
    ),
    # --- who slipped in ---
    "name": "Alex Doe",
    # --- seven stories ---
    "story.ladder": (
        "At 14:37 I stood on the top step because the ladder was too short for the sign. It"
        " slid away and I fell onto the rubber mats of the gym. Alex Doe helped me up;"
        " nothing broken."
    ),
    "story.trailer": (
        "While we were unloading, the trailer rolled away from the dock by an arm's length."
        " Nobody had set the chocks. A colleague shouted and the forklift stopped in the"
        " doorway."
    ),
    "story.stranger": (
        "A friendly man with a box said he was expected, and reception opened the secure"
        " corridor for him. Someone asked for his badge at the second door; he had none and"
        " left."
    ),
    "story.laptop": (
        "A laptop with the personnel files stood open on a desk all night. The janitor found"
        " it, closed the lid and locked it away."
    ),
    "story.doors": (
        "For several days the side doors unlocked hours before opening time. A schedule had"
        " been changed and nobody looked at it again. The early cleaner tried the handle by"
        " chance."
    ),
    "story.phishing": (
        "A message that looked like payroll asked for my password. I had typed half of it"
        " when the address struck me as odd, and I closed the page."
    ),
    "story.database": (
        "A customer database was reachable from the internet for an afternoon because a"
        " firewall rule was too wide. The nightly scan flagged it and it was closed before"
        " anyone connected."
    ),
    # --- the case of the ladder ---
    "ask.question": "Was a longer ladder anywhere in the building?",
    "ask.yes": "Yes, but far away",
    "ask.no": "No",
    "ask.unknown": "I don't know",
    "finding.vulnerability": (
        "The only tall ladder was kept two floors away from the work that needs it"
    ),
    "finding.worked": "The rubber mats under the sign took the fall",
    "action.text": (
        "Signs hang on a rail that is lowered to the floor; no ladder is needed any more"
    ),
    "action.owner": "facility management",
    "lesson.title": "The missing rung",
    "lesson.copied": (
        "The ladder was too short for the sign, so somebody stood on the top step and fell."
    ),
    "lesson.story": (
        "A sign had to be changed above head height. The ladder at hand did not reach, so its"
        " highest step became the place to stand. It slipped. Soft flooring below turned a"
        " fall into a fright."
    ),
    "lesson.saved_by": "soft flooring, and luck with where it lay",
    "lesson.change": "signs now hang on a rail that comes down to the floor",
    "lesson.why": "with no climb there is no fall, whoever is in a hurry",
    "drill.question": "The ladder at hand is one step too short. What would you have done?",
    "drill.1": "Stand on the top step, it is only a minute",
    "drill.2": "Ask a colleague to hold the ladder",
    "drill.3": "Stop, fetch the right one, and report that it is far away",
    "drill.4": "Put the ladder on a table",
    "drill.why": "Holding a ladder does not make it longer. The report is what brought the rail.",
}
