"""The instance folder: who may use it, its secrets, and what an earlier start left running."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from launch.plan import Plan
from launch.trouble import Trouble

MARK = "TIDEWATCH_LAUNCHED_FOR"
"""An environment variable that every process of a start carries, so that the next start knows its own."""
SUPERVISOR = "launch.supervisor"
STOP_WITHIN_S = 45
GENERATED = ("SECRET_KEY", "REDIS_PASSWORD", "DEMO_PROVIDER_KEY", "FLOWER_PASSWORD")
PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
SECRET_FILES = ("secrets.env", "demo.json", "redis.conf", "supervisord.conf", "ready.json")


@contextmanager
def taken(plan: Plan) -> Iterator[None]:
    """Hold the instance folder for one launcher; a second one is told where the first is."""
    make_folders(plan)
    with (plan.instance / "launch.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise Trouble(
                f"Tidewatch already runs from {plan.instance}: end that one first, "
                "or give this one a folder and a port of its own with INSTANCE_DIR and PORT."
            ) from exc
        yield


def make_folders(plan: Plan) -> None:
    """Make the instance folder and its logs, for their owner alone; others' permissions are taken away.

    Raises Trouble where it cannot be written.
    """
    try:
        plan.instance.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        plan.logs.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        (plan.instance / "launch.lock").touch(mode=PRIVATE)
        close_to_others(plan.instance, PRIVATE_FOLDER)
        for path in filter(Path.exists, (plan.instance / name for name in SECRET_FILES)):
            close_to_others(path, PRIVATE)
    except OSError as exc:
        raise Trouble(
            f"The folder {plan.instance} cannot be used ({exc.strerror}): "
            "set INSTANCE_DIR to one that may be written."
        ) from exc


def close_to_others(path: Path, mode: int) -> None:
    """Take away what others may do with a file or folder that holds secrets, and say so."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(mode)
        print(f"{path} could be read by other users of this machine; it no longer can.", flush=True)


def write_private(path: Path, text: str) -> None:
    """Replace a file at once by one that only its owner may read."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_secrets(plan: Plan) -> dict[str, str]:
    """Return secrets.env, completed with what it lacks; what is there never changes."""
    path = plan.instance / "secrets.env"
    lines = path.read_text().splitlines() if path.exists() else []
    kept = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    missing = {name: secrets.token_hex(32) for name in GENERATED if name not in kept}
    if missing:
        heading = (
            "# Generated at the first start. Whoever has these can sign in as anyone: keep them private."
        )
        body = [f"{name}={value}" for name, value in {**kept, **missing}.items()]
        write_private(path, "\n".join([heading, *body]) + "\n")
    return kept | missing


def read_demo(plan: Plan, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return demo.json, made by `make` at the first start, so that every start has the same sign-ins."""
    path = plan.instance / "demo.json"
    if not path.exists():
        write_private(path, json.dumps(make(), indent=2) + "\n")
    kept: dict[str, Any] = json.loads(path.read_text())
    return kept


def environment(plan: Plan, kept: Mapping[str, str]) -> dict[str, str]:
    """Return what the processes of this instance find in their environment.

    kept: the secrets; a SECRET_KEY that was given goes before the generated one.
    """
    redis_url = f"redis://:{kept['REDIS_PASSWORD']}@127.0.0.1:{plan.redis_port}/0"
    defaults = {
        "SECRET_KEY": kept["SECRET_KEY"],
        "DATABASE_URL": f"sqlite:///{plan.instance / 'tidewatch.db'}",
        "REDIS_URL": redis_url,
        "LOG_DIR": str(plan.logs),
        "PYTHONWARNINGS": "ignore",
    }
    fixed = {
        "INSTANCE_DIR": str(plan.instance),
        "HOST": plan.host,
        "PORT": str(plan.port),
        "PYTHONUNBUFFERED": "1",
    }
    own = {name: value for name, value in plan.given.items() if not name.startswith(("MAKE", "MFLAGS"))}
    markets = {"PRICE_SOURCE": "simulated", "BINANCE_URL": plan.simulated["exchange"]}
    simulated = _simulated_providers(plan, kept) | markets if plan.demo else {}
    return {**simulated, **defaults, **own, **fixed}


def _simulated_providers(plan: Plan, kept: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of the demo's simulated providers, but not where there is a real one's key."""
    key = kept["DEMO_PROVIDER_KEY"]
    secret = base64.b64encode(hashlib.sha256(key.encode()).digest()).decode()
    found: dict[str, str] = {}
    if "BASIQ_API_KEY" not in plan.given:
        found |= {
            "BASIQ_URL": plan.simulated["basiq"],
            "BASIQ_API_KEY": key,
            "BASIQ_WEBHOOK_SECRETS": f"whsec_{secret}",
        }
    if "APIDECK_API_KEY" not in plan.given:
        found |= {
            "APIDECK_URL": plan.simulated["apideck"],
            "APIDECK_API_KEY": key,
            "APIDECK_APP_ID": "tidewatch-demo",
        }
    return found


def find_leftovers(instance: Path) -> list[psutil.Process]:
    """Return the running processes that carry this instance's mark."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == str(instance) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def stop_leftovers(instance: Path, within_s: float = STOP_WITHIN_S) -> int:
    """End what a start that died left behind, gently first; return how many processes that were.

    A supervisor that still lives ends the others in their order; without one each is asked by itself.
    """
    found = find_leftovers(instance)
    if supervisors := [process for process in found if _is_supervisor(process)]:
        _terminate(supervisors)
        psutil.wait_procs(found, timeout=within_s)
    _terminate(rest := find_leftovers(instance))
    _, stubborn = psutil.wait_procs(rest, timeout=10)
    kill(stubborn)
    return len(found)


def _is_supervisor(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return SUPERVISOR in process.cmdline()
    return False


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=5)


def _terminate(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.terminate()
