"""The fast intake, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers
from tests.support.money import count_stored, flush, letters, queued, row, stored

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
ADD, BATCH = "/api/add-transaction", "/api/transactions/batch"


def test_a_transaction_is_queued_readable_and_then_stored(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    answer = client.post(ADD, json=row(ana.id, merchant="Lidl"), headers=headers)
    assert (answer.status_code, answer.json["message"]) == (
        200,
        "Transaction detail was obtained successfully.",
    )
    assert client.get("/api/transactions/t-1", headers=headers).json["state"] == "queued"
    flush(app)
    found = client.get("/api/transactions/t-1", headers=headers).json
    assert (found["state"], found["amount"], found["amount_decimal"], found["merchant"]) == (
        "stored", 1050, "10.50", "Lidl",
    )  # fmt: skip


def test_the_same_again_is_the_same_transaction(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    before = [client.post(ADD, json=row(ana.id), headers=headers).status_code for _ in range(3)]
    flush(app)
    after = client.post(ADD, json=row(ana.id), headers=headers).status_code
    flush(app)
    assert (before, after, count_stored(app), letters(app)) == ([200, 200, 200], 200, 1, [])


def test_other_content_under_a_queued_id_is_a_conflict_at_once(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    client.post(ADD, json=row(ana.id), headers=headers)
    answer = client.post(ADD, json=row(ana.id, amount=1), headers=headers)
    assert (answer.status_code, answer.json["code"]) == (409, "transaction_conflict")
    flush(app)
    assert client.get("/api/transactions/t-1", headers=headers).json["amount"] == 1050


def test_other_content_under_a_stored_id_becomes_a_dead_letter(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    for amount in (1050, 2):
        client.post(ADD, json=row(ana.id, amount=amount), headers=headers)
        flush(app)
    assert letters(app) == [("t-1", "conflict")]
    assert client.get("/api/transactions/t-1", headers=headers).json["amount"] == 1050


def test_two_people_may_use_the_same_id(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    for person in (make_user(), make_user()):
        assert client.post(ADD, json=row(person.id), headers=sign_in(person)).status_code == 200
    flush(app)
    assert stored(app) == ["t-1", "t-1"]


def test_nobody_adds_for_someone_else_but_admins_and_services(
    client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana, ben = make_user(), make_user()
    boss, robot = make_user("admin"), make_user("service")
    statuses = [
        client.post(ADD, json=row(ana.id, name), headers=sign_in(who)).status_code
        for name, who in (("a", ben), ("b", boss), ("c", robot))
    ]
    assert statuses == [403, 200, 200]


def test_a_row_for_an_unknown_user_waits_as_a_dead_letter_until_it_is_retried(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    boss = make_user("admin")
    headers = sign_in(boss)
    client.post(ADD, json=row(boss.id + 1), headers=headers)
    flush(app)
    (letter,) = client.get("/api/admin/ingest/dead-letters?state=open", headers=headers).json["items"]
    assert (letter["reason"], letter["user"], letter["payload"]["amount"]) == (
        "unknown_user",
        boss.id + 1,
        1050,
    )
    late = make_user()
    assert late.id == letter["user"]
    answer = client.post(f"/api/admin/ingest/dead-letters/{letter['id']}/retry", headers=headers)
    flush(app)
    assert (answer.status_code, answer.json["state"], stored(app)) == (202, "retried", ["t-1"])


def test_a_discarded_dead_letter_stays_in_the_list_and_is_settled_once(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user("admin"))
    client.post(ADD, json=row(4711), headers=headers)
    flush(app)
    url = "/api/admin/ingest/dead-letters/1"
    assert client.post(f"{url}/discard", headers=headers).json["state"] == "discarded"
    assert client.post(f"{url}/retry", headers=headers).status_code == 409
    assert client.get("/api/admin/ingest/dead-letters?state=discarded", headers=headers).json["items"]


@pytest.mark.parametrize("lines", [False, True])
def test_a_batch_takes_what_is_valid_and_names_the_rest(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, lines: bool
) -> None:
    ana = make_user()
    rows: list[Any] = [
        row(ana.id, "ok"), row(ana.id, "low", amount=-1), row(ana.id + 1, "alien"), row(ana.id, "last"),
    ]  # fmt: skip
    body = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows)
    kind = "application/x-ndjson" if lines else "application/json"
    answer = client.post(BATCH, data=body, content_type=kind, headers=sign_in(ana))
    rejected = [(each["index"], each["errors"][0]["pointer"]) for each in answer.json["rejected"]]
    assert (answer.status_code, answer.json["accepted"], rejected) == (202, 2, [(1, "/amount"), (2, "/user")])
    flush(app)
    assert stored(app) == ["last", "ok"]


def test_a_batch_of_more_than_ten_thousand_is_refused_whole(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    rows = [row(ana.id, f"t-{number}") for number in range(10_001)]
    answer = client.post(BATCH, json=rows, headers=sign_in(ana))
    assert (answer.status_code, queued(app)) == (413, 0)


@pytest.mark.settings(queue_capacity=3, queue_share_percent=100)
def test_a_full_queue_answers_503_with_retry_after_and_takes_nothing(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    refused = client.post(BATCH, json=[row(ana.id, f"t-{n}") for n in range(4)], headers=headers)
    assert (refused.status_code, refused.json["code"], queued(app)) == (503, "queue_full", 0)
    assert int(refused.headers["Retry-After"]) > 0
    statuses = [client.post(ADD, json=row(ana.id, f"s-{n}"), headers=headers).status_code for n in range(4)]
    assert statuses == [200, 200, 200, 503]


def test_the_admins_figures_count_what_waits_and_what_was_flushed(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    boss = make_user("admin")
    headers = sign_in(boss)
    client.post(BATCH, json=[row(boss.id, f"t-{n}") for n in range(7)], headers=headers)
    before = client.get("/api/admin/ingest", headers=headers).json
    flush(app)
    after = client.get("/api/admin/ingest", headers=headers).json
    assert (before["queue_depth"], before["oldest_age_s"] is not None, before["accepted_total"]) == (
        7,
        True,
        7,
    )
    assert (after["queue_depth"], after["oldest_age_s"], after["flushed_total"]) == (0, None, 7)
    assert len(after["history"]) == 60


def test_an_admin_must_say_whose_where_an_id_is_ambiguous(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana, ben, boss = make_user(), make_user(), make_user("admin")
    headers = sign_in(boss)
    client.post(ADD, json=row(ana.id), headers=headers)
    assert client.get("/api/transactions/t-1", headers=headers).json["user"] == ana.id
    flush(app)
    client.post(ADD, json=row(ben.id), headers=headers)
    assert client.get("/api/transactions/t-1", headers=headers).status_code == 409
    assert client.get(f"/api/transactions/t-1?user={ben.id}", headers=headers).json["user"] == ben.id


def test_someone_elses_transaction_is_not_there(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana, ben = make_user(), make_user()
    client.post(ADD, json=row(ana.id), headers=sign_in(ana))
    headers = sign_in(ben)
    urls = ("/api/transactions/t-1", f"/api/transactions/t-1?user={ana.id}")
    assert [client.get(url, headers=headers).status_code for url in urls] == [404, 404]
    flush(app)
    assert [client.get(url, headers=headers).status_code for url in urls] == [404, 404]
    assert client.get("/api/transactions", headers=headers).json["items"] == []


def test_deleting_everything_is_off_unless_it_is_switched_on(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    answer = client.delete("/api/delete-transactions", headers=sign_in(make_user("admin")))
    assert answer.status_code == 403


@pytest.mark.settings(allow_bulk_delete=True)
def test_only_an_admin_deletes_everything(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    client.post(ADD, json=row(ana.id), headers=sign_in(ana))
    flush(app)
    assert client.delete("/api/delete-transactions", headers=sign_in(ana)).status_code == 403
    answer = client.delete("/api/delete-transactions", headers=sign_in(make_user("admin")))
    assert (answer.json, count_stored(app)) == ({"deleted": 1}, 0)
