"""Settings of the Telegram door: what is taken, what is refused, and that no value is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import BadSetting
from closecall import settings

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "4242424242:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


def test_a_token_may_stand_in_a_file_of_its_own_and_prints_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", "utf-8")
    read = settings.read({"TELEGRAM_BOT_TOKEN_FILE": "token"}, tmp_path)
    assert read.telegram_token.reveal() == TOKEN
    assert TOKEN not in repr(read)
    assert not settings.read({}, tmp_path).telegram_token


@pytest.mark.parametrize("token", ["no colon", "12:AAEhBOweik6ad9r", "4242424242:", f"{TOKEN}!"])
def test_what_is_no_token_is_refused_and_not_repeated(tmp_path: Path, token: str) -> None:
    with pytest.raises(BadSetting) as refused:
        settings.read({"TELEGRAM_BOT_TOKEN": token}, tmp_path)
    assert "TELEGRAM_BOT_TOKEN" in refused.value.detail
    assert token not in refused.value.detail


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("CLOSECALL_PUBLIC_URL", "http://near.example"),
        ("CLOSECALL_PUBLIC_URL", "https://user:word@near.example"),
        ("CLOSECALL_PUBLIC_URL", "https://near.example/?a=b"),
        ("CLOSECALL_PUBLIC_URL", "near.example"),
        ("TELEGRAM_API_URL", "ftp://near.example"),
        ("TELEGRAM_API_URL", "http://near.example:99999"),
    ],
)
def test_an_address_that_does_not_fit_is_refused(tmp_path: Path, name: str, url: str) -> None:
    with pytest.raises(BadSetting, match=name):
        settings.read({name: url}, tmp_path)


def test_addresses_lose_their_last_slash(tmp_path: Path) -> None:
    given = {
        "CLOSECALL_PUBLIC_URL": "https://near.example/bots/",
        "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
    }
    read = settings.read(given, tmp_path)
    assert read.public_url == "https://near.example/bots"
    assert read.telegram_api_url == "http://127.0.0.1:8081"
