"""Reading brokers' files: a run of its own in a worker, safe to do twice."""

from __future__ import annotations

from app.db import transaction
from app.domain.portfolio.imports.preview import read_import
from app.domain.portfolio.imports.tables import BrokerImport, BrokerImportState
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.valuations.today import today_of
from app.extensions import db


def read_file(import_id: int) -> None:
    """Read a file that was brought, and note what it would bring. A run."""
    with transaction():
        record = db.session.get(BrokerImport, import_id, with_for_update=True)
        if record is None or record.state != BrokerImportState.READING:
            return
        portfolio = db.session.get_one(Portfolio, record.portfolio_id)
        read_import(record, portfolio, today_of(portfolio.user_id))
