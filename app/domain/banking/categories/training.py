"""The local model of categories: trained from what users taught, in the background, used by workers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from app.clock import now
from app.domain.banking.categories.jobs import CategoriesJob
from app.domain.banking.categories.local_model import LocalModel, load
from app.domain.banking.categories.model import train
from app.domain.banking.categories.tables import CategoryModel, Correction
from app.extensions import db, redis
from app.jobs import enqueue
from app.json_values import JsonObject

AGREED = 2
"""k-anonymity: what this number of users say of a merchant is shared; what fewer say stays theirs."""
MIN_TRAINING_INTERVAL_S = 300


def load_model(user_id: int) -> LocalModel | None:
    """Return a user's model, else the shared one, else None; for workers only."""
    m = CategoryModel
    wanted = m.user_id.in_([user_id]) | m.user_id.is_(None)
    blob = db.session.scalar(select(m.blob).where(wanted).order_by(m.user_id.is_(None)).limit(1))
    return load(blob) if blob else None


def train_models(user_id: int | None = None) -> int:
    """Train the shared model and those of users who taught enough, or one user's; return how many."""
    c = Correction
    taught = [user_id] if user_id else list(db.session.scalars(select(c.user_id).distinct()))
    shared = _shared()
    examples: list[tuple[int | None, list[tuple[str, str]]]] = [(None, shared)]
    examples += [(each, _of(each) + shared) for each in taught]
    return sum(_train(owner, rows) for owner, rows in examples)


def _of(user_id: int) -> list[tuple[str, str]]:
    c = Correction
    rows = db.session.execute(select(c.example, c.category).where(c.user_id == user_id).order_by(c.id))
    return [(row.example, row.category) for row in rows]


def _shared() -> list[tuple[str, str]]:
    """Return merchants and categories on which several users agree: a shop, no private affair."""
    c = Correction
    rows = db.session.execute(
        select(c.merchant_key, c.category)
        .group_by(c.merchant_key, c.category)
        .having(func.count() >= AGREED)
        .order_by(c.merchant_key)
    )
    return [(row.merchant_key, row.category) for row in rows if not row.category.startswith("OWN_")]


def _train(owner: int | None, examples: Sequence[tuple[str, str]]) -> bool:
    trained = train(examples)
    if trained is None:
        return False
    m = CategoryModel
    db.session.execute(delete(m).where(m.user_id == owner if owner else m.user_id.is_(None)))
    db.session.add(CategoryModel(user_id=owner, blob=trained.blob, metrics=trained.metrics, trained_at=now()))
    db.session.flush()
    return True


def ask_to_train(user_id: int) -> None:
    """Have a user's model trained after they taught something, at most every five minutes."""
    if redis().set(f"train:{user_id}", 1, nx=True, ex=MIN_TRAINING_INTERVAL_S):
        enqueue(CategoriesJob.TRAIN_MODELS, user_id)


def describe_model(user_id: int) -> JsonObject:
    """Return when a user's model was trained, from how much, and how well it does on what it had not seen."""
    row = db.session.scalars(select(CategoryModel).where(CategoryModel.user_id == user_id)).one_or_none()
    taught = db.session.scalar(select(func.count()).where(Correction.user_id == user_id)) or 0
    metrics = row.metrics if row else {}
    return {
        "trained_at": row.trained_at if row else None,
        "examples": metrics.get("examples", taught),
        "accuracy": metrics.get("accuracy"),
        "coverage": metrics.get("coverage"),
        "precision": metrics.get("precision"),
        "threshold": metrics.get("threshold"),
    }
