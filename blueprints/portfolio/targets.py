"""HTTP routes for how a portfolio is to be spread, and what to trade for it."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint

from app.db import transaction
from app.domain.portfolio.targets import service
from app.domain.portfolio.targets.logic import Target
from app.domain.portfolio.targets.service import Money, TargetsDraft
from app.security import current_user_id, require
from blueprints.kit import ID
from blueprints.portfolio.schemas import targets as s

bp = APIBlueprint("portfolio_targets", __name__, tag="Portfolios")
PATH = f"/portfolios/<{ID}:portfolio_id>"


@bp.get(f"{PATH}/targets")
@bp.output(s.TargetsOut)
@require("portfolio:read")
def show_targets(portfolio_id: int) -> Any:
    """Show how a portfolio is to be spread"""
    return msgspec.to_builtins(service.show_targets(current_user_id(), portfolio_id))


@bp.put(f"{PATH}/targets")
@bp.input(s.TargetsIn, arg_name="body")
@bp.output(s.TargetsOut)
@require("portfolio:read", "portfolio:write")
def state_targets(portfolio_id: int, body: s.TargetsIn) -> Any:
    """State how a portfolio is to be spread: by holding, asset class, region or sector"""
    targets = [Target(each.key, each.weight) for each in body.targets]
    draft = TargetsDraft(grouping=body.by, tolerance=body.tolerance, targets=targets)
    with transaction():
        return msgspec.to_builtins(service.state_targets(current_user_id(), portfolio_id, draft))


@bp.get(f"{PATH}/rebalance")
@bp.input(s.RebalanceQuery, location="query", arg_name="query")
@bp.output(s.RebalanceOut)
@require("portfolio:read")
def show_rebalance(portfolio_id: int, query: s.RebalanceQuery) -> Any:
    """Compare a portfolio with its targets, and propose what to buy: new money first

    Nothing is sold unless `sell` is true. No proposal takes a target past its weight, or spends more than
    there is. Fees are not counted.
    """
    return msgspec.to_builtins(service.show_rebalance(current_user_id(), portfolio_id, Money(**dict(query))))
