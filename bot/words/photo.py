"""What a reporter reads about a photo. It never says that one is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    "menu": "A photo",
    "ask": (
        "Send one photo: for the reviewers alone, never published. Look at it first: faces, "
        "badges, number plates, screens and reflections identify people. I do not look for them."
    ),
    "ask.back": "No photo",
    "typed": (
        "Here I wait for a photo; these words were not kept. Send it, or choose No photo: words "
        "can be added after it."
    ),
    "shown": (
        "Your photo exactly as it would be kept, {width} by {height} pixels, without place, time "
        "or camera. A face, a badge, a number plate, a screen or a reflection in it? Then people "
        "can be recognised: I have not looked for them. Once sent, it can be withdrawn only with "
        "the whole report."
    ),
    "shown.send": "Send this photo",
    "shown.another": "Take another one",
    "shown.remove": "Remove it",
    "added": "The photo is added and sealed.",
    "removed": "Erased. Nothing of that photo was kept.",
    "gone": "That photo is not here any more, and was not sent. Please send it again.",
    # --- in the console
    "console.photos": "Photos",
    "console.alt": "Photo {n}, as its reporter saw it before sending it",
    "console.look": (
        "No program looked for faces, badges or number plates in it. Whoever you recognise stays "
        "in this case."
    ),
    "console.save": (
        "Look at it here: a saved copy is an open file, and it can point to who took it."
    ),
    # --- what an operator reads
    "doctor.photos": "Photos can be made anew on this machine.",
    "doctor.no_photos": (
        "Photos cannot be made anew, so each one is refused in words. Install Pillow as in "
        "requirements.txt, and let the service start a process that lowers its own limits."
    ),
    # --- not now
    "later": (
        "First the words, please: a photo can be added once you have your eight words, or later "
        "with them (/check). This one was not opened and not kept."
    ),
    "after": (
        "Please answer what is on the screen first; then a photo can be added. This one was not "
        "opened and not kept."
    ),
    "enough": (
        "That is enough for now: {n} photos. This one was not kept. If it matters, come back with "
        "your eight words."
    ),
    "today": (
        "That is enough for today: each photo costs a lot of room. This one was not fetched. "
        "Tomorrow there is room again; words always find some."
    ),
    "one": "One photo at a time: of several I take the first, and nothing of the others was kept.",
    "caption": "The text under the photo was not kept. Please add it in words.",
    "as_file": (
        "You sent it as a file, so its name, and the place and camera inside it, reached "
        "Telegram. Here only the picture is kept. As a photo it tells less."
    ),
    # --- not this one
    "unfit.large": (
        "That photo is too large: 20 megabytes at most. Nothing of it was kept. Sent as a photo "
        "instead of a file it becomes smaller."
    ),
    "unfit.other_type": (
        "That is not a picture I can take: JPEG, PNG or WebP. Nothing of it was kept. Send it as "
        "a photo instead of a file; then Telegram turns it into one."
    ),
    "unfit.bomb": (
        "That picture becomes too large when it is opened, so I did not. Nothing of it was kept. "
        "A screenshot of it would do."
    ),
    "unfit.moving": (
        "That picture moves. I take one still picture; nothing of it was kept. A screenshot of "
        "the moment would do."
    ),
    "unfit.broken": (
        "That picture is damaged or cut short. Nothing of it was kept; please send it again."
    ),
    "unfit.away": (
        "I could not get that photo just now. Nothing of it was kept; please send it again in a "
        "moment."
    ),
    "unshown": (
        "I could not show you the photo, and I send nothing that you have not seen. Try it once "
        "more."
    ),
}
