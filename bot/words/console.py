"""The console's frame: signing in, the inbox, names of fields, what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- the frame ----------------------------------------------------------------------------
    "skip": "Skip to the content",
    "nav": "Pages",
    "nav.inbox": "Inbox",
    "you": "{role}",
    "sign_out": "Sign out",
    "language.en": "English",
    "language.it": "Italiano",
    "foot": "What you open is in memory only. Nothing of it is stored, here or in this browser.",
    "keep": "Keep",
    "cancel": "Back without keeping",
    "choose": "(choose)",
    "this_week": "this week",
    "weeks_ahead": (
        "in {n} week",
        "in {n} weeks",
    ),
    "week_other": "{week}: choose another",
    "print": "Nothing is printed from here: what you open stays on the screen.",
    "owed": (
        "The database cannot be written at the moment. What you read is as it stands; that you "
        "opened it is noted as soon as it can be."
    ),
    "back_to_inbox": "To the inbox",
    "typed": "You typed this and have not kept it yet.",
    "anew": "Drop it and begin anew",
    "stale": (
        "This page was from before you signed in. Nothing was done: look at it and send it again."
    ),
    "idle.soon": (
        "You will be signed out in two minutes unless you use this page. What you typed stays."
    ),
    "idle.over": (
        "You were signed out. Send the form, or load the page, to sign in again: what you "
        "typed goes along."
    ),
    # --- signing in ---------------------------------------------------------------------------
    "signin.title": "Sign in",
    "signin.name": "Your role, or the first digits of your key",
    "signin.name.hint": "As closecall reviewer list shows it.",
    "signin.passphrase": "Passphrase",
    "signin.go": "Open my key",
    "signin.slow": (
        "Opening a key takes a second, on purpose. It is forgotten after 15 minutes without "
        "use, and when you sign out."
    ),
    "signin.wrong": "This name and this passphrase do not open a key.",
    "signin.wait": (
        "Too many tries. Wait {n} second, then try again.",
        "Too many tries. Wait {n} seconds, then try again.",
    ),
    "signin.typed": "You were signed out. Nothing you typed is lost: it waits behind this form.",
    # --- pages instead of a page --------------------------------------------------------------
    "stop.title": "This page does not open",
    "stop.not_found": "There is nothing at this address.",
    "stop.no_longer": "This key is no longer on the list of reviewers.",
    "stop.not_yours": "This case is not sealed to you. It cannot be opened with your key.",
    "stop.too_fast": "Too many requests at once. Wait a moment and load the page again.",
    "stop.leads_only": "Only a lead may open this page.",
    "stop.broken": "Something went wrong on our side. Nothing was done; try again.",
    # --- what was sent and does not fit -------------------------------------------------------
    "faults": (
        "One thing needs another look",
        "{n} things need another look",
    ),
    "fault": "{field}: {why}",
    "line": "{line}",
    "unfit.missing": "it is empty",
    "unfit.unknown": "this is not one of the choices",
    "unfit.week": "a week looks like 2026-W50",
    "unfit.long": "this is too long",
    "missing.kind": "Sort it: the kind is missing",
    "missing.cause": "The root cause is missing",
    "missing.vulnerability": "The vulnerability uncovered is missing",
    "missing.worked": "What worked is missing",
    "missing.action": "An action is missing",
    "why.closed": "The case is closed; open it again first.",
    "why.other_draft": (
        "Another draft was written since this page was shown. Read it before you approve."
    ),
    "hold.numbers_only": "The reporter agreed to numbers only: there can be no lesson.",
    "hold.small_group": (
        "The group is too small to protect the reporter: fix it, do not publish."
    ),
    "hold.concern_not_agreed": "A concern becomes a lesson only if its reporter agreed to it.",
    "hold.vetoed": "The reporter said no to this draft. Write another one.",
    "hold.not_shown": (
        "The reporter asked to see it first, after this draft was written. Keep it again, as it "
        "is or changed: that shows it to them."
    ),
    "hold.waits_for_reporter": "The reporter asked to see it first. It waits for their answer.",
    "hold.no_draft": "There is no draft yet.",
    "hold.second_person": "A second reviewer approves it.",
    # --- what a case calls for ----------------------------------------------------------------
    "call.urgent": "URGENT: the danger may still be there",
    "call.came_back": "The reporter came back",
    "call.waiting": "Your question waits for an answer",
    "call.over": "Overdue",
    "call.due": "Due",
    "call.check": "Check-up: did the change help?",
    "call.unread": "Unread",
    "call.open": "In hand",
    "call.closed": "Closed",
    "call.not_yours": "Not sealed to you",
    "call.damaged": "Damaged: verify the audit log",
    # --- the inbox ----------------------------------------------------------------------------
    "inbox.search": "Search",
    "inbox.search.hint": (
        "The search looks through the cases that your key opens, in memory; no address or "
        "history keeps the words."
    ),
    "inbox.go": "Find",
    "inbox.filters": "Filters",
    "inbox.show.todo": "To do",
    "inbox.show.urgent": "Urgent",
    "inbox.show.unread": "Unread",
    "inbox.show.answered": "Came back",
    "inbox.show.waiting": "Waiting",
    "inbox.show.due": "Due",
    "inbox.show.over": "Overdue",
    "inbox.show.open": "In hand",
    "inbox.show.closed": "Closed cases",
    "inbox.new": (
        "{n} new",
        "{n} new",
    ),
    "inbox.found": (
        "{n} case holds what you looked for.",
        "{n} cases hold what you looked for.",
    ),
    "inbox.clear": "Show everything again",
    "inbox.none_here": "There is no such case.",
    "inbox.left": (
        "{n} case is still being opened.",
        "{n} cases are still being opened.",
    ),
    "inbox.more": "Go on",
    "inbox.families": "Every family",
    "inbox.overdue": (
        "In one case a promise is overdue. It was passed to the leads.",
        "In {n} cases a promise is overdue. They were passed to the leads.",
    ),
    "inbox.overdue.lead": (
        "One case was passed to you as a lead: a promise in it is overdue.",
        "{n} cases were passed to you as a lead: a promise in each is overdue.",
    ),
    "inbox.passed": "with the leads",
    "inbox.prev": "Previous",
    "inbox.next": "Next",
    "inbox.page": "Page {at} of {pages}",
    # --- names of fields ----------------------------------------------------------------------
    "field.name": "Name",
    "field.family": "Family",
    "field.kind": "Kind",
    "field.severity": "Worst credible outcome",
    "field.guess": "Probably ends as",
    "field.why": "Five whys",
    "field.cause": "Root cause",
    "field.vulnerability": "Kind of weakness",
    "field.uncovered": "The weakness it uncovered",
    "field.worked": "What worked",
    "field.change": "What changes",
    "field.text": "The text",
    "field.action.text": "What changes",
    "field.ask.text": "The question",
    "field.note.text": "The note",
    "field.owner": "Who sees to it",
    "field.due": "To be done by",
    "field.level": "Level in the hierarchy of controls",
    "field.question": "The question",
    "field.choice": "Answers to tap",
    "field.note": "The note",
    "field.to": "For whom",
    "field.disposition": "How it ends",
    "field.closing": "A sentence for the reporter",
    "field.weeks": "Weeks until the check-up",
    "field.number": "Number",
    "field.result": "Did the change help?",
    "field.reason": "Why it opens again",
    "field.into": "The case that stays",
    "field.other": "Another case",
    "field.reviewer": "Who should not read it",
    "field.title": "Title",
    "field.lesson.story": "The story",
    "field.lesson.saved_by": "What saved it",
    "field.lesson.vulnerability": "The weak spot",
    "field.lesson.change": "What changes",
    "field.lesson.why_it_helps": "Why it should help",
    "field.barrier": "What stopped it",
    "field.check_up": "Check-up in",
    "field.language": "Language of the lesson",
    "field.drill.question": "The question",
    "field.drill.choices": "A choice of the drill",
    "field.drill.answer": "The best answer",
    "field.drill.why": "Why it is the best",
    # --- the command --------------------------------------------------------------------------
    "cli.help": "the reviewers' pages, in a browser",
    "cli.host": "the address to listen on; another than this machine's own needs TLS",
    "cli.port": "the port, {n} if it is left out; 0 takes any that is free",
    "cli.url": "the https address that people type, where that is not this machine's own",
    "cli.tls_cert": "the certificate, in PEM",
    "cli.tls_key": "its key, in PEM",
    "cli.behind_proxy": "a proxy on the way has the certificate",
    "cli.ready": "The console is open at {url}. Ctrl-C closes it and forgets every key.",
    "cli.both": "--tls-cert and --tls-key go together",
    "cli.no_file": "{file}: there is no such file",
    "cli.needs_url": "--host beyond this machine needs --url https://… as well, and TLS",
    "cli.bad_url": "--url looks like https://console.example.org, without a path",
    "cli.needs_tls": "--url needs TLS: name --tls-cert and --tls-key, or say --behind-proxy",
}
