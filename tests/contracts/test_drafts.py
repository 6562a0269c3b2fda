"""Port `Drafts`: what every kind of store promises about an unfinished conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import TooLong
from bot.report import Token

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores


def test_an_unknown_token_has_no_draft(stores: Stores) -> None:
    assert stores.do(lambda: stores.drafts.load(Token(stores.dice(32)))) is None


@pytest.mark.parametrize("draft", [b"", b"a", "perché".encode(), bytes(6000)])
def test_a_draft_comes_back_as_it_was_saved(stores: Stores, draft: bytes) -> None:
    token = Token(stores.dice(32))
    stores.do(lambda: stores.drafts.save(token, draft))
    assert stores.do(lambda: stores.drafts.load(token)) == draft


def test_the_last_save_counts(stores: Stores) -> None:
    token = Token(stores.dice(32))
    for draft in (b"first, and longer", b"second"):
        stores.do(lambda draft=draft: stores.drafts.save(token, draft))  # type: ignore[misc]
    assert stores.do(lambda: stores.drafts.load(token)) == b"second"


def test_two_tokens_do_not_meet(stores: Stores) -> None:
    one, other = Token(stores.dice(32)), Token(stores.dice(32))
    stores.do(lambda: stores.drafts.save(one, b"one"))
    stores.do(lambda: stores.drafts.save(other, b"other"))
    found = stores.do(lambda: (stores.drafts.load(one), stores.drafts.load(other)))
    assert found == (b"one", b"other")


def test_an_erased_draft_is_gone_and_its_token_can_begin_again(stores: Stores) -> None:
    token = Token(stores.dice(32))
    stores.do(lambda: stores.drafts.save(token, b"told"))
    stores.do(lambda: stores.drafts.erase(token))
    assert stores.do(lambda: stores.drafts.load(token)) is None
    stores.do(lambda: stores.drafts.save(token, b"again"))
    assert stores.do(lambda: stores.drafts.load(token)) == b"again"


def test_erasing_what_is_not_there_does_nothing(stores: Stores) -> None:
    token = Token(stores.dice(32))
    stores.do(lambda: stores.drafts.erase(token))
    assert stores.do(lambda: stores.drafts.load(token)) is None


def test_a_draft_that_does_not_fit_is_refused_and_the_old_one_stays(stores: Stores) -> None:
    token = Token(stores.dice(32))
    stores.do(lambda: stores.drafts.save(token, b"kept"))
    with pytest.raises(TooLong):
        stores.do(lambda: stores.drafts.save(token, bytes(9000)))
    assert stores.do(lambda: stores.drafts.load(token)) == b"kept"
