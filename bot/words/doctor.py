"""What `closecall doctor` says: each part of an installation, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    "help": "look at everything and say what to do",
    "level.good": "ok",
    "level.warn": "look",
    "level.bad": "MEND",
    "part.code": "code",
    "part.files": "files",
    "part.keys": "keys",
    "part.readers": "readers",
    "part.database": "database",
    "part.clock": "clock",
    "part.scrub": "scrub",
    "part.telegram": "Telegram",
    "part.slack": "Slack",
    "part.habits": "habits",
    "code.together": "The five packages stand together in {folder}.",
    "code.apart": (
        "{names} come from another folder than {folder}: install Close Call into an environment "
        "of its own."
    ),
    "files.nothing": (
        "Close Call is not set up in {folder}. Run `closecall init` here, or go to the folder "
        "where that was done."
    ),
    "files.private": "{home} and its keys are readable by their owner alone.",
    "files.wide": "Others can read these; run: chmod go-rwx {paths}",
    "files.organisation": (
        "{path}: the organisation's key is on this machine. Take it offline; who has it decides "
        "who may read."
    ),
    "files.break_glass": "{path}: the break-glass key is on this machine. Take it offline.",
    "keys.receipts": "Pepper and salt are there: eight words work.",
    "keys.damaged": (
        "No key can be read from these files; put them back from a backup, or have the reviewers "
        "invited anew: {paths}"
    ),
    "keys.day_keys": (
        "Nobody can begin to tell: this user may write no day keys to {path}. Give it to the user "
        "of the service, or name another folder in CLOSECALL_EPOCH_DIR, in memory at best."
    ),
    "readers.signed": "{n} at work; the list is signed and valid until the end of {week}.",
    "readers.expires": (
        "The list of readers ends with {week}, and then nothing is taken any more: "
        "`closecall reviewer renew`."
    ),
    "readers.alone": (
        "There is one reviewer. With two, nothing is lost with a passphrase and a second person "
        "approves lessons: `closecall reviewer add`."
    ),
    "readers.no_break_glass": "No break-glass key is on the list.",
    "clock.before_list": (
        "By this machine's clock it is {now}, and the list of readers, which is signed for a "
        "year, holds until {week}: the clock is behind. Look at it with `date`, and set it."
    ),
    "clock.behind": (
        "By this machine's clock it is {now}, and something was written here in {week}: the "
        "clock is behind now, or was ahead then. Look at it with `date`. If it is wrong, set it "
        "and start the service anew; if it is right, nothing else is to be done."
    ),
    "clock.ahead": (
        "By this machine's clock it is {now}, and the service was here last in {week}. If it ran "
        "in between, the clock is ahead: set it before next Monday, until when no case expires."
    ),
    "database.ready": "{kind}: open, its tables up to date.",
    "database.shut": "Nothing can be written, only looked at: {why}",
    "database.full": (
        "Its disk has {n} MiB left: reports are refused soon, or already. Free some space."
    ),
    "database.audit": "The chain of acts is broken at {number}: `closecall audit verify`.",
    "database.uncertain": (
        "Nobody knows whether {period} reached {channel}. Look, then `closecall digest settle`."
    ),
    "database.failed": "{period} could not be posted to {channel}.",
    "database.discreet": "PostgreSQL writes no statement and no row into its log.",
    "database.setting": (
        "PostgreSQL could write reporters' data into its log: set {name} = {value}."
    ),
    "database.archive": (
        "PostgreSQL's log of transactions is kept or passed on ({names}): whoever has it knows "
        "the second of each report. Use a server that does not, or keep it for a few days."
    ),
    "database.in_clear": (
        "PostgreSQL is reached over a network without TLS: whoever listens learns when reports "
        "come, and the day keys. Add `?sslmode=verify-full` to DATABASE_URL."
    ),
    "scrub.roster": "The roster has {n} names.",
    "scrub.models": (
        "{n} language model reads lessons a second time.",
        "{n} language models read lessons a second time.",
    ),
    "scrub.no_roster": (
        "There is no roster: names of colleagues are found by their shape only. Set "
        "CLOSECALL_ROSTER."
    ),
    "scrub.no_rules": "The scrubber has no rules for the language {language}.",
    "habits.release_now": (
        "CLOSECALL_RELEASE=now: a report can be matched with who was online. Use daily."
    ),
    "habits.key_here": (
        "{path}: a reviewer's key is on this machine. If it takes reports too, move the key away."
    ),
    "habits.no_font": (
        "CLOSECALL_DIGEST_FONT: {path} is no font that can be read, so the picture of the digest"
        " is left out."
    ),
    "habits.no_digest": (
        "Lessons are posted nowhere: set CLOSECALL_DIGEST_CHANNELS, file:lessons for a start."
    ),
    "habits.no_review": (
        "Nobody is alerted when an urgent report comes: set CLOSECALL_REVIEW_CHANNEL, "
        "file:review for a start."
    ),
    "habits.no_incident_door": (
        "Reporters of a real incident are not told where to go: set CLOSECALL_INCIDENT_DOOR."
    ),
    "habits.swap": ("Swap is on: memory may be written to the disk. Switch it off or encrypt it."),
}
