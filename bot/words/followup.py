"""What a reporter reads on the way back, with the eight words in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    "words.ask": (
        "Your eight words, please. The first three letters of each are enough; 25 digits work too."
    ),
    "words.unknown": (
        "Nothing answers to these words. Check the spelling and try again; if they are lost, "
        "nobody can recover them, but you can report again."
    ),
    "case.received": (
        "Received: in the store, not read yet. A person reads it within 3 working days."
    ),
    "case.read": "Read: a person has read it.",
    "case.investigating": "Being investigated: cause and weakness are being looked for.",
    "case.acting": "Acting: a change is under way.",
    "case.closed": "Closed.",
    "case.closed.near_miss": "Closed: a cause was found and something was changed.",
    "case.closed.hazard_only": "Closed: it was a hazard, and it was dealt with.",
    "case.closed.actual_incident": "Closed here: it was an incident and was handed over as one.",
    "case.closed.duplicate": (
        "Closed: it belongs to a report that was already there, and goes on with it."
    ),
    "case.closed.cannot_protect_identity": (
        "Closed: fixed, and not published, because that could point to someone."
    ),
    "case.closed.out_of_scope": "Closed: this is not something that can be worked on here.",
    "case.note": "From the reviewers: {note}",
    "case.question": (
        "A question from a reviewer is waiting for you. If you have answered it already, your "
        "answer is safe: the question stays here until a reviewer has read it."
    ),
    "case.preview": (
        "A draft lesson is waiting for your word. If you have given it already, it is safe: the "
        "draft stays here until a reviewer has read it."
    ),
    "case.ask": "What would you like to do?",
    "case.answer": "Answer the question",
    "case.verdict": "Read the draft lesson",
    "case.add": "Add something",
    "case.more": "Add details by tapping",
    "case.rate": "Rate how it was handled",
    "case.reword": "Change the words",
    "case.withdraw": "Withdraw the report",
    "case.done": "Done",
    "back": "Back",
    "add.ask": "What would you like to add? No names, as before.",
    "answer.ask": "A reviewer asks: {question}",
    "answer.how": "Choose, or answer in your own words.",
    "answer.text": "Answer in your own words, without names.",
    "verdict.ask": "This is the lesson as it would be published:\n\n{preview}\n\nMay it go out?",
    "verdict.approve": "Yes, publish it",
    "verdict.veto": "No, do not publish it",
    "rate.ask": "How well was your report handled? 1 is badly, 5 is very well.",
    "confirm.ask": (
        "This is exactly what would be added. If you would say yes to one of these, change it "
        "before you send it:"
    ),
    "confirm.send": "Send",
    "confirm.change": "Change",
    "confirm.discard": "Discard",
    "reword.ask": "Make eight new words? The old ones stop working at once.",
    "reword.yes": "Yes, new words",
    "reworded": "Your new eight words. Write them down now; the old ones no longer work.",
    "withdraw.ask": (
        "Withdraw? The keys of your report are destroyed and nobody can open it again. What a "
        "reviewer has already read, and a lesson that was published, cannot be called back."
    ),
    "withdraw.yes": "Yes, destroy it",
    "withdrawn": "Withdrawn. Its keys are destroyed and the words no longer work.",
    "added": "Added and sealed.",
    "barred.before": (
        "Whom you excluded never gets a key: your report had not been handed out yet."
    ),
    "barred.after": (
        "Whom you excluded has no key any more. Your report had been handed out before: what "
        "was read until now cannot be taken back."
    ),
    "answered": "Thank you. Your answer is sealed for the reviewers.",
    "judged": "Thank you. The reviewers will follow your word.",
    "rated": "Thank you. That helps us to do better.",
    "discarded": "Erased. Your report stays as it was.",
    "bye": "Goodbye. What you sent stays; nothing else was kept.",
    "record.addition": "Added",
    "record.question": "The question",
    "record.answer": "My answer",
    "record.verdict": "The draft lesson",
    "record.rating": "How it was handled",
    "record.rating.of": "{n} of 5",
}
