"""Scopes: what a personal API token may be limited to. Domains bring theirs; see app.services.Domain."""

from __future__ import annotations

from collections.abc import Mapping

ACCOUNT = "account"
"""What only a full sign-in may do; no API token is ever given it."""
SCOPES: dict[str, str] = {}
"""Each scope that a token may have, with what it allows, as its owner reads it."""


def register_scopes(scopes: Mapping[str, str]) -> None:
    """Make scopes known. Raises ValueError where a name is taken: a token would open more than was meant."""
    for name, allows in scopes.items():
        if name == ACCOUNT or SCOPES.setdefault(name, allows) != allows:
            raise ValueError(f"There is a scope {name!r} already.")


def all_scopes() -> frozenset[str]:
    """Return what a full sign-in may do."""
    return frozenset((*SCOPES, ACCOUNT))
