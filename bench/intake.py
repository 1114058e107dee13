"""How fast transactions are taken in: one by one and in batches."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import msgspec
import requests

from app.domain.banking.intake.flush import flush_intake
from bench import wrk
from bench.figures import Figure
from bench.site import Site
from tests.support.launched import free_port
from tests.support.money import intake_of, row
from tests.support.served import Program, Replica

HERE = Path(__file__).parent
ROUNDS = 3
BATCH = 1_000
BATCHES = 200
SENDERS = 4


class Hello(Replica):
    """The bare reference, in place of the app."""

    def __init__(self, site: Site) -> None:
        self.port = free_port()
        Program.__init__(
            self, ["-m", "bench.hello", str(self.port)], site.settings, site.folder / "hello.log"
        )


def measure(site: Site) -> list[Figure]:
    return [*_single(site), _batch(site)]


def _single(site: Site) -> list[Figure]:
    """Alternate reference and intake, so that a slow moment of the machine meets both."""
    ((user, token),) = site.add_users(1, "single")
    hello = Hello(site)
    hello.start()
    bare, intake = [], []
    try:
        for _ in range(ROUNDS):
            bare.append(wrk.press(hello.url, HERE / "hello.lua"))
            script, prefix = HERE / "intake.lua", uuid4().hex[:8]
            intake.append(wrk.press(site.replicas[0].url, script, token, str(user), prefix))
            _drain(site)
    finally:
        hello.kill()
    if failed := sum(load.failed for load in bare + intake):
        raise RuntimeError(f"{failed} requests failed")
    hello_rate = statistics.median(load.per_second for load in bare)
    rate = statistics.median(load.per_second for load in intake)
    p99 = statistics.median(load.p99_ms for load in intake)
    p50 = statistics.median(load.p50_ms for load in intake)
    hello_p99 = statistics.median(load.p99_ms for load in bare)
    beside = f"{rate:,.0f} requests/s; bare Flask hello {hello_rate:,.0f}"
    return [
        Figure("single intake ÷ bare hello", rate / hello_rate, "×", at_least=0.35, beside=beside),
        Figure(
            "single intake, p99",
            p99,
            "ms",
            at_most=60,
            beside=f"p50 {p50:.0f} ms; hello p99 {hello_p99:.0f} ms",
        ),
    ]


def _batch(site: Site) -> Figure:
    """Send batches that were prepared before the clock starts."""
    ((user, token),) = site.add_users(1, "batch")
    bodies = [
        msgspec.json.encode([row(user, f"b-{batch}-{number}", merchant="Lidl") for number in range(BATCH)])
        for batch in range(BATCHES)
    ]
    shares = [bodies[sender::SENDERS] for sender in range(SENDERS)]
    url = f"{site.replicas[0].url}/api/transactions/batch"
    begun = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as senders:
        accepted = sum(senders.map(lambda share: _send(url, token, share), shares))
    rate = accepted / (time.perf_counter() - begun)
    _drain(site)
    assert accepted == BATCH * BATCHES
    beside = f"{SENDERS} connections"
    return Figure(
        f"batch intake, {BATCH:,} a request", rate, "transactions/s", at_least=50_000, beside=beside
    )


def _send(url: str, token: str, bodies: list[bytes]) -> int:
    with requests.Session() as session:
        session.headers.update({"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        return sum(session.post(url, data=body, timeout=60).json()["accepted"] for body in bodies)


def _drain(site: Site) -> None:
    with site.app.app_context():
        flush_intake(intake_of(site.app))
