"""What alerts bring to a process: they register to hear of changes with the domains below."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.alerts.alerts.jobs import AlertsJob
from app.domain.alerts.alerts.listeners import look_after_changes, look_after_prices, price_symbols
from app.domain.alerts.alerts.payments import note_payments, users_with_payments
from app.domain.alerts.channels.tables import Webhook
from app.domain.alerts.notifications.jobs import NotificationsJob
from app.domain.banking.ledger.arrivals import ArrivalListener, add_arrival_listener
from app.domain.banking.ledger.watchers import add_watcher
from app.domain.portfolio.prices.followers import Follower, add_follower
from app.jobs.queues import Queue
from app.sealed_columns import add_sealed
from app.services import Domain, Services

add_sealed("webhook", Webhook.secret)
add_watcher(look_after_changes)
add_arrival_listener(ArrivalListener(users_with_payments, note_payments))
add_follower(Follower(price_symbols, look_after_prices))

SCOPES = {
    "alerts:read": "Read alerts and notifications, with what they tell of portfolios, accounts and payments",
    "alerts:write": "Change alerts and webhooks, and mark notifications as read",
}
QUEUES: dict[str, str] = {AlertsJob.SWEEP: Queue.MAINTENANCE, NotificationsJob.PRUNE: Queue.MAINTENANCE}


def _setup(_: Services) -> Iterable[object]:
    return ()


DOMAIN = Domain("alerts", _setup, queues=QUEUES, scopes=SCOPES)
