"""What may be said of a model that was chosen: better than doing nothing, or only chosen.

The choice asks for one standard error; to be called better takes more, or the winner of many is the luckiest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

SIGNIFICANT_P = 0.05
"""Of the test by Diebold and Mariano, below which a difference is called one."""


class Standing(StrEnum):
    """How a chosen model stands beside doing nothing."""

    NAIVE = "naive"
    UNPROVEN = "unproven"
    BETTER = "better"


class Verdict(NamedTuple):
    """What was chosen for a task at a timeframe, and how sure it is that this is better than doing nothing.

    difference: of its loss less the naive one's; p: of such a difference under none. Both None of the naive.
    """

    model: str
    task: str
    timeframe: str
    difference: float | None
    p: float | None

    @property
    def standing(self) -> Standing:
        return standing_of(self.difference, self.p)


def standing_of(difference: float | None, p: float | None) -> Standing:
    """Judge a model by how its loss compares with the naive one's."""
    if difference is None or p is None:
        return Standing.NAIVE
    return Standing.BETTER if difference < 0 and p < SIGNIFICANT_P else Standing.UNPROVEN


def p_words(p: float) -> str:
    """Write a p-value, rounded down, so that one below the limit never reads as the limit itself."""
    return "p < 0.001" if p < 0.001 else f"p {math.floor(p * 1000) / 1000:.3f}"


def count_verdicts(verdicts: Sequence[Verdict]) -> str:
    """Say in a sentence how many answers are better than doing nothing, and how many are chosen alone."""
    counts = Counter(each.standing for each in verdicts)
    unproven = [each.p for each in verdicts if each.standing is Standing.UNPROVEN and each.p is not None]
    told = [f"Better than doing nothing (p < 0.05): {counts[Standing.BETTER]} of {len(verdicts)} answers"]
    if unproven:
        told.append(f"chosen without that proof: {len(unproven)} ({_range(unproven)})")
    if counts[Standing.NAIVE]:
        told.append(f"left at doing nothing: {counts[Standing.NAIVE]}")
    return "; ".join(told)


def describe_verdicts(verdicts: Sequence[Verdict], *, about: str, naive: str) -> str:
    """Say of each model that was chosen whether it is better than doing nothing, with its p.

    about: what they answer, 'Where the price goes'. naive: what is said where nothing else was chosen.
    """
    said = [
        f"{words}: {', '.join(map(_name, those))}"
        for standing, words in {
            Standing.BETTER: "better than doing nothing",
            Standing.UNPROVEN: "chosen, which chance may explain as well",
        }.items()
        if (those := [each for each in verdicts if each.standing is standing])
    ]
    return f"{about}: {'; '.join(said) if said else naive}."


def _range(values: Sequence[float]) -> str:
    low, high = p_words(min(values)), p_words(max(values))
    return low if low == high else f"{low} to {high.removeprefix('p ')}"


def _name(verdict: Verdict) -> str:
    p = f", {p_words(verdict.p)}" if verdict.p is not None else ""
    return f"{verdict.model} ({verdict.task}, {verdict.timeframe}{p})"
