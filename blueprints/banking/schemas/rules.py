"""Rules and their runs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from blueprints.banking.schemas.transactions import PageQuery, TransactionOut, UserId
from blueprints.kit import Flag

Op = Literal[
    "contains",
    "not_contains",
    "is",
    "is_not",
    "starts_with",
    "ends_with",
    "words",
    "eq",
    "gt",
    "gte",
    "lt",
    "lte",
    "between",
    "is_empty",
    "is_not_empty",
    "in",
    "has",
    "has_not",
]


class ConditionIn(BaseModel):
    """field, op, value; docs/users.md lists what goes with what."""

    field: str
    op: str
    value: Any = None


class ActionIn(BaseModel):
    """set_category, clear_category, set_merchant, add_tag, remove_tag, set_notes or append_notes."""

    model_config = ConfigDict(extra="allow")
    do: str


class RuleIn(BaseModel):
    """match: all conditions or any; stop: later rules leave alone what this one matched."""

    name: str
    match: Literal["all", "any"] = "all"
    conditions: list[ConditionIn]
    actions: list[ActionIn]
    stop: Flag = False
    enabled: Flag = True


class RuleOut(RuleIn):
    id: int
    position: int
    created_at: datetime


class RulesOut(BaseModel):
    items: list[RuleOut]


class OrderIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[UserId], Field(min_length=1, max_length=500)]


class RunIn(BaseModel):
    """rule_ids: only these rules; all that are enabled where it is left out."""

    model_config = ConfigDict(extra="forbid")
    rule_ids: Annotated[list[UserId], Field(min_length=1, max_length=500)] | None = None


class RulePreviewOut(BaseModel):
    """matched: rows that meet the conditions; changed: those that would be other than they are."""

    matched: int
    changed: int
    sample: list[TransactionOut]


class RuleCountOut(BaseModel):
    id: int
    name: str
    matched: int
    changed: int


class RunOut(BaseModel):
    id: int
    at: datetime
    matched: int
    changed: int
    rules: list[RuleCountOut]
    undone_at: datetime | None


class RunsQuery(PageQuery):
    pass


class RunsOut(BaseModel):
    items: list[RunOut]
    next_cursor: str | None


class RunUndoneOut(BaseModel):
    restored: int
