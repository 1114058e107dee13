"""Markets asked of a trading platform: what is passed on, what is kept, and what is said while it is away."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.config import Settings
from app.domain.trading.proxy import circuit, platform
from app.domain.trading.proxy.circuit import FAILURES_TO_OPEN
from app.domain.trading.proxy.service import Proxy
from app.outbound.http import Patience
from app.services import services_of
from tests.support.accounts import Account, Headers, bearer
from tests.support.databases import Databases
from tests.support.launched import eventually
from tests.support.platform import CHART, MADE_AT, PATHS, content_of, good, json_headers, problem
from tests.support.provider_stub import ProviderStub, Reply, provider_stub

MakeApp = Callable[[Settings], APIFlask]


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """Only people are in it here; one kind is enough."""
    return databases.empty_sqlite(tmp_path)


@pytest.fixture
def stub() -> Iterator[ProviderStub]:
    with provider_stub() as running:
        running.answer = good
        yield running


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit, "OPEN_S", 0.05)
    monkeypatch.setattr(platform, "PATIENCE", Patience(1.0, 0.2, 1.0))


@pytest.fixture
def settings(settings: Settings, stub: ProviderStub) -> Settings:
    return dataclasses.replace(settings, trading_api_url=stub.url)


@pytest.fixture
def headers(make_user: Callable[..., Account], sign_in: Callable[..., Headers]) -> Headers:
    return sign_in(make_user())


@pytest.fixture
def ask(client: FlaskClient, headers: Headers) -> Callable[..., Any]:
    def ask(path: str = CHART, **more: str) -> Any:
        return client.get(f"/api{path}", headers=headers | more)

    return ask


@pytest.mark.parametrize("path", PATHS)
def test_each_of_the_four_is_passed_on_and_kept(ask: Any, stub: ProviderStub, path: str) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.data) == (200, content_of(path))
    assert (answer.headers["X-Cache"], answer.headers.get("Age")) == ("miss", None)
    stub.answer = lambda _: Reply(status=503)
    clock.freeze(clock.now() + timedelta(seconds=90))
    stale = ask(path)
    assert (stale.status_code, stale.headers["X-Cache"]) == (200, "stale")
    assert int(stale.headers["Age"]) in {90, 91}
    assert stale.mimetype == "application/json"
    assert stub.asked[0].path == f"/api/user{path}"


def test_a_question_travels_as_it_was_asked_with_the_requests_id(ask: Any, stub: ProviderStub) -> None:
    ask(f"{CHART}?limit=7&before=2026-03-01T13:00:00%2B01:00", **{"X-Request-ID": "a-known-request"})
    asked = stub.asked[0]
    assert asked.query == {"limit": "7", "before": "2026-03-01T12:00:00.000Z"}
    assert asked.headers["x-request-id"] == "a-known-request"
    ask("/instruments/BTCUSDT/signals?timeframe=4h")
    assert stub.asked[1].query == {"timeframe": "4h"}


def test_the_platform_hears_of_a_user_and_never_sees_their_token(
    ask: Any, stub: ProviderStub, headers: Headers
) -> None:
    ask()
    ask()
    sent = [asked.headers["authorization"] for asked in stub.asked]
    assert headers["Authorization"] not in sent
    assert all(each.startswith("Bearer eyJ") for each in sent)


def test_what_one_person_saw_another_is_shown(
    ask: Any, client: FlaskClient, stub: ProviderStub, make_user: Any, sign_in: Any
) -> None:
    first = ask()
    stub.answer = lambda _: Reply(status=500)
    other = client.get(f"/api{CHART}", headers=sign_in(make_user()))
    assert (other.data, other.headers["X-Cache"]) == (first.data, "stale")


def test_another_question_is_not_answered_with_this_one(ask: Any, stub: ProviderStub) -> None:
    ask()
    stub.answer = lambda _: Reply(status=500)
    for path in (f"{CHART}?limit=7", CHART.replace("1h", "4h"), CHART.replace("BTC", "ETH"), *PATHS[2:]):
        assert ask(path).status_code == 503, path
    assert (
        ask(f"{CHART}?limit=500").headers["X-Cache"] == "stale"
    )  # which is how many there are by themselves


def test_what_was_never_kept_is_503_with_when_to_come_again(ask: Any, stub: ProviderStub) -> None:
    stub.answer = lambda _: Reply(status=500)
    answer = ask()
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.json["code"] == "trading_platform_unavailable"
    assert "X-Cache" not in answer.headers
    assert float(answer.headers["Retry-After"]) > 0


BROKEN = {
    "HTML": Reply(b"<html>Welcome to nginx</html>", headers={"Content-Type": "text/html"}),
    "HTML called JSON": Reply(b"<html>", headers=json_headers()),
    "JSON called HTML": Reply(content_of(CHART), headers={"Content-Type": "text/html"}),
    "half": Reply(content_of(CHART)[:-20], headers=json_headers()),
    "cut": Reply(content_of(CHART), headers=json_headers(), cut=True),
    "empty": Reply(b"", headers=json_headers()),
    "another shape": Reply(b'{"error": "down"}', headers=json_headers()),
    "no moment": Reply(content_of(CHART).replace(b"00Z", b"00"), headers=json_headers()),
    "no number": Reply(content_of(CHART).replace(b"3.0", b"NaN"), headers=json_headers()),
    "created": Reply(content_of(CHART), status=201, headers=json_headers()),
    "no content": Reply(b"", status=204),
    "elsewhere": Reply(b"", status=302, headers={"Location": "/login"}),
    "not modified, though nothing was asked": Reply(b"", status=304),
    "unauthorised": problem(401, "token_invalid"),
    "forbidden": problem(403, "forbidden"),
    "no page": Reply(b"<h1>Not Found</h1>", status=404, headers={"Content-Type": "text/html"}),
    "contradiction": Reply(problem(422, "x").body, status=404, headers=problem(404, "x").headers),
    "busy": problem(429, "too_many_requests"),
    "error": problem(500, "internal_error"),
    "bad gateway": Reply(b"<html>", status=502),
    "down": problem(503, "unavailable"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_anything_but_a_good_answer_counts_as_a_failure(ask: Any, stub: ProviderStub, name: str) -> None:
    stub.answer = lambda _: BROKEN[name]
    assert ask().status_code == 503
    stub.answer = good
    first = ask()
    stub.answer = lambda _: BROKEN[name]
    answer = ask()
    assert (answer.status_code, answer.headers["X-Cache"], answer.data) == (200, "stale", first.data)


@pytest.mark.parametrize(("status", "code"), [(404, "instrument_not_found"), (422, "unknown_timeframe")])
def test_a_refusal_is_passed_on_and_what_was_kept_is_forgotten(
    ask: Any, stub: ProviderStub, status: int, code: str
) -> None:
    ask()
    stub.answer = lambda _: problem(status, code)
    for _ in range(2 * FAILURES_TO_OPEN):  # no failure of the platform's
        answer = ask()
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.json["code"] == code
        assert "X-Cache" not in answer.headers
    stub.answer = lambda _: Reply(status=500)
    assert ask().status_code == 503


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{CHART}?limit=0", 422),
        (f"{CHART}?before=yesterday", 422),
        (CHART.replace("1h", "2m"), 422),
        (CHART.replace("1h", ".."), 422),
        ("/instruments/BTCUSDT/signals?timeframe=1M", 422),
        ("/instruments/%2e%2e/predictions", 404),
        ("/instruments/%2e/signals", 404),
        (f"/instruments/{'X' * 33}/predictions", 404),
    ],
)
def test_a_question_that_makes_no_sense_does_not_travel(
    ask: Any, stub: ProviderStub, path: str, status: int
) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert stub.asked == []


def test_a_symbol_cannot_climb_out_of_its_place(ask: Any, stub: ProviderStub) -> None:
    stub.answer = lambda _: problem(404, "instrument_not_found")
    ask("/instruments/a%3Fb%23c%25/predictions")
    assert stub.paths() == ["/api/user/instruments/a%3Fb%23c%25/predictions"]


def test_a_token_without_the_scope_is_refused_here(
    client: FlaskClient, headers: Headers, stub: ProviderStub
) -> None:
    for scope, status in (("portfolio:read", 403), ("markets:read", 200)):
        body = {"name": "Charts", "scopes": [scope]}
        token = client.post("/api/auth/tokens", json=body, headers=headers).json["token"]
        for path in (*PATHS, "/trading-platform/health"):
            assert client.get(f"/api{path}", headers=bearer(token)).status_code == status
            assert bool(stub.asked) == (status == 200)
    for path in (*PATHS, "/trading-platform/health"):
        assert client.get(f"/api{path}").status_code == 401


def test_who_has_an_answer_already_is_told_so_fresh_or_stale(ask: Any, stub: ProviderStub) -> None:
    first = ask()
    for source in ("miss", "stale"):
        again = ask(**{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, again.headers["X-Cache"]) == (304, b"", source)
        stub.answer = lambda _: Reply(status=500)


def test_what_still_holds_does_not_travel_again(ask: Any, stub: ProviderStub) -> None:
    stub.answer = lambda asked: good(asked)._replace(headers=json_headers(ETag='W/"one"'))
    first = ask()
    clock.freeze(clock.now() + timedelta(minutes=5))
    stub.answer = lambda _: Reply(b"", status=304)
    again = ask()
    assert stub.asked[1].headers["if-none-match"] == 'W/"one"'
    assert (again.status_code, again.data, again.headers["X-Cache"]) == (200, first.data, "hit")
    stub.answer = lambda _: Reply(status=500)
    assert ask().headers["Age"] == "0"  # it was good a moment ago


def test_a_stale_signal_whose_horizon_has_passed_says_hold(ask: Any, stub: ProviderStub) -> None:
    ask("/instruments/BTCUSDT/signals")
    stub.answer = lambda _: Reply(status=500)
    for hours, told in ((1, ["buy", "buy", "buy"]), (4, ["buy", "hold", "buy"]), (24, ["hold"] * 3)):
        clock.freeze(MADE_AT + timedelta(hours=hours))
        view = ask("/instruments/BTCUSDT/signals").json
        assert [view["signal"], *(each["signal"] for each in view["signals"])] == told
    assert (view["entry_point"], view["confidence"], view["more"]) == (None, 50.0, 1)
    assert "probability" not in view  # what was not said is not added
    assert "its horizon has passed" in view["reasoning"]


def counts_as_away(client: FlaskClient) -> bool:
    return "tidewatch_platform_circuit_open 1.0" in client.get("/metrics").get_data(as_text=True)


def test_a_platform_that_fails_again_and_again_is_left_alone_and_then_tried(
    ask: Any, client: FlaskClient, stub: ProviderStub
) -> None:
    ask()
    stub.answer = lambda _: Reply(status=500)
    for _ in range(FAILURES_TO_OPEN):
        assert not counts_as_away(client)
        ask()
    assert counts_as_away(client)
    told = client.get("/api/health/ready").json["warnings"]["trading platform"]
    assert told == "does not answer; instruments are what it said last"
    assert [ask().headers["X-Cache"] for _ in range(20)] == ["stale"] * 20
    stub.answer = good
    assert eventually(lambda: ask().headers["X-Cache"] == "miss")
    assert not counts_as_away(client)
    assert "trading platform" not in client.get("/api/health/ready").json.get("warnings", {})


def test_a_platform_that_says_nothing_is_not_waited_for(
    ask: Any, client: FlaskClient, stub: ProviderStub
) -> None:
    ask()
    silence = Event()
    stub.answer = lambda asked: good(asked) if silence.wait(60) else Reply(status=500)
    for _ in range(FAILURES_TO_OPEN):
        assert ask().headers["X-Cache"] == "stale"
    assert counts_as_away(client)
    assert ask("/trading-platform/health").json["tradingPlatform"]["status"] == "unavailable"
    silence.set()


def test_health_tells_of_both_sides(ask: Any, stub: ProviderStub) -> None:
    clock.freeze(MADE_AT)
    service = "Trading Platform User API"
    own = {"status": "healthy", "timestamp": "2026-03-01T12:00:00Z"}
    for reply, status in (
        (None, "healthy"), (Reply(status=500), "unavailable"), (BROKEN["HTML"], "unavailable"),
        (Reply({"status": "ill"}, headers=json_headers()), "unavailable"),
    ):  # fmt: skip
        stub.answer = good if reply is None else lambda _, reply=reply: reply
        answer = ask("/trading-platform/health")
        assert answer.json == {"tradingPlatform": {"status": status, "service": service}, "moneyMoney": own}
    assert set(stub.paths()) == {"/api/user/health"}
    assert "authorization" not in stub.asked[0].headers


def test_the_figures_tell_where_answers_come_from(ask: Any, client: FlaskClient, stub: ProviderStub) -> None:
    def figure(source: str) -> float:
        name = f'tidewatch_platform_answers_total{{source="{source}"}} '
        lines = client.get("/metrics").get_data(as_text=True).splitlines()
        return sum(float(line.removeprefix(name)) for line in lines if line.startswith(name))

    before = {source: figure(source) for source in ("miss", "stale", "unavailable", "refused")}
    ask()
    stub.answer = lambda _: Reply(status=500)
    ask()
    ask(PATHS[0])
    stub.answer = lambda _: problem(404, "instrument_not_found")
    ask()
    assert {source: figure(source) - count for source, count in before.items()} == dict.fromkeys(before, 1)
    assert "tidewatch_platform_circuit_open 0.0" in client.get("/metrics").get_data(as_text=True)


def test_a_cache_that_cannot_be_written_costs_no_answer(
    make_app: MakeApp, settings: Settings, tmp_path: Path, stub: ProviderStub
) -> None:
    (tmp_path / "a file").touch()
    app = make_app(dataclasses.replace(settings, instance_dir=tmp_path / "a file"))
    with app.app_context():
        from app.domain.trading.proxy import questions

        answer = services_of(app).part(Proxy).answer(questions.instruments(), 1)
    assert (answer.status, answer.source) == (200, "miss")


def test_a_platform_asks_no_platform(make_app: MakeApp, settings: Settings) -> None:
    app = make_app(dataclasses.replace(settings, role="platform"))
    assert Proxy not in services_of(app).parts


def test_what_one_platform_said_is_not_told_of_another(
    ask: Any, make_app: MakeApp, settings: Settings, headers: Headers, stub: ProviderStub
) -> None:
    ask()
    stub.answer = lambda _: Reply(status=500)
    other = make_app(dataclasses.replace(settings, trading_api_url=f"{stub.url}/other")).test_client()
    assert other.get(f"/api{CHART}", headers=headers).status_code == 503
    assert ask().headers["X-Cache"] == "stale"
