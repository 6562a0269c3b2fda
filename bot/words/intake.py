"""What a reporter reads while telling, and after the words. Labels of ids live in `labels`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    # --- before the first question
    "banner": (
        "Anyone hurt, or danger right now? Call {emergency}. I do not keep who you are, and "
        "you see every word that I keep before you send it."
    ),
    "pledge": "Nobody is punished for an honest mistake reported here.",
    "start.ask": "A close call to tell? Type it, or choose.",
    "start.tell": "Tell a close call",
    "start.learn": "What is a near miss?",
    "start.lessons": "Lessons",
    "start.check": "Check my report",
    "start.privacy": "What we keep",
    # --- the story
    "story.ask": (
        'What almost happened? One or two sentences, no names: say "a driver", "a colleague".'
    ),
    "story.back": "Leave the story as it was",
    "story.as_it_is": "Take it as it is",
    "text.short": "A few more words, please.",
    "text.long": (
        "That is too long: {n} characters, and {limit} at most. Nothing of it was kept; please "
        "say it shorter."
    ),
    "text.wordless": (
        "I see hardly any words in this, and whoever reads it has nothing else to go by. Please "
        "say it in a sentence; or take it as it is."
    ),
    "text.empty": "I received no words I could read. Please type it as plain text.",
    "text.invisible": "I took out invisible or control characters.",
    "text.receipt": (
        "Your eight words are for you alone and do not belong in a text. Please write it again "
        "without them."
    ),
    "odd": "I can only read text here; that was not opened and not kept.",
    "choice.unknown": "I did not understand that choice. Please take one of these.",
    "choice.one": "One choice at a time, please.",
    "choice.words": (
        "Only a choice counts here: I did not keep these words, and what you told before is still "
        "there. Please take one of these."
    ),
    # --- the coach
    "coach.ask": (
        "I would change one thing:",
        "I would change {n} things:",
    ),
    "coach.times": (
        "{becomes}, once",
        "{becomes}, {n} times",
    ),
    "coach.rest": "… and {kinds}",
    "coach.more_person": (
        "one more name",
        "{n} more names",
    ),
    "coach.more_place": (
        "one more place",
        "{n} more places",
    ),
    "coach.more_time": (
        "one more time",
        "{n} more times",
    ),
    "coach.more_number": (
        "one more number",
        "{n} more numbers",
    ),
    "coach.more_address": (
        "one more address",
        "{n} more addresses",
    ),
    "coach.more_secret": (
        "one more secret",
        "{n} more secrets",
    ),
    "coach.firm": "Secrets, card numbers and mentions are always taken out.",
    "coach.humble": "I looked for names, numbers, times and places. I can miss things.",
    "coach.no_roster": "I cannot know your colleagues' names.",
    "coach.no_rules": "In this language I know only a part of what to look for.",
    "coach.safe": "Use safe version",
    "coach.edit": "Write it again",
    "coach.keep": "Keep mine",
    "coach.some": "Choose one by one",
    "coach_keep.ask": "What should stay as you wrote it? All else becomes the safe version.",
    "coach_keep.rest": (
        "One more thing is replaced in any case.",
        "{n} more things are replaced in any case.",
    ),
    "coach_keep.none": "None of these",
    # --- the questions
    "family.ask": "Which kind?",
    "kind.ask": "Closest match?",
    "barrier.ask": "What stopped it?",
    "worst.ask": "Worst that could realistically have happened?",
    "ongoing.ask": "Is it still going on?",
    "gravity.ask": "How serious?",
    "branch.phishing_stopped": "Did anyone click or type a password?",
    "branch.malware_ransomware_neutralised": "Did it open or change files?",
    "branch.medication_mixup": "Did it reach the patient?",
    "branch.password_or_secret_exposed": "Has it been changed yet?",
    "branch.misconfiguration_exposure": "Has it been closed yet?",
    "branch.access_schedule_or_lock": "Does the door lock correctly now?",
    "branch.tailgating_unauthorised_entry": "Is the person still inside?",
    "branch.gas_chemical": "Has the leak stopped?",
    "branch.vehicle_reversing": "Was a person in the path?",
    "branch.forklift_loading": "Was a person in the path?",
    "branch.concern": "Who should not read this? They will get no key to it.",
    "branch.yes": "Yes",
    "branch.no": "No",
    "branch.unknown": "I don't know",
    "branch.none": "Nobody to leave out",
    "urgent.hour": (
        "Send it now (the hour could be linked to you), or with the next batch, mixed with "
        "others, within an hour?"
    ),
    "urgent.four_hours": (
        "Send it now (the hour could be linked to you), or with the next batch, mixed with "
        "others, within four hours?"
    ),
    "urgent.day": (
        "Send it now (the hour could be linked to you), or with the next batch, mixed with "
        "others, within a day?"
    ),
    "urgent.now": "Now",
    "urgent.window": "With the next batch",
    # --- what an answer sets off
    "incident": (
        "If harm was done, this is an incident: please tell {door} as well. I do not tell "
        "them. If you send this too, we take only the learning from it; if not, discard it."
    ),
    "incident.door": "your incident contact",
    "danger": (
        "If danger is still running, call {emergency} or warn people first. Nobody reads this "
        "at once."
    ),
    "concern.is": (
        "This door is not an emergency line and not legal advice. A person answers within 7 "
        "days; you get feedback within 3 months."
    ),
    "concern.readers": (
        "One person here reads what you tell: {roles}.",
        "{n} people here read what you tell: {roles}.",
    ),
    "concern.few": (
        "One person here reads what you tell.",
        "{n} people here read what you tell.",
    ),
    "concern.all": (
        "That person cannot be left out: if it is about them, do not tell it here.",
        "None of them can be left out: if it is about one of them, do not tell it here.",
    ),
    "concern.channels": "Outside this organisation: {channels}",
    # --- the record
    "confirm.ask": (
        "This is everything that will be stored. If you would say yes to one of these, change it "
        "before you send it:"
    ),
    "confirm.only": "Are you the only person who could have seen this?",
    "confirm.role": "Does a role, a shift or a date point to one person?",
    "confirm.style": "Would a colleague recognise your way of writing? Short and plain is safer.",
    "confirm.rare": (
        'Only a few people could know this. Later you can say "only count it" or "show me first".'
    ),
    "confirm.send": "Send",
    "confirm.change": "Change",
    "confirm.discard": "Discard",
    "change.ask": "What should be changed?",
    "change.back": "Nothing, back to the record",
    "discarded": "Erased. Nothing was kept.",
    "cancelled": "Stopped. Nothing of what you typed was kept.",
    "cancelled.nothing": "There was nothing to stop; nothing new was kept.",
    # --- lines of the record
    "record.story": "What almost happened",
    "record.concern": "What is wrong",
    "record.told": "What was told",
    "record.family": "Kind",
    "record.kind": "Closest match",
    "record.barrier": "What stopped it",
    "record.worst": "Worst that could have happened",
    "record.ongoing": "Still going on",
    "record.gravity": "How serious",
    "record.severity": "Severity, set by the answer above",
    "record.severity.at_least": "At least: {severity}",
    "record.incident": "Harm was done",
    "record.incident.text": "An incident; sent here for the learning only",
    "record.urgent": "When to send",
    "record.excluded": "Must not read this",
    # --- after Send
    "filed": (
        "Thank you: that is how things get safer. These eight words are yours alone; write "
        "them down now."
    ),
    "filed.next": (
        "They are the only way back, and nobody can recover them. A person reads your report "
        "within 3 working days; lessons come on {weekday}."
    ),
    "filed.unposted": (
        "They are the only way back, and nobody can recover them. A person reads your report "
        "within 3 working days; the lessons can be read here, under Lessons."
    ),
    "filed.concern": (
        "They are the only way back, and nobody can recover them. A person answers within 7 "
        "days; you get feedback within 3 months."
    ),
    "filed.now": "The duty reviewers are being told now, without your words.",
    "filed.unheard": (
        "The reviewers find it in their inbox from now on, but nobody is called: if danger is "
        "running, warn people yourself."
    ),
    "weekday.monday": "Monday",
    "weekday.tuesday": "Tuesday",
    "weekday.wednesday": "Wednesday",
    "weekday.thursday": "Thursday",
    "weekday.friday": "Friday",
    "weekday.saturday": "Saturday",
    "weekday.sunday": "Sunday",
    "more.ask": "Done, if you like. Or add a little more: each one is optional.",
    "more.unsent": "Added so far, not sent yet: {n}. Send it, or add more.",
    "more.send": "Show and send what I added",
    "more.recall": "I have written them down: check me",
    "more.again": "Show the words once more",
    "more.done": "Done",
    "more.when": "When",
    "more.area": "Where",
    "more.why": "Why",
    "more.idea": "What would stop it next time?",
    "more.seen": "Seen before?",
    "more.view": "Your point of view",
    "more.consent": "What may become of the lesson",
    "more.questions": "May reviewers ask you something?",
    "more.excluded": "Who must not read it?",
    "recall.ask": "Choose word number {place} of your eight.",
    "recall.back": "Back",
    "recall.right": "Right. You have them.",
    "recall.wrong": "That is another one. Look at your note, or show the words once more.",
    "bye": "Thank you. Keep your words safe; I have forgotten the rest.",
    # --- optional details
    "when.ask": "When was it? Only the week is kept.",
    "daypart.ask": "Which part of the day?",
    "area.ask": "Where was it?",
    "spot.ask": (
        "Which spot exactly, so that it can be fixed? Sealed, never published, destroyed at "
        "closing."
    ),
    "why.ask": "Why, in your view? Several are fine.",
    "idea.ask": "What would stop it next time? One sentence.",
    "seen.ask": "Have you seen this before?",
    "view.ask": "Where did you stand? This can point to you: skip it if in doubt.",
    "consent.ask": "What may become of the lesson?",
    "questions.ask": (
        "May reviewers ask you something? You would see it when you come back with the words."
    ),
    "questions.yes": "Yes, they may ask",
    "questions.no": "No questions",
    "excluded.ask": (
        "Which roles must not read your report? They get no key to it, or lose the one they "
        "have; that cannot be undone."
    ),
    "skip": "Skip",
    "record.when": "When",
    "record.daypart": "Part of the day",
    "record.area": "Where",
    "record.spot": "Exact spot",
    "record.why": "Why, in my view",
    "record.idea": "What would stop it",
    "record.seen": "Seen before",
    "record.view": "Point of view",
    "record.consent": "The lesson",
    "record.questions": "Questions",
    # --- away from something unsent
    "leave.ask": "What you have not sent would be lost. Leave it?",
    "leave.words": (
        "Have you written down your eight words? From here on nobody can show them again."
    ),
    "leave.leave": "Yes, leave it",
    "leave.stay": "No, stay here",
}
