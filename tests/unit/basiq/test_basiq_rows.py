"""Rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.domain.banking.feed.connectors.basiq import Basiq
from app.domain.banking.feed.ports import (
    UnreadableTransaction,
)
from app.domain.banking.posting.keys import bank_day
from tests.support.provider_stub import Asked, ProviderStub, Reply
from tests.unit.basiq.told import HERE, LINK, NOON, row, served


def test_a_booked_row_in_our_words() -> None:
    enrich = {
        "merchant": {"businessName": "Woolworths"}, "location": {"suburb": "Sydney", "country": "Australia"},
        "category": {"mcc": {"code": "5411"}},
    }  # fmt: skip
    read = HERE.normalise(row(enrich=enrich, subClass={"title": "Supermarkets"}, reference="R1"))
    assert (read.amount, read.currency, read.direction, read.booked) == (12469, "AUD", "out", True)
    assert (read.merchant, read.mcc, read.category, read.account) == (
        "Woolworths",
        "5411",
        "Supermarkets",
        "a-1",
    )
    assert read.occurred_at == datetime(2026, 2, 27, 12, tzinfo=UTC)
    assert read.details == {
        "reference": "R1", "balance": "302.14", "city": "Sydney", "country": "Australia",
        "bank_class": "payment",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "direction", "expected"),
    [
        ("-1.00", "debit", ("out", 100)),
        ("1.00", "debit", ("out", 100)),
        ("1.00", "credit", ("in", 100)),
        ("-1.00", None, ("out", 100)),
        (Decimal("1.10"), "credit", ("in", 110)),
        (-3, "debit", ("out", 300)),
        ("0", "credit", ("in", 0)),
    ],
)
def test_the_sign_or_the_direction_says_which_way(amount: Any, direction: Any, expected: Any) -> None:
    read = HERE.normalise(row(amount=amount, direction=direction))
    assert (read.direction, read.amount) == expected


@pytest.mark.parametrize(
    ("transaction_date", "post_date", "expected"),
    [
        ("2026-02-25T10:00:00+10:00", "2026-02-27", datetime(2026, 2, 25, tzinfo=UTC)),
        ("", "2026-02-27T00:00:00Z", datetime(2026, 2, 27, 12, tzinfo=UTC)),
        (None, "", NOON),
        ("0001-01-01T00:00:00+14:00", "soon", NOON),
    ],
)
def test_an_empty_date_falls_back(transaction_date: Any, post_date: Any, expected: datetime) -> None:
    clock.freeze(NOON)
    assert HERE.normalise(row(transactionDate=transaction_date, postDate=post_date)).occurred_at == expected


@pytest.mark.parametrize(
    "change",
    [{"amount": 1.5}, {"amount": None}, {"amount": True}, {"amount": "1e3"}, {"amount": "NaN"},
     {"amount": Decimal("1e30")}, {"amount": Decimal("1e-9")}, {"amount": "9" * 5000}, {"amount": []},
     {"currency": None}, {"currency": "aud"}, {"currency": "XXX"}, {"currency": ["AUD"]},
     {"status": None}, {"status": "new"}, {"status": ["posted"]}, {"id": None}, {"id": ""}, {"id": "a\0"},
     {"id": "x" * 101}],
    ids=str,
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableTransaction):
        HERE.normalise(row(**change))


def test_text_that_a_table_cannot_hold_is_made_fit() -> None:
    read = HERE.normalise(row(description="\0A\ud800B\n" + "x" * 600, enrich={"merchant": "Woolworths"}))
    assert read.description.startswith("A B x")
    assert (len(read.description), read.merchant) == (500, None)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
@pytest.mark.parametrize("written", ["2026-02-27T00:00:00Z", "2026-02-27"])
def test_a_day_is_that_day_where_the_person_is(stub: ProviderStub, zone: str, written: str) -> None:
    bank = served(stub, row(postDate=written))
    [found] = bank.fetch(LINK._replace(zone=zone), []).transactions
    assert found.occurred_at.astimezone(ZoneInfo(zone)).date().isoformat() == "2026-02-27"
    assert bank_day(found) == "2026-02-27"


def with_accounts(stub: ProviderStub, booked: list[Any], accounts: Reply) -> Basiq:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/token":
            return Reply({"access_token": "t", "expires_in": 3600})
        if asked.path.endswith("/accounts"):
            return accounts
        return Reply({"data": [] if "'pending'" in asked.query["filter"] else booked, "links": {}})

    stub.answer = answer
    return Basiq(stub.url, "key")


def test_a_row_without_a_currency_takes_its_accounts(stub: ProviderStub) -> None:
    accounts = Reply({"data": [{"id": "a-1", "currency": "NZD"}, {"id": "a-2", "currency": "AUD"}]})
    rows = [row("t-1", currency=None), row("t-2", currency="", account="a-2"), row("t-3", account="a-3")]
    found = with_accounts(stub, rows, accounts).fetch(LINK, []).transactions
    assert [each.currency for each in found] == ["NZD", "AUD", "AUD"]


@pytest.mark.parametrize(
    "accounts", [Reply({"data": [{"id": "a-9", "currency": "NZD"}]}), Reply({"data": None}), Reply({}, 404)]
)
def test_a_row_whose_account_has_no_currency_either_is_told(stub: ProviderStub, accounts: Reply) -> None:
    fetched = with_accounts(stub, [row("t-1", currency=None), row("t-2")], accounts).fetch(LINK, [])
    assert [each.external_id for each in fetched.transactions] == ["t-2"]
    assert fetched.problems == ["t-1: Nothing is not an ISO 4217 currency code."]


names = st.sampled_from([*row(), "merchant", "category", "mcc", "code", "location", "subClass", "title"])
scalars = st.none() | st.booleans() | st.integers() | st.decimals() | st.text(st.characters(), max_size=9)
anything = st.recursive(
    scalars | st.sampled_from(["AUD", "posted", "1.00", "t-1"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=4),
    max_leaves=9,
)


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.dictionaries(names, anything, max_size=9))
def test_a_row_of_anything_is_read_or_refused(fields: dict[str, Any]) -> None:
    try:
        read = HERE.normalise(row(**fields))
    except UnreadableTransaction:
        return
    json.dumps(read.details).encode()
    f"{read.description}{read.merchant}{read.category}{read.account}".encode()
