"""A frozen value is a dataclass in everything but the copies of its methods."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace

import pytest

from bot.frozen import frozen


@frozen
class Spot:
    """A value with a field that is not to be shown."""

    place: str
    words: str = field(default="", repr=False)
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usual:
    """The same, as the library makes it."""

    place: str
    words: str = field(default="", repr=False)
    near: tuple[str, ...] = ()


@frozen
class Quiet:
    """A value that prints itself."""

    words: str

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Quiet"


def test_nothing_of_it_is_ever_changed() -> None:
    spot = Spot("bay")
    with pytest.raises(FrozenInstanceError, match=r"Spot\.place"):
        spot.place = "dock"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match=r"Spot\.place"):
        del spot.place
    with pytest.raises(FrozenInstanceError, match=r"Spot\.other"):
        spot.other = "dock"  # type: ignore[attr-defined]
    assert spot == Spot("bay")


def test_it_has_slots_and_no_dictionary() -> None:
    assert not hasattr(Spot("bay"), "__dict__")


def test_it_prints_as_a_dataclass_does_and_keeps_to_itself_what_it_shall() -> None:
    ours, theirs = Spot("bay", "a story", ("dock",)), Usual("bay", "a story", ("dock",))
    assert repr(ours) == repr(theirs).replace("Usual", "Spot")
    assert "a story" not in repr(ours)


def test_one_that_prints_itself_stays_so() -> None:
    assert repr(Quiet("a story")) == "Quiet"


def test_it_is_compared_hashed_matched_and_replaced_like_a_dataclass() -> None:
    spot = Spot("bay", near=("dock",))
    assert spot == Spot("bay", near=("dock",))
    assert len({spot, Spot("bay", near=("dock",)), Spot("dock")}) == 2
    assert replace(spot, place="dock") == Spot("dock", near=("dock",))
    match spot:
        case Spot(place, _, near):
            assert (place, near) == ("bay", ("dock",))
    assert is_dataclass(Spot)
    assert [one.name for one in fields(Spot)] == ["place", "words", "near"]
