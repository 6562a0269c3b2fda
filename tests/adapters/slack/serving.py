"""`closecall run` with a Slack door as a process, and what a test wants to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.adapters.slack.edge import APP, BOT, Edge
from tests.adapters.slack.people import CANARIES, SECRET, Http
from tests.adapters.telegram.served import Served
from tests.ports import kept_port

if TYPE_CHECKING:
    from tests.e2e.world import World

STORY = "The ladder was too short and slipped away under a painter."


def socket_mode(world: World, edge: Edge, services: list[Served]) -> Served:
    """A service in Socket Mode, connected."""
    told = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_API_URL": edge.url}
    served = Served(world, "", "", **told)
    services.append(served)
    served.until("slack: ready")
    edge.linked()
    return served


def over_http(world: World, edge: Edge, services: list[Served]) -> tuple[Served, Http]:
    """A service that Slack delivers to."""
    port = kept_port()
    told = {
        "SLACK_BOT_TOKEN": BOT,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": edge.url,
        "CLOSECALL_HEALTH_PORT": str(port),
    }
    served = Served(world, "", "", **told)
    services.append(served)
    served.until("slack: ready")
    return served, Http(port)


def cases(world: World) -> int:
    """How many cases reviewers have."""
    return world.cases()


def words(said: str) -> str:
    """The eight words of a page."""
    found = said.split("```")[1].split()
    assert len(found) == 8
    return " ".join(found)


def silent(served: Served, *more: str) -> None:
    """Nothing of a person, and nothing that was typed, is in the log."""
    said = "".join(served.said)
    assert [one for one in (*CANARIES, BOT, APP, SECRET, "painter", *more) if one in said] == []
    assert "Traceback" not in said
