"""The worker is killed in the middle of webhooks and of a file: nothing is lost, nothing doubled."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.config import Settings
from app.sealing import seal
from tests.support.accounts import Account, Headers
from tests.support.bank import add_connection, events, stored
from tests.support.feed import SECRET, Feed
from tests.support.imports import IMPORTS, Importer
from tests.support.launched import eventually
from tests.support.served import Worker
from tests.support.statements import bt_rows

Make, SignIn = Callable[..., Account], Callable[..., Headers]
EVENTS, ROWS = 300, 20_000
LOCKS_LAPSE_S = 90


@pytest.fixture
def inbox(app: APIFlask, client: FlaskClient, settings: Settings, make_user: Make) -> Feed:
    user = make_user().id
    with app.app_context():
        sealed = seal(settings, {"secrets": [{"value": SECRET, "not_after": None}]})
    return Feed(app, client, user, add_connection(app, user, "inbox", credentials=sealed))


def send_disordered(inbox: Feed, first: int, last: int) -> None:
    """Send events, a fifth of them twice, in no order."""
    numbers = [*range(first, last), *range(first, last, 5)]
    random.Random(first).shuffle(numbers)
    for number in numbers:
        row = {"id": f"p-{number}", "amount": f"-{number}.25", "currency": "EUR"}
        inbox.send(row, event_id=f"evt-{number}")


def test_a_worker_killed_among_webhooks(app: APIFlask, worker: Worker, inbox: Feed) -> None:
    worker.start()
    send_disordered(inbox, 0, EVENTS // 2)
    assert eventually(lambda: stored(app))
    worker.kill()
    send_disordered(inbox, EVENTS // 2, EVENTS)
    worker.start()
    assert eventually(lambda: {event.state for event in events(app)} == {"done"}, LOCKS_LAPSE_S)
    assert sorted(row.transaction_id for row in stored(app)) == sorted(f"p-{n}" for n in range(EVENTS))
    assert sum(row.amount for row in stored(app)) == sum(n * 100 + 25 for n in range(EVENTS))


def test_a_worker_killed_in_the_middle_of_a_file(
    app: APIFlask, client: FlaskClient, worker: Worker, make_user: Make, sign_in: SignIn
) -> None:
    account = make_user()
    ana = Importer(app, client, account, sign_in(account))
    number = ana.preview(bt_rows(ROWS))["id"]
    worker.start()
    assert ana.act(number, "commit").status_code == 202
    while not (found := ana.get(f"{IMPORTS}/{number}"))["done"]:
        assert found["state"] in {"queued", "running"}, worker.output
    worker.kill()
    assert 0 < len(stored(app)) < ROWS
    worker.start()
    assert eventually(lambda: ana.get(f"{IMPORTS}/{number}")["state"] == "done", LOCKS_LAPSE_S)
    assert (len(stored(app)), ana.get(f"{IMPORTS}/{number}")["new"]) == (ROWS, ROWS)
    assert ana.act(number, "undo").json["removed"] == ROWS


def test_a_worker_killed_in_a_file_with_lines_that_are_kept_and_answers(
    app: APIFlask, client: FlaskClient, worker: Worker, make_user: Make, sign_in: SignIn
) -> None:
    """What was decided about a file holds for the worker that goes on with it, and each row comes once."""
    account = make_user()
    ana = Importer(app, client, account, sign_in(account))
    content = in_april(ROWS)
    ana.commit(ana.preview(in_april(100), "before.csv")["id"], answers={"Date": "dmy"})
    number = ana.preview(content, "all.csv")["id"]
    worker.start()
    decided = {"answers": {"Date": "dmy"}, "keep": [2, 3, 4], "skip": [ROWS]}
    assert ana.act(number, "commit", decided).status_code == 202
    while not (found := ana.get(f"{IMPORTS}/{number}"))["done"]:
        assert found["state"] in {"queued", "running"}, worker.output
    worker.kill()
    assert 100 < len(stored(app)) < ROWS
    worker.start()
    assert eventually(lambda: ana.get(f"{IMPORTS}/{number}")["state"] == "done", LOCKS_LAPSE_S)
    assert (len(stored(app)), {row.occurred_at.month for row in stored(app)}) == (ROWS + 3 - 1, {4})


def in_april(rows: int) -> str:
    """A file whose days may be months as well; its rows come in no order that would tell."""
    lines = (f"{1 + at % 12:02}/04/2026,Shop {at},-{at % 900}.{at % 100:02}" for at in range(rows))
    return "Date,Description,Amount\n" + "\n".join(lines) + "\n"
