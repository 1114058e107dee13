"""Basiq: what its events say, how its transactions are fetched, and what they are in our words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.domain.banking.feed.connectors.basiq import Basiq
from app.domain.banking.feed.ports import (
    Begun,
    Hint,
    KeyRefused,
    Link,
    Person,
    UnreadableEvent,
    UnreadableTransaction,
)
from app.domain.banking.posting.keys import bank_day
from app.outbound.errors import BrokenAnswer, ForeignLink, ProviderAway, ProviderError, ProviderRefused
from tests.support.provider_stub import Asked, ProviderStub, Reply, provider_stub

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINK = Link("u-1", "c-1", {}, None)
HERE = Basiq("https://au-api.basiq.io", "key")


@pytest.fixture
def stub() -> Iterator[ProviderStub]:
    clock.freeze(NOON)
    with provider_stub() as running:
        yield running


def row(row_id: str = "t-1", **fields: Any) -> dict[str, Any]:
    """A transaction as Basiq's reference has it."""
    return {
        "type": "transaction", "id": row_id, "status": "posted", "description": "WOOLWORTHS 1294 SYDNEY",
        "amount": "-124.69", "currency": "AUD", "account": "a-1", "balance": "302.14", "direction": "debit",
        "class": "payment", "connection": "c-1", "transactionDate": "", "postDate": "2026-02-27T00:00:00Z",
        "enrich": None, **fields,
    }  # fmt: skip


def served(stub: ProviderStub, *booked: Any, pending: Any = (), **more: Any) -> Basiq:
    """Let the stub hold these rows; `more` are further members of every page."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/token":
            return Reply({"access_token": f"token-{stub.paths().count('/token')}", "expires_in": 3600})
        rows = pending if "'pending'" in asked.query["filter"] else booked
        return Reply({"type": "list", "data": list(rows), "links": {}, **more})

    stub.answer = answer
    return Basiq(stub.url, "key")


def failing(stub: ProviderStub, reply: Reply) -> Basiq:
    stub.answer = lambda asked: Reply({"access_token": "t"}) if asked.path == "/token" else reply
    return Basiq(stub.url, "key")


# --- events --------------------------------------------------------------------------------------


def event(event_type: str = "transactions.updated", entity: Any = None, **headers: str) -> Hint:
    where = "https://au-api.basiq.io/users/u-1/transactions?filter=connection.id.eq('c-1')"
    body = {"eventTypeId": event_type, "eventId": "e-1", "links": {"eventEntity": entity or where}}
    [hint] = HERE.events(json.dumps(body).encode(), headers)
    return hint


def test_an_event_of_transactions_says_whose_and_which_connection() -> None:
    hint = event(**{"webhook-id": "msg_1"})
    assert hint == Hint("msg_1", "transactions.updated", "u-1", "c-1", None, "transactions", None)


def test_an_event_without_a_message_id_is_known_by_its_own() -> None:
    assert event().event_id == "e-1"


@pytest.mark.parametrize(
    ("event_type", "state"),
    [
        ("connection.created", "active"),
        ("connection.activated", "active"),
        ("connection.invalidated", "needs_reauth"),
        ("connection.deleted", "deleted"),
    ],
)
def test_an_event_of_a_connection_says_its_state(event_type: str, state: str) -> None:
    hint = event(event_type, "https://au-api.basiq.io/users/u-1/connections/c-9")
    assert (hint.kind, hint.state, hint.external_id) == ("connection", state, "c-9")


@pytest.mark.parametrize("event_type", ["consent.revoked", "consent.expired", "user.deleted"])
def test_an_event_of_the_whole_user_names_no_connection(event_type: str) -> None:
    hint = event(event_type, "https://au-api.basiq.io/users/u-1/consents/x")
    assert (hint.kind, hint.external_user, hint.external_id) == ("connection", "u-1", None)


@pytest.mark.parametrize("event_type", ["account.updated", "user.created", "something.new"])
def test_an_event_of_nothing_that_matters_is_ignored(event_type: str) -> None:
    assert event(event_type, "x").kind == "ignored"


def test_an_encoded_link_is_read_as_well() -> None:
    link = "https://au-api.basiq.io/users/u-1/transactions?filter=connection.id.eq%28%27c-2%27%29"
    assert event(entity=link).external_id == "c-2"


@pytest.mark.parametrize(
    "link",
    ["https://au-api.basiq.io/users/a%2Fb/transactions", "https://x/users/..", "https://[", 7, "users",
     "https://x/users/a'),x/y", "https://x/users/" + "a" * 101],
)  # fmt: skip
def test_an_event_whose_link_names_no_user_is_unreadable(link: Any) -> None:
    with pytest.raises(UnreadableEvent):
        event(entity=link)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'{"eventTypeId": 1.5}', b"[" * 100_000])
def test_a_body_that_is_no_event_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        HERE.events(body, {})


# --- fetching ------------------------------------------------------------------------------------


def test_the_first_fetch_asks_for_all_pending_and_all_booked_rows(stub: ProviderStub) -> None:
    fetched = served(stub, row(), pending=[row("p-1", status="pending", postDate=None)]).fetch(LINK, [])
    assert [(each.external_id, each.booked) for each in fetched.transactions] == [
        (None, False),
        ("t-1", True),
    ]
    assert (fetched.pending_complete, fetched.cursor, fetched.problems) == (True, "2026-02-27", [])
    assert [asked.query.get("filter") for asked in stub.asked[1:]] == [
        "connection.id.eq('c-1'),transaction.status.eq('pending')",
        "connection.id.eq('c-1'),transaction.status.eq('posted')",
    ]


def test_the_next_fetch_asks_from_ten_days_before_the_cursor(stub: ProviderStub) -> None:
    served(stub).fetch(LINK._replace(cursor="2026-02-27"), [])
    assert stub.asked[-1].query["filter"].endswith(",transaction.postDate.gteq('2026-02-17')")
    assert "postDate" not in stub.asked[-2].query["filter"]


@pytest.mark.parametrize(
    ("post_date", "cursor"),
    [
        ("2026-03-05T00:00:00Z", "2026-02-20"),
        ("2026-01-01T00:00:00Z", "2026-02-20"),
        ("2026-02-28", "2026-02-28"),
    ],
)
def test_the_cursor_goes_neither_back_nor_past_today(stub: ProviderStub, post_date: str, cursor: str) -> None:
    link = LINK._replace(cursor="2026-02-20")
    assert served(stub, row(postDate=post_date)).fetch(link, []).cursor == cursor


def test_a_cursor_that_is_none_asks_for_everything(stub: ProviderStub) -> None:
    served(stub).fetch(LINK._replace(cursor="x'),y"), [])
    assert "postDate" not in stub.asked[-1].query["filter"]


def test_the_token_is_asked_for_as_basiq_wants_it_and_kept_half_an_hour(stub: ProviderStub) -> None:
    basiq = served(stub)
    for minutes in (0, 29, 31):
        clock.freeze(NOON + timedelta(minutes=minutes))
        basiq.fetch(LINK, [])
    first = stub.asked[0]
    assert (first.method, first.headers["authorization"], first.body) == (
        "POST",
        "Basic key",
        b"scope=SERVER_ACCESS",
    )
    assert first.headers["basiq-version"] == "3.0"
    assert stub.paths().count("/token") == 2


def test_a_token_that_was_revoked_is_replaced_once(stub: ProviderStub) -> None:
    basiq = served(stub, row())
    honest = stub.answer
    stub.answer = lambda asked: (
        Reply(status=401) if asked.headers["authorization"] == "Bearer token-1" else honest(asked)
    )
    assert len(basiq.fetch(LINK, []).transactions) == 1
    assert stub.paths().count("/token") == 2


def test_a_refusal_that_stays_needs_the_person_again(stub: ProviderStub) -> None:
    with pytest.raises(ProviderRefused) as refused:
        failing(stub, Reply(status=401)).fetch(LINK, [])
    assert not isinstance(refused.value, KeyRefused)
    assert len(stub.asked) == 4  # two tokens, two tries


def test_a_refused_api_key_is_no_connections_fault(stub: ProviderStub) -> None:
    stub.answer = lambda _: Reply(status=403)
    with pytest.raises(KeyRefused):
        Basiq(stub.url, "wrong").fetch(LINK, [])


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=403), ProviderRefused),
        (Reply(status=404), ProviderRefused),
        (Reply(status=429, headers={"Retry-After": "9"}), ProviderAway),
        (Reply(status=500), ProviderAway),
        (Reply(b'{"data": [{"id'), BrokenAnswer),
        (Reply({"data": [row()] * 9}, cut=True), BrokenAnswer),
        (Reply({"data": {}}), BrokenAnswer),
        (Reply([]), BrokenAnswer),
        (Reply({"data": [], "links": {"next": "/users/u-1/transactions?page=2"}}), BrokenAnswer),
        (Reply({"data": [], "links": {"next": 7}}), BrokenAnswer),
        (Reply({"data": [], "links": {"next": "http://evil.example/x?next=2"}}), ForeignLink),
        (Reply({"data": [row()], "links": {"next": "/users/u-1/transactions?next=2"}}), BrokenAnswer),
    ],
)
def test_an_answer_that_cannot_be_used_raises_its_error(
    stub: ProviderStub, reply: Reply, error: type[ProviderError]
) -> None:
    with pytest.raises(error):
        failing(stub, reply).fetch(LINK, [])
    assert len(stub.asked) <= 3


def test_an_answer_without_a_token_is_broken(stub: ProviderStub) -> None:
    stub.answer = lambda _: Reply({"access_token": ["x"]})
    with pytest.raises(BrokenAnswer):
        Basiq(stub.url, "no token").fetch(LINK, [])


def test_pages_are_followed_by_their_cursor_alone_and_each_row_is_taken_once(stub: ProviderStub) -> None:
    after = {None: ("b", "t-1"), "b": ("c", "t-1"), "c": (None, "t-2")}

    def answer(asked: Asked) -> Reply:
        if asked.path == "/token":
            return Reply({"access_token": "t"})
        following, row_id = after[asked.query.get("next")]
        link = following and f"{stub.url}/users/SOMEONE-ELSE/transactions?next={following}"
        return Reply({"data": [row(row_id)], "links": {"next": link}})

    stub.answer = answer
    fetched = Basiq(stub.url, "key").fetch(LINK, [])
    assert [each.external_id for each in fetched.transactions] == ["t-1", "t-2"]
    assert {path for path in stub.paths() if path != "/token"} == {"/users/u-1/transactions"}


def test_rows_of_another_connection_are_left_out(stub: ProviderStub) -> None:
    assert served(stub, row(), row("t-2", connection="c-2")).fetch(LINK, []).transactions[1:] == []


def test_a_row_that_cannot_be_read_does_not_lose_the_others(stub: ProviderStub) -> None:
    fetched = served(stub, row("bad", amount="12.345"), 7, row("good")).fetch(LINK, [])
    assert [each.external_id for each in fetched.transactions] == ["good"]
    assert fetched.problems == [
        "bad: '12.345' is not an exact amount of AUD.",
        "Row 2: This is no transaction.",
    ]


@pytest.mark.parametrize(
    "link",
    [LINK._replace(external_user=None), LINK._replace(external_user="../token"),
     LINK._replace(external_id="c'),transaction.status.eq('posted")],
)  # fmt: skip
def test_a_link_with_ids_that_are_none_is_not_asked_for(stub: ProviderStub, link: Link) -> None:
    with pytest.raises(ProviderRefused):
        served(stub).fetch(link, [])
    assert stub.asked == []


def linking(asked: Asked) -> Reply:
    return Reply({"id": "u-9"}) if asked.path == "/users" else Reply({"access_token": "for-browser"})


def test_linking_creates_the_user_once_and_leads_to_basiqs_consent(stub: ProviderStub) -> None:
    stub.answer = linking
    basiq, person = Basiq(stub.url, "key"), Person(7, "ada", "ada@example.com")
    expected = Begun("u-9", "https://consent.basiq.io/home?token=for-browser")
    assert basiq.begin_link(person, None) == basiq.begin_link(person, "u-9") == expected
    assert stub.paths() == ["/token", "/users", "/token", "/token"]
    assert json.loads(stub.asked[1].body) == {"email": "ada@example.com"}
    assert stub.asked[2].body == b"scope=CLIENT_ACCESS&userId=u-9"


# --- rows ----------------------------------------------------------------------------------------


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


# --- days and currencies ---------------------------------------------------------------------------


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


def test_accounts_are_not_asked_for_where_every_row_has_its_currency(stub: ProviderStub) -> None:
    served(stub, row()).fetch(LINK, [])
    assert not any(path.endswith("/accounts") for path in stub.paths())


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
