"""HTTP routes for administrators: every instrument, and collections."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import Response

from app.db import transaction
from app.domain.trading.collection import service
from app.domain.trading.collection.tables import Collection
from app.domain.trading.collection.views import collection_view
from app.domain.trading.instruments.service import list_instruments
from app.security import current_user_id, require
from blueprints.kit import ID
from blueprints.trading.schemas import collections as s
from blueprints.trading.shown import json_answer, show_instruments

bp = APIBlueprint("markets_admin", __name__, tag="Admin")


def _show(row: Collection) -> Any:
    return msgspec.to_builtins(collection_view(row))


@bp.get("/instruments")
@require("account", role="admin")
def list_all() -> Response:
    """List every instrument, those that users do not see among them"""
    return json_answer(show_instruments(list_instruments()))


@bp.get("/collections")
@bp.input(s.CollectionsQuery, location="query", arg_name="query")
@bp.output(s.CollectionsOut)
@require("account", role="admin")
def list_collections(query: s.CollectionsQuery) -> Any:
    """List collections, newest first"""
    page = service.list_collections(limit=query.limit, cursor=query.cursor)
    return {"items": [_show(row) for row in page.items], "next_cursor": page.next_cursor}


@bp.post("/collections")
@bp.input(s.CollectionIn, arg_name="body")
@bp.output(s.CollectionOut, status_code=202)
@require("account", role="admin")
def start_collection(body: s.CollectionIn) -> Any:
    """Collect the last days of a symbol; `job.progress` on the topic admin.jobs tells how it goes"""
    with transaction():
        return _show(service.start_collection(current_user_id(), body.symbol, body.days))


@bp.get(f"/collections/<{ID}:collection_id>")
@bp.output(s.CollectionOut)
@require("account", role="admin")
def show_collection(collection_id: int) -> Any:
    """Show a collection, and how far it is"""
    return _show(service.get_collection(collection_id))


@bp.post(f"/collections/<{ID}:collection_id>/cancel")
@bp.output(s.CollectionOut)
@require("account", role="admin")
def cancel_collection(collection_id: int) -> Any:
    """Stop a collection; what it has stored stays"""
    with transaction():
        return _show(service.cancel_collection(collection_id))


@bp.post(f"/collections/<{ID}:collection_id>/retry")
@bp.output(s.CollectionOut, status_code=202)
@require("account", role="admin")
def retry_collection(collection_id: int) -> Any:
    """Try again what is missing of a collection that is partial, failed or cancelled"""
    with transaction():
        return _show(service.retry_collection(collection_id))
