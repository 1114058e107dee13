"""The admins' view of the intake: figures, dead letters, and deleting everything."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.domain.banking.intake.queue import STREAM
from app.services import services_of
from tests.support.accounts import Account, Headers
from tests.support.money import flush, letters, queued, row, stored

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
ADD, BATCH = "/api/add-transaction", "/api/transactions/batch"
INGEST, LETTERS = "/api/admin/ingest", "/api/admin/ingest/dead-letters"
DELETE = "/api/delete-transactions"


class Boss:
    """An admin who is signed in."""

    def __init__(self, client: FlaskClient, account: Account, headers: Headers) -> None:
        self.client, self.id, self.headers = client, account.id, headers

    def send(self, *rows: dict[str, Any]) -> None:
        assert self.client.post(BATCH, json=rows, headers=self.headers).json["rejected"] == []

    def get(self, url: str) -> Any:
        answer = self.client.get(url, headers=self.headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    def post(self, url: str) -> Any:
        return self.client.post(url, headers=self.headers)

    def retry(self, letter: int) -> int:
        return int(self.post(f"{LETTERS}/{letter}/retry").status_code)

    def discard(self, letter: int) -> int:
        return int(self.post(f"{LETTERS}/{letter}/discard").status_code)

    def states(self) -> dict[int, str]:
        return {letter["id"]: letter["state"] for letter in self.get(LETTERS)["items"]}


@pytest.fixture
def boss(client: FlaskClient, make_user: Make, sign_in: SignIn) -> Boss:
    account = make_user("admin")
    return Boss(client, account, sign_in(account))


@pytest.fixture
def orphan(app: APIFlask, boss: Boss) -> dict[str, Any]:
    """A dead letter of the user who will be made next; `make_user()` takes its cause away."""
    boss.send(row(boss.id + 1, amount=77, merchant="Lidl"))
    flush(app)
    found: dict[str, Any] = boss.get(LETTERS)["items"][0]
    return found


@pytest.mark.settings(queue_capacity=1_234)
def test_before_anything_came_the_figures_are_zero(boss: Boss) -> None:
    found = boss.get(INGEST)
    history = found.pop("history")
    assert found == {
        "queue_depth": 0, "capacity": 1_234, "oldest_age_s": None, "accepted_total": 0, "accepted_rate": 0,
        "flushed_total": 0, "flush_rate": 0, "last_flush_at": None, "dead_letters": 0, "queue_bytes": 0,
        "capacity_bytes": 2**30, "unaccounted": 0, "redis_lost_at": None, "redis_losses": 0,
        "redis_lost_waiting": 0, "fullest": [],
    }  # fmt: skip
    assert {(second["accepted"], second["flushed"], second["depth"]) for second in history} == {(0, 0, 0)}


def test_totals_go_on_and_the_depth_is_what_waits(app: APIFlask, boss: Boss) -> None:
    boss.send(*(row(boss.id, f"t-{number}") for number in range(5)))
    flush(app)
    boss.send(row(boss.id, "t-5"), row(boss.id, "t-6"))
    found = boss.get(INGEST)
    # 5 came and were flushed, 2 came and wait.
    assert (found["accepted_total"], found["flushed_total"], found["queue_depth"]) == (7, 5, 2)
    assert 0 <= found["oldest_age_s"] < 60
    assert found["last_flush_at"].endswith("Z")


def test_a_row_sent_twice_is_counted_once(boss: Boss) -> None:
    for _ in range(2):
        boss.send(row(boss.id))
    found = boss.get(INGEST)
    assert (found["accepted_total"], found["queue_depth"]) == (1, 1)


def test_the_rates_are_over_the_last_whole_minute(app: APIFlask, boss: Boss) -> None:
    boss.send(*(row(boss.id, f"t-{number}") for number in range(120)))
    flush(app)
    time.sleep(1.1)  # the second that runs is not counted yet
    found = boss.get(INGEST)
    assert (found["accepted_rate"], found["flush_rate"]) == (2, 2)  # 120 / 60
    assert sum(second["accepted"] for second in found["history"]) == 120
    assert found["history"][-1]["depth"] == 0


def test_only_open_dead_letters_are_counted(app: APIFlask, boss: Boss) -> None:
    boss.send(row(4711, "a"), row(4711, "b"), row(4711, "c"))
    flush(app)
    before = boss.get(INGEST)["dead_letters"]
    boss.discard(1)
    assert (before, boss.get(INGEST)["dead_letters"]) == (3, 2)


@pytest.mark.parametrize("role", ["user", "service"])
def test_only_admins_come_in(client: FlaskClient, make_user: Make, sign_in: SignIn, role: str) -> None:
    headers = sign_in(make_user(role))
    answers = [client.get(url, headers=headers) for url in (INGEST, LETTERS, "/api/admin/transactions")]
    answers += [client.post(f"{LETTERS}/1/{verb}", headers=headers) for verb in ("retry", "discard")]
    assert {(answer.status_code, answer.mimetype) for answer in answers} == {
        (403, "application/problem+json")
    }


def test_a_dead_letter_tells_what_it_was_and_why(boss: Boss, orphan: dict[str, Any]) -> None:
    told = [orphan[name] for name in ("transaction_id", "user", "reason", "state", "resolved_at")]
    assert told == ["t-1", boss.id + 1, "unknown_user", "open", None]
    assert (orphan["payload"]["amount"], orphan["payload"]["merchant"]) == (77, "Lidl")


def test_dead_letters_come_newest_first_in_pages(app: APIFlask, boss: Boss) -> None:
    boss.send(*(row(4711, f"t-{number}") for number in range(5)))
    flush(app)
    first = boss.get(f"{LETTERS}?limit=3")
    rest = boss.get(f"{LETTERS}?limit=3&cursor={first['next_cursor']}")
    assert [letter["id"] for page in (first, rest) for letter in page["items"]] == [5, 4, 3, 2, 1]
    assert rest["next_cursor"] is None


def test_dead_letters_are_listed_by_state(app: APIFlask, boss: Boss) -> None:
    boss.send(row(4711, "a"), row(4711, "b"), row(4711, "c"))
    flush(app)
    assert (boss.discard(1), boss.retry(2)) == (200, 202)
    states = ("open", "retried", "discarded")
    found = {
        state: [letter["id"] for letter in boss.get(f"{LETTERS}?state={state}")["items"]] for state in states
    }
    assert found == {"open": [3], "retried": [2], "discarded": [1]}


def test_a_question_that_cannot_be_answers_422(boss: Boss) -> None:
    queries = ("state=dead", "state=", "limit=0", "limit=201", "cursor=AAAA", "cursor=WyJ4Il0")
    answers = [boss.client.get(f"{LETTERS}?{query}", headers=boss.headers) for query in queries]
    assert [answer.status_code for answer in answers] == [422] * len(queries)


def test_a_retry_after_the_cause_is_gone_stores_the_row_once_as_it_was(
    app: APIFlask, boss: Boss, orphan: dict[str, Any], make_user: Make
) -> None:
    assert make_user().id == orphan["user"]
    answer = boss.post(f"{LETTERS}/{orphan['id']}/retry")
    flush(app)
    found = boss.get("/api/transactions/t-1")
    assert (answer.status_code, answer.json["state"], stored(app)) == (202, "retried", ["t-1"])
    since = {name: found[name] for name in ("id", "category")}  # it is categorised like any other
    assert {**found, **orphan["payload"], **since, "state": "stored"} == found


def test_a_retried_row_waits_where_it_can_be_read(
    boss: Boss, orphan: dict[str, Any], make_user: Make
) -> None:
    make_user()
    boss.retry(orphan["id"])
    assert boss.get("/api/transactions/t-1")["state"] == "queued"


def test_what_was_retried_and_what_its_sender_sends_again_are_one(
    app: APIFlask, boss: Boss, orphan: dict[str, Any], make_user: Make
) -> None:
    make_user()
    boss.retry(orphan["id"])
    boss.send(row(orphan["user"], amount=77, merchant="Lidl"))
    flush(app)
    boss.send(row(orphan["user"], amount=77, merchant="Lidl"))
    flush(app)
    assert (stored(app), letters(app)) == (["t-1"], [("t-1", "unknown_user")])


def test_a_second_retry_is_refused(
    app: APIFlask, boss: Boss, orphan: dict[str, Any], make_user: Make
) -> None:
    make_user()
    statuses = [boss.retry(orphan["id"]), boss.retry(orphan["id"])]
    flush(app)
    assert (statuses, boss.retry(orphan["id"]), stored(app)) == ([202, 409], 409, ["t-1"])


def test_a_retry_whose_cause_remains_leaves_a_new_dead_letter(
    app: APIFlask, boss: Boss, orphan: dict[str, Any]
) -> None:
    boss.retry(orphan["id"])
    flush(app)
    assert letters(app) == [("t-1", "unknown_user")] * 2
    assert boss.states() == {orphan["id"]: "retried", orphan["id"] + 1: "open"}


def test_a_retried_conflict_is_dead_again_and_changes_nothing(app: APIFlask, boss: Boss) -> None:
    for amount in (1, 2):
        boss.send(row(boss.id, amount=amount))
        flush(app)
    assert boss.retry(1) == 202
    flush(app)
    assert (letters(app), boss.get("/api/transactions/t-1")["amount"]) == ([("t-1", "conflict")] * 2, 1)


def test_a_retry_that_contradicts_what_waits_is_refused_and_stays_open(
    app: APIFlask, boss: Boss, orphan: dict[str, Any], make_user: Make
) -> None:
    make_user()
    boss.send(row(orphan["user"], amount=1))  # the same id, other content, not flushed yet
    answer = boss.post(f"{LETTERS}/{orphan['id']}/retry")
    assert (answer.status_code, answer.json.get("code")) == (409, "transaction_conflict")
    assert boss.states() == {orphan["id"]: "open"}


@pytest.mark.settings(queue_capacity=1)
def test_a_retry_without_room_is_refused_and_stays_open(
    boss: Boss, orphan: dict[str, Any], make_user: Make
) -> None:
    make_user()
    boss.send(row(boss.id, "full"))
    answer = boss.post(f"{LETTERS}/{orphan['id']}/retry")
    assert (answer.status_code, answer.json["code"]) == (503, "queue_full")
    assert boss.states() == {orphan["id"]: "open"}


def test_what_was_never_a_transaction_cannot_be_retried_only_discarded(app: APIFlask, boss: Boss) -> None:
    services_of(app).redis.xadd(STREAM, {"r": '[{"amount": "much"}]', "h": "0" * 32})
    flush(app)
    (letter,) = boss.get(LETTERS)["items"]
    assert (letter["reason"], letter["payload"], letter["transaction_id"]) == (
        "undecodable",
        '{"amount": "much"}',
        None,
    )
    assert (boss.retry(letter["id"]), queued(app), boss.discard(letter["id"])) == (422, 0, 200)


def test_a_discarded_letter_is_settled_and_stays_in_the_list(boss: Boss, orphan: dict[str, Any]) -> None:
    answer = boss.post(f"{LETTERS}/{orphan['id']}/discard")
    assert (answer.status_code, answer.json["state"], answer.json["resolved_at"] is None) == (
        200,
        "discarded",
        False,
    )
    again = (boss.discard(orphan["id"]), boss.retry(orphan["id"]))
    assert (again, boss.states()) == ((409, 409), {orphan["id"]: "discarded"})


def test_a_letter_that_is_not_there_answers_404(boss: Boss) -> None:
    absent = (0, 99, 2**63 - 1, 2**63, 10**20)
    assert {number: (boss.retry(number), boss.discard(number)) for number in absent} == dict.fromkeys(
        absent, (404, 404)
    )


def test_deleting_everything_is_off_by_default_for_admins_too(app: APIFlask, boss: Boss) -> None:
    boss.send(row(boss.id))
    flush(app)
    answer = boss.client.delete(DELETE, headers=boss.headers)
    assert (answer.status_code, answer.json["code"], stored(app)) == (403, "forbidden", ["t-1"])


@pytest.mark.settings(allow_bulk_delete=True)
@pytest.mark.parametrize("role", ["user", "service"])
def test_nobody_but_an_admin_deletes_even_where_it_is_on(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, role: str
) -> None:
    account = make_user(role)
    headers = sign_in(account)
    client.post(ADD, json=row(account.id), headers=headers)
    flush(app)
    assert (client.delete(DELETE, headers=headers).status_code, stored(app)) == (403, ["t-1"])


@pytest.mark.settings(allow_bulk_delete=True)
def test_deleting_everything_takes_everybodys_stored_rows_and_says_how_many(
    app: APIFlask, boss: Boss, make_user: Make
) -> None:
    boss.send(row(boss.id), row(make_user().id), row(make_user().id))
    flush(app)
    answers = [boss.client.delete(DELETE, headers=boss.headers).json for _ in range(2)]
    assert (answers, stored(app)) == ([{"deleted": 3}, {"deleted": 0}], [])


@pytest.mark.settings(allow_bulk_delete=True)
def test_deleting_everything_leaves_what_waits_to_be_stored_later(app: APIFlask, boss: Boss) -> None:
    boss.send(row(boss.id, "old"))
    flush(app)
    boss.send(row(boss.id, "new"))
    assert boss.client.delete(DELETE, headers=boss.headers).json == {"deleted": 1}
    waiting = queued(app)
    flush(app)
    assert (waiting, stored(app)) == (1, ["new"])


@pytest.mark.settings(allow_bulk_delete=True)
def test_an_id_is_free_again_after_everything_was_deleted(app: APIFlask, boss: Boss) -> None:
    for amount in (1, 2):
        boss.send(row(boss.id, amount=amount))
        flush(app)
        if amount == 1:
            boss.client.delete(DELETE, headers=boss.headers)
    assert (boss.get("/api/transactions/t-1")["amount"], letters(app)) == (2, [])


@pytest.mark.settings(allow_bulk_delete=True)
def test_deleting_everything_keeps_the_dead_letters(boss: Boss, orphan: dict[str, Any]) -> None:
    boss.client.delete(DELETE, headers=boss.headers)
    assert boss.states() == {orphan["id"]: "open"}


def test_a_slash_at_the_end_changes_nothing(boss: Boss, orphan: dict[str, Any]) -> None:
    assert boss.get(f"{LETTERS}/") == boss.get(LETTERS)
    assert boss.get(f"{INGEST}/")["dead_letters"] == 1
