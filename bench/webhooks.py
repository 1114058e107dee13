"""How soon a webhook is answered and its transaction in a browser; and that nothing is lost."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import func, select

from app.domain.banking.feed.tables import WebhookEvent
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from bench.figures import Figure, percentile
from bench.site import PASSWORD, Site
from simulators.message import deliver, open_session
from simulators.sender import Sender
from tests.support.bank import add_connection
from tests.support.launched import ROOT, eventually

PER_SECOND, SECONDS, SENDERS = 100, 60, 16
ON_SCREEN, ON_SCREEN_PER_S = 150, 4
STORM = 400
WATCH = """() => {
  window.seen = {};
  new MutationObserver(() => {
    const now = Date.now();
    for (const [word] of document.body.textContent.matchAll(/Zq\\d+Shop/g)) window.seen[word] ??= now;
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def measure(site: Site) -> list[Figure]:
    ((user, _),) = site.add_users(1, "webhooks")
    basiq = site.basiq
    add_connection(
        site.app, user, "basiq", external_user=basiq.user_id, external_id=basiq.connection_id, state="active"
    )
    with site.worker():
        figures = _receipt(site)
        figures += _to_the_screen(site)
    return figures + _storm(site, user)


def _target(site: Site) -> str:
    return f"{site.replicas[0].url}/api/connectors/basiq/webhook"


def _receipt(site: Site) -> list[Figure]:
    """Send at a steady rate; each event has its moment, and a slow answer delays none that follow."""
    took: list[float] = []
    refused: list[int] = []
    begun = time.monotonic() + 0.5
    total = PER_SECOND * SECONDS

    def send(first: int) -> None:
        with open_session() as session:
            for number in range(first, total, SENDERS):
                time.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))
                delivery = deliver(session, site.basiq.message(_target(site)))
                (took if delivery.status == 202 else refused).append(delivery.milliseconds)

    threads = [threading.Thread(target=send, args=(first,)) for first in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    eventually(lambda: _count_events(site, "received") == 0, 120)
    lost = total - _count_events(site, "done")
    beside = f"p50 {percentile(took, 0.5):.1f} ms, {len(took):,} of {total:,} taken"
    name = f"webhook to 2xx, {PER_SECOND}/s for {SECONDS} s, p99"
    return [
        Figure(name, percentile(took, 0.99), "ms", at_most=25, beside=beside),
        Figure("the same: lost, or not processed", lost, "events", at_most=0),
    ]  # fmt: skip


def _count_events(site: Site, state: str) -> int:
    with site.app.app_context():
        statement = select(func.count()).select_from(WebhookEvent).where(WebhookEvent.state == state)
        return db.session.scalar(statement) or 0


def _to_the_screen(site: Site) -> list[Figure]:
    """Let a bank book something, have it told, fetched, stored and pushed, and see it in Chromium."""
    sent: dict[str, float] = {}
    with _dashboard(site) as page, requests.Session():
        for number in range(ON_SCREEN):
            begun = time.monotonic()
            word = f"Zq{number:04}Shop"
            site.basiq.add_transaction(
                description=f"{word} Sydney", enrich=None, status="posted", amount="-4.20"
            )
            sent[word] = time.time() * 1000
            site.basiq.notify(_target(site))
            page.wait_for_timeout(max(1, (begun + 1 / ON_SCREEN_PER_S - time.monotonic()) * 1000))
        page.wait_for_timeout(3_000)
        seen: dict[str, float] = page.evaluate("window.seen")
    took = [seen[word] - moment for word, moment in sent.items() if word in seen]
    missing = len(sent) - len(took)
    beside = f"{len(took)} rows in Chromium, {missing} not seen; slowest {max(took, default=0):.0f} ms"
    name = "webhook sent to row in the browser, fetch of 20 ms included, p50"
    return [
        Figure(name, percentile(took, 0.5), "ms", at_most=150, beside=beside),
        Figure("the same, p99", percentile(took, 0.99) if not missing else float("inf"), "ms", at_most=500),
    ]  # fmt: skip


@contextmanager
def _dashboard(site: Site) -> Iterator[Page]:
    path = subprocess.run(
        ["bash", str(ROOT / "tests/chromium.sh")], capture_output=True, text=True, check=True
    ).stdout.strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{site.replicas[1].url}/finance/bt-pay/")
        page.get_by_label("Name or e-mail").fill("webhooks-0")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(2_000)
        page.evaluate(WATCH)
        yield page
        browser.close()


def _storm(site: Site, user: int) -> list[Figure]:
    """Send twice and out of order while the worker is killed and another one takes over; count."""
    before = _count_rows(site, user)
    sender = Sender(duplicates=0.2, disorder=0.2, seed=7, threads=8)
    with site.worker():
        _send(site, sender, STORM // 2)
        time.sleep(0.5)
    _send(site, sender, STORM // 2)
    with site.worker():
        sender.join(60)
        eventually(lambda: _count_rows(site, user) - before >= STORM, 120)
        eventually(lambda: _count_events(site, "received") == 0, 60)
    found, told = _count_rows(site, user) - before, sender.counters
    beside = f"{told['duplicated']} sent twice, {told['held']} held back, worker killed half-way"
    name = f"{STORM} transactions through a storm: missed or doubled"
    return [
        Figure(name, abs(found - STORM), "rows", at_most=0, beside=beside)
    ]  # fmt: skip


def _send(site: Site, sender: Sender, count: int) -> None:
    for _ in range(count):
        site.basiq.add_transaction(status="posted", amount="-1.00")
        sender.submit(site.basiq.message(_target(site)))
        time.sleep(0.01)


def _count_rows(site: Site, user: int) -> int:
    with site.app.app_context():
        t: Any = Transaction
        return db.session.scalar(select(func.count()).where(t.user_id == user)) or 0
