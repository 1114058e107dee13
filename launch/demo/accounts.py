"""The demo's two accounts: invented once per instance folder, with random passwords."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypedDict

EXISTS = 3
"""What `flask create-user` exits with when the account is there already."""


class Account(TypedDict):
    username: str
    email: str
    role: str
    password: str


def invent() -> dict[str, Any]:
    """Return what demo.json keeps; `since` anchors the seeded payments, so that each start has the same."""
    return {
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "user": _account("demo", "user"),
        "admin": _account("demo-admin", "admin"),
    }


def create(demo: dict[str, Any], create_account: Callable[[Account], None]) -> None:
    create_account(demo["user"])
    create_account(demo["admin"])


def _account(name: str, role: str) -> Account:
    return {
        "username": name,
        "email": f"{name}@example.com",
        "role": role,
        "password": secrets.token_urlsafe(12),
    }
