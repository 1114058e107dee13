"""Signed out stays signed out, whatever Redis remembers."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from app import clock
from app.clock import now
from app.extensions import db
from tests.support.accounts import bearer
from workers.auth import keep_revocations


@pytest.fixture
def tokens(client):
    def fresh(user):
        body = {"username": user.username, "password": user.password}
        return client.post("/api/auth/login", json=body).json

    return fresh


def profile(client, token):
    return client.get("/api/auth/profile", headers=bearer(token))


def sign_out(client, token):
    assert client.post("/api/auth/logout", headers=bearer(token)).status_code == 204


@pytest.fixture
def asked(app):
    """What was asked of the database about sessions since; the push behind a request asks for other things."""
    statements = []
    with app.app_context():
        engine = db.engine

    def note(connection, cursor, statement, *_):
        if "auth_sessions" in statement:
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_a_token_that_was_signed_out_stays_so_when_redis_loses_everything(
    client, make_user, tokens, redis_server
):
    user = make_user()
    out, other = tokens(user)["access_token"], tokens(user)["access_token"]
    sign_out(client, out)
    redis_server.client().flushall()
    assert profile(client, out).json["code"] == "token_revoked"
    assert profile(client, other).status_code == 200


def test_so_it_does_on_every_replica_and_each_time(make_app, client, make_user, tokens, redis_server):
    out = tokens(make_user())["access_token"]
    sign_out(client, out)
    for replica in (client, make_app().test_client(), client):
        redis_server.client().flushall()
        assert profile(replica, out).status_code == 401


def test_sessions_ended_by_a_password_change_stay_ended(client, make_user, tokens, redis_server):
    user = make_user()
    other, here = tokens(user)["access_token"], tokens(user)["access_token"]
    body = {"current_password": user.password, "new_password": "another fine long secret"}
    client.post("/api/auth/password", headers=bearer(here), json=body)
    redis_server.client().flushall()
    assert [profile(client, token).status_code for token in (other, here)] == [401, 200]


def test_a_revoked_api_token_stays_revoked(client, make_user, tokens, redis_server):
    headers = bearer(tokens(make_user())["access_token"])
    made = client.post(
        "/api/auth/tokens", headers=headers, json={"name": "x", "scopes": ["profile:read"]}
    ).json
    client.delete(f"/api/auth/tokens/{made['id']}", headers=headers)
    redis_server.client().flushall()
    assert profile(client, made["token"]).status_code == 401


def test_the_database_is_asked_once_and_not_for_each_request(client, make_user, tokens, redis_server, asked):
    headers = bearer(tokens(make_user())["access_token"])
    row = {"transaction_id": "t-1", "amount": 1, "status": "SUCCESS", "user": 1}

    def send():
        asked.clear()
        assert client.post("/api/add-transaction", headers=headers, json=row).status_code == 200
        return len(asked)

    send()
    assert send() == 0
    redis_server.client().flushall()
    assert send() > 0
    assert send() == 0


def test_while_neither_redis_nor_the_database_can_tell_nobody_is_let_in(
    app, client, make_user, tokens, redis_server
):
    token = tokens(make_user())["access_token"]
    redis_server.client().flushall()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE auth_sessions RENAME TO auth_sessions_away"))
    try:
        answer = profile(client, token)
    finally:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE auth_sessions_away RENAME TO auth_sessions"))
    assert answer.status_code == 503
    assert profile(client, token).status_code == 200


def test_a_redis_that_was_set_back_hears_again_who_signed_out(app, client, make_user, tokens, redis_server):
    out = tokens(make_user())["access_token"]
    sign_out(client, out)
    for key in redis_server.client().scan_iter("revoked:*"):
        redis_server.client().delete(key)  # as an older state of it would
    with app.app_context():
        keep_revocations()
    assert profile(client, out).json["code"] == "token_revoked"


def test_only_sessions_whose_tokens_may_still_be_good_are_recalled(client, make_user, tokens, redis_server):
    user = make_user()
    clock.freeze(now() - timedelta(minutes=30))
    sign_out(client, tokens(user)["access_token"])
    clock.freeze(None)
    sign_out(client, tokens(user)["access_token"])
    redis_server.client().flushall()
    profile(client, tokens(user)["access_token"])
    assert len(list(redis_server.client().scan_iter("revoked:*"))) == 1
