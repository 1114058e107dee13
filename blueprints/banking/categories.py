"""HTTP routes for categories: the tree, one's own, and how right the answers were."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from app.db import transaction
from app.domain.banking.categories import service as categories
from app.domain.banking.categories.service import judge_accuracy
from app.domain.banking.categories.training import describe_model
from app.security import current_user_id, require
from blueprints.banking.schemas import categories as s

bp = APIBlueprint("categories", __name__, tag="Categories")


@bp.get("/categories")
@bp.output(s.CategoriesOut)
@require("transactions:read")
def list_categories() -> Any:
    """List the categories, yours among them, parents before what is below them"""
    return {"items": categories.list_categories(current_user_id())}


@bp.post("/categories")
@bp.input(s.NewCategoryIn, arg_name="body")
@bp.output(s.CategoryOut, status_code=201)
@require("transactions:write")
def add_category(body: s.NewCategoryIn) -> Any:
    """Add a category of your own"""
    with transaction():
        return categories.add_category(current_user_id(), body.label.strip(), body.parent)


@bp.delete("/categories/<string(maxlength=100):code>")
@bp.output({}, status_code=204)
@require("transactions:write")
def remove_category(code: str) -> Any:
    """Take a category of your own away; its transactions are uncategorised again"""
    with transaction():
        categories.remove_category(current_user_id(), code)
    return ""


@bp.get("/categories/accuracy")
@bp.output(s.AccuracyOut)
@require("transactions:read")
def accuracy() -> Any:
    """Show how right the categories were, on what you confirmed"""
    user_id = current_user_id()
    return {**judge_accuracy(user_id), "model": describe_model(user_id)}
