"""Charts as helm renders them; each set of values is rendered once in a run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.chart.manifests import CHART, Chart


@pytest.fixture(scope="session")
def chart() -> Chart:
    """The chart as it is."""
    return Chart(CHART)


@pytest.fixture
def copy(tmp_path: Path) -> Chart:
    """A copy that a test may spoil."""
    shutil.copytree(CHART, tmp_path / "tidewatch")
    return Chart(tmp_path / "tidewatch")
