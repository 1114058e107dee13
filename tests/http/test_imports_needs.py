"""What a file leaves open is asked; nothing is stored before it is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers
from tests.support.imports import IMPORTS, Importer, run

# Day and month can be taken for each other in every row, and nothing else decides.
OPEN = "Date,Description,Amount\n03/04/2026,Coffee,-4.50\n05/06/2026,Tea,-3.00\n04/07/2026,Cake,-6.00\n"


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def values(seen: dict[str, Any]) -> dict[str, list[str]]:
    return {need["column"]: [choice["value"] for choice in need["choices"]] for need in seen["needs"]}


def months(person: Importer) -> list[int]:
    return sorted(row.occurred_at.month for row in person.rows())


def test_an_open_question_comes_with_its_readings(ana: Importer) -> None:
    (need,) = ana.preview(OPEN, "a.csv")["needs"]
    assert (need["column"], need["field"]) == ("Date", "date_format")
    assert all(choice["sample_rows"] and "sets" not in choice for choice in need["choices"])


def test_a_commit_without_the_answers_is_refused_and_changes_nothing(ana: Importer) -> None:
    seen = ana.preview(OPEN, "a.csv")
    refused = ana.act(seen["id"], "commit")
    assert (refused.status_code, refused.json["code"]) == (409, "answers_needed")
    assert refused.json["errors"][0]["pointer"] == "/answers/Date"
    assert (ana.get(f"{IMPORTS}/{seen['id']}")["state"], ana.rows()) == ("preview", [])


@pytest.mark.parametrize(("value", "expected"), [("dmy", [4, 6, 7]), ("mdy", [3, 4, 5])])
def test_a_commit_may_bring_the_answers(ana: Importer, value: str, expected: list[int]) -> None:
    seen = ana.preview(OPEN, "a.csv")
    assert values(seen) == {"Date": ["dmy", "mdy"]}
    assert ana.commit(seen["id"], answers={"Date": value})["new"] == 3
    assert months(ana) == expected


def test_an_answered_preview_needs_no_more(ana: Importer) -> None:
    seen = ana.preview(OPEN, "a.csv")
    again = ana.act(seen["id"], "preview", {"answers": {"Date": "mdy"}}).json
    assert (again["needs"], again["mapping"]["date_format"]) == ([], "mdy")
    ana.commit(seen["id"])
    assert months(ana) == [3, 4, 5]


def test_what_the_client_says_is_not_asked(ana: Importer) -> None:
    seen = ana.preview(OPEN, "a.csv", mapping=json.dumps({"date_format": "mdy"}))
    assert (seen["needs"], seen["mapping"]["amount"]) == ([], "Amount")


@pytest.mark.parametrize("answers", [{"Date": "ymd"}, {"Nowhere": "dmy"}, {"Date": 1}, []])
def test_an_answer_to_nothing_is_refused_and_changes_nothing(ana: Importer, answers: Any) -> None:
    seen = ana.preview(OPEN, "a.csv")
    for action in ("preview", "commit"):
        assert ana.act(seen["id"], action, {"answers": answers}).status_code == 422
    assert ana.get(f"{IMPORTS}/{seen['id']}")["state"] == "preview"


def test_a_run_that_is_asked_for_again_reads_the_file_as_answered(ana: Importer) -> None:
    seen = ana.preview(OPEN, "a.csv")
    assert ana.act(seen["id"], "commit", {"answers": {"Date": "mdy"}}).status_code == 202
    for _ in range(2):
        run(ana, seen["id"])
    assert months(ana) == [3, 4, 5]


def test_a_preview_without_anything_said_is_refused(ana: Importer) -> None:
    seen = ana.preview(OPEN, "a.csv")
    assert ana.act(seen["id"], "preview", {}).status_code == 422
