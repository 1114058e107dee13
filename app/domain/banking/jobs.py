"""Banking's background jobs."""

from __future__ import annotations

from enum import StrEnum


class Job(StrEnum):
    """Each job's name on the queue."""

    FLUSH_INTAKE = "banking.flush_intake"
    PROCESS_EVENTS = "banking.process_events"
    SWEEP_INBOX = "banking.sweep_inbox"
    SYNC_CONNECTION = "banking.sync_connection"
    SYNC_DUE = "banking.sync_due"
    RUN_IMPORT = "banking.run_import"
    CATEGORISE_PENDING = "banking.categorise_pending"
    CATEGORISE_FLUSHED = "banking.categorise_flushed"
    PRUNE_WEBHOOKS = "banking.prune_webhooks"
    TRAIN_MODELS = "banking.train_models"
