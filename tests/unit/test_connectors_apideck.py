"""Apideck: what its events say, how documents are fetched, and what they are in our words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.domain.banking.accounts.bank_balance import BankAccount
from app.domain.banking.feed.connectors.apideck import Apideck
from app.domain.banking.feed.ports import (
    Begun,
    Fetched,
    Hint,
    KeyRefused,
    Link,
    Person,
    UnreadableEvent,
    UnreadableTransaction,
)
from app.outbound.errors import BrokenAnswer, ProviderAway, ProviderError, ProviderRefused
from tests.support.apideck import HERE, payment, read
from tests.support.provider_stub import Asked, ProviderStub, Reply, provider_stub

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINK = Link("consumer-1", "xero", {}, None)


@pytest.fixture
def stub() -> Iterator[ProviderStub]:
    clock.freeze(NOON)
    with provider_stub() as running:
        yield running


def hint(entity_id: str = "p-1", kind: str = "payment", user: str = "consumer-1") -> Hint:
    return Hint("e-1", f"accounting.{kind}.updated", user, "xero", (kind, entity_id), "transactions", None)


def fetch(stub: ProviderStub, *hints: Hint, link: Link = LINK) -> Fetched:
    return Apideck(stub.url, "key", "app-1").fetch(link, hints)


def sent(value: Any) -> Reply:
    return Reply(json.dumps(value, default=str).replace('"49.99"', "49.99").encode())


def listing(stub: ProviderStub, **rows: list[Any]) -> None:
    """Let each list hold these rows, by the end of its path."""

    def answer(asked: Asked) -> Reply:
        return sent({"data": rows.get(asked.path.split("/")[-1], []), "meta": {"cursors": {"next": None}}})

    stub.answer = answer


# --- events --------------------------------------------------------------------------------------


def event(**payload: Any) -> Hint:
    whole = {
        "event_id": "e-1",
        "service_id": "xero",
        "consumer_id": "consumer-1",
        "entity_id": "p-1",
        **payload,
    }
    [found] = HERE.events(json.dumps({"payload": whole}).encode(), {"x-apideck-idempotency-key": "other"})
    return found


@pytest.mark.parametrize("verb", ["created", "updated", "deleted"])
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("payment", "payment"),
        ("bill_payment", "bill_payment"),
        ("expense", "expense"),
        ("transaction", "payment"),
    ],
)
def test_an_event_of_money_names_what_to_fetch(said: str, kind: str, verb: str) -> None:
    event_type = f"accounting.{said}.{verb}"
    expected = Hint("e-1", event_type, "consumer-1", "xero", (kind, "p-1"), "transactions", None)
    assert event(event_type=event_type) == expected


@pytest.mark.parametrize("event_type", ["accounting.invoice.created", "crm.lead.created", "*", None, 7])
def test_an_event_of_nothing_that_matters_is_ignored(event_type: Any) -> None:
    assert event(event_type=event_type).kind == "ignored"


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"payload": null}', b'{"validation": true}'])
def test_a_request_that_validates_the_address_is_ignored(body: bytes) -> None:
    [found] = HERE.events(body, {})
    assert (found.kind, len(found.event_id)) == ("ignored", 64)


@pytest.mark.parametrize("missing", ["consumer_id", "service_id", "entity_id"])
def test_an_event_of_money_must_say_whose(missing: str) -> None:
    with pytest.raises(UnreadableEvent):
        event(event_type="accounting.payment.created", **{missing: None})


@pytest.mark.parametrize(
    ("verb", "entity", "state"),
    [
        ("callable", {}, "active"),
        ("token_refresh.recovered", {}, "active"),
        ("token_refresh.failed", {}, "needs_reauth"),
        ("revoked", {"state": "callable"}, "needs_reauth"),
        ("disabled", {}, "disabled"),
        ("deleted", {}, "deleted"),
        ("updated", {"state": "callable"}, "active"),
        ("updated", {"state": "invalid"}, "needs_reauth"),
        ("updated", {"state": "callable", "enabled": False}, "disabled"),
        ("created", {"state": "added"}, None),
        ("downstream.degraded", {}, None),
    ],
)
def test_a_vault_event_says_the_connections_state(
    verb: str, entity: dict[str, Any], state: str | None
) -> None:
    entity = {"consumer_id": "consumer-2", "service_id": "xero", **entity}
    found = event(event_type=f"vault.connection.{verb}", service_id="apideck-vault", entity=entity)
    assert (found.kind, found.external_user, found.external_id) == ("connection", "consumer-2", "xero")
    assert found.state == state


@pytest.mark.parametrize("body", [b"", b"\xff", b"NaN", b"[" * 100_000])
def test_a_body_that_is_no_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        HERE.events(body, {})


# --- fetching ------------------------------------------------------------------------------------


def test_an_entity_is_fetched_once_with_the_four_headers(stub: ProviderStub) -> None:
    stub.answer = lambda _: sent({"data": payment()})
    fetched = fetch(stub, hint(), hint(), link=LINK._replace(cursor="kept"))
    [asked] = stub.asked
    assert asked.path == "/accounting/payments/p-1"
    assert asked.headers["authorization"] == "Bearer key"
    assert {name: value for name, value in asked.headers.items() if name.startswith("x-apideck")} == {
        "x-apideck-app-id": "app-1", "x-apideck-consumer-id": "consumer-1", "x-apideck-service-id": "xero",
    }  # fmt: skip
    assert [each.external_id for each in fetched.transactions] == ["xero:payment:p-1"]
    assert (fetched.cursor, fetched.pending_complete) == ("kept", False)


@pytest.mark.parametrize(("kind", "where"), [("bill_payment", "bill-payments"), ("expense", "expenses")])
def test_each_kind_is_fetched_where_it_is(stub: ProviderStub, kind: str, where: str) -> None:
    stub.answer = lambda _: sent({"data": payment("a/b")})
    assert fetch(stub, hint("a/b", kind)).transactions[0].external_id == f"xero:{kind}:a/b"
    assert stub.paths() == [f"/accounting/{where}/a%2Fb"]


def test_an_account_is_told_by_its_name_and_by_the_id_that_expenses_give(stub: ProviderStub) -> None:
    unnamed = payment("x-1", type="expense", account=None, account_id="3")
    iban = payment("p-2", bank_account={"iban": "DE02120300000000202051"})
    listing(stub, payments=[payment(), iban], expenses=[unnamed])
    assert fetch(stub).accounts == (
        BankAccount(account="Current", name="Current", number="3"),
        BankAccount(account="DE02120300000000202051", name="Current"),
    )


def test_a_hint_of_somebody_else_is_not_fetched(stub: ProviderStub) -> None:
    assert fetch(stub, hint(user="consumer-2")) == Fetched([], False, None, [], [])
    assert stub.asked == []


@pytest.mark.parametrize(
    "reply", [Reply(status=404), Reply(status=410), sent({"data": payment(status="voided")})]
)
def test_what_is_gone_or_void_is_removed(stub: ProviderStub, reply: Reply) -> None:
    stub.answer = lambda _: reply
    fetched = fetch(stub, hint())
    assert (fetched.transactions, fetched.removed, fetched.problems) == ([], ["xero:payment:p-1"], [])


def test_a_sync_lists_every_kind_and_keeps_the_moment_it_began(stub: ProviderStub) -> None:
    listing(stub, payments=[payment()], expenses=[payment("x-1", type="expense")])
    fetched = fetch(stub)
    assert [each.external_id for each in fetched.transactions] == ["xero:payment:p-1", "xero:expense:x-1"]
    assert stub.paths() == ["/accounting/payments", "/accounting/bill-payments", "/accounting/expenses"]
    assert fetched.cursor == "2026-03-01T12:00:00.000Z"


def test_the_next_sync_asks_for_what_changed_since_a_day_before(stub: ProviderStub) -> None:
    listing(stub)
    fetch(stub, link=LINK._replace(cursor="2026-03-01T12:00:00.000Z"))
    assert stub.asked[0].query == {"limit": "200", "filter[updated_since]": "2026-02-28T12:00:00.000Z"}


def test_a_list_is_followed_by_its_cursor(stub: ProviderStub) -> None:
    def answer(asked: Asked) -> Reply:
        page = asked.query.get("cursor", "1")
        following = "2" if page == "1" else None
        rows = [payment(f"p-{page}")] if asked.path.endswith("/payments") else []
        return sent(
            {"data": rows, "meta": {"cursors": {"next": following}}, "links": {"next": "http://evil/"}}
        )

    stub.answer = answer
    assert [each.external_id for each in fetch(stub).transactions] == ["xero:payment:p-1", "xero:payment:p-2"]


def test_a_program_that_cannot_filter_is_asked_for_everything(stub: ProviderStub) -> None:
    refusal = Reply({"type_name": "UnsupportedFiltersError"}, status=400)
    stub.answer = lambda asked: (
        refusal if "filter[updated_since]" in asked.query else sent({"data": [payment()]})
    )
    fetched = fetch(stub, link=LINK._replace(cursor="2026-03-01T12:00:00.000Z"))
    assert len(fetched.transactions) == 3


def test_a_kind_that_the_program_does_not_have_is_passed_over(stub: ProviderStub) -> None:
    missing = Reply({"type_name": "ConnectorOperationUnsupportedError"}, status=400)
    stub.answer = lambda asked: sent({"data": [payment()]}) if "expenses" in asked.path else missing
    assert len(fetch(stub).transactions) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply({"type_name": "UnauthorizedError"}, status=401), KeyRefused),
        (Reply({"type_name": "ConnectorCredentialsError"}, status=401), ProviderRefused),
        (Reply(status=403), ProviderRefused),
        (Reply(status=429, headers={"Retry-After": "5"}), ProviderAway),
        (Reply(status=500), ProviderAway),
        (Reply(b'{"data": ['), BrokenAnswer),
        (Reply({"data": "x"}), BrokenAnswer),
        (Reply({"data": [], "meta": {"cursors": {"next": 7}}}), BrokenAnswer),
        (Reply({"data": [], "meta": {"cursors": {"next": "same"}}}), BrokenAnswer),
        (Reply(status=400), BrokenAnswer),
    ],
)
def test_an_answer_that_cannot_be_used_raises_its_error(
    stub: ProviderStub, reply: Reply, error: type[ProviderError]
) -> None:
    stub.answer = lambda _: reply
    for hints in ([], [hint()]):
        with pytest.raises(error):
            fetch(stub, *hints)


@pytest.mark.parametrize("missing", ["external_user", "external_id"])
def test_a_link_without_consumer_or_service_is_not_asked_for(stub: ProviderStub, missing: str) -> None:
    with pytest.raises(ProviderRefused):
        fetch(stub, link=LINK._replace(**{missing: None}))


def test_a_row_that_cannot_be_read_does_not_lose_the_others(stub: ProviderStub) -> None:
    listing(stub, payments=[payment("bad", currency=None), payment("good"), 7])
    fetched = fetch(stub)
    assert [each.external_id for each in fetched.transactions] == ["xero:payment:good"]
    assert fetched.problems == [
        "bad: Nothing is not an ISO 4217 currency code.",
        "Row 3: It has no id that could be kept.",
    ]


def test_linking_opens_a_session_of_the_vault(stub: ProviderStub) -> None:
    stub.answer = lambda _: Reply({"data": {"session_uri": "https://vault.apideck.com/session/x"}})
    begun = Apideck(stub.url, "key", "app-1").begin_link(Person(7, "ada", "ada@example.com"), None)
    assert begun == Begun("tidewatch-7", "https://vault.apideck.com/session/x")
    [asked] = stub.asked
    assert (asked.method, asked.path) == ("POST", "/vault/sessions")
    assert (asked.headers["x-apideck-consumer-id"], asked.body) == ("tidewatch-7", b"{}")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil", "https://", "https://a\nb", None])
def test_a_session_that_is_no_web_address_is_not_given_to_a_browser(stub: ProviderStub, address: Any) -> None:
    stub.answer = lambda _: Reply({"data": {"session_uri": address}})
    with pytest.raises(BrokenAnswer):
        Apideck(stub.url, "key", "app-1").begin_link(Person(7, "ada", "ada@example.com"), "known")


# --- rows ----------------------------------------------------------------------------------------


def test_a_payment_in_our_words() -> None:
    found = read()
    assert (found.external_id, found.amount, found.currency, found.direction) == (
        "xero:payment:p-1",
        4999,
        "USD",
        "in",
    )
    assert (found.counterparty, found.description, found.account) == ("Ada Ltd", "INV-7", "Current")
    assert (found.booked, found.occurred_at) == (True, datetime(2026, 2, 27, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("fields", "direction"),
    [
        ({"type": "accounts_receivable"}, "in"),
        ({"type": "accounts_payable"}, "out"),
        ({"type": "accounts_receivable_credit"}, "out"),
        ({"type": "accounts_payable_overpayment"}, "in"),
        ({"type": "accounts_payable", "total_amount": -5}, "in"),
        ({"type": None, "customer": {"id": "1"}}, "in"),
        ({"type": None, "customer": None, "supplier": {"id": "1"}}, "out"),
        ({"type": None, "entity_type": "bill_payment"}, "out"),
        ({"type": "expense", "entity_type": "expense"}, "out"),
        ({"type": "refund", "entity_type": "expense"}, "in"),
        ({"type": None, "entity_type": "expense", "total_amount": -5}, "in"),
    ],
)
def test_customers_pay_in_and_suppliers_are_paid(fields: dict[str, Any], direction: str) -> None:
    assert read(**fields).direction == direction


@pytest.mark.parametrize(
    ("amount", "minor"),
    [(5, 500), (Decimal("10.0"), 1000), (Decimal("0.30000000000000004"), 30), ("7.5", 750)],
)
def test_a_json_number_is_read_exactly_but_for_the_noise_of_doubles(amount: Any, minor: int) -> None:
    assert read(total_amount=amount).amount == minor


def test_an_expense_without_a_total_is_the_sum_of_its_lines() -> None:
    lines = [{"total_amount": Decimal("0.1")}, {"total_amount": Decimal("0.2")}, {"total_amount": 3}]
    assert read("expense", total_amount=None, line_items=lines).amount == 330


def test_a_draft_is_pending() -> None:
    assert read(status="draft").booked is False


def test_dates_fall_back_to_when_it_was_written() -> None:
    clock.freeze(NOON)
    assert read(transaction_date="", created_at="2026-02-01").occurred_at == datetime(
        2026, 2, 1, 12, tzinfo=UTC
    )
    assert read(transaction_date=None).occurred_at == NOON


@pytest.mark.parametrize(
    "change",
    [{"total_amount": 49.99}, {"total_amount": None}, {"total_amount": Decimal("0.005")},
     {"total_amount": True}, {"total_amount": Decimal("1e300")},
     {"total_amount": None, "line_items": [{"total_amount": None}]},
     {"total_amount": None, "line_items": [{"total_amount": Decimal("1e500000")}]},
     {"currency": None}, {"currency": "ZZZ"}, {"id": None}, {"id": "x" * 100}, {"entity_type": "invoice"},
     {"entity_type": []}, {"status": "voided"}],
    ids=str,
)  # fmt: skip
def test_a_document_that_cannot_be_read_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableTransaction):
        read(**change)


@pytest.mark.parametrize("written", ["2026-02-27", "2026-02-27T00:00:00.000Z"])
def test_a_day_of_the_books_is_that_day_where_the_person_is(stub: ProviderStub, written: str) -> None:
    stub.answer = lambda asked: sent({"data": payment(transaction_date=written)})
    [found] = fetch(stub, hint(), link=LINK._replace(zone="America/New_York")).transactions
    assert found.occurred_at == datetime(2026, 2, 27, 17, tzinfo=UTC)
