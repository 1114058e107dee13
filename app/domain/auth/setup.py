"""What accounts bring to a process: how tokens are checked."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.auth import service as auth
from app.security import TokenChecks, make_token_checks
from app.services import Domain, Services


def _setup(services: Services) -> Iterable[TokenChecks]:
    settings = services.settings
    yield make_token_checks(
        services.redis,
        auth.find_principal_by_api_token,
        lambda: [*auth.recall_revocations(settings), *auth.recall_failures(settings)],
    )


DOMAIN = Domain("auth", _setup)
