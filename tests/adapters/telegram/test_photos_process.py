"""A photo through the service as an operator runs it: kept once, whatever was killed; opened."""

from __future__ import annotations

import signal
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from bot.photo import Photo
from tests.adapters.photo.images import HIDDEN, loaded, scene, segments
from tests.adapters.telegram.fake_api import TOKEN, Mute
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import ANN, tell, words
from tests.privacy.hunt import hunt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adapters.telegram.fake_api import FakeApi
    from tests.e2e.world import World

PHOTO = loaded(image=scene(2000, 1000))


def filed(api: FakeApi) -> None:
    """Told and sent; the menu of details is on screen."""
    tell(api, ANN)
    api.tap(ANN, "Send")
    words(api.screen(ANN, "Your eight words"))


def photos(world: World) -> tuple[str, int]:
    """The one case, and how many photos it has."""
    (row,) = world.json("inbox", "--json", "--all")["cases"]
    shown = world.json("show", row["case"], "--json")
    return str(row["case"]), len(shown["photos"])


def test_a_photo_goes_from_the_chat_to_the_reviewers_file(
    world: World, api: FakeApi, tmp_path: Path
) -> None:
    with serving(world, api.url, TOKEN) as served:
        filed(api)
        api.tap(ANN, "A photo")
        api.screen(ANN, "Send one photo")
        api.snap(ANN, PHOTO)
        api.screen(ANN, "exactly as it would be kept, 1600 by 800")
        (shown,) = (raw for _, raw in api.uploads)
        api.tap(ANN, "Send this photo")
        api.screen(ANN, "The photo is added and sealed.")
        api.until(lambda: len(api.ours(ANN)) == 1)
        assert api.theirs(ANN) == []
        assert served.end() == 0
        said = "".join(served.said)
    assert "Traceback" not in said
    assert {held.get("protect_content") for held in api.named("sendPhoto")} == {True}
    case, count = photos(world)
    assert count == 1
    file = tmp_path / "photo.jpg"
    world.json("show", case, "--photo", "1", "--to", str(file), "--json")
    assert file.read_bytes() == shown
    assert Photo.parse(shown).picture.width == 1600
    assert set(segments(shown)) == {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
    assert hunt("photo", shown, HIDDEN) == []
    assert Image.open(BytesIO(shown)).size == (1600, 800)


def test_killed_at_every_step_a_photo_is_kept_once(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN) as served:
        filed(api)
        api.tap(ANN, "A photo")
        api.screen(ANN, "Send one photo")
        served.end(signal.SIGKILL)
    api.orders["sendPhoto"] = [Mute] * 40
    with serving(world, api.url, TOKEN) as served:
        api.tap(ANN, "Go on here")
        api.screen(ANN, "Send one photo")
        api.snap(ANN, PHOTO)
        api.until(lambda: api.named("sendPhoto"))  # it is kept, and not shown yet
        served.end(signal.SIGKILL)
    api.orders["sendPhoto"] = []
    with serving(world, api.url, TOKEN) as served:
        api.tap(ANN, "No photo")  # on the old screen: it changes nothing
        api.screen(ANN, "as it would be kept")
        served.end(signal.SIGKILL)
    with serving(world, api.url, TOKEN) as served:
        api.tap(ANN, "Send this photo")
        api.screen(ANN, "added and sealed")
        served.end(signal.SIGKILL)
    with serving(world, api.url, TOKEN):
        api.again()  # and everything that was ever delivered comes once more
        api.until(api.settled)
    assert photos(world)[1] == 1


def test_killed_before_a_photo_was_kept_it_is_delivered_again(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN) as served:
        filed(api)
        api.orders["getFile"] = [Mute] * 40
        api.snap(ANN, PHOTO)
        api.until(lambda: api.named("getFile"))
        served.end(signal.SIGKILL)
    api.orders["getFile"] = []
    assert len(api.theirs(ANN)) == 1
    with serving(world, api.url, TOKEN):
        # The way from the chat was in memory: without it a photo comes before any word.
        api.screen(ANN, "First the words, please")
