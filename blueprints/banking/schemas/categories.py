"""Categories and how right they were."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.banking.categories.service import CategoryAccuracy, CategoryView, SourceAccuracy
from blueprints.kit import model_of

CategoryOut = model_of("CategoryOut", CategoryView)


class CategoriesOut(BaseModel):
    items: list[CategoryOut]


# Something to see, and no control character; \\S alone would take a NUL for something to see.
LABEL = r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$"


class NewCategoryIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: Annotated[str, Field(min_length=1, max_length=60, pattern=LABEL)]
    parent: Annotated[str, Field(min_length=1, max_length=100)] | None = None


SourceAccuracyOut = model_of("SourceAccuracyOut", SourceAccuracy)


CategoryAccuracyOut = model_of("CategoryAccuracyOut", CategoryAccuracy)


class ModelOut(BaseModel):
    """The local model: trained_at is None before there is enough to learn from.

    On what it had not seen: accuracy is over all guesses; coverage is the share that reaches the
    threshold, and precision how many of those were right.
    """

    trained_at: datetime | None
    examples: int
    accuracy: float | None
    coverage: float | None
    precision: float | None
    threshold: float | None


class AccuracyOut(BaseModel):
    """On what you confirmed: shares from 0 to 1, None where there is nothing to divide by."""

    confirmed: int
    answered: int
    right: int
    accuracy: float | None
    abstention_rate: float | None
    sources: list[SourceAccuracyOut]
    categories: list[CategoryAccuracyOut]
    model: ModelOut
