"""Alerts about payments: told once of each transaction that matches, from the day on which they were stated.

What is new is written down in the commit that stores it, and looked at afterwards; taking it off the list and
writing the messages is one commit. So nothing is lost with a worker, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, delete, select, update

from app import jobs
from app.clock import now
from app.db import transaction
from app.domain.alerts.alerts.conditions import AlertKind
from app.domain.alerts.alerts.jobs import ASKED_MS, AlertsJob, payments_key
from app.domain.alerts.alerts.run import channels_of
from app.domain.alerts.alerts.tables import Alert, PaymentCheck
from app.domain.alerts.alerts.texts import more_payments, payment_message
from app.domain.alerts.notifications.service import notify
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules.columns import stored_sight
from app.domain.banking.rules.conditions_sql import compile_conditions
from app.domain.banking.rules.language import stored_conditions
from app.extensions import db
from app.jobs import enqueue_once

MAX_TOLD = 20
"""Payments of one alert that are told of one by one where many come at once; the rest are counted."""
IDS_PER_STATEMENT = 5_000
LATE = timedelta(seconds=5)
a, t, p = Alert, Transaction, PaymentCheck


def users_with_payments() -> Select[int]:
    """Return a SELECT of the users who have alerts about payments."""
    return select(a.user_id).where(a.kind == AlertKind.PAYMENT, a.enabled)


def note_payments(user_id: int, ids: Sequence[int]) -> None:
    """Write down new transactions to be looked at, within the transaction that stores them."""
    db.session.add(p(user_id=user_id, ids=list(ids)))
    db.session.flush()
    key = payments_key(user_id)
    enqueue_once(AlertsJob.CHECK_PAYMENTS, user_id, key=key, within_ms=ASKED_MS)


def check_payments(user_id: int) -> int:
    """Look at what is new of a user's transactions; return of how many they are told. A run."""
    jobs.forget(payments_key(user_id))
    with transaction():
        taken = db.session.scalars(delete(p).where(p.user_id == user_id).returning(p.ids)).all()
        ids = sorted({number for each in taken for number in each})
        mine = a.user_id == user_id, a.kind == AlertKind.PAYMENT, a.enabled
        alerts = db.session.scalars(select(a).where(*mine).order_by(a.id)).all() if ids else []
        return sum(_tell(each, _matching(each, ids)) for each in alerts)


def waiting_users() -> list[int]:
    """Return the users whose new transactions nobody has looked at in time, for a sweep to ask for."""
    return list(db.session.scalars(select(p.user_id).where(p.created_at < now() - LATE).distinct()))


def _matching(alert: Alert, ids: Sequence[int]) -> list[Transaction]:
    """Return the new transactions that an alert is about, the latest first; what failed moved nothing."""
    draft = stored_conditions(alert.match or "all", alert.conditions or [])
    holds = compile_conditions(draft, stored_sight())
    found: list[Transaction] = []
    for start in range(0, len(ids), IDS_PER_STATEMENT):
        chosen = t.id.in_(ids[start : start + IDS_PER_STATEMENT])
        own = t.user_id == alert.user_id, t.booked_on >= alert.since, t.status != "FAILED"
        found += db.session.scalars(select(t).where(chosen, *own, holds))
    return sorted(found, key=lambda row: (row.booked_on, row.id), reverse=True)


def _tell(alert: Alert, rows: Sequence[Transaction]) -> int:
    messages = [payment_message(alert, row) for row in rows[:MAX_TOLD]]
    if rest := sorted(row.id for row in rows[MAX_TOLD:]):
        messages.append(more_payments(alert, rest))
    told = [notify(alert.user_id, alert.id, each, channels_of(alert)) for each in messages]
    count = sum(each is not None for each in told)
    if count:
        fired = {"fired_at": now(), "firings": a.firings + count}
        db.session.execute(update(a).where(a.id == alert.id).values(fired))
    return count
