"""The one shape of what is measured: set up, then load and reference in turns, then rows."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack
from typing import Generic, TypeVar

from bench.figures import Row
from bench.site import Site

Loaded = TypeVar("Loaded")
Referred = TypeVar("Referred")
Answer = TypeVar("Answer")


class Part(ABC, Generic[Loaded, Referred]):
    """One thing that is measured; a class of its own prepares it in `__init__`.

    until: closes what the preparation has opened.
    """

    rounds = 1

    def __init__(self, site: Site, until: ExitStack) -> None:
        self.site = site

    @abstractmethod
    def load(self) -> Loaded:
        """Have the site do it once."""

    @abstractmethod
    def reference(self) -> Referred:
        """Do once what it is compared with."""

    @abstractmethod
    def rows(self, loads: list[Loaded], references: list[Referred]) -> list[Row]:
        """Say what the rounds came to."""


def measure(kind: type[Part[Loaded, Referred]], site: Site) -> list[Row]:
    """Run a part; load and reference take turns, so that a slow moment of the machine meets both."""
    with ExitStack() as until:
        part = kind(site, until)
        turns = [(part.load(), part.reference()) for _ in range(part.rounds)]
        return part.rows([load for load, _ in turns], [reference for _, reference in turns])


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """Return the seconds that something took, and its answer."""
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer
