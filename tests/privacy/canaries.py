"""The canaries: what people and their machines bring in, by where it may be seen afterwards.

    ENVIRONMENT, TAKEN_OUT   nowhere at all, not even by a reviewer
    TOLD                     by a reviewer, on the screen; in sealed bytes and nowhere else
    DESK                     the same, written by a reviewer

Words are long and odd, so that no library, catalogue or word list holds them by chance.
"""

from __future__ import annotations

from typing import Final

ENVIRONMENT: Final = {
    "USER": "mzanzottera",
    "LOGNAME": "mzanzottera-login",
    "USERNAME": "mzanzottera-name",
    "SUDO_USER": "mzanzottera-sudo",
    "HOSTNAME": "wks-quimper-0417",
    "SSH_CLIENT": "203.0.113.77 50517 22",
    "SSH_CONNECTION": "203.0.113.77 50517 198.51.100.9 22",
    "SSH_TTY": "/dev/pts/quimper-31",
    "MAIL": "/var/mail/mzanzottera-mail",
    "GIT_AUTHOR_EMAIL": "m.zanzottera@quimper.example",
    "DISPLAY": "quimper-display:0",
}
"""What a reporter's shell knows of its person. HOME is added by whoever makes the folder."""

SAFE_STORY: Final = (
    "Quentin Zimbalister (quentin.zimba@example.com, +39 02 5551 7288, badge 99887766) left "
    "password: hunter2-Zquix on a note at 14:37, and a velocipede rolled over the rhododendron "
    "while @zimba_quentin was kaleidoscopically distracted."
)
KEPT_STORY: Final = (
    "Ottavio Brambillasca wrote password: s3cr3t-Wibbleford on the whiteboard, and a marmoreal "
    "obelisk toppled beside the onomatopoeia bench."
)
LINES_STORY: Final = (
    "Zebedee Quackenbush from the foundry stood under a pterodactylous crane, "
    "call 333 4455667, and the bathysphere swung past."
)
UNSENT_STORY: Final = (
    "Nicodemus Featherstonehaugh saw the zeugmatic ballast slide off the palimpsest shelf."
)
CONCERN_STORY: Final = (
    "Somebody signs inspection sheets for the hippopotamine boiler without ever opening the "
    "callipygian valve, and Wilhelmina Thistlethwaite knows of it."
)
URGENT_STORY: Final = "A xenolithic gas bottle leaks beside the oubliette and nobody stops it."
ROSTER: Final = (
    *("Zebedee Quackenbush", "Wilhelmina Thistlethwaite"),
    *("Hepzibah Quillfeather", "Nicodemus Featherstonehaugh"),
)
"""Colleagues, in a file of the operator's."""

SPOT: Final = "beside the carapacial lathe, ask Hepzibah Quillfeather"
IDEA: Final = "fit a syzygial bumper to each gantry"
ADDITION: Final = (
    "It was the same on a crepuscular morning; Hepzibah Quillfeather saw the ballista."
)
ANSWER: Final = "Yes, the tarpaulin was antediluvian when it happened."

TAKEN_OUT: Final = (
    *("Zimbalister", "quentin.zimba@example.com", "quentin.zimba", "zimba_quentin"),
    *("5551 7288", "99887766", "hunter2-Zquix", "s3cr3t-Wibbleford"),
    *("Quackenbush", "333 4455667", "Quillfeather", "Thistlethwaite", "Featherstonehaugh"),
)
"""Typed, found by the scrubber, and taken out with *safe*, or never keepable at all."""

TOLD: Final = (
    *("velocipede", "rhododendron", "kaleidoscopically"),
    *("Brambillasca", "marmoreal", "obelisk", "onomatopoeia"),
    *("pterodactylous", "bathysphere", "hippopotamine", "callipygian"),
    *("carapacial", "syzygial", "crepuscular", "ballista", "antediluvian"),
    *("xenolithic", "oubliette"),
    # Told but never sent.
    *("zeugmatic", "palimpsest"),
)
"""Words that a reporter sent or began to type, a name kept with *keep mine* among them."""

QUESTION: Final = "Was the tarpaulin tied with a gordian lashing?"
NOTE: Final = "I suspect the polyphiloprogenitive winch."
TELLING: Final = "We have looked at the tintinnabulary bracket."
UNCOVERED: Final = "nobody owns the sesquipedalian checklist"
WHY: Final = "the floccinaucical survey was wrong"
DESK: Final = (
    *("gordian", "polyphiloprogenitive", "tintinnabulary", "sesquipedalian", "floccinaucical"),
)
"""Words that a reviewer wrote about a case."""

LESSON: Final = {
    "title": "The wheel that nobody had stopped",
    "story": "Something with wheels stood on a slope and began to move. A kerb held it.",
    "saved_by": "the kerb at the end of the slope",
    "vulnerability": "nothing holds wheels on a slope",
    "change": "chocks hang on a chain at each bay",
    "why_it_helps": "a chock that hangs there is used",
    "drill": {
        "question": "You leave something with wheels on a slope. What first?",
        "choices": ["Nothing", "Chock it", "Call somebody", "Paint a line"],
        "answer": 1,
        "why": "Chocked, it stays.",
    },
}
"""Public, and free of the words above."""
