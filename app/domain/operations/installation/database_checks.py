"""The database: reachable, with this code's schema, and by the same clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from app.config import Settings
from app.domain.operations.installation.findings import Finding, ok, problem, warning
from app.migrations import current_revision, newest_migration
from app.sealed_columns import count_broken, counted

MAX_SKEW_S = 2.0
BAD_SKEW_S = 30.0


def check_database(engine: Engine, settings: Settings) -> Iterable[Finding]:
    """Look at the database, and no further where it does not let us in."""
    try:
        with engine.connect() as connection:
            yield ok("database", f"{engine.dialect.name} answers.")
            yield _schema(revision := current_revision(connection))
            if revision is not None and revision >= newest_migration():
                yield _sealed(settings, connection)
            if engine.dialect.name == "postgresql":  # SQLite has this machine's clock
                there = connection.scalar(select(func.clock_timestamp()))
                yield skew("database clock", there)
    except SQLAlchemyError as exc:
        yield problem(
            "database",
            f"The database does not let us in ({type(getattr(exc, 'orig', None) or exc).__name__}).",
            "See that it runs, that DATABASE_URL names it, and that its user and password are right.",
        )


def _schema(revision: str | None) -> Finding:
    newest = newest_migration()
    if revision is None or revision < newest:
        return problem(
            "schema", f"The schema is at {revision or 'nothing'}, this code needs {newest}.",
            "Run `flask migrate-db`.",
        )  # fmt: skip
    if revision > newest:
        return warning(
            "schema", f"The schema is at {revision}, newer than this code's {newest}.",
            "Fine after an update that was taken back; else install the version that made it.",
        )  # fmt: skip
    return ok("schema", f"The schema is at {revision}, as it should be.")


def _sealed(settings: Settings, connection: Connection) -> Finding:
    if broken := count_broken(settings, connection):
        return problem(
            "sealed", f"The key of {counted(broken)} is gone: their secrets cannot be read.",
            "Put the former key behind the others in ENCRYPTION_KEYS; without one, set SECRET_KEY back.",
        )  # fmt: skip
    return ok("sealed", "What is kept sealed can be read.")


def skew(check: str, there: datetime | None) -> Finding:
    """Compare another clock with ours."""
    if there is None:
        return warning(check, "It did not tell its time.", "Look at its log.")
    away = abs((there.astimezone(UTC) - now()).total_seconds())
    advice = "Have both machines set their clocks by NTP; tokens, leases and candles depend on them."
    if away > BAD_SKEW_S:
        return problem(check, f"Its clock and this machine's are {away:.0f} seconds apart.", advice)
    if away > MAX_SKEW_S:
        return warning(check, f"Its clock and this machine's are {away:.1f} seconds apart.", advice)
    return ok(check, f"Its clock agrees with this machine's within {max(away, 0.1):.1f} s.")
