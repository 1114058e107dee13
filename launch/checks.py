"""What can be wrong before anything starts, each in one sentence with its remedy."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import psutil

from app.config import Settings, SettingsError

if TYPE_CHECKING:
    from launch.plan import Plan


class Problem(Exception):
    """A sentence for the person at the terminal."""


def check_settings(plan: Plan) -> None:
    try:
        Settings.from_env(plan.env)
    except SettingsError as exc:
        raise Problem(str(exc)) from exc


def check_port(plan: Plan) -> None:
    """Make sure that our ports are free, or were left by an earlier start of our own."""
    if _taken(plan.port):
        raise Problem(
            f"Port {plan.port} is taken by {_owner(plan.port)}; stop it, or choose another one: "
            f"PORT={plan.port + 1} make run."
        )
    if plan.redis_port is not None and _taken(plan.redis_port):
        raise Problem(
            f"Redis's port {plan.redis_port} is taken by {_owner(plan.redis_port)}; stop it, choose another "
            f"one with REDIS_PORT={plan.redis_port + 1} make run, or use that server with REDIS_URL=redis://…"
        )


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _owner(port: int) -> str:
    """Name the process that listens on a port, as far as we may see it."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                process = psutil.Process(connection.pid)
                return f"{process.name()} (process {process.pid})"
    except psutil.Error:
        pass
    return "another program"
