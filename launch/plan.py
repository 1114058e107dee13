"""What a start will do, read from the environment; needs nothing but the standard library.

`make run` reads it once before anything is installed, so that a wrong setting is named at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.config import FALSE_WORDS, TRUE_WORDS, Settings, SettingsError
from launch.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent
REDIS_OFFSET = 8379
"""The bundled Redis listens this far above the page, so that two installations never meet."""
SIMULATED = {"basiq": 8390, "apideck": 8400, "exchange": 8420}
"""So do the demo's simulated providers and exchange, ten apart: pages on neighbouring ports share none."""
FLOWER_OFFSET = 8410
LAST_PORT = 65_535
OPTIONAL = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "INSTANCE_DIR",
    "LOG_DIR",
    "HOST",
    "PORT",
    "REDIS_PORT",
    "DEMO",
    "DEMO_MARKETS",
    "FLOWER",
    "TRAINER",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where this start keeps its data, where it listens, and what it starts itself.

    redis_port: None where REDIS_URL names a Redis that is already there.
    demo_markets: whether the demo collects and trains two symbols at its first start.
    trainer: whether the packages that forecasts are trained with are installed, too.
    given: the environment that was read, without settings that are set to nothing.
    """

    instance: Path
    host: str
    port: int
    redis_port: int | None
    demo: bool
    demo_markets: bool
    flower: bool
    trainer: bool
    given: Mapping[str, str]

    @property
    def url(self) -> str:
        """The address as a browser on this machine reaches it."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
        return f"http://{everywhere.get(self.host, self.host)}:{self.port}"

    @property
    def simulated(self) -> dict[str, str]:
        """The addresses of the demo's simulated providers."""
        return {name: f"http://127.0.0.1:{self.simulated_port(name)}" for name in SIMULATED}

    def simulated_port(self, name: str) -> int:
        return int(_beside(self.port, SIMULATED[name]))

    @property
    def flower_port(self) -> int:
        return int(_beside(self.port, FLOWER_OFFSET))

    @property
    def logs(self) -> Path:
        return self.instance / "logs"


def read_plan(env: Mapping[str, str] | None = None) -> Plan:
    """Read the environment; raise Trouble naming what cannot be used."""
    given = dict(os.environ if env is None else env)
    for name in OPTIONAL:
        if given.get(name) == "":
            del given[name]
    instance = (ROOT / Path(given.get("INSTANCE_DIR", "instance")).expanduser()).resolve()
    settings = _check_settings(given, instance)
    port = _port("PORT", given.get("PORT", "8000"))
    return Plan(
        instance=instance,
        host=settings.host,
        port=port,
        redis_port=None
        if "REDIS_URL" in given
        else _port("REDIS_PORT", given.get("REDIS_PORT", _beside(port))),
        demo=_yes_or_no("DEMO", given.get("DEMO", "1")),
        demo_markets=_yes_or_no("DEMO_MARKETS", given.get("DEMO_MARKETS", "1")),
        flower=_yes_or_no("FLOWER", given.get("FLOWER", "0")),
        trainer=_yes_or_no("TRAINER", given.get("TRAINER", "1")),
        given=given,
    )


def _check_settings(given: Mapping[str, str], instance: Path) -> Settings:
    """Let the app judge every setting, with stand-ins for what is generated later."""
    stand_ins = {
        "SECRET_KEY": "generated at the first start, never this",
        "DATABASE_URL": f"sqlite:///{instance}/tidewatch.db",
        "REDIS_URL": "redis://127.0.0.1",
    }
    try:
        return Settings.from_env({**stand_ins, **given})
    except SettingsError as exc:
        raise Trouble(str(exc)) from exc


def _port(name: str, raw: str) -> int:
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= LAST_PORT:
        raise Trouble(
            f"{name}={raw!r} is not a port: choose a number from 1 to {LAST_PORT}, {name}=8001 for example."
        )
    return int(raw)


def _beside(port: int, offset: int = REDIS_OFFSET) -> str:
    return str(port + offset if port + offset <= LAST_PORT else port - offset)


def _yes_or_no(name: str, raw: str) -> bool:
    if raw.lower() not in TRUE_WORDS | FALSE_WORDS:
        raise Trouble(f"{name}={raw!r} is neither yes nor no: use {name}=1 or {name}=0.")
    return raw.lower() in TRUE_WORDS
