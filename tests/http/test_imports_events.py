"""What other screens hear of imports, and who may have a file looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from redis import Redis

from app.services import services_of
from tests.support.accounts import Account, Headers
from tests.support.imports import Feed, Importer
from tests.support.listener import log_of
from tests.support.statements import bt_csv

COFFEE = "2026-01-05,2026-01-05,Cafea la colt,R1,-12.50,,"
RENT = "2026-01-06,2026-01-06,Chirie ianuarie,R2,-1500.00,,"


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def heard(person: Importer, name: str) -> list[dict[str, Any]]:
    """What was told under a name, gathered messages taken apart."""
    found: list[dict[str, Any]] = []
    for each, envelope in log_of(person.app, f"user:{person.id}"):
        if each.replace("transactions.", "transaction.") == name:
            data = envelope["data"]
            found += data if isinstance(data, list) else [data]
    return found


def removed(person: Importer) -> list[str]:
    return [
        each["transaction_id"] for each in heard(person, "transaction.updated") if each["state"] == "removed"
    ]


def test_an_undone_import_is_told_row_by_row_and_as_a_whole(ana: Importer) -> None:
    done = ana.keep_file(bt_csv(COFFEE, RENT))
    ids = [row.transaction_id for row in ana.rows()]
    ana.act(done["id"], "undo")
    assert removed(ana) == ids
    last = heard(ana, "job.finished")[-1]
    assert (last["job"], last["state"]) == (f"import:{done['id']}", "undone")


def test_what_a_feed_has_confirmed_is_not_told_as_gone(ana: Importer) -> None:
    done = ana.keep_file(bt_csv(COFFEE, RENT))
    Feed(ana).tell(amount="-1500.00", description="Chirie ianuarie", occurred_at="2026-01-06T07:00:00Z")
    ana.act(done["id"], "undo")
    assert len(removed(ana)) == 1


def test_an_unlinking_that_erases_is_told_row_by_row(ana: Importer) -> None:
    feed = Feed(ana)
    feed.tell(amount="-15.00", description="Tea", occurred_at="2026-01-06T07:00:00Z")
    (row,) = ana.rows()
    url = f"/api/connectors/connections/{feed.id}?data=erase"
    assert ana.client.delete(url, headers=ana.headers).status_code == 204
    assert (removed(ana), ana.rows()) == ([row.transaction_id], [])


def test_one_file_of_a_person_is_looked_at_at_a_time(ana: Importer) -> None:
    client: Redis = services_of(ana.app).redis
    with client.lock(f"lock:look:{ana.id}", timeout=30):
        refused = ana.bring(bt_csv(COFFEE))
    assert (refused.status_code, refused.json["code"]) == (429, "file_in_hand")
    assert int(refused.headers["Retry-After"]) > 0
    assert ana.bring(bt_csv(COFFEE)).status_code == 201
