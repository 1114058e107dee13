"""What a run may be told, and the provider that it asks for; secrets come from the environment alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulators import signatures
from simulators.apideck import ApideckSimulator
from simulators.basiq import BasiqSimulator
from simulators.bt_pay import BtPaySimulator
from simulators.exchange import ExchangeSimulator
from simulators.provider import Provider, ServedApi

EXCHANGE = "exchange"
NAMES = ("basiq", "apideck", "bt-pay", EXCHANGE)
DEFAULT_SECRET_ENV = {
    "basiq": "BASIQ_WEBHOOK_SECRET",
    "apideck": "APIDECK_API_KEY",
    "bt-pay": "BT_PAY_SECRET",
}


class Trouble(Exception):
    """What keeps a simulator from running; its text is for people."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """rate: events a second. target: where Tidewatch is. port: of the simulated API, 0 for any free one.

    secret_env: the environment variable that holds the webhooks' secret. connection: the inbox's id for
    bt-pay, Basiq's connection id, or Apideck's service id. user: Basiq's user id, or Apideck's consumer id.
    count: end after this number of events. hurry: what the waits between retries are divided by.
    gaps, outages, weight_limit: the exchange's, as ExchangeSimulator takes them.
    """

    rate: float = 1.0
    target: str = "http://127.0.0.1:8000"
    port: int = 0
    secret_env: str | None = None
    connection: str | None = None
    user: str | None = None
    duplicates: float = 0.0
    disorder: float = 0.0
    seed: int = 1
    count: int | None = None
    hurry: float = 100.0
    gaps: float = 0.0
    outages: float = 0.0
    weight_limit: int = 6_000


def check(name: str, options: Options) -> None:
    """Refuse what cannot be run. Raises Trouble."""
    if name not in NAMES:
        raise Trouble(f"There is no simulator {name!r}; there are {', '.join(NAMES)}.")
    if not (0 < options.rate <= 10_000 and options.hurry > 0):
        raise Trouble("The rate is a number above 0 and at most 10000, and hurry is above 0.")
    if not 0 <= options.port <= 65_535:
        raise Trouble("The port is a number from 0, any free one, to 65535.")
    if options.count is not None and options.count < 0:
        raise Trouble("The count is a number from 0 up.")
    if not (0 <= options.duplicates <= 1 and 0 <= options.disorder <= 1):
        raise Trouble("Duplicates and disorder are probabilities, from 0 to 1.")
    if not (0 <= options.gaps <= 1 and 0 <= options.outages <= 1 and options.weight_limit > 0):
        raise Trouble("Gaps and outages are probabilities, from 0 to 1; the weight limit is above 0.")
    if not options.target.startswith(("http://", "https://")):
        raise Trouble("The target is an address that begins with http:// or https://.")
    if name == "bt-pay" and not options.connection:
        raise Trouble(
            "bt-pay needs --connection, the id of the inbox that Tidewatch showed when it was linked."
        )


def make_provider(name: str, options: Options, environment: Mapping[str, str]) -> Provider:
    """Build the provider that is stood in for. Raises Trouble for a secret that is not set."""
    variable = options.secret_env or DEFAULT_SECRET_ENV[name]
    secret = _secret(variable, environment)
    if name == "bt-pay":
        return BtPaySimulator(secret=secret, seed=options.seed)
    if name == "apideck":
        app_id = _secret("APIDECK_APP_ID", environment)
        ids = _given(consumer_id=options.user, service_id=options.connection)
        return ApideckSimulator(api_key=secret, app_id=app_id, seed=options.seed, **ids)
    if not signatures.is_webhook_secret(secret):
        raise Trouble(f"{variable} is no webhook secret: it is base64, with or without whsec_ before it.")
    api_key = _secret("BASIQ_API_KEY", environment)
    ids = _given(user_id=options.user, connection_id=options.connection)
    return BasiqSimulator(api_key=api_key, secret=secret, seed=options.seed, **ids)


def make_exchange(options: Options) -> ServedApi:
    """Build the exchange that is stood in for; it has no secret, and sends nothing by itself."""
    return ExchangeSimulator(
        seed=options.seed, gaps=options.gaps, outages=options.outages, weight_limit=options.weight_limit
    )


def _given(**said: str | None) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _secret(variable: str, environment: Mapping[str, str]) -> str:
    """Secrets come from the environment alone: an argument would stand in every list of processes."""
    value = environment.get(variable, "")
    if not value:
        raise Trouble(f"Set the environment variable {variable}.")
    return value


def inbox_path(name: str, options: Options) -> str:
    """Return where Tidewatch takes this provider's webhooks."""
    if name == "bt-pay":
        return f"/api/connectors/inbox/{options.connection}"
    return f"/api/connectors/{name}/webhook"
