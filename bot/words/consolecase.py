"""The pages of a case: its forms, its timeline, the lesson and its approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- titles -------------------------------------------------------------------------------
    "title.case": "Case",
    "title.triage": "Sort",
    "title.finding": "Find out why",
    "title.action": "Agree on a change",
    "title.lesson": "Write the lesson",
    "title.approve": "Approve the lesson",
    "title.close": "Close",
    "title.ask": "Ask the reporter",
    "title.note": "Write a note",
    "title.check": "Check-up",
    "title.reopen": "Open again",
    "title.merge": "Merge into another case",
    "title.exclude": "Exclude a reviewer",
    # --- the case -----------------------------------------------------------------------------
    "steps": "The steps of this case",
    "step.done": "done",
    "story": "What was told",
    "removed": "Removed before it was sent: {what}.",
    "removed.none": "Nothing was removed from the story before it was sent.",
    "consent.none": "The reporter said nothing about a lesson.",
    "consent.share": "The reporter agreed to a lesson.",
    "consent.numbers_only": "The reporter agreed to numbers only: no lesson.",
    "consent.show_me_first": "The reporter wants to see the lesson first.",
    "came": "What came later",
    "questions": "Questions and answers",
    "questions.none": "Nothing was asked yet.",
    "questions.waits": (
        "Waits for an answer. The reporter reads it when they come back with their words."
    ),
    "questions.unanswered": "Was not answered.",
    "sent": "What the reporter was told",
    "actions": "Actions",
    "actions.none": "Nothing was agreed yet.",
    "action.done": "Mark as done",
    "action.was_done": "done in {week}",
    "action.is_due": "due in {week}",
    "notes": "Notes",
    "notes.none": "No notes.",
    "timeline": "Week by week",
    "similar": "Similar cases",
    "similar.none": "No case that you can read looks alike.",
    "readers": "Who reads it",
    "exclude.short": (
        "A reviewer who is too close to it can be excluded: then their key no longer opens it."
    ),
    # --- the timeline -------------------------------------------------------------------------
    "meta": "Released in {week} · kept until {expires}",
    "lesson.read": "Read the lesson",
    "tell": "Tell the reporter something",
    "passed": (
        "A promise to the reporter, or to yourselves, is overdue. The leads who read this case "
        "have it in their inbox since {week}."
    ),
    "happened.released": "The report was released",
    "happened.added": "The reporter added something",
    "happened.answered": "The reporter answered",
    "happened.verdict": "The reporter judged the lesson",
    "happened.rated": "The reporter rated the handling",
    "happened.triage": "Sorted",
    "happened.asked": "A question was asked",
    "happened.told": "A sentence for the reporter",
    "happened.noted": "A note",
    "happened.merged": "Another case was merged into it",
    "happened.passed": "Overdue: passed to the leads",
    "happened.finding": "The cause was found",
    "happened.action": "A change was agreed on",
    "happened.done": "A change was made",
    "happened.draft": "A lesson was drafted",
    "happened.approved": "The lesson was published",
    "happened.closed": "Closed",
    "happened.helped": "Check-up: the change helped",
    "happened.failed": "Check-up: the change did not help",
    # --- forms of the case --------------------------------------------------------------------
    "triage.why": "What the reporter chose stands here. Change what you know better.",
    "triage.severity": "What could have happened, not what did.",
    "triage.guess": (
        "Say early if too few people could know this: it will be fixed, not published."
    ),
    "finding.whys": (
        "Ask why, and why again, until the answer is something that can be changed. Not who: "
        "why. As many as help."
    ),
    "finding.why": "Why {n}",
    "finding.uncovered": "The system's weak spot, in your words.",
    "finding.worked": "The barrier that held. It deserves to be kept.",
    "action.text": "One change that somebody can carry out and everybody can see.",
    "action.owner": "A role, never a name.",
    "action.level": "Higher up is stronger: it does not depend on somebody remembering.",
    "ask.none": "The reporter wants no questions.",
    "ask.why": (
        "Your question is signed with your key. The reporter reads it when they come back "
        "with their words."
    ),
    "ask.hint": "Never ask who somebody is.",
    "ask.choices": "A button leaves no writing style. Leave them empty for an answer in words.",
    "ask.choice": "Answer {n}",
    "ask.go": "Sign and ask",
    "note.reviewers": "For the reviewers of this case",
    "note.reporter": "For the reporter, beside the status",
    "close.missing": "Before it can be closed with a cause and a change",
    "close.concern": "Looked into: a cause was found and something changes",
    "close.or": "Or give another reason: then nothing of this is needed.",
    "close.ready": (
        "Nothing is missing: kind, cause, vulnerability, what worked and an action are there."
    ),
    "close.note": "The reporter reads it with the status.",
    "close.weeks": "Then somebody looks whether the change helped. 0 for none.",
    "close.go": "Close the case",
    "check.why": "Look at the place, ask the people there: does it still happen?",
    "check.helped": "Yes, it helped",
    "check.failed": "No: the case opens again",
    "reopen.why": "Its reporter is told that it is being looked into again.",
    "reopen.go": "Open it again",
    "merge.why": (
        "This case closes as a duplicate. Its contents stay, its reporter is told, and the "
        "other case gets a note."
    ),
    "merge.other": "The first digits of its id, if it is not in the list.",
    "merge.go": "Merge",
    "exclude.why": (
        "The case gets a new key. What is written from now on does not open to them, and the "
        "case no longer opens at all. What they have read cannot be recalled."
    ),
    "exclude.you": "that is you",
    "exclude.go": "Exclude",
    # --- the lesson ---------------------------------------------------------------------------
    "lesson.why": (
        "Write it anew, in the third person: what a colleague did, what was weak, what "
        "changes. Nothing that points to somebody."
    ),
    "lesson.story": "At most 90 words.",
    "lesson.saved_by": "The barrier that held, or the luck.",
    "lesson.vulnerability": "A weakness of the system, not of a person.",
    "lesson.change": "What is different from now on.",
    "lesson.why_it_helps": "Why that should keep it from happening again.",
    "lesson.drill": "A drill: one question for everyone",
    "lesson.drill.why": "Leave the question empty for none.",
    "lesson.choice": "Choice {n}",
    "lesson.urgent": "Publish at once after approval, not with the next issue",
    "lesson.keep": "Keep the draft",
    "did.lesson": "The draft is kept.",
    "lint.count": (
        "{n} word of {most} in the story",
        "{n} words of {most} in the story",
    ),
    "lint.empty": "The linter reads along as you write.",
    "lint.refused": (
        "The linter refuses one thing",
        "The linter refuses {n} things",
    ),
    "lint.accept": "It is no name: leave it",
    "lint.accepted": "Left as it is:",
    "echo": (
        "At least {n} reader says that it could happen here.",
        "At least {n} readers say that it could happen here.",
    ),
    "lint.clean": (
        "The linter has nothing to refuse. It cannot see that only one person could have been "
        "there. You can."
    ),
    "preview.slack": "As Slack shows it",
    "preview.telegram": "As Telegram shows it",
    "preview.text": "As plain text",
    "approve.why": (
        "This is what everyone will read. Approving publishes it, in clear, without a way "
        "back to the case."
    ),
    "approve.published": "Published in {week}.",
    "approve.go": "Approve and publish",
    "approve.second": "You wrote this draft. Another reviewer of this case approves it.",
    "approve.edit": "Change the draft",
}
