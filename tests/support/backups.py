"""What tests say of backups: an installation with something in it, and what each table holds."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pgserver
import sqlalchemy as sa
from apiflask import APIFlask

from app.extensions import db
from tests.support.candles import add_instrument, store, walk
from tests.support.money import flush

OF_THE_SERVER = Path(pgserver.__file__).parent / "pginstall" / "bin"
"""PostgreSQL's programs, of the version of the tests' server."""
NOT_COMPARED = {"queue_memory"}
"""A restore writes there which Redis it found."""


def path_with_programs() -> str:
    return os.pathsep.join([str(OF_THE_SERVER), os.environ["PATH"]])


def hashes_of(app: APIFlask) -> dict[str, str]:
    """Hash each table's rows, in an order that does not depend on how they are stored."""
    with app.app_context(), db.engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names()) - NOT_COMPARED
        return {name: _hash(connection, name) for name in sorted(names)}


def _hash(connection: sa.Connection, table: str) -> str:
    rows = connection.execute(sa.text(f'SELECT * FROM "{table}"'))
    lines = sorted(repr([_plain(value) for value in row]) for row in rows)
    return f"{len(lines)} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def fill(app: APIFlask, person: Any) -> None:
    """Store rows of several nouns, bytes among them: sign-ins, transactions, candles."""
    person.keep(("2026-01-05T10:00:00Z", 1050), ("2026-01-06T10:00:00Z", 25), merchant="Țiriac & Söhne")
    number = add_instrument(app)
    store(app, walk(number, 29_000_000, 300))


def leave_waiting(app: APIFlask, person: Any) -> None:
    """Queue two rows that nobody flushes."""
    person.send(("2026-01-07T10:00:00Z", 7), ("2026-01-08T10:00:00Z", 8))


def settle(app: APIFlask) -> None:
    flush(app)


def rewrite(archive: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Write an archive anew with other files; the manifest is one of them."""
    with tarfile.open(archive, "r:gz") as tar:
        files = {each.name: tar.extractfile(each).read() for each in tar.getmembers()}  # type: ignore[union-attr]
    change(files)
    changed = archive.with_name(f"changed-{archive.name}")
    with tarfile.open(changed, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return changed


def change_manifest(archive: Path, **fields: Any) -> Path:
    def change(files: dict[str, bytes]) -> None:
        files["manifest.json"] = msgspec.json.encode(msgspec.json.decode(files["manifest.json"]) | fields)

    return rewrite(archive, change)


def run(app: APIFlask, *words: object) -> Any:
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def back_up(app: APIFlask, folder: Path, *words: str) -> Path:
    before = set(folder.glob("*.tar.gz"))
    done = run(app, "backup", folder, *words)
    assert done.exit_code == 0, done.output
    (made,) = set(folder.glob("*.tar.gz")) - before
    return made


def restored(app: APIFlask, *words: object) -> str:
    done = run(app, "restore", *words)
    assert done.exit_code == 0, done.output
    return str(done.output)


def refused(app: APIFlask, *words: object) -> str:
    done = run(app, *words)
    assert (done.exit_code, "Traceback" in done.output) == (1, False), done.output
    return str(done.output)
