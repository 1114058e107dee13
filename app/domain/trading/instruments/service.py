"""Instruments: looked up, listed, made known, and what was reached with them."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import select, update

from app.clock import now
from app.domain.trading.instruments.errors import InstrumentNotFound
from app.domain.trading.instruments.tables import MAX_SYMBOL_LETTERS, Instrument
from app.extensions import db

i = Instrument


class InstrumentDraft(Struct, frozen=True):
    """What an exchange says of a symbol, in letters of its own."""

    symbol: str
    name: str
    category: str
    base: str
    quote: str


def find_instrument(symbol: str) -> Instrument | None:
    """Return an instrument by its symbol; what can be none is not asked for, as PostgreSQL refuses a NUL."""
    if len(symbol) > MAX_SYMBOL_LETTERS or not symbol.isprintable():
        return None
    return db.session.scalar(select(i).where(i.symbol == symbol))


def get_instrument(symbol: str) -> Instrument:
    """Return an instrument by its symbol. Raises InstrumentNotFound."""
    found = find_instrument(symbol)
    if found is None:
        raise InstrumentNotFound
    return found


def get_shown_instrument(symbol: str) -> Instrument:
    """Return one that users may see. Raises InstrumentNotFound for one without data or trained models."""
    found = get_instrument(symbol)
    if not _is_shown(found):
        raise InstrumentNotFound
    return found


def _is_shown(found: Instrument) -> bool:
    return found.has_data and found.models_trained


def list_instruments(*, shown_only: bool = False) -> list[Instrument]:
    """Return all, by symbol; shown_only: those that users may see."""
    statement = select(i).order_by(i.symbol)
    return list(
        db.session.scalars(statement.where(i.has_data, i.models_trained) if shown_only else statement)
    )


def keep_instrument(draft: InstrumentDraft, interval: str) -> Instrument:
    """Return the instrument of a symbol, made or renamed as an exchange now says; its interval stays."""
    known = find_instrument(draft.symbol)
    if known is None:
        known = i(symbol=draft.symbol, interval=interval, created_at=now())
        db.session.add(known)
    known.name, known.category, known.base, known.quote = draft.name, draft.category, draft.base, draft.quote
    db.session.flush()
    return known


def state_has_data(instrument_id: int) -> None:
    """Say that an instrument's candles are complete as far as they were asked for."""
    db.session.execute(update(i).where(i.id == instrument_id).values(has_data=True))


def state_models_trained(instrument_id: int, trained: bool) -> None:
    """Say whether every chosen model of an instrument is trained; training calls it."""
    db.session.execute(update(i).where(i.id == instrument_id).values(models_trained=trained))


def lock_instruments(ids: Collection[int]) -> None:
    """Become the only writer of these instruments' candles until the transaction ends.

    Two that add minutes to one bar would else each roll it up without the other's.
    """
    db.session.execute(update(i).where(i.id.in_(ids)).values(version=i.version + 1))


def is_shown(symbol: str) -> bool:
    """Tell whether users may see a symbol."""
    found = find_instrument(symbol)
    return found is not None and _is_shown(found)


def is_collected(symbol: str) -> bool:
    """Tell whether there are candles of a symbol that are kept current."""
    found = find_instrument(symbol)
    return found is not None and found.has_data
