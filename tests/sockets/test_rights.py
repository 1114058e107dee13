"""Scopes and expiry hold on a socket as on HTTP: when it connects, asks, and while it listens."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import flask_jwt_extended as fje
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.clock import now
from app.db import transaction
from app.domain.auth.api_tokens.tables import ApiToken
from app.extensions import db
from app.realtime import room_for
from app.security import Principal
from app.services import services_of
from tests.sockets.conftest import Listen
from tests.sockets.test_connect import Make, SignIn, post, token_of
from tests.support.accounts import Account, Headers
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events, hears, transactions
from tests.support.served import Replica

Short = Callable[[Account, Headers, float], str]


@pytest.fixture
def short_lived(app: APIFlask) -> Short:
    """Make an access token of a session that ends soon."""

    def make(account: Account, headers: Headers, seconds: float) -> str:
        with app.app_context():
            session_id = fje.decode_token(token_of(headers))["sid"]
            claims = {"type": account.role, "sid": session_id}
            return fje.create_access_token(
                str(account.id), expires_delta=timedelta(seconds=seconds), additional_claims=claims
            )

    return make


def api_token(client: FlaskClient, headers: Headers, *scopes: str) -> str:
    answer = client.post("/api/auth/tokens", json={"name": "t", "scopes": [*scopes]}, headers=headers)
    return str(answer.json["token"])


@pytest.mark.parametrize("scope", ["profile:read", "transactions:write"])
def test_without_the_scope_to_read_no_transaction_travels(
    replica: Replica, listen: Listen, client: FlaskClient, make_user: Make, sign_in: SignIn, scope: str
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    deaf = listen(PythonListener, replica.url, api_token(client, headers, scope))
    hearing = listen(PythonListener, replica.url, api_token(client, headers, "transactions:read"))
    assert post(replica, headers, user=ana.id) == 200
    assert hears(hearing, "transaction.created")
    assert deaf.ask("replay", {"after": 0})["error"]["code"] == "forbidden"
    for asked in ("subscribe", "replay"):
        assert deaf.ask(asked, {"topic": "bank", "after": 0})["error"]["code"] == "not_found"
    assert set(deaf.ask("ping")) == {"at"}
    assert hearing.ask("replay", {"after": 0})["replayed"] == 1
    assert [name for name, _ in deaf.heard] == ["session.ready"]


def test_an_admins_api_token_hears_nothing_of_others(
    replica: Replica, listen: Listen, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    token = api_token(client, sign_in(make_user("admin")), "transactions:read", "profile:read")
    listener = listen(PythonListener, replica.url, token)
    for topic in ("admin.transactions", "admin.ingest", "admin.webhooks"):
        assert listener.ask("subscribe", {"topic": topic})["error"]["code"] == "not_found"


def test_the_admins_topics_need_full_rights_whatever_the_role() -> None:
    limited = Principal(1, "admin", "s", frozenset({"transactions:read"}))
    assert room_for("admin.transactions", limited) is None
    assert room_for("admin.transactions", Principal(1, "admin", "s")) == "admin.transactions"
    assert room_for("admin.transactions", Principal(1, "service", "s")) is None


def test_a_socket_ends_with_its_token(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, short_lived: Short
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    listener = listen(PythonListener, replica.url, short_lived(ana, headers, 4))
    assert eventually(lambda: listener.ended)
    (ended,) = events(listener, "session.ended")
    assert (ended["id"], ended["data"]["reason"]) == (0, "token_expired")
    assert post(replica, headers, user=ana.id) == 200
    assert transactions(listener) == []


def test_a_renewed_socket_outlives_its_first_token(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, short_lived: Short
) -> None:
    ana, bob = make_user(), make_user()
    headers, elsewhere, of_bob = sign_in(ana), sign_in(ana), sign_in(bob)
    token = short_lived(ana, headers, 6)
    listener = listen(PythonListener, replica.url, token)
    for other in (token_of(elsewhere), token_of(of_bob)):
        assert listener.ask("renew", {"token": other})["error"]["code"] == "forbidden"
    for bad in (None, {}, {"token": 7}, {"token": "x"}):
        assert listener.ask("renew", bad)["ok"] is False
    assert listener.ask("renew", {"token": token_of(headers)}) == {"ok": True}
    time.sleep(7)
    assert listener.ask("ping")["last_id"] == 0
    assert listener.ended == []


def test_a_socket_of_an_api_token_ends_when_that_expires(
    app: APIFlask, replica: Replica, listen: Listen, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    token = api_token(client, sign_in(make_user()), "transactions:read")
    with app.app_context(), transaction():
        db.session.execute(update(ApiToken).values(expires_at=now() + timedelta(seconds=4)))
    listener = listen(PythonListener, replica.url, token)
    assert eventually(lambda: listener.ended)
    assert events(listener, "session.ended")[0]["data"]["reason"] == "token_expired"


def test_a_session_that_only_redis_says_is_over_is_ended_too(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    """The message to the replicas may get lost; each looks by itself every few seconds."""
    headers = sign_in(make_user())
    listener = listen(PythonListener, replica.url, token_of(headers))
    with app.app_context():
        session_id = fje.decode_token(token_of(headers))["sid"]
    services_of(app).redis.set(f"revoked:{session_id}", 1, ex=60)
    assert eventually(lambda: listener.ended)
    assert events(listener, "session.ended")[0]["data"]["reason"] == "signed_out"


def test_an_id_that_cannot_be_one_is_refused(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    listener = listen(PythonListener, replica.url, token_of(sign_in(make_user())))
    for after in (2**53, 2**64, 10**30, -1, True, 1.5, "1", None):
        assert listener.ask("replay", {"after": after})["error"]["code"] == "invalid", after
    assert listener.ask("replay", {"after": 2**53 - 1})["ok"]
