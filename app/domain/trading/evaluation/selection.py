"""Which model answers for a task: the smallest loss, or a simpler one as good within a standard error.

Source of the rule: L. Breiman et al., Classification and Regression Trees, 1984, section 3.4.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.trading.evaluation.comparison import Comparison, diebold_mariano, lags_for
from app.domain.trading.evaluation.verdict import Verdict
from app.domain.trading.models.contract import Task
from app.domain.trading.models.history import Array


@dataclass(frozen=True, slots=True)
class Contestant:
    """A model's mean loss, and how it compares with the naive one's; None for the naive one itself."""

    name: str
    loss: float
    against_naive: Comparison | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who answers for a task at a horizon, who had the smallest loss, and all who took part, in order."""

    task: Task
    horizon_h: int
    chosen: str
    best: str
    contestants: tuple[Contestant, ...]

    @property
    def is_naive(self) -> bool:
        """Whether nothing was better than doing nothing by more than a standard error."""
        return self.chosen == self.contestants[0].name

    @property
    def verdict(self) -> Verdict:
        """What may be said of the one that was chosen."""
        told = next(each.against_naive for each in self.contestants if each.name == self.chosen)
        difference, p = (told.difference, told.p) if told else (None, None)
        return Verdict(self.chosen, self.task, f"{self.horizon_h}h", difference, p)


def choose(task: Task, horizon_h: int, losses: Mapping[str, Array], simplest_first: Sequence[str]) -> Choice:
    """Choose among models by their losses at the same points.

    losses: of each model, shape (n,), none NaN.
    simplest_first: an order of names; the first that has losses is the naive one.
    """
    names = [name for name in simplest_first if name in losses]
    best = min(names, key=lambda name: float(losses[name].mean()))
    lags = lags_for(losses[best].size, horizon_h)

    def is_as_good(name: str) -> bool:
        told = diebold_mariano(losses[name], losses[best], lags=lags)
        return told.difference <= told.standard_error

    contestants = tuple(
        Contestant(
            name,
            float(losses[name].mean()),
            diebold_mariano(losses[name], losses[names[0]], lags=lags) if name != names[0] else None,
        )
        for name in names
    )
    return Choice(task, horizon_h, next(filter(is_as_good, names)), best, contestants)
