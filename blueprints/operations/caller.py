"""Where an administrator's request came from, for the security log."""

from __future__ import annotations

from flask import request

from app.domain.auth.security_log.service import RequestSource
from app.extensions import client_address


def source() -> RequestSource:
    """Return the request's address and program."""
    return RequestSource(client_address(), request.user_agent.string)
