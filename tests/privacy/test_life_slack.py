"""The same search through the Slack door, over Socket Mode and over signed HTTP.

Every log record of every library is a place too, whatever the log policy shows. Only the records
of two loggers are not: those that the SDKs are given, which are mute at every level. They print
whole payloads, and that is why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.slack import courier, listeners
from tests.privacy import lived_slack as scenes
from tests.privacy.hunt import hunt
from tests.privacy.life import Life
from tests.privacy.lived import Lived

if TYPE_CHECKING:
    from pathlib import Path

    from tests.privacy.hunt import Hit

pytestmark = pytest.mark.timeout(600)  # a whole life, on a machine that may be busy
MUTE = (listeners.SILENCE.name, courier.SILENCE.name)


def through(lived: Lived, *, delivered: bool) -> scenes.Forms:
    """Everything that people do."""
    with scenes.forms(lived, delivered=delivered) as at:
        words = scenes.told(at)
        scenes.back(at, words)
    said = "".join(at.said).encode()
    lived.found["what the service said"] = hunt("stderr", said, lived.life.nowhere)
    assert b"Traceback" not in said
    return at


def unmuted(folder: Path) -> bytes:
    """The records of all loggers but the two mute ones."""
    lines = (folder / "records.log").read_bytes().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(tuple(map(str.encode, MUTE))))


def clean(lived: Lived) -> dict[str, list[Hit]]:
    """What was found at each moment; of the records, in those that somebody could ever see."""
    found = {
        moment: [hit for hit in hits if not hit.where.endswith("records.log")]
        for moment, hits in lived.found.items()
    }
    wanted = [*lived.life.sealed, *lived.life.nowhere]
    found["records"] = hunt("records.log", unmuted(lived.life.root / "loud"), wanted)
    return {moment: hits for moment, hits in found.items() if hits}


@pytest.mark.parametrize("delivered", [False, True], ids=["sockets", "http"])
def test_nobody_s_name_id_message_or_colleague_is_in_any_byte(
    tmp_path_factory: pytest.TempPathFactory, *, delivered: bool
) -> None:
    lived = Lived(Life.copied(tmp_path_factory.mktemp("life")))
    at = through(lived, delivered=delivered)
    assert clean(lived) == {}
    assert len(lived.found) > 5
    # The search could have found it: the canaries went in, and came out where they belong.
    published = repr(at.edge.named("views.publish")).encode()
    assert hunt("calls", published, [scenes.PEOPLE[0]])
    records = (lived.life.root / "loud" / "records.log").read_text("utf-8", "replace")
    assert "slack: the coach knows the colleagues" in records
