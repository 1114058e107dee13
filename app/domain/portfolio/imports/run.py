"""Reading brokers' files: a run of its own in a worker, safe to do twice."""

from __future__ import annotations

from app.db import transaction
from app.domain.portfolio.imports.preview import read_import, refuse_import
from app.domain.portfolio.imports.tables import BrokerImport, BrokerImportState
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.valuations.today import today_of
from app.extensions import db

BREAKS = "Something in this file is not as expected, so that it could not be read; bring it in another form."


def read_file(import_id: int) -> None:
    """Read a file that was brought, and note what it would bring. A run.

    What breaks the reader is refused, so that nobody waits for it, and raised.
    """
    try:
        with transaction():
            if (record := _in_hand(import_id)) is not None:
                portfolio = db.session.get_one(Portfolio, record.portfolio_id)
                read_import(record, portfolio, today_of(portfolio.user_id))
    except Exception:
        with transaction():
            if (record := _in_hand(import_id)) is not None:
                refuse_import(record, BREAKS)
        raise


def _in_hand(import_id: int) -> BrokerImport | None:
    record = db.session.get(BrokerImport, import_id, with_for_update=True)
    return record if record is not None and record.state == BrokerImportState.READING else None
