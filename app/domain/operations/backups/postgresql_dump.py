"""PostgreSQL: pg_dump's custom format, and back again in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL, Engine, text

from app.domain.operations.backups.errors import BackupError, ToolMissing
from app.migrations import current_revision

FILE = "database.dump"
SCRIPT = "restore.sql"
_EMPTY = """
DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP TABLE %s CASCADE', found.name);
  END LOOP;
  FOR found IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP ROUTINE %s CASCADE', found.name);
  END LOOP;
END $$;
"""
"""Run before the dump, in its transaction; `--clean` would leave a newer schema's tables, which clash."""


def dump(engine: Engine, folder: Path) -> str:
    """Dump the database into a folder; return its schema's revision. Raises BackupError, ToolMissing.

    Revision and dump are read in one snapshot, so that a migration in between cannot part them.
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        program = _tool("pg_dump", server=_major(connection.scalar(text("SHOW server_version_num"))))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        revision = current_revision(connection)
        if revision is None:
            raise BackupError("The database has no tables yet: `flask migrate-db` makes them.")
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run(engine.url, program, *options, f"--file={folder / FILE}")
    return revision


def load(engine: Engine, folder: Path) -> None:
    """Put a dump in the place of all tables of the schema: all of it or, where that fails, nothing.

    Raises BackupError, ToolMissing.
    """
    with engine.connect() as connection:
        server = _major(connection.scalar(text("SHOW server_version_num")))
    engine.dispose()
    restore, psql = _tool("pg_restore", server=server), _tool("psql", server=server)
    script, before = folder / SCRIPT, folder / "before.sql"
    before.write_text(_EMPTY)
    options = ["--no-owner", "--no-privileges", "--no-comments", f"--file={script}", str(folder / FILE)]
    _call([restore, *options], dict(os.environ))
    quiet = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run(engine.url, psql, *quiet, f"--file={before}", f"--file={script}")


def check_tools() -> None:
    """Find the programs that a restore needs. Raises ToolMissing."""
    for name in ("pg_restore", "psql"):
        _find(name)


def _find(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise ToolMissing(
            f"{name} is not on the PATH. Install PostgreSQL's client programs (Debian: postgresql-client), "
            "of the server's version or newer."
        )
    return path


def _tool(name: str, *, server: int) -> str:
    """Return the path of a program that can speak to a server of a major version. Raises ToolMissing."""
    path = _find(name)
    said = _call([path, "--version"], dict(os.environ))
    own = int((re.search(r"(\d+)(?:\.|devel|beta|rc|$)", said) or [0, 0])[1])
    if own < server:
        raise ToolMissing(
            f"{path} is of version {own}, but the server of version {server}: install {server} or newer."
        )
    return path


def _major(number: object) -> int:
    return int(str(number)) // 10_000


def _run(url: URL, *words: str) -> None:
    """Run a program with a database's address. The password goes by its environment: others see arguments."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    # Not url.set(password=None), which keeps the password that is there.
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    password = url.password or url.query.get("password")
    environment = dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})
    program, *options = words
    _call([program, f"--dbname={address.render_as_string(hide_password=False)}", *options], environment)


def _call(words: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - a program found on the PATH, with arguments of our own
        words, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise BackupError(f"{Path(words[0]).name} failed: {_gist(done.stderr)}")
    return done.stdout


def _gist(said: str) -> str:
    """Return the line that names the error, or else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    named = [line for line in lines if "error" in line.lower()]
    return [*named, *reversed(lines), "it did not say why"][0][:300]
