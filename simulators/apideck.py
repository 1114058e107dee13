"""Apideck: the unified accounting API, the vault's connections, and signed webhooks.

Sources: its OpenAPI specifications of accounting, vault and webhook; developers.apideck.com/guides/
webhook-signature-verification. No timestamp is signed, and the idempotency key stands outside the signature.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from simulators import javascript, signatures
from simulators.apideck_api import ApideckApi
from simulators.apideck_books import RESOURCES, Books, Entity, moment
from simulators.message import Delivery, Message, Signed
from simulators.provider import ServedProvider
from simulators.server import Answer, Call


@dataclass(kw_only=True)
class ApideckSimulator(ServedProvider):
    """One consumer with one accounting connection.

    api_key: opens the API and signs webhooks. encoding, scheme: its guide signs the sorted body in hex,
    another of its documents the body as sent in base64. page_size, endless_cursor, foreign_next: as Basiq's.
    """

    api_key: str
    app_id: str
    consumer_id: str = "household-1"
    service_id: str = "xero"
    seed: int = 0
    latency_s: float = 0.0
    encoding: Literal["hex", "base64"] = "hex"
    scheme: Literal["sorted", "as-sent"] = "sorted"
    page_size: int | None = None
    endless_cursor: bool = False
    foreign_next: str | None = None
    connection_state: str = "callable"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.books = Books(self.seed)
        self._routes = ApideckApi(self)

    @property
    def real_url(self) -> str:
        return "https://unify.apideck.com"

    def answer(self, call: Call) -> Answer:
        return self._routes.answer(call)

    # --- the books ----------------------------------------------------------------------------

    def add_transaction(self, kind: str = "payment", **overrides: Any) -> Entity:
        """Write a payment, bill_payment or expense; numbers are Decimal or int. Returns its JSON."""
        with self._lock:
            return self.books.add(kind, overrides)[1]

    def change_transaction(self, kind: str, id: str, **changes: Any) -> Entity:
        """Change one, so that its updated_at is now. KeyError when it is not there."""
        with self._lock:
            return self.books.change(kind, id, changes)

    def post_pending(self, id: str) -> Entity:
        """Book a draft: it is paid from now on, under the same id. KeyError when there is no such draft."""
        for kind, entities in self.books.entities.items():
            if id in entities and entities[id]["status"] == "draft":
                return self.change_transaction(kind, id, status="paid")
        raise KeyError(f"{id} is no draft")

    def connection(self) -> dict[str, Any]:
        """The vault's description of the one connection."""
        return {
            "id": f"accounting+{self.service_id}",
            "service_id": self.service_id,
            "consumer_id": self.consumer_id,
            "unified_api": "accounting",
            "name": self.service_id.title(),
            "auth_type": "oauth2",
            "state": self.connection_state,
            "enabled": True,
            "status": "live",
            "settings": {},
            "custom_mappings": [],
            "created_at": 1_700_000_000_000,
            "updated_at": None,
        }

    # --- webhooks -----------------------------------------------------------------------------

    def message(
        self, target: str, event_type: str = "accounting.payment.created", entity: Entity | None = None
    ) -> Message:
        """Make a webhook of an event; without an entity, of a made-up one (vault.*: of the connection)."""
        unified_api, kind, _ = [*event_type.split("."), "", ""][:3]
        if unified_api == "vault":
            payload = self._vault_payload()
        else:
            said = entity if entity is not None else self.add_transaction(kind)
            payload = self._accounting_payload(kind, said["id"])
        return self._message(target, event_type, payload)

    def notify(
        self, target: str, event_type: str = "accounting.payment.created", entity: Entity | None = None
    ) -> Delivery:
        """Send a webhook once, and say what became of it."""
        return self.deliver(self.message(target, event_type, entity))

    def validate(self, target: str) -> Delivery:
        """Send the signed request that comes when a delivery URL is set, and must be answered 2xx.

        Its body is published nowhere: this one is an event of a type that no receiver knows.
        """
        payload = self._payload("webhook", "apideck", str(uuid.uuid4()), "webhook")
        return self.deliver(self._message(target, "webhook.delivery_url.validation", payload))

    def next_message(self, target: str) -> Message:
        with self._lock:
            drafts = [
                (kind, id)
                for kind, entities in self.books.entities.items()
                for id, entity in entities.items()
                if entity["status"] == "draft"
            ]
            if len(drafts) > 3:
                kind, id = drafts[0]
                return self.message(target, f"accounting.{kind}.updated", self.post_pending(id))
            kind, entity = self.books.add(None, {})
        return self.message(target, f"accounting.{kind}.created", entity)

    def _message(self, target: str, event_type: str, payload: dict[str, Any]) -> Message:
        payload = {"event_type": event_type, **payload}
        key = str(uuid.uuid4())
        return Message(payload["event_id"], event_type, target, partial(self._sign, key, payload))

    def _sign(self, key: str, payload: dict[str, Any], attempt: int) -> Signed:
        """Each attempt says its number, and so has a signature of its own."""
        envelope = {"payload": {**payload, "execution_attempt": attempt}}
        raw = javascript.stringify(envelope).encode()
        signed = raw if self.scheme == "as-sent" else javascript.canonical(envelope).encode()
        return Signed(raw, {
            "Content-Type": "application/json",
            "User-Agent": "apideck-simulator",
            "x-apideck-event-type": payload["event_type"],
            "x-apideck-signature": signatures.digest(self.api_key, signed, self.encoding),
            "x-apideck-idempotency-key": key,
        })  # fmt: skip

    def _accounting_payload(self, kind: str, id: str) -> dict[str, Any]:
        url = f"{self.url}/accounting/{RESOURCES[kind]}/{id}"
        return self._payload("accounting", self.service_id, id, kind) | {"entity_url": url}

    def _vault_payload(self) -> dict[str, Any]:
        """The vault's events carry the connection itself."""
        id, url = (
            f"{self.app_id}+{self.consumer_id}",
            f"{self.url}/vault/connections/accounting/{self.service_id}",
        )
        payload = self._payload("vault", "apideck-vault", id, "connection")
        return payload | {"entity_url": url, "entity": self.connection() | {"id": id}}

    def _payload(self, unified_api: str, service_id: str, entity_id: str, entity_type: str) -> dict[str, Any]:
        return {
            "unified_api": unified_api,
            "service_id": service_id,
            "consumer_id": self.consumer_id,
            "event_id": str(uuid.uuid4()),
            "entity_id": entity_id,
            "entity_type": entity_type,
            "occurred_at": moment(datetime.now(UTC)),
        }
