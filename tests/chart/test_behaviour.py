"""What people who run charts rely on: updates, secrets, one timetable, who may talk to whom."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
import yaml

from tests.chart.manifests import (
    CHART,
    NEWEST,
    VALUES,
    Chart,
    containers,
    environment,
    every_container,
    find,
    helm,
    kinds,
    pods,
)

EXISTING = CHART / "ci" / "03-existing-secrets-values.yaml"


def job_name(chart: Chart, values: str = "") -> str:
    (job,) = kinds(chart.render(values), "Job")
    return str(job["metadata"]["name"])


# --- updates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        "images: {web: {tag: '2'}}",
        "config: {LOG_LEVEL: DEBUG}",
        "migrate: {waitSeconds: 9}",
        "commonLabels: {a: b}",
    ],
)
def test_the_migration_job_has_another_name_where_anything_in_it_differs(chart: Chart, values: str) -> None:
    assert job_name(chart, values) != job_name(chart)


def test_the_migration_job_has_the_same_name_where_nothing_in_it_differs(chart: Chart) -> None:
    assert job_name(chart, "web: {replicas: 3}") == job_name(chart)


def test_a_new_version_of_the_chart_alone_restarts_nothing(chart: Chart, copy: Chart) -> None:
    copy.replace("Chart.yaml", "version: 0.1.0\n", "version: 9.9.9\n")
    old, new = (render.render(file=EXISTING) for render in (chart, copy))
    assert [template for _, template in pods(old)][:-1] == [template for _, template in pods(new)][:-1]


def test_what_may_never_change_is_the_same_in_a_new_version_of_the_app(chart: Chart, copy: Chart) -> None:
    copy.replace("Chart.yaml", 'appVersion: "0.1.0"', 'appVersion: "9.9.9"')
    values = "{commonLabels: {a: b}, web: {podLabels: {c: d}}}"
    for kind in ("Deployment", "StatefulSet"):
        for each in kinds(chart.render(), kind):
            changed = find(copy.render(values), kind, each["metadata"]["name"].removeprefix("r-tidewatch"))
            for field in ("selector", "volumeClaimTemplates", "serviceName"):
                assert each["spec"].get(field) == changed["spec"].get(field)


def test_pods_start_anew_where_their_settings_changed(chart: Chart) -> None:
    before, after = chart.render(), chart.render("config: {LOG_LEVEL: DEBUG}")
    for each in kinds(before, "Deployment"):
        changed = find(after, "Deployment", each["metadata"]["name"].removeprefix("r-tidewatch"))
        assert each["spec"]["template"]["metadata"] != changed["spec"]["template"]["metadata"]


@pytest.mark.parametrize("file", VALUES, ids=lambda path: path.name)
def test_every_pod_of_the_app_waits_for_the_schema(chart: Chart, file: Any) -> None:
    for each, template in pods(chart.render(file=file)):
        if each["kind"] == "Deployment":
            assert [one["name"] for one in template["spec"]["initContainers"]] == ["wait-for-migrations"]


def test_web_pods_are_replaced_one_by_one_and_serve_until_nobody_asks_them(chart: Chart) -> None:
    spec = find(chart.render(), "Deployment", "-web")["spec"]
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert spec["template"]["spec"]["containers"][0]["lifecycle"]["preStop"]["exec"]["command"] == [
        "sleep",
        "8",
    ]


def test_there_is_one_timetable_and_no_value_for_more(chart: Chart) -> None:
    spec = find(chart.render(), "Deployment", "-beat")["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})


def test_a_budget_never_holds_up_a_node_for_a_single_pod(chart: Chart) -> None:
    assert (
        kinds(chart.render("{web: {replicas: 1}, workers: {intake: {replicas: 1}}}"), "PodDisruptionBudget")
        == []
    )
    (web,) = kinds(chart.render(), "PodDisruptionBudget")
    assert web["spec"]["maxUnavailable"] == 1


def test_a_number_of_pods_is_left_to_what_scales_them(chart: Chart) -> None:
    scaled = chart.render("{web: {autoscaling: {enabled: true, maxReplicas: 3}}}")
    assert "replicas" not in find(scaled, "Deployment", "-web")["spec"]


# --- secrets -------------------------------------------------------------------------------------


def test_with_a_secret_of_ones_own_two_renderings_are_the_same(chart: Chart) -> None:
    words = ["template", "r", str(CHART), "--values", str(EXISTING), "--kube-version", NEWEST]
    one, other = helm(*words), helm(*words)
    assert (one.returncode, one.stdout) == (0, other.stdout)
    assert "randAlphaNum" not in one.stdout


def test_generated_secrets_outlive_the_release_and_differ_between_two(chart: Chart) -> None:
    one, other = (find(chart.render(release=name), "Secret", "-secrets") for name in ("r", "s"))
    assert one["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    assert not set(one["data"].values()) & set(other["data"].values())
    assert len(one["data"]) == 5


def test_passwords_can_stand_in_an_address(chart: Chart) -> None:
    data = find(chart.render(), "Secret", "-secrets")["data"]
    for key in ("POSTGRES_PASSWORD", "VALKEY_PASSWORD"):
        assert re.fullmatch("[A-Za-z0-9]{48}", base64.b64decode(data[key]).decode())


@pytest.mark.parametrize("file", VALUES, ids=lambda path: path.name)
def test_no_secret_is_anywhere_but_in_secrets(chart: Chart, file: Any) -> None:
    objects = chart.render(file=file)
    hidden = [each for each in objects if each["kind"] == "Secret"]
    shown = yaml.dump([each for each in objects if each["kind"] != "Secret"])
    for value in (value for each in hidden for value in each.get("data", {}).values()):
        assert value not in shown
        assert base64.b64decode(value).decode() not in shown
    for name, _, _, one in every_container(objects):
        for key, value in environment(one).items():
            if re.search("PASSWORD|SECRET_KEY|ENCRYPTION|TOKEN|REDISCLI_AUTH", key):
                assert isinstance(value, dict), (name, key)


@pytest.mark.parametrize(
    ("values", "expected"),
    {
        "{postgresql: {enabled: false}, externalDatabase: {existingSecret: a, urlKey: url}}": (
            "DATABASE_URL",
            "a",
            "url",
        ),
        "{valkey: {enabled: false}, externalRedis: {existingSecret: b, urlKey: url}}": (
            "REDIS_URL",
            "b",
            "url",
        ),
        "postgresql: {auth: {existingSecret: c, key: pw}}": ("POSTGRES_PASSWORD", "c", "pw"),
        "valkey: {auth: {existingSecret: d, key: pw}}": ("VALKEY_PASSWORD", "d", "pw"),
        "secrets: {existingSecret: e, keys: {secretKey: sk}}": ("SECRET_KEY", "e", "sk"),
        "secrets: {existingSecret: f, keys: {metricsToken: mt}}": ("METRICS_TOKEN", "f", "mt"),
    }.items(),
)
def test_every_credential_can_come_from_a_secret_of_ones_own(
    chart: Chart, values: str, expected: tuple[str, str, str]
) -> None:
    name, secret, key = expected
    for each in kinds(chart.render(values), "Deployment"):
        for one in containers(each["spec"]["template"]):
            assert environment(one)[name] == {"secretKeyRef": {"name": secret, "key": key}}


def test_a_new_revision_of_ones_own_secrets_restarts_the_pods(chart: Chart) -> None:
    pods_of = [
        find(chart.render(f"secrets: {{revision: '{n}'}}"), "Deployment", "-web")["spec"]["template"]
        for n in (1, 2)
    ]
    assert pods_of[0] != pods_of[1]


# --- networks ------------------------------------------------------------------------------------


def test_only_the_apps_pods_reach_the_data(chart: Chart) -> None:
    objects = chart.render()
    for name in ("postgresql", "valkey"):
        (rule,) = find(objects, "NetworkPolicy", f"-{name}")["spec"]["ingress"]
        (who,) = rule["from"]
        assert who.keys() == {"podSelector"}
        assert who["podSelector"]["matchLabels"]["app.kubernetes.io/instance"] == "r"


def test_nothing_comes_in_or_goes_out_that_no_policy_names(chart: Chart) -> None:
    spec = find(chart.render(), "NetworkPolicy", "-default")["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in spec
    assert [port["port"] for rule in spec["egress"] for port in rule["ports"]] == [53, 53]


def test_the_app_reaches_public_addresses_and_none_of_the_cluster(chart: Chart) -> None:
    rules = find(chart.render(), "NetworkPolicy", "-clients")["spec"]["egress"]
    (public,) = [rule for rule in rules if any("ipBlock" in to for to in rule.get("to", []))]
    assert "169.254.0.0/16" in public["to"][0]["ipBlock"]["except"]  # the provider's, with its credentials


def test_one_registry_serves_for_all_images_and_one_secret_pulls_them(chart: Chart) -> None:
    objects = chart.render(
        "{global: {imageRegistry: registry.example.com, imagePullSecrets: [pull]}, backup: {enabled: true}}"
    )
    for _, _, template, one in every_container(objects):
        assert one["image"].startswith("registry.example.com/")
        assert template["spec"]["imagePullSecrets"] == [{"name": "pull"}]


def test_by_default_no_image_names_a_registry(chart: Chart) -> None:
    for _, _, _, one in every_container(chart.render("backup: {enabled: true}")):
        assert "." not in one["image"].partition(":")[0]


def test_keda_sees_no_password(chart: Chart) -> None:
    objects = chart.render(file=CHART / "ci" / "04-keda-hpa-values.yaml")
    for each in kinds(objects, "ScaledObject"):
        for trigger in each["spec"]["triggers"]:
            assert trigger["authenticationRef"] == {"name": "r-tidewatch-valkey"}
            assert not re.search("password|@", str(trigger["metadata"]))


def test_a_group_of_ones_own_needs_only_its_queues(chart: Chart) -> None:
    one = find(
        chart.render("workers: {bulk: {queues: [analytics, maintenance]}}"), "Deployment", "-worker-bulk"
    )
    words = one["spec"]["template"]["spec"]["containers"][0]["args"]
    assert {"--queues=analytics,maintenance", "--concurrency=1"} <= set(words)


def test_a_false_of_the_user_counts(chart: Chart) -> None:
    objects = chart.render(
        "workers: {training: {enabled: false}, bulk: {queues: [a], replicas: 2, pdb: {enabled: false}}}"
    )
    assert not [
        each for each in kinds(objects, "Deployment") if each["metadata"]["name"].endswith("-training")
    ]
    assert not [each for each in kinds(objects, "PodDisruptionBudget") if "bulk" in each["metadata"]["name"]]


def test_training_hands_its_task_back_and_the_others_finish_theirs(chart: Chart) -> None:
    objects = chart.render()
    for name, expected in {"training": "SIGQUIT", "intake": None, "analytics": None}.items():
        spec = find(objects, "Deployment", f"-worker-{name}")["spec"]["template"]["spec"]
        assert environment(spec["containers"][0]).get("REMAP_SIGTERM") == expected


def test_the_platform_is_asked_by_all_and_plays_its_role_alone(chart: Chart) -> None:
    objects = chart.render("platform: {enabled: true}")
    assert (
        find(objects, "ConfigMap", "-config")["data"]["TRADING_API_URL"] == "http://r-tidewatch-platform:8000"
    )
    roles = {
        each["metadata"]["name"]: environment(each["spec"]["template"]["spec"]["containers"][0]).get("ROLE")
        for each in kinds(objects, "Deployment")
    }
    assert {name for name, role in roles.items() if role} == {"r-tidewatch-platform"}


def test_valkey_writes_before_it_answers_and_forgets_nothing(chart: Chart) -> None:
    said = find(chart.render(), "ConfigMap", "-valkey")["data"]["valkey.conf"]
    assert {"appendonly yes", "appendfsync always", "maxmemory-policy noeviction"} <= set(said.splitlines())


def test_backup_and_restore_run_the_apps_own_commands_where_postgresqls_programs_are(chart: Chart) -> None:
    objects = chart.render("{backup: {enabled: true, keep: 5}, restore: {file: tidewatch-1.tar.gz}}")
    cron = find(objects, "CronJob", "-backup")["spec"]
    (job,) = [each for each in kinds(objects, "Job") if "-restore-" in each["metadata"]["name"]]
    pods = [cron["jobTemplate"]["spec"]["template"]["spec"], job["spec"]["template"]["spec"]]
    (backup,), (restore,) = (pod["containers"] for pod in pods)
    assert backup["args"][3:] == ["backup", "/backups", "--keep=5"]
    assert restore["args"][3:] == ["restore", "/backups/tidewatch-1.tar.gz", "--replace"]
    for one in (backup, restore):
        assert "tidewatch-worker:" in one["image"]
        assert {"DATABASE_URL", "REDIS_URL"} <= environment(one).keys()
        assert {"name": "backups", "mountPath": "/backups"} in one["volumeMounts"]
    assert cron["concurrencyPolicy"] == "Forbid"


def test_a_backup_reaches_the_database_and_what_waits_in_valkey(chart: Chart) -> None:
    objects = chart.render("{backup: {enabled: true}, restore: {file: tidewatch-1.tar.gz}}")
    out = str(find(objects, "NetworkPolicy", "-backups")["spec"]["egress"])
    for component in ("postgresql", "valkey"):
        into = str(find(objects, "NetworkPolicy", f"-{component}")["spec"]["ingress"])
        assert f"'{component}'" in out
        assert "'backup', 'restore'" in into
