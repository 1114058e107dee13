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
PRICE_SOURCES = ("", "simulated", "markets")
PLATFORM = "platform"
ROLES = ("", PLATFORM)
FALSE_WORDS = {"0", "false", "no", "off", ""}


class SettingsError(ValueError):
    """A setting is missing or has a value that cannot be used."""


def words(text: str) -> list[str]:
    """Split a setting that holds several values with commas between."""
    return [word.strip() for word in text.split(",") if word.strip()]


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
    backup_dir: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    async_mode: str = "eventlet"
    access_token_minutes: int = 15
    refresh_token_days: int = 7
    session_max_days: int = 90
    default_currency: str = "EUR"
    fx_url: str = ""
    price_source: str = ""
    binance_url: str = "https://data-api.binance.vision"
    training_days: int = 365
    retrain_hours: float = 24.0
    trade_commission_bps: float = 10.0
    trade_spread_bps: float = 2.0
    trade_slippage_bps: float = 3.0
    signal_min_probability: float = 0.55
    role: str = ""
    trading_api_url: str = ""
    trading_api_secret: str = ""
    allow_registration: bool = True
    allow_bulk_delete: bool = False
    trusted_proxies: int = 0
    cors_origins: str = ""
    websocket_only: bool = False
    metrics_token: str = ""
    queue_capacity: int = 2_000_000
    queue_capacity_bytes: int = 1024 * 1024 * 1024
    queue_share_percent: int = 50
    flush_threshold: int = 5_000
    flush_every_s: float = 5.0
    signin_limit: str = "30 per minute"
    lockout_failures: int = 10
    lockout_minutes: int = 15
    max_body_bytes: int = 4 * 1024 * 1024
    max_webhook_bytes: int = 256 * 1024
    max_import_bytes: int = 64 * 1024 * 1024
    request_deadline_s: float = 30.0
    max_connections_per_address: int = 4_096
    max_sockets_per_user: int = 50
    max_streams_per_user: int = 10
    webhook_keep_days: int = 90
    sync_every_minutes: int = 15
    smtp_url: str = ""
    smtp_from: str = ""
    webhook_private_hosts: str = ""
    encryption_keys: str = ""
    basiq_url: str = "https://au-api.basiq.io"
    basiq_api_key: str = ""
    basiq_webhook_secrets: str = ""
    apideck_url: str = "https://unify.apideck.com"
    apideck_api_key: str = ""
    apideck_app_id: str = ""
    apideck_webhook_secrets: str = ""
    task_limit_minutes: int = 240
    soft_shutdown_s: float = 0.0
    heartbeat_file: str = ""
    otel_exporter_otlp_endpoint: str = ""
    otel_traces_ratio: float = 1.0
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
        for name in _COUNTS:
            if not 0 < getattr(self, name) < float("inf"):
                raise SettingsError(f"{name.upper()} must be more than 0")
        if not 0 <= self.soft_shutdown_s < float("inf"):
            raise SettingsError("SOFT_SHUTDOWN_S must be 0 or more")
        if self.trusted_proxies < 0:
            raise SettingsError("TRUSTED_PROXIES must be 0 or more")
        if not 1 <= self.queue_share_percent <= 100:
            raise SettingsError("QUEUE_SHARE_PERCENT must be 1 to 100")
        for name in _NOT_NEGATIVE:
            if not 0 <= getattr(self, name) < float("inf"):
                raise SettingsError(f"{name.upper()} must be 0 or more")
        if not 0 <= self.otel_traces_ratio <= 1:
            raise SettingsError("OTEL_TRACES_RATIO must be from 0 to 1")
        if not 0.5 <= self.signal_min_probability < 1:
            raise SettingsError("SIGNAL_MIN_PROBABILITY must be from 0.5 to below 1")
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
        for name in ("basiq_url", "apideck_url", "binance_url", *_MAY_BE_NO_ADDRESS):
            address = getattr(self, name)
            if name in _MAY_BE_NO_ADDRESS and not address:
                continue
            if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", address):
                raise SettingsError(f"{name.upper()}={address!r} is not like https://api.example.com")
        if self.smtp_url and not re.fullmatch(r"smtps?://([^\s/@]+@)?[^\s/@?#]+/?", self.smtp_url):
            raise SettingsError("SMTP_URL is not like smtps://name:password@mail.example.com:465")
        if self.smtp_url and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", self.smtp_from):
            raise SettingsError("SMTP_FROM must be the address that e-mails come from; SMTP_URL is set")
        for key in self.fernet_keys:
            if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key):
                raise SettingsError(
                    "ENCRYPTION_KEYS must be Fernet keys, the newest first, with commas between; "
                    "`openssl rand -base64 32 | tr +/ -_` makes one"
                )
        if self.price_source not in PRICE_SOURCES:
            raise SettingsError(
                f"PRICE_SOURCE={self.price_source!r} is none of {', '.join(filter(None, PRICE_SOURCES))}; "
                "leave it empty to go without one"
            )
        if self.async_mode not in {"eventlet", "threading"}:
            raise SettingsError("ASYNC_MODE must be eventlet or threading")
        self._check_platform()

    def _check_platform(self) -> None:
        if self.role not in ROLES:
            raise SettingsError(f"ROLE={self.role!r} is not {PLATFORM}; leave it empty for everything else")
        if 0 < len(self.trading_api_secret) < 32:
            raise SettingsError(
                "TRADING_API_SECRET must have at least 32 characters; `openssl rand -hex 32` makes one"
            )

    @property
    def queue_rows_per_user(self) -> int:
        """How many rows of one user may wait in the intake queue."""
        return max(1, self.queue_capacity * self.queue_share_percent // 100)

    @property
    def allowed_origins(self) -> list[str]:
        """The other sites whose pages may call the API and open sockets."""
        return words(self.cors_origins)

    @property
    def private_hosts(self) -> list[str]:
        """The hosts of one's own network that users' webhooks may be sent to."""
        return words(self.webhook_private_hosts)

    @property
    def is_platform(self) -> bool:
        """Whether this deployment answers the proxies of others."""
        return self.role == PLATFORM

    @property
    def fernet_keys(self) -> list[str]:
        """The keys that bank credentials are encrypted with, the one that encrypts first."""
        return words(self.encryption_keys)

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


_COUNTS = (
    "access_token_minutes", "refresh_token_days", "session_max_days", "queue_capacity",
    "queue_capacity_bytes", "lockout_failures", "lockout_minutes", "max_body_bytes", "flush_threshold",
    "flush_every_s", "max_webhook_bytes", "max_import_bytes", "webhook_keep_days", "sync_every_minutes",
    "request_deadline_s", "max_connections_per_address", "max_sockets_per_user", "max_streams_per_user",
    "training_days", "task_limit_minutes",
)  # fmt: skip
_NOT_NEGATIVE = ("retrain_hours", "trade_commission_bps", "trade_spread_bps", "trade_slippage_bps")
_MAY_BE_NO_ADDRESS = ("fx_url", "trading_api_url", "otel_exporter_otlp_endpoint")
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
