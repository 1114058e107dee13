"""A bank feed inside the test's own process: webhooks over HTTP, the worker's part by its function."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import transaction
from app.domain.banking.feed.sync import process_events, sync_connection
from app.domain.banking.feed.tables import Connection
from app.domain.banking.feed.webhooks import replay_all
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.setup import Connectors
from app.domain.banking.transactions.edits import edit_transaction
from app.extensions import db
from app.services import services_of
from simulators import Message, signatures
from tests.support.bank import events
from tests.support.listener import log_of
from tests.support.money import intake_of

SECRET = "tws_a secret of tests"


def post(client: FlaskClient, path: str, body: bytes, headers: dict[str, str]) -> TestResponse:
    return client.post(path, data=body, headers=headers)


def post_message(client: FlaskClient, message: Message, **headers: str) -> TestResponse:
    """Deliver a simulator's webhook; further headers replace its own."""
    signed = message.sign(1)
    return post(client, message.target, signed.body, {**signed.headers, **headers})


def stamped(secret: str, body: Any, *, event_id: str | None = None, at: float | None = None) -> Any:
    """Sign a body for an inbox as docs/connectors.md says; returns the bytes and the headers."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    name, moment = event_id or f"evt-{uuid.uuid4()}", int(time.time() if at is None else at)
    headers = {
        "Content-Type": "application/json",
        "X-Tidewatch-Event-Id": name,
        "X-Tidewatch-Timestamp": str(moment),
        "X-Tidewatch-Signature": signatures.stamped(secret, name, moment, raw),
    }
    return raw, headers


def told(*rows: dict[str, Any], kind: str = "transaction.created") -> dict[str, Any]:
    """An inbox's event about transactions."""
    return {"type": kind, "data": {"transactions": list(rows)}}


def coffee(name: str = "t-1", **fields: Any) -> dict[str, Any]:
    """A transaction as a sender to an inbox gives it."""
    said = {"id": name, "amount": "-12.50", "currency": "EUR", "description": f"COFFEE {name}"}
    return {**said, "occurred_at": "2026-03-01T10:00:00Z", **fields}


class Feed:
    """One connection of one user."""

    def __init__(self, app: APIFlask, client: FlaskClient, user_id: int, connection_id: int) -> None:
        self.app, self.client, self.user_id, self.id = app, client, user_id, connection_id

    # --- what comes in ------------------------------------------------------------------------

    def take(self, message: Message) -> None:
        """Let a webhook in, without working it off."""
        answer = post_message(self.client, message)
        assert answer.status_code == 202, answer.get_data(as_text=True)

    def send(self, *rows: dict[str, Any], kind: str = "transaction.created", **how: Any) -> None:
        """Send rows to this inbox, without working them off."""
        raw, headers = stamped(SECRET, told(*rows, kind=kind), **how)
        answer = post(self.client, f"/api/connectors/inbox/{self.id}", raw, headers)
        assert answer.status_code == 202, answer.get_data(as_text=True)

    def work(self) -> None:
        """Work off what is due, as the worker does."""
        with self.app.app_context():
            process_events(intake_of(self.app), services_of(self.app).part(Connectors).by_name, self.id)

    def sync(self) -> None:
        with self.app.app_context():
            sync_connection(intake_of(self.app), services_of(self.app).part(Connectors).by_name, self.id)

    def replay(self) -> int:
        """Replay the whole inbox and work it off; return how many events that were."""
        with self.app.app_context():
            with transaction():
                count = replay_all(services_of(self.app).part(Connectors).by_name)
            self.work()
        return count

    # --- what is there ------------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        with self.app.app_context():
            return db.session.get_one(Connection, self.id)

    @property
    def rows(self) -> list[Transaction]:
        """This user's transactions, oldest first."""
        with self.app.app_context():
            mine = Transaction.user_id == self.user_id
            return list(db.session.scalars(select(Transaction).where(mine).order_by(Transaction.id)))

    @property
    def row(self) -> Transaction:
        """The only transaction."""
        (found,) = self.rows
        return found

    @property
    def table(self) -> list[dict[str, Any]]:
        """Every column of every transaction."""
        names = Transaction.__table__.columns.keys()
        return [{name: getattr(row, name) for name in names} for row in self.rows]

    @property
    def states(self) -> list[str]:
        """The states of the inbox's events, oldest first."""
        return [event.state for event in events(self.app)]

    def edit(self, row: Transaction, **changes: Any) -> None:
        """Change a transaction as its owner does."""
        with self.app.app_context(), transaction():
            edit_transaction(self.user_id, row.transaction_id, changes)

    def heard(self, *names: str) -> list[dict[str, Any]]:
        """What its owner's screen was told under these names, gathered messages taken apart."""
        found: list[dict[str, Any]] = []
        for name, envelope in log_of(self.app, f"user:{self.user_id}"):
            if name in names or name.replace("transactions.", "transaction.") in names:
                data = envelope["data"]
                found += data if isinstance(data, list) else [data]
        return found

    def announced(self) -> list[tuple[str, str]]:
        """What was pushed of transactions: id and state, in order."""
        return [
            (each["transaction_id"], each["state"])
            for each in self.heard("transaction.created", "transaction.updated")
        ]


MakeFeed = Callable[..., Feed]
