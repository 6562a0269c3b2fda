"""A photo in a chat: fetched where it is welcome, shown as it would be kept, sent after a yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from adapters.photo.darkroom import Darkroom
from adapters.telegram.door import Door
from adapters.telegram.face import CAPTION
from adapters.telegram.photos import A_DAY
from adapters.telegram.pictured import Pictured
from adapters.telegram.screen import size
from adapters.telegram.translate import Typed, read
from bot.photo import LARGEST_INPUT, Photo, Unfit
from bot.sealed import ObjectKind
from bot.words import Language, Words, table
from tests.adapters.photo.images import HIDDEN, NAME, loaded, moving, scene, written
from tests.adapters.telegram.test_door import Chat
from tests.builders import STORY, Told
from tests.fakes import FixedDice, unplain
from tests.privacy.hunt import hunt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.telegram.screen import Rows

WORDS = Words()
_FIELDS = ("file_id", "width", "height", "file_size", "mime_type", "file_name")
BLUE = written(Image.new("RGB", (30, 20), "blue"))


@dataclass
class Lens(Chat):
    """A chat whose door takes photos. Telegram edits no text under a picture."""

    told: Told = field(default_factory=lambda: Told(photos=True))
    pictures: set[int] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)
    blind: bool = False

    def restart(self) -> None:
        """A new process: everything that was only in memory is gone."""
        writer, dice = self.told.writer, FixedDice(f"door{self._count}")
        intake = self.told.fresh_intake()
        self.door = Door(
            *(intake, writer, self, Language.EN, dice, lambda: self.now), darkroom=Darkroom()
        )

    async def picture(self, chat: int, image: bytes, caption: str, rows: Rows) -> int | None:
        if self.blind:
            return None
        number = await super().picture(chat, image, caption, rows)
        assert number is not None
        assert size(caption) <= CAPTION
        self.pictures.add(number)
        return number

    async def edit(self, chat: int, message: int, text: str, rows: Rows) -> bool:
        return message not in self.pictures and await super().edit(chat, message, text, rows)

    async def fetch(self, file: str, most: int) -> bytes | None:
        self.fetched.append(file)
        return await super().fetch(file, most)

    async def snap(self, image: bytes, **more: Any) -> int:  # noqa: ANN401 - JSON
        """Send a photo."""
        name = f"file{len(self.files)}"
        self.files[name] = image
        size = {"file_id": name, "width": 9, "height": 9, "file_size": len(image)}
        return await self.hear({"photo": [size], **more})

    async def file(self, image: bytes, kind: str = "image/jpeg", **more: Any) -> int:  # noqa: ANN401
        """Send a photo as a file."""
        name = f"file{len(self.files)}"
        self.files[name] = image
        held = {"file_id": name, "mime_type": kind, "file_name": NAME, **more}
        return await self.hear({"document": held})

    @property
    def kept(self) -> list[bytes]:
        """The photos that were sent."""
        return [
            unplain(one.case_id, one.added)
            for one in self.told.spool.additions
            if one.added.kind is ObjectKind.PHOTO
        ]

    @property
    def waiting(self) -> list[bytes]:
        """The photos that wait for a yes."""
        assert self.told.photos is not None
        return [row for row in self.told.photos.rows.values() if row is not None]


@pytest.fixture
async def chat() -> Lens:
    """A report was sent; details may follow."""
    lens = Lens()
    await lens.filed()
    return lens


def says(chat: Chat, key: str, **values: object) -> bool:
    """Whether the screen says a sentence of the photo's room."""
    return WORDS(f"photo.{key}", **values) in chat.screen


# --- taken ---------------------------------------------------------------------------------------


async def test_a_photo_is_shown_back_as_it_will_be_kept_and_kept_after_a_yes(chat: Lens) -> None:
    await chat.tap("A photo")
    assert says(chat, "ask")
    number = await chat.snap(loaded())
    assert number in chat.gone
    assert says(chat, "shown", width=64, height=48)
    (image,) = chat.images
    assert (chat.kept, chat.waiting) == ([], [image])
    await chat.tap("Send this photo")
    assert says(chat, "added")
    assert (chat.kept, chat.waiting) == ([image], [])
    assert len(chat.shown) == 1
    assert not chat.pictures & set(chat.shown)


async def test_nothing_beside_the_pixels_is_shown_or_kept(chat: Lens) -> None:
    await chat.file(loaded(image=scene(200, 100)))
    await chat.tap("Send this photo")
    for image in (*chat.images, *chat.kept):
        assert hunt("photo", image, (*HIDDEN, NAME)) == []
        assert Photo.parse(image).picture.width == 200


async def test_a_photo_that_comes_unasked_is_welcome_after_the_words(chat: Lens) -> None:
    await chat.snap(BLUE)
    assert says(chat, "shown", width=30, height=20)


async def test_of_the_sizes_that_telegram_offers_the_largest_is_fetched(chat: Lens) -> None:
    chat.files = {"small": b"never looked at", "large": BLUE}
    sizes = [
        {"file_id": "small", "width": 90, "height": 60},
        {"file_id": "large", "width": 900, "height": 600},
    ]
    await chat.hear({"photo": sizes})
    assert chat.fetched == ["large"]
    assert len(chat.images) == 1


@pytest.mark.parametrize("label", ["Remove it", "Take another one"])
async def test_a_photo_that_is_not_wanted_goes_from_the_chat_and_from_us(
    chat: Lens, label: str
) -> None:
    await chat.snap(BLUE)
    await chat.tap(label)
    assert says(chat, "removed")
    assert (chat.kept, chat.waiting) == ([], [])
    assert not chat.pictures & set(chat.shown)


async def test_a_photo_sent_as_a_file_is_taken_and_what_that_told_is_said(chat: Lens) -> None:
    await chat.file(written(scene(), "PNG"), "image/png")
    assert says(chat, "as_file")
    assert says(chat, "shown", width=64, height=48)


async def test_a_caption_is_not_kept_and_that_is_said(chat: Lens) -> None:
    await chat.snap(BLUE, caption="Somebody fell here")
    assert says(chat, "caption")
    assert "Somebody" not in chat.screen


async def test_of_an_album_the_first_is_taken_and_the_others_are_named(chat: Lens) -> None:
    numbers = [await chat.snap(image, media_group_id="77") for image in (BLUE, loaded(), BLUE)]
    assert set(numbers) <= set(chat.gone)
    assert says(chat, "one")
    assert len(chat.fetched) == 1
    await chat.snap(loaded(), media_group_id="78")  # another album is another choice
    assert len(chat.waiting) == 1
    assert len(chat.fetched) == 2


async def test_of_an_album_whose_first_is_damaged_the_second_is_taken(chat: Lens) -> None:
    await chat.snap(BLUE[:200], media_group_id="77")
    await chat.snap(BLUE, media_group_id="77")
    assert says(chat, "shown", width=30, height=20)


async def test_delivered_twice_a_photo_is_sent_once(chat: Lens) -> None:
    update = {
        "message": {
            "message_id": 7,
            "chat": {"id": 71, "type": "private"},
            "from": {"id": 71, "language_code": "en"},
            "photo": [{"file_id": "f", "width": 9, "height": 9}],
        }
    }
    chat.files["f"] = BLUE
    await chat.take(update)
    await chat.take(update)
    await chat.tap("Send this photo")
    await chat.take(update)
    await chat.tap("Send this photo")
    assert len({one.added.object_id for one in chat.told.spool.additions}) == 1


# --- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "kind", "why"),
    [
        (moving("PNG"), "image/png", Unfit.MOVING),
        (written(scene())[:-60], "image/jpeg", Unfit.BROKEN),
        (b"%PDF-1.7 in a photo's clothes", "image/jpeg", Unfit.OTHER_TYPE),
        (b"\0\0\0\x18ftypheic", "image/heic", Unfit.OTHER_TYPE),
    ],
)
async def test_what_is_no_still_picture_is_refused_in_words_and_deleted(
    chat: Lens, image: bytes, kind: str, why: Unfit
) -> None:
    number = await chat.file(image, kind)
    assert says(chat, f"unfit.{why}")
    assert number in chat.gone
    assert (chat.images, chat.waiting) == ([], [])
    assert "Done" in " ".join(chat.labels)


async def test_what_says_that_it_is_too_large_is_not_fetched(chat: Lens) -> None:
    await chat.file(BLUE, file_size=LARGEST_INPUT + 1)
    assert says(chat, "unfit.large")
    assert chat.fetched == []


async def test_a_photo_that_cannot_be_fetched_stays_in_the_chat(chat: Lens) -> None:
    number = await chat.hear({"photo": [{"file_id": "gone", "width": 9, "height": 9}]})
    assert says(chat, "unfit.away")
    assert number not in chat.gone


async def test_a_document_is_not_fetched(chat: Lens) -> None:
    await chat.file(b"%PDF", "application/pdf")
    assert "I do not open files" in chat.screen
    assert chat.fetched == []


async def test_a_photo_where_words_are_wanted_loses_no_word() -> None:
    chat = Lens()
    await chat.say(STORY)
    before = chat.labels
    number = await chat.snap(BLUE)
    assert says(chat, "later")
    assert "Which kind?" in chat.screen
    assert (chat.labels, chat.fetched) == (before, [])
    assert number in chat.gone
    assert len(chat.shown) == 1


async def test_a_photo_first_of_all_is_answered_after_the_banner() -> None:
    chat = Lens()
    await chat.snap(BLUE)
    assert says(chat, "later")
    assert "I do not keep who you are" in chat.screen
    assert chat.fetched == []


async def test_a_forwarded_photo_is_not_looked_at(chat: Lens) -> None:
    await chat.snap(BLUE, forward_origin={"type": "user"})
    assert "names its author" in chat.screen
    assert chat.fetched == []


@pytest.mark.parametrize("photo", [None, [], "x", [{}], [{"file_id": 1, "width": 2}]])
async def test_a_photo_of_no_shape_gets_a_kind_answer(chat: Lens, photo: object) -> None:
    await chat.hear({"photo": photo})
    assert "Done" in " ".join(chat.labels)
    assert chat.fetched == []


_json: Any = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(_FIELDS), inner, max_size=5),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["photo", "document", "caption", "media_group_id"]), _json))
def test_no_shape_of_a_photo_raises(content: dict[str, Any]) -> None:
    message = {"message_id": 1, "chat": {"id": 7, "type": "private"}, **content}
    found = read({"message": message})
    assert isinstance(found, Pictured | Typed | None)
    assert not isinstance(found, Pictured) or isinstance(found.file, str)


# --- what goes wrong -----------------------------------------------------------------------------


async def test_after_a_restart_the_buttons_under_the_preview_still_work(chat: Lens) -> None:
    await chat.snap(BLUE)
    (preview,) = chat.pictures & set(chat.shown)
    chat.restart()
    await chat.tap("Send this photo", preview)
    assert says(chat, "added")
    assert preview not in chat.shown
    assert len(chat.kept) == 1


async def test_after_a_restart_the_question_for_a_photo_is_found_again(chat: Lens) -> None:
    await chat.tap("A photo")
    chat.restart()
    await chat.tap("Go on here")
    await chat.snap(BLUE)
    assert says(chat, "shown", width=30, height=20)


async def test_a_photo_that_cannot_be_shown_is_not_asked_about(chat: Lens) -> None:
    chat.blind = True
    await chat.snap(BLUE)
    assert says(chat, "unshown")
    assert chat.labels == [WORDS("telegram.continue")]
    chat.blind = False
    await chat.tap("Go on here")
    assert says(chat, "shown", width=30, height=20)


async def test_every_screen_with_a_photo_fits_under_it() -> None:
    for language in Language:
        words = Words(language)
        longest = [words("photo.as_file"), words("photo.caption"), words("telegram.undeleted")]
        shown = words("photo.shown", width=1600, height=1600)
        assert size("\n\n".join([*longest, shown])) <= CAPTION


@pytest.mark.parametrize("why", Unfit)
def test_every_refusal_has_its_words(why: Unfit) -> None:
    assert f"unfit.{why}" in table("photo")


async def test_a_flood_of_photos_from_one_chat_is_stopped_for_the_day(chat: Lens) -> None:
    for _ in range(A_DAY):
        await chat.snap(BLUE)
        chat.now += 1
    number = await chat.snap(BLUE)
    assert says(chat, "today")
    assert len(chat.fetched) == A_DAY
    assert number in chat.gone
    await chat.tap("Send this photo")  # what is on screen is not lost by it
    assert len(chat.kept) == 1


class Slow:
    """A darkroom that never ends."""

    async def fetched(self, fetch: Callable[[], Awaitable[bytes | None]]) -> Photo | Unfit:
        """Fetch, and refuse."""
        await fetch()
        return Unfit.AWAY


async def test_a_darkroom_that_is_full_keeps_nothing_and_says_so(chat: Lens) -> None:
    chat.door = Door(
        *(chat.told.fresh_intake(), chat.told.writer, chat, Language.EN, FixedDice("d")),
        shared=chat.door._routes,
        darkroom=Slow(),
    )
    number = await chat.snap(BLUE)
    assert says(chat, "unfit.away")
    assert number not in chat.gone
