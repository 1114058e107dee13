"""What can go wrong with instruments."""

from app.errors import NotFound


class InstrumentNotFound(NotFound):
    """There is no such instrument."""

    code = "instrument_not_found"
