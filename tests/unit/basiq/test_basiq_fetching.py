"""Fetching."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app import clock
from app.domain.banking.feed.connectors.basiq import Basiq
from app.domain.banking.feed.ports import (
    Begun,
    KeyRefused,
    Link,
    Person,
)
from app.outbound.errors import BrokenAnswer, ForeignLink, ProviderAway, ProviderError, ProviderRefused
from tests.support.provider_stub import Asked, ProviderStub, Reply
from tests.unit.basiq.told import LINK, NOON, failing, row, served


def test_the_first_fetch_asks_for_all_pending_and_all_booked_rows(stub: ProviderStub) -> None:
    fetched = served(stub, row(), pending=[row("p-1", status="pending", postDate=None)]).fetch(LINK, [])
    assert [(each.external_id, each.booked) for each in fetched.transactions] == [
        (None, False),
        ("t-1", True),
    ]
    assert (fetched.pending_complete, fetched.cursor, fetched.problems) == (True, "2026-02-27", [])
    assert [asked.query.get("filter") for asked in stub.asked if asked.path.endswith("/transactions")] == [
        "connection.id.eq('c-1'),transaction.status.eq('pending')",
        "connection.id.eq('c-1'),transaction.status.eq('posted')",
    ]


def test_the_next_fetch_asks_from_ten_days_before_the_cursor(stub: ProviderStub) -> None:
    served(stub).fetch(LINK._replace(cursor="2026-02-27"), [])
    pending, booked = (asked for asked in stub.asked if asked.path.endswith("/transactions"))
    assert booked.query["filter"].endswith(",transaction.postDate.gteq('2026-02-17')")
    assert "postDate" not in pending.query["filter"]


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
    filters = [asked.query["filter"] for asked in stub.asked if asked.path.endswith("/transactions")]
    assert len(filters) == 2
    assert "postDate" not in "".join(filters)


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
    assert set(stub.paths()) == {"/token", "/users/u-1/transactions", "/users/u-1/accounts"}


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
