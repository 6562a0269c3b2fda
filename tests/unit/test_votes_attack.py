"""The attack on votes: whoever sees everything that is printed of them bounds nothing below k.

By enumeration: all worlds of two channels that look the same to the attacker are laid side by
side. The attacker knows how many answered in each channel as exactly as a platform may show it,
sees the rounded live number of each, the share that each channel's next issue prints, and the
number of *could happen here*. A count is bounded when it is below k and fewer than k values are
left for it: "fewer than k" itself leaves exactly k.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

import pytest

from digests.issue import Nearly
from digests.numbers import about
from digests.voting import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

K = 5
MOST = 27

World = tuple[int, ...]
Sight = tuple[int | Nearly | None, int]


def bounded(worlds: Iterator[World], seen: Callable[[World], Sight]) -> list[tuple[Sight, int]]:
    """Where a count below k has fewer than k values left, given what was seen."""
    alike: dict[Sight, list[World]] = defaultdict(list)
    for world in worlds:
        alike[seen(world)].append(world)
    return [
        (sight, place)
        for sight, found in alike.items()
        for place in range(len(found[0]))
        if min(world[place] for world in found) < K and len({world[place] for world in found}) < K
    ]


def blamed(found: list[tuple[Sight, int]]) -> list[Sight]:
    """Those that a share is to blame for: small numbers are bounded by themselves.

    Worlds end at MOST, so beyond it some that look the same are missing.
    """
    return [sight for sight, _ in found if sight[0] is not None and sight[1] < MOST - K]


def drills() -> Iterator[World]:
    """Right and wrong answers in one channel."""
    return iter(product(range(MOST), repeat=2))


def test_a_share_bounds_nothing_even_for_who_knows_how_many_answered() -> None:
    def seen(world: World) -> Sight:
        right, wrong = world
        share = chosen({0: right, 1: wrong}, 0, K)
        return share, right + wrong

    assert blamed(bounded(drills(), seen)) == []


def test_a_share_bounds_nothing_for_who_sees_the_live_number() -> None:
    def seen(world: World) -> Sight:
        right, wrong = world
        return chosen({0: right, 1: wrong}, 0, K), about(right + wrong, K)

    assert blamed(bounded(drills(), seen)) == []


def test_the_attack_is_real_it_finds_a_share_that_is_printed_from_k_on() -> None:
    def seen(world: World) -> Sight:
        right, wrong = world
        enough = right + wrong >= K
        return round(100 * right / (right + wrong)) if enough else None, right + wrong

    assert blamed(bounded(drills(), seen))


def test_the_sum_of_what_could_happen_here_takes_no_channel_apart() -> None:
    def seen(world: World) -> Sight:
        return sum(about(n, K) for n in world), about(world[0], K)

    assert bounded(iter(product(range(25), repeat=2)), seen) == []


def test_the_sum_told_on_monday_and_again_on_friday_takes_nothing_apart() -> None:
    """The slower channel is open between the two: only its own count can have grown."""

    def seen(world: World) -> Sight:
        monday, friday, other = world
        return about(monday, K) + about(other, K), about(friday, K) + about(other, K)

    worlds = (world for world in product(range(18), repeat=3) if world[0] <= world[1])
    assert bounded(worlds, seen) == []


def test_the_attack_is_real_it_finds_a_sum_that_is_rounded_once() -> None:
    def seen(world: World) -> Sight:
        return about(sum(world), K), about(world[0], K)

    assert bounded(iter(product(range(25), repeat=2)), seen)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (0, 0, None),
        (4, 4, None),
        (8, 0, None),
        (9, 0, Nearly.ALL),
        (5, 4, Nearly.ALL),
        (4, 5, Nearly.NONE),
        (0, 9, Nearly.NONE),
        (5, 5, 50),
        (8, 5, 60),
        (200, 5, 95),
        (5, 200, 5),
        (100, 4, Nearly.ALL),
    ],
)
def test_a_share_is_told_in_steps_of_five_or_in_words(
    right: int, wrong: int, said: int | Nearly | None
) -> None:
    assert chosen({0: right, 1: wrong}, 0, K) == said
    assert chosen({0: wrong // 2, 1: wrong - wrong // 2, 3: right}, 3, K) == said
