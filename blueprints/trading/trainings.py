"""HTTP routes for administrators: trainings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from apiflask import APIBlueprint

from app.db import transaction
from app.domain.trading.training import service
from app.domain.trading.training.tables import Training, TrainingPart
from app.domain.trading.training.views import training_view
from app.security import current_user_id, require
from blueprints.kit import ID
from blueprints.trading.schemas import collections as c
from blueprints.trading.schemas import trainings as s

bp = APIBlueprint("trainings", __name__, tag="Admin")


def _show(row: Training, parts: Sequence[TrainingPart] = ()) -> Any:
    symbol = service.symbols_of([row])[row.instrument_id]
    return msgspec.to_builtins(training_view(row, symbol, parts))


@bp.get("/trainings")
@bp.input(c.CollectionsQuery, location="query", arg_name="query")
@bp.output(s.TrainingsOut)
@require("account", role="admin")
def list_trainings(query: c.CollectionsQuery) -> Any:
    """List trainings, newest first"""
    page = service.list_trainings(limit=query.limit, cursor=query.cursor)
    symbols = service.symbols_of(page.items)
    items = [training_view(row, symbols[row.instrument_id]) for row in page.items]
    return {"items": msgspec.to_builtins(items), "next_cursor": page.next_cursor}


@bp.post("/trainings")
@bp.input(s.TrainingIn, arg_name="body")
@bp.output(s.TrainingOut, status_code=202)
@require("account", role="admin")
def start_training(body: s.TrainingIn) -> Any:
    """Train an instrument's models; `job.progress` on the topic admin.jobs tells how it goes"""
    with transaction():
        return _show(service.start_training(current_user_id(), body.symbol, body.models))


@bp.get(f"/trainings/<{ID}:training_id>")
@bp.output(s.TrainingOut)
@require("account", role="admin")
def show_training(training_id: int) -> Any:
    """Show a training, and how far it is by model and fold"""
    return _show(service.get_training(training_id), service.parts_of(training_id))


@bp.post(f"/trainings/<{ID}:training_id>/cancel")
@bp.output(s.TrainingOut)
@require("account", role="admin")
def cancel_training(training_id: int) -> Any:
    """Stop a training; its workers stop within two seconds, and the models trained before go on"""
    with transaction():
        return _show(service.cancel_training(training_id))


@bp.post(f"/trainings/<{ID}:training_id>/retry")
@bp.output(s.TrainingOut, status_code=202)
@require("account", role="admin")
def retry_training(training_id: int) -> Any:
    """Go on with a training that failed or was cancelled, after the parts that are done"""
    with transaction():
        return _show(service.retry_training(training_id))
