"""Targets as they are stored."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, ExactDecimal, one_of
from app.domain.portfolio.targets.grouping import Grouping


class TargetPlan(Base):
    """By what a portfolio's targets are, and by how much a weight may differ. tolerance: a fraction."""

    __tablename__ = "target_plans"
    __table_args__ = (one_of("grouping", Grouping, name="grouping_known"),)

    portfolio_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("portfolios.id", ondelete="CASCADE"), primary_key=True
    )
    grouping: Mapped[str] = mapped_column(String(11))
    tolerance: Mapped[Decimal] = mapped_column(ExactDecimal)


class TargetRow(Base):
    """One target. key: a symbol, class, region or sector. weight: a fraction. place: in the order given."""

    __tablename__ = "targets"

    portfolio_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("target_plans.portfolio_id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    weight: Mapped[Decimal] = mapped_column(ExactDecimal)
    place: Mapped[int] = mapped_column(SmallInteger)
