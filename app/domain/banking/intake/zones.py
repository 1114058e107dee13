"""The users' time zones, many at once, for work that has no session of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import msgspec
import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

KEPT_S = 20.0
UNKNOWN = "UTC"
_ZONES = {
    "postgresql": """
        SELECT id, time_zone FROM users
        WHERE id IN (SELECT value::bigint FROM json_array_elements_text(:ids))""",
    "sqlite": "SELECT id, time_zone FROM users WHERE id IN (SELECT value FROM json_each(:ids))",
}


def zones_of(connection: Connection, user_ids: Iterable[int]) -> dict[int, str]:
    """Return the zone of each user that there is."""
    statement = text(_ZONES[connection.dialect.name])
    rows = connection.execute(statement, {"ids": msgspec.json.encode(sorted(user_ids)).decode()})
    return {int(number): str(zone) for number, zone in rows}


class Zones:
    """Zones remembered for seconds: the screens ask at every burst, from threads without a session."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine
        self._known: dict[int, tuple[float, str]] = {}

    def of(self, user_ids: Iterable[int]) -> dict[int, str]:
        """Return each user's zone; while the database is away the last that was known, or UTC."""
        wanted, clock = list(user_ids), time.monotonic()
        stale = [each for each in wanted if self._known.get(each, (0.0, ""))[0] <= clock]
        if stale:
            self._look_up(stale, clock + KEPT_S)
        return {each: self._known.get(each, (0.0, UNKNOWN))[1] for each in wanted}

    def _look_up(self, user_ids: list[int], until: float) -> None:
        try:
            with self._engine().connect() as connection:
                found = zones_of(connection, user_ids)
        except SQLAlchemyError:
            log.warning("zones.not_read")
            return
        if len(self._known) > 100_000:
            self._known.clear()
        self._known |= {each: (until, found.get(each, UNKNOWN)) for each in user_ids}
