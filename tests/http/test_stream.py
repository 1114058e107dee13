"""Server-Sent Events: live, resumed without loss or repeat, and ended with the sign-in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.clock import now
from app.db import transaction
from app.domain.auth.api_tokens.tables import ApiToken
from app.domain.banking.ledger.outbox import push_totals
from app.extensions import db
from app.realtime import Publisher, stream, user_room
from app.realtime.events import SessionEnded
from app.services import services_of
from tests.support.accounts import Account, Headers, bearer
from tests.support.databases import Databases
from tests.support.event_stream import EventStream
from tests.support.launched import eventually
from tests.support.listener import settles
from tests.support.money import row
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.served import Replica

URL = "/finance/api/bt-pay/stream/"


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """No event passes through the database; one kind is enough here."""
    return databases.empty_sqlite(tmp_path)


@pytest.fixture
def follow(replica: Replica, ana: Person) -> Iterator[Callable[..., EventStream]]:
    opened: list[EventStream] = []

    def follow(after: int | None = None, path: str = URL) -> EventStream:
        opened.append(EventStream(replica.url, ana.headers, after, path))
        return opened[-1]

    yield follow
    for each in opened:
        each.close()


def send(replica: Replica, person: Person, *names: str) -> None:
    for name in names:
        body = row(person.id, name)
        answer = requests.post(
            f"{replica.url}/api/add-transaction", json=body, headers=person.headers, timeout=20
        )
        assert answer.status_code == 200


def test_events_arrive_and_a_client_that_was_away_misses_none_and_hears_none_twice(
    app: APIFlask, replica: Replica, ana: Person, follow: Callable[..., EventStream]
) -> None:
    first = follow()
    assert first.answer.headers["Content-Type"].startswith("text/event-stream")
    send(replica, ana, "a", "b")
    assert settles(lambda: len(first.transactions()), 2) == 2
    sent = first.heard[-1]
    assert (first.heard[0].name, sent.id, sent.data["id"]) == ("transaction.created", sent.id, sent.id)
    assert sent.data["data"]["amount"] == 1050
    first.close()
    names = [f"missed-{number}" for number in range(15)]
    send(replica, ana, *names)
    publisher = services_of(app).part(Publisher)
    assert eventually(lambda: publisher.last_id(user_room(ana.id)) >= sent.id + 1)
    back, fresh = follow(sent.id), follow()
    send(replica, ana, "live")
    assert settles(lambda: len(back.transactions()), 16) == 16
    assert back.transactions() == [*names, "live"]
    ids = [each.id for each in back.heard]
    assert ids == list(range(sent.id + 1, sent.id + 1 + len(ids)))
    assert eventually(lambda: fresh.transactions()[-1:] == ["live"])
    assert "a" not in fresh.transactions()


def test_it_ends_when_the_session_is_signed_out_and_others_go_on(
    replica: Replica, ana: Person, follow: Callable[..., EventStream], sign_in: Callable[..., Headers]
) -> None:
    ended = follow()
    account = Account(ana.id, "user-1", "", "correct horse battery staple", "user")
    other = EventStream(replica.url, sign_in(account))
    answer = requests.post(f"{replica.url}/api/auth/logout", headers=ana.headers, timeout=20)
    assert answer.status_code in {200, 204}
    assert ended.ended.wait(20)
    assert [each.name for each in ended.heard][-1:] == ["session.ended"]
    assert eventually(lambda: [each.name for each in other.heard] == ["session.ended"])
    assert not other.ended.wait(1)
    other.close()
    assert requests.get(f"{replica.url}{URL}", headers=ana.headers, timeout=20).status_code == 401


def test_nobody_hears_of_anothers_money(
    replica: Replica, ana: Person, someone: Callable[..., Person], follow: Callable[..., EventStream]
) -> None:
    bob, hers = someone(), follow()
    send(replica, bob, "his")
    send(replica, ana, "hers")
    assert settles(lambda: len(hers.transactions()), 1) == 1
    assert hers.transactions() == ["hers"]


def test_who_has_no_token_is_refused(client: FlaskClient) -> None:
    answers = [client.get(URL), client.get(URL, headers=bearer("nonsense"))]
    assert [(answer.status_code, answer.mimetype) for answer in answers] == [
        (401, "application/problem+json")
    ] * 2


@pytest.mark.parametrize("said", ["-1", "x", "1.5", "9" * 19, str(2**53), "٣", "1 2", "0x1"])
def test_an_id_that_was_never_sent_is_refused(ana: Person, said: str) -> None:
    by_header = ana.client.get(URL, headers={**ana.headers, "Last-Event-ID": said.encode().decode("latin-1")})
    by_query = ana.client.get(URL, query_string={"last_event_id": said}, headers=ana.headers)
    for answer in (by_header, by_query):
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "Last-Event-ID")


def here(person: Person, after: int | None = None) -> Iterator[str]:
    """Follow within this process; yields what the server writes, piece by piece."""
    more = {} if after is None else {"Last-Event-ID": str(after)}
    answer = person.client.get(URL, headers={**person.headers, **more}, buffered=False)
    assert answer.status_code == 200
    return (piece.decode() for piece in answer.iter_encoded())


def publish(person: Person, count: int) -> None:
    for number in range(count):
        event = SessionEnded(session=str(number), reason="only a message")
        services_of(person.app).part(Publisher).publish(event, to=user_room(person.id))


def read(piece: str) -> tuple[str, Any]:
    lines = piece.splitlines()
    return lines[1].removeprefix("event: "), json.loads(lines[2].removeprefix("data: "))


def test_a_line_that_is_quiet_is_kept_open_with_comments(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.05)
    pieces = here(ana)
    assert [next(pieces) for _ in range(4)] == ["retry: 2000\n\n", *[": still here\n\n"] * 3]


def test_a_gap_is_owned_up_to_before_what_is_left(ana: Person, redis_server: RedisServer) -> None:
    publish(ana, 10)
    redis_server.client().xtrim(f"rt:log:{user_room(ana.id)}", minid="6-0", approximate=False)
    pieces = here(ana, after=2)
    told = [read(piece) for piece in (next(pieces) for _ in range(8)) if piece.startswith("id: ")]
    assert told[0] == ("replay.gap", {"id": 2, "topic": "user", "data": {"after": 2, "oldest": 6}})
    assert [(name, envelope["id"]) for name, envelope in told[1:]] == [
        ("session.ended", at) for at in range(6, 11)
    ]


def test_an_id_from_a_future_that_was_lost_is_a_gap_and_the_line_goes_on(ana: Person) -> None:
    pieces = here(ana, after=900)
    assert [next(pieces) for _ in range(2)] == ["retry: 2000\n\n", ": still here\n\n"]
    assert read(next(pieces))[0] == "replay.gap"
    publish(ana, 1)
    name, envelope = read(next(piece for piece in pieces if piece.startswith("id: ")))
    assert (name, envelope["id"]) == ("session.ended", 1)


def test_an_open_line_holds_no_connection_to_the_database(ana: Person) -> None:
    body = {"name": "reader", "scopes": ["transactions:read"], "expires_in_days": 30}
    made = ana.client.post("/api/auth/tokens", json=body, headers=ana.headers)
    assert made.status_code == 201, made.json
    ana.headers = bearer(made.json["token"])
    pieces = here(ana)
    next(pieces)
    with ana.app.app_context():
        assert db.engine.pool.checkedout() == 0


def test_a_line_from_an_old_place_comes_in_pages(ana: Person, redis_server: RedisServer) -> None:
    """A page holds 200 events; none is lost or comes twice where one ends."""
    kept, room = redis_server.client(), user_room(ana.id)
    fields = {"n": "x", "a": "2026-01-01T00:00:00Z", "d": "{}", "o": 0}
    for number in range(1, 451):
        kept.xadd(f"rt:log:{room}", fields, id=f"{number}-0")
    kept.set(f"rt:seq:{room}", 450)
    pieces = here(ana, after=0)
    told = [read(piece) for piece in (next(pieces) for _ in range(452)) if piece.startswith("id: ")]
    assert [envelope["id"] for _, envelope in told] == list(range(1, 451))


def test_a_line_ends_with_the_session_even_if_no_event_says_so(
    ana: Person, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.05)
    body = {"name": "reader", "scopes": ["transactions:read"], "expires_in_days": 30}
    made = ana.client.post("/api/auth/tokens", json=body, headers=ana.headers).json
    revoked = here_as(ana, made["token"])
    assert next(revoked) == "retry: 2000\n\n"
    redis_server.client().set(f"revoked:token:{made['id']}", 1, ex=60)
    assert set(revoked) == {": still here\n\n"}


def test_a_line_ends_at_the_moment_its_token_does(ana: Person) -> None:
    body = {"name": "reader", "scopes": ["transactions:read"], "expires_in_days": 30}
    made = ana.client.post("/api/auth/tokens", json=body, headers=ana.headers).json
    with ana.app.app_context(), transaction():
        db.session.execute(update(ApiToken).values(expires_at=now() + timedelta(seconds=2)))
    begun = time.monotonic()
    assert set(here_as(ana, made["token"])) == {"retry: 2000\n\n", ": still here\n\n"}
    assert time.monotonic() - begun < stream.HEARTBEAT_S


def here_as(person: Person, token: str) -> Iterator[str]:
    answer = person.client.get(URL, headers=bearer(token), buffered=False)
    return (piece.decode() for piece in answer.iter_encoded())


def test_any_topic_that_a_socket_may_follow_has_a_stream(
    app: APIFlask, ana: Person, follow: Callable[..., EventStream]
) -> None:
    own, totals = follow(path="/api/stream"), follow(path="/api/stream/bank")
    publish(ana, 1)
    with app.app_context():
        push_totals([ana.id])
    assert settles(lambda: len(own.heard) + len(totals.heard), 2) == 2
    assert [(each.name, each.data["topic"]) for each in (own.heard[0], totals.heard[0])] == [
        ("session.ended", "user"), ("metrics.updated", "bank"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "topic", ["admin.ingest", "user:1", "bank:1", "nothing", "session:1", "%00", "x" * 101]
)
def test_a_topic_that_is_not_there_or_not_theirs_is_404(ana: Person, topic: str) -> None:
    answer = ana.client.get(f"/api/stream/{topic}", headers=ana.headers)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_token_without_the_topics_scope_finds_none(ana: Person) -> None:
    made = ana.client.post(
        "/api/auth/tokens", json={"name": "t", "scopes": ["transactions:write"]}, headers=ana.headers
    ).json
    for path in ("/api/stream", "/api/stream/bank"):
        answer = ana.client.get(path, headers=bearer(made["token"]))
        assert (answer.status_code, answer.json["code"]) == (404, "topic_not_found")
