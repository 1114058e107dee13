"""What can go wrong with prices."""

from app.errors import Conflict, Invalid, NotFound


class CurrencyDiffers(Conflict):
    """The prices of one symbol are in one currency."""

    code = "currency_differs"


class TooManyPrices(Invalid):
    """A request may state 50,000 prices; send the others in further ones."""

    code = "too_many_prices"


class PriceNotFound(NotFound):
    """There is no such price."""

    code = "price_not_found"


class UnreadablePrices(Invalid):
    """This file of prices could not be read."""

    code, title = "unreadable_prices", "Unreadable prices"
