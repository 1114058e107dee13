"""Basiq: tokens, transactions in pages, events, and webhooks that carry links only.

Sources: api.basiq.io/docs/webhooks, /docs/webhooks-security, /reference (transactions, events, token).
"""

from __future__ import annotations

import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from simulators import signatures
from simulators.basiq_api import BasiqApi
from simulators.basiq_bank import Bank, moment
from simulators.memory import forget_oldest
from simulators.message import Delivery, Message, Signed
from simulators.provider import ServedProvider
from simulators.server import Answer, Call

TOKEN_LIVES_S = 3600


@dataclass(kw_only=True)
class BasiqSimulator(ServedProvider):
    """One user with one connection.

    api_key: as in the dashboard, given to POST /token as `Authorization: Basic <it>`. secret: the webhook's.
    previous_secret: signs beside the new one, as during a rotation.
    page_size: fewer rows a page than asked for. endless_cursor: links.next never ends. page_twice: every page
    comes again as its own successor. foreign_next: links.next points to that host.
    """

    api_key: str
    secret: str
    user_id: str = "fa48b8da-0000-4000-8000-70dd9520d523"
    connection_id: str = "0987220d-0000-4000-8000-6d68dc51601a"
    seed: int = 0
    latency_s: float = 0.0
    previous_secret: str | None = None
    page_size: int | None = None
    endless_cursor: bool = False
    page_twice: bool = False
    foreign_next: str | None = None
    connection_status: str = "active"
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    webhooks: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.bank = Bank(self.user_id, self.connection_id, self.seed)
        self.tokens: dict[str, float] = {}
        self._routes = BasiqApi(self)

    @property
    def real_url(self) -> str:
        return "https://au-api.basiq.io"

    # --- the bank -----------------------------------------------------------------------------

    def add_transaction(self, **overrides: Any) -> dict[str, Any]:
        """Create a transaction, posted or pending; what is not said is made up. Returns its JSON."""
        with self._lock:
            return self.with_links(self.bank.add(overrides))

    def post_pending(self, id: str, *, description: str | None = None) -> dict[str, Any]:
        """Book a pending one: the old id vanishes, a new one comes. KeyError when it is not pending."""
        with self._lock:
            return self.with_links(self.bank.book(id, description))

    def refresh_pending(self) -> list[dict[str, Any]]:
        """Give every pending transaction a new id, as each refresh of the connection does."""
        with self._lock:
            return [self.with_links(said) for said in self.bank.refresh_pending()]

    def drop_pending(self, id: str) -> None:
        """Let a hold vanish without ever being booked."""
        with self._lock:
            self.bank.drop_pending(id)

    def with_links(self, said: dict[str, Any]) -> dict[str, Any]:
        """A row as the API shows it: its links are whole addresses."""
        links = {name: path and f"{self.url}{path}" for name, path in said["links"].items()}
        return {**said, "links": links}

    # --- tokens -------------------------------------------------------------------------------

    def grant_token(self) -> dict[str, Any]:
        token = secrets.token_urlsafe(32)
        self.tokens[token] = time.monotonic() + TOKEN_LIVES_S
        return {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIVES_S}

    def expire_tokens(self) -> None:
        """Let every token given so far be over; the next call with one is answered 401."""
        with self._lock:
            self.tokens.clear()

    def answer(self, call: Call) -> Answer:
        return self._routes.answer(call)

    # --- webhooks -----------------------------------------------------------------------------

    def message(self, target: str, *, event: str = "transactions.updated") -> Message:
        """Make a webhook of an event that has just happened; GET /events/{id} tells of it from now on."""
        with self._lock:
            id, delivery_id, event_id = str(uuid.uuid4()), f"msg_{uuid.uuid4()}", secrets.token_hex(32)
            entity = f"{self.url}{self._entity_path(event)}"
            self.events[id] = self._event(id, event, entity)
            forget_oldest(self.events)
            links = {"event": f"{self.url}/events/{id}", "eventEntity": entity}
        body = {"eventTypeId": event, "eventId": event_id, "links": links}
        raw = json.dumps(body, separators=(",", ":")).encode()
        return Message(delivery_id, event, target, partial(self._sign, delivery_id, raw))

    def notify(self, target_url: str, *, event: str = "transactions.updated") -> Delivery:
        """Send a webhook once, and say what became of it."""
        return self.deliver(self.message(target_url, event=event))

    def next_message(self, target: str) -> Message:
        with self._lock:
            waiting = self.bank.pending
            if len(waiting) > 3:
                self.bank.book(waiting[0], None)
            else:
                self.bank.add({})
        return self.message(target)

    def _sign(self, id: str, raw: bytes, _attempt: int) -> Signed:
        now = int(time.time())
        used = [secret for secret in (self.secret, self.previous_secret) if secret]
        joined = " ".join(signatures.standard_webhook(secret, id, now, raw) for secret in used)
        headers = {"webhook-id": id, "webhook-timestamp": str(now), "webhook-signature": joined}
        return Signed(raw, {"Content-Type": "application/json", "User-Agent": "basiq-simulator", **headers})

    def _entity_path(self, event: str) -> str:
        user, connection = f"/users/{self.user_id}", self.connection_id
        paths = {
            "transactions": f"{user}/transactions?filter=connection.id.eq('{connection}')",
            "connection": f"{user}/connections/{connection}",
            "account": f"{user}/accounts/{self.bank.account_id}",
            "consent": f"{user}/consents",
        }
        return paths.get(event.partition(".")[0], user)

    def _event(self, id: str, event: str, entity: str) -> dict[str, Any]:
        kind = event.partition(".")[0]
        data: dict[str, Any] = {"type": kind, "connection": self.connection_id, "links": {"self": entity}}
        if kind == "transactions":
            data["count"] = str(len(self.bank.rows))
        return {
            "type": "event",
            "id": id,
            "createdDate": moment(datetime.now(UTC)),
            "entity": kind,
            "eventType": event,
            "userId": self.user_id,
            "dataRef": entity,
            "data": data,
            "links": {"self": f"{self.url}/events/{id}", "user": f"{self.url}/users/{self.user_id}"},
        }
