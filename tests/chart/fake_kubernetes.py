"""As much of Kubernetes as the real helm needs to install, wait, upgrade, go back and uninstall.

Objects are kept in memory, on this machine alone. What controllers and nodes would do happens at once: everything
becomes ready, but for what waits for something that is not there. Fields that may not change may not change.
"""

from __future__ import annotations

import base64
import copy
import json
import queue
import re
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.chart.protobuf import secret_of_protobuf

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
APIS = list(dict.fromkeys(kind.api for kind in KINDS))
FROZEN = {
    "StatefulSet": ("selector", "volumeClaimTemplates", "serviceName"),
    "Deployment": ("selector",),
    "Job": ("selector", "template"),
}
PATH = re.compile(
    r"/apis?/(?P<api>(?:[^/]+/)?v1)(?:/namespaces/(?P<namespace>[^/]+))?/(?P<plural>[a-z]+)(?:/(?P<name>[^/]+))?"
)
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


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for the cluster of its server."""

    protocol_version = "HTTP/1.1"
    cluster: Cluster

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(lambda: (201, self.cluster.create(self._kind(), self._body())))

    def do_PUT(self) -> None:
        self._answer(
            lambda: (200, self.cluster.change(self._kind(), self._name(), self._body(), patch=False))
        )

    def do_PATCH(self) -> None:
        self._answer(lambda: (200, self.cluster.change(self._kind(), self._name(), self._body(), patch=True)))

    def do_DELETE(self) -> None:
        self._raw()
        self._answer(lambda: (200, self.cluster.delete(self._kind(), self._name())))

    def _answer(self, work: Any) -> None:
        try:
            status, body = work()
        except Problem as problem:
            status, body = problem.status, problem.body
        if body is None:
            return
        encoded = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def _get(self) -> tuple[int, Any]:
        path = urlsplit(self.path).path
        if found := discovery(path):
            return 200, found
        kind = self._kind()
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        if query.get("watch"):
            return 200, self._stream(kind, query)
        if name := self._name():
            return 200, self.cluster.get(kind, name)
        items = self.cluster.listed(kind, query)
        return 200, {
            "kind": f"{kind.name}List",
            "apiVersion": kind.api,
            "metadata": {"resourceVersion": "1"},
            "items": items,
        }

    def _stream(self, kind: Kind, query: dict[str, str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for event in self.cluster.watch(kind, query):
                line = json.dumps(event).encode() + b"\n"
                self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            pass  # helm has seen enough

    def _kind(self) -> Kind:
        match = PATH.fullmatch(urlsplit(self.path).path)
        for kind in KINDS:
            if match and (kind.api, kind.plural) == (match["api"], match["plural"]):
                return kind
        raise Problem(404, "NotFound", self.path)

    def _name(self) -> str:
        match = PATH.fullmatch(urlsplit(self.path).path)
        return (match and match["name"]) or ""

    def _raw(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _body(self) -> Object:
        raw = self._raw()
        return secret_of_protobuf(raw) if raw.startswith(b"k8s\0") else json.loads(raw)


def discovery(path: str) -> Object | None:
    """Return what the API says of itself at an address, None where something else is."""
    groups = [_group(api) for api in APIS if "/" in api]
    found: dict[str, Object] = {
        "/version": {"major": "1", "minor": "32", "gitVersion": "v1.32.0"},
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups},
        "/openapi/v3": {
            "paths": {_root(api)[1:]: {"serverRelativeURL": f"/openapi/v3{_root(api)}"} for api in APIS}
        },
    }
    for api in APIS:
        listed = {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api}
        described = {"openapi": "3.0.0", "info": {"title": "a stand-in", "version": "1"}}
        found[_root(api)] = listed | {"resources": _resources(api)}
        found[f"/openapi/v3{_root(api)}"] = described | {"paths": _patchable(api)}
    return found.get(path)


def _root(api: str) -> str:
    return f"/apis/{api}" if "/" in api else f"/api/{api}"


def _group(api: str) -> Object:
    version = {"groupVersion": api, "version": "v1"}
    return {"name": api.split("/", maxsplit=1)[0], "versions": [version], "preferredVersion": version}


def _resources(api: str) -> list[Object]:
    verbs = ["create", "delete", "get", "list", "patch", "update", "watch"]
    return [
        {"name": each.plural, "singularName": "", "namespaced": True, "kind": each.name, "verbs": verbs}
        for each in KINDS
        if each.api == api
    ]


def _patchable(api: str) -> Object:
    """Say that fields are validated here, or helm does not send its tests."""
    group, _, version = api.rpartition("/")
    parameters = [{"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}]
    return {
        f"{_root(api)}/namespaces/{{namespace}}/{each.plural}/{{name}}": {
            "patch": {
                "parameters": parameters,
                "responses": {},
                "x-kubernetes-group-version-kind": {"group": group, "version": version, "kind": each.name},
            }
        }
        for each in KINDS
        if each.api == api
    }


def serve(cluster: Cluster) -> ThreadingHTTPServer:
    """Serve a cluster on a free port of this machine; the caller shuts it down."""
    handler = type("ClusterHandler", (Handler,), {"cluster": cluster})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
