"""Is a port free, and if not, who has it; needs nothing but the standard library."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from launch.plan import Plan
from launch.trouble import Trouble

LISTENING = "0A"


def require_web_port(plan: Plan) -> None:
    """Raise Trouble when the page's port cannot be listened on."""
    _require(plan.host, plan.port, "Port {port} is {owner}", f"PORT={plan.port + 1} make run")


def require_redis_port(plan: Plan) -> None:
    """Raise Trouble when the bundled Redis has no port; another process there is never touched."""
    if plan.redis_port is not None:
        remedy = f"REDIS_PORT={plan.redis_port + 1} make run, or name a Redis of your own with REDIS_URL"
        _require(
            "127.0.0.1",
            plan.redis_port,
            "Port {port}, where the bundled Redis would listen, is {owner}",
            remedy,
        )


def require_ports_beside(plan: Plan, environment: Mapping[str, str]) -> None:
    """Raise Trouble when Flower or a simulator that the environment points at has no port."""
    simulated = {name: url for name, url in plan.simulated.items() if url in environment.values()}
    ports = {f"the demo's {name}": plan.simulated_port(name) for name in simulated}
    if plan.flower:
        ports["Flower"] = plan.flower_port
    for name, port in ports.items():
        sentence = f"Port {{port}}, where {name} would listen, is {{owner}}"
        _require("127.0.0.1", port, sentence, f"PORT={plan.port + 1} make run")


def _require(host: str, port: int, sentence: str, remedy: str) -> None:
    failure = _try_to_bind(host, port)
    if failure is None:
        return
    if failure.errno == errno.EADDRINUSE:
        told = sentence.format(port=port, owner=f"taken by {owner_of(port) or 'another process'}")
        raise Trouble(f"{told}: end that, or choose another port with {remedy}.")
    if failure.errno == errno.EACCES:
        raise Trouble(f"Port {port} is reserved for root: choose one above 1023 with {remedy}.")
    raise Trouble(
        f"Nothing can listen on {host}:{port} ({failure.strerror}): set HOST to an address of this machine."
    )


def _try_to_bind(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: connections of an earlier start that linger are no reason to refuse.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            return exc
    return None


def owner_of(port: int) -> str | None:
    """Name the process that listens on a port, where the kernel lets us see it (Linux, own processes)."""
    inodes = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for pid in (entry.name for entry in Path("/proc").glob("[0-9]*")):
        with contextlib.suppress(OSError):
            if any(os.readlink(entry) in inodes for entry in Path(f"/proc/{pid}/fd").iterdir()):
                name = Path(f"/proc/{pid}/comm").read_text().strip()
                return f"{name} (process {pid})"
    return None


def _listening_inodes(port: int) -> Iterator[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    yield fields[9]
