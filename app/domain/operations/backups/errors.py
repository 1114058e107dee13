"""Why a backup could not be made, read or restored; each message is a sentence for people."""

from __future__ import annotations

from app.errors import Conflict, NotFound, Unavailable


class BackupError(Exception):
    """A backup could not be made or restored; nothing was changed."""


class BackupDamaged(BackupError):
    """An archive is not what its manifest says."""


class BackupTooNew(BackupError):
    """An archive has a newer schema than this code knows."""


class DatabaseInUse(BackupError):
    """The database to restore into has rows, and nobody said that they may go."""


class ToolMissing(BackupError):
    """A program of PostgreSQL is not there, or too old for the server."""


class BackupNotFound(NotFound):
    """There is no backup of this name."""

    code = "backup_not_found"


class BackupNotStarted(Unavailable):
    """The folder of backups cannot be written to."""

    code = "backup_not_started"


class BackupRunning(Conflict):
    """A backup is being made already."""

    code = "backup_running"
