"""Faults that charts of this kind have had, planted one by one: each is found before anybody installs it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.chart import lint
from tests.chart.manifests import Chart

INGRESS = "ingress: {enabled: true}"


class Fault(NamedTuple):
    """A change in a file of the chart, the values that show it, and a word of what is said."""

    file: str
    old: str
    new: str
    finding: str
    values: str = ""


JOB = '"component" "migrate" "annotations" .Values.migrate.annotations'
FAULTS = {
    "no sticky sessions": Fault(
        "templates/web/ingress.yaml",
        '"nginx.ingress.kubernetes.io/affinity',
        '"example.com/affinity',
        "another pod each time",
        INGRESS,
    ),
    "a hook after the installation": Fault(
        "templates/migrate-job.yaml", JOB, JOB.replace(".Values.migrate.annotations", '(dict "helm.sh/hook" "post-install")'),
        "is a hook (post-install)",
    ),
    "a hook before the installation": Fault(
        "templates/migrate-job.yaml", JOB, JOB.replace(".Values.migrate.annotations", '(dict "helm.sh/hook" "pre-install")'),
        "is a hook (pre-install)",
    ),
    "another key in the Secret": Fault(
        "templates/secret.yaml", "$keys.secretKey $keys.metricsToken", '"SECRET" $keys.metricsToken', "is not there"
    ),
    "the timetable's file outside of any volume": Fault(
        "templates/beat/deployment.yaml", "--schedule=/run/tidewatch", "--schedule=/srv", "where nothing can be written"
    ),
    "a worker behind a shell": Fault(
        "templates/workers/deployments.yaml",
        "          args:\n            - celery\n",
        '          command: [sh, -c]\n          args:\n            - celery "$@"\n            - celery\n',
        "keeps SIGTERM to itself",
    ),
    "another name for Valkey's Service": Fault(
        "templates/_env.tpl", "@%s-valkey:6379", "@%s-redis:6379", "where no Service is"
    ),
    "a Service that selects nothing": Fault(
        "templates/_storage.tpl",
        '  selector:\n    {{- include "tidewatch.selectorLabels" . | nindent 4 }}',
        "  selector:\n    app: tidewatch",
        "selects no pod",
    ),
    "a version in a claim": Fault(
        "templates/_storage.tpl",
        '{{- include "tidewatch.selectorLabels" . | nindent 8 }}',
        "helm.sh/chart: tidewatch-0.1.0",
        "can never be changed",
    ),
    "an image that moves": Fault("values.yaml", 'tag: "17.6"', "tag: edge", "may be another one tomorrow"),
    "a root that can be written": Fault(
        "values.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "more rights"
    ),
    "a probe of a port that is not there": Fault(
        "templates/_pod.tpl", "httpGet: {path: /api/health, port: http}", "httpGet: {path: /api/health, port: web}",
        "asks a port",
    ),
    "liveness that asks for the database": Fault(
        "templates/_pod.tpl",
        "livenessProbe:\n            httpGet: {path: /api/health,",
        "livenessProbe:\n            httpGet: {path: /api/health/ready,",
        "dies with what it needs",
    ),
    "an address before its password": Fault(
        "templates/_env.tpl", "redis://:$(VALKEY_PASSWORD)", "redis://:$(PASSWORD)", "not set before it"
    ),
    "a volume that is not there": Fault(
        "templates/_pod.tpl", "- name: run\n    mountPath", "- name: runs\n    mountPath", "is no volume"
    ),
    "a number of pods beside what scales them": Fault(
        "templates/workers/deployments.yaml",
        '{{- if eq $worker.autoscaling.type "none" }}\n  replicas',
        "{{- if true }}\n  replicas",
        "its own number of pods",
        "workers: {intake: {autoscaling: {type: hpa}}}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found(chart: Chart, copy: Chart, fault: Fault) -> None:
    assert lint.check(chart.render(fault.values)) == []
    copy.replace(fault.file, fault.old, fault.new)
    findings = lint.check(copy.render(fault.values))
    assert any(fault.finding in finding for finding in findings), findings


def test_a_key_that_stands_twice_is_not_read(copy: Chart) -> None:
    copy.replace(
        "templates/serviceaccount.yaml", "kind: ServiceAccount", "kind: ServiceAccount\nkind: Secret"
    )
    with pytest.raises(Exception, match="stand twice"):
        copy.render()
