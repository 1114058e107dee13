"""The one source of the current time, so that a test can freeze it."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


_now: Callable[[], datetime] = _system_now


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return _now()


def freeze(moment: datetime | None) -> None:
    """Stop the clock at `moment`; None lets it run again."""
    global _now  # noqa: PLW0603 - the module is the clock
    _now = _system_now if moment is None else lambda: moment


def rfc3339(moment: datetime) -> str:
    """Write an aware moment as RFC 3339 in UTC, with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
