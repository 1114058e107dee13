"""The bank behind the simulated Basiq: one user, one connection, one account, and what moves on it."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulators.habits import GROUPS
from simulators.memory import forget_oldest
from simulators.people import Household, Movement, decimal_text

INSTITUTION = "AU00000"
ENRICHED = 0.6
"""How many of the rows with a merchant Basiq's enrichment recognises here."""

_NAMES = uuid.UUID(int=0)
_AMOUNT = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")


@dataclass
class Row:
    """One transaction and its place in the order of arrival; booked: what it will say once it is posted."""

    number: int
    said: dict[str, Any]
    booked: str | None = None


class Bank:
    """Rows by id. Ids of posted rows stay; a pending row's id changes whenever the bank is read anew.

    The seed decides what happens, not the ids: a second run with the same seed is no repetition of the first.
    """

    def __init__(self, user_id: str, connection_id: str, seed: int) -> None:
        self.user_id, self.connection_id = user_id, connection_id
        self._chance = random.Random(seed)  # noqa: S311 - repeatable rows, no secret
        self.account_id = str(uuid.uuid5(_NAMES, f"{user_id}/{connection_id}"))
        self.household = Household("AUD", seed)
        self.rows: dict[str, Row] = {}
        self._number = 0
        self._balance_minor = 250_000

    @property
    def balance(self) -> str:
        return decimal_text(self._balance_minor)

    def begin_with(self, balance_minor: int) -> None:
        """Go on from what the account held before the simulator was started anew."""
        self._balance_minor = balance_minor

    @property
    def pending(self) -> list[str]:
        """Ids of the pending rows, oldest first."""
        return [id for id, row in self.rows.items() if row.said["status"] == "pending"]

    def newest_first(self) -> Iterator[Row]:
        return reversed(self.rows.values())

    def add(self, overrides: dict[str, Any]) -> dict[str, Any]:
        """Let the household do something; overrides replace fields of the row that tells of it."""
        at = datetime.now(UTC)
        movement = self.household.live(at)
        pending = overrides.get("status", "pending" if movement.pending else "posted") == "pending"
        id = str(overrides.get("id") or str(uuid.uuid4()))
        said = self._said(movement, at, id, pending=pending) | overrides
        outgoing = str(said["amount"]).startswith("-")
        said["direction"] = overrides.get("direction", "debit" if outgoing else "credit")
        return self._keep(said, None if "description" in overrides else movement.booked_description)

    def book(self, id: str, description: str | None) -> dict[str, Any]:
        """Post a pending row: its id vanishes and a row with another id comes."""
        row = self._take_pending(id)
        said = {**row.said, "status": "posted", "postDate": moment(datetime.now(UTC))}
        said["description"] = description or row.booked or said["description"]
        return self._renew(said, None)

    def refresh_pending(self) -> list[dict[str, Any]]:
        """Read the bank anew: every pending row is deleted and comes back under another id."""
        return [self._renew(row.said, row.booked) for row in map(self._take_pending, self.pending)]

    def drop_pending(self, id: str) -> None:
        """The bank releases a hold that never came to anything."""
        self._take_pending(id)

    def _take_pending(self, id: str) -> Row:
        if id not in self.pending:
            raise KeyError(f"{id} is no pending transaction")
        return self.rows.pop(id)

    def _renew(self, said: dict[str, Any], booked: str | None) -> dict[str, Any]:
        id = str(uuid.uuid4())
        links = {**said["links"], "self": said["links"]["self"].replace(said["id"], id)}
        return self._keep({**said, "id": id, "links": links}, booked)

    def _keep(self, said: dict[str, Any], booked: str | None) -> dict[str, Any]:
        self._number += 1
        if said["status"] == "posted" and _AMOUNT.fullmatch(str(said["amount"])):
            self._balance_minor += int(said["amount"].replace(".", ""))
            said = {**said, "balance": said["balance"] or self.balance}
        self.rows.pop(said["id"], None)
        self.rows[said["id"]] = Row(self._number, said, booked)
        forget_oldest(self.rows)
        return dict(said)

    def _said(self, movement: Movement, at: datetime, id: str, *, pending: bool) -> dict[str, Any]:
        user = f"/users/{self.user_id}"
        return {
            "type": "transaction",
            "id": id,
            "status": "pending" if pending else "posted",
            "description": movement.description if pending else movement.booked_description,
            "reference": "",
            "amount": movement.amount,
            "currency": movement.currency,
            "account": self.account_id,
            "balance": "",
            "direction": "",
            "class": _CLASSES.get(movement.kind, "payment"),
            "institution": INSTITUTION,
            "connection": self.connection_id,
            # Many banks do not say it; then it is empty, not null.
            "transactionDate": moment(at) if pending or self._chance.random() < 0.5 else "",
            "postDate": None if pending else moment(at),
            "subClass": _sub_class(movement),
            "enrich": self._enrich(movement),
            "links": {
                "self": f"{user}/transactions/{id}",
                "account": f"{user}/accounts/{self.account_id}",
                "institution": f"/institutions/{INSTITUTION}",
                "connection": None,
            },
        }

    def _enrich(self, movement: Movement) -> dict[str, Any] | None:
        habit = movement.habit
        if habit.merchant is None or self._chance.random() >= ENRICHED:
            return None
        group = {"code": habit.anzsic, "title": GROUPS[habit.anzsic or ""]}
        return {
            "cleanDescription": movement.booked_description,
            "tags": [],
            "merchant": {
                "id": str(uuid.uuid5(_NAMES, habit.merchant)),
                "businessName": habit.merchant.title(),
                "website": "",
                "abn": "",
            },
            "location": {"country": "Australia", "formattedAddress": ""},
            "category": {
                "matchType": "mcc",
                "matchScore": "0.91",
                "mcc": {"code": habit.mcc, "title": habit.title},
                "anzsic": {"group": group},
            },
        }


_CLASSES = {
    "fee": "bank-fee", "salary": "direct-credit", "p2p": "transfer", "rent": "transfer",
}  # fmt: skip


def _sub_class(movement: Movement) -> dict[str, str] | None:
    code = movement.habit.anzsic
    return None if code is None else {"title": GROUPS[code], "code": code}


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
