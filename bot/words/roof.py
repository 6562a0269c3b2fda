"""What an operator reads: commands, settings, set-up, the service, and every failure.

Failures keep their English where they are raised (`bot.errors`); they are listed here so that they
are translated like everything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.words import Sentence


def _failures(kind: type[errors.CloseCallError]) -> Iterator[tuple[str, str]]:
    """Every failure's sentence and hint, from the root of the tree down."""
    yield f"failure.{kind.__name__}", " ".join((kind.__doc__ or "").split())
    yield f"hint.{kind.__name__}", kind.hint
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _failures(child)


SENTENCES: Final[dict[str, Sentence]] = {
    # --- the command -----------------------------------------------------------------------------
    "about": (
        "Anonymous near-miss reporting: it keeps the story and forgets the person. "
        "Begin with `closecall demo`, or with `closecall init` in an empty folder."
    ),
    "json.help": "print JSON only",
    "unexpected": "Something unforeseen happened ({kind} at {place}): a fault of Close Call.",
    "unexpected.hint": (
        "Nothing that was acknowledged is lost. Please report this line; it holds nobody's words."
    ),
    "commands": "commands",
    "command": "COMMAND",
    "act": "ACT",
    "version": "say which version this is, and end",
    "stopped": "Stopped.",
    "fault.line": "closecall: {sentence}",
    "fault.detail": "  {line}",
    "fault.hint": "  → {hint}",
    # --- settings --------------------------------------------------------------------------------
    "setting.in_env_file": "in .env",
    "setting.in_environment": "in the environment",
    "setting.env_unreadable": ".env is there but cannot be read.",
    "setting.env_line": ".env, line {line}: this is not NAME=value, and no comment.",
    "setting.env_twice": (
        ".env, line {line}: it sets again what line {first} sets. Keep one of the two."
    ),
    "setting.unknown": "{name} ({where}) is not a setting of Close Call.",
    "setting.unknown_near": (
        "{name} ({where}) is not a setting of Close Call. Did you mean {near}?"
    ),
    "setting.both": "{name} and {name}_FILE are both set; keep one.",
    "setting.file_unreadable": "{name}: the file that it names cannot be read.",
    "setting.file_empty": "{name}: the file that it names is empty.",
    "setting.unfit": "{name}: {expected}",
    "setting.needs_token": "{name} names a place in {platform}: set {token} too.",
    "setting.slack_unheard": (
        "SLACK_BOT_TOKEN alone hears nothing: set SLACK_APP_TOKEN (Socket Mode) or "
        "SLACK_SIGNING_SECRET (HTTP) too."
    ),
    "setting.slack_unanswered": (
        "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is set, but without SLACK_BOT_TOKEN the Slack "
        "door stays closed."
    ),
    "expected.slack_bot_token": "the bot token of your Slack app, which begins with xoxb-.",
    "expected.slack_app_token": "an app-level token of your Slack app, which begins with xapp-.",
    "expected.slack_signing_secret": "the signing secret of your Slack app: letters and digits.",
    "expected.line": "one line of text, 500 characters at most.",
    "expected.database": (
        "a URL that begins with sqlite:/// or postgresql:// (for SQLite a file, not memory)."
    ),
    "expected.language": "a language that Close Call speaks: en or it.",
    "expected.timezone": "the name of a time zone, like Europe/Rome.",
    "expected.roles": "names of roles, separated by commas, 40 characters each at most.",
    "expected.rare": (
        "ids of kinds and areas, separated by commas, like gas_chemical,clinic_lab."
    ),
    "expected.regions": "codes of countries, separated by commas, like IT,GB.",
    "expected.folders": "folders that are there, separated by commas; a name is not looked up.",
    "expected.switch": "on or off.",
    "expected.release": "now, hourly, 4-hourly or daily.",
    "expected.number": "a whole number from {least} to {most}.",
    "expected.weekly": "a weekday and a time, like mon 09:00.",
    "expected.fingerprint": "the fingerprint that `closecall init` printed, hexadecimal digits.",
    "expected.pepper": "64 hexadecimal digits or more; older ones follow after commas.",
    "expected.telegram_token": "the token that BotFather gave you, like 123456:ABC-def.",
    "expected.api_url": "an address that begins with https:// or http://, without a query.",
    "expected.public_url": "an address that begins with https://, without a query.",
    "expected.place": (
        "file: and a folder, like file:lessons, telegram: and a group or channel, like "
        "telegram:@closecalls, or slack: and a channel, like slack:C0123456789."
    ),
    "expected.place_options": (
        "after a place and a semicolon language=en or it, at=tue 10:00 or timezone=Europe/Rome,"
        " each once, separated by semicolons."
    ),
    "expected.place_twice": "each place once.",
    "expected.font": "a TrueType or OpenType file that is there.",
    "expected.place_slack": (
        "slack: and the id of a channel, or its name, like slack:C0123456789 or "
        "slack:close-calls. Never a person."
    ),
    "expected.place_telegram": (
        "telegram: and the id or the public name of a group or a channel, like "
        "telegram:-1001234567890 or telegram:@closecalls; /12 after it names a topic. Never a "
        "person."
    ),
    # --- init ------------------------------------------------------------------------------------
    "init.help": "set up Close Call in this folder: keys, database, settings",
    "init.yes": "ask nothing; take the defaults and what the environment says",
    "init.role": "the first reviewer's role, as reporters will see it",
    "init.hello": (
        "Close Call will be set up in {folder}. A few questions; Enter takes what is in brackets."
    ),
    "init.ask.language": "Language, en or it",
    "init.ask.timezone": "Time zone",
    "init.ask.emergency_number": "The emergency number where you are",
    "init.ask.incident_door": "Where are real incidents reported? A number, a page",
    "init.ask.pledge": "Your pledge not to punish honest mistakes, in one sentence",
    "init.ask.default": "{question} [{default}]: ",
    "init.later": "later, in .env",
    "init.making": (
        "\nMaking the keys and the database: some seconds, on a slow machine half a minute."
    ),
    "init.done": (
        "Done. Settings: {env}\nKeys and state: {home}\nDatabase: {db}, with its tables.\n"
    ),
    "init.fingerprint": "The organisation's fingerprint, to compare: {fingerprint}\n",
    "init.show.reviewer": (
        "The reviewer's key\n  file        {file}\n  passphrase  {secret}\n"
        "  Move the file to the reviewer's own machine; keep the passphrase in a password "
        "manager.\n"
    ),
    "init.show.recovery": (
        "Should the passphrase be lost\n  file        {file}\n  code        {secret}\n"
        "  Print the code and put it away; `closecall reviewer recover` takes both.\n"
    ),
    "init.show.organisation": (
        "The organisation's key: it decides who may read\n  file        {file}\n"
        "  passphrase  {secret}\n"
        "  Take the file offline, to a stick in a safe; it is needed only to add or remove a "
        "reviewer.\n"
    ),
    "init.show.break_glass": (
        "The break-glass key: it opens every case when nobody else can\n  file        {file}\n"
        "  code        {secret}\n"
        "  Take the file offline; print the code, seal it in an envelope, keep the two apart.\n"
    ),
    "init.backup": (
        "Back up {home} without its folder epochs. Without pepper and salt no eight words work."
    ),
    "init.stored": "\nPress Enter when everything is stored; the screen is then cleared. ",
    "init.shown": (
        "These secrets were shown on this screen and nowhere else. They stay in its history, and "
        "in every log of it, until you clear them."
    ),
    "init.shown_cleared": (
        "The screen was cleared. If it was recorded (tmux, script, a remote session), the secrets "
        "are in that record: delete it."
    ),
    "init.next": "Next: `closecall chat` to try it, `closecall run` to serve, `closecall doctor`.",
    # --- reviewers -------------------------------------------------------------------------------
    "reviewer.help": "who may read: add, list, retire reviewers",
    "reviewer.list": "show the signed list of readers",
    "reviewer.add": "make a key pair for a new reviewer and sign the list anew",
    "reviewer.admit": "hand a reviewer the older cases that they may read",
    "reviewer.remove": "retire a reviewer: nothing that follows can be read with that key",
    "reviewer.renew": "sign the list for another year",
    "reviewer.recover": "make a key file anew from its recovery file and the printed code",
    "reviewer.arg.role": "the role, as reporters see it: safety, legal …",
    "reviewer.arg.speakup": "put this reviewer into the group that reads concerns",
    "reviewer.arg.key": "the first digits of the key id; `closecall reviewer list` shows them",
    "reviewer.arg.file": "the recovery file",
    "reviewer.arg.organisation": "A file with the organisation key's passphrase; else asked for",
    "reviewer.arg.code": "A file with the recovery code; else it is asked",
    "reviewer.ask.organisation": "Passphrase of the organisation key: ",
    "reviewer.ask.own": "Passphrase of your own key (CLOSECALL_KEY_FILE): ",
    "reviewer.ask.code": "Recovery code: ",
    "reviewer.ask.file": "Name a file with it, {option}, or run this on a terminal.",
    "reviewer.title": "Readers, list number {n}, valid until the end of {week}",
    "reviewer.column.key": "Key",
    "reviewer.column.role": "Role",
    "reviewer.column.groups": "Groups",
    "reviewer.column.state": "State",
    "reviewer.state.active": "reads",
    "reviewer.state.retired": "retired",
    "reviewer.no_such_role": "A role is a word or two, and not `break-glass`.",
    "reviewer.no_such_role.do": "Say what they do, as reporters will read it: --role safety",
    "reviewer.no_such_key": "No reviewer's key id begins so, or more than one does.",
    "reviewer.no_such_key.do": "`closecall reviewer list` shows whose keys there are.",
    "reviewer.last": "This is the last reviewer: nobody would be left to read.",
    "reviewer.last.do": "Add another one first: `closecall reviewer add --role ROLE`.",
    "reviewer.wrong.organisation": (
        "Type the organisation's passphrase here, not your own. If it is lost, see what to do in "
        "docs/operator.md, *What is lost*."
    ),
    "reviewer.wrong.code": (
        "Take the code that was printed together with this recovery file: each recovery makes a "
        "new pair, and the old ones do not fit the new ones."
    ),
    "reviewer.removed": "{name} is retired. Cases that got a new key: {n}.",
    "reviewer.removed_only": (
        "{name} is retired: nothing new is sealed to it. Older cases keep their keys: new ones "
        "take a reviewer's key (CLOSECALL_KEY_FILE)."
    ),
    "reviewer.renewed": "The list of readers is valid until the end of {week}.",
    "reviewer.handed": "Older cases handed over: {n}.",
    "reviewer.not_handed": (
        "Older cases were not handed over: that takes a reviewer's key. On that reviewer's "
        "machine: `closecall reviewer admit {name}`."
    ),
    # --- ready -----------------------------------------------------------------------------------
    "ready.help": "ask the service on this machine whether it works",
    "ready.works": "The service works, by its own account.",
    "ready.fails": (
        "The service is not ready: {parts}. `closecall doctor` says what is wrong, and what to do."
    ),
    "ready.nobody": (
        "No service of Close Call answers at http://127.0.0.1:{port}. It is started with "
        "`closecall run`, or by systemd."
    ),
    "ready.no_port": ("CLOSECALL_HEALTH_PORT=0: the service has no page to ask. Give it a port."),
    # --- audit and database ----------------------------------------------------------------------
    "audit.help": "the record of what reviewers and operators did",
    "audit.verify": "check that no act was changed, taken out or put in",
    "audit.whole": "The chain of acts is whole.",
    "audit.broken": "The chain of acts is broken: act {number} does not follow the one before.",
    "db.help": "the database",
    "db.upgrade": "bring the tables up to date",
    "db.done": "The tables are up to date.",
    # --- the service -----------------------------------------------------------------------------
    "run.help": "serve: release reports, post the digest, delete what is over",
    "run.once": "do everything that is due now, once, and end",
    "run.door.terminal": "Terminal: open (`closecall chat`).",
    "run.release": "Release: {rhythm}.",
    "run.digest": "Digest: {places}, {at}.",
    "run.no_digest": (
        "Digest: nowhere. CLOSECALL_DIGEST_CHANNELS=file:lessons posts it to a folder."
    ),
    "run.health": "Health: http://127.0.0.1:{port}/healthz, /readyz and /metrics.",
    "run.review": "Duty reviewers: {place}, urgent alerts at once and a reminder a day.",
    "run.no_review": (
        "Duty reviewers: nobody is alerted. CLOSECALL_REVIEW_CHANNEL=file:review posts urgent "
        "alerts to a folder."
    ),
    # --- what reporters are told about this installation -----------------------------------------
    "door.terminal": (
        "You are at a terminal of your organisation: whoever runs this machine can see that it is "
        "used, and what is typed while it is used."
    ),
    "door.telegram": (
        "Telegram knows that we talk and keeps its own copies. I delete your words here as soon "
        "as I have them; notifications and other devices are out of my reach."
    ),
    "door.slack": (
        "Slack knows that you opened me, and when; the owner of your workspace may see that. "
        "What you type in this form is not kept as a message."
    ),
    "door.slackdm": (
        "Slack knows that we talk and keeps what you write here: I cannot delete your messages, "
        "and the owner of your workspace may read and export them. The form keeps no message."
    ),
    "retention": (
        "A case is kept for {n} week; then its keys are destroyed.",
        "A case is kept for {n} weeks; then its keys are destroyed.",
    ),
    **dict(_failures(errors.CloseCallError)),
}
