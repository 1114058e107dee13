"""Events about transactions and their totals."""

from __future__ import annotations

from app.domain.banking.ledger.day_sums import CurrencyTotal
from app.domain.banking.ledger.totals import Pending
from app.domain.banking.ledger.views import StoredTransaction
from app.domain.fx.conversion import BaseTotal
from app.realtime import Event


class TransactionCreated(Event, StoredTransaction, frozen=True, kw_only=True):  # type: ignore[misc]
    """A transaction was accepted or stored for a user. Data: the transaction, as GET shows it.

    From the fast intake it is `state` "queued" at first; from a bank it is "stored", and `received_at` is
    when the provider's webhook came in.

    Bursts past 100 at once, or 20 a second after that, come gathered as `transactions.created`.
    """

    name = "transaction.created"
    plural = "transactions.created"
    when_fast = "list"
    burst = 100


class TransactionUpdated(Event):
    """A transaction has changed.

    `state` says how: "stored" comes with the whole transaction; "rejected" could not be stored, for
    `reason` and `detail`; "removed" is gone: a hold that the bank dropped, or a row that was taken back with
    its import or erased with its bank.
    """

    name = "transaction.updated"
    plural = "transactions.updated"
    when_fast = "list"
    burst = 100
    transaction_id: str
    user: int
    state: str
    reason: str | None = None
    detail: str | None = None


class MetricsUpdated(Event):
    """A user's totals after transactions were stored; see GET /api/transactions/summary."""

    name = "metrics.updated"
    audience = "topic bank"
    pending: Pending
    queued: int
    today: list[CurrencyTotal]
    today_base: BaseTotal
    month: list[CurrencyTotal]
    month_base: BaseTotal
