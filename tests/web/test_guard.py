"""What stands on every answer, and what no page ever sees."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from adapters.web.app import PAGES
from adapters.web.guard import HEADERS, MOST_BODY, Guard
from bot.errors import MissingKey
from bot.words import Words
from closecall.home import Home
from tests.web.organisation import ORIGIN, Organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.types import Message, Receive

    from tests.web.organisation import Browser, Doors

CROSS = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
)


def addresses(case: str) -> list[str]:
    """Every address that there is."""
    return [page.path.replace("{case}", case) for page in PAGES]


def test_every_answer_carries_the_headers(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, stranger = doors.signed_in(), doors.browser()
    for path in [*addresses(case), "/nothing", "/static/console.css", "/static/none", "/case/zz"]:
        for one in (browser, stranger):
            answer = one.client.get(path)
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, (path, name)
            fixed = path == "/static/console.css"
            assert answer.headers["cache-control"] == (
                "public, max-age=86400" if fixed else "no-store"
            ), path
            assert "server" not in answer.headers


def test_the_policy_allows_nothing_inline_and_pages_need_nothing_inline(doors: Doors) -> None:
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'")
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    for path in addresses(case):
        text = browser.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path


def test_nobody_sees_a_page_without_signing_in(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    stranger = doors.browser()
    for page in PAGES:
        if page.open:
            continue
        path = page.path.replace("{case}", case)
        answer = stranger.client.get(path)
        assert answer.status_code == 303 or page.part, path
        assert "/sign-in" in answer.headers.get("location", "/sign-in")
        posted = stranger.client.post(path, data={"text": "x"})
        assert posted.status_code in {303, 405, 204}, path
        assert posted.headers.get("location", "/sign-in").startswith("/sign-in")
        assert "ladder" not in answer.text + posted.text


@pytest.mark.parametrize(
    "headers",
    [
        *CROSS,
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "null"},
        {"sec-fetch-site": ""},
    ],
)
def test_a_form_from_elsewhere_is_refused(doors: Doors, headers: dict[str, str]) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    form = browser.hidden(browser.get(f"/case/{case}/note").text, f"/case/{case}/note")
    sent = {name: value for name, value in headers.items() if value}
    client = browser.client
    if not headers["sec-fetch-site"]:
        del client.headers["sec-fetch-site"]
    for path in (f"/case/{case}/note", "/sign-in", "/sign-out", "/language"):
        answer = client.post(
            path, data={**form, "text": "planted", "to": "reviewers"}, headers=sent
        )
        assert answer.status_code == 403, (path, headers)
        assert "set-cookie" not in answer.headers
    client.headers["sec-fetch-site"] = "same-origin"
    assert "planted" not in browser.get(f"/case/{case}").text


def test_our_own_origin_is_enough_for_an_old_browser(doors: Doors) -> None:
    browser = doors.signed_in()
    case = doors.organisation.report(doors.writer)
    form = browser.hidden(browser.get(f"/case/{case}/note").text, f"/case/{case}/note")
    del browser.client.headers["sec-fetch-site"]
    answer = browser.client.post(
        f"/case/{case}/note",
        data={**form, "text": "ours", "to": "reviewers"},
        headers={"origin": ORIGIN},
    )
    assert answer.status_code == 303


def test_a_form_without_the_sessions_token_changes_nothing_and_loses_nothing(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    for token in ("", "0" * 64, "é"):
        answer = browser.post(
            f"/case/{case}/note", {"csrf": token, "text": "typed words", "to": "reviewers"}
        )
        assert answer.status_code == 200
        assert "typed words" in answer.text, "it waits in the form"
        assert "Nothing was done" in answer.text
    assert "typed words" not in browser.get(f"/case/{case}").text


def test_another_host_is_refused(doors: Doors) -> None:
    """A name that an attacker points at this machine is no way in (DNS rebinding)."""
    browser = doors.signed_in()
    for host in ("evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:1"):
        assert browser.client.get("/inbox", headers={"host": host}).status_code == 421


def test_other_methods_are_refused(doors: Doors) -> None:
    browser = doors.signed_in()
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert browser.client.request(method, "/inbox").status_code == 405


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_embed_what_we_serve(doors: Doors, site: str) -> None:
    browser = doors.signed_in()
    embedding = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
    assert browser.client.get("/inbox", headers=embedding).status_code == 403
    assert browser.client.get("/static/console.css", headers=embedding).status_code == 403


def test_a_body_that_is_too_large_is_refused(doors: Doors) -> None:
    browser = doors.signed_in()
    answer = browser.client.post("/sign-in", content=b"a=" + b"x" * MOST_BODY)
    assert answer.status_code == 413

    def endless() -> Iterator[bytes]:
        yield b"name="
        yield b"x" * MOST_BODY

    assert browser.client.post("/sign-in", content=endless()).status_code == 411


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"name=%ff", b"&".join(b"a=1" for _ in range(300)), b"a=%00"]
)
def test_a_form_that_is_none_is_a_page_and_no_failure(doors: Doors, body: bytes) -> None:
    browser = doors.signed_in()
    case = doors.organisation.report(doors.writer)
    answer = browser.client.post(f"/case/{case}/note", content=body)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/case/{case}/note")


@pytest.mark.parametrize(
    "path",
    [
        "/case/",
        "/case/..",
        "/case/%2e%2e/",
        "/case/" + "0" * 32,
        "/case/" + "zz" * 16,
        "/case/0/triage",
        "/static/../app.py",
        "/static/%2e%2e%2fapp.py",
        "/inbox?page=x",
        "/inbox?page=999999999999999999999",
        "/inbox?show=%00",
        "/sign-in?next=//evil.example",
    ],
)
def test_a_made_up_address_is_a_page_and_no_failure(doors: Doors, path: str) -> None:
    browser = doors.signed_in()
    answer = browser.client.get(path)
    assert answer.status_code in {200, 303, 307, 403, 404}
    assert "Traceback" not in answer.text
    assert "evil.example" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example",
        "/nowhere",
        "/\\evil.example",
        "/sign-out",
        "javascript:alert(1)",
    ],
)
def test_after_signing_in_nobody_is_led_away(doors: Doors, where: str) -> None:
    answer = doors.browser().sign_in("safety", next=where)
    assert answer.headers["location"] == "/inbox"
    told = doors.browser().post("/language", {"speak": "it", "here": where})
    assert told.headers["location"] == "/"


def test_a_flood_of_one_session_is_slowed_and_of_nobody_else(doors: Doors) -> None:
    fast, other = doors.signed_in(), doors.signed_in("security")
    codes = {fast.client.get("/inbox").status_code for _ in range(140)}
    assert 429 in codes
    assert other.client.get("/inbox").status_code == 200
    doors.organisation.time.now += 10
    assert fast.client.get("/inbox").status_code == 200


def test_an_unforeseen_failure_is_a_page_without_a_word_of_it(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    broken = _breaks(browser, doors)
    answer = browser.client.get(f"/case/{case}")
    broken()
    assert answer.status_code == 500
    assert "Nothing was done" in answer.text
    assert "velocipede" not in answer.text
    assert [record.getMessage() for record in caplog.records] == ["a page failed"]


def test_without_a_list_of_readers_every_page_says_so_and_signing_out_works(
    tmp_path: Path,
) -> None:
    organisation = Organisation.founded(tmp_path / "listless")
    with organisation.open() as doors:
        browser = doors.signed_in()
        hidden = browser.hidden(browser.get("/inbox").text, "/sign-out")
        Home(organisation.settings.home).manifest.unlink()
        answer = browser.get("/inbox")
        assert answer.status_code == 503
        assert Words().refusal(MissingKey()) in unescape(answer.text)
        assert browser.get("/nowhere").status_code == 404
        browser.post("/sign-out", hidden)
        assert len(browser.gate(doors).sessions) == 0


def _breaks(browser: Browser, doors: Doors) -> Callable[[], None]:
    """Make the next case unreadable in a way nobody foresaw."""
    session = next(iter(browser.gate(doors).sessions._open.values()))
    kept = session.caseload

    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(f"velocipede {name}")

    session.caseload = Broken()  # type: ignore[assignment]

    def mend() -> None:
        session.caseload = kept

    return mend


@pytest.mark.parametrize("chunk", [MOST_BODY + 1, MOST_BODY // 2 + 1])
async def test_a_body_that_is_longer_than_it_said_ends_the_connection(chunk: int) -> None:
    """A proxy in front may pass on a length that does not hold."""
    heard: list[str] = []

    async def page(_scope: object, receive: Receive, _send: object) -> None:
        heard.extend([(await receive())["type"] for _ in range(2)])

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * chunk, "more_body": True}

    async def send(_message: Message) -> None:
        """Nothing is answered here."""

    told = {"host": "here", "sec-fetch-site": "same-origin", "content-length": "10"}
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    await Guard(page, "here", "http://here", secure=False)(scope, receive, send)
    assert heard[-1] == "http.disconnect"


@pytest.mark.parametrize("origin", ["https://console.example.org", ORIGIN])
def test_over_tls_and_only_there_a_browser_is_told_to_stay_with_it(
    organisation: Organisation, origin: str
) -> None:
    with organisation.at(origin) as doors:
        told = doors.browser().client.get("/sign-in").headers.get("strict-transport-security", "")
        assert bool(told) is origin.startswith("https")


@pytest.mark.parametrize("origin", ["https://console.example.org", ORIGIN])
def test_no_script_and_no_other_site_gets_a_cookie_and_over_tls_no_wire_does(
    organisation: Organisation, origin: str
) -> None:
    with organisation.at(origin) as doors:
        browser, case = doors.browser(), organisation.report(doors.writer)
        answers = [
            browser.client.post(f"/case/{case}/note", data={"text": "typed"}),
            browser.client.post(
                "/language", data={"here": "/sign-in", "speak": "it", "name": "safety"}
            ),
            browser.client.get("/recover"),
            browser.client.post(
                "/sign-in",
                data={"name": "safety", "passphrase": organisation.passphrases["safety"]},
            ),
        ]
        given = [one for answer in answers for one in answer.headers.get_list("set-cookie")]
        named = {one.partition("=")[0].removeprefix("__Host-") for one in given}
        assert named == {
            "closecall", "closecall-device", "closecall-language", "closecall-name",
            "closecall-shown", "closecall-typed",
        }  # fmt: skip
        for one in given:
            assert "SameSite=strict" in one
            assert "HttpOnly" in one or one.startswith("closecall-language="), one
            assert ("Secure" in one) is origin.startswith("https")


def test_a_refused_sign_in_leads_nobody_away_either(doors: Doors) -> None:
    for where in ("https://evil.example/", "//evil.example", "/sign-out", "/inbox&refused=x"):
        form = {"name": "safety", "passphrase": "wrong", "next": where}
        led = doors.browser().client.post("/sign-in", data=form).headers["location"]
        assert led == "/sign-in?refused=wrong" or led.startswith("/sign-in?refused=wait&wait=")
        doors.organisation.time.now += 4000
