"""When reviewers leave, lead or begin to read concerns: what would go wrong, what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    "speakup.help": "let a reviewer read concerns from now on, or no longer",
    "speakup.off": "no longer",
    "force": (
        "do it although cases stay with the break-glass key, concerns go to everybody, or "
        "everybody leads"
    ),
    "lead.help": "name a lead: who also changes people and settings, in the console",
    "lead.arg": "make this reviewer a lead: people and settings too, in the console",
    "leads": "Nobody would be left who leads: everybody would be a lead.",
    "leads.do": "Name somebody first: closecall reviewer lead KEY",
    "leads.remove": "Name somebody first: closecall reviewer lead KEY. Or --force.",
    "leads_now": "{name} is a lead.",
    "leads_no_more": "{name} is no lead any more.",
    "leads_already": "Nothing to change: {name} is a lead already.",
    "leads_not": "Nothing to change: {name} is no lead.",
    "leads_settled": (
        "Leads, who change people and settings in the console: {names}. Another: closecall "
        "reviewer lead KEY"
    ),
    "own": "This is your own key: with it you could not give the cases new ones.",
    "own.do": "Let another reviewer remove it: CLOSECALL_KEY_FILE names their key then.",
    "alone": (
        "{n} case could then be opened with the break-glass key alone.",
        "{n} cases could then be opened with the break-glass key alone.",
    ),
    "alone.do": (
        "{name} hands them over first, with their own key: closecall reviewer admit KEY. Concerns "
        "open only to the group speakup: closecall reviewer speakup KEY before that. Or --force."
    ),
    "concerns": "Nobody would be left in the group speakup: concerns would go to every reviewer.",
    "concerns.do": "Name somebody first: closecall reviewer speakup KEY. Or --force.",
    "changed": "The list of reviewers was changed by somebody else at this moment.",
    "changed.do": "Look at it, closecall reviewer list, and run this again.",
    "left_alone": (
        "{n} case opens to the break-glass key alone now.",
        "{n} cases open to the break-glass key alone now.",
    ),
    "joined": (
        "From now on concerns are sealed to {name} too. Older ones: whoever reads them runs "
        "closecall reviewer admit {name}"
    ),
    "joined_first": (
        "From now on concerns are sealed to {name} alone, no longer to every reviewer. Who shall "
        "read them as well: closecall reviewer speakup KEY"
    ),
    "parted": (
        "Concerns are no longer sealed to {name}. What {name} reads already stays; closecall "
        "exclude takes a case away."
    ),
    "already": "Nothing to change: {name} reads concerns already.",
    "never": "Nothing to change: {name} is not in the group speakup.",
}
