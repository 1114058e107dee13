"""HTTP routes for accounts: what there is, what they hold day by day, and stating it."""

from __future__ import annotations

from datetime import date
from typing import Any

from apiflask import APIBlueprint

from app.db import transaction
from app.domain.banking.accounts import service as accounts
from app.domain.banking.accounts.service import show_account
from app.errors import NotFound
from app.security import current_user_id, require
from blueprints.banking.schemas import accounts as s
from blueprints.kit import ID

bp = APIBlueprint("accounts", __name__, tag="Accounts")

ONE = f"/accounts/<{ID}:account_id>"


@bp.get("/accounts")
@bp.input(s.AccountsQuery, location="query", arg_name="query")
@bp.output(s.AccountsOut)
@require("accounts:read")
def list_accounts(query: s.AccountsQuery) -> Any:
    """List your accounts with what they hold, newest first"""
    page = accounts.list_accounts(
        current_user_id(), hidden=query.hidden, limit=query.limit, cursor=query.cursor
    )
    return page._asdict()


@bp.post("/accounts")
@bp.input(s.AccountIn, arg_name="body")
@bp.output(s.AccountOut, status_code=201)
@require("accounts:write")
def create_account(body: s.AccountIn) -> Any:
    """Add an account of your own"""
    with transaction():
        return show_account(accounts.create_account(current_user_id(), body.model_dump()))


@bp.get(ONE)
@bp.output(s.AccountOut)
@require("accounts:read")
def get_account(account_id: int) -> Any:
    """Show one of your accounts"""
    return show_account(accounts.get_account(current_user_id(), account_id))


@bp.put(ONE)
@bp.input(s.AccountIn, arg_name="body")
@bp.output(s.AccountOut)
@require("accounts:read", "accounts:write")
def replace_account(account_id: int, body: s.AccountIn) -> Any:
    """Replace what is said of an account; its currency and number only where you made it yourself"""
    with transaction():
        return show_account(accounts.edit_account(current_user_id(), account_id, body.model_dump()))


@bp.patch(ONE)
@bp.input(s.AccountPatch, arg_name="body")
@bp.output(s.AccountOut)
@require("accounts:read", "accounts:write")
def edit_account(account_id: int, body: s.AccountPatch) -> Any:
    """Change some of what is said of an account"""
    changes = body.model_dump(include=body.model_fields_set)
    with transaction():
        return show_account(accounts.edit_account(current_user_id(), account_id, changes))


@bp.delete(ONE)
@bp.output({}, status_code=204)
@require("accounts:write")
def delete_account(account_id: int) -> Any:
    """Delete an account that no transaction is tied to; others can be hidden"""
    with transaction():
        accounts.delete_account(current_user_id(), account_id)
    return ""


@bp.get(f"{ONE}/balances")
@bp.input(s.BalancesQuery, location="query", arg_name="query")
@bp.output(s.BalancesOut)
@require("accounts:read")
def show_balances(account_id: int, query: s.BalancesQuery) -> Any:
    """Show what an account held at the end of each day, and what transactions do not explain of it"""
    return accounts.show_balances(current_user_id(), account_id, query.first, query.last)


@bp.post(f"{ONE}/balances")
@bp.input(s.BalanceIn, arg_name="body")
@bp.output(s.AccountOut, status_code=201)
@require("accounts:read", "accounts:write")
def state_balance(account_id: int, body: s.BalanceIn) -> Any:
    """State what an account held at the end of a day; said again, it is replaced"""
    with transaction():
        return show_account(accounts.state_balance(current_user_id(), account_id, body.on, body.balance))


@bp.delete(f"{ONE}/balances/<day>")
@bp.output({}, status_code=204)
@require("accounts:write")
def take_back(account_id: int, day: str) -> Any:
    """Take back a balance that you stated"""
    try:
        on = date.fromisoformat(day)
    except ValueError as exc:
        raise NotFound from exc
    with transaction():
        accounts.take_back(current_user_id(), account_id, on)
    return ""
