"""Values that are wrong are refused before anything is installed, in a sentence that says what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.chart.manifests import ADDED, CHART, VALUES, Chart, Refused

UNKNOWN = [
    "replica: 3",
    "web: {replica: 3}",
    "workers: {intake: {queues: [a], replica: 3}}",
    "postgresql: {image: {tags: a}}",
]
OUT_OF_RANGE = [
    "web: {replicas: 0}",
    "web: {port: 80}",
    "postgresql: {image: {tag: latest}}",
    "images: {web: {tag: latest}}",
    "images: {web: {digest: abc}}",
    "ingress: {sticky: {controller: Nginx}}",
    "workers: {intake: {queues: []}}",
    "workers: {bulk: {replicas: 1}}",
    "workers: {a-name-that-is-too-long: {queues: [a]}}",
    "workers: {intake: {queues: [a], stopMode: kill}}",
    "restore: {file: ../../etc/passwd}",
    "externalDatabase: {sslMode: maybe}",
    "config: {log_level: INFO}",
    "beat: {replicas: 2}",
    "valkey: {appendfsync: 'no'}",
]
CONTRADICTIONS = {
    "externalDatabase: {host: db}": "postgresql.enabled and externalDatabase.host",
    "postgresql: {enabled: false}": "externalDatabase.existingSecret",
    "externalRedis: {host: redis}": "valkey.enabled and externalRedis.host",
    "valkey: {enabled: false}": "externalRedis.host",
    "secrets: {generate: false}": "needs secrets.existingSecret",
    "web: {autoscaling: {enabled: true, minReplicas: 5, maxReplicas: 2}}": "minReplicas is more",
    "workers: {intake: {autoscaling: {type: hpa, minReplicas: 9}}}": "workers.intake.autoscaling.minReplicas",
    "web: {terminationGracePeriodSeconds: 12}": "preStopSleepSeconds",
    "workers: {training: {softShutdownSeconds: 500}}": "softShutdownSeconds",
    "workers: {training: {terminationGracePeriodSeconds: 7200}}": "3600 at most",
    "ingress: {enabled: true, sticky: {controller: none}}": "web.websocketOnly",
    "gateway: {enabled: true, parentRefs: [{name: a}]}": "web.websocketOnly",
    "{gateway: {enabled: true}, web: {websocketOnly: true}}": "gateway.parentRefs",
    "restore: {file: a.dump}": "backup.enabled",
    "web: {replicas: 9}": "raise postgresql.maxConnections",
    "config: {DATABASE_URL: sqlite:////tmp/a.db}": "config.DATABASE_URL is set by the chart",
    "{valkey: {enabled: false}, externalRedis: {host: a}, workers: {intake: {autoscaling: {type: keda}}}}": "keda needs",
}
NOT_IN_THE_CLUSTER = {
    "workers: {intake: {autoscaling: {type: keda}}}": "keda.sh/v1alpha1",
    "metrics: {serviceMonitor: {enabled: true}}": "monitoring.coreos.com/v1",
    "metrics: {rules: {enabled: true}}": "monitoring.coreos.com/v1",
    "{gateway: {enabled: true, parentRefs: [{name: a}]}, web: {websocketOnly: true}}": "gateway.networking.k8s.io/v1",
}


@pytest.mark.parametrize("values", [*UNKNOWN, *OUT_OF_RANGE])
def test_the_schema_refuses(chart: Chart, values: str) -> None:
    with pytest.raises(Refused, match="values don't meet the specifications"):
        chart.render(values)


@pytest.mark.parametrize(("values", "said"), CONTRADICTIONS.items(), ids=CONTRADICTIONS.values())
def test_a_contradiction_is_named(chart: Chart, values: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        chart.render(values)
    assert said in str(refused.value)


@pytest.mark.parametrize(("values", "api"), NOT_IN_THE_CLUSTER.items())
def test_what_a_cluster_lacks_is_named(chart: Chart, values: str, api: str) -> None:
    with pytest.raises(Refused, match=api):
        chart.render(values, apis=())


def test_several_problems_are_named_at_once(chart: Chart) -> None:
    with pytest.raises(Refused) as refused:
        chart.render("{postgresql: {enabled: false}, valkey: {enabled: false}}")
    assert str(refused.value).count("\n  - ") == 2


def test_the_schema_knows_every_value_and_nothing_else() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    assert list(_missing(yaml.safe_load((CHART / "values.yaml").read_text()), schema, schema)) == []


def _missing(value: Any, schema: Any, root: Any, path: str = "") -> list[str]:
    """Return the values that the schema does not name, and the maps of its own that take any key."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if not isinstance(value, dict) or not schema.get("properties"):
        inner = schema.get("additionalProperties") if isinstance(value, dict) else None
        return (
            [each for key in value for each in _missing(value[key], inner, root, f"{path}.{key}")]
            if inner
            else []
        )
    found = [] if schema.get("additionalProperties") is False else [f"{path} takes anything"]
    for key, below in value.items():
        known = schema["properties"].get(key)
        found += _missing(below, known, root, f"{path}.{key}") if known else [f"{path}.{key} is unknown"]
    return found


def test_every_optional_part_is_switched_on_by_some_set_of_values(chart: Chart) -> None:
    seen = {each["kind"] for file in VALUES for each in chart.render(file=file)}
    optional = {
        "Ingress",
        "HTTPRoute",
        "HorizontalPodAutoscaler",
        "ScaledObject",
        "CronJob",
        "ServiceMonitor",
    }
    assert optional | {"PrometheusRule", "TriggerAuthentication", "PersistentVolumeClaim"} <= seen
    assert len(ADDED) == 3
