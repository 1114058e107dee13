"""Personal API tokens: what they open, and what they never do."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.clock import now
from app.domain.auth.api_tokens.tables import ApiToken
from app.extensions import db
from tests.support.accounts import bearer


@pytest.fixture
def make_token(client, sign_in):
    def make(user, *scopes, **fields):
        body = {"name": "laptop", "scopes": scopes or ["profile:read"], **fields}
        answer = client.post("/api/auth/tokens", headers=sign_in(user), json=body)
        assert answer.status_code == 201, answer.json
        return answer.json

    return make


def profile(client, token):
    return client.get("/api/auth/profile", headers=bearer(token))


def test_a_token_opens_what_its_scope_says(client, make_user, make_token):
    user = make_user()
    assert profile(client, make_token(user)["token"]).json["id"] == user.id


def test_a_token_is_shown_once_and_stored_hashed(app, client, make_user, sign_in, make_token):
    user = make_user()
    made = make_token(user)
    assert made["token"].startswith("twp_")
    assert made["token"].startswith(made["prefix"])
    listed = client.get("/api/auth/tokens", headers=sign_in(user)).json["items"]
    assert listed[0].keys() == {
        "id", "name", "scopes", "prefix", "created_at", "last_used_at", "expires_at",
    }  # fmt: skip
    with app.app_context():
        stored = db.session.execute(sa.select(ApiToken.__table__)).one()
    assert made["token"] not in str(stored)


def test_a_token_without_the_scope_answers_403(client, make_user, make_token):
    token = make_token(make_user(), "transactions:read")["token"]
    assert profile(client, token).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/api/auth/profile"),
        ("POST", "/api/auth/password"),
        ("POST", "/api/auth/logout"),
        ("GET", "/api/auth/sessions"),
        ("GET", "/api/auth/tokens"),
        ("POST", "/api/auth/tokens"),
        ("POST", "/api/auth/2fa/setup"),
        ("GET", "/api/auth/security-events"),
    ],
)
def test_a_token_with_every_scope_does_not_manage_the_account(client, make_user, make_token, method, path):
    token = make_token(make_user(), "profile:read", "transactions:read", "transactions:write")["token"]
    assert client.open(path, method=method, headers=bearer(token), json={}).status_code == 403


def test_an_admins_token_is_no_admin(client, make_user, make_token):
    token = make_token(make_user("admin"), "profile:read", "transactions:read", "transactions:write")["token"]
    assert client.get("/api/admin/security-events", headers=bearer(token)).status_code == 403


@pytest.mark.parametrize(("role", "seen_as"), [("user", "user"), ("admin", "user"), ("service", "service")])
def test_a_tokens_role_is_at_most_user_except_for_a_service(app, make_user, make_token, role, seen_as):
    from app.security import principal_from_token

    made = make_token(make_user(role))
    with app.app_context():
        principal = principal_from_token(made["token"])
    assert (principal.role, principal.session_id) == (seen_as, f"token:{made['id']}")
    assert principal.scopes == {"profile:read"}


def test_a_revoked_token_is_refused_at_once(client, make_user, sign_in, make_token):
    user = make_user()
    made = make_token(user)
    answer = client.delete(f"/api/auth/tokens/{made['id']}", headers=sign_in(user))
    assert answer.status_code == 204
    assert profile(client, made["token"]).json["code"] == "token_invalid"
    assert client.get("/api/auth/tokens", headers=sign_in(user)).json["items"] == []


def test_a_token_that_ran_out_is_refused(client, make_user, make_token):
    clock.freeze(now() - timedelta(days=1, seconds=1))  # made a day and a second ago
    token = make_token(make_user(), expires_in_days=1)["token"]
    clock.freeze(None)
    assert profile(client, token).json["code"] == "token_invalid"


def test_using_a_token_is_noted(client, make_user, sign_in, make_token):
    user = make_user()
    made = make_token(user)
    assert made["last_used_at"] is None
    profile(client, made["token"])
    assert client.get("/api/auth/tokens", headers=sign_in(user)).json["items"][0]["last_used_at"]


def test_the_list_is_read_page_by_page_newest_first(client, make_user, sign_in, make_token):
    user = make_user()
    names = [f"token {number}" for number in range(5)]
    for name in names:
        make_token(user, name=name)
    headers, seen, query = sign_in(user), [], {"limit": 2}
    while True:
        page = client.get("/api/auth/tokens", headers=headers, query_string=query).json
        seen += [item["name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == names[::-1]


def test_returns_404_for_someone_elses_token(client, make_user, sign_in, make_token):
    made = make_token(make_user())
    answer = client.delete(f"/api/auth/tokens/{made['id']}", headers=sign_in(make_user()))
    assert answer.status_code == 404
    assert profile(client, made["token"]).status_code == 200


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a\0b"}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["account"]}, "/scopes/0"),
        ({"expires_in_days": 0}, "/expires_in_days"),
        ({"expires_in_days": True}, "/expires_in_days"),
        ({"expires_in_days": "7"}, "/expires_in_days"),
    ],
)
def test_a_bad_field_answers_422_and_points_at_it(client, make_user, sign_in, fields, pointer):
    body = {"name": "laptop", "scopes": ["profile:read"], **fields}
    answer = client.post("/api/auth/tokens", headers=sign_in(make_user()), json=body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
