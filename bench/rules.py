"""How long fifty rules take over a hundred thousand transactions, and to take that back."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from app.db import transaction
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules.edits import create_rule
from app.domain.banking.rules.language import read_draft
from app.domain.banking.rules.run import dry_run, run_rules
from app.domain.banking.rules.undo import undo_run
from app.extensions import db
from bench.figures import Figure
from bench.site import Site

ROWS = 100_000
RULES = 50
SHOPS = 97
BATCH = 5_000
ROUNDS = 3


def measure(site: Site) -> list[Figure]:
    ((user, _),) = site.add_users(1, "rules")
    with site.app.app_context():
        _store(user)
        for number in range(RULES):
            with transaction():
                create_rule(user, read_draft(_rule(number)), lambda _: True)
        ran, undone = [], []
        for _ in range(ROUNDS):
            seconds, run = _timed(lambda: run_rules(user))
            ran.append(seconds)
            undone.append(_timed(lambda: undo_run(user, run.id))[0])  # noqa: B023 - called at once
        tried, _ = _timed(lambda: dry_run(user, read_draft(_rule(0))))
        beside = (
            f"{run.matched:,} matched, {run.changed:,} changed; undone in {statistics.median(undone):.1f} s"
        )
    return [
        Figure("50 rules over 100,000", statistics.median(ran), "s", at_most=10, beside=beside),
        Figure("one rule tried out over 100,000", tried, "s"),
    ]


def _store(user: int) -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    for start in range(0, ROWS, BATCH):
        rows = [_row(user, number, begun) for number in range(start, start + BATCH)]
        with transaction() as session:
            session.execute(insert(Transaction), rows)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE transactions")


def _row(user: int, number: int, begun: datetime) -> dict[str, Any]:
    """A card payment, worded as a bank words it: most of a rule's time goes into reading such texts."""
    shop = f"Shop {number % SHOPS}"
    return {
        "user_id": user, "transaction_id": f"u-{number}", "amount": number % 10_000 + 1, "currency": "RON",
        "status": "SUCCESS", "occurred_at": begun + timedelta(minutes=number), "received_at": begun,
        "booked_on": (begun + timedelta(minutes=number)).date(),
        "content_hash": f"{number:032}", "merchant": shop, "source": "import", "channel": "card_pos",
        "description": f"Plata la POS cu card VISA;POS 02/01/2026 {number:08} TID:{number:08} {shop} CLUJ RO",
    }  # fmt: skip


def _rule(number: int) -> dict[str, Any]:
    """Each kind in turn; together they change half of the rows, some of those several times."""
    shop = f"shop {number}"
    kinds: list[Any] = [
        ([["merchant", "is", shop]], [{"do": "set_category", "category": "FOOD"}]),
        ([["description", "contains", f"{shop} "]], [{"do": "set_category", "category": "RENT"}]),
        ([["description", "words", shop], ["amount", "gt", 100]], [{"do": "add_tag", "tag": "seen"}]),
        ([["description", "starts_with", "plata la pos"], ["merchant", "ends_with", f" {number}"]],
         [{"do": "append_notes", "notes": "a rule was here"}]),
        ([["category", "is", "FOOD"], ["amount", "between", [1, 500]]], [{"do": "add_tag", "tag": "small"}]),
    ]  # fmt: skip
    conditions, actions = kinds[number % len(kinds)]
    written = [dict(zip(("field", "op", "value"), each, strict=True)) for each in conditions]
    return {"name": f"Rule {number}", "conditions": written, "actions": actions}


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    with transaction() as session:
        found = work()
        session.flush()
        if isinstance(found, db.Model):
            session.expunge(found)
    return time.perf_counter() - begun, found
