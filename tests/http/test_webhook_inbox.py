"""The admins' view of the webhook inbox, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.banking.feed.retention import prune_webhooks
from app.domain.banking.feed.tables import WebhookEvent
from app.sealing import seal
from tests.support.bank import add_connection
from tests.support.feed import SECRET, Feed, coffee, stamped, told
from tests.support.person import Person

Someone = Callable[..., Person]
HERE = "/api/admin/webhooks"


@pytest.fixture
def boss(someone: Someone) -> Person:
    return someone("admin")


@pytest.fixture
def inbox(app: APIFlask, client: FlaskClient, settings: Settings, ana: Person) -> Feed:
    with app.app_context():
        sealed = seal(settings, {"secrets": [{"value": SECRET, "not_after": None}]})
    return Feed(app, client, ana.id, add_connection(app, ana.id, "inbox", credentials=sealed))


def keep(app: APIFlask, name: str, **fields: Any) -> int:
    """Put an event into the inbox without its route."""
    said = {
        "provider": "basiq",
        "event_type": "consent.reminder",
        "headers": {},
        "body": b"{}",
        "state": "ignored",
        "received_at": now(),
    }
    with app.app_context(), transaction() as session:
        event = WebhookEvent(event_id=name, **{**said, **fields})
        session.add(event)
        session.flush()
        return event.id


def names(boss: Person, query: str = "") -> list[str]:
    return [each["event_id"] for each in boss.get(f"{HERE}?{query}")["items"]]


def replay(boss: Person, path: str, **body: Any) -> tuple[int, Any]:
    how = {"json": body} if path == "replay" else {}
    answer = boss.client.post(f"{HERE}/{path}", headers=boss.headers, **how)
    return answer.status_code, answer.json


@pytest.mark.parametrize("role", ["user", "service"])
def test_only_admins_see_and_replay(app: APIFlask, someone: Someone, role: str) -> None:
    number, nosy = keep(app, "e-1"), someone(role)
    tries = [("GET", ""), ("GET", f"/{number}"), ("POST", f"/{number}/replay"), ("POST", "/replay")]
    for verb, path in tries:
        how = {"json": {}} if path == "/replay" else {}
        answer = nosy.client.open(HERE + path, method=verb, headers=nosy.headers, **how)
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
        assert nosy.client.open(HERE + path, method=verb, **how).status_code == 401


def test_events_come_newest_first_in_pages_with_counts(app: APIFlask, boss: Person) -> None:
    for number, state in enumerate(["ignored", "dead", "done", "done", "received"]):
        keep(app, f"e-{number}", state=state)
    first = boss.get(f"{HERE}?limit=3")
    rest = boss.get(f"{HERE}?limit=3&cursor={first['next_cursor']}")
    found = [each["event_id"] for page in (first, rest) for each in page["items"]]
    assert (found, rest["next_cursor"]) == (["e-4", "e-3", "e-2", "e-1", "e-0"], None)
    assert first["counts"] == {"ignored": 1, "dead": 1, "done": 2, "received": 1}


def test_events_are_found_by_state_and_provider(app: APIFlask, boss: Person) -> None:
    for name, fields in (("a", {"state": "dead"}), ("b", {"provider": "apideck"}), ("c", {})):
        keep(app, name, **fields)
    assert (names(boss, "state=dead"), names(boss, "provider=apideck")) == (["a"], ["b"])
    assert names(boss, "provider=nobody") == []


def test_a_search_looks_into_ids_types_and_errors_and_takes_signs_as_they_are(
    app: APIFlask, boss: Person
) -> None:
    keep(app, "evt_Ab%1")
    keep(app, "evt-2", event_type="accounting.payment.created")
    keep(app, "evt-3", error="Basiq asks us to WAIT.")
    keep(app, "evt-4")
    found = {q: names(boss, f"q={q}") for q in ("AB%251", "payment", "wait", "evt_", "%25", "nothing")}
    assert found == {
        "AB%251": ["evt_Ab%1"], "payment": ["evt-2"], "wait": ["evt-3"], "evt_": ["evt_Ab%1"],
        "%25": ["evt_Ab%1"], "nothing": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "query", ["state=lost", "limit=0", "limit=201", "cursor=AAAA", "q=%00", "q=" + "x" * 201]
)
def test_a_question_that_cannot_be_answers_422(boss: Person, query: str) -> None:
    assert boss.client.get(f"{HERE}?{query}", headers=boss.headers).status_code == 422


def test_an_event_shows_what_was_sent_and_nothing_secret(boss: Person, inbox: Feed) -> None:
    inbox.send(coffee("t-1"), event_id="e-1")
    (item,) = boss.get(HERE)["items"]
    shown = boss.get(f"{HERE}/{item['id']}")
    assert json.loads(shown["payload"])["data"]["transactions"][0]["id"] == "t-1"
    assert (shown["event_id"], shown["headers"]["x-tidewatch-event-id"]) == (f"{inbox.id}:e-1", "e-1")
    assert "v1=" not in json.dumps(shown)


@pytest.mark.parametrize("body", [b"\xff\x00\xfe", b"", "ș".encode()])
def test_a_payload_that_is_no_text_is_still_shown(app: APIFlask, boss: Person, body: bytes) -> None:
    assert boss.get(f"{HERE}/{keep(app, 'e-1', body=body)}")["payload"] == body.decode("utf-8", "replace")


@pytest.mark.parametrize("number", ["0", "99", str(2**63 - 1), str(2**63), "x"])
def test_an_event_that_is_not_there_answers_404(boss: Person, number: str) -> None:
    assert boss.client.get(f"{HERE}/{number}", headers=boss.headers).status_code == 404
    assert replay(boss, f"{number}/replay")[0] == 404


def test_one_event_is_replayed(boss: Person, inbox: Feed) -> None:
    inbox.send(coffee("t-1"))
    inbox.work()
    before, (item,) = inbox.table, boss.get(HERE)["items"]
    status, body = replay(boss, f"{item['id']}/replay")
    assert (status, body["state"], body["attempts"]) == (202, "received", 0)
    inbox.work()
    assert (inbox.table, boss.get(f"{HERE}/{item['id']}")["state"]) == (before, "done")


def test_a_dead_letter_that_is_replayed_tries_again_from_the_beginning(boss: Person, inbox: Feed) -> None:
    number = keep(
        inbox.app, f"{inbox.id}:e-1", provider="inbox", connection_id=inbox.id, state="dead", attempts=8, error="It was late.",
        body=json.dumps({"type": "transaction.created", "id": "e-1", "data": {"transaction": coffee("t-1")}}).encode(),
    )  # fmt: skip
    assert replay(boss, f"{number}/replay")[1]["error"] is None
    inbox.work()
    shown = boss.get(f"{HERE}/{number}")
    assert (shown["state"], shown["attempts"], shown["stored"], inbox.row.transaction_id) == (
        "done",
        1,
        1,
        "t-1",
    )


def test_an_event_that_is_nobodys_stays_ignored_when_it_is_replayed(app: APIFlask, boss: Person) -> None:
    links = {"eventEntity": "https://au-api.basiq.io/users/u-1/transactions"}
    body = json.dumps({"eventTypeId": "transactions.updated", "links": links}).encode()
    number = keep(app, "m-1", body=body, headers={"webhook-id": "m-1"})
    assert (replay(boss, f"{number}/replay")[1]["state"], replay(boss, "replay")[1]) == (
        "ignored",
        {"replayed": 0},
    )


def test_all_events_are_replayed_or_those_in_one_state(boss: Person, inbox: Feed) -> None:
    for number in range(3):
        inbox.send(coffee(f"t-{number}"))
    inbox.send(coffee("bad", amount="x"))
    inbox.work()
    inbox.send(coffee("good"))
    inbox.work()
    before = inbox.table
    dead = inbox.states.count("dead")
    assert replay(boss, "replay", state="dead") == (202, {"replayed": dead})
    inbox.work()
    assert replay(boss, "replay") == (202, {"replayed": len(inbox.states)})
    inbox.work()
    assert inbox.table == before


@pytest.mark.parametrize("body", [{"state": "received"}, {"state": "lost"}, {"other": 1}])
def test_what_cannot_be_replayed_answers_422(boss: Person, body: Any) -> None:
    assert replay(boss, "replay", **body)[0] == 422


def prune(app: APIFlask) -> int:
    with app.app_context():
        return prune_webhooks(keep_days=90)


def long_ago(days: int) -> Any:
    return now() - timedelta(days=days)


def test_what_settled_webhooks_said_is_dropped_after_its_time(app: APIFlask, boss: Person) -> None:
    for state in ("done", "ignored", "dead", "received"):
        keep(app, f"old-{state}", state=state, body=b"{secret}", headers={"a": "b"}, received_at=long_ago(91))
    keep(app, "new", state="done", body=b"{secret}", received_at=long_ago(89))
    assert prune(app) == 2
    kept = {each["event_id"]: boss.get(f"{HERE}/{each['id']}") for each in boss.get(HERE)["items"]}
    said = {name: (each["payload"], each["headers"]) for name, each in kept.items()}
    assert said["old-done"] == said["old-ignored"] == ("", {})
    assert [said[name][0] for name in ("old-dead", "old-received", "new")] == ["{secret}"] * 3
    assert prune(app) == 0


def test_an_event_whose_body_was_dropped_is_still_known_and_not_taken_again(
    app: APIFlask, inbox: Feed
) -> None:
    clock.freeze(long_ago(91))
    raw, headers = stamped(SECRET, told(coffee()), at=now().timestamp())
    inbox.client.post(f"/api/connectors/inbox/{inbox.id}", data=raw, headers=headers)
    inbox.work()
    clock.freeze(None)
    assert prune(app) == 1
    clock.freeze(long_ago(91))
    again = inbox.client.post(f"/api/connectors/inbox/{inbox.id}", data=raw, headers=headers)
    assert again.json == {"status": "accepted", "events": 0}


def test_a_dropped_event_is_not_replayed(app: APIFlask, boss: Person) -> None:
    number = keep(app, "old", state="done", received_at=long_ago(91))
    prune(app)
    status, answer = replay(boss, f"{number}/replay")
    assert (status, answer["code"]) == (409, "event_pruned")
    assert replay(boss, "replay") == (202, {"replayed": 0})
    assert boss.get(f"{HERE}/{number}")["state"] == "done"


def test_more_than_one_transactions_worth_is_dropped(app: APIFlask) -> None:
    for number in range(5):
        keep(app, f"old-{number}", state="done", received_at=long_ago(91))
    with app.app_context():
        assert prune_webhooks(keep_days=90, at_once=2) == 5
