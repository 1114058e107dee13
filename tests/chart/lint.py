"""What a schema does not see: names that lead nowhere, selectors that hit nothing, rights that are too many.

Each rule takes the rendered objects and yields a sentence for each thing that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from tests.chart.manifests import (
    Object,
    containers,
    environment,
    every_container,
    kinds,
    pods,
)

Findings = Iterator[str]
MAX_NAME = 63
MAX_CRONJOB_NAME = 52
STICKY = {
    "nginx.ingress.kubernetes.io/affinity": "cookie",
    "traefik.ingress.kubernetes.io/service.sticky.cookie": "true",
}
LONG_RUNNING = ("Deployment", "StatefulSet")


def check(objects: list[Object]) -> list[str]:
    """Return all findings."""
    return [finding for rule in RULES for finding in rule(objects)]


def labels_of(template: Object) -> dict[str, str]:
    found: dict[str, str] = template["metadata"].get("labels", {})
    return found


def _name(each: Object) -> str:
    return f"{each['kind']}/{each['metadata']['name']}"


def names_fit(objects: list[Object]) -> Findings:
    seen = set()
    for each in objects:
        name, kind = each["metadata"]["name"], each["kind"]
        if len(name) > (MAX_CRONJOB_NAME if kind == "CronJob" else MAX_NAME):
            yield f"{_name(each)}: the name is too long"
        if not re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?", name):
            yield f"{_name(each)}: no name for Kubernetes"
        if (kind, name) in seen:
            yield f"{_name(each)}: there are two"
        seen.add((kind, name))


def labels_fit(objects: list[Object]) -> Findings:
    for each in objects:
        for key, value in each["metadata"].get("labels", {}).items():
            if not re.fullmatch(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?", value):
                yield f"{_name(each)}: label {key}={value!r} is none"


def selectors_select(objects: list[Object]) -> Findings:
    templates = [template for each, template in pods(objects) if each["kind"] in LONG_RUNNING]
    for each in objects:
        if each["kind"] in LONG_RUNNING:
            wanted = each["spec"]["selector"]["matchLabels"]
            if not wanted.items() <= labels_of(each["spec"]["template"]).items():
                yield f"{_name(each)}: its selector does not match its pods"
            if sum(wanted.items() <= labels_of(template).items() for template in templates) > 1:
                yield f"{_name(each)}: its selector matches another's pods as well"
        elif each["kind"] in {"Service", "PodDisruptionBudget"}:
            selector = each["spec"]["selector"]
            wanted = selector.get("matchLabels", selector)
            if not any(wanted.items() <= labels_of(template).items() for template in templates):
                yield f"{_name(each)}: selects no pod"


def selectors_stay(objects: list[Object]) -> Findings:
    """What may never change holds nothing that changes with a version."""
    for each in objects:
        if each["kind"] in LONG_RUNNING:
            frozen = str(each["spec"]["selector"]) + str(each["spec"].get("volumeClaimTemplates"))
            if re.search(r"helm\.sh/chart|version", frozen):
                yield f"{_name(each)}: a version is in what can never be changed"


def ports_exist(objects: list[Object]) -> Findings:
    for service in kinds(objects, "Service"):
        selector = service["spec"]["selector"]
        for each, template in pods(objects):
            if each["kind"] not in LONG_RUNNING or not selector.items() <= labels_of(template).items():
                continue
            named = {port["name"] for one in containers(template) for port in one.get("ports", [])}
            for port in service["spec"]["ports"]:
                if port["targetPort"] not in named:
                    yield f"{_name(service)}: {_name(each)} has no port {port['targetPort']}"
    for name, _, _, container in every_container(objects):
        named = {port["name"] for port in container.get("ports", [])}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = container.get(probe, {})
            port = (asked.get("httpGet") or asked.get("tcpSocket") or {}).get("port")
            if port is not None and port not in named:
                yield f"{name}: {probe} asks a port {port} that is not there"


def routes_lead_somewhere(objects: list[Object]) -> Findings:
    services = {each["metadata"]["name"]: each for each in kinds(objects, "Service")}
    for each in kinds(objects, "Ingress"):
        for rule in each["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                service = path["backend"]["service"]
                ports = services.get(service["name"], {"spec": {"ports": []}})["spec"]["ports"]
                if service["port"]["name"] not in {port["name"] for port in ports}:
                    yield f"{_name(each)}: leads to no Service"
    for each in kinds(objects, "HTTPRoute"):
        for rule in each["spec"]["rules"]:
            for back in rule["backendRefs"]:
                if back["name"] not in services:
                    yield f"{_name(each)}: leads to no Service"
    for each in [*kinds(objects, "HorizontalPodAutoscaler"), *kinds(objects, "ScaledObject")]:
        target = each["spec"]["scaleTargetRef"]["name"]
        scaled = [one for one in kinds(objects, "Deployment") if one["metadata"]["name"] == target]
        if not scaled or "replicas" in scaled[0]["spec"]:
            yield f"{_name(each)}: scales nothing, or something that has its own number of pods"


def references_resolve(objects: list[Object]) -> Findings:
    known = {
        (each["kind"], each["metadata"]["name"]): {**each.get("data", {}), **each.get("stringData", {})}
        for each in objects
        if each["kind"] in {"ConfigMap", "Secret"}
    }
    for name, _, _, container in every_container(objects):
        for each in container.get("env", []):
            for kind, field in (("Secret", "secretKeyRef"), ("ConfigMap", "configMapKeyRef")):
                reference = each.get("valueFrom", {}).get(field)
                if reference and reference["key"] not in known.get((kind, reference["name"]), {}):
                    yield f"{name}: {each['name']} is read from {reference}, which is not there"
        for each in container.get("envFrom", []):
            for kind, field in (("Secret", "secretRef"), ("ConfigMap", "configMapRef")):
                if field in each and (kind, each[field]["name"]) not in known:
                    yield f"{name}: reads its environment from {each[field]['name']}, which is not there"
        yield from _unexpanded(name, container)
    yield from _volumes_resolve(objects, known)


def _unexpanded(name: str, container: Object) -> Findings:
    """$(NAME) is only put in for what stands before it; else it stays as it is."""
    seen: set[str] = set()
    for each in container.get("env", []):
        for used in re.findall(r"\$\((\w+)\)", each.get("value") or ""):
            if used not in seen:
                yield f"{name}: {each['name']} uses $({used}), which is not set before it"
        seen.add(each["name"])
    for word in [*container.get("command", []), *container.get("args", [])]:
        if not word.count("\n"):
            for used in set(re.findall(r"\$\((\w+)\)", word)) - seen:
                yield f"{name}: an argument uses $({used}), which is not set"


def _volumes_resolve(objects: list[Object], known: dict[tuple[str, str], object]) -> Findings:
    claims = {each["metadata"]["name"] for each in kinds(objects, "PersistentVolumeClaim")}
    for each, template in pods(objects):
        volumes = {volume["name"]: volume for volume in template["spec"].get("volumes", [])}
        made = {claim["metadata"]["name"] for claim in each["spec"].get("volumeClaimTemplates", [])}
        for volume in volumes.values():
            if "configMap" in volume and ("ConfigMap", volume["configMap"]["name"]) not in known:
                yield f"{_name(each)}: volume {volume['name']} is of a ConfigMap that is not there"
            claim = volume.get("persistentVolumeClaim", {}).get("claimName")
            if claim and claim.startswith("r-") and claim not in claims:
                yield f"{_name(each)}: volume {volume['name']} is of a claim that is not there"
            if "emptyDir" in volume and "sizeLimit" not in (volume["emptyDir"] or {}):
                yield f"{_name(each)}: volume {volume['name']} has no limit"
        for container in containers(template):
            for mount in container.get("volumeMounts", []):
                if mount["name"] not in volumes.keys() | made:
                    yield f"{_name(each)}: {mount['name']} is mounted and is no volume"


def hosts_exist(objects: list[Object]) -> Findings:
    """An address inside the cluster is that of a Service of this release, and of one of its ports."""
    services = {
        each["metadata"]["name"]: {port["port"] for port in each["spec"]["ports"]}
        for each in kinds(objects, "Service")
    }
    settings = [(_name(each), each["data"].items()) for each in kinds(objects, "ConfigMap")]
    settings += [(name, environment(one).items()) for name, _, _, one in every_container(objects)]
    for name, pairs in settings:
        for key, value in pairs:
            if not isinstance(value, str) or key == "CORS_ORIGINS" or not re.match(r"\w+://\S+$", value):
                continue
            parts = urlsplit(re.sub(r"\$\(\w+\)", "x", value))
            host = parts.hostname or ""
            if "." not in host and parts.port not in services.get(host, set()):
                yield f"{name}: {key} leads to {host}:{parts.port}, where no Service is"


def pods_are_restricted(objects: list[Object]) -> Findings:
    """Pod Security's level restricted, a root that cannot be written, and no token."""
    for each, template in pods(objects):
        spec = template["spec"]
        security = spec.get("securityContext", {})
        if security.get("runAsNonRoot") is not True or not security.get("runAsUser"):
            yield f"{_name(each)}: may run as root"
        if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            yield f"{_name(each)}: has no seccomp profile"
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{_name(each)}: has a token for the cluster"
        if spec.keys() & {"hostNetwork", "hostPID", "hostIPC"}:
            yield f"{_name(each)}: shares its node's network or processes"
        if any("hostPath" in volume for volume in spec.get("volumes", [])):
            yield f"{_name(each)}: opens its node's files"
    for name, _, _, container in every_container(objects):
        wanted = {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        if not wanted.items() <= container.get("securityContext", {}).items():
            yield f"{name}: has more rights than it needs"


def resources_are_set(objects: list[Object]) -> Findings:
    for name, _, _, container in every_container(objects):
        resources = container.get("resources", {})
        if not {"cpu", "memory"} <= resources.get("requests", {}).keys():
            yield f"{name}: requests nothing"
        if "memory" not in resources.get("limits", {}):
            yield f"{name}: has no limit of memory"


def probes_are_set(objects: list[Object]) -> Findings:
    for each, template in pods(objects):
        if each["kind"] not in LONG_RUNNING:
            continue
        for container in template["spec"]["containers"]:
            name = f"{_name(each)}/{container['name']}"
            for probe in ("startupProbe", "livenessProbe"):
                if probe not in container:
                    yield f"{name}: has no {probe}"
            if container.get("ports") and "readinessProbe" not in container:
                yield f"{name}: has no readinessProbe"
            if "ready" in str(container.get("livenessProbe")):
                yield f"{name}: dies with what it needs"


def images_are_pinned(objects: list[Object]) -> Findings:
    for name, _, _, container in every_container(objects):
        image = container["image"]
        tag = image.rpartition("/")[2].partition(":")[2]
        if "@sha256:" not in image and (not tag or tag in {"latest", "stable", "main", "edge"}):
            yield f"{name}: image {image} may be another one tomorrow"


def nothing_hangs_on_hooks(objects: list[Object]) -> Findings:
    """With --wait a hook after the installation waits for pods that wait for it; one before finds no database."""
    for each in objects:
        hook = each["metadata"].get("annotations", {}).get("helm.sh/hook")
        if hook not in {None, "test"}:
            yield f"{_name(each)}: is a hook ({hook})"


def signals_arrive(objects: list[Object]) -> Findings:
    """A shell as the first process keeps SIGTERM to itself, unless it becomes the program."""
    for name, each, _, container in every_container(objects):
        words = [*container.get("command", []), *container.get("args", [])]
        if each["kind"] not in LONG_RUNNING or not words or words[0] not in {"sh", "bash", "/bin/sh"}:
            continue
        if not words[-1].strip().splitlines()[-1].startswith("exec "):
            yield f"{name}: its shell keeps SIGTERM to itself"


def files_can_be_written(objects: list[Object]) -> Findings:
    """Paths that a program is told to write lie in a volume: the root cannot be written."""
    written = re.compile(r"--(?:schedule|pidfile|logfile|statedb)=(/\S+)")
    for name, _, _, container in every_container(objects):
        writable = [
            each["mountPath"] for each in container.get("volumeMounts", []) if not each.get("readOnly")
        ]
        paths = [path for word in container.get("args", []) for path in written.findall(word)]
        own = environment(container)
        paths += [str(own[key]) for key in ("HEARTBEAT_FILE", "PGDATA") if key in own]
        for path in paths:
            if not any(path.startswith(f"{place}/") for place in writable):
                yield f"{name}: writes {path}, where nothing can be written"


def sockets_find_their_pod(objects: list[Object]) -> Findings:
    """With several web pods, long-polling needs an entrance that keeps a browser on one of them."""
    configured = {key: value for each in kinds(objects, "ConfigMap") for key, value in each["data"].items()}
    web = [each for each in kinds(objects, "Deployment") if each["metadata"]["name"].endswith("-web")]
    if configured.get("WEBSOCKET_ONLY") == "1" or web[0]["spec"].get("replicas", 2) == 1:
        return
    marks: dict[str, str] = {}
    for each in [*kinds(objects, "Service"), *kinds(objects, "Ingress")]:
        marks |= each["metadata"].get("annotations", {})
    for each in kinds(objects, "Ingress"):
        if not STICKY.items() & marks.items():
            yield f"{_name(each)}: sends a browser to another pod each time"
    for each in kinds(objects, "HTTPRoute"):
        yield f"{_name(each)}: sends a browser to another pod each time"


def policies_match(objects: list[Object]) -> Findings:
    """A policy names components that there are, and ports by names that its pods have."""
    components = {labels_of(template).get("app.kubernetes.io/component") for _, template in pods(objects)}
    optional = {"backup", "restore", "platform"}
    for each in kinds(objects, "NetworkPolicy"):
        for values in re.findall(r"'operator': 'In', 'values': \[([^]]*)\]", str(each["spec"])):
            unknown = set(re.findall(r"'([^']+)'", values)) - components - optional
            if unknown - {"migrate"}:
                yield f"{_name(each)}: names {unknown}, which are not there"


RULES: tuple[Callable[[list[Object]], Findings], ...] = (
    names_fit,
    labels_fit,
    selectors_select,
    selectors_stay,
    ports_exist,
    routes_lead_somewhere,
    references_resolve,
    hosts_exist,
    pods_are_restricted,
    resources_are_set,
    probes_are_set,
    images_are_pinned,
    nothing_hangs_on_hooks,
    signals_arrive,
    files_can_be_written,
    sockets_find_their_pod,
    policies_match,
)
