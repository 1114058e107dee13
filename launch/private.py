"""The private files of an installation: its secrets, made once, and its lock."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from launch.checks import Problem
from launch.plan import Plan

REDIS_PORT_OFFSET = 8379
"""8000 gives 16379: two installations with their own PORT get a Redis port of their own as well."""


def make_plan(env: Mapping[str, str], instance: Path, port_text: str, *, with_demo: bool) -> Plan:
    """Decide folder, ports, database and Redis. Raises Problem for what cannot be used."""
    instance = instance.resolve()
    port = _port("PORT", port_text)
    try:
        (instance / "logs").mkdir(parents=True, exist_ok=True)
        made = keep_json(instance / "secrets.json", _make_secrets)
    except OSError as exc:
        raise Problem(f"{instance} cannot be written ({exc.strerror}); name another folder with INSTANCE_DIR.") from exc
    redis_port = None if env.get("REDIS_URL") else _redis_port(env, port)
    found = dict(env)
    found.setdefault("SECRET_KEY", made["secret_key"])
    found.update(_places(instance, port))
    if not found.get("DATABASE_URL"):
        found["DATABASE_URL"] = f"sqlite:///{instance / 'tidewatch.db'}"
    if redis_port is not None:
        found["REDIS_URL"] = f"redis://:{made['redis_password']}@127.0.0.1:{redis_port}/0"
    return Plan(instance, port, redis_port, made["redis_password"], with_demo, found)


def _places(instance: Path, port: int) -> dict[str, str]:
    return {
        "INSTANCE_DIR": str(instance),
        "LOG_DIR": str(instance / "logs"),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }


def _port(name: str, text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Problem(f"{name}={text} is not a port; use a number from 1024 to 65535, as in {name}=8001 make run.")
    return int(text)


def _redis_port(env: Mapping[str, str], port: int) -> int:
    chosen = env.get("REDIS_PORT")
    return _port("REDIS_PORT", chosen) if chosen else min(port + REDIS_PORT_OFFSET, 65535)


def _make_secrets() -> dict[str, str]:
    return {"secret_key": secrets.token_hex(32), "redis_password": secrets.token_hex(24)}


def keep_json(path: Path, make: Any) -> dict[str, Any]:
    """Read a private file, or make it once: mode 600 from its first byte."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found: dict[str, Any] = json.loads(path.read_text())
        return found
    with os.fdopen(descriptor, "w") as file:
        value: dict[str, Any] = make()
        json.dump(value, file, indent=2)
    return value


def replace_json(path: Path, value: Any) -> None:
    """Write a private file in one step, so that a reader never sees half of it."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(value, file, indent=2)
    draft.replace(path)


@contextmanager
def only_instance(plan: Plan) -> Iterator[None]:
    """Hold the folder's lock; a second start in the same folder is told so."""
    with (plan.instance / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise Problem(
                f"Tidewatch runs in {plan.instance} already; stop it, or start a second one with "
                f"INSTANCE_DIR=another-folder PORT={plan.port + 1} make run."
            ) from exc
        yield
