"""Exchange rates over HTTP: everybody's, one's own, and who may see and say which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from tests.support.accounts import bearer
from tests.support.person import Person
from tests.support.rates import ecb_file

FRIDAY = "from=2026-10-30&to=2026-10-30"
MONDAY = {"2026-11-02": {"USD": "1.1000", "RON": "5.5000"}}


@pytest.fixture
def root(someone: Callable[..., Person]) -> Person:
    return someone("admin")


@pytest.fixture
def ben(someone: Callable[..., Person]) -> Person:
    return someone()


def rates(person: Person, pair: str, query: str = FRIDAY) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/api/fx/{pair}?{query}")["rates"]
    return found


def say(person: Person, pair: str, on: str, rate: Any) -> Any:
    body = {"on": on, "from": pair[:3], "to": pair[4:], "rate": rate}
    return person.client.post("/api/fx", json=body, headers=person.headers)


def bring(root: Person, content: Any) -> Any:
    how = (
        {"data": content, "content_type": "application/xml"}
        if isinstance(content, bytes)
        else {"json": content}
    )
    return root.client.post("/api/admin/fx/import", headers=root.headers, **how)


# --- the table -----------------------------------------------------------------------------------


def test_a_shipped_rate_is_shown_as_the_bank_said_it(ana: Person) -> None:
    assert rates(ana, "EUR/RON") == [
        {
            "on": "2026-10-30", "rate": "5.3447", "said_on": "2026-10-30",
            "source": "ecb", "kind": "direct", "stale": False,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pair", "kind", "rate"),
    [
        ("RON/EUR", "inverse", "0.187101240481"),  # 1 / 5.3447
        ("USD/RON", "cross", "4.78401360544"),  # 5.3447 / 1.1172
        ("RON/USD", "cross", "0.209029505866"),
    ],
)
def test_the_other_way_round_and_by_the_euro_it_is_reckoned(
    ana: Person, pair: str, kind: str, rate: str
) -> None:
    found = rates(ana, pair)[0]
    assert (found["kind"], found["rate"]) == (kind, rate)


def test_a_weekend_has_fridays_rate_and_says_so(ana: Person) -> None:
    found = rates(ana, "EUR/USD", "from=2026-10-24&to=2026-10-26")
    assert [(each["on"], each["said_on"]) for each in found] == [
        ("2026-10-24", "2026-10-23"),
        ("2026-10-25", "2026-10-23"),
        ("2026-10-26", "2026-10-26"),
    ]


def test_a_rate_is_stale_after_five_business_days(ana: Person) -> None:
    found = rates(ana, "EUR/USD", "from=2026-11-05&to=2026-11-10")
    assert [each["on"] for each in found if each["stale"]] == ["2026-11-09", "2026-11-10"]


def test_days_before_the_first_rate_are_named_and_have_none(ana: Person) -> None:
    found = ana.get("/api/fx/EUR/RON?from=2005-06-29&to=2005-07-01")
    assert [each["on"] for each in found["rates"]] == ["2005-07-01"]
    assert found["missing"] == {"from": "2005-06-29", "to": "2005-06-30"}


@pytest.mark.parametrize("pair", ["EUR/VND", "VND/EUR", "VND/USD", "KPW/VND"])
def test_a_currency_without_any_rate_is_a_gap_and_no_one(ana: Person, pair: str) -> None:
    assert ana.get(f"/api/fx/{pair}?{FRIDAY}") | {"from": "", "to": ""} == {
        "from": "", "to": "", "rates": [], "missing": {"from": "2026-10-30", "to": "2026-10-30"},
    }  # fmt: skip


def test_without_days_it_is_today_where_the_user_is(ana: Person) -> None:
    clock.freeze(datetime(2026, 10, 29, 16, tzinfo=UTC))
    ana.live_in("Asia/Tokyo")
    assert [each["on"] for each in rates(ana, "EUR/USD", "")] == ["2026-10-30"]
    assert [each["on"] for each in rates(ana, "EUR/USD", "from=2026-10-29")] == ["2026-10-29", "2026-10-30"]
    assert [each["on"] for each in rates(ana, "EUR/USD", "to=2026-10-28")] == ["2026-10-28"]


@pytest.mark.parametrize(
    ("path", "pointer", "words"),
    [
        ("GBp/EUR", "from_currency", "GBp is a hundredth of GBP"),
        ("EUR/ZAc", "to_currency", "divide amounts by 100"),
        ("usd/EUR", "from_currency", "capitals: USD"),
        ("EUR/XYZ", "to_currency", "Not an ISO 4217"),
        ("EURO/USD", "from_currency", "Not an ISO 4217"),
        ("EUR/EUR", "to_currency", "another currency"),
        ("EUR/USD?from=2026-10-02&to=2026-10-01", "to", "from `from` on"),
        ("EUR/USD?from=2000-01-01&to=2026-10-01", "to", "3700 days"),
        ("EUR/USD?from=yesterday", "from", "Expected a day"),
        ("EUR/USD?to=1761782400", "to", "Expected a day"),
    ],
)
def test_what_cannot_be_asked_is_named(ana: Person, path: str, pointer: str, words: str) -> None:
    answer = ana.client.get(f"/api/fx/{path}", headers=ana.headers)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert words in answer.json["errors"][0]["message"]


# --- one's own -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("pair", "rate"), [("EUR/USD", "2.5"), ("USD/EUR", "0.4")])
def test_ones_own_rate_beats_the_table_on_its_day_whichever_way_it_was_said(
    ana: Person, pair: str, rate: str
) -> None:
    assert say(ana, pair, "2026-10-29", rate).status_code == 201
    found = rates(ana, "EUR/USD", "from=2026-10-28&to=2026-10-30")
    assert [(each["rate"], each["source"]) for each in found] == [
        ("1.1133", "ecb"), ("2.5", "own"), ("1.1172", "ecb"),
    ]  # fmt: skip


def test_ones_own_rate_counts_in_cross_rates(ana: Person) -> None:
    """10 RON and 1.1172 USD to the euro."""
    say(ana, "EUR/RON", "2026-10-30", "10")
    found = rates(ana, "USD/RON")[0]
    assert (found["rate"], found["kind"], found["source"]) == ("8.95094880057", "cross", "own")


def test_ones_own_rate_of_a_pair_beats_the_cross_rate(ana: Person) -> None:
    say(ana, "USD/RON", "2026-10-30", "4.9")
    found = rates(ana, "USD/RON")[0]
    assert (found["rate"], found["kind"], found["source"]) == ("4.9", "direct", "own")


def test_a_currency_that_the_bank_does_not_know_lives_on_ones_own_rate(ana: Person) -> None:
    say(ana, "EUR/VND", "2026-10-20", "30000")
    found = rates(ana, "VND/USD")[0]
    assert (found["rate"], found["said_on"], found["stale"]) == ("0.00003724", "2026-10-20", True)


def test_a_currency_said_in_dollars_alone_reaches_the_euro(ana: Person) -> None:
    """25,000 dong to the dollar and 1.1172 dollars to the euro."""
    say(ana, "USD/VND", "2026-10-30", "25000")
    found = rates(ana, "EUR/VND")[0]
    assert (found["rate"], found["kind"], found["source"]) == ("27930", "cross", "own")


def test_nobody_sees_anothers_rates_or_takes_them_back(ana: Person, ben: Person, root: Person) -> None:
    say(ana, "EUR/USD", "2026-10-30", "2.5")
    say(ana, "EUR/VND", "2026-10-30", "30000")
    for other in (ben, root):
        assert rates(other, "EUR/USD")[0]["source"] == "ecb"
        assert rates(other, "EUR/VND") == []
        assert other.get("/api/fx")["items"] == []
        gone = other.client.delete("/api/fx/EUR/USD/2026-10-30", headers=other.headers)
        assert gone.status_code == 404
    assert rates(ana, "EUR/USD")[0]["rate"] == "2.5"


def test_the_same_day_again_replaces_and_the_list_shows_the_latest_day_first(ana: Person) -> None:
    for on, rate in (("2026-10-28", "1"), ("2026-10-30", "2"), ("2026-10-28", "3.50")):
        shown = {"on": on, "from": "EUR", "to": "USD", "rate": rate}
        assert say(ana, "EUR/USD", on, rate).json == shown
    page = ana.get("/api/fx?limit=1")
    assert [(each["on"], each["rate"]) for each in page["items"]] == [("2026-10-30", "2")]
    rest = ana.get(f"/api/fx?limit=1&cursor={page['next_cursor']}")
    assert [(each["on"], each["rate"]) for each in rest["items"]] == [("2026-10-28", "3.50")]


def test_a_rate_that_is_taken_back_counts_no_more(ana: Person) -> None:
    say(ana, "EUR/USD", "2026-10-30", "2.5")
    path = "/api/fx/EUR/USD/2026-10-30"
    assert ana.client.delete(path, headers=ana.headers).status_code == 204
    assert ana.client.delete(path, headers=ana.headers).status_code == 404
    assert rates(ana, "EUR/USD")[0]["source"] == "ecb"


@pytest.mark.parametrize("on", ["2026-02-30", "today", "20261030", "2026-10-30T00:00:00Z"])
def test_what_is_no_day_has_no_rate_to_take_back(ana: Person, on: str) -> None:
    assert ana.client.delete(f"/api/fx/EUR/USD/{on}", headers=ana.headers).status_code == 404


BAD_RATES = ["0", "-1", "NaN", "1,5", "", "1" * 10, "1." + "1" * 19, 0, -1, 1e-19, True, None, [], {}]


@pytest.mark.parametrize("rate", BAD_RATES)
def test_a_rate_that_is_none_is_refused(ana: Person, rate: Any) -> None:
    answer = say(ana, "EUR/USD", "2026-10-30", rate)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/rate")
    assert ana.get("/api/fx")["items"] == []


def test_a_json_number_is_taken_by_the_digits_it_was_written_with(ana: Person) -> None:
    assert say(ana, "EUR/USD", "2026-10-30", 1.1).json["rate"] == "1.1"
    assert say(ana, "EUR/USD", "2026-10-30", 2).json["rate"] == "2"
    assert say(ana, "EUR/USD", "2026-10-30", 1e-7).json["rate"] == "0.0000001"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"from": "GBp"}, "/from"),
        ({"to": "xxx"}, "/to"),
        ({"to": "EUR"}, ""),
        ({"on": "30.10.2026"}, "/on"),
        ({"on": 20_000}, "/on"),
        ({"on": "9999-12-31"}, "/on"),
        ({"more": 1}, "/more"),
    ],
)
def test_an_own_rate_that_is_not_valid_is_refused_by_its_field(
    ana: Person, change: dict[str, Any], pointer: str
) -> None:
    body = {"on": "2026-10-30", "from": "EUR", "to": "USD", "rate": "1.1"} | change
    answer = ana.client.post("/api/fx", json=body, headers=ana.headers)
    assert (answer.status_code, [each["pointer"] for each in answer.json["errors"]]) == (422, [pointer])


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [(["fx:read"], 200, 403), (["fx:write"], 403, 201), (["transactions:read", "profile:read"], 403, 403)],
)
def test_a_token_does_what_its_scopes_say(ana: Person, scopes: list[str], reads: int, writes: int) -> None:
    made = ana.client.post("/api/auth/tokens", json={"name": "t", "scopes": scopes}, headers=ana.headers).json
    program = Person(ana.app, ana.client, ana, bearer(made["token"]))  # type: ignore[arg-type]
    for path in ("/api/fx", "/api/fx/EUR/USD"):
        assert ana.client.get(path, headers=program.headers).status_code == reads
    assert say(program, "EUR/USD", "2026-10-30", "1.1").status_code == writes


# --- imports -------------------------------------------------------------------------------------


def test_the_banks_file_is_brought_by_an_administrator_for_everybody(root: Person, ana: Person) -> None:
    answer = bring(root, ecb_file(MONDAY))
    assert (answer.status_code, answer.json) == (200, {"received": 2, "stored": 2})
    assert bring(root, ecb_file(MONDAY)).json == {"received": 2, "stored": 0}
    found = rates(ana, "USD/RON", "from=2026-11-02&to=2026-11-02")[0]
    assert (found["rate"], found["said_on"], found["source"]) == ("5", "2026-11-02", "ecb")


def test_a_list_is_brought_either_way_round_and_called_the_administrators(root: Person, ana: Person) -> None:
    given = [
        {"on": "2026-11-02", "from": "EUR", "to": "USD", "rate": "1.25"},
        {"on": "2026-11-02", "from": "VND", "to": "EUR", "rate": "0.00004"},
    ]
    assert bring(root, given).json == {"received": 2, "stored": 2}
    found = rates(ana, "EUR/VND", "from=2026-11-02&to=2026-11-02")[0]
    assert (found["rate"], found["source"]) == ("25000", "admin")


def test_an_own_rate_beats_an_imported_one_of_its_day(root: Person, ana: Person) -> None:
    say(ana, "EUR/USD", "2026-11-02", "2")
    bring(root, ecb_file(MONDAY))
    assert rates(ana, "EUR/USD", "from=2026-11-02&to=2026-11-02")[0]["rate"] == "2"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400), (b"<a/>", 400), (b"<!DOCTYPE a><a/>", 400), (ecb_file({"2026-11-02": {"USD": "0"}}), 400),
        ([], 422), ({}, 422), ("x", 422), ([1], 422), ([{}], 422),
        ([{"on": "2026-11-02", "from": "USD", "to": "RON", "rate": "4.9"}], 422),
        ([{"on": "2026-11-02", "from": "EUR", "to": "USD", "rate": "1.1"}, {"on": "2026-11-02"}], 422),
        ([{"on": "2026-11-02", "from": "EUR", "to": "GBX", "rate": "1.1"}], 422),
    ],
)  # fmt: skip
def test_a_file_with_one_wrong_rate_changes_nothing(root: Person, content: Any, status: int) -> None:
    answer = bring(root, content)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert rates(root, "EUR/USD", "from=2026-11-02&to=2026-11-02")[0]["said_on"] == "2026-10-30"


def test_a_wrong_field_of_a_list_is_named_by_its_place(root: Person) -> None:
    answer = bring(root, [{"on": "2026-11-02", "from": "EUR", "to": "GBp", "rate": "1.1"}])
    assert [each["pointer"] for each in answer.json["errors"]] == ["/0/to"]


def test_another_type_is_415_and_more_than_any_file_is_413(
    root: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = root.client.post(
        "/api/admin/fx/import", data="USD,1.1", content_type="text/csv", headers=root.headers
    )
    assert answer.status_code == 415
    monkeypatch.setattr("blueprints.fx.routes.MAX_FILE_BYTES", 100)
    assert bring(root, ecb_file(MONDAY)).status_code == 413


def test_a_user_may_not_bring_rates_for_everybody(ana: Person) -> None:
    assert bring(ana, ecb_file(MONDAY)).status_code == 403
