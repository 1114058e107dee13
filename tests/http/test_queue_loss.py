"""A Redis that lost its data is noticed and said until an admin has taken note."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app.domain.banking.intake.loss import look
from app.services import services_of
from tests.support.accounts import Account, Headers
from tests.support.money import flush, intake_of, queued, row

READY, INGEST = "/api/health/ready", "/api/admin/ingest"


@pytest.fixture
def boss(client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]) -> Headers:
    return sign_in(make_user("admin"))


def lose_data(app: APIFlask) -> None:
    """Empty Redis of the queue's data; sessions stand there as well, and are another test's."""
    client = services_of(app).redis
    client.delete(*client.keys("intake:*"))


def shown(client: FlaskClient, boss: Headers) -> tuple[bool, int, int]:
    found = client.get(INGEST, headers=boss).json
    return found["redis_lost_at"] is not None, found["redis_losses"], found["redis_lost_waiting"]


def test_a_first_start_is_no_loss(app: APIFlask, client: FlaskClient, boss: Headers) -> None:
    flush(app)
    flush(app)
    assert shown(client, boss) == (False, 0, 0)
    assert "warnings" not in client.get(READY).json


def test_a_redis_without_its_data_is_said_everywhere(
    app: APIFlask, client: FlaskClient, boss: Headers
) -> None:
    flush(app)
    for number in range(3):
        client.post("/api/add-transaction", json=row(1, f"t-{number}"), headers=boss)
    with app.app_context():
        look(intake_of(app).queue)  # as a flush does before it begins
    lose_data(app)
    with capture_logs() as logs:
        flush(app)
        flush(app)
    assert [(each["event"], each["rows_waiting"]) for each in logs if each["log_level"] == "error"] == [
        ("redis.data_lost", 3)
    ]
    assert shown(client, boss) == (True, 1, 3)
    ready = client.get(READY)
    assert (ready.status_code, ready.json["status"]) == (200, "ready")
    assert ready.json["warnings"]["redis"].startswith("lost its data at 20")
    assert "tidewatch_redis_data_lost_total 1.0" in client.get("/metrics").get_data(as_text=True)


def test_readiness_notices_it_without_a_worker(app: APIFlask, client: FlaskClient) -> None:
    client.get(READY)
    lose_data(app)
    assert "redis" in client.get(READY).json["warnings"]


def test_another_redis_is_a_loss_as_well(app: APIFlask, client: FlaskClient, boss: Headers) -> None:
    flush(app)
    services_of(app).redis.set("intake:generation", "another")
    flush(app)
    assert shown(client, boss)[:2] == (True, 1)


def test_an_admin_takes_note_and_the_next_loss_is_said_again(
    app: APIFlask, client: FlaskClient, boss: Headers
) -> None:
    for losses in (1, 2):
        flush(app)
        lose_data(app)
        flush(app)
        assert shown(client, boss)[:2] == (True, losses)
        answer = client.post(f"{INGEST}/redis-loss/acknowledge", headers=boss)
        assert (answer.status_code, answer.json["redis_lost_at"]) == (200, None)
        assert "warnings" not in client.get(READY).json


def test_only_an_admin_takes_note(
    client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> None:
    ana = sign_in(make_user())
    assert client.post(f"{INGEST}/redis-loss/acknowledge", headers=ana).status_code == 403


def test_rows_that_neither_wait_nor_were_flushed_are_counted(
    app: APIFlask, client: FlaskClient, boss: Headers
) -> None:
    for number in range(3):
        client.post("/api/add-transaction", json=row(1, f"t-{number}"), headers=boss)
    assert client.get(INGEST, headers=boss).json["unaccounted"] == 0
    services_of(app).redis.delete("intake:stream", "intake:index")
    assert (queued(app), client.get(INGEST, headers=boss).json["unaccounted"]) == (0, 3)
