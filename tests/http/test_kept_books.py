"""Valuations that go on from kept books, through the real run: what they say is what all of it anew says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app import clock
from app.db import transaction
from app.domain.fx.ecb import EuroRate
from app.domain.fx.imports import store_rates
from app.domain.fx.tables import RateSource
from app.domain.portfolio.portfolios.service import note_new_prices
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.service import Close, store_closes
from app.domain.portfolio.returns.report import Performance
from app.domain.portfolio.valuations import kept_books
from app.domain.portfolio.valuations.compute import answer_questions
from app.domain.portfolio.valuations.questions import Question
from app.domain.portfolio.valuations.run import answer_one, value_portfolio
from app.domain.portfolio.valuations.tables import KeptBooks, StoredAnswer, ValuationDay
from app.extensions import db
from tests.http.test_portfolios import activities, portfolio
from tests.support.person import Person

NOW = datetime(2024, 6, 28, 12, tzinfo=UTC)
TODAY, FIRST = NOW.date(), date(2024, 1, 2)
PLAIN = Question(end=TODAY)
CURRENCIES = {"A": "EUR", "B": "USD", "C": "GBP"}
days = st.dates(FIRST, TODAY)
late_days = st.dates(TODAY - timedelta(days=7), TODAY)
amounts = st.integers(100, 90_000).map(lambda cents: str(Decimal(cents) / 100))


@pytest.fixture(autouse=True)
def books_are_kept_of_every_portfolio(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.freeze(NOW)
    monkeypatch.setattr(kept_books, "MIN_KEPT_ACTIVITIES", 0)


def bought(on: date, symbol: str = "A", price: str = "10", **fields: Any) -> dict[str, Any]:
    stated = {"quantity": "3", "unit_price": price, "fee": "1", "currency": CURRENCIES[symbol], **fields}
    return {"on": str(on), "type": "buy", "symbol": symbol, **stated}


class Books:
    """A portfolio of somebody, its edits, and what is known of its valuation."""

    def __init__(self, app: APIFlask, person: Person, **fields: Any) -> None:
        self.app, self.person = app, person
        self.number = portfolio(person, **fields)["id"]
        self.path = f"/api/portfolios/{self.number}"
        self.activities: list[int] = []
        self.removed: list[int] = []

    def add(self, *rows: dict[str, Any]) -> None:
        answer = activities(self.person, self.number, *rows)
        assert answer.status_code == 201, answer.json
        self.activities += [each["id"] for each in answer.json["items"]]

    def value(self) -> None:
        with self.app.app_context():
            value_portfolio(self.number)

    def kept(self) -> KeptBooks | None:
        with self.app.app_context(), transaction():
            found = db.session.get(KeptBooks, self.number)
            if found is not None:
                db.session.expunge(found)
            return found

    def answered(self) -> tuple[bytes, bytes, bool]:
        """Return what is stored, what answering anew says, and whether the days stored are those of it."""
        with self.app.app_context(), transaction():
            stored = db.session.get_one(StoredAnswer, (self.number, PLAIN.key))
            anew = answer_questions(db.session.get_one(Portfolio, self.number), [PLAIN])[PLAIN.key]
            v = ValuationDay
            rows = db.session.execute(
                db.select(v.on, v.value, v.twr).where(v.portfolio_id == self.number).order_by(v.on)
            )
            said = msgspec.json.decode(anew, type=Performance).series
            are_same = [tuple(row) for row in rows] == [(each.on, each.value, each.twr) for each in said]
            return stored.body, anew, are_same


Edit = Callable[[Books, st.DataObject], Any]


def _add(books: Books, data: st.DataObject) -> None:
    rows = [
        bought(data.draw(st.one_of(days, late_days)), data.draw(st.sampled_from("ABC")), data.draw(amounts)),
        {"on": str(data.draw(days)), "type": "deposit", "currency": "EUR", "amount": data.draw(amounts)},
        {
            "on": str(data.draw(late_days)),
            "type": "dividend",
            "symbol": "A",
            "currency": "EUR",
            "amount": "5",
        },
    ]
    books.add(data.draw(st.sampled_from(rows)))


def _change(books: Books, data: st.DataObject) -> Any:
    path = f"{books.path}/activities/{data.draw(st.sampled_from(books.activities))}"
    changed = {"on": str(data.draw(days)), "amount": data.draw(amounts)}
    name = data.draw(st.sampled_from(["on", "amount"]))
    return books.person.ask("PATCH", path, body={name: changed[name]})


def _remove(books: Books, data: st.DataObject) -> Any:
    number = data.draw(st.sampled_from(books.activities))
    answer = books.person.ask("DELETE", f"{books.path}/activities/{number}")
    if answer.status_code == 204:
        books.activities.remove(number)
        books.removed.append(number)


def _restore(books: Books, data: st.DataObject) -> Any:
    if books.removed:
        number = books.removed.pop()
        answer = books.person.ask("POST", f"{books.path}/activities/{number}/restore")
        assert answer.status_code == 200
        books.activities.append(number)


def _split(books: Books, data: st.DataObject) -> Any:
    row = {"type": "split", "symbol": "A", "quantity": "2", "currency": "EUR"}
    return activities(books.person, books.number, {**row, "on": str(data.draw(days))})


def _market_split(books: Books, data: st.DataObject) -> Any:
    body = {"symbol": data.draw(st.sampled_from("ABC")), "restated": data.draw(st.booleans())}
    split = {"on": str(data.draw(days)), "ratio": "3"}
    return books.person.ask("POST", f"{books.path}/prices", body={**body, "splits": [split]})


def _price(books: Books, data: st.DataObject) -> Any:
    symbol = data.draw(st.sampled_from("ABC"))
    close = {"on": str(data.draw(st.one_of(days, late_days))), "symbol": symbol, "price": data.draw(amounts)}
    return books.person.ask("POST", f"{books.path}/prices", body=[{**close, "currency": CURRENCIES[symbol]}])


def _market_price(books: Books, data: st.DataObject) -> Any:
    on = data.draw(st.one_of(days, late_days))
    with books.app.app_context(), transaction():
        store_closes(None, [Close(on, "B", Decimal(data.draw(amounts)), "USD")])
        note_new_prices([books.number], on)


def _rate(books: Books, data: st.DataObject) -> Any:
    with books.app.app_context(), transaction():
        on = data.draw(st.one_of(days, late_days))
        rate = Decimal(data.draw(st.integers(500, 2000))) / 1000
        store_rates([EuroRate(on, data.draw(st.sampled_from(["USD", "GBP"])), rate)], RateSource.ADMIN)


def _own_rate(books: Books, data: st.DataObject) -> Any:
    pair = {"from_currency": "USD", "to_currency": data.draw(st.sampled_from(["EUR", "GBP"]))}
    body = {"on": str(data.draw(st.one_of(days, late_days))), "rate": "0.81", **pair}
    return books.person.ask("POST", "/api/fx", body=body)


def _settings(books: Books, data: st.DataObject) -> Any:
    body = data.draw(
        st.sampled_from([{"cash": "tracked"}, {"cash": "implicit"}, {"currency": "USD"}, {"currency": "EUR"}])
    )
    return books.person.ask("PATCH", books.path, body=body)


def _bond(books: Books, data: st.DataObject) -> Any:
    first = books.person.get(f"/api/investments?portfolio={books.number}")["items"][0]
    body = {"percent_of_par": data.draw(st.booleans()), "sector": "energy"}
    return books.person.ask("PATCH", f"/api/investments/{first['id']}", body=body)


EDITS: dict[str, Edit] = {
    "add": _add, "add again": _add, "change": _change, "remove": _remove, "restore": _restore,
    "split": _split, "market split": _market_split, "price": _price, "market price": _market_price,
    "rate": _rate, "own rate": _own_rate, "settings": _settings, "bond": _bond,
}  # fmt: skip


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[each for each in Phase if each not in {Phase.explain, Phase.shrink}],
)
@given(st.data())
def test_after_any_edit_the_answer_is_that_of_the_whole_history(
    app: APIFlask, ana: Person, data: st.DataObject
) -> None:
    made = len(ana.get("/api/portfolios")["items"])
    books = Books(app, ana, name=f"Number {made}", cash=data.draw(st.sampled_from(["implicit", "tracked"])))
    books.add(*(bought(FIRST + timedelta(days=9 * n), "ABC"[n % 3], str(10 + n)) for n in range(9)))
    books.add({"on": "2024-03-05", "type": "sell", "symbol": "A", "quantity": "1.1", "unit_price": "12",
               "currency": "EUR"})  # fmt: skip
    books.value()
    for edit in data.draw(st.lists(st.sampled_from(sorted(EDITS)), min_size=3, max_size=6)):
        EDITS[edit](books, data)
        books.value()
        stored, anew, days_are_same = books.answered()
        assert stored == anew, edit
        assert days_are_same, edit


@pytest.fixture
def books(app: APIFlask, ana: Person) -> Books:
    made = Books(app, ana)
    made.add(*(bought(FIRST + timedelta(days=n)) for n in range(5)))
    made.value()
    return made


def test_after_an_activity_of_yesterday_the_kept_books_are_gone_on_from(books: Books) -> None:
    before = books.kept()
    assert before is not None
    books.add(bought(TODAY - timedelta(days=1), "B"))
    books.value()
    after = books.kept()
    assert after is not None
    assert (after.version, after.on) == (before.version, TODAY - timedelta(days=8))
    stored, anew, _ = books.answered()
    assert stored == anew


def test_what_changes_something_before_the_kept_day_has_them_kept_anew(books: Books) -> None:
    for edit in (
        lambda: books.add(bought(FIRST)),
        lambda: books.person.ask("DELETE", f"{books.path}/activities/{books.activities[0]}"),
        lambda: books.person.ask("PATCH", books.path, body={"cash": "tracked"}),
    ):
        before = books.kept()
        edit()
        books.value()
        after = books.kept()
        assert before is not None
        assert after is not None
        assert after.version > before.version


def test_books_of_another_basis_or_that_cannot_be_read_are_not_gone_on_from(books: Books) -> None:
    for change in ({"basis": "of an engine before"}, {"body": b"of another format"}):
        with books.app.app_context(), transaction():
            db.session.execute(db.update(KeptBooks).values(change))
        books.add(bought(TODAY))
        books.value()
        found = books.kept()
        assert found is not None
        assert len(found.basis) == 64
        stored, anew, _ = books.answered()
        assert stored == anew


def test_after_a_split_of_yesterday_nothing_is_kept(books: Books) -> None:
    split = {"type": "split", "symbol": "A", "quantity": "2", "currency": "EUR"}
    books.add({**split, "on": str(TODAY - timedelta(days=1))})
    books.value()
    assert books.kept() is None
    stored, anew, _ = books.answered()
    assert stored == anew


def test_books_kept_long_ago_are_continued_and_kept_again(books: Books) -> None:
    before = books.kept()
    clock.freeze(NOW + timedelta(days=60))
    books.value()
    after = books.kept()
    assert before is not None
    assert after is not None
    assert after.on - before.on == timedelta(days=60)
    with books.app.app_context(), transaction():
        question = Question(end=TODAY + timedelta(days=60))
        stored = db.session.get_one(StoredAnswer, (books.number, question.key)).body
        found = answer_questions(db.session.get_one(Portfolio, books.number), [question])
        assert stored == found[question.key]


def test_who_answers_first_keeps_the_books_too(books: Books) -> None:
    with books.app.app_context():
        with transaction():
            db.session.execute(db.delete(KeptBooks))
            db.session.execute(db.delete(StoredAnswer))
        answer_one(books.number, PLAIN.key)
    assert books.kept() is not None


def test_few_activities_are_not_kept(app: APIFlask, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    clock.freeze(NOW)
    made = Books(app, ana)
    made.add(bought(FIRST))
    made.value()
    assert made.kept() is None
