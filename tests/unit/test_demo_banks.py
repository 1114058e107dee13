"""The demo's banks go on where a start ended."""

from __future__ import annotations

from typing import Any

from launch.demo.balances import last_balance
from simulators.basiq_bank import Bank


def account(connection_id: int | None, currency: str, balance: int | None) -> dict[str, Any]:
    return {"connection_id": connection_id, "currency": currency, "balance": balance}


def test_a_bank_goes_on_from_what_its_account_held_last() -> None:
    accounts = [account(None, "AUD", 1), account(3, "EUR", 2), account(3, "AUD", 809_512)]
    assert last_balance(accounts, 3, "AUD") == 809_512
    assert last_balance(accounts, 4, "AUD") is None
    assert last_balance([account(3, "AUD", None)], 3, "AUD") is None


def test_what_a_bank_states_is_what_it_began_with_and_its_rows() -> None:
    bank = Bank("user-1", "connection-1", seed=0)
    bank.begin_with(809_512)
    bank.add({"status": "posted", "amount": "-9.50"})
    assert bank.balance == "8085.62"
