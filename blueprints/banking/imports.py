"""HTTP routes for statement files: preview, commit, cancel, undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from apiflask import APIBlueprint
from flask import request
from pydantic import ValidationError

from app.config import Settings
from app.db import transaction
from app.domain.auth.users.lookup import get_user
from app.domain.banking.imports import preview as preview_module
from app.domain.banking.imports import states
from app.domain.banking.imports.commit import commit_import
from app.domain.banking.imports.look import look_again, look_at
from app.domain.banking.imports.preview import Preview, PreviewRow, remap_import
from app.domain.banking.imports.states import cancel_import, undo_import
from app.domain.banking.imports.tables import Import
from app.domain.banking.ledger.tables import Transaction
from app.errors import Invalid, UnsupportedType
from app.money import decimal_string
from app.security import current_principal, current_user_id, require
from app.services import services
from app.strict_json import StrictRequest, read_json
from blueprints.banking.schemas import imports as s
from blueprints.banking.schemas.transactions import PageQuery
from blueprints.kit import ID

bp = APIBlueprint("imports", __name__, tag="Imports")


def _settings() -> Settings:
    return services().settings


@bp.post("/transactions/import")
@bp.output(s.ImportPreviewOut, status_code=201)
@require("transactions:write")
def open_import() -> Any:
    """Bring a statement: a form with `file`, or the file itself as the body; the answer is a preview"""
    request.max_content_length = _settings().max_import_bytes + 64 * 1024
    content, filename = _file()
    told = _mapping(request.form.get("mapping"))
    form = request.form.get("format") or request.args.get("format")
    if form is not None and form not in s.Format.__args__:
        raise Invalid(
            errors=[{"pointer": "format", "message": f"Expected one of {', '.join(s.Format.__args__)}"}]
        )
    user = get_user(current_user_id())
    look = look_at(_settings(), user, content, filename=filename, format=form, told=told)
    with transaction():
        return _show_preview(preview_module.open_import(current_user_id(), look))


def _file() -> tuple[bytes, str]:
    if request.mimetype == "multipart/form-data":
        given = request.files.get("file")
        if given is None:
            raise Invalid(errors=[{"pointer": "file", "message": "Send the statement as the form's `file`"}])
        return given.read(), given.filename or "statement"
    if request.is_json:
        raise UnsupportedType(
            "Send the statement itself: as a form's `file`, or as the body with its own type."
        )
    return request.get_data(cache=False), request.args.get("filename", "statement")[:200]


def _mapping(text: str | None) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        return s.MappingIn.model_validate(read_json(text.encode())).model_dump(exclude_unset=True)
    except ValidationError as exc:
        raise Invalid(errors=[_field_error(error) for error in exc.errors()]) from exc


def _field_error(error: Any) -> Any:
    return {"pointer": "/mapping/" + "/".join(str(part) for part in error["loc"]), "message": error["msg"]}


@bp.get("/imports")
@bp.input(PageQuery, location="query", arg_name="query")
@bp.output(s.ImportsOut)
@require("transactions:read")
def list_imports(query: PageQuery) -> Any:
    """List your imports, newest first"""
    page = states.list_imports(current_user_id(), limit=query.limit, cursor=query.cursor)
    return {"items": [_show(each) for each in page.items], "next_cursor": page.next_cursor}


@bp.get(f"/imports/<{ID}:import_id>")
@bp.output(s.ImportOut)
@require("transactions:read")
def get_import(import_id: int) -> Any:
    """Show one import"""
    return _show(states.get_import(current_user_id(), import_id))


@bp.post(f"/imports/<{ID}:import_id>/preview")
@bp.input(s.RemapIn, arg_name="body")
@bp.output(s.ImportPreviewOut)
@require("transactions:read", "transactions:write")
def remap(import_id: int, body: s.RemapIn) -> Any:
    """Look at a CSV file again, with other columns or with answers to what was asked

    Of `mapping` the fields that are sent count as said; all others are found out again, and `answers` from
    before count no more.
    """
    user = get_user(current_user_id())
    told = body.mapping and body.mapping.model_dump(exclude_unset=True)
    look = look_again(_settings(), user, import_id, told=told, answers=body.answers)
    with transaction():
        return _show_preview(remap_import(current_user_id(), import_id, look))


def body_may_be_left_out(view: Callable[..., Any]) -> Callable[..., Any]:
    """Take a request without a body for one with an empty object."""

    @wraps(view)
    def call(*args: Any, **kwargs: Any) -> Any:
        cast(StrictRequest, request).body_may_be_left_out = True
        return view(*args, **kwargs)

    call.body_may_be_left_out = True  # type: ignore[attr-defined]
    return call


@bp.post(f"/imports/<{ID}:import_id>/commit")
@body_may_be_left_out
@bp.input(s.CommitIn, arg_name="body")
@bp.output(s.ImportOut, status_code=202)
@require("transactions:write")
def commit(import_id: int, body: s.CommitIn) -> Any:
    """Store a previewed file; `job.progress` and `job.finished` tell of it

    While `needs` are left it is 409 `answers_needed`. `keep` names lines to store although the preview calls
    them duplicates, `skip` lines to leave out. A line that was kept is known by its file and its place: the
    same file with the same `keep` adds nothing more. `account_id` is the account of rows that name none.
    """
    user_id, look = current_user_id(), None
    if body.answers:
        user = get_user(user_id)
        look = look_again(_settings(), user, import_id, told=None, answers=body.answers)
    with transaction():
        record = commit_import(
            user_id, import_id, look=look, keep=body.keep, skip=body.skip, account_id=body.account_id
        )
        return _show_state(record)


@bp.post(f"/imports/<{ID}:import_id>/cancel")
@bp.output(s.ImportOut)
@require("transactions:write")
def cancel(import_id: int) -> Any:
    """Stop an import; what was stored of it is taken back"""
    with transaction():
        return _show_state(cancel_import(current_user_id(), import_id))


@bp.post(f"/imports/<{ID}:import_id>/undo")
@bp.output(s.ImportUndoneOut)
@require("transactions:write")
def undo(import_id: int) -> Any:
    """Take an import back, but for what a bank feed has confirmed since"""
    with transaction():
        record, removed = undo_import(current_user_id(), import_id)
        return {"state": record.state, "removed": removed}


def _show(record: Import) -> dict[str, Any]:
    fields = (
        "id", "filename", "format", "state", "account", "account_id", "currency", "total", "done", "new",
        "duplicates", "unconfirmed", "problem_count", "problems", "mapping", "error", "created_at",
        "finished_at",
    )  # fmt: skip
    return {name: getattr(record, name) for name in fields}


def _show_state(record: Import) -> dict[str, Any]:
    """Show an import; to a token that may not read, nothing of what its file says."""
    said = {
        "filename": "",
        "account": None,
        "account_id": None,
        "currency": None,
        "mapping": None,
        "problems": [],
    }
    return _show(record) | ({} if current_principal().may("transactions:read") else said)


def _show_preview(preview: Preview) -> dict[str, Any]:
    hint = preview.suggestion
    return {
        **_show(preview.record),
        "complete": preview.complete,
        "needs": [_show_need(need) for need in preview.record.needs or ()],
        "rows": [_show_row(row) for row in preview.rows],
        "suggestion": hint and {"columns": hint.columns, "samples": hint.samples, "missing": hint.missing},
    }


def _show_need(need: dict[str, Any]) -> dict[str, Any]:
    choices = [
        {name: choice[name] for name in ("value", "label", "sample_rows")} for choice in need["choices"]
    ]
    return {**need, "choices": choices}


def _show_row(row: PreviewRow) -> dict[str, Any]:
    told = row.transaction
    return {
        "line": row.line,
        "duplicate": row.duplicate,
        "problem": row.problem,
        "occurred_at": told and told.occurred_at,
        "booked_on": told and told.booked_on,
        "has_time": told and told.has_time,
        "description": told and told.description,
        "amount": told and told.amount,
        "amount_decimal": told and decimal_string(told.amount, told.currency),
        "currency": told and told.currency,
        "direction": told and told.direction,
        "account": told and told.account,
        "twin": row.twin and _show_twin(row.twin),
    }


def _show_twin(twin: Transaction) -> dict[str, Any] | None:
    """Show a stored row; not to a token that may write and not read."""
    if not current_principal().may("transactions:read"):
        return None
    fields = (
        "transaction_id", "occurred_at", "amount", "currency", "direction", "description", "account",
        "source", "status",
    )  # fmt: skip
    shown = {name: getattr(twin, name) for name in fields}
    return {**shown, "amount_decimal": decimal_string(twin.amount, twin.currency)}
