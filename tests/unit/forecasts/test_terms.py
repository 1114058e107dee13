"""What web processes know of the models without loading them agrees with the models."""

from __future__ import annotations

from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.terms import MODEL_NAMES


def test_the_names_of_the_models_are_the_catalogue_s_in_its_order() -> None:
    assert [model.name for model in MODELS] == list(MODEL_NAMES)
