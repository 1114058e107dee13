"""Is the database that DATABASE_URL names there; SQLite makes its own file."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg2

from launch.trouble import Trouble

CONNECT_WITHIN_S = 5


def require_database(url: str) -> None:
    """Raise Trouble when a PostgreSQL server does not let us in, in its own words."""
    if url.startswith("sqlite"):
        return
    try:
        plain = url.replace("postgresql+psycopg2:", "postgresql:", 1)
        psycopg2.connect(plain, connect_timeout=CONNECT_WITHIN_S).close()
    except psycopg2.Error as exc:
        said = str(exc).strip().splitlines()[0].rstrip(":")
        raise Trouble(
            f"The database at {_place(url)} cannot be used ({said}): "
            "start it and create the database, or correct DATABASE_URL."
        ) from exc


def _place(url: str) -> str:
    """Leave out user and password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] + parts.path
