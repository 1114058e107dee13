"""HTTP routes for portfolios and what they hold."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint

from app.db import transaction
from app.domain.portfolio.activities import opening_purchase
from app.domain.portfolio.activities.service import update_portfolio
from app.domain.portfolio.investments.views import InvestmentDraft, InvestmentView
from app.domain.portfolio.portfolios import service
from app.domain.portfolio.portfolios.service import PortfolioDraft, get_portfolio
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.portfolios.views import portfolio_view
from app.errors import Invalid
from app.security import current_user_id, require
from blueprints.kit import ID
from blueprints.portfolio.schemas import portfolios as s

bp = APIBlueprint("portfolio", __name__, tag="Portfolios")


def _show(row: Portfolio) -> Any:
    return msgspec.to_builtins(portfolio_view(row))


@bp.get("/portfolios")
@bp.input(s.PortfoliosQuery, location="query", arg_name="query")
@bp.output(s.PortfoliosOut)
@require("portfolio:read")
def list_portfolios(query: s.PortfoliosQuery) -> Any:
    """List your portfolios by name"""
    page = service.page_portfolios(current_user_id(), limit=query.limit, cursor=query.cursor)
    return {"items": [_show(row) for row in page.items], "next_cursor": page.next_cursor}


@bp.post("/portfolios")
@bp.input(s.PortfolioIn, arg_name="body")
@bp.output(s.PortfolioOut, status_code=201)
@require("portfolio:write")
def create_portfolio(body: s.PortfolioIn) -> Any:
    """Add a portfolio; its name is yours once"""
    with transaction():
        return _show(service.create_portfolio(current_user_id(), PortfolioDraft(**dict(body))))


@bp.get(f"/portfolios/<{ID}:portfolio_id>")
@bp.output(s.PortfolioOut)
@require("portfolio:read")
def show_portfolio(portfolio_id: int) -> Any:
    """Show one of your portfolios"""
    return _show(get_portfolio(current_user_id(), portfolio_id))


@bp.put(f"/portfolios/<{ID}:portfolio_id>")
@bp.input(s.PortfolioIn, arg_name="body")
@bp.output(s.PortfolioOut)
@require("portfolio:read", "portfolio:write")
def replace_portfolio(portfolio_id: int, body: s.PortfolioIn) -> Any:
    """Replace what is said of a portfolio"""
    with transaction():
        return _show(update_portfolio(current_user_id(), portfolio_id, PortfolioDraft(**dict(body))))


@bp.patch(f"/portfolios/<{ID}:portfolio_id>")
@bp.input(s.PortfolioPatch, arg_name="body")
@bp.output(s.PortfolioOut)
@require("portfolio:read", "portfolio:write")
def change_portfolio(portfolio_id: int, body: s.PortfolioPatch) -> Any:
    """Change what is named, and leave the rest"""
    changed = _named(body)
    with transaction():
        known = portfolio_view(get_portfolio(current_user_id(), portfolio_id))
        draft = PortfolioDraft(
            **{name: changed.get(name, getattr(known, name)) for name in PortfolioDraft.__struct_fields__}
        )
        return _show(update_portfolio(current_user_id(), portfolio_id, draft))


@bp.delete(f"/portfolios/<{ID}:portfolio_id>")
@bp.output({}, status_code=204)
@require("portfolio:write")
def delete_portfolio(portfolio_id: int) -> Any:
    """Remove a portfolio; it can be brought back for 30 days"""
    with transaction():
        service.delete_portfolio(current_user_id(), portfolio_id)
    return ""


@bp.post(f"/portfolios/<{ID}:portfolio_id>/restore")
@bp.output(s.PortfolioOut)
@require("portfolio:read", "portfolio:write")
def restore_portfolio(portfolio_id: int) -> Any:
    """Bring a removed portfolio back"""
    with transaction():
        return _show(service.restore_portfolio(current_user_id(), portfolio_id))


@bp.get("/investments")
@bp.input(s.InvestmentsQuery, location="query", arg_name="query")
@bp.output(s.InvestmentsOut)
@require("portfolio:read")
def list_investments(query: s.InvestmentsQuery) -> Any:
    """List your investments, of one portfolio or of all"""
    if query.portfolio is not None:
        get_portfolio(current_user_id(), query.portfolio)
    page = opening_purchase.list_investments(
        current_user_id(), query.portfolio, limit=query.limit, cursor=query.cursor
    )
    return {"items": msgspec.to_builtins(page.items), "next_cursor": page.next_cursor}


@bp.post("/investments")
@bp.input(s.InvestmentIn, arg_name="body")
@bp.output(s.InvestmentOut, status_code=201)
@require("portfolio:read", "portfolio:write")
def create_investment(body: s.InvestmentIn) -> Any:
    """Add an investment; quantity, price and day of its purchase are kept as an opening purchase"""
    said = dict(body)
    with transaction():
        portfolio = get_portfolio(current_user_id(), said.pop("portfolio"))
        made = opening_purchase.create_investment(current_user_id(), portfolio.id, InvestmentDraft(**said))
        return msgspec.to_builtins(made)


@bp.get(f"/investments/<{ID}:investment_id>")
@bp.output(s.InvestmentOut)
@require("portfolio:read")
def show_investment(investment_id: int) -> Any:
    """Show one of your investments"""
    return msgspec.to_builtins(opening_purchase.get_investment(current_user_id(), investment_id))


@bp.put(f"/investments/<{ID}:investment_id>")
@bp.input(s.InvestmentIn, arg_name="body")
@bp.output(s.InvestmentOut)
@require("portfolio:read", "portfolio:write")
def replace_investment(investment_id: int, body: s.InvestmentIn) -> Any:
    """Replace what is said of an investment"""
    return _change_investment(investment_id, dict(body))


@bp.patch(f"/investments/<{ID}:investment_id>")
@bp.input(s.InvestmentPatch, arg_name="body")
@bp.output(s.InvestmentOut)
@require("portfolio:read", "portfolio:write")
def change_investment(investment_id: int, body: s.InvestmentPatch) -> Any:
    """Change what is named, and leave the rest"""
    return _change_investment(investment_id, _named(body))


@bp.delete(f"/investments/<{ID}:investment_id>")
@bp.output({}, status_code=204)
@require("portfolio:write")
def delete_investment(investment_id: int) -> Any:
    """Remove an investment that has no activities but its opening purchase"""
    with transaction():
        opening_purchase.delete_investment(current_user_id(), investment_id)
    return ""


def _change_investment(investment_id: int, changed: dict[str, Any]) -> Any:
    with transaction():
        known = opening_purchase.get_investment(current_user_id(), investment_id)
        if changed.pop("portfolio", known.portfolio) != known.portfolio:
            raise Invalid(
                errors=[{"pointer": "/portfolio", "message": "An investment stays in its portfolio"}]
            )
        draft = _draft(known, changed)
        return msgspec.to_builtins(
            opening_purchase.update_investment(current_user_id(), investment_id, draft)
        )


def _draft(known: InvestmentView, changed: dict[str, Any]) -> InvestmentDraft:
    """Put changes over what is known, and read that as if all of it had been sent."""
    sent = {"portfolio", *s.InvestmentIn.model_fields}
    before = {name: value for name, value in msgspec.to_builtins(known).items() if name in sent}
    if before["purchase_price"] is None:
        before["quantity"] = None
    said = dict(s.InvestmentIn.model_validate(before)) | changed
    del said["portfolio"]
    return InvestmentDraft(**said)


def _named(body: Any) -> dict[str, Any]:
    """Return the fields that a PATCH names."""
    return {name: getattr(body, name) for name in body.model_fields_set}
