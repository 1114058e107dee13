"""The background jobs of categories."""

from __future__ import annotations

from enum import StrEnum


class CategoriesJob(StrEnum):
    """Each job's name on the queue."""

    CATEGORISE_PENDING = "banking.categorise_pending"
    TRAIN_MODELS = "banking.train_models"
