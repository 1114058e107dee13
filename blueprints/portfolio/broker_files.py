"""HTTP routes for brokers' files: bring one, answer what it asks, store it, take it back; and export."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from app.db import transaction
from app.domain.portfolio.exports.service import export as export_activities
from app.domain.portfolio.imports import kept, service
from app.domain.portfolio.imports.preview import Told
from app.domain.portfolio.imports.service import MAX_FILE_BYTES
from app.domain.portfolio.imports.tables import BrokerImport
from app.security import current_user_id, require
from app.strict_json import convert, read_json
from blueprints.kit import ID
from blueprints.portfolio.schemas import broker_files as s
from blueprints.portfolio.uploads import sent_file

bp = APIBlueprint("portfolio_files", __name__, tag="Portfolios")
PATH = f"/portfolios/<{ID}:portfolio_id>"
MAPPINGS = "/portfolios/mappings"
ONE = f"{PATH}/imports/<{ID}:import_id>"


@bp.post(f"{PATH}/import")
@bp.output(s.BrokerImportOut, status_code=201)
@require("portfolio:read", "portfolio:write")
def bring(portfolio_id: int) -> Any:
    """Bring a broker's file: a form with `file`, or the file itself as the body; the answer is a preview

    `told`, in the form, is JSON: `preset`, `mapping` and `answers`, all of them optional.
    """
    request.max_content_length = MAX_FILE_BYTES + 64 * 1024
    content, filename = sent_file()
    told = convert(read_json((request.form.get("told") or "{}").encode()), Told)
    return _show(service.bring(current_user_id(), portfolio_id, content, filename, told))


@bp.get(f"{PATH}/imports")
@bp.input(s.BrokerImportsQuery, location="query", arg_name="query")
@bp.output(s.BrokerImportsOut)
@require("portfolio:read")
def list_imports(portfolio_id: int, query: s.BrokerImportsQuery) -> Any:
    """List the files that were brought to a portfolio, newest first"""
    page = service.list_imports(current_user_id(), portfolio_id, limit=query.limit, cursor=query.cursor)
    return {"items": [_brief(each) for each in page.items], "next_cursor": page.next_cursor}


@bp.get(ONE)
@bp.output(s.BrokerImportOut)
@require("portfolio:read")
def show_import(portfolio_id: int, import_id: int) -> Any:
    """Show a file and what it brings"""
    return _show(service.get_import(current_user_id(), portfolio_id, import_id))


@bp.post(f"{ONE}/preview")
@bp.input(s.ToldIn, arg_name="body")
@bp.output(s.BrokerImportOut)
@require("portfolio:read", "portfolio:write")
def tell(portfolio_id: int, import_id: int, body: s.ToldIn) -> Any:
    """Answer what a file asked, or say how to read it; it is read again"""
    return _show(
        service.tell(current_user_id(), portfolio_id, import_id, body.model_dump(exclude_unset=True))
    )


@bp.post(f"{ONE}/commit")
@bp.input(s.StoreIn, arg_name="body")
@bp.output(s.BrokerImportBriefOut)
@require("portfolio:read", "portfolio:write")
def commit(portfolio_id: int, import_id: int, body: s.StoreIn) -> Any:
    """Store what a file brings: all of it, or none

    `keep` names rows, by `place`, to store though they are known; `leave` those not to store.
    """
    keep, leave = set(body.keep), set(body.leave)
    with transaction():
        return _brief(service.store(current_user_id(), portfolio_id, import_id, keep=keep, leave=leave))


@bp.post(f"{ONE}/undo")
@bp.output(s.BrokerImportBriefOut)
@require("portfolio:read", "portfolio:write")
def undo(portfolio_id: int, import_id: int) -> Any:
    """Take back what a file brought"""
    with transaction():
        return _brief(service.undo(current_user_id(), portfolio_id, import_id))


@bp.get(f"{PATH}/export")
@bp.input(s.ExportQuery, location="query", arg_name="query")
@bp.doc(responses={200: {"content": {"text/csv": {}, "application/json": {}}}})
@require("portfolio:read")
def export(portfolio_id: int, query: s.ExportQuery) -> Any:
    """Download a portfolio's activities, as a file that can be imported again"""
    body = export_activities(current_user_id(), portfolio_id, query.format)
    kind = "application/json" if query.format == "json" else "text/csv; charset=utf-8"
    name = f'attachment; filename="portfolio-{portfolio_id}.{query.format}"'
    return Response(body, content_type=kind, headers={"Content-Disposition": name})


@bp.get(MAPPINGS)
@bp.output(s.KeptMappingsOut)
@require("portfolio:read")
def list_mappings() -> Any:
    """List how files of brokers that no preset knows are read"""
    names = ("id", "name", "header", "mapping", "created_at")
    found = kept.list_mappings(current_user_id())
    return {"items": [{name: getattr(each, name) for name in names} for each in found]}


@bp.delete(f"{MAPPINGS}/<{ID}:mapping_id>")
@bp.output({}, status_code=204)
@require("portfolio:read", "portfolio:write")
def delete_mapping(mapping_id: int) -> Any:
    """Forget how such files are read; what they brought stays"""
    with transaction():
        kept.delete_mapping(current_user_id(), mapping_id)
    return ""


def _brief(record: BrokerImport) -> dict[str, Any]:
    names = ("id", "filename", "state", "preset", "error", "new", "created_at", "stored_at")
    return {name: getattr(record, name) for name in names}


def _show(record: BrokerImport) -> dict[str, Any]:
    return _brief(record) | {"preview": service.preview_json(record)}
