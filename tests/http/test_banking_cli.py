"""The bank feed from the terminal: simulators, and keys that are rotated."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from apiflask import APIFlask
from cryptography.fernet import Fernet

from app.config import Settings
from app.domain.banking.feed.credentials import unseal
from app.domain.banking.feed.errors import CredentialsLost
from app.domain.banking.feed.tables import Connection
from app.extensions import db
from app.sealing import seal
from app.services import services_of
from tests.support.bank import add_connection

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def run(app: APIFlask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=words)


def settings_with(app: APIFlask, keys: str, *, secret_key: str | None = None) -> Settings:
    settings: Settings = services_of(app).settings
    return dataclasses.replace(settings, encryption_keys=keys, secret_key=secret_key or settings.secret_key)


@pytest.fixture
def sealed_with_old(app: APIFlask, make_user: Any) -> int:
    """A connection from before the new key was put in front."""
    sealed = seal(settings_with(app, OLD), {"token": "t-1"})
    return add_connection(app, make_user().id, "basiq", credentials=sealed)


def credentials_of(app: APIFlask, number: int) -> str | None:
    with app.app_context():
        return db.session.get_one(Connection, number).credentials


@pytest.mark.settings(encryption_keys=f"{NEW},{OLD}")
def test_after_rotate_keys_the_old_key_can_go(app: APIFlask, sealed_with_old: int) -> None:
    only_new = settings_with(app, NEW, secret_key="another secret altogether, of a fine length")
    with pytest.raises(CredentialsLost):
        unseal(only_new, credentials_of(app, sealed_with_old))
    assert "secrets of 0 authenticators, 1 connection, 0 webhooks" in run(app, "rotate-keys").output
    assert unseal(only_new, credentials_of(app, sealed_with_old)) == {"token": "t-1"}


@pytest.mark.settings(encryption_keys=NEW)
def test_rotate_keys_without_the_old_key_changes_nothing_and_says_so(
    app: APIFlask, sealed_with_old: int
) -> None:
    before = credentials_of(app, sealed_with_old)
    result = run(app, "rotate-keys")
    assert (result.exit_code, "Nothing was changed" in result.output) == (1, True)
    assert credentials_of(app, sealed_with_old) == before


def test_simulate_tells_how_it_is_used(app: APIFlask) -> None:
    result = run(app, "simulate", "--help")
    assert result.exit_code == 0
    assert all(name in result.output for name in ("basiq", "apideck", "bt-pay", "--rate"))


def test_simulate_names_the_secret_that_it_misses(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASIQ_WEBHOOK_SECRET", raising=False)
    result = run(app, "simulate", "basiq", "--count", "1")
    assert result.exit_code == 2
