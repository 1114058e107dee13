"""What was removed from portfolios and is past bringing back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, delete

from app.clock import now
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.portfolios.tables import Portfolio
from app.extensions import db

REMOVED_KEPT = timedelta(days=30)
log = structlog.get_logger()


def prune_removed() -> None:
    """Erase portfolios, with all that is in them, and activities 30 days after they were removed."""
    counts = {}
    for name, table in (("portfolios", Portfolio), ("activities", ActivityRow)):
        statement = delete(table).where(table.deleted_at < now() - REMOVED_KEPT)
        counts[name] = cast(CursorResult[Any], db.session.execute(statement)).rowcount
    log.info("portfolios.pruned", **counts)
