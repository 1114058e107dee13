"""An import's life: one commit, a cancel at any moment, and nobody else's business."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app.domain.banking.imports.tables import Import
from app.extensions import db
from tests.support.accounts import Account, Headers
from tests.support.imports import IMPORTS, Importer, run
from tests.support.statements import bt_csv, bt_rows

COFFEE = "2026-01-05,2026-01-05,Cafea la colt,R1,-12.50,,"
Make, SignIn = Callable[..., Account], Callable[..., Headers]


@pytest.fixture
def importer(app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn) -> Callable[[], Importer]:
    def importer() -> Importer:
        account = make_user()
        return Importer(app, client, account, sign_in(account))

    return importer


@pytest.fixture
def ana(importer: Callable[[], Importer]) -> Importer:
    return importer()


def content_of(person: Importer, number: int) -> bytes | None:
    with person.app.app_context():
        return db.session.scalar(select(Import.content).where(Import.id == number))


def test_a_file_is_committed_once(ana: Importer) -> None:
    number = ana.preview(bt_csv(COFFEE))["id"]
    assert [ana.act(number, "commit").status_code for _ in range(2)] == [202, 409]
    run(ana, number)
    again = ana.act(number, "commit")
    assert (again.status_code, again.json["code"]) == (409, "import_closed")
    assert ana.act(number, "preview", {"mapping": {"date": 0, "amount": 1}}).status_code == 409


def test_a_done_import_keeps_no_file_and_says_when_it_ended(ana: Importer) -> None:
    done = ana.keep_file(bt_csv(COFFEE))
    assert content_of(ana, done["id"]) is None
    assert done["finished_at"] is not None
    assert (done["total"], done["done"]) == (1, 1)


@pytest.mark.parametrize("state", ["preview", "queued"])
def test_what_is_cancelled_before_it_runs_stores_nothing(ana: Importer, state: str) -> None:
    number = ana.preview(bt_csv(COFFEE))["id"]
    if state == "queued":
        ana.act(number, "commit")
    answer = ana.act(number, "cancel")
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    run(ana, number)
    assert (ana.rows(), content_of(ana, number)) == ([], None)
    assert [ana.act(number, each).status_code for each in ("cancel", "commit", "undo")] == [409] * 3


def test_a_run_that_is_cancelled_takes_back_what_it_stored(ana: Importer) -> None:
    number = ana.preview(bt_rows(2_100))["id"]
    ana.act(number, "commit")

    def first_part_is_stored(*_: Any) -> bool:
        return bool(ana.rows())

    with once(Session, "after_commit", first_part_is_stored, lambda: ana.act(number, "cancel")) as did:
        run(ana, number)
    assert [answer.status_code for answer in did] == [200]
    assert (ana.get(f"{IMPORTS}/{number}")["state"], ana.rows()) == ("cancelled", [])


def test_a_cancel_at_the_very_moment_of_its_start_holds(ana: Importer) -> None:
    number = ana.preview(bt_csv(COFFEE))["id"]
    ana.act(number, "commit")

    def it_starts(_connection: Any, _cursor: Any, statement: str, *_: Any) -> bool:
        return statement.startswith("UPDATE imports SET state")

    with once(Engine, "before_cursor_execute", it_starts, lambda: ana.act(number, "cancel")) as did:
        run(ana, number)
    assert [answer.status_code for answer in did] == [200]
    assert (ana.get(f"{IMPORTS}/{number}")["state"], ana.rows()) == ("cancelled", [])


@contextlib.contextmanager
def once(target: type, moment: str, fits: Callable[..., bool], do: Callable[[], Any]) -> Iterator[list[Any]]:
    """Do something at a moment of somebody else's work with the database, the first time that it fits.

    In a thread: within the other's app context it would be given the other's session.
    """
    did: list[Any] = []
    busy: list[bool] = []  # what is done has such moments as well

    def listen(*args: Any) -> None:
        if did or busy:
            return
        busy.append(True)
        if pool.submit(fits, *args).result():
            did.append(pool.submit(do).result())
        busy.clear()

    event.listen(target, moment, listen)
    try:
        with ThreadPoolExecutor(1) as pool:
            yield did
    finally:
        event.remove(target, moment, listen)


def test_a_strangers_import_is_not_found(ana: Importer, importer: Callable[[], Importer]) -> None:
    number, bob = ana.preview(bt_csv(COFFEE))["id"], importer()
    answers = [bob.client.get(f"{IMPORTS}/{number}", headers=bob.headers), bob.act(number, "commit")]
    answers += [bob.act(number, each) for each in ("cancel", "undo")]
    answers.append(bob.act(number, "preview", {"mapping": {"date": 0, "amount": 1}}))
    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [
        (404, "import_not_found")
    ] * 5
    assert bob.get(IMPORTS)["items"] == []
    assert ana.get(f"{IMPORTS}/{number}")["state"] == "preview"


def test_a_strangers_equal_rows_are_no_duplicates(ana: Importer, importer: Callable[[], Importer]) -> None:
    bob = importer()
    assert [each.keep_file(bt_csv(COFFEE))["new"] for each in (ana, bob)] == [1, 1]
    assert [len(each.rows()) for each in (ana, bob)] == [1, 1]


def test_imports_are_listed_page_by_page_the_newest_first(ana: Importer) -> None:
    numbers = [ana.preview(bt_csv(COFFEE), f"{at}.csv")["id"] for at in range(3)]
    page = ana.get(f"{IMPORTS}?limit=2")
    rest = ana.get(f"{IMPORTS}?limit=2&cursor={page['next_cursor']}")
    assert [each["id"] for each in page["items"] + rest["items"]] == numbers[::-1]
    assert rest["next_cursor"] is None
