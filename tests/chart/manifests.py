"""Rendering the chart, and finding one's way in what comes out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from tests.support.launched import ROOT

CHART = ROOT / "helm" / "tidewatch"
VALUES = sorted((CHART / "ci").glob("*-values.yaml"))
OLDEST, NEWEST = "1.27", "1.37"
"""What Chart.yaml's kubeVersion begins with, and the newest whose schemas there are."""
ADDED = ("keda.sh/v1alpha1", "monitoring.coreos.com/v1", "gateway.networking.k8s.io/v1")
"""API groups that clusters have only where somebody installed them."""
WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob", "Pod")
Object = dict[str, Any]


class Refused(Exception):
    """helm did not render it; the message is helm's."""


class StrictLoader(yaml.CSafeLoader):
    """Refuses a key that stands twice, of which YAML keeps the last one without a word."""


def _mapping(loader: StrictLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    names = [key.value for key, _ in node.value]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ConstructorError(None, None, f"{twice} stand twice", node.start_mark)
    return yaml.CSafeLoader.construct_mapping(loader, node, deep)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def helm(*words: str) -> subprocess.CompletedProcess[str]:
    """Run helm: the one beside this Python, else the machine's."""
    beside = Path(sys.executable).with_name("helm")
    program = str(beside) if beside.exists() else shutil.which("helm")
    assert program, "helm comes with the development packages: make dev"
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


class Chart:
    """A folder with a chart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def render(
        self,
        values: str = "",
        *,
        file: Path | None = None,
        release: str = "r",
        kube: str = NEWEST,
        apis: tuple[str, ...] = ADDED,
    ) -> list[Object]:
        """Render with values: YAML, a file, or both. Raises Refused."""
        return [*_load(_render(self.folder, values, file, release, kube, apis))]

    def text(self, values: str = "", *, file: Path | None = None) -> str:
        return _render(self.folder, values, file, "r", NEWEST, ADDED)

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a file of the chart."""
        path = self.folder / name
        assert old in path.read_text(), (name, old)
        path.write_text(path.read_text().replace(old, new))


@cache
def _render(
    folder: Path, values: str, file: Path | None, release: str, kube: str, apis: tuple[str, ...]
) -> str:
    words = ["template", release, str(folder), "--namespace", "money", "--kube-version", kube]
    words += [word for api in apis for word in ("--api-versions", api)]
    words += ["--values", str(file)] if file else []
    given = yaml.safe_load(values) if values else {}
    words += [
        word for key, value in (given or {}).items() for word in ("--set-json", f"{key}={json.dumps(value)}")
    ]
    done = helm(*words)
    if done.returncode:
        raise Refused(done.stderr)
    return done.stdout


def _load(text: str) -> Iterator[Object]:
    yield from filter(None, yaml.load_all(text, StrictLoader))


def find(objects: list[Object], kind: str, name: str) -> Object:
    """Return an object by its kind and how its name ends."""
    (found,) = [each for each in objects if each["kind"] == kind and each["metadata"]["name"].endswith(name)]
    return found


def kinds(objects: list[Object], kind: str) -> list[Object]:
    return [each for each in objects if each["kind"] == kind]


def template_of(each: Object) -> Object | None:
    """Return a workload's pod template; a Pod is its own."""
    if each["kind"] == "CronJob":
        each = each["spec"]["jobTemplate"]
    elif each["kind"] == "Pod":
        return each
    elif each["kind"] not in WORKLOADS:
        return None
    template: Object = each["spec"]["template"]
    return template


def pods(objects: list[Object]) -> Iterator[tuple[Object, Object]]:
    """Yield each workload with its pod template."""
    for each in objects:
        if template := template_of(each):
            yield each, template


def containers(template: Object) -> list[Object]:
    spec = template["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


def every_container(objects: list[Object]) -> Iterator[tuple[str, Object, Object, Object]]:
    """Yield a name for messages, the workload, its template, and the container."""
    for each, template in pods(objects):
        for container in containers(template):
            yield f"{each['kind']}/{each['metadata']['name']}/{container['name']}", each, template, container


def environment(container: Object) -> dict[str, Any]:
    """Return a container's own environment: texts, and what is referred to."""
    return {each["name"]: each.get("value", each.get("valueFrom")) for each in container.get("env", [])}
