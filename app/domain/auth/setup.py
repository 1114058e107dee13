"""What accounts bring to a process: how tokens are checked."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.auth.api_tokens.service import find_principal_by_api_token
from app.domain.auth.sign_in.memory import recall_failures, recall_revocations
from app.domain.auth.users.tables import User
from app.sealed_columns import add_sealed
from app.security import TokenChecks, make_token_checks
from app.services import Domain, Services

add_sealed("authenticator", User.totp_secret)


def _setup(services: Services) -> Iterable[TokenChecks]:
    settings = services.settings
    yield make_token_checks(
        services.redis,
        find_principal_by_api_token,
        lambda: [*recall_revocations(settings), *recall_failures(settings)],
    )


DOMAIN = Domain("auth", _setup, scopes={"profile:read": "Read your profile"})
