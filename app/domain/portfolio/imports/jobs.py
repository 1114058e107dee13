"""The jobs about brokers' files."""

from enum import StrEnum


class ImportsJob(StrEnum):
    """Each job's name on the queue."""

    READ_FILE = "portfolio.read_broker_file"
