"""The models that there are, the simpler ones first: that order decides between equals."""

from __future__ import annotations

from app.domain.trading.models.arima import Arima
from app.domain.trading.models.contract import Kind, Model
from app.domain.trading.models.garch import Garch
from app.domain.trading.models.har import LogHar
from app.domain.trading.models.naive import Ewma, LastPrice, MajorityDirection
from app.domain.trading.models.neural import Neural

MODELS: tuple[Model, ...] = (
    LastPrice(),
    Ewma(),
    MajorityDirection(),
    LogHar(),
    Garch(),
    Arima(),
    Neural("CNN", "Cnn"),
    Neural("GRU", "Gru"),
)
NAIVE: tuple[str, ...] = tuple(model.name for model in MODELS if model.kind is Kind.NAIVE)
"""Always trained and always shown."""


def model_named(name: str) -> Model:
    """Return a model by its name; KeyError where there is none."""
    return {model.name: model for model in MODELS}[name]
