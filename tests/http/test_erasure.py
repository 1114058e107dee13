"""All of an account as a file, and all of it gone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.clock import now
from app.db import SECRET, Base, transaction
from app.domain.auth.people.export import tables_of
from app.domain.auth.users.tables import User
from app.domain.banking.feed.tables import Connection, WebhookEvent
from app.domain.banking.intake.tables import DeadLetter
from app.extensions import db
from tests.http.test_bt_pay import add
from tests.support.accounts import Headers
from tests.support.admin import USERS, Make, Someone, act, events_of, login
from tests.support.money import flush
from tests.support.person import Person

GOES_BY_NUMBER = {"security_events", "dead_letters"}
"""Tables that name an account without a foreign key."""


def name_of(admin: Person, user_id: int) -> str:
    return str(admin.get(f"{USERS}/{user_id}")["username"])


def erased(admin: Person, user_id: int, **body: Any) -> Any:
    return act(admin, user_id, "/erase", {"username": name_of(admin, user_id), **body})


def exported(admin: Person, user_id: int) -> dict[str, list[Any]]:
    answer = act(admin, user_id, "/export", {})
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert packed.testzip() is None
        names = [name for name in packed.namelist() if name.endswith(".jsonl")]
        return {
            name.removesuffix(".jsonl"): [json.loads(line) for line in packed.read(name).splitlines()]
            for name in names
        }


def live(person: Person) -> None:
    """Leave something in tables near to an account and far from it."""
    add(person, "a", 1_250, description="Cafea, la colț")
    person.ask("POST", "/api/rules", {"name": "r", "conditions": [], "actions": []})
    assert person.ask("POST", "/api/portfolios", {"name": "Savings", "currency": "EUR"}).status_code == 201
    assert (
        person.ask("POST", "/api/auth/tokens", {"name": "t", "scopes": ["profile:read"]}).status_code == 201
    )
    with person.app.app_context(), transaction() as session:
        link = Connection(user_id=person.id, provider="inbox", name="i", credentials="sealed things")
        session.add(link)
        session.flush()
        session.add(
            WebhookEvent(
                provider="inbox", event_id=f"{person.id}:1", event_type="t", connection_id=link.id, headers={},
                body=b"{}", received_at=now(),
            )
        )  # fmt: skip
        session.add(
            DeadLetter(origin=f"{person.id}-0", user_id=person.id, reason="refused", detail="", payload={})
        )


def rows(app: APIFlask, user_id: int) -> dict[str, int]:
    """Count what is there of an account in each table."""
    with app.app_context():
        counts = {
            each.name: db.session.scalar(sa.select(sa.func.count()).select_from(each.rows.subquery())) or 0
            for each in tables_of(user_id)
        }
        counts["webhook_events"] = (
            db.session.scalar(sa.select(sa.func.count()).select_from(WebhookEvent)) or 0
        )
        return {name: count for name, count in counts.items() if count}


def test_an_export_has_what_is_kept_of_them_and_of_nobody_else(
    admin: Person, someone: Someone, client: FlaskClient
) -> None:
    ana, bob = someone(), someone()
    live(ana)
    live(bob)
    found = exported(admin, ana.id)
    assert {
        "users",
        "transactions",
        "portfolios",
        "api_tokens",
        "connections",
        "security_events",
    } <= found.keys()
    assert [row["username"] for row in found["users"]] == [name_of(admin, ana.id)]
    assert [row["description"] for row in found["transactions"]] == ["Cafea, la colț"]
    assert {row["user_id"] for table in found.values() for row in table if "user_id" in row} == {ana.id}


def test_an_export_is_named_after_its_account_and_no_cache_keeps_it(admin: Person, ana: Person) -> None:
    answer = act(admin, ana.id, "/export", {})
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=tidewatch-user-2-20")
    assert "no-store" in answer.headers["Cache-Control"]


def test_no_export_holds_what_proves_or_opens_anything(app: APIFlask, admin: Person, ana: Person) -> None:
    live(ana)
    act(admin, ana.id, "/password-link", {})
    text = json.dumps(exported(admin, ana.id))
    with app.app_context():
        for table in tables_of(ana.id):
            for column in Base.metadata.tables[table.name].c:
                if not column.info.get("secret"):
                    continue
                for value in db.session.scalars(sa.select(column).where(column.is_not(None))):
                    assert value not in text, column


def test_a_column_that_sounds_like_a_secret_is_marked_as_one() -> None:
    words = ("password", "secret", "fingerprint", "jti", "credential", "hash")
    named = {
        f"{table.name}.{column.name}": column.info
        for table in Base.metadata.sorted_tables
        for column in table.c
        if any(word in column.name for word in words)
    }
    harmless = {"transactions.content_hash", "transactions.hash"}
    assert {name for name, info in named.items() if info != SECRET} - harmless == set()
    assert {
        "users.password_hash",
        "users.totp_secret",
        "connections.credentials",
        "webhooks.secret",
    } <= named.keys()


def test_an_erased_account_leaves_nothing_but_lines_of_the_log(
    app: APIFlask, client: FlaskClient, admin: Person, someone: Someone
) -> None:
    ana, bob = someone(), someone()
    for each in (ana, bob):
        live(each)
    assert rows(app, ana.id)["transactions"] == 1
    before = rows(app, bob.id)
    assert before["webhook_events"] == 2
    exported(admin, ana.id)
    name, answer = name_of(admin, ana.id), erased(admin, ana.id)
    assert answer.status_code == 204, answer.json
    assert rows(app, ana.id).keys() == {"security_events", "webhook_events"}
    assert rows(app, bob.id) == before | {"webhook_events": 1}
    assert client.get("/api/auth/profile", headers=ana.headers).status_code == 401
    assert act(admin, ana.id, "", method="GET").status_code == 404
    assert events_of(admin, admin.id)[0] == ("admin_erase", f"{name} (no. {ana.id})")
    assert ("account_erase", None) in events_of(admin, ana.id)


def test_every_table_that_names_an_account_goes_with_it_or_is_known() -> None:
    """A new table with a `user_id` and no foreign key would keep what it holds of an erased account."""
    loose = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.c
        if column.name == "user_id" and not any(key.ondelete == "CASCADE" for key in column.foreign_keys)
    }
    assert loose == GOES_BY_NUMBER


def test_erased_twice_answers_404(admin: Person, ana: Person) -> None:
    body = {"username": name_of(admin, ana.id), "without_export": True}
    assert [act(admin, ana.id, "/erase", body).status_code for _ in range(2)] == [204, 404]


def test_without_an_export_of_the_last_day_one_has_to_say_that_none_is_wanted(
    admin: Person, ana: Person, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    body = {"username": name_of(admin, ana.id)}
    assert act(admin, ana.id, "/erase", body).json["code"] == "export_first"
    exported(admin, ana.id)
    clock.freeze(now() + timedelta(hours=25))
    headers = {"headers": sign_in(make_user("admin"))}
    url = f"/api/admin/users/{ana.id}/erase"
    assert admin.client.post(url, json=body, **headers).json["code"] == "export_first"
    assert admin.client.post(url, json={**body, "without_export": True}, **headers).status_code == 204


def test_the_number_of_an_erased_account_is_never_given_again(admin: Person, make_user: Make) -> None:
    newest = make_user()
    assert erased(admin, newest.id, without_export=True).status_code == 204
    assert make_user(username="next").id > newest.id


def test_the_name_of_an_erased_account_is_free(client: FlaskClient, admin: Person, make_user: Make) -> None:
    bob = make_user(username="bob")
    erased(admin, bob.id, without_export=True)
    assert login(client, bob).json["code"] == "invalid_credentials"
    again = make_user(username="bob")
    assert login(client, again).status_code == 200


def test_rows_that_still_wait_for_an_erased_account_are_stored_for_nobody(
    app: APIFlask, admin: Person, someone: Someone
) -> None:
    ana = someone()
    ana.send(("2026-03-10T08:00:00Z", 100))
    assert erased(admin, ana.id, without_export=True).status_code == 204
    flush(app)
    with app.app_context():
        assert db.session.scalar(sa.select(DeadLetter.reason)) == "unknown_user"
        assert db.session.get(User, ana.id) is None
