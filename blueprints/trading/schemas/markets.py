"""Bodies and answers of the routes of markets."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field

from app.domain.trading.candles.chart import MAX_BARS
from app.domain.trading.candles.timeframes import LAST_YEAR, minute_of
from app.domain.trading.candles.views import CandleView, ChartView
from blueprints.kit import model_of

CandleOut = model_of("CandleOut", CandleView)
ChartOut = model_of("ChartOut", ChartView, candles=list[CandleOut])  # type: ignore[valid-type]


def _kept_moment(moment: AwareDatetime) -> AwareDatetime:
    if not 1970 <= moment.year <= LAST_YEAR:
        raise ValueError(f"Expected a moment from 1970 to {LAST_YEAR}")
    return moment


def _written_moment(text: object) -> object:
    """Refuse what pydantic would also take for a moment: a number of seconds."""
    if not isinstance(text, str) or "T" not in text.upper():
        raise ValueError("Expected a moment: 2026-11-01T00:00:00Z")
    return text


class ChartQuery(BaseModel):
    """before: show the newest of the bars that begin before this moment, RFC 3339: 2026-11-01T00:00:00Z."""

    limit: Annotated[int, Field(ge=1, le=MAX_BARS)] = 500
    before: (
        Annotated[AwareDatetime, BeforeValidator(_written_moment), AfterValidator(_kept_moment)] | None
    ) = None

    @property
    def before_minute(self) -> int | None:
        return None if self.before is None else minute_of(self.before) + bool(self.before.second)


class InstrumentOut(BaseModel):
    """change_percent: since the close of the day before, in UTC. total_data_points: stored bars."""

    symbol: str
    name: str
    category: str
    has_data: bool
    models_trained: bool
    current_price: float | None
    change_percent: float | None
    total_data_points: int
    data_interval: str


class HealthOut(BaseModel):
    status: str
    service: str


class OwnHealthOut(BaseModel):
    status: str
    timestamp: AwareDatetime


class PlatformHealthOut(BaseModel):
    """tradingPlatform: where markets are kept, healthy or unavailable. moneyMoney: this installation."""

    tradingPlatform: HealthOut
    moneyMoney: OwnHealthOut


class ClearedOut(BaseModel):
    """cleared: how many charts were in the cache."""

    symbol: str
    cleared: int
