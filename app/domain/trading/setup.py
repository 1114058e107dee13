"""What markets bring to a process."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.market.sources import add_source
from app.domain.market.topics import add_list
from app.domain.trading.candles.closes import MarketCloses
from app.domain.trading.collection.jobs import CollectionJob
from app.domain.trading.forecasts.jobs import ForecastsJob
from app.domain.trading.instruments.service import is_collected, is_shown
from app.domain.trading.proxy.service import make_proxy, read_gauges, warnings
from app.domain.trading.training.jobs import TrainingJob
from app.jobs.queues import Queue
from app.scopes import ACCOUNT
from app.services import Domain, Services

add_list("markets:read", is_shown)
add_list(ACCOUNT, is_collected, role="admin")
add_source(MarketCloses.name, MarketCloses)

SCOPES = {"markets:read": "Read instruments, their candles and forecasts"}
QUEUES: dict[str, str] = {
    **dict.fromkeys(CollectionJob, Queue.COLLECTION),
    **dict.fromkeys([TrainingJob.PLAN, TrainingJob.PART, TrainingJob.FINISH], Queue.TRAINING),
    **dict.fromkeys([TrainingJob.RESUME, TrainingJob.RETRAIN, ForecastsJob.SWEEP], Queue.COLLECTION),
    ForecastsJob.FORECAST: Queue.FORECASTS,
}


def _setup(services: Services) -> Iterable[object]:
    proxy = make_proxy(services.settings)
    return () if proxy is None else (proxy,)


DOMAIN = Domain("trading", _setup, queues=QUEUES, scopes=SCOPES, gauges=read_gauges, warnings=warnings)
