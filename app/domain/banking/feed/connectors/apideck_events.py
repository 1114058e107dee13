"""Apideck's webhook events in our words."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from app.domain.banking.feed.ports import Hint, LinkState, UnreadableEvent
from app.json_values import id_of, member, read_json

RESOURCES = {"payment": "payments", "bill_payment": "bill-payments", "expense": "expenses"}
"""The kinds of documents that are movements of money, and where each is fetched."""

_NAMES = ("consumer_id", "service_id", "entity_id")
_EVENT = re.compile(r"accounting\.([a-z_]{1,40})\.(created|updated|deleted)")
_VAULT = "vault.connection."
_STATES: dict[str, LinkState] = {
    "callable": "active",
    "token_refresh.recovered": "active",
    "disabled": "disabled",
    "deleted": "deleted",
    "revoked": "needs_reauth",
    "token_refresh.failed": "needs_reauth",
}
_ENTITY_STATES: dict[str, LinkState] = {
    "callable": "active",
    "authorized": "active",
    "invalid": "needs_reauth",
}


def read(body: bytes) -> list[Hint]:
    """Read what changed; what is neither money nor a connection (the validation request) is ignored.

    Raises UnreadableEvent.
    """
    try:
        payload = member(read_json(body), "payload")
    except ValueError as exc:
        raise UnreadableEvent(f"The event is not JSON: {exc}.") from exc
    event_id = id_of(member(payload, "event_id"), 150) or sha256(body).hexdigest()
    event_type = id_of(member(payload, "event_type"), 80) or "unknown"
    if event_type.startswith(_VAULT):
        return [_connection_hint(event_id, event_type, payload)]
    found = _EVENT.fullmatch(event_type)
    # The accounting API has no transactions; who sends an event of one means a payment.
    kind = {"transaction": "payment"}.get(found[1], found[1]) if found else ""
    if kind not in RESOURCES:
        return [Hint(event_id, event_type, None, None, None, "ignored", None)]
    consumer, service, entity = (id_of(member(payload, name)) for name in _NAMES)
    if consumer is None or service is None or entity is None:
        raise UnreadableEvent("The event does not say whose entity of which service changed.")
    return [Hint(event_id, event_type, consumer, service, (kind, entity), "transactions", None)]


def _connection_hint(event_id: str, event_type: str, payload: Any) -> Hint:
    """Read a vault event: its own service_id is 'apideck-vault', the connection's is in the entity."""
    entity = member(payload, "entity")
    consumer = id_of(member(entity, "consumer_id")) or id_of(member(payload, "consumer_id"))
    if consumer is None:
        raise UnreadableEvent("The event does not say whose connection changed.")
    state = _STATES.get(event_type.removeprefix(_VAULT))
    if state is None and member(entity, "enabled") is False:
        state = "disabled"
    state = state or _ENTITY_STATES.get(id_of(member(entity, "state")) or "")
    return Hint(
        event_id, event_type, consumer, id_of(member(entity, "service_id")), None, "connection", state
    )
