"""Bodies and answers of the routes of collections."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.trading.collection.service import MAX_DAYS
from app.domain.trading.collection.views import CollectionView, MissingSpan
from blueprints.kit import model_of

MissingSpanOut = model_of("MissingSpanOut", MissingSpan)
CollectionOut = model_of("CollectionOut", CollectionView, missing=list[MissingSpanOut])  # type: ignore[valid-type]


class CollectionIn(BaseModel):
    """Collect the last days of a symbol, as the exchange writes it: BTCUSDT."""

    model_config = ConfigDict(extra="forbid")
    symbol: Annotated[str, Field(pattern="^[A-Z0-9]{2,30}$")]
    days: Annotated[int, Field(strict=True, ge=1, le=MAX_DAYS)]


class CollectionsQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None


class CollectionsOut(BaseModel):
    items: list[CollectionOut]  # type: ignore[valid-type]
    next_cursor: str | None
