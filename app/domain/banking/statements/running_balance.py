"""The arithmetic of a running balance: which movements make it add up, and in which order of rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from app.tabular.day_order import RowOrder

MAX_BREAKS_IN = 8
"""One link in eight may be broken: a hold, or a row that the bank left out."""


class Mode(NamedTuple):
    """How a balance column goes: the order of the rows, and whether a row shows what was left after it."""

    order: RowOrder
    after: bool


class Chain(NamedTuple):
    """How far a balance adds up: links between two balances, and how many of them fit."""

    links: int
    fits: int
    mode: Mode

    @property
    def proven(self) -> bool:
        return self.fits > 0 and (self.links - self.fits) * MAX_BREAKS_IN <= self.links


class Line(NamedTuple):
    """A row of a running balance. group: its account and currency; None stands for what cannot be read."""

    group: Hashable
    movement: int | None
    balance: int | None


def best_chain(lines: Sequence[Line], modes: Iterable[Mode]) -> Chain:
    """Return the mode under which most links fit."""
    chains = [_chain(lines, mode) for mode in modes]
    return max(chains, key=lambda chain: (chain.fits, -chain.links, chain.mode.after))


def _chain(lines: Sequence[Line], mode: Mode) -> Chain:
    ordered = lines if mode.order == "ascending" else lines[::-1]
    links = fits = 0
    for moved, difference in _links(ordered, mode.after):
        if moved or difference:
            links += 1
            fits += moved == difference
    return Chain(links, fits, mode)


def _links(lines: Sequence[Line], after: bool) -> Iterator[tuple[int, int]]:
    """Yield what moved between two balances of a group, and by how much they differ."""
    last: dict[Hashable, int | None] = {}
    moved: dict[Hashable, int] = {}
    for group, movement, balance in lines:
        if after and movement is not None:
            moved[group] = moved.get(group, 0) + movement
        if balance is not None:
            before = last.get(group)
            if before is not None:
                yield moved.get(group, 0), balance - before
            last[group], moved[group] = balance, 0
        if not after and movement is not None:
            moved[group] = moved.get(group, 0) + movement
        if movement is None:
            last[group] = None
