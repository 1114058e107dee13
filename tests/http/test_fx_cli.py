"""Exchange rates on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from tests.support.provider_stub import ProviderStub, Reply, provider_stub
from tests.support.rates import ecb_file

MONDAY = ecb_file({"2026-11-02": {"USD": "1.1", "RON": "5.5"}})


@pytest.fixture(scope="module")
def bank() -> Iterator[ProviderStub]:
    with provider_stub() as running:
        yield running


def run(app: APIFlask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["fx", *words])


def test_a_file_is_imported_once(app: APIFlask, tmp_path: Path) -> None:
    (tmp_path / "daily.xml").write_bytes(MONDAY)
    told = [run(app, "import", str(tmp_path / "daily.xml")).output for _ in range(2)]
    assert told == ["2 rates, 2 of them new.\n", "2 rates, 0 of them new.\n"]


def test_a_file_that_is_none_says_why_and_changes_nothing(app: APIFlask, tmp_path: Path) -> None:
    (tmp_path / "daily.xml").write_text("<html>")
    done = run(app, "import", str(tmp_path / "daily.xml"))
    assert (done.exit_code, "Nothing was changed." in done.output) == (1, True)


def test_a_refresh_without_an_address_says_what_is_missing(app: APIFlask) -> None:
    done = run(app, "refresh")
    assert (done.exit_code, "FX_URL is not set" in done.output) == (1, True)


def test_a_refresh_by_hand_asks_whatever_the_hour(make_app: Any, settings: Any, bank: ProviderStub) -> None:
    import dataclasses

    app = make_app(dataclasses.replace(settings, fx_url=f"{bank.url}/daily.xml"))
    bank.answer = lambda _: Reply(MONDAY)
    assert [run(app, "refresh").output for _ in range(2)] == [
        "2 rates, 2 of them new.\n",
        "2 rates, 0 of them new.\n",
    ]
    bank.answer = lambda _: Reply(status=503)
    assert run(app, "refresh").exit_code == 1
