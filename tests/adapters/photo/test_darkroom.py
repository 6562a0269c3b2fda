"""A photo made anew from its pixels, in a process with limits: what passes, what is refused."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.photo import child
from adapters.photo.darkroom import _REASONS, AT_ONCE, CHILD, WAITING, Darkroom
from bot.photo import LARGEST_INPUT, LONGEST_EDGE, MOST_BYTES, Photo, Unfit
from closecall.commands.doctor.examination import Examination
from closecall.commands.doctor.photos import photos
from closecall.settings import read
from tests.adapters.photo.images import (
    HIDDEN,
    TRAILER,
    claiming,
    loaded,
    moving,
    scene,
    segments,
    turned,
    twofold,
    written,
)
from tests.adapters.telegram.fake_api import TOKEN
from tests.e2e.world import PATIENCE
from tests.privacy.hunt import hunt

ROOT = Path(__file__).parents[3]
RED, BLUE = (254, 0, 0), (0, 0, 254)


async def developed(image: bytes) -> Photo:
    """The photo; fails when there is none."""
    made = await Darkroom(patience=PATIENCE).develop(image)
    assert isinstance(made, Photo), made
    return made


def shown(photo: Photo) -> Image.Image:
    """The picture of a photo."""
    return Image.open(BytesIO(photo.jpeg))


def near(image: Image.Image, where: tuple[float, float], colour: tuple[int, int, int]) -> bool:
    """Whether the picture has about this colour at a place, given in parts of its size."""
    at = int(where[0] * image.width), int(where[1] * image.height)
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - two) < 40 for one, two in zip(found, colour, strict=True))


def program(folder: Path, source: str) -> Path:
    """Another program in the place of the child."""
    path = folder / "child.py"
    path.write_text(source)
    return path


# --- what passes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_only_the_pixels_of_a_picture_come_out(form: str) -> None:
    given = loaded(form)
    assert hunt("given", given, HIDDEN)
    photo = await developed(given)
    assert hunt("made", photo.jpeg, HIDDEN) == []
    assert set(segments(photo.jpeg)) == {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
    assert shown(photo).size == (64, 48) == (photo.picture.width, photo.picture.height)
    assert near(shown(photo), (0.2, 0.5), RED)
    assert near(shown(photo), (0.8, 0.5), BLUE)


async def test_how_the_camera_was_held_is_applied_and_forgotten() -> None:
    upright, quarter, half = [shown(await developed(turned(way))) for way in (1, 6, 3)]
    assert upright.size == half.size == (64, 48)
    assert quarter.size == (48, 64)
    assert near(half, (0.2, 0.5), BLUE)
    assert near(quarter, (0.5, 0.2), RED)
    assert not quarter.getexif()


async def test_a_picture_that_is_an_archive_too_loses_the_archive() -> None:
    photo = await developed(written(scene()) + TRAILER * 1000)
    assert photo == await developed(written(scene()))


async def test_of_a_telephones_two_pictures_in_one_file_the_first_counts() -> None:
    assert near(shown(await developed(twofold())), (0.2, 0.5), RED)


@pytest.mark.parametrize("mode", ["L", "LA", "1", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
async def test_every_way_to_write_colours_is_understood(mode: str) -> None:
    white = Image.new("L", (40, 30), 255).convert("RGB")
    image = Image.new("I;16", (40, 30), 65535) if mode == "I;16" else white.convert(mode)
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    assert near(shown(await developed(written(image, form))), (0.5, 0.5), (255, 255, 255))


async def test_what_was_transparent_is_white() -> None:
    clear = written(Image.new("RGBA", (40, 30), (9, 9, 9, 0)), "PNG")
    assert near(shown(await developed(clear)), (0.5, 0.5), (255, 255, 255))


async def test_the_noisiest_picture_fits_the_rung_and_a_large_one_becomes_small() -> None:
    noise = Image.frombytes("RGB", (3000, 2000), os.urandom(18_000_000))
    photo = await developed(written(noise, quality=80))
    assert MOST_BYTES // 4 < len(photo.jpeg) <= MOST_BYTES
    large = await developed(written(scene(5000, 2500), quality=60))
    assert (large.picture.width, large.picture.height) == (LONGEST_EDGE, LONGEST_EDGE // 2)


async def test_the_same_picture_gives_the_same_bytes() -> None:
    """What is delivered twice is kept once."""
    assert await developed(loaded()) == await developed(loaded())


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (b"", Unfit.OTHER_TYPE),
        (b"%PDF-1.7 " + written(scene()), Unfit.OTHER_TYPE),
        (b"\0\0\0\x18ftypheic", Unfit.OTHER_TYPE),
        (written(scene(), "GIF"), Unfit.OTHER_TYPE),
        (written(scene(), "TIFF"), Unfit.OTHER_TYPE),
        (written(scene(), "BMP"), Unfit.OTHER_TYPE),
        (moving("PNG"), Unfit.MOVING),
        (moving("WEBP"), Unfit.MOVING),
        (claiming(60_000, 60_000), Unfit.BOMB),
        (claiming(2**31 - 1, 2**31 - 1), Unfit.BOMB),
        (claiming(9000, 6000), Unfit.BOMB),
        (claiming(64, 48), Unfit.BROKEN),
        (written(scene())[:-40], Unfit.BROKEN),
        (b"\xff\xd8\xff", Unfit.OTHER_TYPE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_no_still_picture_is_refused_with_a_reason(image: bytes, why: Unfit) -> None:
    assert await Darkroom().develop(image) is why


async def test_more_than_a_bot_can_fetch_is_not_even_looked_at(tmp_path: Path) -> None:
    absent = Darkroom(tmp_path / "absent.py")
    assert await absent.develop(bytes(LARGEST_INPUT + 1)) is Unfit.LARGE


# --- the limits ----------------------------------------------------------------------------------

CONFINED = f"""
import sys
sys.path.insert(0, {str(Path(child.__file__).parent)!r})
import child
child.confine()
sys.stdin.buffer.read()
"""


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "import socket; socket.socket()",
        "open('/dev/null', 'w')",
        "import os; os.pipe()",
    ],
)
async def test_a_child_that_was_taken_over_opens_neither_file_nor_socket(
    tmp_path: Path, deed: str
) -> None:
    """It would exit with 13 if it could; the refusal is an OSError, and the exit code 12."""
    source = f"{CONFINED}\ntry:\n    {deed}\nexcept OSError:\n    sys.exit(12)\nsys.exit(13)\n"
    assert await Darkroom(program(tmp_path, source)).develop(b"x") is Unfit.BOMB


def test_nothing_of_a_photo_can_be_written_to_a_file_or_left_in_a_core(tmp_path: Path) -> None:
    """Also where a file stands open already: here it is the child's standard output."""
    out = tmp_path / "out"
    with out.open("wb") as held:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=written(scene()),
            stdout=held,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    assert (done.returncode != 0, out.read_bytes()) == (True, b"")
    core = "resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)"
    source = f"{CONFINED}\nimport resource\nsys.exit(12 if {core} else 13)\n"
    room = Darkroom(program(tmp_path, source))
    assert asyncio.run(room.develop(b"x")) is Unfit.BOMB


async def test_nobody_of_the_same_user_can_look_into_the_child(tmp_path: Path) -> None:
    """It holds the picture as it came, with its place and its camera."""
    source = f"{CONFINED}\nimport ctypes\nsys.exit(12 if not ctypes.CDLL(None).prctl(3) else 13)\n"
    assert await Darkroom(program(tmp_path, source)).develop(b"x") is Unfit.BOMB


async def test_a_child_that_takes_too_much_memory_gets_none(tmp_path: Path) -> None:
    source = f"{CONFINED}\ntry:\n    bytearray(1 << 30)\nexcept MemoryError:\n    sys.exit(12)\n"
    assert await Darkroom(program(tmp_path, source)).develop(b"x") is Unfit.BOMB


async def test_a_child_that_thinks_too_long_is_ended_by_the_kernel(tmp_path: Path) -> None:
    source = CONFINED.replace("child.confine()", "child.SECONDS = 1; child.confine()")
    endless = Darkroom(program(tmp_path, f"{source}\nwhile True: pass\n"), PATIENCE)
    assert await endless.develop(b"x") is Unfit.BOMB  # ended by us it would be away


async def test_a_child_that_sleeps_is_ended_by_us_and_leaves_no_process(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    told.touch()
    source = (
        f"import os, time\nopen({str(told)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)\n"
    )
    for patience in (1.0, 4.0, 16.0, 64.0):  # a busy machine may end it before it has begun
        room = Darkroom(program(tmp_path, source), patience)
        assert await room.develop(bytes(10)) is Unfit.AWAY
        if told.read_text():
            break
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


@pytest.mark.parametrize(
    "said",
    [b"", b"not a photo", loaded(), written(scene(), "PNG"), bytes(MOST_BYTES * 4)],
    ids=["nothing", "a text", "a photo with its artist", "a PNG", "no end"],
)
async def test_whatever_the_child_says_only_a_plain_photo_is_believed(
    tmp_path: Path, said: bytes
) -> None:
    answer = tmp_path / "answer"
    answer.write_bytes(said)
    source = f"import sys\nsys.stdout.buffer.write(open({str(answer)!r}, 'rb').read())\n"
    assert await Darkroom(program(tmp_path, source)).develop(b"x" * 1000) is Unfit.BROKEN


async def test_the_child_gets_no_secret_and_no_folder_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "4242:secret")
    told = tmp_path / "told"
    source = (
        "import os, sys\n"
        f"open({str(told)!r}, 'w').write(repr((dict(os.environ), os.getcwd(), sys.argv[1:])))\n"
    )
    await Darkroom(program(tmp_path, source)).develop(b"x")
    environment, folder, arguments = eval(told.read_text(), {})  # noqa: S307 - our own words
    assert set(environment) <= {"LC_CTYPE"}  # Python's own, where no language is set
    assert (folder, arguments) == ("/", [])


async def test_a_child_that_cannot_run_is_our_fault_and_not_the_photos(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = program(tmp_path, "raise ImportError('no Pillow here')")
    assert await Darkroom(broken).develop(b"x") is Unfit.AWAY
    assert [record.getMessage() for record in caplog.records] == [
        "photo: its process failed; `closecall doctor`"
    ]


async def test_what_is_wrong_with_a_photo_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for image in (b"noise", moving("PNG"), claiming(9000, 9000), loaded()):
        await Darkroom().develop(image)
    assert caplog.records == []


def test_whoever_starts_the_darkroom_does_not_load_pillow() -> None:
    """A service's first prompt waits for no decoder, and a broken one cannot take it along."""
    loads = (
        "import sys, adapters.photo.darkroom, adapters.telegram.door, adapters.telegram.screens\n"
        "import closecall.doors.telegram, closecall.wiring.taking, bot.pages\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'PIL'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", loads], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("source", "what"), [(None, "photos"), ("import nothing_of_that_name", "no_photos")]
)
def test_the_doctor_tries_one_pixel(tmp_path: Path, source: str | None, what: str) -> None:
    settings = read({"TELEGRAM_BOT_TOKEN": TOKEN}, tmp_path)
    found = Examination(settings)
    photos(found, program(tmp_path, source) if source else None)
    assert [observation.what for observation in found.observations] == [what]


def test_the_doctor_tries_nothing_where_no_door_takes_photos(tmp_path: Path) -> None:
    found = Examination(read({}, tmp_path))
    photos(found)
    assert found.observations == []


async def test_a_queue_that_is_too_long_sends_the_next_one_away(tmp_path: Path) -> None:
    slow = Darkroom(
        program(tmp_path, "import sys; sys.stdin.buffer.read(); sys.exit(14)"), PATIENCE
    )
    made = await asyncio.gather(*(slow.develop(b"x") for _ in range(AT_ONCE + WAITING + 3)))
    assert made.count(Unfit.AWAY) == 3
    assert made.count(Unfit.BROKEN) == AT_ONCE + WAITING
    assert await slow.develop(b"x") is Unfit.BROKEN


async def test_only_what_is_worked_on_was_fetched() -> None:
    room, fetched = Darkroom(patience=PATIENCE), 0
    begun, go = asyncio.Event(), asyncio.Event()

    async def fetch() -> bytes | None:
        nonlocal fetched
        fetched += 1
        begun.set()
        await go.wait()
        return written(scene()) if fetched else None

    waiting = [asyncio.create_task(room.fetched(fetch)) for _ in range(AT_ONCE + 3)]
    await begun.wait()
    await asyncio.wait(waiting, timeout=0)
    assert fetched == AT_ONCE
    go.set()
    assert all(isinstance(made, Photo) for made in await asyncio.gather(*waiting))


async def test_what_could_not_be_fetched_may_come_again() -> None:
    async def nothing() -> bytes | None:
        return None

    assert await Darkroom().fetched(nothing) is Unfit.AWAY


# --- what both sides must agree on ---------------------------------------------------------------


def test_child_and_core_speak_of_the_same_numbers() -> None:
    """The child imports nothing of ours, so a test holds the two together."""
    assert (child.LARGEST, child.INPUT) == (MOST_BYTES, LARGEST_INPUT)
    assert max(edge for edge, _ in child.STEPS) == LONGEST_EDGE
    assert {
        child.TOO_LARGE: Unfit.LARGE,
        child.OTHER_TYPE: Unfit.OTHER_TYPE,
        child.BOMB: Unfit.BOMB,
        child.MOVING: Unfit.MOVING,
        child.BROKEN: Unfit.BROKEN,
    } == _REASONS


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_no_bytes_whatsoever_get_past_the_pixels(
    noise: bytes, form: str, data: st.DataObject
) -> None:
    """A file cut, changed or filled with anything is a plain photo afterwards, or a reason."""
    image = bytearray(loaded(form))
    at = data.draw(st.integers(0, len(image)))
    image[at : at + data.draw(st.integers(0, 40))] = noise
    made = child.rebuilt(bytes(image))
    if isinstance(made, int):
        assert made in _REASONS
    else:
        assert Photo.parse(made).jpeg == made
        assert hunt("made", made, HIDDEN) == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_noise_is_a_reason_and_never_a_failure(noise: bytes) -> None:
    assert child.rebuilt(noise) in _REASONS
