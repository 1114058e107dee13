"""Storing a committed file in the background, chunk by chunk; a worker that dies is followed by another."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

import structlog
from sqlalchemy import select, update

from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.auth.users.tables import User
from app.domain.banking.accounts.tables import Account
from app.domain.banking.accounts.ties import Chosen
from app.domain.banking.bt.card_ids import with_card_ids
from app.domain.banking.categories.enrichment import Enricher
from app.domain.banking.imports.errors import ImportClosed
from app.domain.banking.imports.first_look import digest_of
from app.domain.banking.imports.jobs import ImportsJob
from app.domain.banking.imports.mapping import mapping_of
from app.domain.banking.imports.preview import told_problems
from app.domain.banking.imports.states import move
from app.domain.banking.imports.tables import UNFINISHED, Import, ImportState
from app.domain.banking.intake.service import Intake
from app.domain.banking.ledger.arrivals import note_arrivals
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.posting.confirmation import mark_unconfirmed
from app.domain.banking.posting.files import (
    FileOrigin,
    FileRow,
    file_rows,
    forget_import,
    prepare_file,
    state_balances_of,
    store_file,
)
from app.domain.banking.posting.ids import FILES
from app.domain.banking.posting.rows import Origin
from app.domain.banking.rules.run import run_rules
from app.domain.banking.statements.reader import read_statement
from app.domain.banking.statements.shapes import Row, Statement
from app.domain.banking.transfers.service import match_transfers
from app.extensions import db
from app.jobs import send
from app.jobs.lease import is_leased, lease
from app.jobs.prefetch import prefetch
from app.jobs.progress import Progress
from app.realtime import user_room
from app.tabular.errors import UnreadableFile

log = structlog.get_logger()
CHUNK = 2_000
LEASE_S = 20


def run_import(intake: Intake, import_id: int) -> None:
    """Store a committed file; called again after a crash it goes on. A run: opens a transaction per chunk."""
    with lease(_run_of(import_id), ttl_s=LEASE_S) as held:
        if held is not None:
            _run(intake, import_id, held.reacquire)


def _run_of(import_id: int) -> str:
    return f"import:{import_id}"


def _run(intake: Intake, import_id: int, still_here: Any) -> None:
    record = db.session.get(Import, import_id, populate_existing=True)
    if record is None or record.state not in UNFINISHED or record.content is None:
        return
    user = db.session.get_one(User, record.user_id)
    progress = Progress(user_room(record.user_id), _run_of(record.id), "import", record.filename)
    try:
        with transaction():
            move(record, UNFINISHED, ImportState.RUNNING)
    except ImportClosed:  # cancelled at this very moment
        return
    try:
        rows, file = _opened(intake.settings, user, record)
        problems, done = _store_chunks(record, rows, file, still_here, progress)
        state = _finish(record, ImportState.DONE, done, problems, file=file)
    except UnreadableFile as exc:
        state = _finish(record, ImportState.FAILED, 0, [], error=exc.detail)
    _tell_end(record, progress, state)


def _opened(settings: Settings, user: User, record: Import) -> tuple[Iterator[Row], FileOrigin]:
    content = zlib.decompress(record.content or b"")
    statement = read_file(user, record, content, settings.default_currency)
    origin = Origin(user.id, FILES, now(), prefix="", zone=user.time_zone, import_id=record.id)
    account = db.session.get(Account, record.account_id) if record.account_id else None
    file = FileOrigin(
        origin, record.format, digest_of(content), statement.account,
        keep=frozenset(record.keep or ()), skip=frozenset(record.skip or ()),
        nameless=Chosen(account.id, account.currency) if account else None, balances=statement.balances,
    )  # fmt: skip
    return statement.rows, file


def _store_chunks(
    record: Import, rows: Iterator[Row], file: FileOrigin, still_here: Any, progress: Progress
) -> tuple[list[tuple[int, str | None]], int]:
    enricher = Enricher(record.user_id)
    problems: list[tuple[int, str | None]] = []
    done = 0
    good = iter(file_rows(file, _readable(rows, problems)))
    for chunk in prefetch(_prepared(good, enricher)):
        still_here()
        with transaction() as session:
            state = session.scalar(
                update(Import).where(Import.id == record.id).values(done=done).returning(Import.state)
            )
            if state != ImportState.RUNNING:
                break
            store_file(file, chunk)
        done += len(chunk)
        db.session.expire_all()
        progress.tell(done, max(record.total, done))
    return problems, done


def _prepared(rows: Iterator[FileRow], enricher: Enricher) -> Iterator[list[FileRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield prepare_file(chunk, enricher)


def _readable(
    rows: Iterator[Row], problems: list[tuple[int, str | None]]
) -> Iterator[tuple[int, BankTransaction]]:
    for row in rows:
        if row.transaction is None:
            problems.append((row.line, row.problem))
        else:
            yield row.line, with_card_ids(row.transaction)


def read_file(user: User, record: Import, content: bytes, default_currency: str) -> Statement:
    return read_statement(
        content,
        filename=record.filename,
        format=record.format,
        mapping=mapping_of(record.mapping) if record.mapping else None,
        default_currency=user.base_currency or default_currency,
        zone=user.time_zone,
    )


def _finish(  # noqa: PLR0913 - all that is noted on it
    record: Import,
    state: str,
    done: int,
    problems: list[tuple[int, str | None]],
    *,
    file: FileOrigin | None = None,
    error: str | None = None,
) -> str:
    t = Transaction
    with transaction() as session:
        session.refresh(record, ["state"], with_for_update=True)
        if record.state != ImportState.RUNNING:  # cancelled meanwhile: take back what slipped through
            forget_import(record.user_id, record.id)
            return record.state
        brought = list(session.scalars(select(t.id).where(t.import_id == record.id)))
        run_rules(record.user_id, transaction_ids=brought, log=False)
        match_transfers(record.user_id)
        if file:
            record.unconfirmed = mark_unconfirmed(file)
            state_balances_of(file)
        record.state, record.error = state, error
        record.done, record.new, record.duplicates = done, len(brought), done - len(brought)
        record.total = done + len(problems)
        record.problem_count, record.problems = len(problems), told_problems(problems)
        record.content, record.finished_at = None, now()
        note_arrivals({record.user_id: brought})
        announce(record.user_id, Changes(unnamed=True))  # a file is no news, but the totals are
        return state


def _tell_end(record: Import, progress: Progress, state: str) -> None:
    left_out = f", {record.unconfirmed:,} pending no longer named" if record.unconfirmed else ""
    messages = {
        "done": f"{record.new:,} new, {record.duplicates:,} known already{left_out}",
        "failed": record.error or "It could not be read",
        "cancelled": "Cancelled; nothing of it was kept",
    }
    progress.finish(state, messages.get(state, state))


def resume_imports() -> None:
    """Ask for every import that runs or should: one whose worker died goes on; run every few seconds."""
    found = db.session.scalars(select(Import.id).where(Import.state.in_(UNFINISHED)))
    for import_id in list(found):
        if not is_leased(_run_of(import_id)):
            send(ImportsJob.RUN_IMPORT, import_id)
