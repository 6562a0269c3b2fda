"""The console's other pages: actions, audit log, digest, numbers, exports, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- the menu -----------------------------------------------------------------------------
    "nav.actions": "Actions",
    "nav.audit": "Audit log",
    "nav.digest": "Digest",
    "nav.exports": "Exports",
    "nav.numbers": "Numbers",
    "nav.settings": "Settings",
    "nav.people": "People",
    "nav.account": "My key",
    "left": (
        "{n} case is still being opened: what follows is not complete yet.",
        "{n} cases are still being opened: what follows is not complete yet.",
    ),
    "again": "Load again",
    "pages": "Pages",
    # --- the register of actions --------------------------------------------------------------
    "register.title": "Actions",
    "register.about": (
        "What was agreed in the cases that your key opens, the most pressing first. An owner "
        "is a role."
    ),
    "register.filters": "Filters",
    "register.show.todo": "To do",
    "register.show.over": "Overdue",
    "register.show.due": "Due this week",
    "register.show.done": "Done",
    "register.show.all": "All",
    "register.change": "What changes",
    "register.owner": "Owner",
    "register.level": "Level of control",
    "register.due": "Due",
    "register.progress": "Stands",
    "register.effect": "Did it help?",
    "register.case": "Case",
    "register.mark": "Mark as done",
    "register.none": "There is no action here.",
    "progress.over": "Overdue, not done",
    "progress.due": "Due this week",
    "progress.running": "In time",
    "progress.done": "Done in {week}",
    "effect.open": "Not closed yet",
    "effect.later": "Check-up in {week}",
    "effect.due": "Check-up due",
    "effect.helped": "It helped",
    "effect.failed": "It did not help",
    # --- the audit log ------------------------------------------------------------------------
    "audit.title": "Audit log",
    "audit.about": (
        "Every act of a reviewer or an operator, by week, each linked to the one before. No "
        "act of a reporter is in it."
    ),
    "audit.length": (
        "{n} act.",
        "{n} acts.",
    ),
    "audit.head": "The last link, to write down elsewhere:",
    "audit.verify": "Verify the chain",
    "audit.whole": "The chain holds from the first act to the last.",
    "audit.broken": (
        "The chain is BROKEN at act {n}. Keep the database as it is and tell the operator."
    ),
    "audit.number": "No.",
    "audit.week": "Week",
    "audit.who": "Who",
    "audit.act": "Act",
    "audit.case": "Case",
    "audit.operator": "operator",
    "audit.none": "Nothing was done yet.",
    # --- the digest ---------------------------------------------------------------------------
    "digest.title": "Digest",
    "digest.next": "The next issue: {week}",
    "digest.goes": "It goes out at {at}, to:",
    "digest.nowhere": "No channel is set: CLOSECALL_DIGEST_CHANNELS.",
    "digest.preview": "As it would read now",
    "digest.picked": "Lessons in it",
    "digest.quiet": "No new lesson: a classic takes its place.",
    "digest.waiting": "Lessons that wait for a later issue",
    "digest.none_waiting": "None waits.",
    "digest.sent": "What was sent",
    "digest.none_sent": "Nothing was sent yet.",
    "digest.channel": "Channel",
    "digest.period": "Issue",
    "digest.status": "Status",
    "digest.detail": "Reference",
    "digest.urgent": "urgent",
    # --- numbers ------------------------------------------------------------------------------
    "numbers.title": "Numbers",
    "numbers.about": (
        "For reviewers: counts as they are. What is published never shows a count below {n}."
    ),
    "numbers.trend": "Received and closed, week by week",
    "numbers.trend.alt": (
        "Bars of the last 26 weeks: {received} received and {closed} closed in all. The table "
        "below has the figures."
    ),
    "numbers.estimates": (
        "Estimates of the trade press, one serious harm to slight ones to near misses: "
        "1 : 29 : 300 in safety, 1 : 10 : 100 in security."
    ),
    "numbers.pyramid": "The pyramid: worst credible outcomes",
    "numbers.ours": "Here",
    "numbers.figures": "The figures",
    "numbers.week": "Week",
    "numbers.received": "Received",
    "numbers.closed": "Closed",
    "numbers.outcome": "Worst credible outcome",
    "numbers.cases": "Cases that you can read",
    "numbers.exposure": "This could happen here",
    "numbers.exposure.about": (
        "How many readers of the digest said so, rounded down; nothing where they are too few."
    ),
    "numbers.lesson": "Lesson",
    "numbers.at_least": (
        "at least {n} reader",
        "at least {n} readers",
    ),
    "numbers.too_few": "too few to say",
    "numbers.no_lesson": "No lesson was published yet.",
    # --- exports ------------------------------------------------------------------------------
    "exports.title": "Exports",
    "exports.about": (
        "Files that may leave the house. Each is made of the cases that your key opens, noted "
        "in the audit log, and written by your browser where you say."
    ),
    "exports.evidence": "Evidence of corrective action (ISO 45001, 10.2)",
    "exports.page": "As a page",
    "exports.sheet": "As a table",
    "exports.notice": (
        "Draft of a voluntary notification (NIS 2 Article 30, D.Lgs. 138/2024 Article 26)"
    ),
    "exports.notice.case": "The cyber near miss",
    "exports.notice.none": "There is no cyber near miss that may be notified.",
    "exports.draft": "Make the draft",
    "exports.rows": "Near misses as rows of codes",
    "exports.rows.go": "Make the table",
    "exports.out": "It leaves out",
    # --- settings -----------------------------------------------------------------------------
    "settings.title": "Settings",
    "settings.about": (
        "These are safe to change: none of them says what is kept, for how long, or who reads "
        "it. They hold from the next start of closecall run."
    ),
    "settings.fixed": "Set in the environment; it cannot be changed here.",
    "settings.same": "Nothing was changed.",
    "settings.did": (
        "{n} setting was kept. It holds from the next start of closecall run.",
        "{n} settings were kept. They hold from the next start of closecall run.",
    ),
    "settings.CLOSECALL_LANGUAGE": "Language",
    "settings.CLOSECALL_EMERGENCY_NUMBER": "Emergency number",
    "settings.CLOSECALL_PLEDGE": "The pledge not to punish",
    "settings.CLOSECALL_INCIDENT_DOOR": "Where incidents are reported",
    "settings.CLOSECALL_EXTERNAL_CHANNELS": "External channels",
    "settings.CLOSECALL_CHECK_WEEKS": "Weeks until a check-up",
    "settings.CLOSECALL_DIGEST_AT": "When the digest goes out (mon 09:00)",
    # --- acts of the audit log ----------------------------------------------------------------
    "act.sign-in": "signed in",
    "act.open": "opened a case",
    "act.escalate": "passed a case to the leads: a promise is overdue",
    "act.photo": "looked at a photo",
    "act.triage": "sorted a case",
    "act.ask": "asked the reporter",
    "act.note": "wrote a note",
    "act.tell": "told the reporter something",
    "act.finding": "wrote the finding",
    "act.action": "agreed on an action",
    "act.done": "marked an action as done",
    "act.draft": "wrote a lesson",
    "act.preview": "showed the lesson to its reporter",
    "act.approve": "approved a lesson",
    "act.close": "closed a case",
    "act.check": "made the check-up",
    "act.reopen": "opened a case again",
    "act.merge": "merged a case",
    "act.exclude": "took a case from a reviewer",
    "act.export": "made a file that may leave",
    "act.settings": "changed settings",
    "act.invite": "invited a reviewer",
    "act.reviewer-add": "admitted a reviewer",
    "act.reviewer-remove": "removed a reviewer",
    "act.reviewer-renew": "renewed the list of reviewers",
    "act.reviewer-speakup": "changed who reads concerns",
    "act.lead-on": "made a reviewer a lead",
    "act.lead-off": "took the lead from a reviewer",
    "act.recover": "recovered a key with its code",
    "act.codes-on": "turned one-time codes on",
    "act.passkey-on": "set up a passkey",
    "act.passkey-off": "turned the passkey off",
    "act.codes-off": "turned one-time codes off",
}
