"""Bodies, queries and answers of the accounts' routes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.banking.accounts.tables import AccountKind
from app.domain.banking.accounts.views import AccountFigures, GapView, PointView, StatementView
from app.money import MAX_MINOR
from blueprints.banking.schemas.categories import LABEL
from blueprints.banking.schemas.transactions import Day, PageQuery
from blueprints.kit import Flag, left_out, model_of

Name = Annotated[str, Field(min_length=1, max_length=120, pattern=LABEL)]
Institution = Annotated[str, Field(min_length=1, max_length=120, pattern=LABEL)]
Number = Annotated[
    str, Field(min_length=1, max_length=64, pattern=LABEL, examples=["RO49AAAA1B31007593840000"])
]
Currency = Annotated[str, Field(min_length=3, max_length=3, pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Signed = Annotated[int, Field(strict=True, ge=-MAX_MINOR, le=MAX_MINOR)]


class AccountIn(BaseModel):
    """An account; amounts in the currency's minor units, below zero what is owed.

    opening_balance: what there was when opened_on began, or before the first transaction where no day is
    given. number: an IBAN or the bank's own; files and feeds that name it are tied to the account.
    """

    model_config = ConfigDict(extra="forbid")
    name: Name
    kind: AccountKind = AccountKind.CURRENT
    currency: Currency
    institution: Institution | None = None
    number: Number | None = None
    opening_balance: Signed | None = None
    opened_on: Day | None = None
    hidden: Flag = False


class AccountPatch(BaseModel):
    """What is to change of an account; a field that is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")
    name: Name = left_out()
    kind: AccountKind = left_out()
    currency: Currency = left_out()
    institution: Institution | None = None
    number: Number | None = None
    opening_balance: Signed | None = None
    opened_on: Day | None = None
    hidden: Flag = left_out()


class AccountsQuery(PageQuery):
    hidden: Annotated[bool, Field(description="List those that are hidden instead")] = False


GapOut = model_of("GapOut", GapView)


class AccountOut(model_of("AccountFigures", AccountFigures)):  # type: ignore[misc]
    """gap: the newest of the stated balances that transactions do not explain."""

    gap: GapOut | None


class AccountsOut(BaseModel):
    items: list[AccountOut]
    next_cursor: str | None


class BalancesQuery(BaseModel):
    """Inclusive days; by default the last ninety, at most ten years."""

    model_config = ConfigDict(populate_by_name=True)
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")


PointOut = model_of("PointOut", PointView)
StatementOut = model_of("StatementOut", StatementView)


class BalancesOut(BaseModel):
    """Each day's balance, what was stated within these days, and what transactions do not explain of it."""

    account: int
    currency: str
    points: list[PointOut]
    stated: list[StatementOut]
    gaps: list[GapOut]


class BalanceIn(BaseModel):
    """What the account held at the end of a day, in minor units, below zero what is owed."""

    model_config = ConfigDict(extra="forbid")
    on: Day
    balance: Signed
