"""The API keeps its own description: schemathesis asks every operation, as a user and as an administrator."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
import schemathesis
from apiflask import APIFlask
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.bootstrap import create_app
from app.config import Settings
from app.db import transaction
from app.domain.auth.accounts.service import create_user
from app.realtime import stream
from app.security import Role
from blueprints import mount
from tests.conftest import TERMINAL, close_app
from tests.support.accounts import PASSWORD, Headers, bearer
from tests.support.databases import Databases
from tests.support.money import flush, row
from tests.support.portfolio_worker import worker
from tests.support.redis_server import RedisServer

# Tests are made before there is an app; test_health.py holds that this is what the app serves.
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
GENERATION = {
    "deterministic": True,
    "max-examples": 20,
    "database": "none",
    "with-security-parameters": False,  # test_access.py asks without a good token
}
REFUSED = {"expected-statuses": [400, 401, 403, 404, 409, 413, 415, 422]}
STREAMS = {"include-path-regex": "/stream", "request-timeout": 0.5}
CONFIG = {
    "generation": GENERATION, "checks": {"negative_data_rejection": REFUSED}, "operations": [STREAMS],
}  # fmt: skip
API = schemathesis.openapi.from_path(DOCUMENT, config=schemathesis.Config.from_dict(CONFIG))
DESCRIBED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
NUMBERS = itertools.count(1)
TAKES_BAD_ROWS = {"POST /api/transactions/batch"}
"""Here one bad row does not refuse the good ones: the answer names it, with 202."""
SLOWED_BY_WRONG_SIGNATURES = {
    "POST /api/connectors/basiq/webhook", "POST /api/connectors/apideck/webhook",
    "POST /api/connectors/inbox/{connection_id}",
}  # fmt: skip
"""Here a minute of wrong signatures is answered 429, whatever is sent."""
PLAIN = {"Accept-Encoding": "identity"}
"""The generator's client in this process unpacks nothing."""
ENDS_SESSIONS = {"POST /api/auth/logout", "POST /api/auth/password", "DELETE /api/auth/sessions/{session_id}"}
"""After one of these the caller may be signed out, so that each case of them signs in by itself."""


@schemathesis.serializer("application/x-ndjson")
def send_lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return str(value).encode()


class Caller:
    """An account of the app under test."""

    def __init__(self, app: APIFlask, username: str, role: Role = "user") -> None:
        self.app, self.username = app, username
        with app.app_context(), transaction():
            self.id = create_user(username, f"{username}@example.org", PASSWORD, TERMINAL, role=role).id
        self.headers = self.sign_in()

    def sign_in(self) -> Headers:
        body = {"username": self.username, "password": PASSWORD}
        return bearer(self.app.test_client().post("/api/auth/login", json=body).json["access_token"])

    def ask(self, method: str, path: str, headers: Headers | None = None, **parts: Any) -> Any:
        """Send what a person would; check the answer against the description and return its JSON."""
        case = API[path][method].Case(**parts)
        asked = (headers or self.headers) | PLAIN
        answer = case.call_and_validate(app=self.app, headers=asked, checks=DESCRIBED)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def app(
    databases: Databases, redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[APIFlask]:
    """One app for all cases, without the brakes that would answer 429 to most of them."""
    folder = tmp_path_factory.mktemp("schemathesis")
    redis_server.client().flushall()
    settings = Settings(
        database_url=databases.empty_sqlite(folder), redis_url=redis_server.url,
        secret_key="a secret key that is only used by tests", instance_dir=folder, log_dir=folder / "logs",
        async_mode="threading", log_level="WARNING",
        signin_limit="1000000 per minute", lockout_failures=1_000_000,
    )  # fmt: skip
    made = create_app(settings, mount)
    made.testing, made.config["PROPAGATE_EXCEPTIONS"] = True, False
    with worker(made), pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "HEARTBEAT_S", 0.1)  # a silent stream is left after one
        yield made
    close_app(made)


@pytest.fixture(scope="module", params=["user", "admin"])
def caller(request: pytest.FixtureRequest, app: APIFlask) -> Caller:
    """Someone with a transaction that is stored, one that waits, and a dead letter."""
    found = Caller(app, f"the-{request.param}", request.param)
    for transaction_id, amount in (("stored", 1), ("stored", 2), ("waiting", 3)):
        flush(app)
        found.ask("POST", "/api/add-transaction", body=row(found.id, transaction_id, amount=amount))
    return found


@API.parametrize()
def test_every_operation_answers_as_it_is_described(case: schemathesis.Case, caller: Caller) -> None:
    label = case.operation.label
    signed_in = caller.sign_in() if label in ENDS_SESSIONS else caller.headers
    lax = label in TAKES_BAD_ROWS or label in SLOWED_BY_WRONG_SIGNATURES
    checks = [*DESCRIBED] if lax else [*DESCRIBED, negative_data_rejection]
    case.call_and_validate(app=caller.app, headers=signed_in | PLAIN, checks=checks)


# What no generator guesses: passwords, codes, the ids of what is there.


@pytest.fixture
def person(app: APIFlask) -> Caller:
    """An account of one test's own."""
    return Caller(app, f"person-{next(NUMBERS)}")


def test_signing_in_and_refreshing_answer_as_described(person: Caller) -> None:
    body = {"email": f"{person.username}@example.org", "password": PASSWORD}
    tokens = person.ask("POST", "/api/auth/login", body=body)
    person.ask("POST", "/api/auth/refresh", bearer(tokens["refresh_token"]))


def test_a_second_factor_answers_as_described(person: Caller) -> None:
    secret = person.ask("POST", "/api/auth/2fa/setup", body={"password": PASSWORD})["secret"]
    codes = person.ask("POST", "/api/auth/2fa/confirm", body={"otp": pyotp.TOTP(secret).now()})
    off = {"password": PASSWORD, "otp": codes["recovery_codes"][0]}
    person.ask("POST", "/api/auth/2fa/disable", body=off)


def test_changes_of_an_account_answer_as_described(person: Caller) -> None:
    person.ask("PATCH", "/api/auth/profile", body={"base_currency": "JPY", "time_zone": "Asia/Tokyo"})
    change = {"current_password": PASSWORD, "new_password": "another horse and battery"}
    person.ask("POST", "/api/auth/password", body=change)


def test_ending_sessions_and_tokens_answers_as_described(person: Caller) -> None:
    made = person.ask("POST", "/api/auth/tokens", body={"name": "till", "scopes": ["profile:read"]})
    person.ask("DELETE", "/api/auth/tokens/{token_id}", path_parameters={"token_id": made["id"]})
    session = person.ask("GET", "/api/auth/sessions")["items"][0]
    person.ask("DELETE", "/api/auth/sessions/{session_id}", path_parameters={"session_id": session["id"]})


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("path", ["/api/transactions", "/api/transactions/average"])
def test_the_ends_of_the_calendar_are_answered_as_described(path: str, zone: str, person: Caller) -> None:
    """What lies before year 1 or after year 9999 once it is told in UTC."""
    person.ask("PATCH", "/api/auth/profile", body={"time_zone": zone})
    for query in ({"from": "0001-01-01"}, {"to": "9999-12-31"}):
        case = API[path]["GET"].Case(query=query)
        case.call_and_validate(app=person.app, headers=person.headers, checks=DESCRIBED)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_moments_past_the_calendar_are_answered_as_described(moment: str, person: Caller) -> None:
    for name in ("from", "to"):
        case = API["/api/transactions"]["GET"].Case(query={name: moment})
        case.call_and_validate(app=person.app, headers=person.headers, checks=DESCRIBED)
