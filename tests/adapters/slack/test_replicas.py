"""Several processes on one PostgreSQL: each page of a form may reach any of them."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

from tests.adapters.slack.forms import Form
from tests.adapters.slack.people import Human
from tests.adapters.slack.serving import cases, over_http, words
from tests.adapters.slack.told import FOUND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.slack.edge import Edge
    from tests.adapters.slack.people import Http
    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World


@dataclass
class InTurns:
    """A load balancer that never gives two deliveries in a row to the same process."""

    wires: Iterator[Http]

    def deliver(self, kind: str, payload: dict[str, Any], **extra: object) -> Any:  # noqa: ANN401 - JSON
        """Send it to the next one; its answer."""
        return next(self.wires).deliver(kind, payload, **extra)


def test_pages_alternate_between_processes_and_a_send_that_reaches_both_is_one_report(
    shared: World, edge: Edge, services: list[Served]
) -> None:
    first, one = over_http(shared, edge, services)
    second, other = over_http(shared, edge, services)
    ann = Human(edge, InTurns(cycle((one, other))))
    form = ann.shortcut()
    form.type("story", FOUND)
    form.pick("kind", "Fall from")
    questions = ann.send(form)
    assert ann.send(form).said == questions.said  # sent twice, to two processes
    questions.pick("coach", "Use safe")
    questions.pick("barrier", "Luck")
    questions.pick("worst", "Little")
    record = ann.send(questions)

    def sent(wire: Http, retry: int) -> str:
        answer = wire.deliver("interactive", ann.submission(record), retry_num=retry)
        return words(Form(answer["view"]).said)

    with ThreadPoolExecutor(4) as at_once:
        found = set(at_once.map(sent, (one, other, one, other), range(4)))
    assert len(found) == 1
    assert first.end(signal.SIGKILL) != 0
    back = Human(edge, other)
    check = back.button("closecall_check")
    check.type("words", *found)
    assert any(label.startswith("Withdraw") for label in back.send(check).buttons)
    assert second.end() == 0
    assert cases(shared) == 1
