"""Finding transfers between a user's own accounts, and marking both halves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, tuple_, update

from app.domain.banking.models import Transaction
from app.domain.banking.rules.pairing import NO_TRANSFER, WINDOW, Movement, Pair, pair_transfers
from app.domain.banking.service.announcing import Changes, announce
from app.extensions import db

ANNOUNCED = 1_000
SURE = 95
OUT, IN = "TRANSFER_OUT_ACCOUNT_TRANSFER", "TRANSFER_IN_ACCOUNT_TRANSFER"
DECIDED = ("user", "rule")
"""Whose categories stay: the owner's, and his rules'."""

t = Transaction


def match_transfers(user_id: int, *, since: datetime | None = None) -> int:
    """Pair the transfers that are not paired yet, inside the caller's transaction; return how many pairs.

    since: look at what moved from then on, and so much before as a transfer may take.
    """
    pairs = pair_transfers(Movement(*row) for row in db.session.execute(_unpaired(user_id, since)))
    if pairs:
        _mark(pairs)
        ids = [number for pair in pairs for number in pair]
        if len(ids) <= ANNOUNCED:
            announce(user_id, Changes(updated=ids))
    return len(pairs)


def _unpaired(user_id: int, since: datetime | None) -> Any:
    free = [
        t.user_id == user_id,
        t.transfer_id.is_(None),
        t.status != "FAILED",
        t.amount > 0,
        t.mcc.is_(None),  # a card in a shop
        t.account.is_not(None),
        or_(t.channel.is_(None), t.channel.not_in(NO_TRANSFER)),
    ]
    if since is not None:
        free.append(t.occurred_at >= since - WINDOW)
    both_ways = (
        select(t.currency, t.amount)
        .where(*free)
        .group_by(t.currency, t.amount)
        .having(func.min(t.direction) != func.max(t.direction))
    )
    columns = (t.id, t.direction, t.account, t.currency, t.amount, t.occurred_at)
    found = select(*columns).where(*free, tuple_(t.currency, t.amount).in_(both_ways))
    # Locked, or two who match at once could give one row two other halves; what somebody else is
    # writing now is left for the next time.
    return found.with_for_update(of=t, key_share=True, skip_locked=True)


def _mark(pairs: Sequence[Pair]) -> None:
    halves = [(pair.out, pair.into) for pair in pairs] + [(pair.into, pair.out) for pair in pairs]
    linked = [{"id": number, "transfer_id": other} for number, other in halves]
    db.session.execute(update(t), linked)
    _categorise([pair.out for pair in pairs], OUT)
    _categorise([pair.into for pair in pairs], IN)
    db.session.expire_all()


def _categorise(ids: Sequence[int], category: str) -> None:
    new = {
        "category": category,
        "category_source": "transfer",
        "category_confidence": SURE,
        "suggested_category": None,
    }
    undecided = or_(t.category_source.is_(None), t.category_source.not_in(DECIDED))
    for start in range(0, len(ids), 5_000):
        chosen = update(t).where(t.id.in_(ids[start : start + 5_000]), undecided)
        db.session.execute(chosen.values(new), execution_options={"synchronize_session": False})
