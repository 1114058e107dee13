"""How soon a webhook is answered, beside a bare route with one commit; and that nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.domain.banking.feed.tables import WebhookEvent
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from bench.figures import Row, all_of, percentile
from bench.part import Part
from bench.references.served import serve
from bench.site import Site
from simulators.message import deliver, open_session
from simulators.sender import Sender
from tests.support.bank import add_connection
from tests.support.launched import eventually

PER_SECOND, SECONDS, SENDERS = 100, 60, 16
STORM = 400


class Answered(NamedTuple):
    """What became of the sent: milliseconds of those taken, how many were sent, how many are processed."""

    took: list[float]
    sent: int
    done: int


class Receipt(Part[Answered, Answered]):
    """Send at a steady rate; each event has its moment, and a slow answer delays none that follow."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        link(site)
        self.bare = serve(site, "commit", until)
        self.total = PER_SECOND * site.size(SECONDS)
        until.enter_context(site.worker())
        site.calm_down()

    def load(self) -> Answered:
        before = count_events(self.site, "done")
        took = self._send(target_of(self.site))
        eventually(lambda: count_events(self.site, "received") == 0, 120)
        return Answered(took, self.total, count_events(self.site, "done") - before)

    def reference(self) -> Answered:
        return Answered(self._send(self.bare.url), self.total, 0)

    def rows(self, loads: list[Answered], references: list[Answered]) -> list[Row]:
        ours, bare = loads[0].took, references[0].took
        name = f"webhook to 2xx, {PER_SECOND}/s for {self.total // PER_SECOND} s"
        note = f"p50 {percentile(ours, 0.5):.1f} ms; bare p50 {percentile(bare, 0.5):.1f} ms"
        return [
            Row(f"{name}, p99", percentile(ours, 0.99), "ms", "bare Flask route with one commit, p99",
                percentile(bare, 0.99), at_most=3, note=note),
            all_of("the same: taken and processed", min(len(ours), loads[0].done), "events",
                   ("sent", self.total)),
        ]  # fmt: skip

    def _send(self, target: str) -> list[float]:
        took: list[float] = []
        begun = time.monotonic() + 0.5

        def send(first: int) -> None:
            with open_session() as session:
                for number in range(first, self.total, SENDERS):
                    time.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))
                    delivery = deliver(session, self.site.basiq.message(target))
                    if delivery.status == 202:
                        took.append(delivery.milliseconds)

        _at_once(SENDERS, send)
        return took


class Storm(Part[int, int]):
    """Send twice and out of order while the worker is killed and another one takes over; count."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        self.user = link(site)
        self.total = site.size(STORM)
        self.sender = Sender(duplicates=0.2, disorder=0.2, seed=7, threads=8)

    def load(self) -> int:
        before = self._count()
        with self.site.worker():
            self._send(self.total // 2)
            time.sleep(0.5)
        self._send(self.total - self.total // 2)
        with self.site.worker():
            self.sender.join(60)
            eventually(lambda: self._count() - before >= self.total, 120)
            eventually(lambda: count_events(self.site, "received") == 0, 60)
        return self._count() - before

    def reference(self) -> int:
        return self.total

    def rows(self, loads: list[int], references: list[int]) -> list[Row]:
        missing, told = abs(loads[0] - references[0]), self.sender.counters
        note = f"{told['duplicated']} sent twice, {told['held']} held back, worker killed half-way"
        name = "transactions through a storm: stored once"
        return [all_of(name, self.total - missing, "rows", ("booked", self.total), note=note)]

    def _send(self, count: int) -> None:
        for _ in range(count):
            self.site.basiq.add_transaction(status="posted", amount="-1.00")
            self.sender.submit(self.site.basiq.message(target_of(self.site)))
            time.sleep(0.01)

    def _count(self) -> int:
        t: Any = Transaction
        with self.site.app.app_context():
            return db.session.scalar(select(func.count()).where(t.user_id == self.user)) or 0


def link(site: Site) -> int:
    """Link the simulated bank to a person, once; return their id."""
    (user, _), *_ = site.once("webhooks", lambda: _linked(site))
    return user


def _linked(site: Site) -> list[tuple[int, str]]:
    users, basiq = site.add_users(1, "webhooks"), site.basiq
    add_connection(
        site.app, users[0][0], "basiq", external_user=basiq.user_id, external_id=basiq.connection_id,
        state="active",
    )  # fmt: skip
    return users


def target_of(site: Site) -> str:
    """Return where the bank sends to."""
    return f"{site.replicas[0].url}/api/connectors/basiq/webhook"


def count_events(site: Site, state: str) -> int:
    """Count the stored webhooks in a state."""
    with site.app.app_context():
        statement = select(func.count()).select_from(WebhookEvent).where(WebhookEvent.state == state)
        return db.session.scalar(statement) or 0


def _at_once(count: int, work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
