"""A proxy's tokens open four routes of the platform, and nothing else anywhere."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.config import Settings
from app.domain.trading.proxy import service_tokens
from app.domain.trading.proxy.service_tokens import ALGORITHM, AUDIENCE, ISSUER, LASTS_S, mint, service_key
from app.security import principal_from_token
from tests.http.test_access import PUBLIC, routes
from tests.support.accounts import bearer
from tests.support.person import Person

FOUR = {
    "/api/user/instruments",
    "/api/user/instruments/<symbol>/data/<timeframe>",
    "/api/user/instruments/<symbol>/predictions",
    "/api/user/instruments/<symbol>/signals",
}
LIST = "/api/user/instruments"
platform = pytest.mark.settings(role="platform")


def token(settings: Settings, **claims: Any) -> str:
    """Make a token as a proxy does, but for some claims; None leaves one out."""
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": "1", "iat": now, "exp": now + LASTS_S} | claims
    told = {name: value for name, value in usual.items() if value is not None}
    return jwt.encode(told, service_key(settings), ALGORITHM)


def good(settings: Settings) -> str:
    return mint(service_key(settings), 1, int(time.time()))


def status(client: FlaskClient, path: str, sent: str, method: str = "GET") -> int:
    return client.open(path, method=method, headers=bearer(sent)).status_code


@platform
def test_the_four_routes_are_open_to_a_proxy_and_every_other_one_is_closed(
    app: APIFlask, client: FlaskClient, settings: Settings
) -> None:
    closed = {route: 401 for route in routes(app) if route not in PUBLIC and route[1] not in FOUR}
    found = {
        (method, rule): status(client, re.sub(r"<[^>]+>", "1", rule), good(settings), method)
        for method, rule in closed
    }
    assert found == closed
    for rule in FOUR:
        assert status(client, re.sub(r"<[^>]+>", "1", rule), good(settings)) in {200, 404}


def test_a_deployment_that_is_no_platform_takes_none(client: FlaskClient, settings: Settings) -> None:
    assert status(client, LIST, good(settings)) == 401


@platform
def test_no_socket_opens_to_it(app: APIFlask, settings: Settings) -> None:
    from app.security import TokenInvalid

    with app.app_context(), pytest.raises(TokenInvalid):
        principal_from_token(good(settings))


@platform
def test_a_person_is_served_by_the_platform_as_before(ana: Person) -> None:
    assert ana.get(LIST) == []


@platform
@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "tidewatch"},
        {"aud": None},
        {"iss": "someone"},
        {"iss": None},
        {"sub": None},
        {"sub": "admin"},
        {"iat": None},
        {"exp": None},
        {"exp": 1},
        {"iat": 4_000_000_000, "exp": 4_000_000_060},
        {"exp": 4_000_000_000},
    ],
)
def test_a_token_with_another_claim_is_refused(
    client: FlaskClient, settings: Settings, claims: dict[str, Any]
) -> None:
    assert status(client, LIST, token(settings)) == 200
    assert status(client, LIST, token(settings, **claims)) == 401


@platform
def test_a_forged_token_is_refused(client: FlaskClient, settings: Settings) -> None:
    claims = jwt.decode(good(settings), options={"verify_signature": False})
    head, body, signature = good(settings).split(".")
    other = "A" if signature[0] != "A" else "B"
    forged = [
        jwt.encode(claims, settings.secret_key, ALGORITHM),  # the secret itself is not the key
        jwt.encode(claims, service_key(settings), "HS512"),
        jwt.encode(claims, None, "none"),
        f"{head}.{body}.{other}{signature[1:]}",
        f"{head}.{body}.",
        f"{head}.{body}",
        "a.b.c",
    ]
    assert [status(client, LIST, each) for each in forged] == [401] * len(forged)


@pytest.mark.settings(role="platform", trading_api_secret="a secret that two deployments have in common")
def test_with_a_secret_of_its_own_one_of_the_secret_key_is_refused(
    client: FlaskClient, settings: Settings, make_app: Callable[..., APIFlask]
) -> None:
    assert status(client, LIST, good(settings)) == 200
    of_the_secret_key = service_key(Settings("sqlite:///x", "redis://x", settings.secret_key))
    assert status(client, LIST, mint(of_the_secret_key, 1, int(time.time()))) == 401


@platform
def test_clocks_may_differ_by_half_a_minute(client: FlaskClient, settings: Settings) -> None:
    apart = service_tokens.CLOCKS_APART_S - 5
    for shift, expected in ((-apart - LASTS_S, 200), (apart, 200), (-LASTS_S - 60, 401), (120, 401)):
        sent = mint(service_key(settings), 1, int(time.time()) + shift)
        assert status(client, LIST, sent) == expected, shift
