"""Linking banks and living with them: over HTTP, against simulated providers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.db import transaction
from app.domain.banking.feed.tables import Connection
from app.extensions import db
from simulators import ApideckSimulator, BasiqSimulator
from tests.support.bank import BASIQ, events, settings_for, simulated_apideck, simulated_basiq, stored
from tests.support.feed import Feed, coffee, post, post_message, stamped, told
from tests.support.person import Person

Someone = Callable[..., Person]
HERE = "/api/connectors/connections"


@pytest.fixture
def basiq() -> Iterator[BasiqSimulator]:
    with simulated_basiq() as simulator:
        yield simulator


@pytest.fixture
def apideck() -> Iterator[ApideckSimulator]:
    with simulated_apideck() as simulator:
        yield simulator


@pytest.fixture
def settings(settings: Settings, basiq: BasiqSimulator, apideck: ApideckSimulator) -> Settings:
    return dataclasses.replace(settings, **settings_for(basiq, apideck))


def ask(person: Person, verb: str, path: str = "", **how: Any) -> tuple[int, Any]:
    """Return the status and the body of an answer; every error must be a problem."""
    answer = person.client.open(HERE + path, method=verb, headers=person.headers, **how)
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert answer.json["code"] != "internal_error"
    return answer.status_code, answer.get_json(silent=True)


def link(person: Person, provider: str = "inbox", **fields: Any) -> dict[str, Any]:
    status, body = ask(person, "POST", json={"provider": provider, **fields})
    assert status == 201, body
    return dict(body)


def feed_of(person: Person, linked: dict[str, Any]) -> Feed:
    return Feed(person.app, person.client, person.id, linked["id"])


def try_secret(person: Person, linked: dict[str, Any], secret: str) -> int:
    raw, headers = stamped(secret, told(coffee()), at=clock.now().timestamp())
    return post(person.client, linked["webhook_path"], raw, headers).status_code


# --- linking ---------------------------------------------------------------------------------------


def test_an_inbox_gets_a_secret_that_is_shown_once_and_works(ana: Person) -> None:
    linked = link(ana, name="Bank app", holder="Ana Pop")
    assert (linked["state"], linked["health"], linked["consent_url"]) == ("active", "waiting", None)
    assert linked["webhook_path"] == f"/api/connectors/inbox/{linked['id']}"
    assert try_secret(ana, linked, linked["secret"]) == 202
    shown = ask(ana, "GET", f"/{linked['id']}")[1]
    assert (shown["name"], shown["holder"], shown.get("secret")) == ("Bank app", "Ana Pop", None)


def test_a_secret_is_encrypted_where_it_is_kept(app: APIFlask, ana: Person) -> None:
    linked = link(ana)
    with app.app_context():
        kept = db.session.get_one(Connection, linked["id"]).credentials
    assert kept
    assert linked["secret"] not in kept


def test_a_provider_sends_its_person_to_the_consent(ana: Person, basiq: BasiqSimulator) -> None:
    linked = link(ana, "basiq")
    assert (linked["state"], linked["secret"], linked["health"]) == ("linking", None, "waiting")
    assert linked["consent_url"].startswith("https://consent.basiq.io/")
    assert BASIQ["api_key"] not in linked["consent_url"]
    feed_of(ana, linked).sync()
    assert ask(ana, "GET", f"/{linked['id']}")[1]["state"] == "active"


def test_an_apideck_service_is_named_when_it_is_linked(ana: Person, apideck: ApideckSimulator) -> None:
    linked = link(ana, "apideck", external_id="xero")
    assert (apideck.consumer_id, linked["external_id"]) == (f"tidewatch-{ana.id}", "xero")
    assert linked["consent_url"].startswith(apideck.url)


def test_the_same_bank_is_linked_once(ana: Person) -> None:
    for provider, fields in (
        ("apideck", {"external_id": "xero"}),
        ("basiq", {}),
        ("basiq", {"external_id": "c"}),
    ):
        link(ana, provider, **fields)
        status, body = ask(ana, "POST", json={"provider": provider, **fields})
        assert (status, body["code"]) == (409, "connection_exists")
    assert len(ask(ana, "GET")[1]["items"]) == 3


def test_a_person_may_have_several_inboxes(ana: Person) -> None:
    secrets = {link(ana)["secret"] for _ in range(2)}
    assert (len(secrets), len(ask(ana, "GET")[1]["items"])) == (2, 2)


@pytest.mark.parametrize(
    "failure", [{"status": 500}, {"status": 429}, {"status": 401}, {"status": 200, "body": b"?"}]
)
def test_a_provider_that_does_not_answer_as_it_should_answers_503(
    app: APIFlask, ana: Person, basiq: BasiqSimulator, failure: dict[str, Any]
) -> None:
    basiq.fail_next(**failure, times=9)
    status, body = ask(ana, "POST", json={"provider": "basiq"})
    assert (status, body["code"]) == (503, "provider_trouble")
    with app.app_context():
        assert db.session.scalars(select(Connection)).all() == []


def test_a_provider_that_is_down_answers_503_and_asks_to_come_again(
    ana: Person, apideck: ApideckSimulator
) -> None:
    apideck.stop()
    status, body = ask(ana, "POST", json={"provider": "apideck", "external_id": "xero"})
    assert (status, body["code"], body["type"]) == (
        503,
        "provider_trouble",
        "urn:tidewatch:problem:provider_trouble",
    )


@pytest.mark.parametrize("body", [
    {}, {"provider": "nobank"}, {"provider": ""}, {"provider": None}, {"provider": "inbox", "x": 1}, [], "inbox",
    {"provider": "inbox", "name": ""}, {"provider": "inbox", "name": "x" * 81}, {"provider": "inbox", "name": "a\u0000"},
    {"provider": "apideck", "external_id": "../x"}, {"provider": "inbox", "holder": "x" * 121},
])  # fmt: skip
def test_what_cannot_be_linked_answers_422(ana: Person, body: Any) -> None:
    assert ask(ana, "POST", json=body)[0] == 422


def test_what_each_provider_can_do_is_told(ana: Person) -> None:
    found = ana.get("/api/connectors")["items"]
    can = {
        each["name"]: (each["realtime"], each["webhook"], each["sync"], each["configured"]) for each in found
    }
    assert can == {
        "basiq": (True, True, True, True),
        "apideck": (False, True, True, True),
        "inbox": (True, True, False, True),
    }


def test_a_list_holds_ones_own_connections_only(ana: Person, someone: Someone) -> None:
    mine = [link(ana)["id"], link(ana, "basiq")["id"]]
    link(someone())
    assert [each["id"] for each in ask(ana, "GET")[1]["items"]] == mine


# --- whose it is -----------------------------------------------------------------------------------


def test_another_persons_connection_is_not_there_whatever_is_tried(ana: Person, someone: Someone) -> None:
    linked, ben, boss = link(ana), someone(), someone("admin")
    tries = [("GET", ""), ("DELETE", ""), ("DELETE", "?data=erase"), ("POST", "/sync"), ("POST", "/reauthorise"),
             ("POST", "/secret"), ("POST", "/errors/dismiss")]  # fmt: skip
    for person in (ben, boss):
        for verb, path in tries:
            status, body = ask(person, verb, f"/{linked['id']}{path}")
            assert (status, body["code"]) == (404, "connection_not_found")
    assert ask(ana, "GET", f"/{linked['id']}")[0] == 200
    assert try_secret(ana, linked, linked["secret"]) == 202


@pytest.mark.parametrize("number", ["0", "99", str(2**63 - 1), "x", "-1"])
def test_a_connection_that_is_not_there_answers_404(ana: Person, number: str) -> None:
    tries = [("GET", ""), ("DELETE", ""), ("POST", "/sync"), ("POST", "/reauthorise"), ("POST", "/secret")]
    assert {ask(ana, verb, f"/{number}{path}")[0] for verb, path in tries} == {404}


def test_nobody_comes_in_without_a_token(ana: Person) -> None:
    linked = link(ana)
    for verb, path in (
        ("GET", ""),
        ("POST", ""),
        ("GET", f"/{linked['id']}"),
        ("DELETE", f"/{linked['id']}"),
    ):
        assert ana.client.open(HERE + path, method=verb).status_code == 401


# --- unlinking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "left"), [("", ["t-1"]), ("?data=keep", ["t-1"]), ("?data=erase", [])])
def test_unlinking_keeps_the_data_or_erases_it(ana: Person, query: str, left: list[str]) -> None:
    linked = link(ana)
    feed = feed_of(ana, linked)
    assert try_secret(ana, linked, linked["secret"]) == 202
    feed.work()
    assert ask(ana, "DELETE", f"/{linked['id']}{query}") == (204, None)
    assert [row.transaction_id for row in stored(ana.app)] == left
    assert [event.connection_id for event in events(ana.app)] == [None] * len(left)
    assert try_secret(ana, linked, linked["secret"]) == 401
    assert ask(ana, "GET", f"/{linked['id']}")[0] == 404


def test_erasing_takes_nothing_of_ones_other_banks(ana: Person) -> None:
    one, other = link(ana), link(ana)
    for linked, name in ((one, "t-1"), (other, "t-2")):
        raw, headers = stamped(linked["secret"], told(coffee(name)))
        post(ana.client, linked["webhook_path"], raw, headers)
        feed_of(ana, linked).work()
    ask(ana, "DELETE", f"/{one['id']}?data=erase")
    assert [row.transaction_id for row in stored(ana.app)] == ["t-2"]
    assert len(events(ana.app)) == 1


def test_a_bank_that_is_linked_again_takes_up_its_transactions(ana: Person, basiq: BasiqSimulator) -> None:
    basiq.add_transaction(status="posted")
    first = link(ana, "basiq")
    feed_of(ana, first).sync()
    ask(ana, "DELETE", f"/{first['id']}")
    again = feed_of(ana, link(ana, "basiq"))
    again.sync()
    assert again.row.connection_id == again.id


def test_what_to_do_with_the_data_is_keep_or_erase(ana: Person) -> None:
    linked = link(ana)
    assert ask(ana, "DELETE", f"/{linked['id']}?data=burn")[0] == 422
    assert ask(ana, "GET", f"/{linked['id']}")[0] == 200


# --- secrets and consents ----------------------------------------------------------------------------


def test_after_a_rotation_the_old_secret_is_good_for_a_day(ana: Person) -> None:
    linked = link(ana)
    status, rotated = ask(ana, "POST", f"/{linked['id']}/secret")
    assert (status, rotated["secret"] != linked["secret"]) == (200, True)
    start = clock.now()
    for hours, old in ((0, 202), (23.99, 202), (24.01, 401)):
        clock.freeze(start + timedelta(hours=hours))
        assert try_secret(ana, linked, linked["secret"]) == old
        assert try_secret(ana, linked, rotated["secret"]) == 202


def test_only_one_old_secret_is_good_beside_the_new_one(ana: Person) -> None:
    linked = link(ana)
    secrets = [
        linked["secret"],
        *(ask(ana, "POST", f"/{linked['id']}/secret")[1]["secret"] for _ in range(2)),
    ]
    assert [try_secret(ana, linked, secret) for secret in secrets] == [401, 202, 202]


def test_a_providers_secret_is_no_persons_to_rotate(ana: Person) -> None:
    assert ask(ana, "POST", f"/{link(ana, 'basiq')['id']}/secret")[0] == 409


def test_a_consent_is_renewed_for_the_same_person_at_the_provider(
    app: APIFlask, ana: Person, basiq: BasiqSimulator
) -> None:
    linked = link(ana, "basiq")
    before = len(basiq.calls)
    status, body = ask(ana, "POST", f"/{linked['id']}/reauthorise")
    assert (status, body["consent_url"].startswith("https://consent.basiq.io/")) == (200, True)
    assert "POST /users" not in basiq.calls[before:]


def test_a_renewed_consent_makes_the_connection_work_again(ana: Person, basiq: BasiqSimulator) -> None:
    linked = link(ana, "basiq")
    for event, state in (("consent.expired", "needs_reauth"), ("connection.activated", "active")):
        assert (
            post_message(ana.client, basiq.message("/api/connectors/basiq/webhook", event=event)).status_code
            == 202
        )
        feed_of(ana, linked).work()
        assert ask(ana, "GET", f"/{linked['id']}")[1]["state"] == state


def test_an_inbox_has_no_consent_to_renew(ana: Person) -> None:
    assert ask(ana, "POST", f"/{link(ana)['id']}/reauthorise")[0] == 409


def test_a_provider_that_is_down_cannot_renew_a_consent(ana: Person, basiq: BasiqSimulator) -> None:
    linked = link(ana, "basiq")
    basiq.stop()
    assert ask(ana, "POST", f"/{linked['id']}/reauthorise")[0] == 503


# --- how it does -------------------------------------------------------------------------------------


def test_a_sync_is_queued_and_closed_by_its_event(ana: Person, basiq: BasiqSimulator) -> None:
    linked = link(ana, "basiq")
    basiq.add_transaction(status="posted")
    assert ask(ana, "POST", f"/{linked['id']}/sync") == (
        202,
        {"status": "queued", "connection": linked["id"]},
    )
    feed = feed_of(ana, linked)
    feed.sync()
    (done,) = feed.heard("sync.completed")
    assert (done["connection"], done["stored"], done["error"]) == (linked["id"], 1, None)
    assert ask(ana, "GET", f"/{linked['id']}")[1]["health"] == "good"


def test_a_sender_that_only_pushes_cannot_be_synchronised(ana: Person) -> None:
    assert ask(ana, "POST", f"/{link(ana)['id']}/sync")[0] == 409


def test_health_says_in_a_word_how_a_connection_does(app: APIFlask, ana: Person) -> None:
    linked, moment = link(ana), clock.now()
    for fields, health in (
        ({"last_event_at": moment}, "good"),
        ({"failures": 3}, "failing"),
        ({"failures": 0, "last_event_at": moment - timedelta(hours=25)}, "waiting"),
        ({"last_sync_at": moment}, "good"),
        ({"state": "linking"}, "waiting"),
        ({"state": "needs_reauth"}, "needs_reauth"),
        ({"state": "disabled", "failures": 9}, "disabled"),
    ):
        with app.app_context(), transaction():
            row = db.session.get_one(Connection, linked["id"])
            for name, value in fields.items():
                setattr(row, name, value)
        assert ask(ana, "GET", f"/{linked['id']}")[1]["health"] == health


def test_the_last_error_is_told_and_forgotten_once_it_works(ana: Person, basiq: BasiqSimulator) -> None:
    linked = link(ana, "basiq")
    feed = feed_of(ana, linked)
    basiq.fail_next(500, on="/transactions")
    feed.sync()
    assert "trouble" in ask(ana, "GET", f"/{linked['id']}")[1]["last_error"]
    feed.sync()
    shown = ask(ana, "GET", f"/{linked['id']}")[1]
    assert (shown["last_error"], shown["last_sync_at"] is None) == (None, False)


def test_an_inboxs_errors_are_shown_until_they_are_dismissed(ana: Person, someone: Someone) -> None:
    linked = link(ana)
    raw, headers = stamped(linked["secret"], told(coffee("bad", amount="much")), at=clock.now().timestamp())
    post(ana.client, linked["webhook_path"], raw, headers)
    feed_of(ana, linked).work()
    shown = ask(ana, "GET", f"/{linked['id']}")[1]
    assert (shown["errors"], shown["health"]) == (1, "failing")
    assert ask(someone(), "POST", f"/{linked['id']}/errors/dismiss")[0] == 404
    assert ask(ana, "POST", f"/{linked['id']}/errors/dismiss") == (200, {"dismissed": 1})
    shown = ask(ana, "GET", f"/{linked['id']}")[1]
    assert (shown["errors"], shown["last_error"]) == (0, None)
