"""Why an act of the desk is refused, each reason beside what to do instead; a lesson's faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- what closing lacks ----------------------------------------------------------------------
    "missing.kind": "the kind: closecall triage {case} --kind KIND",
    "missing.cause": "the root cause: closecall finding {case} --cause CAUSE …",
    "missing.vulnerability": (
        "the vulnerability uncovered:"
        " closecall finding {case} --vulnerability V --uncovered TEXT …"
    ),
    "missing.worked": "what worked: closecall finding {case} --worked BARRIER …",
    "missing.action": (
        "an action: closecall action {case} TEXT --owner ROLE --due WEEK --level LEVEL"
    ),
    "missing.or": "or a reason instead: closecall close {case} --as REASON",
    # --- why not: a sentence for each cause, and what to do instead ------------------------------
    "why.closed": "The case is closed.",
    "do.closed": "Open it again first: closecall reopen {case} --why TEXT",
    "why.not_closed": "The case is not closed, so there is nothing to check.",
    "do.not_closed": "Close it first: closecall close {case}",
    "why.not_due": "Its check-up is not due yet, or was made already.",
    "do.not_due": "closecall show {case} names the week in which it is due.",
    "why.kind_family": "This kind does not belong to that family.",
    "do.kind_family": "Leave --family out: the kind brings its own.",
    "why.choices": "A question has at most eight answers, none of them empty or twice.",
    "do.choices": "One answer each: closecall ask {case} TEXT --choice A --choice B",
    "why.finding": "A first finding needs all four: cause, vulnerability, uncovered, worked.",
    "do.finding": (
        "closecall finding {case} --cause C --vulnerability V --uncovered TEXT --worked W"
    ),
    "why.action": "An action needs a text, an owner, a due week and a level.",
    "do.action": "closecall action {case} TEXT --owner ROLE --due WEEK --level LEVEL",
    "why.no_questions": "The reporter wants no questions.",
    "do.no_questions": (
        "A sentence that asks nothing can be sent: closecall note {case} TEXT --tell"
    ),
    "why.utf8": "This text is not UTF-8.",
    "do.utf8": "Save it as UTF-8, or type it on a terminal.",
    "why.empty": "There is no text.",
    "do.empty": "Write it in quotes after the case; - reads it from standard input.",
    "why.owner": "The owner must be a role; this looks like a name, a place or a number.",
    "do.owner": "Say who sees to it without saying who it is: --owner maintenance",
    "why.no_such_photo": "The case has no photo with this number.",
    "do.no_such_photo": "closecall show {case} counts its photos.",
    "why.photo_to": "--photo needs --to FILE, and --to needs --photo.",
    "do.photo_to": "closecall show {case} --photo 1 --to photo.jpg",
    "why.photo_out": "--to - writes a picture into a pipe: not onto a terminal, and not as JSON.",
    "do.photo_out": "closecall show {case} --photo 1 --to - | display",
    "why.photo_there": "The file exists already, or cannot be made there.",
    "do.photo_there": "Name a new file in a folder of your own: --to FILE",
    "why.photo_full": "The file could not be written; nothing of it was left.",
    "do.photo_full": "Make room on that disk, or name a file on another one.",
    "why.no_such_action": "There is no action with this number.",
    "do.no_such_action": "closecall show {case} numbers its actions.",
    "why.itself": "A case cannot be merged into itself.",
    "do.itself": "Name the case that stays: --into CASE",
    "why.merged_itself": "That case was merged into another one.",
    "do.merged_itself": "Merge into the one that stayed; closecall show names it.",
    "why.other_readers": "Somebody reads that case who may not read this one.",
    "do.other_readers": "Exclude them there first (closecall exclude), or keep both cases.",
    "why.no_such_reviewer": "No reviewer of this case has that role or key id.",
    "do.no_such_reviewer": (
        "closecall reviewer list shows roles and key ids; not everybody reads every case."
    ),
    "why.several_reviewers": "Several key ids begin so.",
    "do.several_reviewers": "Give more of its digits, or the role: closecall reviewer list.",
    "why.nobody_left": "Nobody but the break-glass key could read the case then.",
    "do.nobody_left": "Let somebody else in first: closecall reviewer admit KEY. Then exclude.",
    "why.published": "Its lesson is published already.",
    "do.published": "What is out cannot be changed; write another lesson from another case.",
    "hold.numbers_only": "The reporter agreed to numbers only.",
    "do.numbers_only": (
        "The case counts; it does not become a lesson. closecall close {case} ends it."
    ),
    "hold.small_group": "The group is too small to protect the reporter.",
    "do.small_group": (
        "Fix it and do not publish: closecall close {case} --as cannot_protect_identity"
    ),
    "hold.concern_not_agreed": "A concern becomes a lesson only if its reporter agreed to it.",
    "do.concern_not_agreed": (
        "They choose it with their words, under *What may become of the lesson*; ask them to: "
        "closecall ask {case} TEXT"
    ),
    "hold.vetoed": "The reporter said no to this draft.",
    "do.vetoed": "Write another one: closecall lesson {case}",
    "hold.not_shown": "The reporter asked to see it first, after this draft was written.",
    "do.not_shown": "Keep it again, as it is or changed: that shows it. closecall lesson {case}",
    "hold.waits_for_reporter": (
        "The reporter asked to see it first, and has had it for {n} week.",
        "The reporter asked to see it first, and has had it for {n} weeks.",
    ),
    "do.waits_for_reporter": "Wait for their answer; the inbox shows when it is there.",
    "hold.no_draft": "There is no draft.",
    "do.no_draft": "Write one: closecall lesson {case}",
    "hold.second_person": "A second reviewer approves; you wrote it.",
    "do.second_person": "Ask a colleague to run: closecall approve {case}",
    # --- what a lesson may not hold --------------------------------------------------------------
    "fault": "{field}: {why}",
    "fault.quote": "{field}, “{quote}”: {why}",
    "fault.missing": "it is missing",
    "fault.unknown": "this field or value is not known",
    "fault.four": "a drill has exactly four choices, and none is empty",
    "fault.too_long": "a story has at most 90 words",
    "fault.copied": "five words in a row or more are the reporter's own",
    "fault.first_person": "first person: write what a colleague did",
    "fault.name": "a name of the roster",
    "fault.date": "an exact date",
    "fault.time": "a clock time",
    "fault.number": "a badge, plate, ticket or serial number",
    "fault.found": "the scrubber would remove this",
    "fault.model": "the language model takes this for a name: change it, or accept it as it is",
    "fault.past": "the check-up week has passed",
}
