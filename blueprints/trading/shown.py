"""How the routes of markets show what they show."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Response, request

from app.domain.trading.candles.cache import packed_chart
from app.domain.trading.candles.chart import Wanted, frame_of, summaries
from app.domain.trading.instruments.tables import Instrument
from blueprints.trading.schemas import markets as s


def json_answer(value: Any) -> Response:
    return Response(msgspec.json.encode(value), content_type="application/json")


def show_chart(instrument: Instrument, timeframe: str, query: s.ChartQuery) -> Response:
    """Answer with candles, compressed already where the client takes that. Raises UnknownTimeframe."""
    wanted = Wanted(frame_of(instrument, timeframe), query.limit, query.before_minute)
    packed = packed_chart(instrument, wanted)
    if "gzip" in request.accept_encodings:
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(packed, content_type="application/json", headers=headers)
    return Response(gzip.decompress(packed), content_type="application/json")


def show_instruments(rows: Sequence[Instrument]) -> list[dict[str, Any]]:
    """Show instruments with their last prices."""
    known = summaries([row.id for row in rows])
    return [
        {
            "symbol": row.symbol,
            "name": row.name,
            "category": row.category,
            "has_data": row.has_data,
            "models_trained": row.models_trained,
            "current_price": known[row.id].last,
            "change_percent": known[row.id].change_percent,
            "total_data_points": known[row.id].points,
            "data_interval": row.interval,
        }
        for row in rows
    ]
