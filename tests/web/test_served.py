"""What is served as it lies there, and the command that serves it: hashes, addresses, TLS."""

from __future__ import annotations

import hashlib
import tomllib
from argparse import ArgumentParser
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from adapters.web import fixed
from adapters.web.app import console
from bot.errors import BadSetting
from bot.words import Words
from closecall.commands import console as command

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.organisation import Doors

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what an operator may type
STATIC = files("adapters.web").joinpath("static")


def test_what_others_wrote_is_unchanged_and_named() -> None:
    listed = tomllib.loads(STATIC.joinpath("VENDORED.toml").read_text("utf-8"))["file"]
    for one in listed:
        content = STATIC.joinpath(one["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"], one["name"]
        assert {"package", "version", "licence", "from"} <= one.keys()
    assert {one.name for one in STATIC.iterdir() if one.name.endswith(".min.js")} == {
        one["name"] for one in listed
    }


def test_nothing_that_is_served_loads_anything_from_elsewhere() -> None:
    for name, (content, _) in fixed.held().items():
        if name.endswith(".min.js"):
            continue
        text = content.decode().replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text, name
        assert "@import" not in text
        assert "eval(" not in text


def test_a_file_that_is_not_listed_is_not_served(doors: Doors) -> None:
    browser = doors.browser()
    assert browser.client.get("/static/VENDORED.toml").status_code == 404
    assert browser.client.get("/static/htmx.min.js").status_code == 200


def test_over_tls_the_cookies_belong_to_this_host_alone(doors: Doors) -> None:
    origin = "https://console.example.org"
    office = replace(doors.office, origin=origin)
    headers = {"sec-fetch-site": "same-origin"}
    with TestClient(
        console(office), base_url=origin, headers=headers, follow_redirects=False
    ) as client:
        form = {"name": "safety", "passphrase": doors.organisation.passphrases["safety"]}
        answer = client.post("/sign-in", data=form)
        cookies = answer.headers.get_list("set-cookie")
        session = next(one for one in cookies if one.startswith("__Host-closecall="))
        assert "Secure" in session
        assert "Path=/" in session
        assert "Domain" not in session
        assert all("Secure" in one for one in cookies)
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert client.get("/inbox").status_code == 200


# --- the command -----------------------------------------------------------------------------


def origin(*arguments: str) -> str:
    """The address that the command would serve under."""
    parser = ArgumentParser()
    command.add(parser.add_subparsers())
    args = parser.parse_args(["console", *arguments])
    return command._origin(args, Words(), args.port)


def test_without_a_word_it_is_this_machine_alone() -> None:
    assert origin() == "http://127.0.0.1:8765"
    assert origin("--port", "9000") == "http://127.0.0.1:9000"
    assert origin("--host", "::1") == "http://[::1]:8765"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", EVERYWHERE),
        ("--host", "192.0.2.7"),
        ("--host", "console.example.org"),
        ("--host", EVERYWHERE, "--behind-proxy"),
        ("--host", EVERYWHERE, "--url", "https://console.example.org"),
        ("--host", EVERYWHERE, "--url", "http://console.example.org", "--behind-proxy"),
        ("--url", "https://console.example.org/path", "--behind-proxy"),
        ("--tls-cert", "cert.pem"),
        ("--tls-cert", "no-such-cert.pem", "--tls-key", "no-such-key.pem"),
    ],
)
def test_beyond_this_machine_there_is_tls_or_nothing(arguments: tuple[str, ...]) -> None:
    with pytest.raises(BadSetting):
        origin(*arguments)


def test_a_proxy_or_a_certificate_opens_it_to_others(tmp_path: Path) -> None:
    named = ("--host", EVERYWHERE, "--url", "https://console.example.org")
    assert origin(*named, "--behind-proxy") == "https://console.example.org"
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.touch()
    key.touch()
    tls = ("--tls-cert", str(cert), "--tls-key", str(key))
    assert origin(*named, *tls) == "https://console.example.org"
    assert origin(*tls) == "https://127.0.0.1:8765"
