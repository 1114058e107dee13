"""What can go wrong with exchange rates."""

from app.errors import BadRequest


class UnreadableRates(BadRequest):
    """This is not a file of the European Central Bank's rates."""

    code = "unreadable_rates"
