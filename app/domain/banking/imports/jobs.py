"""The background job of imports."""

from __future__ import annotations

from enum import StrEnum


class ImportsJob(StrEnum):
    """Each job's name on the queue."""

    RUN_IMPORT = "banking.run_import"
