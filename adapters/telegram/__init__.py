"""The Telegram door: a second way in to the same intake, in a private chat.

    update ── translate ── lanes ── door ── intake (commit) ── screen ── client ── Telegram

`translate` and `screen` are pure. A chat's number lives in the closure of one update and, under a
key that exists only in memory, in a route with an end. `client` and `runner` alone know the SDK.
"""
