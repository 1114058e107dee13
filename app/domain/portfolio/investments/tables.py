"""Investments: what a portfolio holds or held, one row per symbol."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId


class Investment(Base):
    """One security, coin or other thing of a portfolio.

    currency: in which it is quoted: an ISO 4217 code, or GBp, GBX, ZAc, ILA for hundredths of one.
    percent_of_par: quoted in percent of its nominal value, as bonds are.
    """

    __tablename__ = "investments"
    __table_args__ = (UniqueConstraint("portfolio_id", "symbol"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(BigId, ForeignKey("portfolios.id", ondelete="CASCADE"))
    symbol: Mapped[str] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3))
    percent_of_par: Mapped[bool] = mapped_column(default=False)
    asset_class: Mapped[str | None] = mapped_column(String(40))
    region: Mapped[str | None] = mapped_column(String(40))
    sector: Mapped[str | None] = mapped_column(String(40))
