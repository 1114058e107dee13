"""When the European Central Bank says its rates; pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FRANKFURT = ZoneInfo("Europe/Berlin")
SAID_AT = time(16, 15)
"""The rates are said at about 16:00 Frankfurt time, on days on which banks settle payments in euro."""


def newest_said(now: datetime) -> date:
    """Return the newest day whose rates should be out, as if no weekday were a holiday."""
    local = now.astimezone(FRANKFURT)
    day = local.date() if local.time() >= SAID_AT else local.date() - timedelta(days=1)
    return day - timedelta(days=max(0, day.weekday() - 4))
