"""A photo in the conversation: sealed until the yes, sent once, gone when it is not wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import SealError, StoreFull
from bot.flow.talk import Chose, Command, Notice, Odd, Pressed, Problem
from bot.photo import Photo
from bot.sealed import ObjectKind
from bot.words import Language, Words
from tests.adapters.photo.images import scene, written
from tests.builders import Told, asked, chose, said, shown
from tests.fakes import Killed, MemoryDrafts, unplain

if TYPE_CHECKING:
    from bot.flow.talk import Heard
    from bot.intake import Reply
    from bot.ports import ReporterKey
    from bot.sealed import Found, SealedAddition

WORDS = Words(Language.EN)
RED, SMALL = Photo.parse(written(scene())), Photo.parse(written(scene(20, 20)))


@pytest.fixture
def told() -> Told:
    """A door that takes photos."""
    return Told(photos=True)


def kept(told: Told) -> list[bytes]:
    """The photos that reached the spool."""
    return [
        unplain(one.case_id, one.added)
        for one in told.spool.additions
        if one.added.kind is ObjectKind.PHOTO
    ]


def held(told: Told) -> list[bytes]:
    """The photos that wait for a yes."""
    assert told.photos is not None
    return [row for row in told.photos.rows.values() if row is not None]


def problems(reply: Reply) -> list[str]:
    """What did not fit."""
    return [say.text for say in shown(reply, Problem) if isinstance(say, Problem)]


def at_photo(told: Told) -> Reply:
    """Filed, and a photo on screen."""
    return told.picture(told.filed()[0], RED)


def test_a_photo_is_shown_as_it_would_be_kept_and_only_a_yes_sends_it(told: Told) -> None:
    reply = at_photo(told)
    assert (asked(reply), reply.photo) == ("photo_shown", RED)
    assert (kept(told), held(told)) == ([], [RED.jpeg])
    reply = told.hear(reply, chose("send"))
    assert (asked(reply), reply.photo) == ("more", None)
    assert (kept(told), held(told)) == ([RED.jpeg], [])
    assert Notice(WORDS("photo.added")) in reply.says


@pytest.mark.parametrize(
    ("heard", "then"),
    [
        (chose("remove"), "more"),
        (chose("another"), "photo"),
        (Pressed(Command.CANCEL), ""),
    ],
)
def test_a_photo_that_is_not_wanted_leaves_no_byte(told: Told, heard: Heard, then: str) -> None:
    reply = told.hear(at_photo(told), heard)
    assert asked(reply) == then
    assert (kept(told), held(told)) == ([], [])


def test_a_photo_waits_beside_the_lessons_and_goes_when_it_is_left(told: Told) -> None:
    reply = told.hear(at_photo(told), Pressed(Command.LESSONS))
    assert reply.photo == RED
    reply = told.hear(reply, Pressed(Command.REPORT))
    assert (asked(reply), held(told)) == ("leave", [RED.jpeg])
    reply = told.hear(reply, chose("stay"))
    assert (asked(reply), reply.photo) == ("photo_shown", RED)
    reply = told.hear(told.hear(reply, Pressed(Command.REPORT)), chose("leave"))
    assert (asked(reply), held(told)) == ("story", [])


def test_begun_anew_the_conversation_lets_go_of_its_photo(told: Told) -> None:
    reply = told.hear(at_photo(told), Pressed(Command.CHECK))
    told.begin(reply.token)
    assert held(told) == []


def test_another_photo_takes_the_place_of_the_first(told: Told) -> None:
    reply = told.picture(at_photo(told), SMALL)
    assert (reply.photo, held(told)) == (SMALL, [SMALL.jpeg])
    told.hear(reply, chose("send"))
    assert kept(told) == [SMALL.jpeg]


def test_a_tap_on_the_first_preview_does_not_send_the_second(told: Told) -> None:
    first = at_photo(told)
    second = told.picture(first, SMALL)
    reply = told.hear(first, chose("send"), rev=first.rev)
    assert (reply.stale, reply.photo, kept(told)) == (True, SMALL, [])
    assert second.rev == reply.rev


def test_delivered_twice_a_photo_is_shown_twice_and_sent_once(told: Told) -> None:
    first = at_photo(told)
    again = told.picture(first, RED)
    assert (again.rev, again.photo) == (first.rev, RED)
    reply = told.hear(again, chose("send"))
    reply = told.hear(told.picture(reply, RED), chose("send"))
    assert set(kept(told)) == {RED.jpeg}
    assert len({one.added.object_id for one in told.spool.additions}) == 1


def test_before_the_words_a_photo_is_refused_and_nothing_said_is_lost(told: Told) -> None:
    for reply in (told.begin(), told.hear(told.begin(), said("A ladder slid.")), told.at_record()):
        after = told.picture(reply, RED)
        assert problems(after) == [WORDS("photo.later")]
        assert (asked(after), after.rev, after.photo) == (asked(reply), reply.rev, None)
        assert held(told) == []
        assert problems(told.hear(reply, Odd("photo"))) == [WORDS("photo.later")]


def test_details_that_wait_to_be_sent_survive_a_photo(told: Told) -> None:
    reply = told.hear(told.hear(told.filed()[0], chose("seen")), chose("often"))
    reply = told.hear(told.picture(reply, RED), chose("send"))
    assert WORDS("intake.more.unsent", n=1) == (reply.prompt and reply.prompt.text)


def test_where_photos_are_welcome_the_prompt_says_so_and_nowhere_else(told: Told) -> None:
    filed, words = told.filed()
    assert filed.prompt is not None
    assert filed.prompt.photo
    for reply in (told.begin(), told.at_record()):
        assert reply.prompt is not None
        assert not reply.prompt.photo
    back = told.back(words)
    assert (asked(back), back.prompt and back.prompt.photo) == ("case", True)


def test_a_door_without_photos_offers_none_and_takes_none() -> None:
    told = Told()
    reply = told.filed()[0]
    assert reply.prompt is not None
    assert not reply.prompt.photo
    assert "photo" not in [choice.id for choice in reply.prompt.choices]
    reply = told.picture(reply, RED)
    assert problems(reply) == [WORDS("intake.odd")]


def test_three_photos_are_enough_for_one_visit(told: Told) -> None:
    reply = told.filed()[0]
    for width in (30, 40, 50):
        photo = Photo.parse(written(scene(width, 20)))
        reply = told.hear(told.picture(reply, photo), chose("send"))
    assert len(kept(told)) == 3
    assert problems(told.picture(reply, RED)) == [WORDS("photo.enough", n=3)]
    assert held(told) == []


def test_back_with_the_words_a_photo_can_be_added(told: Told) -> None:
    reply = told.picture(told.back(told.filed()[1]), RED)
    told.hear(reply, chose("send"))
    assert kept(told) == [RED.jpeg]


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_photo_whose_bytes_are_gone_is_asked_for_again_and_never_sent_unseen(
    told: Told,
) -> None:
    reply = at_photo(told)
    assert told.photos is not None
    told.photos.rows.clear()
    again = told.writer.run(told.intake.resume(reply.token, Language.EN))
    assert (asked(again), again.photo) == ("photo", None)
    assert problems(again) == [WORDS("photo.gone")]


def test_bytes_that_are_not_the_ones_that_were_shown_are_not_sent(told: Told) -> None:
    reply = at_photo(told)
    assert told.photos is not None
    (row,) = told.photos.rows
    told.photos.rows[row] = SMALL.jpeg
    reply = told.hear(reply, chose("send"))
    assert (asked(reply), kept(told)) == ("photo", [])
    assert problems(reply) == [WORDS("photo.gone")]


def test_a_case_that_was_withdrawn_meanwhile_takes_no_photo(told: Told) -> None:
    reply = at_photo(told)
    told.spool.withdraw(next(iter(told.spool.lookups)))
    reply = told.hear(reply, chose("send"))
    assert (asked(reply), kept(told), held(told)) == ("words", [], [])


class BrokenSealer:
    """Cannot close anything."""

    def attach(self, found: Found, photo: Photo, reporter: ReporterKey) -> SealedAddition:
        """Refuse."""
        raise SealError(f"{found.case_id} {photo.picture} {reporter.lookup!r}")


def test_a_photo_that_cannot_be_sealed_is_not_kept_unsealed(told: Told) -> None:
    reply = at_photo(told)
    told.intake._followup._sealer = BrokenSealer()  # type: ignore[attr-defined]
    reply = told.hear(reply, chose("send"))
    assert (asked(reply), reply.photo, kept(told)) == ("photo_shown", RED, [])
    assert problems(reply)
    assert str(RED.picture.width) not in problems(reply)[0]


def test_a_disk_that_is_full_keeps_neither_the_photo_nor_the_turn(told: Told) -> None:
    filed = told.filed()[0]
    drafts = told.photos
    assert drafts is not None

    class Full(MemoryDrafts):
        """No room."""

        def save(self, token: object, draft: bytes) -> None:
            """Refuse."""
            raise StoreFull(f"{token!r}"[:0] + str(len(draft))[:0])

    told.photos = Full()
    told.writer = told.fresh_writer()
    told.intake = told.fresh_intake()
    with pytest.raises(StoreFull):
        told.picture(filed, RED)
    told.photos = drafts
    told.intake = told.fresh_intake()
    assert asked(told.hear(filed, Chose(("when",)))) == "when"


# --- killed at every part ------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(12))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_part_a_photo_is_sent_once_and_its_bytes_do_not_stay(
    told: Told, part: int, moment: str
) -> None:
    """Whatever was killed: the same photo and the same tap again finish it, once."""
    filed = told.filed()[0]
    count = 0

    def strike(_: str) -> None:
        nonlocal count
        count += 1
        if count == part:
            raise Killed

    setattr(told.writer, moment, strike)
    reply = filed
    try:
        reply = told.picture(filed, RED)
        told.hear(reply, chose("send"), rev=reply.rev)
    except Killed:
        pass
    setattr(told.writer, moment, None)
    told.intake = told.fresh_intake()
    here = told.writer.run(told.intake.resume(filed.token, Language.EN))
    if asked(here) == "more" and not kept(told):
        here = told.picture(here, RED)
    if asked(here) == "photo_shown":
        assert here.photo == RED
        here = told.hear(here, chose("send"), rev=here.rev)
    assert asked(here) == "more"
    assert (kept(told), held(told)) == ([RED.jpeg], [])
