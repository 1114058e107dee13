"""Operations over HTTP and in a terminal: what is mounted, and what the description says of it."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from blueprints.operations import cli

PROBLEMS: dict[str, set[int]] = {}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""


def mount(app: APIFlask) -> None:
    cli.register_commands(app)


def describe(spec: dict[str, Any]) -> None:
    """Add nothing: every route describes itself."""
