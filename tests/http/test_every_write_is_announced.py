"""Each write pushes its rows, what is gone and the totals: once, by the write itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.realtime.sessions import mark_online
from tests.http.test_bt_pay import add
from tests.http.test_editing import DRAFT, RULES, T, ask, patch
from tests.support.accounts import Account, Headers
from tests.support.feed import coffee
from tests.support.imports import Feed, Importer
from tests.support.listener import log_of
from tests.support.money import flush
from tests.support.person import Person
from tests.support.statements import bt_csv

FILE = bt_csv(
    "2026-01-05,2026-01-05,Cafea la colt,R1,-12.50,,", "2026-01-06,2026-01-06,Chirie ianuarie,R2,-1500.00,,"
)
BETWEEN_TWO_S = 0.06
"""Totals that follow others within 50 ms wait for their turn."""


class News(NamedTuple):
    """What an owner's screens were sent since the last look: rows and their states, and how many totals."""

    rows: list[tuple[str, str]]
    totals: int


class Screen:
    """A user's own room and their totals."""

    def __init__(self, person: Person) -> None:
        self._app, self._id = person.app, person.id
        self._seen = {f"user:{self._id}": 0, f"bank:{self._id}": 0}
        self.news()

    def news(self) -> News:
        time.sleep(BETWEEN_TWO_S)
        rows = sorted(
            pair
            for name, data in self._new(f"user:{self._id}")
            if "transaction" in name
            for pair in _rows(data)
        )
        totals = [name for name, _ in self._new(f"bank:{self._id}")]
        assert set(totals) <= {"metrics.updated"}
        return News(rows, len(totals))

    def _new(self, audience: str) -> list[tuple[str, Any]]:
        found = log_of(self._app, audience)
        before, self._seen[audience] = self._seen[audience], len(found)
        return [(name, envelope["data"]) for name, envelope in found[before:]]


def _rows(data: Any) -> list[tuple[str, str]]:
    return [(each["transaction_id"], each["state"]) for each in (data if isinstance(data, list) else [data])]


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    return Importer(app, client, account, sign_in(account))


@pytest.fixture
def kept(ana: Importer) -> Screen:
    """Two stored rows, `o` that went out and `i` that came in, and a screen that has seen all so far."""
    add(ana, "o", account="A", direction="out", description="Railway ticket")
    add(ana, "i", account="B", direction="in", description="Railway refund")
    return Screen(ana)


def once(*names: str, state: str = "stored") -> News:
    return News(sorted((name, state) for name in names), 1)


def test_an_edit_with_a_category_is_pushed_once(ana: Importer, kept: Screen) -> None:
    assert patch(ana, "o", category="TRAVEL", notes="by train").status_code == 200
    assert kept.news() == once("o")


def test_many_at_once_with_category_and_tag_are_pushed_once(ana: Importer, kept: Screen) -> None:
    body = {"transaction_ids": ["o", "i"], "category": "TRAVEL", "add_tag": "trip"}
    assert ask(ana, "POST", f"{T}/bulk", body).json == {"changed": 2}
    assert kept.news() == once("o", "i")


def test_a_category_that_becomes_a_rule(ana: Importer, kept: Screen) -> None:
    body = {"category": "TRAVEL", "as_rule": True}
    assert ask(ana, "POST", "/finance/api/bt-pay/transactions/o/category", body).status_code == 200
    assert kept.news() == once("o")


def test_a_split(ana: Importer, kept: Screen) -> None:
    parts = [{"amount": 40, "category": "TRAVEL"}, {"amount": 60, "category": "TRAVEL"}]
    assert ask(ana, "PUT", f"{T}/o/splits", {"parts": parts}).status_code == 200
    assert kept.news() == once("o")


def test_a_transfer_made_and_taken_apart(ana: Importer, kept: Screen) -> None:
    assert ask(ana, "POST", f"{T}/o/transfer", {"with": "i"}).status_code == 200
    assert kept.news() == once("o", "i")
    assert ask(ana, "DELETE", f"{T}/o/transfer").status_code == 200
    assert kept.news() == once("o", "i")


def test_a_run_of_rules_and_its_undo(ana: Importer, kept: Screen) -> None:
    assert ask(ana, "POST", RULES, DRAFT).status_code == 201
    run = ask(ana, "POST", f"{RULES}/run", {}).json
    assert (run["changed"], kept.news()) == (2, once("o", "i"))
    assert ask(ana, "POST", f"{RULES}/runs/{run['id']}/undo").json == {"restored": 2}
    assert kept.news() == once("o", "i")


def test_what_is_categorised_at_a_word(ana: Importer) -> None:
    add(ana, "lidl", merchant="LIDL", description="LIDL", direction="out")
    screen = Screen(ana)
    assert ask(ana, "POST", "/finance/api/bt-pay/categorize/").json["categorized"] == 1
    assert screen.news() == once("lidl")


def test_an_import_pushes_totals_alone_and_its_undo_what_is_gone(ana: Importer) -> None:
    screen = Screen(ana)
    done = ana.keep_file(FILE)
    ids = [row.transaction_id for row in ana.rows()]
    assert (len(ids), screen.news()) == (2, News([], 1))
    assert ana.act(done["id"], "undo").json["removed"] == 2
    assert screen.news() == once(*ids, state="removed")


def test_a_webhook_and_the_unlinking_that_erases(ana: Importer) -> None:
    feed, screen = Feed(ana), Screen(ana)
    feed.tell(amount="-12.50", description="Cafea", occurred_at="2026-01-05T07:00:00Z")
    (name,) = [row.transaction_id for row in ana.rows()]
    assert screen.news() == once(name)
    assert ask(ana, "DELETE", f"/api/connectors/connections/{feed.id}?data=erase").status_code == 204
    assert screen.news() == once(name, state="removed")


def test_an_unlinking_that_keeps_the_rows_pushes_nothing_of_them(ana: Importer) -> None:
    feed = Feed(ana)
    feed.tell(amount="-12.50", description="Cafea", occurred_at="2026-01-05T07:00:00Z")
    screen = Screen(ana)
    assert ask(ana, "DELETE", f"/api/connectors/connections/{feed.id}?data=keep").status_code == 204
    assert screen.news() == News([], 0)


def test_what_another_service_hands_in(ana: Importer, someone: Callable[..., Person]) -> None:
    screen = Screen(ana)
    body = {"user": ana.id, "source": "ledger", "transactions": [coffee("t-1"), coffee("t-2")]}
    assert ask(someone("service"), "POST", "/api/internal/transactions", body).json["stored"] == 2
    assert screen.news() == once("t-1", "t-2")


@pytest.mark.parametrize("merchant", [None, "LIDL"])
def test_a_flush_pushes_totals_once_whether_or_not_it_finds_categories(
    ana: Importer, merchant: str | None
) -> None:
    ana.send(("2026-01-05T07:00:00Z", 1250), merchant=merchant, description=merchant)
    screen = Screen(ana)
    flush(ana.app)
    assert screen.news() == News([("t-1", "stored")] if merchant else [], 1)


def test_a_flush_of_many_users_pushes_totals_to_those_who_are_online(
    ana: Importer, someone: Callable[..., Person]
) -> None:
    bob = someone()
    screens = Screen(ana), Screen(bob)
    for each in (ana, bob):
        each.send(("2026-01-05T07:00:00Z", 1250), category="TRAVEL")
    with ana.app.app_context():
        mark_online({bob.id})
    flush(ana.app)
    assert [screen.news().totals for screen in screens] == [0, 1]


def test_what_is_refused_pushes_nothing(ana: Importer, kept: Screen) -> None:
    body = {"transaction_ids": ["o", "nowhere"], "category": None, "add_tag": "trip"}
    assert ask(ana, "POST", f"{T}/bulk", body).status_code == 404
    assert kept.news() == News([], 0)
