"""Photos full of canaries go in through the Telegram door; then every byte written is searched.

Beside the pixels of each photo stand an artist, a place, a comment, a colour profile, a thumbnail
and an archive; Telegram adds names, numbers and the name of a file. None of that may be anywhere.
The pixels themselves may be on the chat's and on a reviewer's screen, and nowhere else in clear:
not of a photo that was sent, not of one that was removed, not of one that waits for a yes.
"""

from __future__ import annotations

import hashlib
import signal
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.adapters.photo.images import HIDDEN, NAME, loaded
from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import ANN, tell, words
from tests.privacy.hunt import hunt, hunt_tree
from tests.privacy.life import Life

if TYPE_CHECKING:
    from pathlib import Path

    from tests.privacy.hunt import Canary

pytestmark = pytest.mark.timeout(300)

CAPTION = "taken by Bartholomaeus beside the quixotic gasometer"
PERSON = (
    *(f"Firstcanary{ANN}", f"canary_handle_{ANN}", str(ANN), CAPTION, NAME, TOKEN),
    *("AgACAgQuixoticFile", "AQADQuixoticUnique", "13579246801357924"),
)
"""What Telegram tells of who sent a photo, and what it calls the photo itself."""


def noisy(seed: int) -> bytes:
    """A picture that no other is like, with everything beside its pixels."""
    noise = hashlib.shake_256(b"%d" % seed).digest(90 * 60 * 3)
    return loaded(image=Image.frombytes("RGB", (90, 60), noise))


def pieces(jpeg: bytes) -> list[Canary]:
    """Some of a picture's own bytes, and the numbers that would recognise it."""
    scan = jpeg.index(b"\xff\xda") + 60
    parts: list[Canary] = [jpeg[at : at + 24] for at in range(scan, scan + 1200, 400)]
    digest = hashlib.sha256(jpeg)
    return [*parts, digest.digest(), digest.hexdigest()]


def send(api: FakeApi, image: bytes, *, as_file: bool = False) -> None:
    """Send a photo with everything that Telegram puts around it."""
    name = f"AgACAgQuixoticFile{len(api.files)}"
    api.files[name] = image
    size = {"file_id": name, "file_unique_id": "AQADQuixoticUnique", "file_size": len(image)}
    around = {"caption": CAPTION, "media_group_id": f"13579246801357924{len(api.files)}"}
    if as_file:
        held = {**size, "file_name": NAME, "mime_type": "image/jpeg"}
        api.bring(ANN, {"document": held, **around})
    else:
        api.bring(ANN, {"photo": [{**size, "width": 90, "height": 60}], **around})


def lived(life: Life, api: FakeApi) -> list[bytes]:
    """One photo is sent, one removed, one refused; one waits for a yes when the power fails."""
    given = [noisy(seed) for seed in range(4)]
    with serving(life.world, api.url, TOKEN, LOUD_STDERR="pipe") as served:
        tell(api, ANN)
        api.tap(ANN, "Send")
        eight = words(api.screen(ANN, "Your eight words"))
        life.nowhere += [eight, *eight.split("-")]
        send(api, given[0], as_file=True)
        api.screen(ANN, "as it would be kept")
        api.tap(ANN, "Send this photo")
        api.screen(ANN, "added and sealed")
        send(api, given[1])
        api.screen(ANN, "as it would be kept")
        api.tap(ANN, "Remove it")
        api.screen(ANN, "Erased.")
        send(api, given[2][: len(given[2]) // 2])
        api.screen(ANN, "damaged or cut short")
        send(api, given[3])
        api.screen(ANN, "as it would be kept")
        served.end(signal.SIGKILL)
        life.places.append(_said(life, "".join(served.said)))
    # Asked for everything, the SDK tells everything, in any door: what our log makes of that is
    # searched in tests/adapters/telegram/test_gate.py. The acts of the process stay a place.
    (life.root / "loud" / "records.log").unlink()
    return given


def _said(life: Life, text: str) -> Path:
    """What the service said, as a place to be searched."""
    folder = life.root / "said"
    folder.mkdir()
    (folder / "stderr").write_text(text, "utf-8")
    return folder


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """An organisation whose every process is loud."""
    return Life.copied(tmp_path / "life")


def test_no_photo_leaves_more_than_sealed_pixels(life: Life, tmp_path: Path) -> None:
    with FakeApi() as api:
        given = lived(life, api)
        kept = [raw for _, raw in api.uploads]
    assert len(kept) == 3
    life.nowhere += [*PERSON, *HIDDEN]
    for image in given:
        life.nowhere += pieces(image)
    for image in kept:
        life.sealed += pieces(image)
    assert life.look() == [], "as the kill left it"
    life.world.run("run", "--once", CLOSECALL_RELEASE="now")
    assert life.look() == [], "released"
    (row,) = life.desk("inbox")["cases"]
    (photo,) = life.desk("show", row["case"])["photos"]
    assert life.look() == [], "read"
    file = tmp_path / "photo.jpg"
    life.desk("show", row["case"], "--photo", str(photo["number"]), "--to", str(file))
    assert file.read_bytes() == kept[0]
    assert life.look() == [], "taken out"
    # The search could have found it: the canaries are where they may be.
    assert hunt_tree(tmp_path, pieces(kept[0])[:1])
    assert hunt("given", given[0], HIDDEN)
    assert hunt("kept", kept[0], (*HIDDEN, *PERSON, NAME)) == []
