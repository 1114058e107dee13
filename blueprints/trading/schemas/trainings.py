"""Bodies and answers of the routes of trainings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.domain.trading.models.terms import MODEL_NAMES
from app.domain.trading.training.views import LeftOut, ModelProgress, PartView, TrainingView
from blueprints.kit import model_of

PartOut = model_of("TrainingPartOut", PartView)
ModelProgressOut = model_of("ModelProgressOut", ModelProgress, folds=list[PartOut])  # type: ignore[valid-type]
LeftOutModel = model_of("LeftOutModel", LeftOut)
TrainingOut = model_of(
    "TrainingOut",
    TrainingView,
    left_out=list[LeftOutModel],  # type: ignore[valid-type]
    progress=list[ModelProgressOut],  # type: ignore[valid-type]
)


def _known(name: str) -> str:
    if name not in MODEL_NAMES:
        raise ValueError(f"Expected one of {', '.join(MODEL_NAMES)}")
    return name


ModelName = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": [*MODEL_NAMES]})]


class TrainingIn(BaseModel):
    """Train an instrument's models: "auto" takes all that can be trained, a list those and the naive ones."""

    model_config = ConfigDict(extra="forbid")
    symbol: Annotated[str, Field(pattern="^[A-Z0-9]{2,30}$")]
    mode: Literal["auto"] | Annotated[list[ModelName], Field(min_length=1, max_length=len(MODEL_NAMES))]

    @property
    def models(self) -> list[str] | None:
        return None if self.mode == "auto" else list(self.mode)


class TrainingsOut(BaseModel):
    items: list[TrainingOut]  # type: ignore[valid-type]
    next_cursor: str | None
