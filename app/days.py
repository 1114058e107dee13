"""Civil days and the moments that they cover."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

NOON = time(12)


def local_day(moment: datetime, zone: str) -> date:
    """Return the day on which a moment falls in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=65_536)
def day_of_minute(minute: str, zone: str) -> str:
    """Return the day, ISO, of a minute 'YYYY-MM-DDTHH:MM' in UTC: no zone changes its day within one."""
    return local_day(datetime.fromisoformat(minute).replace(tzinfo=UTC), zone).isoformat()


def noon_of(day: date, zone: str) -> datetime:
    """Return a day's noon in a time zone, in UTC: it stays on its day in most others."""
    return datetime.combine(day, NOON, ZoneInfo(zone)).astimezone(UTC)


def day_range(first: date | None, last: date | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """Return the half-open range of moments that inclusive days cover in a time zone."""
    return (
        None if first is None else day_start(first, zone),
        None if last is None else day_start(last + timedelta(days=1), zone),
    )


def day_start(day: date, zone: str) -> datetime:
    """Return the moment a day begins in a time zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
