"""Statement files: looked at first, stored in the background, taken back as a whole.

Promise: a row of a file is stored once, however often the file, or a longer one, is brought; a worker
that dies in the middle is followed by another one that goes on.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import structlog
from redis.exceptions import LockError
from sqlalchemy import select, update

from app.ahead import one_ahead
from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.auth.models import User
from app.domain.banking.adapters.statements import (
    CsvMapping,
    CsvSuggestion,
    Row,
    Statement,
    UnreadableStatement,
    read_statement,
    sniff,
    suggest_mapping,
)
from app.domain.banking.errors import ImportClosed, ImportNotFound
from app.domain.banking.events import JobFinished, JobProgress
from app.domain.banking.models import Import, Transaction
from app.domain.banking.rules.bank import BankTransaction
from app.domain.banking.rules.natural_key import numbered
from app.domain.banking.service.announcing import push_metrics
from app.domain.banking.service.enriching import Enricher, with_card_ids
from app.domain.banking.service.intake import Intake
from app.domain.banking.service.rules import run_rules
from app.domain.banking.service.storing import (
    Columns,
    Origin,
    find_duplicates,
    forget_import,
    prepare_file,
    store_file,
)
from app.domain.banking.service.transfers import match_transfers
from app.errors import Invalid, TooLarge
from app.extensions import db, redis
from app.jobs import Job, enqueue, send
from app.pagination import Page, page_of
from app.realtime import publisher, user_room

log = structlog.get_logger()

LOOKED_AT = 2_000
"""A preview reads so many rows; a web process has others to serve."""
SHOWN = 50
PROBLEMS_KEPT = 50
CHUNK = 2_000
LOCK_S = 60


class PreviewRow(NamedTuple):
    """A row as the wizard shows it: the transaction or the problem, and whether it is stored already."""

    line: int
    transaction: BankTransaction | None
    duplicate: bool
    problem: str | None


class Preview(NamedTuple):
    """A file before it is committed. complete: all of it was looked at, so that the counts are exact."""

    record: Import
    rows: list[PreviewRow]
    complete: bool
    suggestion: CsvSuggestion | None


def open_import(  # noqa: PLR0913 - a file and all that was said with it
    settings: Settings,
    user: User,
    content: bytes,
    *,
    filename: str,
    format: str | None = None,
    mapping: dict[str, Any] | None = None,
) -> Preview:
    """Keep a file and look at it. Raises UnreadableStatement, TooLarge, Invalid for the mapping."""
    if len(content) > settings.max_import_bytes:
        raise TooLarge(f"A statement file may have {settings.max_import_bytes // 2**20} MiB at most.")
    kind = format or sniff(content[:64_000], filename)
    record = Import(
        user_id=user.id, filename=filename.replace("\0", "")[-200:], format=kind, mapping=mapping,
        content=zlib.compress(content, 1), problems=[],
    )  # fmt: skip
    db.session.add(record)
    return _look(user, record, content, settings.default_currency)


def remap_import(settings: Settings, user: User, import_id: int, mapping: dict[str, Any]) -> Preview:
    """Look at a CSV file again with other columns. Raises ImportClosed once it was committed."""
    record = get_import(user.id, import_id)
    if record.state != "preview" or record.content is None:
        raise ImportClosed
    record.mapping = mapping
    return _look(user, record, zlib.decompress(record.content), settings.default_currency)


def _look(user: User, record: Import, content: bytes, default_currency: str) -> Preview:
    suggestion = suggest_mapping(content) if record.format == "csv" else None
    if suggestion is not None:
        record.mapping = record.mapping or msgspec.to_builtins(suggestion.mapping)
        if not _is_whole(record.mapping):
            db.session.flush()
            return Preview(record, [], False, suggestion)
    statement = _read(user, record, content, default_currency)
    rows = list(islice(statement.rows, LOOKED_AT + 1))
    complete = len(rows) <= LOOKED_AT
    shown = _compare(user.id, rows[:LOOKED_AT])
    record.account, record.currency = statement.account, statement.currency
    record.total = len(shown) if complete else max(len(shown), content.count(b"\n"))
    record.duplicates = sum(row.duplicate for row in shown)
    record.new = sum(row.transaction is not None and not row.duplicate for row in shown)
    record.problem_count = sum(row.problem is not None for row in shown)
    record.problems = _told([row for row in shown if row.problem])
    db.session.flush()
    return Preview(record, _interesting(shown), complete, suggestion)


def _read(user: User, record: Import, content: bytes, default_currency: str) -> Statement:
    return read_statement(
        content,
        filename=record.filename,
        format=record.format,
        mapping=_mapping_of(record.mapping) if record.mapping else None,
        default_currency=user.base_currency or default_currency,
        zone=user.time_zone,
    )


def _mapping_of(said: dict[str, Any]) -> CsvMapping:
    try:
        return msgspec.convert(said, CsvMapping)
    except msgspec.ValidationError as exc:
        text, _, path = str(exc).partition(" - at `$")
        pointer = "/mapping" + path.rstrip("`").replace(".", "/")
        raise Invalid(errors=[{"pointer": pointer, "message": text}]) from exc


def _compare(user_id: int, rows: Sequence[Row]) -> list[PreviewRow]:
    good = numbered(with_card_ids(row.transaction) for row in rows if row.transaction)
    keys = [key for _, key in good]
    known, following = find_duplicates(user_id, keys), iter(keys)
    return [
        PreviewRow(
            row.line,
            row.transaction,
            row.transaction is not None and next(following) in known,
            row.problem,
        )
        for row in rows
    ]


def _interesting(rows: Sequence[PreviewRow]) -> list[PreviewRow]:
    """Show the beginning, and problems and duplicates from wherever they are."""
    odd = [row for row in rows[SHOWN:] if row.problem or row.duplicate]
    return [*rows[:SHOWN], *odd[:SHOWN]]


def _told(rows: Sequence[PreviewRow]) -> list[dict[str, Any]]:
    return [{"line": row.line, "message": row.problem} for row in rows[:PROBLEMS_KEPT]]


def get_import(user_id: int, import_id: int) -> Import:
    """Return one of a user's imports. Raises ImportNotFound."""
    record = db.session.get(Import, import_id)
    if record is None or record.user_id != user_id:
        raise ImportNotFound
    return record


def list_imports(user_id: int, *, limit: int, cursor: str | None) -> Page[Import]:
    """Return a user's imports, newest first."""
    statement = select(Import).where(Import.user_id == user_id)
    return page_of(db.session, statement, (Import.id,), limit=limit, cursor=cursor)


def commit_import(user_id: int, import_id: int) -> Import:
    """Have a previewed file stored; `job.progress` and `job.finished` tell of it. Raises ImportClosed."""
    record = get_import(user_id, import_id)
    if record.state == "preview" and record.format == "csv" and not _is_whole(record.mapping or {}):
        wanted = "Choose the columns of the date and of the amount first"
        raise Invalid(errors=[{"pointer": "/mapping", "message": wanted}])
    _move(record, {"preview"}, "queued")
    enqueue(Job.RUN_IMPORT, record.id)
    return record


def _is_whole(said: dict[str, Any]) -> bool:
    """Tell whether a mapping names a date and an amount."""
    mapping = _mapping_of(said)
    amounts = (mapping.amount, mapping.debit, mapping.credit)
    return mapping.date is not None and any(each is not None for each in amounts)


def _move(record: Import, before: set[str], after: str) -> None:
    """Change the state in one step, so that of two requests one is refused."""
    moved = db.session.execute(
        update(Import)
        .where(Import.id == record.id, Import.state.in_(before))
        .values(state=after)
        .returning(Import.id)
    ).all()
    if not moved:
        raise ImportClosed
    db.session.refresh(record)


def cancel_import(user_id: int, import_id: int) -> Import:
    """Stop an import, or drop its preview; what was stored of it is taken back. Raises ImportClosed."""
    record = get_import(user_id, import_id)
    _move(record, {"preview", "queued", "running"}, "cancelled")
    record.content, record.finished_at = None, now()
    forget_import(record.id)
    return record


def undo_import(user_id: int, import_id: int) -> tuple[Import, int]:
    """Take an import back: delete what it brought, but for what a bank feed has confirmed since.

    Returns how many transactions went. Raises ImportClosed where there is nothing to undo.
    """
    record = get_import(user_id, import_id)
    _move(record, {"done", "failed"}, "undone")
    return record, forget_import(record.id)


def run_import(intake: Intake, import_id: int) -> None:
    """Store a committed file, a transaction per chunk; called again after a crash it goes on."""
    lock = redis().lock(f"lock:import:{import_id}", timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        return
    try:
        _run(intake, import_id, lock.reacquire)
    finally:
        try:
            lock.release()
        except LockError:
            log.warning("import.lock_lapsed", import_id=import_id)


def _run(intake: Intake, import_id: int, still_here: Any) -> None:
    record = db.session.get(Import, import_id, populate_existing=True)
    if record is None or record.state not in {"queued", "running"} or record.content is None:
        return
    user = db.session.get_one(User, record.user_id)
    begun = time.monotonic()
    try:
        with transaction():
            _move(record, {"queued", "running"}, "running")
    except ImportClosed:  # cancelled at this very moment
        return
    try:
        problems, done = _store_chunks(intake.settings, user, record, still_here, begun=begun)
        state = _finish(record, "done", done, problems)
    except UnreadableStatement as exc:
        state = _finish(record, "failed", 0, [], error=exc.detail)
    _tell_end(record, state)
    push_metrics(intake, record.user_id)


def _store_chunks(
    settings: Settings, user: User, record: Import, still_here: Any, *, begun: float
) -> tuple[list[PreviewRow], int]:
    statement = _read(user, record, zlib.decompress(record.content or b""), settings.default_currency)
    origin = Origin(
        user_id=user.id, source="import", received_at=now(),
        prefix=f"import:{(statement.account or '')[-12:]}:",
        import_id=record.id,
    )  # fmt: skip
    enricher = Enricher(user.id)
    problems: list[PreviewRow] = []
    done = 0
    keyed = _keyed(statement.rows, problems)
    for chunk in one_ahead(_prepared(origin, keyed, enricher)):
        still_here()
        with transaction() as session:
            state = session.scalar(
                update(Import).where(Import.id == record.id).values(done=done).returning(Import.state)
            )
            if state != "running":
                break
            store_file(user.id, chunk)
        done += len(chunk)
        db.session.expire_all()
        _tell_progress(record, done, max(record.total, done), begun)
    return problems, done


def _prepared(
    origin: Origin, keyed: Iterator[tuple[BankTransaction, str]], enricher: Enricher
) -> Iterator[list[Columns]]:
    while chunk := list(islice(keyed, CHUNK)):
        yield prepare_file(origin, chunk, enricher)


def _keyed(rows: Iterator[Row], problems: list[PreviewRow]) -> Iterator[tuple[BankTransaction, str]]:
    def readable() -> Iterator[BankTransaction]:
        for row in rows:
            if row.transaction is None:
                problems.append(PreviewRow(row.line, None, False, row.problem))
            else:
                yield with_card_ids(row.transaction)

    return numbered(readable())


def _finish(
    record: Import, state: str, done: int, problems: list[PreviewRow], *, error: str | None = None
) -> str:
    t = Transaction
    with transaction() as session:
        session.refresh(record, ["state"], with_for_update=True)
        if record.state != "running":  # cancelled meanwhile: take back the chunk that slipped through
            forget_import(record.id)
            return record.state
        brought = list(session.scalars(select(t.id).where(t.import_id == record.id)))
        run_rules(record.user_id, transaction_ids=brought, log=False)
        match_transfers(record.user_id)
        record.state, record.error = state, error
        record.done, record.new, record.duplicates = done, len(brought), done - len(brought)
        record.total = done + len(problems)
        record.problem_count, record.problems = len(problems), _told(problems)
        record.content, record.finished_at = None, now()
        return state


def _tell_progress(record: Import, done: int, total: int, begun: float) -> None:
    passed, fraction = time.monotonic() - begun, min(done / total, 1.0)
    told = JobProgress(
        job=f"import:{record.id}",
        kind="import",
        done=done,
        total=total,
        fraction=round(fraction, 4),
        eta_s=round(passed / fraction - passed, 1),
        message=record.filename,
    )
    publisher().publish(told, to=user_room(record.user_id))


def _tell_end(record: Import, state: str) -> None:
    messages = {
        "done": f"{record.new:,} new, {record.duplicates:,} known already",
        "failed": record.error or "It could not be read",
        "cancelled": "Cancelled; nothing of it was kept",
    }
    told = JobFinished(
        job=f"import:{record.id}", kind="import", state=state, message=messages.get(state, state)
    )
    publisher().publish(told, to=user_room(record.user_id))


def resume_imports() -> None:
    """Ask for every import that runs or should: one whose worker died goes on; run every few seconds."""
    found = db.session.scalars(select(Import.id).where(Import.state.in_(("queued", "running"))))
    for import_id in list(found):
        if not redis().exists(f"lock:import:{import_id}"):
            send(Job.RUN_IMPORT, import_id)
