"""What one reads beside a report: help, what is kept, what a near miss is, the lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    # --- help, and what is kept
    "help": (
        "Type what almost happened, answer a few taps, look at the record, send. At any time: "
        "/cancel stops, /check opens your report, /learn says what a near miss is, /lessons, "
        "/privacy, /help."
    ),
    "privacy": (
        "What we keep: only the record that you see before Send, sealed so that the reviewers "
        "alone can open it, and the week. Never who you are, never the hour, never the order "
        "of reports."
    ),
    "privacy.limits": (
        "What we cannot promise: the platform you write from knows that you opened this, and "
        "what you tell can point to you by what it says."
    ),
    "privacy.retention": (
        "An unsent draft is destroyed within 48 hours; a sent report when its case expires."
    ),
    # --- what a near miss is, and why to tell it
    "what": (
        'A near miss is "an event that could have constituted an accident but did not, '
        'including cases where the accident was effectively avoided" (D.Lgs. 138/2024, NIS '
        "2). If a control stopped it, it counts."
    ),
    "why": (
        "Why it matters: what almost happened today can happen tomorrow. Telling it costs a "
        "minute and can spare somebody an accident."
    ),
    "concern": (
        "Something is wrong, and no accident: an inspection signed without a look, pressure, "
        "retaliation. That is a concern: it has its own questions, and you are told who reads it."
    ),
    "ratios": (
        "The trade press estimates 300 near misses and 29 slight injuries for each serious "
        "accident, and 100 and 10 for each serious security incident. Estimates, but the foot of "
        "the pyramid is where one can still learn for free."
    ),
    "then": (
        "What comes of it: reviewers look for the root cause, for the weak spot and for what "
        "worked; something changes; everybody hears of it in the weekly digest, without names."
    ),
    "safety": (
        "Safety: a trailer that rolled with no chocks; a machine that stopped before anyone "
        "was hurt; a ladder fall avoided; a medicine mix-up caught by the second check."
    ),
    "physical": (
        "Building and people access: doors that unlocked two hours early; a laptop left out "
        "overnight; goods stacked by the waste container; a stranger let in behind a badge."
    ),
    "cyber": (
        "Cyber and data: a phishing mail noticed in time; malware caught by the scanner; a "
        "password in a public channel, changed at once."
    ),
    # --- the library of lessons
    "lessons.none": "No lessons yet. The first one may come from you.",
    "lessons.last": "That was the last one.",
    "lessons.of": "Lessons of one kind: {kind}",
    "lessons.ask": "More lessons?",
    "lessons.next": "Next page",
    "lessons.kinds": "One kind only",
    "lessons.family": "Lessons about what?",
    "lessons.kind": "Which kind?",
    "lessons.all": "All lessons",
    "lessons.back": "Back",
}
