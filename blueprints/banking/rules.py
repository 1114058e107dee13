"""HTTP routes for rules: write them, try them out, run them, take a run back."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import request

from app.db import transaction
from app.domain.banking.categories.service import is_category
from app.domain.banking.rules import edits
from app.domain.banking.rules import undo as undo_module
from app.domain.banking.rules.edits import reorder_rules
from app.domain.banking.rules.language import read_draft
from app.domain.banking.rules.run import dry_run, run_rules
from app.domain.banking.rules.tables import Rule, RuleRun
from app.domain.banking.rules.undo import undo_run
from app.domain.banking.transactions.edits import suggest_rule
from app.security import current_user_id, require
from blueprints.banking.schemas import rules as s
from blueprints.kit import ID

bp = APIBlueprint("rules", __name__, tag="Rules")


def _is_category(code: str) -> bool:
    return is_category(current_user_id(), code)


@bp.get("/rules")
@bp.output(s.RulesOut)
@require("transactions:read")
def list_rules() -> Any:
    """List your rules in the order in which they run"""
    return {"items": [_show(rule) for rule in edits.list_rules(current_user_id())]}


@bp.post("/rules")
@bp.output(s.RuleOut, status_code=201)
@require("transactions:write")
def create_rule() -> Any:
    """Add a rule after the others"""
    draft = read_draft(request.get_json())
    with transaction():
        return _show(edits.create_rule(current_user_id(), draft, _is_category))


@bp.put(f"/rules/<{ID}:rule_id>")
@bp.output(s.RuleOut)
@require("transactions:write")
def update_rule(rule_id: int) -> Any:
    """Replace what a rule says; its place stays"""
    draft = read_draft(request.get_json())
    with transaction():
        return _show(edits.update_rule(current_user_id(), rule_id, draft, _is_category))


@bp.delete(f"/rules/<{ID}:rule_id>")
@bp.output({}, status_code=204)
@require("transactions:write")
def delete_rule(rule_id: int) -> Any:
    """Remove a rule; what it did stays"""
    with transaction():
        edits.delete_rule(current_user_id(), rule_id)
    return ""


@bp.post("/rules/order")
@bp.input(s.OrderIn, arg_name="body")
@bp.output(s.RulesOut)
@require("transactions:read", "transactions:write")
def reorder(body: s.OrderIn) -> Any:
    """Put your rules in another order; every one of them is named"""
    with transaction():
        return {"items": [_show(rule) for rule in reorder_rules(current_user_id(), body.ids)]}


@bp.post("/rules/preview")
@bp.output(s.RulePreviewOut)
@require("transactions:read", "transactions:write")
def preview() -> Any:
    """Tell what a rule would do to what is stored, without doing it"""
    found = dry_run(current_user_id(), read_draft(request.get_json()))
    sample = [msgspec.to_builtins(row) for row in found.sample]
    return {"matched": found.count, "changed": found.changes, "sample": sample}


@bp.get("/rules/suggestion/<path:transaction_id>")
@bp.output(s.RuleIn)
@require("transactions:read")
def suggest(transaction_id: str) -> Any:
    """Suggest a rule for transactions like this one"""
    return msgspec.to_builtins(suggest_rule(current_user_id(), transaction_id.rstrip("/")))


@bp.post("/rules/run")
@bp.input(s.RunIn, arg_name="body")
@bp.output(s.RunOut)
@require("transactions:read", "transactions:write")
def run(body: s.RunIn) -> Any:
    """Run your rules over all that is stored"""
    with transaction():
        return _show_run(run_rules(current_user_id(), rule_ids=body.rule_ids))


@bp.get("/rules/runs")
@bp.input(s.RunsQuery, location="query", arg_name="query")
@bp.output(s.RunsOut)
@require("transactions:read")
def list_runs(query: s.RunsQuery) -> Any:
    """List your rules' runs, newest first"""
    page = undo_module.list_runs(current_user_id(), limit=query.limit, cursor=query.cursor)
    return {"items": [_show_run(each) for each in page.items], "next_cursor": page.next_cursor}


@bp.post(f"/rules/runs/<{ID}:run_id>/undo")
@bp.output(s.RunUndoneOut)
@require("transactions:read", "transactions:write")
def undo(run_id: int) -> Any:
    """Take a run back, but for what was changed since"""
    with transaction():
        return {"restored": undo_run(current_user_id(), run_id)}


def _show(rule: Rule) -> dict[str, Any]:
    fields = ("id", "name", "position", "match", "conditions", "actions", "stop", "enabled", "created_at")
    return {name: getattr(rule, name) for name in fields}


def _show_run(run: RuleRun) -> dict[str, Any]:
    return {name: getattr(run, name) for name in ("id", "at", "matched", "changed", "rules", "undone_at")}
