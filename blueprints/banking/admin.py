"""HTTP routes for administrators: the intake's figures, everyone's transactions, dead letters."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from msgspec import structs

from app.db import transaction
from app.domain.banking.intake import dead_letters, loss
from app.domain.banking.intake.dead_letters import discard_dead_letter, retry_dead_letter
from app.domain.banking.intake.flush import count_open_dead_letters
from app.domain.banking.intake.service import report_intake
from app.domain.banking.intake.tables import DeadLetter
from app.domain.banking.setup import intake
from app.security import require
from blueprints.banking.routes import show_page
from blueprints.banking.schemas import transactions as s
from blueprints.kit import ID

bp = APIBlueprint("banking_admin", __name__, tag="Admin")


@bp.get("/ingest")
@bp.output(s.IngestOut)
@require("account", role="admin")
def ingest() -> Any:
    """Show how the intake does: depth, ages, rates, and the last minute"""
    return _figures()


def _figures() -> dict[str, Any]:
    figures, history = report_intake(intake(), count_open_dead_letters())
    fullest = [{"user": user, "rows": rows} for user, rows in intake().queue.fullest()]
    return structs.asdict(figures) | {"history": history, "fullest": fullest}


@bp.post("/ingest/redis-loss/acknowledge")
@bp.output(s.IngestOut)
@require("account", role="admin")
def acknowledge_loss() -> Any:
    """Take note that Redis lost its data, and have it said no longer"""
    with transaction():
        loss.acknowledge_loss()
    return _figures()


@bp.get("/transactions")
@bp.input(s.AdminTransactionQuery, location="query", arg_name="query")
@require("account", role="admin")
def list_everyones(query: s.AdminTransactionQuery) -> Response:
    """List everyone's transactions, newest first"""
    return show_page(query, query.user)


@bp.get("/ingest/dead-letters")
@bp.input(s.DeadLetterQuery, location="query", arg_name="query")
@bp.output(s.DeadLettersOut)
@require("account", role="admin")
def list_dead_letters(query: s.DeadLetterQuery) -> Any:
    """List what could not be stored, newest first"""
    page = dead_letters.list_dead_letters(state=query.state, limit=query.limit, cursor=query.cursor)
    return {"items": [_show(letter) for letter in page.items], "next_cursor": page.next_cursor}


@bp.post(f"/ingest/dead-letters/<{ID}:letter_id>/retry")
@bp.output(s.DeadLetterOut, status_code=202)
@require("account", role="admin")
def retry(letter_id: int) -> Any:
    """Queue a dead letter's row again"""
    with transaction():
        return _show(retry_dead_letter(intake(), letter_id))


@bp.post(f"/ingest/dead-letters/<{ID}:letter_id>/discard")
@bp.output(s.DeadLetterOut)
@require("account", role="admin")
def discard(letter_id: int) -> Any:
    """Give a dead letter up; it stays in the list"""
    with transaction():
        return _show(discard_dead_letter(letter_id))


def _show(letter: DeadLetter) -> dict[str, Any]:
    fields = ("id", "transaction_id", "reason", "detail", "payload", "state", "created_at", "resolved_at")
    return {**{name: getattr(letter, name) for name in fields}, "user": letter.user_id}
