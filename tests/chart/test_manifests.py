"""Every set of values in helm/tidewatch/ci renders objects that Kubernetes takes, old and new, and that fit."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import kubernetes_validate
import pytest

from tests.chart import lint
from tests.chart.manifests import ADDED, CHART, NEWEST, OLDEST, VALUES, Chart, helm

by_file = pytest.mark.parametrize("file", VALUES, ids=lambda path: path.name.removesuffix("-values.yaml"))
LONG = "a-release-name-that-is-as-long-as-helm-lets-it-be-53c"


@by_file
def test_helm_lints_it_strictly(file: Path) -> None:
    apis = ["--kube-version", NEWEST]
    done = helm("lint", "--strict", str(CHART), "--values", str(file), *apis)
    missing = "(helm template: --api-versions)"  # lint has no word for a cluster's further APIs
    assert done.returncode == 0 or missing in done.stdout + done.stderr, done.stdout + done.stderr


@by_file
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_the_oldest_and_the_newest_kubernetes_take_it(chart: Chart, file: Path, version: str) -> None:
    for each in chart.render(file=file, kube=version):
        if each["apiVersion"] not in ADDED:  # their schemas are their own projects'
            validate(json.dumps(each), version)


@cache
def validate(each: str, version: str) -> None:
    """Raise for what this version would not take; most objects are the same in many sets of values."""
    kubernetes_validate.validate(json.loads(each), version, strict=True)


@by_file
def test_everything_in_it_fits_together(chart: Chart, file: Path) -> None:
    assert lint.check(chart.render(file=file)) == []


@by_file
def test_the_longest_release_name_fits_too(chart: Chart, file: Path) -> None:
    objects = chart.render(file=file, release=LONG)
    findings = [finding for rule in (lint.names_fit, lint.labels_fit) for finding in rule(objects)]
    assert (len(LONG), findings) == (53, [])


def test_long_names_that_differ_in_the_end_do_not_collide(chart: Chart) -> None:
    names = [
        {each["metadata"]["name"] for each in chart.render(release=release)}
        for release in (LONG, LONG[:-1] + "d")
    ]
    assert not names[0] & names[1]


def test_two_releases_in_one_namespace_share_no_name_no_selector_and_no_cookie(chart: Chart) -> None:
    values = "ingress: {enabled: true}"
    one, other = (chart.render(values, release=release) for release in ("one", "other"))
    assert not {each["metadata"]["name"] for each in one} & {each["metadata"]["name"] for each in other}
    both = [*one, *other]
    assert [*lint.selectors_select(both)] == []
    cookies = {
        each["metadata"]["annotations"]["nginx.ingress.kubernetes.io/session-cookie-name"]
        for each in both
        if each["kind"] == "Ingress"
    }
    assert len(cookies) == 2


def test_the_chart_says_honestly_which_kubernetes_it_takes() -> None:
    assert f'kubeVersion: ">={OLDEST}.0-0"' in (CHART / "Chart.yaml").read_text()
