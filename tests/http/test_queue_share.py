"""One user cannot fill the queue for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.http.test_intake import ADD, BATCH
from tests.support.money import flush, queued
from tests.support.person import Person

pytestmark = pytest.mark.settings(queue_capacity=10, queue_share_percent=40)


def said(name: str, **fields: Any) -> dict[str, Any]:
    return {"transaction_id": name, "amount": 1, "status": "SUCCESS", **fields}


def post(person: Person, path: str, body: Any) -> Any:
    return person.client.post(path, json=body, headers=person.headers)


def test_past_their_share_a_sender_hears_429_while_others_go_on(
    ana: Person, someone: Callable[..., Person]
) -> None:
    answers = [post(ana, ADD, said(f"t-{number}")) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert (answers[-1].json["code"], int(answers[-1].headers["Retry-After"]) > 0) == (
        "queue_share_full",
        True,
    )
    assert post(someone(), ADD, said("t-9")).status_code == 200
    assert queued(ana.app) == 5


def test_a_batch_past_the_share_is_refused_whole(ana: Person) -> None:
    post(ana, ADD, said("a"))
    refused = post(ana, BATCH, [said(f"t-{number}") for number in range(4)])
    assert (refused.status_code, refused.json["code"], queued(ana.app)) == (429, "queue_share_full", 1)
    assert post(ana, BATCH, [said(f"t-{number}") for number in range(3)]).json["accepted"] == 3


def test_a_repeat_of_what_waits_is_answered_as_before(ana: Person) -> None:
    for _ in range(2):
        statuses = [post(ana, ADD, said(f"t-{number}")).status_code for number in range(4)]
        assert statuses == [200] * 4


def test_the_share_is_free_again_after_a_flush(ana: Person) -> None:
    post(ana, BATCH, [said(f"t-{number}") for number in range(4)])
    flush(ana.app)
    assert post(ana, BATCH, [said(f"s-{number}") for number in range(4)]).json["accepted"] == 4


def test_a_services_batch_for_many_counts_each_users_share(someone: Callable[..., Person]) -> None:
    service, ana, ben = someone("service"), someone(), someone()
    rows = [said(f"t-{number}", user=user.id) for user in (ana, ben) for number in range(3)]
    assert post(service, BATCH, rows).json["accepted"] == 6
    more = [said("x", user=ben.id), *(said(f"y-{number}", user=ana.id) for number in range(2))]
    assert (post(service, BATCH, more).status_code, queued(ana.app)) == (429, 6)


def test_admins_see_who_fills_the_queue(ana: Person, someone: Callable[..., Person]) -> None:
    post(ana, BATCH, [said(f"t-{number}") for number in range(3)])
    found = someone("admin").get("/api/admin/ingest")
    assert found["fullest"] == [{"user": ana.id, "rows": 3}]


@pytest.mark.settings(queue_capacity=1_000, queue_capacity_bytes=3_000)
def test_the_queue_is_bounded_in_bytes_as_well(ana: Person, someone: Callable[..., Person]) -> None:
    rows = [said(f"t-{number}", description="x" * 500) for number in range(3)]
    assert post(ana, BATCH, rows).json["accepted"] == 3
    assert 2_000 < someone("admin").get("/api/admin/ingest")["queue_bytes"] < 3_000
    assert post(ana, BATCH, [said("a", description="x" * 500), said("b")]).status_code == 503
    flush(ana.app)
    assert someone("admin").get("/api/admin/ingest")["queue_bytes"] == 0
    assert (
        post(ana, BATCH, [{**each, "transaction_id": f"s{place}"} for place, each in enumerate(rows)]).json[
            "accepted"
        ]
        == 3
    )
