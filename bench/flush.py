"""How fast what waits in the queue gets into PostgreSQL, beside the fastest way there is: COPY."""

from __future__ import annotations

import io
import statistics
import time
from typing import Any, cast

import msgspec
from sqlalchemy import text

from app.domain.banking.intake.flush import flush_intake
from app.domain.banking.intake.service import accept_batch
from app.extensions import db
from app.security import Principal
from bench.figures import Figure
from bench.site import Site
from tests.support.money import count_stored, intake_of, row

ROWS = 200_000
BATCH = 10_000
ROUNDS = 3


def measure(site: Site) -> list[Figure]:
    ((user, _),) = site.add_users(1, "flush")
    flushed, copied = [], []
    with site.app.app_context():
        for _ in range(ROUNDS):
            _empty()
            _fill(site, user)
            flushed.append(_flush(site))
            copied.append(_copy())
    rate, reference = ROWS / statistics.median(flushed), ROWS / statistics.median(copied)
    beside = f"raw COPY of the same rows into the same table {reference:,.0f} rows/s"
    return [
        Figure("flush to PostgreSQL of 200,000 queued", rate, "rows/s", at_least=80_000, beside=beside),
        Figure("flush ÷ raw COPY", rate / reference, "×", at_least=0.4),
    ]


def _fill(site: Site, user: int) -> None:
    caller = Principal(user, "user", "bench")
    for start in range(0, ROWS, BATCH):
        rows = [row(user, f"f-{number}", merchant="Lidl") for number in range(start, start + BATCH)]
        accept_batch(intake_of(site.app), caller, msgspec.json.encode(rows), lines=False)


def _flush(site: Site) -> float:
    begun = time.perf_counter()
    flush_intake(intake_of(site.app))
    seconds = time.perf_counter() - begun
    assert count_stored(site.app) == ROWS
    return seconds


def _copy() -> float:
    """Read the rows back, empty the table, and COPY them in again; only the COPY and its commit are timed."""
    names = [column["name"] for column in db.inspect(db.engine).get_columns("transactions")]
    columns = ", ".join(name for name in names if name != "id")
    buffer = io.StringIO()
    with db.engine.connect() as connection:
        cursor = cast(Any, connection.connection).cursor()
        cursor.copy_expert(
            f"COPY (SELECT {columns} FROM transactions ORDER BY id) TO STDOUT (FORMAT csv)", buffer
        )
    _empty()
    buffer.seek(0)
    with db.engine.connect() as connection:
        cursor = cast(Any, connection.connection).cursor()
        begun = time.perf_counter()
        cursor.copy_expert(f"COPY transactions ({columns}) FROM STDIN (FORMAT csv)", buffer)
        cast(Any, connection.connection).commit()
        return time.perf_counter() - begun


def _empty() -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("TRUNCATE transactions CASCADE"))
