"""By what a portfolio is spread."""

from enum import StrEnum


class Grouping(StrEnum):
    """By what targets are stated; each holding counts to one of them at most."""

    HOLDING = "holding"
    ASSET_CLASS = "asset_class"
    REGION = "region"
    SECTOR = "sector"
