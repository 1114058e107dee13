"""Settings from the environment: whoever starts an installation learns everything that is wrong at once."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from app.config import Settings, SettingsError

SECRET = "0123456789abcdef0123456789abcdef"
ENV = {
    "DATABASE_URL": "sqlite:////var/lib/tidewatch.db",
    "REDIS_URL": "redis://localhost",
    "SECRET_KEY": SECRET,
}
NUMBERS = sorted(field.name.upper() for field in fields(Settings) if field.type in ("int", "float"))
SWITCHES = sorted(field.name.upper() for field in fields(Settings) if field.type == "bool")


def complaint(**changes: str) -> str:
    """What is said of an environment that differs from a good one."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({**ENV, **changes})
    return str(caught.value)


def test_three_variables_are_enough() -> None:
    assert Settings.from_env(ENV) == Settings(
        database_url=ENV["DATABASE_URL"], redis_url=ENV["REDIS_URL"], secret_key=SECRET
    )


def test_every_missing_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({})
    assert [name for name in ENV if f"{name} is missing" in str(caught.value)] == [*ENV]


@pytest.mark.parametrize("name", ENV)
def test_a_required_variable_that_is_empty_is_missing(name: str) -> None:
    assert complaint(**{name: ""}).startswith(f"{name} is missing.")


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_none_is_named_with_what_it_says(name: str) -> None:
    assert f"{name}='many' is not a" in complaint(**{name: "many"})


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_that_is_neither_on_nor_off_is_named(name: str) -> None:
    assert f"{name}='perhaps' is not yes or no" in complaint(**{name: "perhaps"})


def test_everything_unreadable_is_named_beside_what_is_missing() -> None:
    said = complaint(REDIS_URL="", **dict.fromkeys(NUMBERS, "many"), **dict.fromkeys(SWITCHES, "perhaps"))
    assert [name for name in ("REDIS_URL", *NUMBERS, *SWITCHES) if name not in said] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [("1", True), ("true", True), ("YES", True), ("On", True), ("0", False), ("False", False), ("no", False),
     ("OFF", False), ("", False)],
)  # fmt: skip
def test_a_switch_is_written_as_people_write_it(said: str, meant: bool) -> None:
    assert Settings.from_env({**ENV, "LOG_JSON": said}).log_json is meant


def test_each_value_is_read_as_its_kind() -> None:
    found = Settings.from_env({**ENV, "PORT": "80", "FLUSH_EVERY_S": "0.5", "LOG_DIR": "/var/log/tidewatch"})
    assert (found.port, found.flush_every_s, found.log_dir) == (80, 0.5, Path("/var/log/tidewatch"))


def test_variables_of_other_programs_are_left_alone() -> None:
    assert Settings.from_env({**ENV, "PATH": "/bin", "port": "many"}) == Settings.from_env(ENV)


def test_without_an_argument_the_process_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**ENV, "PORT": "8123"}.items():
        monkeypatch.setenv(name, value)
    assert Settings.from_env().port == 8123


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "0" * 31),
        ("DATABASE_URL", "mysql://localhost/tidewatch"),
        ("REDIS_URL", "localhost:6379"),
        ("ACCESS_TOKEN_MINUTES", "0"),
        ("REFRESH_TOKEN_DAYS", "0"),
        ("QUEUE_CAPACITY", "-1"),
        ("ASYNC_MODE", "gevent"),
        ("LOG_LEVEL", "LOUD"),
        ("DEFAULT_CURRENCY", "EURO"),  # every row without a currency would be an internal error
        ("SIGNIN_LIMIT", "often"),  # flask-limiter would log it and brake nothing
        ("LOCKOUT_FAILURES", "0"),  # nobody could sign in
        ("LOCKOUT_MINUTES", "0"),
        ("MAX_BODY_BYTES", "-1"),
        ("FLUSH_EVERY_S", "0"),
        ("SMTP_URL", "mail.example.com:587"),
        ("SMTP_URL", "smtp://mail.example.com:587"),  # with no address that e-mails come from
        ("FLUSH_EVERY_S", "nan"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_at_the_start(name: str, value: str) -> None:
    assert name in complaint(**{name: value})


@pytest.mark.parametrize(
    "changes",
    [
        {"SECRET_KEY": "hunter2"},
        {"DATABASE_URL": "mysql://root:hunter2@localhost/db"},
        {"REDIS_URL": "http://:hunter2@localhost"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_no_complaint_shows_a_secret(changes: dict[str, str]) -> None:
    assert "hunter2" not in complaint(**changes)


@pytest.mark.parametrize(
    ("said", "origins"),
    [
        ("", []),
        ("https://a.example", ["https://a.example"]),
        (" https://a.example , https://b.example,", ["https://a.example", "https://b.example"]),
    ],
)
def test_origins_are_a_list_with_commas(said: str, origins: list[str]) -> None:
    assert Settings.from_env({**ENV, "CORS_ORIGINS": said}).allowed_origins == origins


@pytest.mark.parametrize("role", ["proxy", "Platform", "web"])
def test_a_role_that_there_is_not_is_refused(role: str) -> None:
    assert f"ROLE='{role}' is not platform" in complaint(ROLE=role)


@pytest.mark.parametrize("secret", ["short", "x" * 31])
def test_a_secret_that_could_be_guessed_is_refused(secret: str) -> None:
    told = complaint(TRADING_API_SECRET=secret)
    assert "TRADING_API_SECRET must have at least 32 characters" in told
    assert secret not in told


@pytest.mark.parametrize(
    "address", ["markets", "ftp://markets", "http://", "http://markets?x=1", "//markets"]
)
def test_a_platform_s_address_that_is_none_is_refused(address: str) -> None:
    assert f"TRADING_API_URL={address!r} is not like" in complaint(TRADING_API_URL=address)


def test_an_installation_is_no_platform_and_asks_none_unless_told() -> None:
    plain = Settings.from_env({**ENV, "ROLE": "", "TRADING_API_URL": "", "TRADING_API_SECRET": ""})
    assert (plain.is_platform, plain.trading_api_url) == (False, "")
    assert Settings.from_env({**ENV, "ROLE": "platform"}).is_platform
