"""Refreshing, signing out, and the list of devices."""

import threading
import time
from datetime import timedelta

import flask_jwt_extended as fje
import pytest

from app import clock
from app.clock import now
from app.domain.auth.sessions.service import REFRESH_GRACE_S
from tests.support.accounts import bearer
from tests.support.listener import log_of


@pytest.fixture
def tokens(client):
    def fresh(user):
        body = {"username": user.username, "password": user.password}
        return client.post("/api/auth/login", json=body).json

    return fresh


def refresh(client, token):
    return client.post("/api/auth/refresh", headers=bearer(token))


def profile(client, token):
    return client.get("/api/auth/profile", headers=bearer(token))


def sessions(client, headers, **query):
    return client.get("/api/auth/sessions", headers=headers, query_string=query).json


def test_refreshing_gives_a_pair_that_works(client, make_user, tokens):
    renewed = refresh(client, tokens(make_user())["refresh_token"])
    assert renewed.status_code == 200
    assert renewed.json["token"] == renewed.json["access_token"]
    assert profile(client, renewed.json["access_token"]).status_code == 200
    assert refresh(client, renewed.json["refresh_token"]).status_code == 200


def later(seconds):
    clock.freeze(now() + timedelta(seconds=seconds))


def test_the_newest_spent_refresh_token_gives_its_successor_again_for_a_moment(
    app, client, make_user, tokens
):
    first = tokens(make_user())["refresh_token"]
    second, again = refresh(client, first), refresh(client, first)
    assert (second.status_code, again.status_code) == (200, 200)
    assert profile(client, again.json["access_token"]).status_code == 200
    with app.app_context():
        names = [fje.decode_token(each.json["refresh_token"])["jti"] for each in (second, again)]
    assert names[0] == names[1]
    assert refresh(client, again.json["refresh_token"]).status_code == 200


def test_a_second_use_does_not_lengthen_its_own_grace(client, make_user, tokens):
    first = tokens(make_user())["refresh_token"]
    refresh(client, first)
    later(REFRESH_GRACE_S - 1)
    assert refresh(client, first).status_code == 200
    later(2)
    assert refresh(client, first).json["code"] == "token_reused"


def test_a_spent_refresh_token_ends_its_whole_family_after_the_grace(client, make_user, tokens):
    first = tokens(make_user())
    second = refresh(client, first["refresh_token"]).json
    later(REFRESH_GRACE_S + 1)
    reused = refresh(client, first["refresh_token"])
    assert (reused.status_code, reused.json["code"]) == (401, "token_reused")
    assert profile(client, first["access_token"]).json["code"] == "token_revoked"
    assert profile(client, second["access_token"]).json["code"] == "token_revoked"
    assert refresh(client, second["refresh_token"]).json["code"] == "token_revoked"


def test_an_older_spent_refresh_token_ends_its_family_at_once(client, make_user, tokens):
    first = tokens(make_user())["refresh_token"]
    second = refresh(client, first).json["refresh_token"]
    third = refresh(client, second).json
    assert refresh(client, first).json["code"] == "token_reused"
    assert profile(client, third["access_token"]).json["code"] == "token_revoked"


def test_the_grace_does_not_outlive_a_sign_out(client, make_user, tokens):
    first = tokens(make_user())["refresh_token"]
    client.post("/api/auth/logout", headers=bearer(refresh(client, first).json["access_token"]))
    assert refresh(client, first).json["code"] == "token_revoked"


def test_a_reuse_leaves_the_users_other_devices_alone(client, make_user, tokens):
    user = make_user()
    other, first = tokens(user), tokens(user)
    refresh(client, first["refresh_token"])
    later(REFRESH_GRACE_S + 1)
    refresh(client, first["refresh_token"])
    assert profile(client, other["access_token"]).status_code == 200


def test_of_many_refreshes_at_once_all_get_the_same_successor(make_app, app, make_user, tokens):
    token, answers = tokens(make_user())["refresh_token"], []
    replicas = [app, make_app()]
    askers = [
        threading.Thread(target=lambda at: answers.append(refresh(at.test_client(), token)), args=(at,))
        for at in replicas * 4
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert [answer.status_code for answer in answers] == [200] * 8
    with app.app_context():
        names = {fje.decode_token(answer.json["refresh_token"])["jti"] for answer in answers}
    assert len(names) == 1


def test_the_grace_needs_nothing_of_redis(client, make_user, tokens, redis_server):
    first = tokens(make_user())["refresh_token"]
    refresh(client, first)
    redis_server.client().flushall()
    assert refresh(client, first).status_code == 200


@pytest.mark.settings(refresh_token_days=7, session_max_days=10)
def test_a_session_ends_by_age_however_often_it_was_used(client, make_user, tokens):
    pair = tokens(make_user())
    later(6 * 24 * 3600)
    pair = refresh(client, pair["refresh_token"]).json
    later(3.99 * 24 * 3600)
    last = refresh(client, pair["refresh_token"])
    assert last.status_code == 200
    later(0.02 * 24 * 3600)
    assert refresh(client, last.json["refresh_token"]).json["code"] == "token_invalid"


@pytest.mark.settings(session_max_days=1)
def test_an_access_token_does_not_outlive_its_session(client, make_user, tokens):
    pair = tokens(make_user())
    later(24 * 3600 - 60)
    assert 0 < refresh(client, pair["refresh_token"]).json["expires_in"] <= 60


def test_neither_token_passes_for_the_other(client, make_user, tokens):
    pair = tokens(make_user())
    assert profile(client, pair["refresh_token"]).json["code"] == "token_invalid"
    assert refresh(client, pair["access_token"]).json["code"] == "token_invalid"


def test_a_session_that_ran_out_cannot_be_refreshed(client, make_user, tokens):
    clock.freeze(now() - timedelta(days=7, seconds=1))  # signed in a week and a second ago
    token = tokens(make_user())["refresh_token"]
    clock.freeze(None)
    assert refresh(client, token).json["code"] == "token_invalid"


def test_an_access_token_is_refused_once_it_ran_out_though_it_was_accepted_before(app, client, make_user):
    user = make_user()
    claims = {"type": "user", "sid": "a session"}
    with app.app_context():
        token = fje.create_access_token(
            str(user.id), expires_delta=timedelta(seconds=2), additional_claims=claims
        )
    assert profile(client, token).status_code == 200
    time.sleep(2.1)
    answer = profile(client, token)
    assert (answer.status_code, answer.json["code"]) == (401, "token_expired")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "token_missing"),
        ("Bearer", "token_missing"),
        ("Basic abc", "token_missing"),
        ("Bearer abc", "token_invalid"),
        ("Bearer twp_abc", "token_invalid"),
        # {"alg": "none"} and {"sub": "1", "type": "admin"}, unsigned.
        ("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwidHlwZSI6ImFkbWluIn0.", "token_invalid"),
    ],
)
def test_what_is_no_token_of_ours_answers_401(client, header, code):
    answer = client.get("/api/auth/profile", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_signing_out_holds_on_every_replica_at_once(make_app, make_user, client, tokens):
    other_replica = make_app().test_client()
    pair = tokens(make_user())
    assert profile(other_replica, pair["access_token"]).status_code == 200
    assert client.post("/api/auth/logout", headers=bearer(pair["access_token"])).status_code == 204
    assert profile(other_replica, pair["access_token"]).json["code"] == "token_revoked"
    assert refresh(other_replica, pair["refresh_token"]).json["code"] == "token_revoked"


def test_signing_out_tells_the_users_sockets_which_session_ended(app, client, make_user, tokens):
    user = make_user()
    client.post("/api/auth/logout", headers=bearer(tokens(user)["access_token"]))
    events = log_of(app, f"user:{user.id}")
    assert [(name, envelope["data"]["reason"]) for name, envelope in events] == [
        ("session.ended", "signed_out")
    ]


def test_the_list_shows_each_device_and_marks_this_one(client, make_user, tokens):
    user = make_user()
    tokens(user)
    here = tokens(user)
    items = sessions(client, bearer(here["access_token"]))["items"]
    assert [item["current"] for item in items] == [True, False]  # last seen first
    assert items[0].keys() == {
        "id", "current", "ip", "user_agent", "created_at", "last_seen_at", "expires_at",
    }  # fmt: skip


def test_the_list_is_read_page_by_page(client, make_user, tokens):
    user = make_user()
    headers = [bearer(tokens(user)["access_token"]) for _ in range(5)][-1]
    whole = [item["id"] for item in sessions(client, headers)["items"]]
    seen, cursor = [], None
    while True:
        page = sessions(client, headers, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == whole
    assert len(seen) == 5


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwieCJd", "é"])
def test_a_cursor_of_no_list_answers_422(client, make_user, sign_in, cursor):
    answer = client.get("/api/auth/sessions", headers=sign_in(make_user()), query_string={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "cursor"


@pytest.mark.parametrize("limit", ["0", "201", "x", "1.5"])
def test_a_limit_that_is_out_of_range_answers_422(client, make_user, sign_in, limit):
    answer = client.get("/api/auth/sessions", headers=sign_in(make_user()), query_string={"limit": limit})
    assert answer.status_code == 422


def test_another_device_can_be_signed_out(client, make_user, tokens):
    user = make_user()
    stolen, here = tokens(user), bearer(tokens(user)["access_token"])
    other = next(item for item in sessions(client, here)["items"] if not item["current"])
    assert client.delete(f"/api/auth/sessions/{other['id']}", headers=here).status_code == 204
    assert profile(client, stolen["access_token"]).json["code"] == "token_revoked"
    assert [item["current"] for item in sessions(client, here)["items"]] == [True]


def test_ending_a_session_again_repairs_a_revocation_that_redis_lost(client, make_user, tokens, redis_server):
    user = make_user()
    stolen, here = tokens(user), bearer(tokens(user)["access_token"])
    other = next(item for item in sessions(client, here)["items"] if not item["current"])
    client.delete(f"/api/auth/sessions/{other['id']}", headers=here)
    redis_server.client().delete(f"revoked:{other['id']}")
    assert client.delete(f"/api/auth/sessions/{other['id']}", headers=here).status_code == 204
    assert profile(client, stolen["access_token"]).json["code"] == "token_revoked"


@pytest.mark.parametrize("session_id", ["unknown", "a%00b", "00000000-0000-0000-0000-000000000000"])
def test_returns_404_for_a_session_that_does_not_exist(client, make_user, sign_in, session_id):
    answer = client.delete(f"/api/auth/sessions/{session_id}", headers=sign_in(make_user()))
    assert answer.status_code == 404


def test_returns_404_for_someone_elses_session(client, make_user, sign_in, tokens):
    theirs = tokens(make_user())
    session_id = sessions(client, bearer(theirs["access_token"]))["items"][0]["id"]
    answer = client.delete(f"/api/auth/sessions/{session_id}", headers=sign_in(make_user()))
    assert answer.status_code == 404
    assert profile(client, theirs["access_token"]).status_code == 200
