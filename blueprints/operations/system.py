"""HTTP routes for administrators: the installation, and its backups."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import Response, send_file

from app.clock import now
from app.db import transaction
from app.domain.auth.security_log.service import record
from app.domain.operations.backups import run
from app.domain.operations.backups.folder import Backup, backup_folder, find_backup, list_backups
from app.domain.operations.installation.overview import plain, read_installation
from app.security import current_principal, require
from app.services import services
from blueprints.operations.caller import source
from blueprints.operations.schemas import system as s

bp = APIBlueprint("admin_system", __name__, tag="Admin")


@bp.get("/system")
@bp.output(s.SystemOut)
@require("account", role="admin")
def show_system() -> Any:
    """Show versions, health, settings without secrets, and sizes"""
    return {"at": now(), **plain(read_installation(services()))}


@bp.get("/backups")
@bp.output(s.BackupsOut)
@require("account", role="admin")
def show_backups() -> Any:
    """List the backups that this process reaches, newest first"""
    folder = backup_folder(services().settings)
    newest = run.newest_run()
    return {
        "folder": str(folder),
        "items": [_backup(each) for each in list_backups(folder)],
        "run": _run(newest) if newest else None,
    }


@bp.post("/backups")
@bp.output(s.BackupRunOut, status_code=202)
@require("account", role="admin")
def start_backup() -> Any:
    """Have a worker make a backup; `job.progress` on the topic admin.jobs tells how it goes"""
    with transaction():
        return _run(run.start_backup(current_principal().user_id, source()))


@bp.get("/backups/<name>")
@require("account", role="admin")
def download_backup(name: str) -> Response:
    """Download a backup: everything that the database holds"""
    path = find_backup(backup_folder(services().settings), name)
    with transaction():
        record("backup_download", source(), user_id=current_principal().user_id, detail=name)
    answer = send_file(path.absolute(), mimetype="application/gzip", as_attachment=True, max_age=0)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _backup(each: Backup) -> dict[str, Any]:
    made = each.manifest
    return {
        "name": each.name, "size": each.size, "made_at": made and made.made_at,
        "version": made and made.app_version, "revision": made and made.revision,
        "database": made and made.database, "rows_waiting": made and made.rows_waiting,
    }  # fmt: skip


def _run(newest: run.BackupRun) -> dict[str, Any]:
    return {**msgspec.structs.asdict(newest), "steps": run.STEPS}
