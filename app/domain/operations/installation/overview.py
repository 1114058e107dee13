"""The installation on one page: versions, health, settings without secrets, sizes."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, cast

from redis.exceptions import RedisError
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app import VERSION
from app.config import Settings
from app.domain.banking.setup import intake
from app.domain.operations.installation.doctor import examine
from app.domain.operations.installation.findings import Finding
from app.domain.operations.installation.machine_checks import disk_usage
from app.json_values import JsonObject
from app.migrations import current_revision, newest_migration
from app.services import Services

LIBRARIES = ("flask", "flask-socketio", "celery", "sqlalchemy", "redis")
SHOWN = frozenset({
    "instance_dir", "log_dir", "backup_dir", "host", "port", "async_mode", "access_token_minutes",
    "refresh_token_days", "session_max_days", "default_currency", "price_source", "training_days",
    "retrain_hours", "trade_commission_bps", "trade_spread_bps", "trade_slippage_bps",
    "signal_min_probability", "allow_registration", "allow_bulk_delete", "trusted_proxies", "cors_origins",
    "websocket_only", "queue_capacity", "queue_capacity_bytes", "queue_share_percent", "flush_threshold",
    "flush_every_s", "signin_limit", "lockout_failures", "lockout_minutes", "max_body_bytes",
    "max_webhook_bytes", "max_import_bytes", "request_deadline_s", "max_connections_per_address",
    "max_sockets_per_user", "max_streams_per_user", "webhook_keep_days", "sync_every_minutes",
    "task_limit_minutes", "soft_shutdown_s", "heartbeat_file", "role", "otel_traces_ratio", "log_level",
    "log_json",
})  # fmt: skip
"""Settings whose values are shown. Of every other one, and of any that is added, only whether it is set:
an address may hold a password, a name may be a key."""


class ShownSetting(NamedTuple):
    """A setting. value: None where it is not shown. is_set: whether it is other than empty."""

    name: str
    value: str | None
    is_set: bool


class Sizes(NamedTuple):
    """Bytes and rows; None where they could not be read."""

    database_bytes: int | None
    redis_bytes: int | None
    rows_waiting: int | None
    disk_free_bytes: int | None
    disk_total_bytes: int | None


class Installation(NamedTuple):
    """Everything at one moment. versions: by name. schema: the database's revision, and this code's."""

    version: str
    versions: dict[str, str]
    schema: tuple[str | None, str]
    findings: list[Finding]
    settings: list[ShownSetting]
    sizes: Sizes


def read_installation(services: Services) -> Installation:
    """Look at the installation from this process; services outside are not asked."""
    revision, database = _database(services.engine())
    redis = _redis(services)
    versions = {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
    servers = {services.engine().dialect.name: database[0], "redis-server": redis[0]}
    known = {name: said for name, said in servers.items() if said}
    return Installation(
        VERSION, versions | known, (revision, newest_migration()), examine(services, outside=False),
        shown_settings(services.settings), Sizes(database[1], redis[1], redis[2], *_disk(services.settings)),
    )  # fmt: skip


def shown_settings(settings: Settings) -> list[ShownSetting]:
    """Return every setting by its name in the environment, with values where SHOWN allows them."""
    return [_shown(name, getattr(settings, name)) for name in sorted(settings.__dataclass_fields__)]


def _shown(name: str, value: object) -> ShownSetting:
    said = str(int(value)) if isinstance(value, bool) else str(value)
    return ShownSetting(name.upper(), said if name in SHOWN else None, said != "")


def _database(engine: Engine) -> tuple[str | None, tuple[str | None, int | None]]:
    """Return the schema's revision, the server's version and the size in bytes."""
    try:
        with engine.connect() as connection:
            revision = current_revision(connection)
            if engine.dialect.name == "sqlite":
                said = str(connection.scalar(text("SELECT sqlite_version()")))
                return revision, (said, _size_of(Path(engine.url.database or "")))
            size = connection.scalar(text("SELECT pg_database_size(current_database())"))
            said = str(connection.scalar(text("SHOW server_version")))
            return revision, (said, int(size or 0))
    except SQLAlchemyError:
        return None, (None, None)


def _size_of(file: Path) -> int | None:
    """Return the bytes of a SQLite file and of its log of writes."""
    parts = [path for path in (file, file.with_name(f"{file.name}-wal")) if path.exists()]
    return sum(path.stat().st_size for path in parts) if parts else None


def _redis(services: Services) -> tuple[str | None, int | None, int | None]:
    """Return Redis's version, the bytes that it uses, and the rows that wait in it."""
    try:
        info = cast(Mapping[str, Any], services.redis.info())
        said = info.get("valkey_version") or info.get("redis_version")
        return str(said), int(info.get("used_memory", 0)), intake().queue.depth()
    except RedisError:
        return None, None, None


def _disk(settings: Settings) -> tuple[int | None, int | None]:
    try:
        return disk_usage(settings.instance_dir)
    except OSError:
        return None, None


def plain(found: Installation) -> JsonObject:
    """Return it as an answer has it."""
    return {
        "version": found.version, "versions": found.versions, "revision": found.schema[0],
        "newest_revision": found.schema[1], "checks": [each._asdict() for each in found.findings],
        "settings": [each._asdict() for each in found.settings], "sizes": found.sizes._asdict(),
    }  # fmt: skip
