"""Brokers' files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.portfolio.brokers.tables import BrokerImportState

Places = Annotated[list[Annotated[int, Field(ge=0, lt=200_000)]], Field(max_length=100_000)]


class ToldIn(BaseModel):
    """preset, mapping, answers: docs/portfolio-imports.md says what can be in them."""

    model_config = ConfigDict(extra="forbid")
    preset: str | None = None
    mapping: dict[str, Any] | None = None
    answers: dict[str, Any] = {}


class StoreIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    keep: Places = []
    leave: Places = []


class ExportQuery(BaseModel):
    format: Literal["csv", "json"] = "csv"


class BrokerImportBriefOut(BaseModel):
    """new: rows that were, or would be, stored. error: why the file could not be read."""

    id: int
    filename: str
    state: BrokerImportState
    preset: str | None
    error: str | None
    new: int
    created_at: datetime
    stored_at: datetime | None


class BrokerImportsOut(BaseModel):
    items: list[BrokerImportBriefOut]


class PreviewOut(BaseModel):
    """rows: oldest first; each has an activity, a problem, or why it was skipped."""

    preset: str
    rows: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    warnings: list[str]


class BrokerImportOut(BrokerImportBriefOut):
    preview: PreviewOut | None
