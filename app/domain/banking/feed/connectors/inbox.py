"""The generic inbox: any program may send transactions whole, signed with a secret that both sides know.

docs/connectors.md says how to sign and what to send.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, Self

from app.domain.banking.feed.connectors import inbox_rows, signatures
from app.domain.banking.feed.connectors.fields import read_all
from app.domain.banking.feed.ports import (
    BadSignature,
    Begun,
    Capabilities,
    Fetched,
    Hint,
    Incoming,
    Link,
    Person,
    UnreadableEvent,
)
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.json_values import id_of, member, read_json
from app.outbound.errors import ProviderError

STATED = "balance.stated"
EVENT_TYPES = {"transaction.created", "transaction.updated", STATED}
_ID, _TIMESTAMP, _SIGNATURE = "x-tidewatch-event-id", "x-tidewatch-timestamp", "x-tidewatch-signature"
_PLAIN = "x-signature"
# No dot and no brace: what is signed is 'id.timestamp.body', and must be readable in one way only.
_EVENT_ID = re.compile("[A-Za-z0-9_:-]{1,100}")


class Inbox:
    """Each link of this provider is one sender, with secrets of its own; nothing is fetched."""

    name = "inbox"
    title = "Signed inbox"
    capabilities = Capabilities(realtime=True, webhook=True, sync=False)
    begins_with_secret = True
    webhook_secrets: Sequence[str] = ()

    @classmethod
    def from_settings(cls, _settings: object) -> Self:
        """Build it; it needs no setting."""
        return cls()

    def is_configured(self) -> bool:
        """Always: the secrets are the links'."""
        return True

    def begin_link(self, person: Person, external_user: str | None) -> Begun:
        """There is nobody to ask: a link begins with its secret."""
        raise ProviderError("A signed inbox begins with a secret; there is nothing to consent to.")

    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        """Check either of the two signatures. Raises BadSignature."""
        live = signatures.live_secrets(secrets)
        if _SIGNATURE in incoming.headers:
            content, given = _timed(incoming)
        else:
            content, given = (
                incoming.body,
                [signatures.header(incoming.headers, _PLAIN).removeprefix("sha256=")],
            )
        expected = [signatures.hmac_sha256(secret, content).hex() for secret in live]
        signatures.require_match([each.lower() for each in given], expected)

    def events(self, body: bytes, headers: Mapping[str, str]) -> list[Hint]:
        """Read the transactions that were sent; an event of another type is ignored."""
        try:
            event = read_json(body)
        except ValueError as exc:
            raise UnreadableEvent(f"The event is not JSON: {exc}.") from exc
        event_type = id_of(member(event, "type"), 80)
        if event_type is None:
            raise UnreadableEvent("The event names no type.")
        event_id = _event_id(event, body, headers)
        if event_type not in EVENT_TYPES:
            return [Hint(event_id, event_type, None, None, None, "ignored", None)]
        data = member(event, "data")
        balances = _balances(member(data, "balances"))
        rows = () if event_type == STATED and balances else _rows(data)
        return [Hint(event_id, event_type, None, None, None, "transactions", None, rows, balances)]

    def fetch(self, link: Link, hints: Sequence[Hint]) -> Fetched:
        """Return what the hints carry; there is no place to ask."""
        found, problems = read_all(
            (row for hint in hints for row in hint.rows), partial(inbox_rows.read, zone=link.zone)
        )
        stated = (each for hint in hints for each in hint.balances)
        balances, wrong = read_all(stated, partial(inbox_rows.read_balance, zone=link.zone))
        return Fetched(found, False, link.cursor, problems=[*problems, *wrong], balances=balances)

    def normalise(self, raw: Mapping[str, Any]) -> BankTransaction:
        """Bring a sender's transaction to our words. Raises UnreadableTransaction."""
        return inbox_rows.read(raw)


def _timed(incoming: Incoming) -> tuple[bytes, list[str]]:
    """Return what was signed together with its id and moment, and the signatures given."""
    event_id, timestamp, given = (
        signatures.header(incoming.headers, name) for name in (_ID, _TIMESTAMP, _SIGNATURE)
    )
    if not _EVENT_ID.fullmatch(event_id):
        raise BadSignature("the event id has other characters than letters, digits, _, : and -")
    signatures.require_fresh(timestamp, incoming.received_at)
    parts = [part.strip() for part in given.split(",")]
    content = f"{event_id}.{timestamp}.".encode() + incoming.body
    return content, [part.removeprefix("v1=") for part in parts if part.startswith("v1=")]


def _event_id(event: Any, body: bytes, headers: Mapping[str, str]) -> str:
    """Return the id that was signed: the header's only where the signature covers it."""
    if _SIGNATURE in headers:
        return headers.get(_ID, "").strip() or sha256(body).hexdigest()
    return id_of(member(event, "id"), 150) or sha256(body).hexdigest()


def _balances(sent: Any) -> tuple[Any, ...]:
    if sent is not None and not isinstance(sent, list):
        raise UnreadableEvent("The event's balances are no list.")
    return tuple(sent or ())


def _rows(sent: Any) -> tuple[Any, ...]:
    one, many = member(sent, "transaction"), member(sent, "transactions")
    if isinstance(many, list) and one is None:
        return tuple(many)
    if isinstance(one, dict) and many is None:
        return (one,)
    raise UnreadableEvent("The event's data holds neither a transaction nor a list of transactions.")
