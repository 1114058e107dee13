"""What tests know of an account."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "correct horse battery staple"
Headers = dict[str, str]


@dataclass(frozen=True)
class Account:
    """A user that a test made, with the password."""

    id: int
    username: str
    email: str
    password: str
    role: str


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}
