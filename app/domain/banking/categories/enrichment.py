"""What is found out about a bank's row: who was paid, by what channel, in which category and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.domain.banking.bt.card_ids import read_bt
from app.domain.banking.bt.fields import BtFields
from app.domain.banking.categories.facts import Facts
from app.domain.banking.categories.ladder import Answer, categorise
from app.domain.banking.categories.merchants import detect_merchant
from app.domain.banking.categories.tables import Correction
from app.domain.banking.ledger.tables import Columns
from app.extensions import db
from app.letters import fold_letters

FROM_TEXT = (
    "city", "country", "card_ending", "original_amount", "original_currency", "fee", "fee_currency",
    "exchange_rate", "rrn", "tid", "mid", "reference", "message", "counterparty_iban", "operation",
)  # fmt: skip


class Enricher:
    """Finds things out for one user's rows.

    holder: the account holder's name, which tells a transfer's direction.
    model: the local model, where a worker has loaded one.
    corrections: what the user taught, where it was read already.
    """

    def __init__(
        self,
        user_id: int,
        *,
        holder: str | None = None,
        model: Any = None,
        corrections: Mapping[str, str] | None = None,
    ) -> None:
        self.holder = holder
        self.model = model
        self.corrections = corrections_of(user_id) if corrections is None else corrections

    def enriched(self, rows: Sequence[Columns]) -> list[Columns]:
        """Return the rows with merchant, counterparty, channel, details and category filled in."""
        return [self._enrich(row) for row in rows]

    def _enrich(self, row: Columns) -> Columns:
        text = row["description"] or ""
        fields = read_bt(text, self.holder, row["direction"])
        provider_category = row.get("provider_category")
        found = {name: value for name, value in row.items() if name != "provider_category"}
        if fields is not None:
            found = _with_bt_fields(found, fields)
        found["merchant"] = _merchant_of(text, found, is_bt=fields is not None)
        found.setdefault("channel", None)
        return found | as_columns(self.answer(found, provider_category))

    def answer(self, row: Mapping[str, Any], provider_category: str | None = None) -> Answer:
        """Ask the ladder about a row."""
        facts = facts_of(row, provider_category)
        return categorise(facts, corrections=self.corrections, model=self.model)


def facts_of(row: Mapping[str, Any], provider_category: str | None = None) -> Facts:
    """Return what the ladder looks at."""
    return Facts(
        description=row["description"] or "",
        merchant=row["merchant"],
        counterparty=row["counterparty"],
        mcc=row["mcc"],
        channel=row["channel"],
        direction=row["direction"],
        amount=row["amount"],
        provider_category=provider_category,
        country=row.get("country") or (row.get("details") or {}).get("country"),
    )


def as_columns(answer: Answer) -> Columns:
    """Write an answer as the table has it."""
    return {
        "category": answer.category,
        "category_source": answer.source if answer.category else None,
        "category_confidence": answer.confidence if answer.category or answer.suggestion else None,
        "suggested_category": None if answer.category else answer.suggestion,
    }


def _with_bt_fields(row: Columns, fields: BtFields) -> Columns:
    told = {name: getattr(fields, name) for name in FROM_TEXT}
    if fields.purchased_on:
        told["purchased_on"] = fields.purchased_on.isoformat()
    details = {name: value for name, value in told.items() if value is not None} | (row["details"] or {})
    return row | {
        "merchant": row["merchant"] or fields.merchant,
        "counterparty": row["counterparty"] or fields.counterparty,
        "channel": fields.channel,
        "details": details or None,
    }


def _merchant_of(text: str, row: Columns, *, is_bt: bool) -> str | None:
    """Name the shop as it is called where it is known; a transfer between people has none."""
    said: str | None = row["merchant"]
    if said is None and (row["counterparty"] or is_bt):
        return None
    found = detect_merchant(said or text, country=(row["details"] or {}).get("country"))
    if found is not None and (found.known or not (said or is_bt)):
        return found.name[:200]
    return said


def corrections_of(user_id: int) -> dict[str, str]:
    """Return what a user said of merchants: key to category."""
    c = Correction
    mine = select(c.merchant_key, c.category).where(c.user_id == user_id).order_by(c.updated_at, c.id)
    # Folded: keys of before letters like 'ł' and 'ø' were brought to plain ones are kept as they were.
    return {fold_letters(row.merchant_key): row.category for row in db.session.execute(mine)}
