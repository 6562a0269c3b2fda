"""What a photo may be once it is kept: a plain JPEG, and not a byte beside its pixels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.photo import LONGEST_EDGE, MOST_BYTES, Photo
from tests.adapters.photo.images import loaded, scene, written

PLAIN = written(scene(), quality=60)
COMMENTED = b"\xff\xfe\x00\x06abcd"


def test_a_plain_photo_is_named_by_its_bytes_and_its_size() -> None:
    photo = Photo.parse(PLAIN)
    assert (photo.picture.width, photo.picture.height) == (64, 48)
    assert len(photo.picture.digest) == 64
    assert photo.picture != Photo.parse(written(scene(), quality=61)).picture
    assert "digest" not in repr(photo)
    assert "JFIF" not in repr(photo)


@pytest.mark.parametrize(
    "jpeg",
    [
        b"",
        PLAIN[:2],
        PLAIN[:-1],
        PLAIN[:100],
        PLAIN + b"x",
        PLAIN + PLAIN,
        PLAIN[:2] + COMMENTED + PLAIN[2:],
        PLAIN[:20] + COMMENTED + PLAIN[20:],
        PLAIN[:-2] + COMMENTED + PLAIN[-2:],
        PLAIN[:-2] + b"\xff\xd0" + PLAIN[-2:],
        PLAIN[:20] + PLAIN[2:20] + PLAIN[20:],
        PLAIN.replace(b"\1\1\0\0\1\0\1", b"\1\1\1\0\x48\0\x48", 1),
        loaded(),
        loaded().removesuffix(b"archive in it"),
        written(scene(), "PNG"),
        written(scene(), progressive=True),
        written(scene().convert("L")),
        written(scene().convert("CMYK")),
        written(scene(), restart_marker_blocks=2),
        written(scene(LONGEST_EDGE + 1, 8)),
        written(scene(8, LONGEST_EDGE + 1)),
        written(Image.effect_noise((1600, 1600), 120).convert("RGB"), quality=95),
    ],
)
def test_what_is_not_plain_is_no_photo(jpeg: bytes) -> None:
    with pytest.raises(ValueError, match="photo"):
        Photo.parse(jpeg)


@given(st.binary(min_size=1, max_size=12), st.integers(0, len(PLAIN)))
@settings(max_examples=400)
def test_what_is_put_between_the_segments_is_found(extra: bytes, at: int) -> None:
    """Whatever still passes has the same list of segments: it changed pixels or a table."""
    try:
        photo = Photo.parse(PLAIN[:at] + extra + PLAIN[at:])
    except ValueError:
        return
    assert len(photo.jpeg) <= MOST_BYTES
    assert photo.jpeg.endswith(b"\xff\xd9")
    assert photo.jpeg.count(b"\xff\xd9") == 1
