"""What administrators do about people, and what the log says of them afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests.support.accounts import Account
from tests.support.person import Person

Someone = Callable[..., Person]
Make = Callable[..., Account]
USERS = "/api/admin/users"
ACTS = [
    ("PATCH", "", {"role": "service"}),
    ("POST", "/lock", None),
    ("POST", "/unlock", None),
    ("POST", "/end-sessions", None),
    ("POST", "/password-link", {}),
    ("POST", "/export", {}),
    ("POST", "/erase", {"username": "user-2", "without_export": True}),
]


def act(admin: Person, user_id: int, what: str, body: Any = None, method: str = "POST") -> Any:
    return admin.ask(method, f"{USERS}/{user_id}{what}", body)


def login(client: FlaskClient, account: Account, password: str | None = None, **request: Any) -> Any:
    body = {"username": account.username, "password": password or account.password}
    return client.post("/api/auth/login", json=body, **request)


def events_of(admin: Person, user_id: int, *, known: tuple[str, ...] = ("login", "register")) -> list[Any]:
    """Return what the log says of somebody, the newest first, as event and detail."""
    found = admin.get(f"/api/admin/security-events?user={user_id}")["items"]
    return [(each["event"], each["detail"]) for each in found if each["event"] not in known]


def fail(client: FlaskClient, account: Account, name: str, **body: Any) -> None:
    for _ in range(2):
        given = {"username": name, "password": "a wrong guess", **body}
        assert client.post("/api/auth/login", json=given).status_code == 401
    right = {"username": name, "password": account.password, **body}
    assert client.post("/api/auth/login", json=right).json["code"] == "locked_out"
