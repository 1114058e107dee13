"""How fast a person with many transactions sees the first page."""

from __future__ import annotations

import time

import msgspec
import requests

from app.domain.banking.intake.flush import flush_intake
from app.domain.banking.intake.service import accept_batch
from app.security import Principal
from bench.figures import Figure, percentile
from bench.site import Site
from tests.support.money import intake_of, row

ROWS = 100_000
BATCH = 10_000
READS = 300


def measure(site: Site) -> list[Figure]:
    ((user, token),) = site.add_users(1, "reading")
    caller = Principal(user, "user", "bench")
    with site.app.app_context():
        for start in range(0, ROWS, BATCH):
            rows = [_row(user, number) for number in range(start, start + BATCH)]
            accept_batch(intake_of(site.app), caller, msgspec.json.encode(rows), lines=False)
        flush_intake(intake_of(site.app))
    return [
        Figure("first page of 100,000, p95", _p95(site, token, ""), "ms", at_most=50),
        Figure("the same, searched for a shop, p95", _p95(site, token, "&q=Shop 7"), "ms"),
    ]


def _row(user: int, number: int) -> dict[str, object]:
    minute, hour, day = number % 60, number // 60 % 24, number // 1440 % 28 + 1
    moment = f"2026-{number // 40_320 % 10 + 1:02}-{day:02}T{hour:02}:{minute:02}:00Z"
    return row(user, f"r-{number}", merchant=f"Shop {number % 97}", occurred_at=moment)


def _p95(site: Site, token: str, query: str) -> float:
    took = []
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        for _ in range(READS):
            begun = time.perf_counter()
            answer = session.get(f"{site.replicas[0].url}/api/transactions?limit=50{query}", timeout=30)
            took.append((time.perf_counter() - begun) * 1000)
            assert len(answer.json()["items"]) == 50, answer.text
    return percentile(took, 0.95)
