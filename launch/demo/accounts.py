"""The demo's two accounts: invented once per instance folder, with random passwords.

As a program it makes those on its input that are not there yet.
"""

from __future__ import annotations

import json
import secrets
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any


def invent() -> dict[str, Any]:
    """Return what demo.json keeps; `since` anchors the seeded payments, so that each start has the same."""
    return {
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "user": _account("demo", "user"),
        "admin": _account("demo-admin", "admin"),
    }


def _account(name: str, role: str) -> dict[str, str]:
    return {
        "username": name,
        "email": f"{name}@example.com",
        "role": role,
        "password": secrets.token_urlsafe(12),
    }


def main() -> None:
    from app.bootstrap import create_app
    from app.config import Settings
    from app.db import transaction
    from app.domain.auth.accounts.errors import EmailTaken, UsernameTaken
    from app.domain.auth.accounts.service import create_user
    from app.domain.auth.security_log.service import RequestSource

    settings = Settings.from_env()
    with create_app(settings).app_context():
        for account in json.load(sys.stdin):
            with suppress(UsernameTaken, EmailTaken), transaction():
                source = RequestSource("local", "demo")
                create_user(**account, source=source, base_currency=settings.default_currency)


if __name__ == "__main__":
    main()
