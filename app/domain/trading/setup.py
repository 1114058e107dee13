"""What markets bring to a process."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.market.sources import add_source
from app.domain.market.topics import add_list
from app.domain.trading.candles.closes import MarketCloses
from app.domain.trading.collection.jobs import CollectionJob
from app.domain.trading.instruments.service import is_collected
from app.jobs.queues import Queue
from app.services import Domain, Services

add_list("markets:read", is_collected)
add_source(MarketCloses.name, MarketCloses)

SCOPES = {"markets:read": "Read instruments and their candles"}
QUEUES: dict[str, str] = dict.fromkeys(CollectionJob, Queue.COLLECTION)


def _setup(_: Services) -> Iterable[object]:
    return ()


DOMAIN = Domain("trading", _setup, queues=QUEUES, scopes=SCOPES)
