"""A page of a Slack form: answered durably, many at once, and what the whole service weighs.

    python -m tests.bench.bench_slack

A submission is the page of the story, sent by one person: signed, over HTTP, the payload that
Slack sends for this very form (its blocks included, 11 KB), from the bytes of the request to those
of the answer. Ours has looked at the signature, scrubbed, stored the draft and drawn the next page
by then. Theirs is bolt with one view listener that only calls `ack()`, given the same bytes.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote_plus

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.door import Door
from adapters.slack.runner import Runner, client
from adapters.slack.translate import CALLBACK, Opened, leaf
from bot.flow.talk import Command
from bot.pace import Pace
from bot.report import TOKEN_BYTES, Token
from tests.adapters.slack.edge import APP, BOT, Edge
from tests.adapters.slack.forms import Form
from tests.adapters.slack.people import AROUND, PERSON, SECRET
from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.served import serving
from tests.bench.harness import Count, Ratio, measure, report
from tests.bench.house import EN, STORY, house
from tests.e2e.world import World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.pages import Pages
    from tests.bench.house import House

AT_ONCE: Final = 64
LIMIT: Final = 3.0  # seconds that Slack waits for an answer
_PAGES: Final = 60
_SLOW: Final = 12  # bolt's default waits 10 ms for each ack
_NOWHERE: Final = "http://127.0.0.1:9/api"
_IMPORTED: Final = "import telegram.ext, slack_bolt.async_app; print('there', flush=True); input()"
_AROUND_A_VIEW: Final = {
    "team_id": "T0123456789",
    "hash": "1700000000.AbCdEfGh",
    "clear_on_close": False,
    "previous_view_id": None,
    "root_view_id": "V0123456789",
    "app_id": "A0123456789",
    "external_id": "",
    "app_installed_team_id": "T0123456789",
    "bot_id": "B0123456789",
}

Delivery = tuple[dict[str, str], bytes]
Answer = tuple[int, str]


def ratios(ours: House) -> list[Ratio]:
    """What a page costs against bolt alone."""
    form = first_form(ours)
    durable = timed(lambda: answering(ours), form, _PAGES)
    bare = timed(lambda: bolt(at_once=True), form, _PAGES)
    usual = timed(lambda: bolt(at_once=False), form, _SLOW)
    by_socket = timed(lambda: dispatching(ours), form, _PAGES, signed=False)
    bare_socket = timed(lambda: bolt(at_once=True), form, _PAGES, signed=False)
    spent = (
        timed(lambda: answering(ours), form, _PAGES, cpu=True),
        timed(lambda: bolt(at_once=True), form, _PAGES, cpu=True),
    )
    what = "a page of a Slack form, durable"
    return [
        Ratio(what, "bolt, a view that does nothing, acked at its end", durable, bare, 3.0, 2.5),
        Ratio("CPU of the same", "CPU of the first", *spent, None),
        Ratio("the same", "bolt's default, a view that does nothing", durable, usual, 0.15, 0.1),
        Ratio(
            "the same over Socket Mode", "the first, given a dict", by_socket, bare_socket, None
        ),
    ]


def counts(ours: House) -> list[Count]:
    """64 people send a page in the same moment: each is answered, and in time."""
    form = first_form(ours)
    deliveries = [delivery(form, person) for person in range(AT_ONCE)]

    async def run() -> list[tuple[Answer, float]]:
        answer = answering(ours)

        async def one(each: Delivery) -> tuple[Answer, float]:
            return await answer(each), time.perf_counter() - began

        began = time.perf_counter()
        return await asyncio.gather(*map(one, deliveries))

    answers = asyncio.run(run())
    shown = [leaf(json.loads(text)["view"]) for (status, text), _ in answers if status == 200]
    late = sum(took > LIMIT for _, took in answers)
    worst = max(took for _, took in answers)
    sys.stderr.write(f"  {AT_ONCE} at once: the last answer after {worst:.2f} s\n")
    kept = len({one.token for one in shown if one is not None and one.rev == 1})
    return [
        Count(f"pages lost, of {AT_ONCE} at once", AT_ONCE - kept),
        Count(f"pages answered after {LIMIT:.0f} s", late),
    ]


def weight() -> list[Ratio]:
    """The whole service at rest with both platforms, against a process that imports both SDKs."""
    return [
        Ratio(
            "memory of `closecall run`, both platforms, at rest",
            "a process that only imports both SDKs",
            serving_both,
            importing_both,
            1.3,
            1.15,
            unit="MB",
            rounds=3,
        )
    ]


# --- the two sides -------------------------------------------------------------------------------


def answering(at: House) -> Callable[[Delivery], Awaitable[Answer]]:
    """Our door over HTTP."""
    runner = made(at)

    async def answer(each: Delivery) -> Answer:
        status, _, text = await runner.deliver(*each)
        return status, text

    return answer


def dispatching(at: House) -> Callable[[Delivery], Awaitable[Answer]]:
    """Our door as Socket Mode calls it."""
    return dispatched(made(at).app)


def made(at: House) -> Runner:
    """A door in an organisation; every page of it is sent by somebody else."""
    door = Door(cast("Pages", at.intake), at.writer, EN, os.urandom)
    return Runner(client("xoxb-1", _NOWHERE), door, Pace(os.urandom), secret=SECRET)


def bolt(*, at_once: bool) -> Callable[[Delivery], Awaitable[Answer]]:
    """Bolt as its manual shows it, with the middleware it comes with. It stores nothing."""

    async def authorized() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None)

    app = AsyncApp(
        client=AsyncWebClient(token="xoxb-1"),
        authorize=authorized,
        signing_secret=SECRET,
        process_before_response=at_once,
    )

    @app.view(CALLBACK)
    async def nothing(ack: Any) -> None:  # noqa: ANN401 - bolt's
        await ack()

    return dispatched(app)


def dispatched(app: AsyncApp) -> Callable[[Delivery], Awaitable[Answer]]:
    """A bolt app, given a signed request, or the payload alone when there are no headers."""

    async def answer(each: Delivery) -> Answer:
        headers, body = each
        if headers:
            request = AsyncBoltRequest(body=body.decode(), headers=dict(headers))
        else:
            request = AsyncBoltRequest(body=json.loads(body), mode="socket_mode")
        told = await app.async_dispatch(request)
        return told.status, str(told.body)

    return answer


def timed(
    side: Callable[[], Callable[[Delivery], Awaitable[Answer]]],
    form: Form,
    pages: int,
    *,
    signed: bool = True,
    cpu: bool = False,
) -> Callable[[], float]:
    """A round: so many people, one after the other; the median time of a page, µs.

    `cpu`: the mean processor time of all threads, which neighbours disturb less.
    """

    async def run(deliveries: Sequence[Delivery]) -> float:
        answer = side()
        times = []
        gc.collect()
        spent = time.process_time()
        for each in deliveries:
            began = time.perf_counter()
            status, _ = await answer(each)
            times.append(time.perf_counter() - began)
            if status != 200:
                raise AssertionError("a page was refused")
        spent = time.process_time() - spent
        return (spent / len(times) if cpu else statistics.median(times)) * 1e6

    def once() -> float:
        level = logging.root.manager.disable
        logging.disable(logging.CRITICAL)
        try:
            return asyncio.run(run([delivery(form, at, signed=signed) for at in range(pages)]))
        finally:
            logging.disable(level)

    return once


# --- the page ------------------------------------------------------------------------------------


def first_form(at: House) -> Form:
    """The page of the story, filled in."""
    opening = made(at).door.opened(Opened(Command.REPORT, "1"))
    form = Form(asyncio.run(opening))
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    return form


def delivery(form: Form, person: int, *, signed: bool = True) -> Delivery:
    """The form as Slack sends it, of a person of their own, under a token of its own."""
    carried = leaf(form.view)
    if carried is None:
        raise AssertionError("a form of ours")
    token = replace(carried, token=Token(os.urandom(TOKEN_BYTES))).encode()
    view = {**form.view, **form.sent(), **_AROUND_A_VIEW, "private_metadata": token}
    payload = {
        **AROUND,
        "type": "view_submission",
        "user": {**PERSON, "id": f"U{person:09d}"},
        "trigger_id": "1.2.x",
        "view": view,
        "response_urls": [],
    }
    written = json.dumps(payload, separators=(",", ":"))
    if not signed:
        return {}, written.encode()
    body = f"payload={quote_plus(written)}".encode()
    now = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body)
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": now,
        "x-slack-signature": signature or "",
    }, body


# --- weight --------------------------------------------------------------------------------------


def serving_both() -> float:
    """Megabytes of the service, a moment after both platforms are ready."""
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        world = World.copied(Path(place) / "here")
        del world.environment["PYTHONDONTWRITEBYTECODE"]  # compiled as on the second day
        edge, api = stack.enter_context(Edge()), stack.enter_context(FakeApi())
        told = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_API_URL": edge.url}
        served = stack.enter_context(serving(world, api.url, TOKEN, **told))
        served.until("slack: ready")
        served.until("telegram: ready")
        edge.linked()
        return resident(served.process.pid)


def importing_both() -> float:
    """Megabytes of a process that has imported both SDKs and does nothing."""
    with subprocess.Popen(
        [sys.executable, "-c", _IMPORTED], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        if process.stdout is None or b"there" not in process.stdout.readline():
            raise RuntimeError("the SDKs cannot be imported")
        size = resident(process.pid)
        process.kill()
    return size


def resident(pid: int) -> float:
    """Resident memory in megabytes. Linux only: it is in `proc`."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, house(Path(place) / "house") as opened:
        found = measure([*ratios(opened), *weight()])
        sys.exit(report(found, counts(opened)))
