"""The intake's pure rules: what a row says, what its fingerprint covers, which moments a day has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.days import day_range, day_start
from app.domain.banking.intake.new_transaction import NewTransaction, decode_one, queue_row, semantic_errors
from app.domain.banking.ledger.views import TransactionView
from app.strict_json import field_error

RECEIVED = "2026-03-01T12:00:00.000Z"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZONES = st.sampled_from(sorted(available_timezones()))
TEXT = st.none() | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=5)
Said = tuple[int, str, str | None, str | None, datetime | None]
said = st.tuples(
    st.integers(0, 9),
    st.sampled_from(["EUR", "JPY"]),
    TEXT,
    TEXT,
    st.none() | st.sampled_from([NOON, NOON + timedelta(milliseconds=1)]),
)


def new(**fields: Any) -> NewTransaction:
    return NewTransaction(
        **{"transaction_id": "t-1", "user": 1, "amount": 1050, "status": "SUCCESS", **fields}
    )


def fingerprint(received_at: str = RECEIVED, **fields: Any) -> str:
    return queue_row(new(**fields), caller=1, default_currency="EUR", received_at=received_at).content_hash


def view(**fields: Any) -> TransactionView:
    queued = queue_row(new(**fields), caller=1, default_currency="EUR", received_at=RECEIVED)
    return msgspec.json.decode(queued.payload, type=TransactionView)


# --- the fingerprint -----------------------------------------------------------------------------


def test_rows_of_before_keep_their_fingerprint() -> None:
    """They were taken by the version that knew neither direction, account nor category."""
    before = "b7f0524903aa7a3624bd5ada6428d4e9"
    assert fingerprint(merchant="Lidl") == before
    assert fingerprint(merchant="Lidl", direction="out", account="") == before


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 1051},
        {"currency": "USD"},
        {"status": "PENDING"},
        {"description": "rent"},
        {"merchant": "Lidl"},
        {"occurred_at": NOON},
        {"direction": "in"},
        {"account": "a"},
        {"category": "FOOD_AND_DRINK"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_field_that_a_sender_says_changes_the_fingerprint(change: dict[str, Any]) -> None:
    assert fingerprint(**change) != fingerprint()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"currency": "EUR"}),
        ({"description": None}, {"description": ""}),
        ({"merchant": None}, {"merchant": ""}),
        ({"occurred_at": NOON}, {"occurred_at": NOON.astimezone(timezone(timedelta(hours=9)))}),
    ],
    ids=["default currency", "empty description", "empty merchant", "another zone"],
)
def test_the_same_said_in_two_ways_has_one_fingerprint(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert fingerprint(**one) == fingerprint(**other)


def test_sending_the_same_again_later_has_the_same_fingerprint() -> None:
    assert fingerprint(received_at="2026-03-02T00:00:00.000Z") == fingerprint()


@pytest.mark.parametrize(
    ("one", "other"),
    [(("ab", "c"), ("a", "bc")), (("rent", None), (None, "rent")), (("None", "x"), (None, "x")),
     (("a', 'b", "c"), ("a", "b', 'c"))],
)  # fmt: skip
def test_a_text_that_moves_from_one_field_to_the_next_is_other_content(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None]
) -> None:
    prints = [fingerprint(description=each[0], merchant=each[1]) for each in (one, other)]
    assert prints[0] != prints[1]


@settings(derandomize=True)
@given(said, said)
def test_fingerprints_are_equal_exactly_where_what_was_said_is(one: Said, other: Said) -> None:
    names = ("amount", "currency", "description", "merchant", "occurred_at")
    same = [value or None for value in one[1:]] == [value or None for value in other[1:]] and one[0] == other[
        0
    ]
    prints = [fingerprint(**dict(zip(names, each, strict=True))) for each in (one, other)]
    assert (prints[0] == prints[1]) == same


# --- the row for the queue -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("currency", "twin"), [("EUR", "10.50"), ("JPY", "1050"), ("BHD", "1.050"), (None, "10.50")]
)
def test_an_amount_has_its_decimal_twin(currency: str | None, twin: str) -> None:
    assert view(currency=currency).amount_decimal == twin


def test_what_a_sender_left_out_is_filled_in() -> None:
    found = view()
    assert (found.currency, found.occurred_at, found.received_at) == ("EUR", RECEIVED, RECEIVED)
    assert (found.id, found.state, found.source, found.category) == (None, "queued", "intake", None)


def test_a_moment_is_shown_in_utc() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert view(occurred_at=at).occurred_at == "2026-03-01T14:30:00.000Z"


# --- what is wrong with a row --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({}, []),
        ({"currency": "JPY", "occurred_at": NOON}, []),
        ({"currency": "XYZ"}, ["/currency"]),
        ({"currency": "XAU"}, ["/currency"]),  # gold has no minor unit
        ({"currency": "eur"}, ["/currency"]),
        ({"occurred_at": datetime(1899, 12, 31, tzinfo=UTC)}, ["/occurred_at"]),
        ({"occurred_at": datetime(1900, 1, 1, tzinfo=UTC)}, []),
        ({"occurred_at": datetime(2200, 12, 31, tzinfo=UTC)}, []),
        ({"occurred_at": datetime(2201, 1, 1, tzinfo=UTC)}, ["/occurred_at"]),
    ],
)
def test_what_a_type_cannot_say_is_checked(fields: dict[str, Any], pointers: list[str]) -> None:
    assert [error["pointer"] for error in semantic_errors(new(**fields))] == pointers


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"amount": -1}, "/amount"),
        ({"amount": 1.0}, "/amount"),
        ({"status": None}, "/status"),
        ({"colour": "red"}, "/colour"),
        ({"a/b~c": 1}, "/a~1b~0c"),  # RFC 6901, section 3
        ({"back`tick": 1}, "/back`tick"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_refusal_points_at_its_field(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        decode_one({"transaction_id": "t-1", "user": 1, "amount": 1, "status": "SUCCESS", **change})
    assert field_error(caught.value)["pointer"] == pointer


@pytest.mark.parametrize("missing", ["transaction_id", "amount", "status"])
def test_a_missing_field_is_pointed_at(missing: str) -> None:
    whole = {"transaction_id": "t-1", "user": 1, "amount": 1, "status": "SUCCESS"}
    with pytest.raises(msgspec.ValidationError) as caught:
        decode_one({name: value for name, value in whole.items() if name != missing})
    assert field_error(caught.value)["pointer"] == f"/{missing}"


@pytest.mark.parametrize("raw", [None, 7, "text", [], True])
def test_what_is_no_object_is_refused_as_a_whole(raw: Any) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        decode_one(raw)
    assert field_error(caught.value)["pointer"] == ""


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)],
    ids=["any day", "clocks go forward", "clocks go back"],
)
def test_a_day_in_bucharest_has_the_hours_that_its_clocks_show(day: date, hours: int) -> None:
    since, until = day_range(day, day, "Europe/Bucharest")
    assert since is not None
    assert until == since + timedelta(hours=hours)


@settings(derandomize=True)
@given(st.dates(date(1971, 1, 1), date(2037, 12, 30)), ZONES)
def test_every_moment_of_a_day_falls_on_that_day(day: date, zone: str) -> None:
    since, until = day_range(day, day, zone)
    assert since is not None
    assert until is not None
    moments = [since, since + (until - since) / 2, until - timedelta(microseconds=1)]
    # Samoa skipped 30 December 2011: such a day has no moment at all.
    assert until <= since or {moment.astimezone(ZoneInfo(zone)).date() for moment in moments} == {day}


def test_a_range_without_ends_has_none() -> None:
    assert day_range(None, None, "Europe/Bucharest") == (None, None)


def test_a_day_begins_at_midnight_where_the_user_is() -> None:
    assert day_start(date(2026, 7, 1), "Asia/Tokyo") == datetime(2026, 6, 30, 15, tzinfo=UTC)
