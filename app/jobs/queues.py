"""The queues that jobs wait in; a worker takes from all of them unless its command names some."""

from enum import StrEnum


class Queue(StrEnum):
    """DEFAULT: what people wait for. ANALYTICS: valuations. COLLECTION: candles, from exchanges.

    TRAINING: fits of models; FORECASTS: what they predict, each hour, which must not wait for a fit. Both
    need the trainer's packages. MAINTENANCE: what can wait for hours.
    """

    DEFAULT = "tidewatch"
    ANALYTICS = "analytics"
    COLLECTION = "collection"
    TRAINING = "training"
    FORECASTS = "forecasts"
    MAINTENANCE = "maintenance"
