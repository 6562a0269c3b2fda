"""What a reporter is told of a failure: what happened, and nothing that only operators can do."""

from __future__ import annotations

import pytest

from bot import errors
from bot.errors import CloseCallError
from bot.words import Language, Words


def below(kind: type[CloseCallError]) -> list[type[CloseCallError]]:
    """A failure and every kind of it."""
    own = [child for child in kind.__subclasses__() if child.__module__ == errors.__name__]
    return [kind, *(each for child in own for each in below(child))]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", below(CloseCallError))
def test_no_failure_sends_a_reporter_to_settings_or_commands(
    kind: type[CloseCallError], language: Language
) -> None:
    said = Words(language).regret(kind("detail"))
    assert said.startswith(Words(language)(f"roof.failure.{kind.__name__}"))
    for word in ("`", "DATABASE_URL", "CLOSECALL_", "doctor", "detail"):
        assert word not in said


def test_what_a_reporter_can_mend_is_said() -> None:
    assert "Exclude fewer roles" in Words().regret(errors.NoRecipients())
    assert "Shorten it" in Words().regret(errors.TooLong())
    assert "Free some space" not in Words().regret(errors.StoreFull())
    assert "Free some space" in Words().refusal(errors.StoreFull())


def test_a_failure_of_ours_is_said_as_what_it_is() -> None:
    class Odd(errors.StoreFull):
        """Its docstring is nobody's sentence."""

    assert Words().regret(Odd()) == Words().regret(errors.StoreFull())
