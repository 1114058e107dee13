"""Collections as admins see them: started, listed, cancelled, tried again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.domain.trading.collection.errors import CollectionActive, CollectionClosed, CollectionNotFound
from app.domain.trading.collection.jobs import ask_now, run_of
from app.domain.trading.collection.tables import AGAIN, UNFINISHED, Collection, CollectionState
from app.extensions import db
from app.jobs.lifecycle import ask_anew, move
from app.pagination import Page, page_of

MAX_DAYS = 3_660
"""Ten years."""
c = Collection


def start_collection(user_id: int, symbol: str, days: int) -> Collection:
    """Have the last days of a symbol collected. Raises CollectionActive where that is under way."""
    made = c(
        symbol=symbol, days=days, state=CollectionState.QUEUED, asked_by=user_id, created_at=now(), missing=[]
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as exc:
        raise CollectionActive from exc
    ask_anew(run_of(made.id), lambda: ask_now(made.id))
    return made


def get_collection(collection_id: int) -> Collection:
    """Return a collection. Raises CollectionNotFound."""
    found = db.session.get(c, collection_id)
    if found is None:
        raise CollectionNotFound
    return found


def list_collections(*, limit: int, cursor: str | None) -> Page[Collection]:
    """Return all collections, newest first."""
    return page_of(db.session, select(c), (c.id,), limit=limit, cursor=cursor)


def cancel_collection(collection_id: int) -> Collection:
    """Stop a collection; what it has stored stays. Raises CollectionNotFound, CollectionClosed."""
    found = get_collection(collection_id)
    if not move(found, UNFINISHED, CollectionState.CANCELLED):
        raise CollectionClosed
    found.finished_at, found.message = now(), "Cancelled; what was stored stays"
    return found


def retry_collection(collection_id: int) -> Collection:
    """Try again what is missing of a collection's span.

    Raises CollectionNotFound, CollectionClosed, CollectionActive where its symbol is being collected.
    """
    found = get_collection(collection_id)
    try:
        with db.session.begin_nested():
            if not move(found, AGAIN, CollectionState.QUEUED):
                raise CollectionClosed
    except IntegrityError as exc:
        raise CollectionActive from exc
    found.finished_at, found.message, found.missing = None, "", []
    ask_anew(run_of(found.id), lambda: ask_now(found.id))
    return found
