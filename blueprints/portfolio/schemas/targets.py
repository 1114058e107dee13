"""Targets of a portfolio, and what to do for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from app.domain.portfolio.targets.grouping import Grouping
from app.domain.portfolio.targets.service import MAX_TARGETS, TOLERANCE
from app.domain.portfolio.targets.views import (
    DriftView,
    PlanGapView,
    RebalanceView,
    TargetsView,
    TargetView,
    TradeView,
)
from blueprints.kit import ExactIn, model_of
from blueprints.portfolio.schemas.portfolios import Body, Symbol

MAX_CASH = Decimal(10) ** 15

Fraction = Annotated[ExactIn, Field(ge=0, le=1)]


class TargetIn(Body):
    """key: a symbol, or an asset class, region or sector as investments name it. weight: 0.6 is 60 %."""

    key: Symbol
    weight: Annotated[ExactIn, Field(gt=0, le=1)]


class TargetsIn(Body):
    """by: what the targets are for. tolerance: by how much a weight may differ before it is sold from.

    The weights add up to 1 at most; the rest is cash, and what no target names. An empty list removes them.
    """

    by: Grouping
    tolerance: Fraction = Field(default=TOLERANCE)
    targets: Annotated[list[TargetIn], Field(max_length=MAX_TARGETS)]


class RebalanceQuery(BaseModel):
    """cash: new money in the portfolio's currency. own_cash: the portfolio's own may be spent as well.

    sell: what weighs more than its tolerance allows may be sold. fractional: parts of a unit can be traded.
    """

    cash: Annotated[ExactIn, Field(ge=0, le=MAX_CASH)] = Decimal(0)
    own_cash: bool = False
    sell: bool = False
    fractional: bool = False


TargetOut = model_of("TargetOut", TargetView)
DriftOut = model_of("DriftOut", DriftView)
TradeOut = model_of("TradeOut", TradeView)
PlanGapOut = model_of("PlanGapOut", PlanGapView)
TargetsOut = model_of("TargetsOut", TargetsView, targets=list[TargetOut])  # type: ignore[valid-type]
RebalanceOut = model_of(
    "RebalanceOut",
    RebalanceView,
    targets=list[DriftOut],  # type: ignore[valid-type]
    trades=list[TradeOut],  # type: ignore[valid-type]
    gaps=list[PlanGapOut],  # type: ignore[valid-type]
)
