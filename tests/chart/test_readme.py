"""The README's table of values is what values.yaml says, and says something of every value."""

from __future__ import annotations

from typing import Any

import yaml

from launch.chart_readme import CHART, completed, read_values

OTHER_GROUPS = ("workers.analytics", "workers.training", "workers.forecasts", "workers.maintenance")


def leaves(values: Any, path: str = "") -> list[str]:
    if not isinstance(values, dict) or not values:
        return [path]
    return [
        leaf for key, below in values.items() for leaf in leaves(below, f"{path}.{key}".removeprefix("."))
    ]


def test_the_table_is_up_to_date() -> None:
    readme = (CHART / "README.md").read_text()
    assert completed(readme) == readme, "make chart-readme"


def test_every_value_is_described() -> None:
    described = tuple(each.path for each in read_values((CHART / "values.yaml").read_text()))
    for leaf in leaves(yaml.safe_load((CHART / "values.yaml").read_text())):
        known = leaf in described or any(leaf.startswith(f"{path}.") for path in described)
        assert known or leaf.startswith(OTHER_GROUPS), leaf


def test_the_versions_of_chart_and_application_are_the_projects() -> None:
    import tomllib

    from tests.support.launched import ROOT

    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert yaml.safe_load((CHART / "Chart.yaml").read_text())["appVersion"] == version


def test_the_upgrading_notes_name_the_charts_version() -> None:
    version = yaml.safe_load((CHART / "Chart.yaml").read_text())["version"]
    assert f"## {version}\n" in (CHART / "UPGRADING.md").read_text()
