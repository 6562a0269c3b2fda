"""Wiring: settings become running parts, by hand, once per process. It decides nothing else.

    store ── engine, writer                      every command that touches the database
    front ── store + what can only close         chat, run
    desk ─── store + one unlocked key            inbox, show … close: the reviewer's own machine
    console  store + one desk per reviewer       the reviewers' pages
    digests ─ store + press, publisher           digest, run

Whatever opens something is a context manager: it is closed again, whatever happened. Imports wait
inside the functions: a reporter's first prompt must not load what a reviewer or a digest needs.
`console` is imported from its own file for that reason.
"""

from __future__ import annotations

from closecall.wiring.keys import (
    ReceiptSecrets,
    key_content,
    manifest,
    organisation,
    pinned,
    put_list,
    receipt_secrets,
    team,
    unlocked,
)
from closecall.wiring.opened import Store, must_be_set_up, must_be_there, store
from closecall.wiring.posting import digests, duty, practice, voting
from closecall.wiring.scrubbing import names, scrubber
from closecall.wiring.taking import drafts, front, outbox, routes, spool, terms
from closecall.wiring.working import desk

__all__ = [
    "ReceiptSecrets",
    "Store",
    "desk",
    "digests",
    "drafts",
    "duty",
    "front",
    "key_content",
    "manifest",
    "must_be_set_up",
    "must_be_there",
    "names",
    "organisation",
    "outbox",
    "pinned",
    "practice",
    "put_list",
    "receipt_secrets",
    "routes",
    "scrubber",
    "spool",
    "store",
    "team",
    "terms",
    "unlocked",
    "voting",
]
