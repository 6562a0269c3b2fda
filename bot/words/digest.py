"""What the digest and `closecall digest` say; lessons and classics bring their own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- an issue ---
    "title": "Close Calls #{number}: {theme}",
    "title.first": "Close Calls #{number}: how this works",
    "title.urgent": "Urgent close call: {theme}",
    "welcome": "Welcome",
    "welcome.what": (
        "Once a week this channel hears what nearly went wrong, what was weak and what changed."
        " Nobody is named, nobody is blamed. If something nearly happened to you, tell the bot:"
        " one minute, five taps, no account."
    ),
    "late": (
        "No issue came last week. What was learned since is not lost.",
        "No issue came in the last {n} weeks. What was learned since is not lost.",
    ),
    "lead.quiet": "No new lesson this week, so here is a classic. It happened, just not here.",
    "lead.first": (
        "A close call is something that could have become an accident or an incident, and did not."
        " Each one shows a weak spot before it hurts somebody."
    ),
    "how": "How to tell one",
    "how.1": "Open the bot and say it in one or two sentences. Five taps later you are done.",
    "how.2": "You see exactly what is kept before it is sent. Who you are is not.",
    "how.3": "Eight words let you come back: to read the outcome, to add, to withdraw.",
    "how.4": "Somebody finds out why it happened, and what changed is told here, to everyone.",
    "lead.urgent": (
        "This does not wait for the next issue. Read it now and tell the person next to you."
    ),
    "story": "The close call",
    "story.classic": "A classic",
    "saved_by": "What saved it: {what}",
    "quiz": "What would you have done?",
    "quiz.later": "The answer comes with the next issue.",
    "last": "Last time: {title}",
    "last.best": "The best answer: {best}",
    "last.share": "Chosen by {share} %.",
    "last.nearly.all": "Nearly all of you chose it.",
    "last.nearly.none": "Hardly anybody chose it.",
    "last.here": "At least {n} of you said that it could happen here.",
    "takes": "Short takes",
    "take": "Almost: {almost} Saved by: {saved_by} Change: {changed}",
    "because": "Because of your reports",
    "lesson": "What changed there",
    "because.weak": "Weak spot: {what}",
    "because.change": "Change: {what}",
    "because.why": "Why it should help: {what}",
    "because.weeks": (
        "We check in {n} week whether it did.",
        "We check in {n} weeks whether it did.",
    ),
    "because.now": "We check this week whether it did.",
    "flag.weak": (
        "Every change in this issue is training or a reminder, the weakest kind there is. Do you"
        " know something that takes the hazard away? Tell us."
    ),
    "numbers": "Numbers",
    "numbers.since": "Counted since the last time: {list}.",
    "numbers.received": ("{n} report", "{n} reports"),
    "numbers.closed": ("{n} case closed", "{n} cases closed"),
    "numbers.actions": ("{n} action agreed", "{n} actions agreed"),
    "numbers.waiting": ("{n} question asked", "{n} questions asked"),
    "numbers.none": "Too few to print without pointing at somebody. They count in a later issue.",
    "numbers.cell": "{label} {n}",
    "numbers.kind": "By kind: {list}.",
    "numbers.barrier": "What stopped it: {list}.",
    "numbers.cause": "By cause: {list}.",
    "numbers.severity": "What it could have been: {list}.",
    "step.little": "minor",
    "step.serious": "serious",
    "step.critical": "critical",
    "trend.week": "W{n}",
    "trend.told": "By issue: {list}.",
    "trend.alt": "Reports, issue by issue: {list}.",
    "trend.few": "under {k}",
    "trend.steps": (
        "What could have happened, so far: critical {critical} · serious {serious} · minor"
        " {little}. For each serious harm the trade press estimates 29 slight ones and 300 near"
        " misses in safety, 10 and 100 in security."
    ),
    # --- in the picture, as far as its font knows the letters ---
    "picture.told": "Reports, issue by issue",
    "picture.yours": "Yours, worst case",
    "picture.safety": "Safety, estimate",
    "picture.security": "Security, estimate",
    "nudge": (
        "A question may be waiting for you. If you hold eight words, look: nobody can tell you in"
        " another way."
    ),
    "shortened": "More in the library: Lessons, in the bot.",
    "button.could_happen_here": "Could happen here",
    "button.report": "Report a close call",
    "button.lessons": "Lessons",
    # --- what the duty reviewers hear ---
    "alert.what": "Urgent close call: {what}",
    "alert.worst": "Worst credible outcome: {worst}",
    "alert.running": "Not stopped yet.",
    "alert.do": (
        "The report itself is sealed. Whoever is on duty, please open it now: `closecall inbox`."
    ),
    "remind": "Good morning. Please look at the inbox: `closecall inbox`.",
    "doubt": (
        (
            "Nobody knows whether an issue of the digest arrived. Please look, and say so:"
            " `closecall digest status`."
        ),
        (
            "Nobody knows whether {n} issues of the digest arrived. Please look, and say so:"
            " `closecall digest status`."
        ),
    ),
    # --- the command ---
    "cli.about": "the weekly digest: show it, post it, see what became of it",
    "cli.preview": "show an issue as it would be posted; nothing is kept",
    "cli.post": "post this week's issue now, to every channel or to one",
    "cli.status": "what became of every issue",
    "cli.settle": "say what became of an issue that nobody can be sure of",
    "cli.week": "the week of the issue, like 2026-W47",
    "cli.channel": "the channel, as `closecall digest status` names it",
    "cli.language": "the language of the issue",
    "cli.to": "write what every channel would get into this folder, the picture too",
    "cli.written": "Written: {file}",
    "cli.unwritten": "{folder}: {why}. Name a folder that can be written to.",
    "cli.picture": "[picture: {alt}]",
    "cli.posting": "Posting to {channel} …",
    "cli.json": "print JSON only",
    "cli.sent": "it arrived: never post it again",
    "cli.resend": "it did not arrive: post the same bytes again",
    "cli.no_channels": (
        "No channel is set up, so there is nowhere to post. Set CLOSECALL_DIGEST_CHANNELS, for"
        " instance to file:/srv/intranet/closecalls."
    ),
    "cli.no_channel": "There is no channel named {channel}. There are: {known}.",
    "cli.no_run": "{channel} has no issue {period} that waits for a person.",
    "cli.bad_week": "A week looks like 2026-W47.",
    "cli.posted": "{channel}, {period}: posted ({reference}).",
    "cli.not_posted": "{channel}, {period}: {status}. {detail}",
    "cli.nothing": "{channel}, {period}: nothing to do, it is {status} already.",
    "cli.settled.sent": "{channel}, {period}: marked as sent.",
    "cli.empty": "Nothing was posted yet.",
    "cli.next": "Next: {channel} at {due} ({period}).",
    "cli.rests": (
        "{channel} gets no issue until {week} is over: the one of that week is out, or its numbers"
        " are, and by this machine's clock it is {now}. Look at it with `date`. If it is wrong,"
        " set it; if it was wrong then, the next issue comes by itself, and lessons wait for it."
    ),
    "cli.uncertain": (
        "Uncertain means: a crash came between asking the platform and its answer. Look whether"
        " the issue is there, then run `closecall digest settle CHANNEL PERIOD --sent` or"
        " `--resend`."
    ),
    "column.channel": "Channel",
    "column.period": "Issue",
    "column.status": "State",
    "column.reference": "Where, or why not",
    "status.claimed": "being prepared",
    "status.sending": "being sent",
    "status.sent": "sent",
    "status.failed": "failed",
    "status.uncertain": "uncertain",
    "status.skipped": "skipped",
}
