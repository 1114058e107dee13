"""Where a request comes from, and how often one address may guess."""

from __future__ import annotations

from flask import request

from app.domain.auth.security_log.service import RequestSource
from app.extensions import client_address
from app.services import services


def request_source() -> RequestSource:
    """Return what the security log keeps of where the current request comes from."""
    return RequestSource(client_address(), request.user_agent.string)


def signin_limit() -> str:
    """Return how often an address may give a password, a code or a link: `30 per minute`."""
    return services().settings.signin_limit
