"""What comes by API is categorised like what comes from a bank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.db import transaction
from app.domain.banking.categories.assignment import set_category
from app.domain.banking.intake.flush_categories import categorise_flushed
from app.domain.banking.intake.tables import FlushedRange
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from tests.support.accounts import Account, Headers
from tests.support.listener import log_of
from tests.support.money import flush
from tests.support.person import Person

BATCH = "/api/transactions/batch"
GROCERIES = "FOOD_AND_DRINK_GROCERIES"


@pytest.fixture
def ana(
    app: APIFlask,
    client: FlaskClient,
    make_user: Callable[..., Account],
    sign_in: Callable[..., Headers],
) -> Person:
    account = make_user()
    return Person(app, client, account, sign_in(account))


def send(person: Person, *rows: dict[str, Any]) -> None:
    said = [
        {"transaction_id": f"t-{place}", "amount": 5, "status": "SUCCESS", **each}
        for place, each in enumerate(rows)
    ]
    answer = person.client.post(BATCH, json=said, headers=person.headers)
    assert answer.json == {"accepted": len(rows), "rejected": []}


def kept(person: Person, name: str = "t-0") -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"/api/transactions/{name}")
    return found


def told(person: Person) -> list[tuple[str, str | None]]:
    """The ids and categories that the owner's screen was told of with `transaction.updated`."""
    log = log_of(person.app, f"user:{person.id}")
    found = [envelope["data"] for name, envelope in log if name.endswith(".updated")]
    each = [one for data in found for one in (data if isinstance(data, list) else [data])]
    return [(one["transaction_id"], one["category"]) for one in each if "category" in one]


def left(app: APIFlask) -> int:
    with app.app_context():
        return db.session.query(FlushedRange).count()


@pytest.mark.parametrize("field", ["merchant", "description"])
def test_a_known_shop_is_categorised_and_told(ana: Person, field: str) -> None:
    send(ana, {field: "Lidl"})
    flush(ana.app)
    row = kept(ana)
    assert (row["category"], row["category_source"], row["merchant"]) == (GROCERIES, "merchant", "Lidl")
    assert (told(ana), left(ana.app)) == ([("t-0", GROCERIES)], 0)


def test_an_unknown_shop_stays_uncategorised_and_is_not_asked_about_again(ana: Person) -> None:
    send(ana, {"description": "qwx zzrt"})
    flush(ana.app)
    assert (kept(ana)["category"], told(ana), left(ana.app)) == (None, [("t-0", None)], 0)


def test_a_merchant_stays_as_its_sender_wrote_it(ana: Person) -> None:
    send(ana, {"merchant": "LIDL 0216 CLUJ-NAPOCA"})
    flush(ana.app)
    assert (kept(ana)["merchant"], kept(ana)["category"]) == ("LIDL 0216 CLUJ-NAPOCA", GROCERIES)


def test_a_sent_category_is_never_overwritten(ana: Person) -> None:
    learn(ana, "Lidl", "GENERAL_MERCHANDISE")
    send(ana, {"merchant": "Lidl", "category": "TRAVEL"})
    flush(ana.app)
    assert (kept(ana)["category"], kept(ana)["category_source"]) == ("TRAVEL", "user")


def learn(person: Person, merchant: str, category: str) -> None:
    body = {"transaction_id": "taught", "amount": 5, "status": "SUCCESS", "merchant": merchant}
    person.client.post(BATCH, json=[body], headers=person.headers)
    flush(person.app)
    with person.app.app_context(), transaction():
        set_category(person.id, ["taught"], category)


def test_what_the_owner_taught_counts_for_them_alone(ana: Person, make_user: Any, sign_in: Any) -> None:
    account = make_user()
    ben = Person(ana.app, ana.client, account, sign_in(account))
    learn(ana, "Lidl", "TRAVEL")
    for person in (ana, ben):
        send(person, {"merchant": "Lidl"})
    flush(ana.app)
    assert (kept(ana)["category"], kept(ana)["category_source"]) == ("TRAVEL", "correction")
    assert (kept(ben)["category"], kept(ben)["category_source"]) == (GROCERIES, "merchant")


def test_the_owners_rules_run_over_all_that_they_match(ana: Person) -> None:
    rule = {
        "name": "Rent",
        "conditions": [{"field": "description", "op": "contains", "value": "landlord"}],
        "actions": [{"do": "set_category", "category": "TRAVEL"}, {"do": "add_tag", "tag": "flat"}],
    }
    assert ana.client.post("/api/rules", json=rule, headers=ana.headers).status_code == 201
    send(
        ana, {"description": "To my landlord"}, {"description": "landlord", "category": "RENT_AND_UTILITIES"}
    )
    flush(ana.app)
    found = [
        (row["category"], row["category_source"], row["tags"]) for row in map(kept, [ana] * 2, ["t-0", "t-1"])
    ]
    assert found == [("TRAVEL", "rule", ["flat"]), ("RENT_AND_UTILITIES", "user", ["flat"])]
    assert {name for name, _ in told(ana)} == {"t-0", "t-1"}


def test_money_that_came_in_is_not_groceries(ana: Person) -> None:
    send(ana, {"description": "Salary March", "direction": "in"})
    flush(ana.app)
    assert (kept(ana)["category"] or kept(ana)["suggested_category"] or "").startswith("INCOME")


def test_many_rows_are_left_to_a_job_and_found_again(ana: Person) -> None:
    """A worker that dies before it commits leaves them as they are here: stored, and noted."""
    send(ana, *({"merchant": "Lidl"} for _ in range(1_001)))
    flush(ana.app)
    assert (kept(ana)["category"], left(ana.app)) == (None, 1)
    with ana.app.app_context():
        assert (categorise_flushed(), categorise_flushed()) == (1_001, 0)
    assert (kept(ana, "t-1000")["category"], left(ana.app), len(told(ana))) == (GROCERIES, 0, 1_000)


def test_what_somebody_set_meanwhile_stays(ana: Person) -> None:
    send(ana, *({"merchant": "Lidl"} for _ in range(1_001)))
    flush(ana.app)
    with ana.app.app_context():
        with transaction():
            set_category(ana.id, ["t-7"], "TRAVEL")
        categorise_flushed()
    assert [kept(ana, name)["category_source"] for name in ("t-7", "t-8")] == ["user", "correction"]


def test_rows_of_banks_in_the_same_range_are_not_touched(ana: Person) -> None:
    send(ana, *({"merchant": "Lidl"} for _ in range(1_001)))
    flush(ana.app)
    with ana.app.app_context(), transaction() as session:
        session.query(Transaction).filter_by(transaction_id="t-3").update({"source": "import"})
    with ana.app.app_context():
        assert categorise_flushed() == 1_000
    assert kept(ana, "t-3")["category"] is None
