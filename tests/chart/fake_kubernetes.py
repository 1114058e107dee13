"""As much of Kubernetes as the real helm needs to install, wait, upgrade, go back and uninstall.

Objects are kept in memory, on this machine alone. What controllers and nodes would do happens at once: everything
becomes ready, but for what waits for something that is not there. Fields that may not change may not change.
"""

from __future__ import annotations

import base64
import copy
import queue
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Object = dict[str, Any]


class Kind(NamedTuple):
    """A kind of object: what it is called, and under which address."""

    api: str
    plural: str
    name: str


KINDS = [
    Kind("v1", "secrets", "Secret"),
    Kind("v1", "configmaps", "ConfigMap"),
    Kind("v1", "services", "Service"),
    Kind("v1", "serviceaccounts", "ServiceAccount"),
    Kind("v1", "pods", "Pod"),
    Kind("v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
    Kind("apps/v1", "deployments", "Deployment"),
    Kind("apps/v1", "statefulsets", "StatefulSet"),
    Kind("apps/v1", "replicasets", "ReplicaSet"),
    Kind("batch/v1", "jobs", "Job"),
    Kind("batch/v1", "cronjobs", "CronJob"),
    Kind("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy"),
    Kind("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget"),
]
FROZEN = {
    "StatefulSet": ("selector", "volumeClaimTemplates", "serviceName"),
    "Deployment": ("selector",),
    "Job": ("selector", "template"),
}
WATCH_S = 20


class Problem(Exception):
    """What the API refuses, with its status."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.body = {"kind": "Status", "apiVersion": "v1", "status": "Failure",
                     "code": status, "reason": reason, "message": message}  # fmt: skip
        self.status = status


Key = tuple[Kind, str]


@dataclass
class Cluster:
    """The objects of one namespace. `log` has every change of what a release consists of."""

    objects: dict[Key, Object] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    _watchers: list[tuple[Kind, dict[str, str], queue.Queue[Object]]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _version: int = 0

    def of(self, name: str) -> dict[str, Object]:
        """Return the objects of a kind, by their names."""
        return {key[1]: each for key, each in self.objects.items() if key[0].name == name}

    def get(self, kind: Kind, name: str) -> Object:
        if (kind, name) not in self.objects:
            raise Problem(404, "NotFound", f'{kind.plural} "{name}" not found')
        return self.objects[kind, name]

    def create(self, kind: Kind, body: Object) -> Object:
        with self._lock:
            name = body["metadata"]["name"]
            if (kind, name) in self.objects:
                raise Problem(409, "AlreadyExists", f'{kind.plural} "{name}" already exists')
            body["metadata"] |= {"uid": str(uuid.uuid4()), "generation": 1, "namespace": "default"}
            return self._store(kind, name, body, "create")

    def change(self, kind: Kind, name: str, body: Object, *, patch: bool) -> Object:
        with self._lock:
            old = self.get(kind, name)
            new = merged(old, body) if patch else body
            new["metadata"] = {**old["metadata"], **new["metadata"]}
            for name_of in FROZEN.get(kind.name, ()):
                if new["spec"].get(name_of) != old["spec"].get(name_of):
                    raise Problem(422, "Invalid", f"{kind.name} {name}: spec.{name_of}: field is immutable")
            if new.get("spec") == old.get("spec") and _payload(new) == _payload(old):
                return old
            new["metadata"]["generation"] = old["metadata"]["generation"] + 1
            return self._store(kind, name, new, "change")

    def delete(self, kind: Kind, name: str) -> Object:
        with self._lock:
            gone = self.get(kind, name)
            del self.objects[kind, name]
            self._note("delete", kind, name)
            self._tell("DELETED", kind, gone)
            return gone

    def listed(self, kind: Kind, query: dict[str, str]) -> list[Object]:
        with self._lock:
            return [each for key, each in self.objects.items() if key[0] == kind and _matches(each, query)]

    def watch(self, kind: Kind, query: dict[str, str]) -> Iterator[Object]:
        """Yield what there is, then each change, until nothing happens for a while."""
        events: queue.Queue[Object] = queue.Queue()
        with self._lock:
            for each in self.listed(kind, query):
                events.put({"type": "ADDED", "object": copy.deepcopy(each)})
            self._watchers.append((kind, query, events))
        while True:
            try:
                yield events.get(timeout=WATCH_S)
            except queue.Empty:
                return

    def _store(self, kind: Kind, name: str, body: Object, verb: str) -> Object:
        body |= {"kind": kind.name, "apiVersion": kind.api}
        for key, text in (body.pop("stringData", None) or {}).items():
            body.setdefault("data", {})[key] = base64.b64encode(text.encode()).decode()
        self.objects[kind, name] = body
        self._note(verb, kind, name)
        self._tell("ADDED" if verb == "create" else "MODIFIED", kind, body)
        for _ in range(2):  # the second time for what waits for what became ready in the first
            for key in list(self.objects):
                self._settle(key)
        return body

    def _settle(self, key: Key) -> None:
        """Do what controllers and nodes would do by now."""
        each = self.objects[key]
        before = copy.deepcopy(each.get("status"))
        settle = {
            "Deployment": self._settle_deployment,
            "StatefulSet": self._settle_statefulset,
            "Job": self._settle_job,
            "Pod": lambda pod: pod.update(status={"phase": "Succeeded"}),
            "Service": lambda service: service["spec"].setdefault("clusterIP", "10.0.0.1"),
        }.get(each["kind"])
        if settle:
            settle(each)
        self._version += 1
        each["metadata"].setdefault("resourceVersion", str(self._version))
        if each.get("status") != before:
            each["metadata"]["resourceVersion"] = str(self._version)
            self._tell("MODIFIED", key[0], each)

    def _settle_deployment(self, each: Object) -> None:
        replicas, generation = each["spec"].get("replicas", 1), each["metadata"]["generation"]
        waits = [one["name"] for one in each["spec"]["template"]["spec"].get("initContainers", [])]
        if "wait-for-migrations" in waits and not self._is_migrated():
            each["status"] = {"replicas": replicas, "observedGeneration": generation}
            return
        counts = dict.fromkeys(
            ("replicas", "readyReplicas", "availableReplicas", "updatedReplicas"), replicas
        )
        each["status"] = {**counts, "observedGeneration": generation, "conditions": [
            {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"},
            {"type": "Available", "status": "True"}]}  # fmt: skip
        name = f"{each['metadata']['name']}-{each['metadata']['uid'][:5]}"
        owner = {
            "controller": True,
            "uid": each["metadata"]["uid"],
            "kind": "Deployment",
            "apiVersion": "apps/v1",
            "name": each["metadata"]["name"],
        }
        kind = next(one for one in KINDS if one.name == "ReplicaSet")
        self.objects[kind, name] = {
            "kind": "ReplicaSet", "apiVersion": "apps/v1",
            "metadata": {"name": name, "namespace": "default", "uid": name, "generation": 1, "ownerReferences": [owner],
                         "labels": each["spec"]["template"]["metadata"]["labels"]},
            "spec": {**{key: each["spec"][key] for key in ("selector", "template")}, "replicas": replicas},
            "status": {"replicas": replicas, "readyReplicas": replicas, "observedGeneration": 1},
        }  # fmt: skip

    def _settle_statefulset(self, each: Object) -> None:
        counts = dict.fromkeys(("replicas", "readyReplicas", "updatedReplicas", "currentReplicas"), 1)
        revisions = {"currentRevision": "a", "updateRevision": "a"}
        each["status"] = {**counts, **revisions, "observedGeneration": each["metadata"]["generation"]}

    def _settle_job(self, each: Object) -> None:
        """A migration ends when its database is there."""
        each["spec"].setdefault("completions", 1)
        if any(name.endswith("-postgresql") for name in self.of("StatefulSet")):
            done = [{"type": "Complete", "status": "True"}]
            each["status"] = {"succeeded": 1, "conditions": done}
        else:
            each["status"] = {"active": 1}

    def _is_migrated(self) -> bool:
        return any(
            "-migrate-" in name and each.get("status", {}).get("succeeded")
            for name, each in self.of("Job").items()
        )

    def _note(self, verb: str, kind: Kind, name: str) -> None:
        if not name.startswith("sh.helm.release"):
            self.log.append(f"{verb} {kind.name}/{name}")

    def _tell(self, what: str, kind: Kind, each: Object) -> None:
        for watched, query, events in self._watchers:
            if watched == kind and _matches(each, query):
                events.put({"type": what, "object": copy.deepcopy(each)})


def _payload(each: Object) -> Object:
    return {key: value for key, value in each.items() if key not in {"spec", "status", "metadata"}} | {
        "labels": each["metadata"].get("labels")
    }


def _matches(each: Object, query: dict[str, str]) -> bool:
    labels = each["metadata"].get("labels", {})
    wanted = [part.split("=", 1) for part in query.get("labelSelector", "").split(",") if "=" in part]
    named = query.get("fieldSelector", "").removeprefix("metadata.name=")
    return all(labels.get(key) == value for key, value in wanted) and named in {"", each["metadata"]["name"]}


def merged(old: Any, patch: Any) -> Any:
    """Put a patch onto an object; lists of named things are merged by name (strategic merge)."""
    if isinstance(old, dict) and isinstance(patch, dict):
        found = {key: value for key, value in old.items() if patch.get(key, value) is not None}
        given = {key: value for key, value in patch.items() if value is not None and not key.startswith("$")}
        return found | {key: merged(old.get(key), value) for key, value in given.items()}
    if isinstance(old, list) and isinstance(patch, list) and _are_named(old + patch):
        found = {each["name"]: each for each in old}
        for each in patch:
            if each.get("$patch") == "delete":
                found.pop(each["name"], None)
            else:
                found[each["name"]] = merged(found.get(each["name"], {}), each)
        return list(found.values())
    return patch


def _are_named(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(each, dict) and "name" in each for each in items)
