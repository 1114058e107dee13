"""Transfers between a user's own accounts: found, suggested, and set right by their owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, or_, select, tuple_, update

from app.domain.banking.ledger.outbox import announce, updates
from app.domain.banking.ledger.tables import Columns, Transaction
from app.domain.banking.transfers.evidence import Movement
from app.domain.banking.transfers.owner import owner_of
from app.domain.banking.transfers.pairs import NO_TRANSFER, WINDOW, Pair, pair_transfers
from app.domain.banking.transfers.tables import RefusedTransfer
from app.extensions import db

ROWS_PER_STATEMENT = 5_000
SURE = 95
OUT, IN = "TRANSFER_OUT_ACCOUNT_TRANSFER", "TRANSFER_IN_ACCOUNT_TRANSFER"
DECIDED = ("user", "rule")
"""Whose categories stay: the owner's, and their rules'."""
_NO_EXCHANGE = NO_TRANSFER - {"fx", "btpay_fx"}

t = Transaction
_MOVEMENT = (
    t.id, t.direction, t.account, t.currency, t.amount, t.occurred_at, t.description, t.merchant,
    t.counterparty, t.channel, t.details,
)  # fmt: skip


def match_transfers(user_id: int, *, since: datetime | None = None) -> int:
    """Pair the transfers that are not paired yet, inside the caller's transaction; return how many pairs.

    What only may be one is suggested on both halves. since: look at what moved from then on, and so much
    before as a transfer may take.
    """
    movements = list({each.id: each for each in _unpaired(user_id, since)}.values())
    if not movements:
        return 0
    matches = pair_transfers(movements, owner_of(user_id), refused=_refused(movements))
    if matches.pairs:
        mark(matches.pairs)
    if matches.guesses:
        _suggest(matches.guesses)
    ids = [number for pair in (*matches.pairs, *matches.guesses) for number in pair]
    announce(user_id, updates(ids))
    return len(matches.pairs)


def _unpaired(user_id: int, since: datetime | None) -> Iterator[Movement]:
    free = [
        t.user_id == user_id,
        t.transfer_id.is_(None),
        t.status != "FAILED",
        t.amount > 0,
        t.mcc.is_(None),  # a card in a shop
        t.account.is_not(None),
    ]
    if since is not None:
        free.append(t.occurred_at >= since - WINDOW)
    within = [*free, or_(t.channel.is_(None), t.channel.not_in(NO_TRANSFER))]
    both_ways = (
        select(t.currency, t.amount)
        .where(*within)
        .group_by(t.currency, t.amount)
        .having(func.min(t.direction) != func.max(t.direction))
    )
    reference = t.details["reference"].as_string()
    exchangeable = [*free, reference.is_not(None), or_(t.channel.is_(None), t.channel.not_in(_NO_EXCHANGE))]
    shared = select(reference).where(*exchangeable).group_by(reference)
    shared = shared.having(func.min(t.direction) != func.max(t.direction))
    # Locked, or two who match at once could give one row two other halves; what somebody else is
    # writing now is left for the next time.
    for condition in (
        [*within, tuple_(t.currency, t.amount).in_(both_ways)],
        [*exchangeable, reference.in_(shared)],
    ):
        found = select(*_MOVEMENT).where(*condition)
        rows = db.session.execute(found.with_for_update(of=t, key_share=True, skip_locked=True))
        yield from (Movement(*cast(Any, row)) for row in rows)


def _refused(movements: Sequence[Movement]) -> set[Pair]:
    r = RefusedTransfer
    outs = [each.id for each in movements if each.direction == "out"]
    return {
        Pair(*row)
        for start in range(0, len(outs), ROWS_PER_STATEMENT)
        for row in db.session.execute(
            select(r.out_id, r.in_id).where(r.out_id.in_(outs[start : start + ROWS_PER_STATEMENT]))
        )
    }


def mark(pairs: Sequence[Pair]) -> None:
    """Link both halves of each pair and say so in their categories; what was suggested to them ends."""
    ids = [number for pair in pairs for number in pair]
    _link(pairs, "transfer_id")
    for chunk in _chunks(ids):
        _write(or_(t.id.in_(chunk), t.suggested_transfer_id.in_(chunk)), {"suggested_transfer_id": None})
    _categorise([pair.out for pair in pairs], OUT)
    _categorise([pair.into for pair in pairs], IN)
    db.session.expire_all()


def _suggest(pairs: Sequence[Pair]) -> None:
    for chunk in _chunks([number for pair in pairs for number in pair]):
        _write(t.suggested_transfer_id.in_(chunk), {"suggested_transfer_id": None})
    _link(pairs, "suggested_transfer_id")
    db.session.expire_all()


def _link(pairs: Sequence[Pair], column: str) -> None:
    halves = [(pair.out, pair.into) for pair in pairs] + [(pair.into, pair.out) for pair in pairs]
    db.session.execute(update(t), [{"id": number, column: other} for number, other in halves])


def _categorise(ids: Sequence[int], category: str) -> None:
    new = {
        "category": category,
        "category_source": "transfer",
        "category_confidence": SURE,
        "suggested_category": None,
    }
    undecided = or_(t.category_source.is_(None), t.category_source.not_in(DECIDED))
    for chunk in _chunks(ids):
        _write(t.id.in_(chunk) & undecided, new)


def _write(condition: Any, values: Columns) -> None:
    chosen = update(t).where(condition).values(values)
    db.session.execute(chosen, execution_options={"synchronize_session": False})


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + ROWS_PER_STATEMENT] for start in range(0, len(ids), ROWS_PER_STATEMENT))


def forget_transfers_with(chosen: Any) -> list[int]:
    """Take the links to rows away that are about to go; return the ids of the rows that had one.

    chosen: a statement that chooses the rows' ids.
    """
    linked = or_(t.transfer_id.in_(chosen), t.suggested_transfer_id.in_(chosen))
    freed = list(db.session.scalars(select(t.id).where(linked)))
    _write(t.transfer_id.in_(chosen), {"transfer_id": None})
    _write(t.suggested_transfer_id.in_(chosen), {"suggested_transfer_id": None})
    return freed
