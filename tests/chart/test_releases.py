"""The real helm installs the chart, upgrades it, goes back, uninstalls it: against a stand-in for the cluster."""

from __future__ import annotations

import copy as copies
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.chart.fake_api_server import serve
from tests.chart.fake_kubernetes import Cluster
from tests.chart.manifests import CHART, Chart, helm

Helm = Callable[..., CompletedProcess[str]]
PATIENCE = "--timeout=60s"
IMPATIENT = "--timeout=4s"


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def run(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Helm]:
    """Run helm against the cluster: `run("install", "r", str(CHART))`."""
    monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HELM_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    server = serve(cluster)
    where = f"--kube-apiserver=http://127.0.0.1:{server.server_port}"
    yield lambda *words: helm(*words, where)
    server.shutdown()
    server.server_close()


def succeeds(done: CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def secrets_of(cluster: Cluster) -> dict[str, str]:
    data: dict[str, str] = copies.deepcopy(cluster.of("Secret")["r-tidewatch-secrets"]["data"])
    return data


def migrations(cluster: Cluster) -> list[str]:
    return [line for line in cluster.log if "-migrate-" in line]


def test_a_release_lives(run: Helm, cluster: Cluster) -> None:
    """One after the other, for each step begins where the one before it ended."""
    notes = succeeds(run("install", "r", str(CHART), "--wait", "--wait-for-jobs", PATIENCE))
    assert "create-admin" in notes
    first = secrets_of(cluster)
    assert not any(value in notes for value in first.values())

    cluster.log.clear()
    succeeds(run("upgrade", "r", str(CHART), "--wait", PATIENCE))
    assert {line.split("/")[0] for line in cluster.log} == {"create Job", "delete Job"}  # and no pod anew

    cluster.log.clear()
    succeeds(run("upgrade", "r", str(CHART), "--set", "images.web.tag=0.2.0", "--wait", PATIENCE))
    assert "change Deployment/r-tidewatch-web" in cluster.log
    assert [line.split()[0] for line in migrations(cluster)] == ["create", "delete"]
    assert secrets_of(cluster) == first

    cluster.log.clear()
    succeeds(run("rollback", "r", "1", "--wait", PATIENCE))
    assert "change Deployment/r-tidewatch-web" in cluster.log
    assert secrets_of(cluster) == first

    succeeds(run("test", "r", PATIENCE))
    assert "create Pod/r-tidewatch-test" in cluster.log

    succeeds(run("uninstall", "r", PATIENCE))
    left = {
        f"{each['kind']}/{name}"
        for (_, name), each in cluster.objects.items()
        if each["kind"] != "ReplicaSet"
    }
    assert left == {"Secret/r-tidewatch-secrets", "Pod/r-tidewatch-test"}

    succeeds(run("install", "r", str(CHART), "--wait", PATIENCE))
    assert secrets_of(cluster) == first


def test_a_new_version_of_the_chart_upgrades_what_may_not_change(
    run: Helm, cluster: Cluster, copy: Chart
) -> None:
    succeeds(run("install", "r", str(CHART), "--wait", PATIENCE))
    copy.replace("Chart.yaml", "version: 0.1.0\n", "version: 0.2.0\n")
    copy.replace("Chart.yaml", 'appVersion: "0.1.0"', 'appVersion: "0.2.0"')
    succeeds(run("upgrade", "r", str(copy.folder), "--set", "commonLabels.team=money", "--wait", PATIENCE))


JOB = '"component" "migrate" "annotations" .Values.migrate.annotations'


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("templates/migrate-job.yaml", JOB, JOB.replace(".Values.migrate.annotations", '(dict "helm.sh/hook" "post-install")'), "deadline"),
        ("templates/migrate-job.yaml", JOB, JOB.replace(".Values.migrate.annotations", '(dict "helm.sh/hook" "pre-install")'), "timed out"),
    ],
    ids=["a hook after the installation", "a hook before it"],
)  # fmt: skip
def test_with_hooks_for_migrations_an_installation_would_not_end(
    run: Helm, copy: Chart, file: str, old: str, new: str, said: str
) -> None:
    copy.replace(file, old, new)
    done = run("install", "r", str(copy.folder), "--wait", IMPATIENT)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("templates/_storage.tpl", '{{- include "tidewatch.selectorLabels" . | nindent 8 }}', "version: {{ .root.Chart.AppVersion | quote }}"),
        ("templates/migrate-job.yaml", '-migrate-{{ printf "%s%s%d" $pod (include "tidewatch.config" .) .Release.Revision | sha256sum | trunc 8 }}', "-migrate-"),
    ],
    ids=["a version in a claim", "a Job of a fixed name"],
)  # fmt: skip
def test_what_may_not_change_fails_the_upgrade_that_changes_it(
    run: Helm, copy: Chart, file: str, old: str, new: str
) -> None:
    copy.replace(file, old, new.rstrip("-"))
    succeeds(run("install", "r", str(copy.folder), PATIENCE))
    copy.replace("Chart.yaml", 'appVersion: "0.1.0"', 'appVersion: "0.2.0"')
    done = run("upgrade", "r", str(copy.folder), PATIENCE)
    assert (done.returncode, "field is immutable" in done.stderr) == (1, True), done.stderr
