"""Holds that files tell of: their booking changes them in place, whoever tells of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers
from tests.support.imports import Feed, Importer
from tests.support.statements import camt053

IBAN = "DE02120300000000202051"


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def camt(*rows: tuple[str, str, str, str]) -> str:
    """Rows: day in January, status, amount, text."""
    return camt053(
        *(
            f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{status}</Sts>'
            f"<BookgDt><Dt>2026-01-{day}</Dt></BookgDt><AddtlNtryInf>{text}</AddtlNtryInf></Ntry>"
            for day, status, amount, text in rows
        )
    )


HELD, BOOKED = ("05", "PDNG", "10.00", "Shop A"), ("06", "BOOK", "10.00", "Shop A")


def told(person: Importer) -> list[tuple[str, int]]:
    return [(row.status, row.amount) for row in person.rows()]


def test_a_later_file_books_the_hold_of_an_earlier_one(ana: Importer) -> None:
    ana.keep_file(camt(HELD))
    (held,) = ana.rows()
    for _ in range(2):
        assert ana.keep_file(camt(BOOKED))["new"] == 0
    (row,) = ana.rows()
    assert (row.id, row.status, row.occurred_at.day) == (held.id, "SUCCESS", 6)


def test_a_hold_that_booked_on_its_own_day_is_booked_in_place(ana: Importer) -> None:
    ana.keep_file(camt(HELD))
    ana.keep_file(camt(("05", "BOOK", "10.00", "Shop A")))
    assert told(ana) == [("SUCCESS", 1000)]


def test_the_file_with_the_hold_brought_after_its_booking_adds_nothing(ana: Importer) -> None:
    ana.keep_file(camt(BOOKED))
    assert ana.keep_file(camt(HELD))["new"] == 0
    assert told(ana) == [("SUCCESS", 1000)]


@pytest.mark.parametrize(
    "other",
    [("06", "BOOK", "10.01", "Shop A"), ("06", "BOOK", "10.00", "Baker"), ("28", "BOOK", "10.00", "Shop A")],
)
def test_another_payment_leaves_the_hold(ana: Importer, other: tuple[str, str, str, str]) -> None:
    ana.keep_file(camt(HELD))
    ana.keep_file(camt(other))
    assert [status for status, _ in told(ana)] == ["PENDING", "SUCCESS"]


def test_two_holds_and_one_booking_leave_one_hold(ana: Importer) -> None:
    ana.keep_file(camt(HELD, HELD))
    ana.keep_file(camt(BOOKED))
    assert sorted(told(ana)) == [("PENDING", 1000), ("SUCCESS", 1000)]
    ana.keep_file(camt(BOOKED, BOOKED))
    assert told(ana) == [("SUCCESS", 1000)] * 2


def test_the_preview_shows_the_hold_beside_its_booking(ana: Importer) -> None:
    ana.keep_file(camt(HELD))
    (row,) = ana.preview(camt(BOOKED))["rows"]
    assert (row["duplicate"], row["twin"]["status"]) == (True, "PENDING")


def test_a_booking_that_a_person_keeps_stands_beside_the_hold(ana: Importer) -> None:
    ana.keep_file(camt(HELD))
    seen = ana.preview(camt(BOOKED))
    assert ana.commit(seen["id"], keep=[seen["rows"][0]["line"]])["new"] == 1
    assert told(ana) == [("PENDING", 1000), ("SUCCESS", 1000)]


def test_a_feed_books_the_hold_of_a_file(ana: Importer) -> None:
    ana.keep_file(camt(HELD))
    (held,) = ana.rows()
    Feed(ana).tell(amount="-10.00", currency="EUR", description="SHOP A", occurred_at="2026-01-07T09:00:00Z")
    (row,) = ana.rows()
    assert (row.id, row.status, row.source) == (held.id, "SUCCESS", "inbox")


def test_a_hold_that_a_later_file_leaves_out_stays_and_is_told(ana: Importer) -> None:
    ana.keep_file(camt(HELD))
    done = ana.keep_file(camt(("04", "BOOK", "1.00", "Tea"), ("09", "BOOK", "2.00", "Tea")))
    assert done["unconfirmed"] == 1
    held, *_ = ana.rows()
    assert (held.status, held.details["unconfirmed"]) == ("PENDING", True)


def test_a_hold_outside_a_files_days_is_nothing_to_tell(ana: Importer) -> None:
    ana.keep_file(camt(HELD))
    assert (
        ana.keep_file(camt(("01", "BOOK", "1.00", "Tea"), ("04", "BOOK", "2.00", "Tea")))["unconfirmed"] == 0
    )
