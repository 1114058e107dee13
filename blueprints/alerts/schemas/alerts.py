"""Alerts, notifications and webhooks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.alerts.alerts.conditions import Side
from app.domain.alerts.alerts.service import MAX_ALERTS
from app.domain.alerts.alerts.views import AlertState
from app.domain.alerts.channels.service import MAX_WEBHOOKS
from app.domain.alerts.notifications.tables import Channel
from app.domain.alerts.notifications.views import DeliveryView, NotificationView
from app.money import MAX_MINOR
from app.outbound.public import MAX_URL_LETTERS
from blueprints.kit import ExactIn, Flag, Number, model_of

SOMETHING = r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$"

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=SOMETHING)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PriceIn(Body):
    """The price of an investment of a portfolio, in the unit in which it is quoted there."""

    kind: Literal["price"]
    portfolio: Number
    symbol: Annotated[str, Field(min_length=1, max_length=64, pattern=SOMETHING)]
    side: Side
    price: Annotated[ExactIn, Field(ge=0)]


class DrawdownIn(Body):
    """How far a portfolio is below its peak: a fraction, 0.1 is 10 %."""

    kind: Literal["drawdown"]
    portfolio: Number
    drawdown: Annotated[ExactIn, Field(gt=0, lt=1)]


class BalanceIn(Body):
    """What an account holds, in minor units; below zero what is owed."""

    kind: Literal["balance"]
    account: Number
    side: Side
    amount: Annotated[int, Field(strict=True, ge=-MAX_MINOR, le=MAX_MINOR)]


class PaymentIn(Body):
    """A transaction that comes. conditions: field, op and value, as of rules; docs/users.md lists them."""

    kind: Literal["payment"]
    match: Literal["all", "any"] = "all"
    conditions: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=20)]


ConditionIn = Annotated[PriceIn | DrawdownIn | BalanceIn | PaymentIn, Field(discriminator="kind")]
ChannelIn = Literal["in_app", "email"]


class AlertIn(Body):
    """What to hear of, and how.

    hysteresis: a fraction of the threshold by which a value has to come back before the alert fires again.
    webhooks: ids of yours.
    """

    name: Name
    condition: ConditionIn
    enabled: Flag = True
    hysteresis: Annotated[ExactIn, Field(ge=0, le=1)] = Decimal(0)
    channels: Annotated[list[ChannelIn], Field(max_length=2)] = ["in_app"]
    webhooks: Annotated[list[Number], Field(max_length=MAX_WEBHOOKS)] = []


AlertStateOut = model_of("AlertStateOut", AlertState)


class AlertOut(BaseModel):
    """An alert. condition: as it was stated, with the currency of its price or amount."""

    id: int
    name: str
    enabled: bool
    condition: dict[str, Any]
    hysteresis: str
    channels: list[Channel]
    webhooks: list[int]
    state: AlertStateOut  # type: ignore[valid-type]
    created_at: datetime


class AlertsQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=MAX_ALERTS)] = MAX_ALERTS
    cursor: Annotated[str, Field(max_length=500)] | None = None


class AlertsOut(BaseModel):
    items: list[AlertOut]
    next_cursor: str | None


NotificationOut = model_of("NotificationOut", NotificationView)
DeliveryOut = model_of("DeliveryOut", DeliveryView)


class FiringOut(NotificationOut):  # type: ignore[misc, valid-type]
    """A message of one alert, with how it was delivered."""

    deliveries: list[DeliveryOut]  # type: ignore[valid-type]


class PageQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None


class HistoryOut(BaseModel):
    items: list[FiringOut]
    next_cursor: str | None


class NotificationsQuery(PageQuery):
    unread: bool = False


class NotificationsOut(BaseModel):
    """unread: how many are not read yet, on all pages."""

    items: list[NotificationOut]  # type: ignore[valid-type]
    unread: int
    next_cursor: str | None


class ReadIn(Body):
    """until: the newest that was seen; later ones stay unread."""

    until: Number


class ReadOut(BaseModel):
    read: int


class WebhookIn(Body):
    """url: https, and a public address; the operator may allow hosts of their own network."""

    name: Name
    url: Annotated[str, Field(min_length=1, max_length=MAX_URL_LETTERS)]


class WebhookOut(BaseModel):
    id: int
    name: str
    url: str
    created_at: datetime


class NewWebhookOut(WebhookOut):
    """secret: what messages are signed with, by Standard Webhooks; it is shown this once."""

    secret: str


class WebhooksOut(BaseModel):
    items: list[WebhookOut]
