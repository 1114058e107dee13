"""A bank app that sends what it sees of BT Pay: no API, the transaction stands in the webhook itself."""

from __future__ import annotations

import json
import random
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from simulators import romanian, signatures
from simulators.memory import forget_oldest
from simulators.message import Delivery, Message, Signed
from simulators.people import Household, Movement
from simulators.provider import Provider


@dataclass(kw_only=True)
class BtPaySimulator(Provider):
    """One phone of one household, in RON.

    scheme: 'stamped' signs id, time and body (X-Tidewatch-Signature), 'body' the body alone (X-Signature).
    """

    secret: str
    seed: int = 0
    scheme: Literal["stamped", "body"] = "stamped"

    def __post_init__(self) -> None:
        self.household = Household("RON", self.seed)
        self.iban = romanian.iban(random.Random(self.seed))  # noqa: S311 - an invented account
        self.transactions: dict[str, dict[str, Any]] = {}
        self._booked: dict[str, str] = {}

    @property
    def pending(self) -> list[str]:
        """Ids of the holds that are not booked yet, oldest first."""
        return list(self._booked)

    def add_transaction(self, **overrides: Any) -> dict[str, Any]:
        """Let the household do something; overrides replace fields of the row that tells of it."""
        at = datetime.now(UTC)
        movement = self.household.live(at)
        pending = overrides.get("status", "pending" if movement.pending else "booked") == "pending"
        said = self._said(movement, at, pending=pending) | overrides
        self.transactions[said["id"]] = said
        forget_oldest(self.transactions)
        if pending:
            self._booked[said["id"]] = overrides.get("description", movement.booked_description)
        return dict(said)

    def post_pending(self, id: str) -> dict[str, Any]:
        """Book a hold: the id stays, the bank's words change. KeyError when it is not pending."""
        said = self.transactions[id] | {"status": "booked", "description": self._booked.pop(id)}
        self.transactions[id] = said
        return dict(said)

    def message(
        self, target: str, event: str = "transaction.created", transaction: dict[str, Any] | None = None
    ) -> Message:
        """Make a webhook of a transaction; without one, of something new."""
        id = f"evt_{uuid.uuid4()}"
        said = self.add_transaction() if transaction is None else transaction
        body = {"type": event, "id": id, "data": {"transaction": said}}
        raw = json.dumps(body, ensure_ascii=False).encode()
        return Message(id, event, target, partial(self._sign, id, raw))

    def notify(
        self, target: str, event: str = "transaction.created", transaction: dict[str, Any] | None = None
    ) -> Delivery:
        """Send a webhook once, and say what became of it."""
        return self.deliver(self.message(target, event, transaction))

    def next_message(self, target: str) -> Message:
        if len(self._booked) > 3:
            return self.message(target, "transaction.updated", self.post_pending(self.pending[0]))
        return self.message(target)

    def _sign(self, id: str, raw: bytes, _attempt: int) -> Signed:
        headers = {"Content-Type": "application/json", "User-Agent": "bt-pay-simulator"}
        if self.scheme == "body":
            return Signed(raw, {**headers, "X-Signature": signatures.body_only(self.secret, raw)})
        now = int(time.time())
        stamp = {
            "X-Tidewatch-Event-Id": id,
            "X-Tidewatch-Timestamp": str(now),
            "X-Tidewatch-Signature": signatures.stamped(self.secret, id, now, raw),
        }
        return Signed(raw, headers | stamp)

    def _said(self, movement: Movement, at: datetime, *, pending: bool) -> dict[str, Any]:
        return {
            "id": f"bt-{uuid.uuid4()}",
            "amount": movement.amount,
            "currency": movement.currency,
            "status": "pending" if pending else "booked",
            "occurred_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "description": movement.description if pending else movement.booked_description,
            "account": self.iban,
        }
