"""Settings, read once from the environment; nothing else reads it.

The standard library alone: `make run` judges the settings before anything is installed.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

TRUE_WORDS = {"1", "true", "yes", "on"}
LOG_LEVELS = [name for name in logging.getLevelNamesMapping() if name not in {"WARN", "FATAL", "NOTSET"}]
FALSE_WORDS = {"0", "false", "no", "off", ""}


class SettingsError(ValueError):
    """A setting is missing or has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations.

    Each field is read from the variable of the same name in capitals; docs/operations.md lists them.
    """

    database_url: str
    redis_url: str
    secret_key: str
    instance_dir: Path = Path("instance")
    log_dir: Path = Path("logs")
    host: str = "127.0.0.1"
    port: int = 8000
    async_mode: str = "eventlet"
    access_token_minutes: int = 15
    refresh_token_days: int = 7
    default_currency: str = "EUR"
    allow_registration: bool = True
    allow_bulk_delete: bool = False
    trusted_proxies: int = 0
    cors_origins: str = ""
    metrics_token: str = ""
    queue_capacity: int = 2_000_000
    flush_threshold: int = 5_000
    flush_every_s: float = 5.0
    signin_limit: str = "30 per minute"
    lockout_failures: int = 10
    lockout_minutes: int = 15
    max_body_bytes: int = 4 * 1024 * 1024
    log_level: str = "INFO"
    log_json: bool = True

    def __post_init__(self) -> None:
        if len(self.secret_key) < 32:
            raise SettingsError(
                "SECRET_KEY must have at least 32 characters; `openssl rand -hex 32` makes one"
            )
        if not self.database_url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg2:")):
            raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://")
        if not self.redis_url.startswith(("redis://", "rediss://")):
            raise SettingsError("REDIS_URL must begin with redis:// or rediss://")
        if min(self.access_token_minutes, self.refresh_token_days, self.queue_capacity) < 1:
            raise SettingsError(
                "ACCESS_TOKEN_MINUTES, REFRESH_TOKEN_DAYS and QUEUE_CAPACITY must be 1 or more"
            )
        counts = (self.lockout_failures, self.lockout_minutes, self.max_body_bytes, self.flush_threshold)
        if min(counts) < 1 or not 0 < self.flush_every_s < float("inf"):
            raise SettingsError(
                "LOCKOUT_FAILURES, LOCKOUT_MINUTES, MAX_BODY_BYTES, FLUSH_THRESHOLD and FLUSH_EVERY_S "
                "must be more than 0"
            )
        if self.trusted_proxies < 0:
            raise SettingsError("TRUSTED_PROXIES must be 0 or more")
        self._check_words()

    def _check_words(self) -> None:
        if self.log_level not in LOG_LEVELS:
            raise SettingsError(f"LOG_LEVEL={self.log_level!r} is none of {', '.join(LOG_LEVELS)}")
        if not re.fullmatch("[A-Z]{3}", self.default_currency):
            raise SettingsError(
                f"DEFAULT_CURRENCY={self.default_currency!r} is not an ISO 4217 code like EUR"
            )
        if not re.fullmatch(r"[1-9][0-9]* per (second|minute|hour|day)", self.signin_limit):
            raise SettingsError(f"SIGNIN_LIMIT={self.signin_limit!r} is not like '30 per minute'")
        if self.async_mode not in {"eventlet", "threading"}:
            raise SettingsError("ASYNC_MODE must be eventlet or threading")

    @property
    def allowed_origins(self) -> list[str]:
        """The other sites whose pages may call the API and open sockets."""
        return [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; raise SettingsError naming every missing or unreadable variable."""
        source = os.environ if env is None else env
        values: dict[str, Any] = {}
        problems: list[str] = []
        for field in fields(cls):
            name = field.name.upper()
            raw = source.get(name)
            if raw is None or (raw == "" and field.name in _REQUIRED):
                if field.name in _REQUIRED:
                    problems.append(f"{name} is missing")
                continue
            try:
                values[field.name] = _parse(str(field.type), raw)
            except ValueError:
                problems.append(f"{name}={raw!r} is not {_WORDS[str(field.type)]}")
        if problems:
            raise SettingsError("; ".join(problems) + ". docs/operations.md describes each setting.")
        return cls(**values)


_REQUIRED = {"database_url", "redis_url", "secret_key"}
_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "yes or no",
    "Path": "a path",
    "str": "a text",
}


def _parse(kind: str, raw: str) -> Any:
    if kind == "bool":
        if raw.lower() not in TRUE_WORDS | FALSE_WORDS:
            raise ValueError(raw)
        return raw.lower() in TRUE_WORDS
    return {"int": int, "float": float, "Path": Path, "str": str}[kind](raw)
