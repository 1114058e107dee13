"""Why a service outside could not be asked."""

from __future__ import annotations


class ProviderError(Exception):
    """The provider could not be asked."""


class ProviderAway(ProviderError):
    """The provider does not answer, or asks us to wait.

    retry_after_s: how long it wants us to wait, where it says so.
    """

    def __init__(self, sentence: str, retry_after_s: int | None = None) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class ProviderRefused(ProviderError):
    """The provider no longer lets us see this connection; link the bank again.

    status: the HTTP status, where it was one; reason: the provider's own name of the error.
    """

    def __init__(self, sentence: str, status: int | None = None, reason: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.reason = reason


class ForeignLink(ProviderError):
    """The provider's answer leads to another host; it was not followed."""


class BrokenAnswer(ProviderError):
    """The provider's answer cannot be used: cut off, endless, too large, or not what it promised.

    status, reason: as in ProviderRefused.
    """

    def __init__(self, sentence: str, status: int | None = None, reason: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.reason = reason
