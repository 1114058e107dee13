"""Where what a start brings along listens: beside its page, and never where a neighbour's does."""

from __future__ import annotations

from itertools import combinations

from launch.plan import SIMULATED, read_plan


def ports(page: int) -> set[int]:
    plan = read_plan({"PORT": str(page)})
    assert plan.redis_port is not None
    return {page, plan.redis_port, plan.flower_port, *map(plan.simulated_port, SIMULATED)}


def test_pages_on_neighbouring_ports_share_none() -> None:
    for one, other in combinations(range(8000, 8010), 2):
        assert ports(one).isdisjoint(ports(other))


def test_each_has_one_of_its_own_up_to_the_last_port() -> None:
    assert len(ports(65_535)) == len(ports(8000)) == 3 + len(SIMULATED)
    assert max(ports(60_000) | ports(65_535)) == 65_535
