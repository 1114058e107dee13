"""What people are shown of forecasts: the newest predictions of an instrument, and the card of its models."""

from __future__ import annotations

from sqlalchemy import func, select

from app.domain.trading.forecasts.tables import ModelArtefact, Prediction
from app.domain.trading.forecasts.versions import newest_artefact
from app.domain.trading.forecasts.views import CardView, PredictionView, card_view, prediction_view
from app.domain.trading.instruments.tables import Instrument
from app.extensions import db

q = Prediction


def newest_predictions(instrument: Instrument) -> list[PredictionView]:
    """Return what was predicted last, the shortest horizon first; nothing before the first forecast."""
    newest = select(func.max(q.origin_at)).where(q.instrument_id == instrument.id).scalar_subquery()
    wanted = select(q, ModelArtefact.card).join(ModelArtefact, ModelArtefact.id == q.artefact_id)
    wanted = wanted.where(q.instrument_id == instrument.id, q.origin_at == newest)
    rows = db.session.execute(wanted.order_by(q.horizon_h, q.id))
    return [prediction_view(instrument.symbol, row, card) for row, card in rows]


def model_card(instrument: Instrument) -> CardView:
    """Return the card of an instrument's models. Raises ForecastNotFound."""
    return card_view(instrument.symbol, newest_artefact(instrument.id))


def usual_deviation(instrument_id: int, horizon_h: int, count: int) -> float | None:
    """Return the median of the newest deviations without overlap, None where there are fewer."""
    wanted = (
        select(q.deviation)
        .where(q.instrument_id == instrument_id, q.horizon_h == horizon_h, q.quantiles.is_not(None))
        .order_by(q.origin_at.desc())
        .limit(count * horizon_h)
    )
    found = list(db.session.scalars(wanted))[::horizon_h]
    return sorted(found)[len(found) // 2] if len(found) >= count else None
