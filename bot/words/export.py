"""What leaves the house as a file: evidence, a notice, rows of codes; and what each leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- every file ---------------------------------------------------------------------------
    "left_out": "What this file leaves out",
    "fill_in": "[to be filled in by the organisation]",
    "done": "done in week {week}",
    "due": "due in week {week}",
    "effect.open": "not closed yet, or closed without a check-up",
    "effect.later": "the check-up is still to come",
    "effect.due": "the check-up is due",
    "effect.helped": "checked: it helped",
    "effect.failed": "checked: it did not help, the case was opened again",
    # --- columns ------------------------------------------------------------------------------
    "column.number": "No.",
    "column.period": "Period",
    "column.family": "Family",
    "column.kind": "Kind",
    "column.severity": "Worst credible outcome",
    "column.group": "Group of causes",
    "column.cause": "Root cause",
    "column.weakness": "Vulnerability uncovered",
    "column.worked": "What worked",
    "column.action": "Corrective action",
    "column.owner": "Responsible role",
    "column.level": "Level in the hierarchy of controls",
    "column.due": "Due",
    "column.done": "Done",
    "column.effect": "Effectiveness",
    # --- evidence of corrective action --------------------------------------------------------
    "evidence.title": "Evidence of corrective action (ISO 45001:2018, clause 10.2)",
    "evidence.made": (
        "Near misses with their cause, their corrective actions by level in the hierarchy of "
        "controls (clause 8.1.2), and whether the actions proved effective. Made in week "
        "{week}."
    ),
    "evidence.none": "There is no near miss yet with a cause and an action.",
    "evidence.out.words": (
        "What reporters wrote, in any form: the texts here are reviewers', and passed the "
        "scrubber."
    ),
    "evidence.out.week": (
        "The week of the report: the quarter stands for it. Weeks of actions are given."
    ),
    "evidence.out.people": (
        "Who reported (it is not known), who reviewed, and names: owners are roles."
    ),
    "evidence.out.concerns": "Concerns about conduct.",
    "evidence.out.numbers": "Cases whose reporter agreed to numbers only.",
    "evidence.out.small": "Cases that could point to one person.",
    "evidence.out.other": (
        "Cases closed as something else than a near miss, and cases without a cause or an action."
    ),
    # --- the notice of a cyber near miss ------------------------------------------------------
    "notice.title": "DRAFT: voluntary notification of a near miss",
    "notice.basis": (
        "Directive (EU) 2022/2555 (NIS 2), Article 30; in Italy D.Lgs. 4 September 2024 no. "
        "138, Article 26. A voluntary notification brings no obligations that there would not "
        "be without it."
    ),
    "notice.draft": (
        "A draft made in week {week}. Nothing was sent: the organisation's contact point "
        "completes it and sends it to its CSIRT (in Italy CSIRT Italia, at the ACN), by the "
        "way that the CSIRT prescribes."
    ),
    "notice.who": "1. The organisation",
    "notice.who.name": "Name",
    "notice.who.sector": "Sector",
    "notice.who.standing": "Essential, important, or other entity",
    "notice.who.contact": "Contact point",
    "notice.what": "2. What is notified",
    "notice.near_miss": (
        "A near miss: an event that could have compromised data or services but was prevented "
        "from doing so, or did not materialise (Article 6(5))."
    ),
    "notice.when": "3. When it was noticed",
    "notice.period": "Reported in {period}.",
    "notice.story": "4. What nearly happened",
    "notice.stopped": "5. What stopped it",
    "notice.worst": "6. Worst credible outcome",
    "notice.cause": "7. Root cause and vulnerability",
    "notice.measures": "8. Measures taken and planned",
    "notice.spread": "9. Whether others, also abroad, may be affected",
    "notice.signs": "10. Indicators of compromise",
    "notice.handling": "11. Handling",
    "notice.tlp": "Please treat as TLP:AMBER until the organisation says otherwise.",
    "notice.out.words": (
        "What the reporter wrote: the story is that of the published lesson, or left to fill in."
    ),
    "notice.out.week": "The week of the report: the quarter stands for it.",
    "notice.out.people": "Who reported (it is not known), who reviewed, and names.",
    "notice.out.traces": (
        "Addresses, accounts and systems: the scrubber took them out, and a mark shows where."
    ),
    # --- rows of codes ------------------------------------------------------------------------
    "rows.out.words": "Every text, of reporters and of reviewers: codes only.",
    "rows.out.week": "Weeks: a quarter, a year, or nothing.",
    "rows.out.concerns": (
        "Concerns, cases that are not closed, and cases closed as something else than a near miss."
    ),
    "rows.out.rare": (
        "What is rare: each row has the same period, family and kind as at least {k} rows "
        "here. Rarer cases are told more coarsely (*), and left out where that is not enough, "
        "without saying how many."
    ),
    "rows.out.order": "The order: rows are sorted by their codes.",
    # --- the command --------------------------------------------------------------------------
    "cli.help": "files that may leave the house: evidence, a notice, rows of codes",
    "cli.evidence": "cause, action and effectiveness, case by case (ISO 45001, 10.2)",
    "cli.notice": "the draft of a voluntary notification (NIS 2, Article 30)",
    "cli.rows": "closed near misses as rows of codes, for statistics",
    "cli.sheet": "as comma-separated values instead of a page",
    "cli.to": "the file to write, for you alone; else standard output",
    "cli.case": "the first digits of a case",
    "cli.written": "Written to {file}. It leaves out:",
    "cli.leaves_out": "It leaves out:",
    "why.not_cyber.do": (
        "Choose a case of the family Cyber and data: closecall inbox shows the kinds."
    ),
    "why.not_cyber": "Only a cyber near miss can be notified under NIS 2.",
}
