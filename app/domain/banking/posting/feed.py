"""What a provider says is so: new rows inserted, changed ones changed in place, void ones marked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from app.domain.banking.accounts.balances import names_in, state_feed
from app.domain.banking.accounts.bank_balance import BankAccount, BankBalance
from app.domain.banking.accounts.tables import AccountOrigin
from app.domain.banking.accounts.ties import Teller, tie_rows
from app.domain.banking.bt.card_ids import with_card_ids
from app.domain.banking.categories.enrichment import Enricher
from app.domain.banking.ledger.bank_transaction import BankTransaction, is_undated, with_day
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import Columns, Split, Transaction
from app.domain.banking.posting.claims import book_file_holds, claim_imported
from app.domain.banking.posting.holds import drop_holds, holds_of, settle_holds
from app.domain.banking.posting.ids import transaction_id_of
from app.domain.banking.posting.keys import numbered
from app.domain.banking.posting.moves import first_moves
from app.domain.banking.posting.row_store import FILLED, insert_rows
from app.domain.banking.posting.rows import (
    Origin,
    Stored,
    columns_of,
    distinct,
    find_known,
    lock_user,
    same_feed,
)
from app.domain.banking.rules.run import run_rules
from app.extensions import db

EDITED = frozenset({"user", "correction", "rule"})
CATEGORY = ("category", "category_source", "category_confidence", "suggested_category")
_OURS = {"user_id", "received_at", "import_id", "account_id", *CATEGORY}
FROM_BANK = tuple(name for name in FILLED if name not in _OURS)
"""Columns that a bank's later word changes."""


def store_feed(  # noqa: PLR0913 - all that a provider says at once
    origin: Origin,
    rows: Sequence[BankTransaction],
    enricher: Enricher,
    *,
    pending_complete: bool = False,
    accounts: Sequence[BankAccount] = (),
    balances: Sequence[BankBalance] = (),
) -> Stored:
    """Store what a provider says is so, inside the caller's transaction; pushed after its commit.

    pending_complete: these rows hold all holds of the connection, so that others of it are gone.
    """
    lock_user(origin.user_id)
    said = [with_card_ids(with_day(row, origin.zone), enricher.holder) for row in rows]
    given = list(distinct(columns_of(origin, *keyed) for keyed in numbered(said)))
    known = find_known(origin, [columns["transaction_id"] for columns in given])
    strangers = [row for row in known.values() if not same_feed(row, origin)]
    new = [columns for columns in given if columns["transaction_id"] not in known]
    changed = [
        (known[columns["transaction_id"]], columns)
        for columns in given
        if _differs(known.get(columns["transaction_id"]), columns, origin)
    ]
    holds = holds_of(origin)
    booked, new = settle_holds(origin, holds, new, {columns["transaction_id"] for columns in given})
    settled, new = book_file_holds(origin, new)
    claimed, new = claim_imported(origin, new)
    changed += booked + settled + claimed
    ties = tie_rows(
        origin.user_id, [*new, *(columns for _, columns in changed)], _teller(origin, accounts),
        also=names_in(balances), twins=lambda: [(columns, row.account_id) for row, columns in claimed],
    )  # fmt: skip
    state_feed(origin.user_id, ties, balances, first_moves(new, changed))
    for row, columns in changed:
        _change(row, columns, enricher)
    created = insert_rows(db.session.connection(), enricher.enriched(new))
    gone = drop_holds(holds, given) if pending_complete else []
    db.session.flush()
    run_rules(origin.user_id, transaction_ids=created, log=False)
    updated = [row.id for row, _ in changed]
    announce(origin.user_id, Changes(created, updated, gone))
    return Stored(
        len(created),
        len(changed) + len(gone),
        len(given) - len(created) - len(changed) - len(strangers),
        [f"The id {row.transaction_id} is taken by a transaction from elsewhere" for row in strangers],
    )


def _teller(origin: Origin, accounts: Sequence[BankAccount]) -> Teller:
    kind = AccountOrigin.INTAKE if origin.connection_id is None else AccountOrigin.CONNECTION
    return Teller(kind, origin.connection_id, origin.institution, accounts)


def _differs(row: Transaction | None, columns: Columns, origin: Origin) -> bool:
    if row is None or not same_feed(row, origin):
        return False
    reverts = row.status != "PENDING" and columns["status"] == "PENDING"  # an old event: booked stays booked
    moved = row.connection_id != origin.connection_id  # linked anew, after an unlinking that kept the data
    return (moved or row.content_hash != columns["content_hash"]) and not reverts


def _change(row: Transaction, columns: Columns, enricher: Enricher) -> None:
    overwrite(row, enricher.enriched([columns])[0])


def overwrite(row: Transaction, columns: Columns) -> None:
    """Bring a stored row to what the bank says now; what its owner decided stays."""
    if columns["amount"] != row.amount:  # its parts no longer add up to it
        db.session.execute(delete(Split).where(Split.transaction_id == row.id))
    keeps = {"occurred_at", "booked_on"} if is_undated(columns["details"]) else set()
    for name in FROM_BANK:
        if name not in keeps:
            setattr(row, name, columns[name])
    if columns["account_id"] is not None:  # else its owner may have said it
        row.account_id = columns["account_id"]
    if row.category_source not in EDITED:
        for name in CATEGORY:
            setattr(row, name, columns[name])


def void(origin: Origin, external_ids: Sequence[str]) -> int:
    """Mark what the provider calls void as failed: it counts no more, and its owner still sees it."""
    ids = [transaction_id_of(origin.prefix, each) for each in external_ids]
    rows = [
        row for row in find_known(origin, ids).values() if row.status != "FAILED" and same_feed(row, origin)
    ]
    for row in rows:
        row.status, row.content_hash = "FAILED", ""  # should it come back, it differs
    db.session.flush()
    announce(origin.user_id, Changes(updated=[row.id for row in rows]))
    return len(rows)
