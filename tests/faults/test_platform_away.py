"""A trading platform in a process of its own, with database and key of its own: killed, hung, and back again."""

from __future__ import annotations

import dataclasses
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from apiflask import APIFlask

from app import clock
from app.config import Settings
from app.domain.trading.proxy.cache import FILE
from app.domain.trading.proxy.circuit import FAILURES_TO_OPEN
from tests.support import training as tr
from tests.support.accounts import Account, Headers
from tests.support.candles import FIRST, add_instrument, store, walk
from tests.support.databases import Databases
from tests.support.launched import eventually
from tests.support.served import Replica

PATHS = (
    "/instruments",
    "/instruments/BTCUSDT/data/1D",
    "/instruments/BTCUSDT/data/1h?limit=50&before=2026-01-01T00:00:00Z",
    "/instruments/BTCUSDT/predictions",
    "/instruments/BTCUSDT/signals",
)
NEVER_SEEN = "/instruments/BTCUSDT/data/1h?limit=17"
SECRET = "what the two deployments have in common"


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """People alone are in it; one kind is enough."""
    return databases.empty_sqlite(tmp_path)


@pytest.fixture
def platform_settings(settings: Settings, databases: Databases, tmp_path: Path) -> Settings:
    folder = tmp_path / "platform"
    folder.mkdir()
    return dataclasses.replace(
        settings, role="platform", trading_api_secret=SECRET, secret_key="the key of another deployment, not ours",
        database_url=databases.empty_sqlite(folder), redis_url=settings.redis_url.removesuffix("0") + "1",
        instance_dir=folder, log_dir=folder,
    )  # fmt: skip


@pytest.fixture
def fill() -> Callable[[APIFlask], None]:
    """What the platform has: three days of minutes of an instrument that counts as trained."""

    def fill(made: APIFlask) -> None:
        number = add_instrument(made, has_data=True, models_trained=True)
        store(made, walk(number, FIRST, 3 * 1440))

    return fill


@pytest.fixture
def platform(
    platform_settings: Settings, make_app: Callable[[Settings], APIFlask], fill: Any, tmp_path: Path
) -> Iterator[Replica]:
    fill(make_app(platform_settings))
    one = Replica(platform_settings, tmp_path / "platform.log")
    one.start()
    yield one
    one.kill()


@pytest.fixture
def make_web(
    settings: Settings, app: APIFlask, platform: Replica, tmp_path: Path
) -> Iterator[Callable[[], Replica]]:
    """Start web processes on one folder."""
    started: list[Replica] = []
    chosen = dataclasses.replace(settings, trading_api_url=platform.url, trading_api_secret=SECRET)

    def make() -> Replica:
        started.append(Replica(chosen, tmp_path / f"web-{len(started)}.log"))
        started[-1].start()
        return started[-1]

    yield make
    for each in started:
        each.kill()


@pytest.fixture
def web(make_web: Callable[[], Replica]) -> Replica:
    return make_web()


@pytest.fixture
def headers(
    app: APIFlask, platform: Replica, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Headers:
    return sign_in(make_user())


@pytest.fixture
def ask(web: Replica, headers: Headers) -> Callable[..., requests.Response]:
    def ask(path: str, of: Replica = web) -> requests.Response:
        return requests.get(f"{of.url}/api{path}", headers=headers, timeout=60)

    return ask


def sources(ask: Any, *paths: str) -> list[str | None]:
    return [ask(path).headers.get("X-Cache") for path in paths]


def counts_as_away(web: Replica) -> bool:
    return "tidewatch_platform_circuit_open 1.0" in requests.get(f"{web.url}/metrics", timeout=60).text


def is_back(ask: Any) -> bool:
    return bool(ask(PATHS[0]).headers.get("X-Cache") in {"miss", "hit"})


def platform_status(ask: Any) -> str:
    return str(ask("/trading-platform/health").json()["tradingPlatform"]["status"])


class TestOfATrainedInstrument:
    @pytest.fixture
    def fill(self) -> Callable[[APIFlask], None]:
        def fill(made: APIFlask) -> None:
            number = tr.add_market(made)
            assert tr.train(made).state == "done"
            assert tr.predict(made, number) > 0
            clock.freeze(None)  # the web processes' is not frozen

        return fill

    def test_a_killed_platform_is_answered_for_and_taken_up_again_when_it_returns(
        self, ask: Any, web: Replica, platform: Replica, make_web: Callable[[], Replica], headers: Headers
    ) -> None:
        fresh = {path: ask(path) for path in PATHS}
        assert {
            path: (each.status_code, each.headers["X-Cache"]) for path, each in fresh.items()
        } == dict.fromkeys(PATHS, (200, "miss"))
        assert [each["symbol"] for each in fresh["/instruments"].json()] == ["BTCUSDT"]
        assert sources(ask, *PATHS) == ["hit"] * len(PATHS)
        assert platform_status(ask) == "healthy"

        platform.kill()
        for path in PATHS * 2:
            stale = ask(path)
            assert (stale.status_code, stale.headers["X-Cache"]) == (200, "stale")
            assert int(stale.headers["Age"]) >= 0
            assert stale.json() == fresh[path].json()
        never = ask(NEVER_SEEN)
        assert (never.status_code, never.headers["Content-Type"]) == (503, "application/problem+json")
        assert (never.json()["code"], int(never.headers["Retry-After"])) == (
            "trading_platform_unavailable",
            1,
        )
        assert counts_as_away(web)
        assert platform_status(ask) == "unavailable"
        other = make_web()  # a process that never saw the platform
        assert [ask(path, other).headers["X-Cache"] for path in PATHS] == ["stale"] * len(PATHS)

        platform.start()
        assert eventually(lambda: is_back(ask))
        assert not counts_as_away(web)
        assert ask(NEVER_SEEN).json()["candle_count"] == 17
        assert platform_status(ask) == "healthy"


def test_a_hung_platform_is_given_up_then_left_alone_then_asked_again(
    ask: Any, web: Replica, platform: Replica
) -> None:
    ask(PATHS[1])
    assert platform.process
    os.killpg(platform.process.pid, signal.SIGSTOP)  # the kernel goes on to take its connections
    for _ in range(FAILURES_TO_OPEN):
        assert not counts_as_away(web)
        assert sources(ask, PATHS[1]) == ["stale"]
    assert counts_as_away(web)
    assert ask(NEVER_SEEN).status_code == 503
    os.killpg(platform.process.pid, signal.SIGCONT)
    assert eventually(lambda: is_back(ask))
    assert ask(NEVER_SEEN).status_code == 200


def test_a_platform_that_does_not_take_our_tokens_signs_nobody_out(
    settings: Settings, app: APIFlask, platform: Replica, headers: Headers, tmp_path: Path
) -> None:
    chosen = dataclasses.replace(settings, trading_api_url=platform.url)  # without the secret in common
    web = Replica(chosen, tmp_path / "stranger.log")
    web.start()
    try:
        answer = requests.get(f"{web.url}/api/instruments", headers=headers, timeout=60)
        assert (answer.status_code, answer.json()["code"]) == (503, "trading_platform_unavailable")
        assert "does not take our tokens" in web.output
    finally:
        web.kill()


def test_an_instrument_that_is_gone_is_404_and_not_shown_from_before(
    ask: Any, platform: Replica, platform_settings: Settings
) -> None:
    chart = PATHS[1]
    assert ask("/instruments/NOSUCH/data/1D").json()["code"] == "instrument_not_found"
    assert ask(chart).status_code == 200
    with sqlite3.connect(platform_settings.database_url.removeprefix("sqlite:///"), timeout=60) as connection:
        connection.execute("UPDATE instruments SET models_trained = 0")
    connection.close()
    assert ask(chart).status_code == 404
    platform.kill()
    assert ask(chart).status_code == 503


def test_the_same_file_serves_after_a_restart_of_the_web_process(
    ask: Any, web: Replica, platform: Replica, settings: Settings
) -> None:
    ask(PATHS[1])
    platform.kill()
    web.kill()
    web.start()
    assert sources(ask, PATHS[1]) == ["stale"]
    assert (settings.instance_dir / FILE).exists()
