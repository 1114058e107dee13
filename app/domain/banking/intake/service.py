"""Taking transactions in: check, queue durably, answer, push."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypedDict

import msgspec
import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from app.clock import now, rfc3339
from app.config import Settings
from app.days import day_of_minute
from app.domain.banking.categories.service import own_among
from app.domain.banking.categories.taxonomy import find as find_category
from app.domain.banking.intake.errors import QueueFull, QueueShareFull, TransactionConflict
from app.domain.banking.intake.events import IngestUpdated, TransactionsAccepted
from app.domain.banking.intake.jobs import IntakeJob
from app.domain.banking.intake.loss import find_loss
from app.domain.banking.intake.new_transaction import (
    NewTransaction,
    Problem,
    Queued,
    decode_one,
    queue_row,
    semantic_errors,
)
from app.domain.banking.intake.queue import (
    NO_ROOM,
    OTHER,
    UNANNOUNCED,
    Appended,
    Fresh,
    IntakeQueue,
    QueueFigures,
)
from app.domain.banking.intake.topics import ADMIN_INGEST, ADMIN_TRANSACTIONS
from app.domain.banking.intake.zones import Zones
from app.domain.banking.ledger.events import TransactionCreated
from app.domain.banking.ledger.views import in_full
from app.errors import FieldError, Forbidden, Invalid, TooLarge, Unavailable
from app.group_commit import Batcher
from app.jobs import send_once
from app.realtime import Once, Publisher, user_room
from app.security import Principal
from app.strict_json import field_error, read_json

log = structlog.get_logger()

BATCH_LIMIT = 10_000
PUSH_COALESCE_S = 0.01
"""Under load the screens wait so much longer for the senders to be answered sooner."""
NOT_YOURS = "You may only add transactions for yourself"


class BatchResult(NamedTuple):
    """How many rows are queued (or already were), and what is wrong with the others."""

    accepted: int
    rejected: list[Problem]


class Intake:
    """The intake of one process: its queue, its settings, and the batcher that shares round trips."""

    def __init__(self, settings: Settings, queue: IntakeQueue, events: Publisher, zones: Zones) -> None:
        self.settings = settings
        self.queue = queue
        self.zones = zones
        self.events = events
        self.single: Batcher[Queued, int] = Batcher(self.append)
        self._unannounced: list[Fresh] = []
        self._announcing = False
        self._lock = threading.Lock()

    def append(self, rows: Sequence[Queued], *, whole: bool = False) -> list[int]:
        """Queue rows, push what is new, and ask for a flush when many wait. Returns verdicts.

        whole: one sender's batch, of which all or nothing is taken.
        """
        try:
            appended: Appended = self.queue.append(rows, whole=whole)
        except RedisError as exc:
            raise Unavailable("The queue cannot be reached; nothing was stored. Send it again.") from exc
        if appended.verdicts is None:
            raise QueueShareFull if appended.over_share else QueueFull
        self._push(appended.fresh)
        if appended.depth >= self.settings.flush_threshold:
            self._ask_for_flush()
        return appended.verdicts

    def _push(self, fresh: Sequence[Fresh]) -> None:
        """Announce rows in the background: the sender waits for the queue, not for the screens.

        Should this process die before, the flush announces what is still marked as unannounced.
        """
        with self._lock:
            self._unannounced += fresh
            if self._announcing or not self._unannounced:
                return
            self._announcing = True
        threading.Thread(target=self._announce_all, daemon=True).start()

    def _announce_all(self) -> None:
        while fresh := self._take_unannounced():
            try:
                self.announce(fresh)
            except Exception:  # the rows are safe; whatever it is must not silence those that follow
                log.exception("intake.not_announced", entries=len(fresh))
            time.sleep(PUSH_COALESCE_S)

    def _take_unannounced(self) -> list[Fresh]:
        with self._lock:
            fresh, self._unannounced = self._unannounced, []
            self._announcing = bool(fresh)
            return fresh

    def announce(self, fresh: Sequence[Fresh]) -> None:
        """Push rows to their users, each once however many processes try, and to the admins who watch."""
        zones = self.zones.of({row.user for each in fresh for row in each.rows})
        by_user: dict[int, list[bytes]] = defaultdict(list)
        marks: dict[int, set[str]] = defaultdict(set)
        for each in fresh:
            for row in each.rows:
                day = day_of_minute(row.occurred_at[:16], zones[row.user])
                by_user[row.user].append(in_full(row.payload, day))
                marks[row.user].add(each.mark(row))
        for user_id, payloads in by_user.items():
            once = Once(UNANNOUNCED, sorted(marks[user_id]))
            self.events.publish_encoded(TransactionCreated, payloads, to=user_room(user_id), once=once)
        everyones = [payload for payloads in by_user.values() for payload in payloads]
        self.events.publish_encoded(TransactionsAccepted, everyones, to=ADMIN_TRANSACTIONS.name)

    def _ask_for_flush(self) -> None:
        # At most one such job a second, whichever replica notices.
        send_once(IntakeJob.FLUSH_INTAKE, key="flush", within_ms=1_000)


def accept_one(intake: Intake, caller: Principal, body: bytes) -> NewTransaction:
    """Queue one transaction durably; it is on its way to the database when this returns.

    Raises BadRequest, Invalid, Forbidden, TransactionConflict (a waiting row says otherwise),
    QueueFull, QueueShareFull, Unavailable.
    """
    row = _check(caller, _read_one(body))
    currency = intake.settings.default_currency
    queued = queue_row(row, caller=caller.user_id, default_currency=currency, received_at=rfc3339(now()))
    verdict = intake.single.submit(queued)
    if verdict == NO_ROOM:
        raise QueueShareFull
    if verdict == OTHER:
        raise TransactionConflict
    return row


def _read_one(body: bytes) -> NewTransaction:
    if b"\\u" not in body and all(body.count(key) < 2 for key in _KEYS):
        try:
            return _decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # read again below, to say what is wrong
    try:
        return decode_one(read_json(body))
    except msgspec.ValidationError as exc:
        raise Invalid(errors=[field_error(exc)]) from exc


def _check(caller: Principal, row: NewTransaction) -> NewTransaction:
    if row.user not in {None, caller.user_id} and not caller.acts_for_others:
        raise Forbidden(NOT_YOURS)
    if errors := semantic_errors(row) or _unknown_categories(caller, [row]).get(0):
        raise Invalid(errors=errors)
    return row


def _unknown_categories(caller: Principal, rows: Sequence[NewTransaction]) -> dict[int, list[FieldError]]:
    """Return what is wrong with the rows, by place, whose category their user does not have.

    Only a category that is not built in is looked for in the database, all of them at once.
    """
    named = {
        place: (row.user or caller.user_id, row.category)
        for place, row in enumerate(rows)
        if row.category and find_category(row.category) is None
    }
    if not named:
        return {}
    try:
        known = own_among(set(named.values()))
    except OperationalError as exc:
        raise Unavailable("The categories cannot be looked up; nothing was stored. Send it again.") from exc
    return {place: [_no_category(code)] for place, (user, code) in named.items() if (user, code) not in known}


def _no_category(code: str) -> FieldError:
    return {"pointer": "/category", "message": f"There is no category {code!r}"}


def accept_batch(intake: Intake, caller: Principal, body: bytes, *, lines: bool) -> BatchResult:
    """Queue the valid rows of a JSON array or, with `lines`, of NDJSON; name what is wrong with the rest."""
    rows, rejected = _read_batch(body, lines=lines)
    received_at, currency = rfc3339(now()), intake.settings.default_currency
    queued: list[tuple[int, Queued]] = []
    unknown = _unknown_categories(caller, [row for _, row in rows])
    for place, (index, row) in enumerate(rows):
        if problems := _row_errors(caller, row) or unknown.get(place):
            rejected.append(Problem(index, problems))
        else:
            told = queue_row(row, caller=caller.user_id, default_currency=currency, received_at=received_at)
            queued.append((index, told))
    verdicts = intake.append([row for _, row in queued], whole=True) if queued else []
    for (index, _), verdict in zip(queued, verdicts, strict=True):
        if verdict == OTHER:
            detail = TransactionConflict().detail
            rejected.append(Problem(index, [{"pointer": "/transaction_id", "message": detail}]))
    accepted = sum(verdict != OTHER for verdict in verdicts)
    return BatchResult(accepted, sorted(rejected, key=lambda problem: problem.index))


def _row_errors(caller: Principal, row: NewTransaction) -> list[FieldError]:
    if row.user not in {None, caller.user_id} and not caller.acts_for_others:
        return [{"pointer": "/user", "message": NOT_YOURS}]
    return semantic_errors(row)


def _read_batch(body: bytes, *, lines: bool) -> tuple[list[tuple[int, NewTransaction]], list[Problem]]:
    if not _may_repeat_keys(body):
        try:
            rows = _decoder.decode_lines(body) if lines else _array_decoder.decode(body)
            _refuse_more_than_limit(len(rows))
            return list(enumerate(rows)), []
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # read again below, row by row, to say which one is wrong
    return _read_row_by_row(body, lines=lines)


_array_decoder = msgspec.json.Decoder(list[NewTransaction])
_decoder = msgspec.json.Decoder(NewTransaction)
_KEYS = tuple(f'"{field}"'.encode() for field in NewTransaction.__struct_fields__)


def _may_repeat_keys(body: bytes) -> bool:
    """Guess cheaply whether an object may name a key twice; the slow path then looks properly."""
    rows = body.count(b'"transaction_id"')
    return b"\\u" in body or any(body.count(key) > rows for key in _KEYS)


def _read_row_by_row(body: bytes, *, lines: bool) -> tuple[list[tuple[int, NewTransaction]], list[Problem]]:
    raws = [read_json(line) for line in body.splitlines() if line.strip()] if lines else read_json(body)
    if not isinstance(raws, list):
        raise Invalid(errors=[{"pointer": "", "message": "Expected an array of transactions"}])
    _refuse_more_than_limit(len(raws))
    rows: list[tuple[int, NewTransaction]] = []
    rejected: list[Problem] = []
    for index, raw in enumerate(raws):
        try:
            rows.append((index, decode_one(raw)))
        except msgspec.ValidationError as exc:
            rejected.append(Problem(index, [field_error(exc)]))
    return rows, rejected


def _refuse_more_than_limit(count: int) -> None:
    if count > BATCH_LIMIT:
        raise TooLarge(f"Send at most {BATCH_LIMIT:,} transactions at once; this has {count:,}.")


class SecondFigures(TypedDict):
    """One past second. depth: rows that waited at its end."""

    at: str
    accepted: int
    flushed: int
    depth: int


class IntakeReport(NamedTuple):
    """How the intake does, and how it did in each second of the last minute, the oldest first."""

    figures: IngestUpdated
    history: list[SecondFigures]


def report_intake(intake: Intake, dead_letters: int) -> IntakeReport:
    """Return depth, ages and rates over a minute. unaccounted: rows that were lost, where it is not 0."""
    raw, loss = intake.queue.figures(), find_loss()
    clock, oldest_ms, (accepted, flushed, flushed_at) = raw["now"], raw["oldest_ms"], raw["totals"]
    figures = IngestUpdated(
        queue_depth=raw["depth"],
        queue_bytes=raw["bytes"],
        capacity=intake.settings.queue_capacity,
        capacity_bytes=intake.settings.queue_capacity_bytes,
        oldest_age_s=None if oldest_ms is None else max(0.0, round(clock - oldest_ms / 1000, 1)),
        accepted_total=accepted,
        accepted_rate=round(sum(raw["accepted"]) / len(raw["accepted"]), 2),
        flushed_total=flushed,
        flush_rate=round(sum(raw["flushed"]) / len(raw["flushed"]), 2),
        last_flush_at=_moment(flushed_at) if flushed_at else None,
        dead_letters=dead_letters,
        unaccounted=accepted - flushed - raw["depth"],
        redis_lost_at=rfc3339(loss.lost_at) if loss.lost_at else None,
        redis_losses=loss.losses,
        redis_lost_waiting=loss.waiting,
    )
    return IntakeReport(figures, _history(raw))


def _history(raw: QueueFigures) -> list[SecondFigures]:
    """Work the depth of each past second out backwards from the depth now."""
    depth = raw["depth"]
    found: list[SecondFigures] = []
    seconds = range(raw["now"] - 1, raw["now"] - 1 - len(raw["accepted"]), -1)
    for second, accepted, flushed in zip(seconds, raw["accepted"][::-1], raw["flushed"][::-1], strict=True):
        found.append(
            {"at": _moment(second), "accepted": accepted, "flushed": flushed, "depth": max(0, depth)}
        )
        depth += flushed - accepted
    return found[::-1]


def _moment(unix_s: int) -> str:
    return rfc3339(datetime.fromtimestamp(unix_s, UTC))


def push_figures(intake: Intake, dead_letters: int) -> None:
    """Tell the admins who watch how the intake does."""
    intake.events.publish(report_intake(intake, dead_letters).figures, to=ADMIN_INGEST.name)
