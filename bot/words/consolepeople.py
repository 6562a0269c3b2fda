"""The console's pages about people and keys: invitations, one-time codes, recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.words import Sentence

SENTENCES: Final[dict[str, Sentence]] = {
    # --- signing in ---------------------------------------------------------------------------
    "code": "Code from your app, if you set one up",
    "code.hint": "Leave it empty if you did not.",
    "recover.link": "I have lost my passphrase, and have my recovery code",
    # --- the list -----------------------------------------------------------------------------
    "people.title": "People",
    "people.list": "Who may read: version {n} of the list, signed until {week}",
    "people.role": "Role",
    "people.key": "Key",
    "people.may": "May",
    "people.state": "State",
    "people.lead": "lead: people and settings too",
    "people.reviewer": "reviewer: cases",
    "people.speakup": "concerns",
    "people.here": "at work",
    "people.gone": "removed",
    "people.you": "you",
    "people.hand_over": "Hand over what they lack",
    "people.remove_again": "Take away what they can still open",
    "did.hand_over": (
        "{n} case was handed over.",
        "{n} cases were handed over.",
    ),
    "people.everybody_leads": (
        "Nobody is named a lead yet, so everybody is one. Who is here stays a lead when the next "
        "reviewer is admitted."
    ),
    "people.offline": (
        "The organisation's key is not on this machine. Use closecall reviewer in the shell, "
        "where it is."
    ),
    "organisation": "Passphrase of the organisation's key",
    # --- inviting -----------------------------------------------------------------------------
    "invite.title": "Invite somebody",
    "invite.about": (
        "You get a link for one person, which works once. They make their own key with it; you "
        "compare its fingerprint with them and admit it. Link and key end after 48 hours, or "
        "when the console stops, if the key was not admitted by then."
    ),
    "invite.role": "Their role",
    "invite.role.hint": "A role such as safety, never a name.",
    "invite.speakup": "may read concerns about conduct",
    "invite.lead": "is a lead: may also invite, remove and change settings",
    "invite.go": "Make the link",
    "did.invite": (
        "The link, shown this once: {link} It works until the console stops, for 48 hours at most."
    ),
    # --- admitting ----------------------------------------------------------------------------
    "admit.title": "Keys that wait to be admitted",
    "admit.key": "{role}: fingerprint {mark}",
    "admit.compared": "I compared this fingerprint with them, by voice or in person",
    "admit.go": "Admit",
    "admit.no": "This is not them: throw it away",
    "did.admit": (
        "Admitted: {role}. {n} case was handed over.",
        "Admitted: {role}. {n} cases were handed over.",
    ),
    "did.send_away": "The key was thrown away.",
    "gone": "This key waits no longer.",
    # --- removing -----------------------------------------------------------------------------
    "remove.title": "Remove somebody",
    "remove.about": (
        "The key reads nothing that follows, in old cases either. What was read cannot be "
        "recalled."
    ),
    "remove.who": "Who leaves",
    "remove.go": "Remove",
    "did.remove": (
        "Removed: {name}. {n} case got a new key.",
        "Removed: {name}. {n} cases got a new key.",
    ),
    "did.remove_left": (
        "Removed: {name}. New keys: {n}. Still open to them, because your key does not open "
        "them: {left}. Another reviewer must do the same."
    ),
    "lead.title": "Leads",
    "lead.who": "Who",
    "lead.on": "Make them a lead",
    "lead.off": "No longer a lead",
    "did.lead": "Kept: {name}.",
    "why.gone": "This key is not on the list any more.",
    "why.alone": (
        "Some cases would then open with the break-glass key alone. Who leaves hands them "
        "over first, on this page; concerns open only to who may read them."
    ),
    "why.concerns": (
        "Nobody would be left who may read concerns: they would go to every reviewer. Name "
        "somebody first."
    ),
    "why.organisation": "This passphrase does not open the organisation's key.",
    "why.last": "That would leave nobody who may do this.",
    "why.changed": "Somebody else changed the list at this moment. Look at it, and try again.",
    "why.yourself": "Nobody removes themselves: another lead does it.",
    "why.code": "This code is not right, or was used already.",
    # --- the newcomer -------------------------------------------------------------------------
    "invited.title": "You are invited",
    "invited.about": (
        "You will read what people reported as {role}. Your key is made now, in the memory of "
        "this program, and locked with a passphrase that only you will see. Have pen and "
        "paper ready."
    ),
    "invited.go": "Make my key",
    "invited.made": "Your key is made",
    "invited.once": "Write down both now, on paper, apart from each other. They are shown once.",
    "invited.passphrase": "Passphrase, to sign in",
    "invited.recovery": "Recovery code, for when the passphrase is lost",
    "invited.fingerprint": "Fingerprint of your key: read it to the lead who invited you",
    "invited.kept": "I have written them down",
    "invited.done": "Done. You can sign in as soon as the lead has admitted your key.",
    # --- my key -------------------------------------------------------------------------------
    "account.title": "My key",
    "account.key": "Fingerprint",
    "account.codes": "One-time codes",
    "account.codes.off": "A code from an app on your phone is not asked for when you sign in.",
    "account.codes.on": "A code from your app is asked for when you sign in.",
    "account.codes.how": (
        "Put this secret into an authenticator app, then type the code that it shows."
    ),
    "account.codes.link": "Open it in an app on this device",
    "account.codes.honest": (
        "It guards this door. Whoever has a copy of your key file and your passphrase needs "
        "no code: keep both safe."
    ),
    "account.code": "The code",
    "account.turn_on": "Turn on",
    "account.turn_off": "Turn off",
    "did.codes_on": "One-time codes are on.",
    "did.codes_off": "One-time codes are off.",
    "passkey.title": "Passkey",
    "passkey.use": "Use my passkey",
    "passkey.make": "Make a passkey on this device",
    "passkey.done": "Your passkey answered. Go on with the button below.",
    "passkey.failed": "The browser gave no passkey. Nothing was sent.",
    "passkey.on": "A passkey is asked for when you sign in. To turn it off, use it once more.",
    "passkey.off": "No passkey is asked for when you sign in.",
    "passkey.none": (
        "Passkeys need a name: open the console under an https address, or as "
        "http://localhost, and install the extra passkey."
    ),
    "did.passkey_on": "The passkey is kept.",
    "did.passkey_off": "The passkey is forgotten.",
    "why.passkey": "This passkey did not hold. Try again.",
    # --- recovery -----------------------------------------------------------------------------
    "recover.title": "Recover your key",
    "recover.about": (
        "With the printed code you get a new passphrase and a new code. One-time codes are "
        "turned off."
    ),
    "recover.code": "Recovery code",
    "recover.go": "Recover",
    "recover.wrong": "This name and this code do not open a key.",
    "recover.made": "Your key has a new passphrase",
    "recover.back": "Back to signing in",
}
