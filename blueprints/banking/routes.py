"""HTTP routes for transactions: taking transactions in and showing them to their owner."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from apiflask import APIBlueprint
from flask import Response, request, stream_with_context
from msgspec import structs

from app.clock import now
from app.days import day_start, local_day
from app.db import transaction
from app.domain.auth.users.lookup import get_user
from app.domain.banking.categories.service import is_category
from app.domain.banking.intake.service import accept_batch, accept_one
from app.domain.banking.ledger.cash_flow import MAX_FLOW_DAYS, cash_flow
from app.domain.banking.ledger.lookup import find_own
from app.domain.banking.ledger.tables import Split
from app.domain.banking.ledger.totals import average_by_day, summarise_for
from app.domain.banking.ledger.views import view_of
from app.domain.banking.recurring import service as recurring
from app.domain.banking.recurring.logic import Recurring
from app.domain.banking.setup import intake
from app.domain.banking.transactions import by_hand, deletion, edits, splits
from app.domain.banking.transactions import service as transactions
from app.domain.banking.transactions.export import as_csv, as_json, pages_of
from app.domain.banking.transactions.service import Filters, delete_all_transactions
from app.domain.banking.transfers import links
from app.domain.fx.conversion import BaseTotal
from app.errors import Forbidden, Invalid, UnsupportedType
from app.money import decimal_string
from app.security import current_principal, current_user_id, require
from app.services import services
from blueprints.banking.schemas import transactions as s

bp = APIBlueprint("banking", __name__, tag="Transactions")

ACCEPTED = "Transaction detail was obtained successfully."
MAX_KEY_LETTERS = 255
EXPORTED = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
BATCH_TYPES = {"application/json": False, "application/x-ndjson": True, "application/jsonl": True}


def _show_splits(transaction_id: str, parts: list[Split]) -> list[dict[str, Any]]:
    currency = find_own(current_user_id(), transaction_id).currency
    return [
        {
            "amount": part.amount,
            "amount_decimal": decimal_string(part.amount, currency),
            "category": part.category,
            "note": part.note,
        }
        for part in parts
    ]


def _backwards() -> Invalid:
    return Invalid(errors=[{"pointer": "to", "message": "Expected something later than `from`"}])


def json_answer(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status=status, content_type="application/json")


def show_if_allowed(value: Any, status: int = 200) -> Response:
    """Answer with what was changed, or to a token that may write and not read with nothing: 204."""
    if current_principal().may("transactions:read"):
        return json_answer(value, status)
    return Response(status=204)


@bp.post("/add-transaction")
@require("transactions:write")
def add_transaction() -> Response:
    """Add one transaction; it is durably queued when this answers"""
    if not request.is_json:
        raise UnsupportedType
    row = accept_one(intake(), current_principal(), request.get_data(cache=False))
    return json_answer({"message": ACCEPTED, "transaction_id": row.transaction_id, "state": "queued"})


@bp.post("/transactions/batch")
@require("transactions:write")
def add_batch() -> Response:
    """Add up to 10,000 transactions: a JSON array, or NDJSON"""
    if request.mimetype not in BATCH_TYPES:
        raise UnsupportedType("Send the body as application/json or application/x-ndjson.")
    body, lines = request.get_data(cache=False), BATCH_TYPES[request.mimetype]
    result = accept_batch(intake(), current_principal(), body, lines=lines)
    return json_answer({"accepted": result.accepted, "rejected": result.rejected}, 202)


@bp.get("/transactions")
@bp.input(s.TransactionQuery, location="query", arg_name="query")
@require("transactions:read")
def list_transactions(query: s.TransactionQuery) -> Response:
    """List your transactions, newest first"""
    return show_page(query, current_user_id())


def show_page(query: s.TransactionQuery, user_id: int | None) -> Response:
    """Answer a filtered page; user_id None shows everybody's."""
    page = transactions.list_transactions(filters_of(query, user_id), limit=query.limit, cursor=query.cursor)
    return json_answer(page._asdict())


@bp.post("/transactions")
@bp.input(s.HandIn, arg_name="body")
@require("transactions:write")
def add_by_hand(body: s.HandIn) -> Response:
    """Write a transaction down by hand; the same again, by its id or its Idempotency-Key, is the same one

    201 where it is new, 200 where it was there. 204 to a token that may not read.
    """
    user, told = get_user(current_user_id()), body.model_dump(exclude_unset=True)
    with transaction():
        added = by_hand.add_by_hand(
            user, told, key=_idempotency_key(), default_currency=services().settings.default_currency
        )
        shown = view_of(added.row)
    return show_if_allowed(shown, 201 if added.is_new else 200)


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= MAX_KEY_LETTERS:
        message = f"Expected 1 to {MAX_KEY_LETTERS} characters"
        raise Invalid(errors=[{"pointer": "Idempotency-Key", "message": message}])
    return key


@bp.get("/transactions/export")
@bp.input(s.ExportQuery, location="query", arg_name="query")
@require("transactions:read")
def export(query: s.ExportQuery) -> Response:
    """Fetch all that the list's filters choose, as a file: CSV that can be imported again, or JSON"""
    pages = pages_of(filters_of(query, current_user_id()))
    written = as_csv(pages) if query.format == "csv" else as_json(pages)
    answer = Response(stream_with_context(written), content_type=EXPORTED[query.format])
    answer.headers["Content-Disposition"] = f'attachment; filename="transactions.{query.format}"'
    return answer


def filters_of(query: s.TransactionFilters, user_id: int | None) -> Filters:
    zone = get_user(current_user_id()).time_zone
    since, until = _day_or_moment("from", query.since), _day_or_moment("to", query.until)
    if since and until and _start(since, zone) >= _end(until, zone):
        raise _backwards()
    return Filters(
        first=_day(since), last=_day(until), since=_moment(since), until=_moment(until),
        status=query.status, category=query.category, merchant=query.merchant, source=query.source,
        direction=query.direction, channel=query.channel, tag=query.tag, connection=query.connection,
        account_id=query.account_id, deleted=query.deleted,
        categorized=query.categorized, q=query.q, min=query.min, max=query.max, user=user_id,
    )  # fmt: skip


def _day(value: date | datetime | None) -> date | None:
    return None if isinstance(value, datetime) else value


def _moment(value: date | datetime | None) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _start(value: date | datetime, zone: str) -> datetime:
    return value if isinstance(value, datetime) else day_start(value, zone)


def _end(value: date | datetime, zone: str) -> datetime:
    return value if isinstance(value, datetime) else day_start(value + timedelta(days=1), zone)


def _day_or_moment(name: str, text: str | None) -> date | datetime | None:
    """Read a day, which is compared with civil days, or a moment."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            return _checked(date.fromisoformat(text))
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # '+' arrives as a blank when not escaped
        if moment.tzinfo is None:
            raise ValueError
        return _checked(moment.astimezone(UTC))
    except (ValueError, OverflowError) as exc:
        message = "Expected a day (2026-01-31) or a moment with its zone (2026-01-31T08:00:00Z)"
        raise Invalid(errors=[{"pointer": name, "message": message}]) from exc


def _checked(value: date) -> Any:
    """Refuse what has no day before or after it, once it is told in UTC."""
    if not 1 < value.year < 9999:
        raise ValueError
    return value


@bp.get("/transactions/summary")
@bp.output(s.SummaryOut)
@require("transactions:read")
def summary() -> Any:
    """Show totals: pending, today, this month, the last thirty days"""
    return summarise_for(get_user(current_user_id()).id)


@bp.get("/transactions/cash-flow")
@bp.input(s.AverageQuery, location="query", arg_name="query")
@bp.output(s.CashFlowOut)
@require("transactions:read")
def show_cash_flow(query: s.AverageQuery) -> Any:
    """Show what came in and went out, by day and month, in your base currency

    Without `from` since last month began. What you moved between your own accounts is neither.
    """
    user = get_user(current_user_id())
    last = query.last or local_day(now(), user.time_zone)
    first = query.first or (last.replace(day=1) - timedelta(days=1)).replace(day=1)
    if first > last:
        raise _backwards()
    if (last - first).days >= MAX_FLOW_DAYS:
        message = f"Expected at most {MAX_FLOW_DAYS} days"
        raise Invalid(errors=[{"pointer": "from", "message": message}])
    return cash_flow(user, first, last)


@bp.get("/transactions/average")
@bp.input(s.AverageQuery, location="query", arg_name="query")
@require("transactions:read")
def average(query: s.AverageQuery) -> Response:
    """Show the average amount per day, whatever the status: yours, or everybody's for an admin"""
    if query.first and query.last and query.first > query.last:
        raise _backwards()
    caller = current_principal()
    user_id = None if caller.is_admin else caller.user_id
    return json_answer(average_by_day(user_id, first=query.first, last=query.last))


@bp.get("/transactions/<path:transaction_id>")
@bp.input(s.OneQuery, location="query", arg_name="query")
@require("transactions:read")
def get_transaction(transaction_id: str, query: s.OneQuery) -> Response:
    """Show one transaction, stored or still queued"""
    wanted = transaction_id.rstrip("/")  # the trailing slash is optional; no id ends with one
    return json_answer(
        transactions.get_transaction(intake(), current_principal(), wanted, user_id=query.user)
    )


@bp.patch("/transactions/<path:transaction_id>")
@bp.input(s.TransactionPatch, arg_name="body")
@require("transactions:write")
def edit_transaction(transaction_id: str, body: s.TransactionPatch) -> Response:
    """Change a transaction's category, merchant, notes or tags, and all of one by hand

    204 to a token that may not read.
    """
    user_id = current_user_id()
    with transaction():
        changes = body.model_dump(include=body.model_fields_set)
        shown = view_of(edits.edit_transaction(user_id, transaction_id.rstrip("/"), changes))
    return show_if_allowed(shown)


@bp.delete("/transactions/<path:transaction_id>")
@bp.output({}, status_code=204)
@require("transactions:write")
def delete_transaction(transaction_id: str) -> Any:
    """Delete a transaction; it stays deleted when its bank tells of it again, and can be restored"""
    with transaction():
        deletion.delete_transaction(current_user_id(), transaction_id.rstrip("/"))
    return ""


@bp.post("/transactions/<path:transaction_id>/restore")
@require("transactions:write")
def restore_transaction(transaction_id: str) -> Response:
    """Bring a deleted transaction back; 204 to a token that may not read"""
    with transaction():
        shown = view_of(deletion.restore_transaction(current_user_id(), transaction_id.rstrip("/")))
    return show_if_allowed(shown)


@bp.post("/transactions/bulk")
@bp.input(s.BulkIn, arg_name="body")
@bp.output(s.ChangedOut)
@require("transactions:write")
def edit_many(body: s.BulkIn) -> Any:
    """Put many transactions into a category, or a tag on them"""
    user_id = current_user_id()
    with transaction():
        changed = edits.edit_many(user_id, body.transaction_ids, category=body.category, add_tag=body.add_tag)
    return {"changed": changed}


@bp.get("/transactions/<path:transaction_id>/splits")
@bp.output(s.SplitsOut)
@require("transactions:read")
def get_splits(transaction_id: str) -> Any:
    """Show the parts of a split transaction; none where it is whole"""
    wanted = transaction_id.rstrip("/")
    return {"parts": _show_splits(wanted, splits.get_splits(current_user_id(), wanted))}


@bp.put("/transactions/<path:transaction_id>/splits")
@bp.input(s.SplitsIn, arg_name="body")
@bp.output(s.SplitsOut)
@require("transactions:read", "transactions:write")
def set_splits(transaction_id: str, body: s.SplitsIn) -> Any:
    """Split a transaction into parts that add up to it; no parts make it whole again"""
    wanted, parts = transaction_id.rstrip("/"), [part.model_dump() for part in body.parts]
    with transaction():
        made = splits.set_splits(
            current_user_id(), wanted, parts, lambda code: is_category(current_user_id(), code)
        )
        return {"parts": _show_splits(wanted, made)}


@bp.post("/transactions/<path:transaction_id>/transfer")
@bp.input(s.TransferIn, arg_name="body")
@require("transactions:write")
def make_transfer(transaction_id: str, body: s.TransferIn) -> Response:
    """Say that two transactions are one transfer between your own accounts"""
    with transaction():
        shown = view_of(links.make_transfer(current_user_id(), transaction_id.rstrip("/"), body.other))
    return show_if_allowed(shown)


@bp.delete("/transactions/<path:transaction_id>/transfer")
@require("transactions:write")
def refuse_transfer(transaction_id: str) -> Response:
    """Take a transfer apart, or refuse the suggested one; these two are not paired again"""
    with transaction():
        shown = view_of(links.refuse_transfer(current_user_id(), transaction_id.rstrip("/")))
    return show_if_allowed(shown)


@bp.get("/transactions/recurring")
@bp.output(s.RecurringsOut)
@require("transactions:read")
def list_recurring() -> Any:
    """List what comes back: subscriptions, bills, salaries; when, and how much"""
    user = get_user(current_user_id())
    today = now().astimezone(ZoneInfo(user.time_zone)).date()
    found = recurring.list_recurring(user.id, today)
    worth = recurring.worth_of(user, found, today)
    return {"items": [_show_recurring(each, base) for each, base in zip(found, worth, strict=True)]}


def _show_recurring(each: Recurring, base: BaseTotal) -> dict[str, Any]:
    amounts = {"amount": each.typical_amount, "lowest": each.lowest, "highest": each.highest}
    decimals = {f"{name}_decimal": decimal_string(value, each.currency) for name, value in amounts.items()}
    return structs.asdict(each) | amounts | decimals | {"base": base}


@bp.delete("/delete-transactions")
@bp.output(s.DeletedOut)
@require("account", role="admin")
def delete_transactions() -> Any:
    """Delete every stored transaction; only where ALLOW_BULK_DELETE is on"""
    if not services().settings.allow_bulk_delete:
        raise Forbidden("Deleting everything is switched off; ALLOW_BULK_DELETE=1 switches it on.")
    with transaction():
        return {"deleted": delete_all_transactions()}
