"""Brokers' files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.portfolio.imports.tables import MAX_MAPPING_NAME, BrokerImportState
from blueprints.portfolio.schemas.portfolios import SOMETHING

Places = Annotated[list[Annotated[int, Field(ge=0, lt=200_000)]], Field(max_length=100_000)]


class ToldIn(BaseModel):
    """preset, mapping, answers: docs/portfolio-imports.md says what can be in them.

    keep_as: a name for the mapping; files with the same columns are read by it from now on.
    """

    model_config = ConfigDict(extra="forbid")
    preset: str | None = None
    mapping: dict[str, Any] | None = None
    keep_as: Annotated[str, Field(min_length=1, max_length=MAX_MAPPING_NAME, pattern=SOMETHING)] | None = None
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


class BrokerImportsQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=200)] = 100
    cursor: Annotated[str, Field(max_length=500)] | None = None


class BrokerImportsOut(BaseModel):
    items: list[BrokerImportBriefOut]
    next_cursor: str | None


class PreviewOut(BaseModel):
    """rows: oldest first; each has an activity, a problem, or why it was skipped.

    table: of a file whose columns must be told: their names, the first rows, and what they may mean.
    """

    preset: str
    rows: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    warnings: list[str]
    table: dict[str, Any] | None = None


class BrokerImportOut(BrokerImportBriefOut):
    preview: PreviewOut | None


class KeptMappingOut(BaseModel):
    """mapping: how files with these columns are read."""

    id: int
    name: str
    header: list[str]
    mapping: dict[str, Any]
    created_at: datetime


class KeptMappingsOut(BaseModel):
    items: list[KeptMappingOut]
