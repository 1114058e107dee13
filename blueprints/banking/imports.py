"""The statement files' door: preview, commit, cancel, undo."""

from __future__ import annotations

from typing import Any, cast

from apiflask import APIBlueprint
from flask import current_app, request
from pydantic import ValidationError

from app.config import Settings
from app.db import transaction
from app.domain.auth import service as auth
from app.domain.banking import service as banking
from app.domain.banking.service import Import, Preview
from app.errors import Invalid, UnsupportedType
from app.money import decimal_string
from app.security import current_principal, require
from app.strict_json import read_json
from blueprints.banking.schemas import imports as s
from blueprints.banking.schemas.transactions import PageQuery

bp = APIBlueprint("imports", __name__, tag="Imports")


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["tidewatch_settings"])


@bp.post("/transactions/import")
@bp.output(s.ImportPreviewOut, status_code=201)
@require("transactions:write")
def open_import() -> Any:
    """Bring a statement: a form with `file`, or the file itself as the body; the answer is a preview"""
    request.max_content_length = _settings().max_import_bytes + 64 * 1024
    content, filename = _file()
    mapping = _mapping(request.form.get("mapping"))
    form = request.form.get("format") or request.args.get("format")
    if form is not None and form not in s.Format.__args__:
        raise Invalid(
            errors=[{"pointer": "format", "message": f"Expected one of {', '.join(s.Format.__args__)}"}]
        )
    user = auth.get_user(current_principal().user_id)
    with transaction():
        preview = banking.open_import(
            _settings(), user, content, filename=filename, format=form, mapping=mapping
        )
        return _show_preview(preview)


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
        return s.MappingIn.model_validate(read_json(text.encode())).model_dump()
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
    page = banking.list_imports(current_principal().user_id, limit=query.limit, cursor=query.cursor)
    return {"items": [_show(each) for each in page.items], "next_cursor": page.next_cursor}


@bp.get("/imports/<int(max=9223372036854775807):import_id>")
@bp.output(s.ImportOut)
@require("transactions:read")
def get_import(import_id: int) -> Any:
    """Show one import"""
    return _show(banking.get_import(current_principal().user_id, import_id))


@bp.post("/imports/<int(max=9223372036854775807):import_id>/preview")
@bp.input(s.RemapIn, arg_name="body")
@bp.output(s.ImportPreviewOut)
@require("transactions:read", "transactions:write")
def remap(import_id: int, body: s.RemapIn) -> Any:
    """Look at a CSV file again with other columns"""
    user = auth.get_user(current_principal().user_id)
    with transaction():
        return _show_preview(banking.remap_import(_settings(), user, import_id, body.mapping.model_dump()))


@bp.post("/imports/<int(max=9223372036854775807):import_id>/commit")
@bp.output(s.ImportOut, status_code=202)
@require("transactions:write")
def commit(import_id: int) -> Any:
    """Store a previewed file; `job.progress` and `job.finished` tell of it"""
    with transaction():
        return _show_state(banking.commit_import(current_principal().user_id, import_id))


@bp.post("/imports/<int(max=9223372036854775807):import_id>/cancel")
@bp.output(s.ImportOut)
@require("transactions:write")
def cancel(import_id: int) -> Any:
    """Stop an import; what was stored of it is taken back"""
    with transaction():
        return _show_state(banking.cancel_import(current_principal().user_id, import_id))


@bp.post("/imports/<int(max=9223372036854775807):import_id>/undo")
@bp.output(s.ImportUndoneOut)
@require("transactions:write")
def undo(import_id: int) -> Any:
    """Take an import back, but for what a bank feed has confirmed since"""
    with transaction():
        record, removed = banking.undo_import(current_principal().user_id, import_id)
        return {"state": record.state, "removed": removed}


def _show(record: Import) -> dict[str, Any]:
    fields = (
        "id", "filename", "format", "state", "account", "currency", "total", "done", "new", "duplicates",
        "problem_count", "problems", "mapping", "error", "created_at", "finished_at",
    )  # fmt: skip
    return {name: getattr(record, name) for name in fields}


def _show_state(record: Import) -> dict[str, Any]:
    """Show an import; to a token that may not read, nothing of what its file says."""
    said = {"filename": "", "account": None, "currency": None, "mapping": None, "problems": []}
    return _show(record) | ({} if current_principal().may("transactions:read") else said)


def _show_preview(preview: Preview) -> dict[str, Any]:
    hint = preview.suggestion
    return {
        **_show(preview.record),
        "complete": preview.complete,
        "rows": [_show_row(row) for row in preview.rows],
        "suggestion": hint and {"columns": hint.columns, "samples": hint.samples, "missing": hint.missing},
    }


def _show_row(row: banking.PreviewRow) -> dict[str, Any]:
    told = row.transaction
    return {
        "line": row.line,
        "duplicate": row.duplicate,
        "problem": row.problem,
        "occurred_at": told and told.occurred_at,
        "description": told and told.description,
        "amount": told and told.amount,
        "amount_decimal": told and decimal_string(told.amount, told.currency),
        "currency": told and told.currency,
        "direction": told and told.direction,
    }
