"""The queues that jobs wait in; a worker takes from all of them unless its command names some."""

from enum import StrEnum


class Queue(StrEnum):
    """DEFAULT: what people wait for. ANALYTICS: valuations. COLLECTION: candles, from exchanges.

    MAINTENANCE: what can wait for hours.
    """

    DEFAULT = "tidewatch"
    ANALYTICS = "analytics"
    COLLECTION = "collection"
    MAINTENANCE = "maintenance"
