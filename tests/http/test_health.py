"""What watches an installation asks: is it alive, is it ready, how does it do, what does it offer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from apiflask import APIFlask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app.config import Settings
from app.extensions import db
from app.health import METHODS
from tests.support.accounts import Account, Headers, bearer
from tests.support.money import flush, row
from tests.support.redis_server import RedisServer

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
MakeApp = Callable[..., APIFlask]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
LIVE, READY = "/api/health", "/api/health/ready"
FINE = {"database": "ok", "redis": "ok", "migrations": "ok"}
NO_DATABASE = pytest.mark.parametrize(
    "database_url", ["sqlite:////no/such/folder/tidewatch.db", "postgresql://nobody@127.0.0.1:1/nothing"]
)
NOT_PART_OF_THE_API = {"/api/openapi.json", "/api/docs", "/api/docs/assets/{name}"}
"""The description itself, and the pages that show it."""


@pytest.fixture
def without_redis(make_app: MakeApp, settings: Settings, own_redis: RedisServer) -> FlaskClient:
    """A client of an app that lost its Redis after the start."""
    found = make_app(replace(settings, redis_url=own_redis.url)).test_client()
    assert found.get(READY).status_code == 200
    own_redis.kill()
    return found


@pytest.fixture
def behind(app: APIFlask) -> Iterator[None]:
    """A database whose migrations were not run to the end."""
    with app.app_context(), db.engine.begin() as connection:
        head = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    yield
    with app.app_context(), db.engine.begin() as connection:  # PostgreSQL serves the next test too
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :head"), {"head": head})


def not_ready(client: FlaskClient) -> dict[str, str]:
    """Check that the readiness probe refuses as every refusal does; return what it says of each check."""
    answer = client.get(READY)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
    checks: dict[str, str] = answer.json["checks"]
    return checks


def test_a_process_that_answers_is_alive(client: FlaskClient) -> None:
    answer = client.get(LIVE)
    assert (answer.status_code, answer.json["status"]) == (200, "ok")


def test_a_process_without_redis_is_alive(without_redis: FlaskClient) -> None:
    assert without_redis.get(LIVE).status_code == 200


@NO_DATABASE
def test_a_process_without_its_database_is_alive(client: FlaskClient) -> None:
    assert client.get(LIVE).status_code == 200


def test_an_installation_with_everything_is_ready(client: FlaskClient) -> None:
    answer = client.get(READY)
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "checks": FINE})


def test_without_redis_it_is_not_ready_and_says_so(without_redis: FlaskClient) -> None:
    assert not_ready(without_redis) == {**FINE, "redis": "unreachable"}


def test_it_is_ready_again_once_redis_is_back(without_redis: FlaskClient, own_redis: RedisServer) -> None:
    own_redis.start()
    assert without_redis.get(READY).status_code == 200


@NO_DATABASE
def test_without_its_database_it_is_not_ready_and_says_so(client: FlaskClient) -> None:
    assert not_ready(client) == {**FINE, "database": "unreachable", "migrations": "unknown"}


@pytest.mark.usefixtures("behind")
def test_behind_the_migrations_it_is_not_ready_and_says_so(client: FlaskClient) -> None:
    assert not_ready(client) == {**FINE, "migrations": "behind"}


def test_on_a_newer_schema_it_is_ready_as_an_update_that_was_taken_back_leaves_one(
    app: APIFlask, client: FlaskClient, behind: None
) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert client.get(READY).json == {"status": "ready", "checks": FINE}


# --- metrics -------------------------------------------------------------------------------------


def measured(client: FlaskClient, sample: str, **labels: str) -> float:
    """Read one figure off the metrics, 0 where it is not there yet."""
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    found = [s for family in families for s in family.samples if s.name == sample]
    return sum(s.value for s in found if labels.items() <= s.labels.items())


def test_metrics_are_prometheus_text_with_every_figure_of_ours(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    ours = {family.name: family.type for family in families if family.name.startswith("tidewatch_")}
    assert answer.mimetype == "text/plain"
    assert (
        ours.items()
        >= {
            "tidewatch_http_requests": "counter",
            "tidewatch_http_request_seconds": "histogram",
            "tidewatch_intake_queue_rows": "gauge",
            "tidewatch_intake_accepted_rows": "gauge",
            "tidewatch_intake_flushed_rows": "gauge",
            "tidewatch_intake_unaccounted_rows": "gauge",
            "tidewatch_redis_data_lost_total": "gauge",
        }.items()
    )


def test_requests_are_counted_by_route_and_never_by_path(client: FlaskClient) -> None:
    labels = {"method": "DELETE", "route": "/api/auth/tokens/<token_id>", "status": "401"}
    before = measured(client, "tidewatch_http_requests_total", **labels)
    for token_id in ("a-1", "a-2"):
        client.delete(f"/api/auth/tokens/{token_id}")
    assert measured(client, "tidewatch_http_requests_total", **labels) == before + 2


def test_every_request_is_timed(client: FlaskClient) -> None:
    before = measured(client, "tidewatch_http_request_seconds_count", route=LIVE)
    client.get(LIVE)
    assert measured(client, "tidewatch_http_request_seconds_count", route=LIVE) == before + 1


def test_the_intakes_figures_follow_a_row(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    names = [f"tidewatch_intake_{name}_rows" for name in ("queue", "accepted", "flushed")]
    client.post("/api/add-transaction", json=row(ana.id), headers=sign_in(ana))
    assert [measured(client, name) for name in names] == [1, 1, 0]
    flush(app)
    assert [measured(client, name) for name in names] == [0, 1, 1]


def test_metrics_answer_without_redis(without_redis: FlaskClient) -> None:
    assert without_redis.get("/metrics").status_code == 200


@pytest.mark.parametrize("path", ["/api/health", "/api/nothing", "/nowhere"])
@pytest.mark.parametrize("method", ["BREW", "TRACE", "X" * 5_000])
def test_a_strangers_methods_make_no_series_of_their_own(client: FlaskClient, path: str, method: str) -> None:
    client.open(path, method=method)
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    told = {
        each.labels["method"] for family in families for each in family.samples if "method" in each.labels
    }
    assert "other" in told <= {*METHODS, "other"}


@pytest.mark.settings(metrics_token="a token of Prometheus")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (bearer("another token"), 401),
        (bearer(""), 401),
        (bearer("a token of Prometheus"), 200),
    ],
)
def test_metrics_ask_for_their_token_where_one_is_set(
    client: FlaskClient, headers: Headers, status: int
) -> None:
    assert client.get("/metrics", headers=headers).status_code == status


# --- the description -----------------------------------------------------------------------------


def served(client: FlaskClient, host: str = "localhost") -> dict[str, Any]:
    document: dict[str, Any] = client.get("/api/openapi.json", headers={"Host": host}).json
    return document


def test_the_served_description_is_the_one_in_docs(client: FlaskClient) -> None:
    assert served(client) == json.loads(DOCUMENT.read_text())


def test_whoever_asks_first_does_not_choose_where_others_send_their_tokens(client: FlaskClient) -> None:
    served(client, host="evil.example")
    assert "evil.example" not in json.dumps(served(client))


def test_every_route_of_the_api_is_described_and_nothing_else(app: APIFlask, client: FlaskClient) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for path, methods in served(client)["paths"].items() for method in methods}
    api = {route for route in routes if route[1].startswith("/api/")}
    assert described >= {route for route in api if route[1] not in NOT_PART_OF_THE_API}
    assert described <= routes


def test_every_reference_in_the_description_leads_somewhere(client: FlaskClient) -> None:
    document = served(client)
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named - set(document["components"]["schemas"]) == set()


# --- the request's id ----------------------------------------------------------------------------


def test_every_answer_names_its_request(client: FlaskClient) -> None:
    given = [client.get(path).headers["X-Request-ID"] for path in (LIVE, LIVE, "/api/no-such-thing")]
    assert len({*given}) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", request_id) for request_id in given)


def test_an_id_that_a_proxy_gave_is_kept_in_the_answer_the_problem_and_the_log(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """An untrusted proxy is something that a request logs."""
    given = {"X-Request-ID": "0123456789abcdef", "X-Forwarded-For": "203.0.113.1"}
    answer = client.get("/api/no-such-thing", headers=given)
    (line,) = logged(capsys, "proxy.not_trusted")
    found = {answer.headers["X-Request-ID"], answer.json["request_id"], line["request_id"]}
    assert found == {"0123456789abcdef"}


def logged(capsys: pytest.CaptureFixture[str], event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["event"] == event]


def test_a_log_line_names_the_user_of_its_own_request(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    app.before_request(lambda: structlog.get_logger().warning("here.i_am"))
    user = make_user()
    client.get("/api/auth/profile", headers=sign_in(user))
    client.get(LIVE)
    assert [line.get("user") for line in logged(capsys, "here.i_am")][-2:] == [user.id, None]


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "spaces in it", "<script>alert</script>", '{"a":"b"}']
)
def test_an_id_that_could_do_harm_in_a_log_is_replaced(client: FlaskClient, given: str) -> None:
    kept = client.get(LIVE, headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", kept)
