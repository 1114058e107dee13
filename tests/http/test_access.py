"""Deny by default: every route is on the public list or answers 401 without a token."""

import re

import pytest

PUBLIC = {
    ("POST", "/api/auth/register"),
    ("POST", "/api/auth/login"),
    ("POST", "/api/auth/new-password"),  # takes the secret of a link
    ("POST", "/api/auth/refresh"),  # takes a refresh token and checks it by itself
    ("POST", "/api/connectors/basiq/webhook"),  # these three are signed
    ("POST", "/api/connectors/apideck/webhook"),
    ("POST", "/api/connectors/inbox/<int(max=9223372036854775807):connection_id>"),
    ("GET", "/api/user/health"),
    ("GET", "/api/health"),
    ("GET", "/api/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/docs"),
    ("GET", "/api/docs/assets/<path:name>"),
    ("GET", "/"),
    ("GET", "/<page:path>"),
}
# The prefixes under which only an administrator may read or do anything.
FOR_ADMINS = ("/api/admin/", "/ws/stats", "/api/delete-transactions")


def routes(app):
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule.rule.rstrip("/") or "/"


def address(rule):
    """Fill a rule's parameters; 1 does for an id of any kind."""
    return re.sub(r"<[^>]+>", "1", rule)


@pytest.fixture
def closed(app):
    found = [route for route in routes(app) if route not in PUBLIC]
    assert len(found) > 15  # or the walk walked nowhere
    return found


def test_every_route_that_is_not_public_answers_401_without_a_token(client, closed):
    answers = {route: client.open(address(route[1]), method=route[0]).status_code for route in closed}
    assert {route: status for route, status in answers.items() if status != 401} == {}


def test_every_route_that_is_not_public_answers_401_to_a_forged_token(client, closed):
    headers = {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwidHlwZSI6ImFkbWluIn0."}
    answers = {
        route: client.open(address(route[1]), method=route[0], headers=headers).status_code
        for route in closed
    }
    assert {route: status for route, status in answers.items() if status != 401} == {}


def test_the_public_list_names_no_route_that_is_gone(app):
    assert set(routes(app)) >= PUBLIC


def test_no_route_is_public_by_accident(app):
    marked = {
        (method, rule.rule.rstrip("/") or "/")
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if getattr(app.view_functions[rule.endpoint], "access", None) == "public"
    }
    assert marked == PUBLIC


@pytest.mark.parametrize("role", ["user", "service"])
def test_an_admins_route_answers_403_to_anybody_else(client, closed, make_user, sign_in, role):
    headers = sign_in(make_user(role))
    admins = [route for route in closed if route[1].startswith(FOR_ADMINS)]
    assert len(admins) > 3
    answers = {
        route: client.open(address(route[1]), method=route[0], headers=headers).status_code
        for route in admins
    }
    assert {route: status for route, status in answers.items() if status != 403} == {}
