"""What providers tell of in these tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app import clock
from simulators import ApideckSimulator, BasiqSimulator
from tests.support.feed import Feed

BASIQ_PATH, APIDECK_PATH = "/api/connectors/basiq/webhook", "/api/connectors/apideck/webhook"


def hear(bank: Feed, basiq: BasiqSimulator, event: str = "transactions.updated") -> None:
    """Let a webhook come and be worked off."""
    bank.take(basiq.message(BASIQ_PATH, event=event))
    bank.work()


def hear_of(books: Feed, apideck: ApideckSimulator, kind: str, entity: dict[str, Any], verb: str) -> None:
    books.take(apideck.message(APIDECK_PATH, f"accounting.{kind}.{verb}", entity))
    books.work()


def later(**by: float) -> datetime:
    """Set the clock on, and return what it says."""
    moment = clock.now() + timedelta(**by)
    clock.freeze(moment)
    return moment
