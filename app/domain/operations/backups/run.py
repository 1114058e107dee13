"""A backup that an administrator asks for: a job, its progress, and where it stands."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import cast

import structlog
from msgspec import Struct, json
from msgspec.structs import replace

from app.clock import now
from app.db import on_commit
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.operations.backups.errors import BackupError, BackupNotStarted, BackupRunning
from app.domain.operations.backups.folder import backup_folder, make_folder, new_name
from app.domain.operations.backups.jobs import RUN, BackupsJob
from app.domain.operations.backups.service import make_backup
from app.extensions import redis
from app.jobs import send
from app.jobs.lease import is_leased, lease
from app.jobs.progress import Progress
from app.jobs.topics import ADMIN_JOBS
from app.services import services

log = structlog.get_logger()

LEASE_S = 3600
ASKED_S = 120
"""How long a job may wait for a worker before another one can be asked for."""
STATE, ASKED = "backup:state", "backup:asked"
STEPS = 4
MARKER = ".tidewatch-shared-"


class BackupRun(Struct, frozen=True):
    """The newest backup that was asked for. state: queued, running, done or failed; step: of STEPS."""

    state: str
    step: int
    message: str
    at: datetime
    name: str | None = None


def start_backup(user_id: int, source: RequestSource) -> BackupRun:
    """Have a worker make a backup, once the caller's transaction has committed.

    A file in the folder shows the worker that it writes where this process reads.
    Raises BackupRunning; BackupNotStarted where the folder cannot be written to.
    """
    if is_leased(RUN) or not redis().set(ASKED, 1, nx=True, ex=ASKED_S):
        raise BackupRunning
    folder, marker = backup_folder(services().settings), f"{MARKER}{secrets.token_hex(8)}"
    try:
        make_folder(folder)
        (folder / marker).touch(mode=0o600)
    except OSError as exc:
        redis().delete(ASKED)
        raise BackupNotStarted(f"{folder} cannot be written to: {exc.strerror}.") from exc
    record("backup_start", source, user_id=user_id)
    asked = BackupRun("queued", 0, "Waiting for a worker", now())
    _keep(asked)
    on_commit(lambda: _send(marker))
    return asked


def _send(marker: str) -> None:
    if not send(BackupsJob.MAKE, marker):
        _keep(BackupRun("failed", 0, "The task queue did not take it.", now()))
        redis().delete(ASKED)


def run_backup(marker: str) -> None:
    """Make the backup that was asked for. A run; a second one that comes meanwhile leaves."""
    with lease(RUN, ttl_s=LEASE_S) as lock:
        if lock is None:
            return
        redis().delete(ASKED)
        folder = backup_folder(services().settings)
        told = _Told(BackupRun("running", 0, "Starting", now(), new_name()))
        try:
            _require_shared(folder / marker)
            made = make_backup(folder / str(told.run.name), tell=told.step)
        except (BackupError, OSError) as exc:
            log.warning("backup.failed", error=type(exc).__name__)
            told.end("failed", str(exc)[:300])
        except Exception:
            told.end("failed", "Something went wrong; the worker's log has it.")
            raise
        else:
            told.end("done", f"{told.run.name}: {made.rows_waiting} rows of it wait to be stored")


def _require_shared(marker: Path) -> None:
    if not marker.exists():
        raise BackupError(
            "The worker does not see the folder in which this site keeps backups. Set BACKUP_DIR to one "
            "that both reach, or run `flask backup`, as the chart's CronJob does."
        )
    marker.unlink()


class _Told:
    """What the page hears of a run: by pushes, and by what is kept for those who come later."""

    def __init__(self, run: BackupRun) -> None:
        self.run = run
        self._progress = Progress(ADMIN_JOBS.name, RUN, "backup", "Backup")
        _keep(run)

    def step(self, message: str) -> None:
        self.run = replace(self.run, step=self.run.step + 1, message=message)
        _keep(self.run)
        self._progress.tell(self.run.step, STEPS, message)

    def end(self, state: str, message: str) -> None:
        _keep(replace(self.run, state=state, step=STEPS, message=message, at=now()))
        self._progress.finish(state, message)


def _keep(run: BackupRun) -> None:
    redis().set(STATE, json.encode(run))


def newest_run() -> BackupRun | None:
    """Return how the newest backup that was asked for stands. Raises RedisError."""
    raw = cast(bytes | None, redis().get(STATE))
    if raw is None:
        return None
    found = json.decode(raw, type=BackupRun)
    lost = {"running": not is_leased(RUN), "queued": not redis().exists(ASKED) and not is_leased(RUN)}
    if lost.get(found.state):
        return replace(found, state="failed", message="No worker went on with it; see the page Tasks.")
    return found
