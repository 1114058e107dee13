"""Accounts and what they hold, as Basiq tells of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.banking.accounts.bank_balance import BankAccount, BankBalance
from app.domain.banking.accounts.tables import AccountKind
from app.domain.banking.feed.ports import Fetched
from app.outbound.errors import ProviderAway
from tests.support.provider_stub import Asked, ProviderStub, Reply
from tests.unit.basiq.told import LINK, account, row, served


def fetched(stub: ProviderStub, *accounts: Any, zone: str = "UTC") -> Fetched:
    return served(stub, row(), accounts=accounts).fetch(LINK._replace(zone=zone), [])


def test_an_account_is_told_with_what_it_held_when_its_bank_was_last_asked(stub: ProviderStub) -> None:
    found = fetched(stub, account())
    assert found.accounts == [
        BankAccount(account="a-1", name="Everyday", number="062000123456", kind=AccountKind.CURRENT)
    ]
    assert found.balances == [
        BankBalance(account="a-1", currency="AUD", on=date(2026, 3, 1), balance=30_214, is_closing=False)
    ]
    assert (
        stub.paths()[-1] == "/users/u-1/accounts"
    )  # after the rows: a newer balance is put right, an older not


def test_its_day_is_the_day_where_its_owner_is(stub: ProviderStub) -> None:
    (balance,) = fetched(stub, account(), zone="America/New_York").balances
    assert balance.on == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("type", "kind"),
    [("savings", "savings"), ("credit-card", "card"), ("mortgage", "loan"), ("investment", "brokerage"),
     ("insurance", None), (None, None)],
)  # fmt: skip
def test_its_kind_is_basiqs(stub: ProviderStub, type: str | None, kind: str | None) -> None:
    (found,) = fetched(stub, account(**{"class": {"type": type}})).accounts
    assert found.kind == kind


def test_what_is_owed_is_below_zero(stub: ProviderStub) -> None:
    (balance,) = fetched(stub, account(balance="-1204.50")).balances
    assert balance.balance == -120_450


@pytest.mark.parametrize(
    "fields",
    [{"balance": None}, {"balance": ""}, {"balance": "12.345"}, {"balance": "much"}, {"currency": None}],
)
def test_a_balance_that_is_none_is_left_out(stub: ProviderStub, fields: dict[str, Any]) -> None:
    found = fetched(stub, account(**fields))
    assert (found.balances, [each.account for each in found.accounts]) == ([], ["a-1"])


@pytest.mark.parametrize("when", [None, "soon", "2027-01-01T00:00:00Z"])
def test_a_moment_that_is_none_or_to_come_is_now(stub: ProviderStub, when: str | None) -> None:
    (balance,) = fetched(stub, account(lastUpdated=when)).balances
    assert balance.on == date(2026, 3, 1)


def test_accounts_of_another_connection_and_what_is_no_account_are_left_out(stub: ProviderStub) -> None:
    others = [account("a-2", connection="c-2"), 7, {}, {"id": None}, account("a-3", connection="")]
    found = fetched(stub, account(), *others)
    assert [each.account for each in found.accounts] == ["a-1", "a-3"]


@pytest.mark.parametrize(
    "reply", [Reply(status=403), Reply(status=404), Reply(status=500), Reply(b"{"), Reply([])]
)
def test_rows_do_not_wait_for_accounts_that_cannot_be_had(stub: ProviderStub, reply: Reply) -> None:
    found = without_accounts(stub, row(), reply=reply)
    assert (len(found.transactions), found.accounts, found.balances) == (1, [], [])


def test_rows_that_need_an_accounts_currency_wait_for_it(stub: ProviderStub) -> None:
    with pytest.raises(ProviderAway):
        without_accounts(stub, row(currency=None), reply=Reply(status=500))
    assert served(stub, row(currency=None), accounts=[account()]).fetch(LINK, []).problems == []


def without_accounts(stub: ProviderStub, *rows: Any, reply: Reply) -> Fetched:
    basiq = served(stub, *rows)
    honest = stub.answer

    def answer(asked: Asked) -> Reply:
        return reply if asked.path.endswith("/accounts") else honest(asked)

    stub.answer = answer
    return basiq.fetch(LINK, [])
