"""A pod as processes in sandboxes: its environment, volumes, init containers, probes and signals as rendered.

Each pod has an address of its own on this machine, so that ports stay as they are. What differs from a cluster: the app's
images are this machine's programs unless they were built here, PostgreSQL and Redis are so through small stand-ins for their
images' entrances, and HOST is the pod's address, for all pods share one network.
"""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.chart.manifests import Object, template_of
from tests.rehearsal.images import Image, built_image, machine_image
from tests.support.launched import eventually

POSTGRESQL = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
SHIMS_AT = "/opt/shims"
SHIMS = {
    "valkey-server": 'exec redis-server "$@" --bind "$POD_IP"',
    "valkey-cli": 'exec redis-cli -h "$POD_IP" "$@"',
    "pg_isready": f'shift 2; exec {POSTGRESQL}/pg_isready -h "$POD_IP" "$@"',
    # What the official image's entrance does with a new volume and with one that has data.
    "postgres": f"""
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  echo "$POSTGRES_PASSWORD" > /tmp/password
  {POSTGRESQL}/initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust $POSTGRES_INITDB_ARGS "$PGDATA"
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | {POSTGRESQL}/postgres --single -D "$PGDATA" postgres
fi
exec {POSTGRESQL}/postgres -D "$PGDATA" -c listen_addresses="$POD_IP" -c unix_socket_directories=/tmp "$@"
""",
}
READY_WITHIN_S = 60
INTERRUPTED = signal.SIGINT
"""What PostgreSQL's image stops by; SIGTERM waits for its clients."""


class Version(NamedTuple):
    """What a release was made of at one time: its rendered objects, and the migrations in its images."""

    objects: list[Object]
    migrations: Path


@dataclass
class Pod:
    """One pod of a workload."""

    workload: Object
    address: str
    folder: Path
    version: Version
    hosts: dict[str, str]
    built: bool
    process: subprocess.Popen[bytes] | None = None
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.workload["metadata"]["name"])

    @property
    def template(self) -> Object:
        template = template_of(self.workload)
        assert template is not None
        return template

    @property
    def main(self) -> Object:
        container: Object = self.template["spec"]["containers"][0]
        return container

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Run the init containers, then the container itself; returns once that is started."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for container in self.template["spec"].get("initContainers", []):
            assert self._run(container).wait() == 0, self.log[-2000:]
        self.process = self._run(self.main)

    def is_ready(self) -> bool:
        """Ask the readiness probe, or the startup probe where there is none."""
        probe = self.main.get("readinessProbe") or self.main.get("startupProbe") or {}
        if "httpGet" in probe:
            return self._answers(f"http://{self.address}:{self._port(probe)}{probe['httpGet']['path']}")
        return self._run(self.main, probe["exec"]["command"]).wait() == 0

    def is_alive(self) -> bool:
        """Ask the liveness probe where it is a command."""
        command = self.main.get("livenessProbe", {}).get("exec", {}).get("command")
        return command is None or self._run(self.main, command).wait() == 0

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait(self) -> int:
        """Wait for the end of a Job's container."""
        assert self.process is not None
        return self.process.wait(READY_WITHIN_S)

    def stop(self) -> int:
        """Do what a node does: the command before the stop, the signal to the first process, the grace."""
        for word in self.main.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", [])[1:]:
            time.sleep(float(word))
        self._signal(INTERRUPTED if "postgres" in self.main["image"] else signal.SIGTERM)
        assert self.process is not None
        return self.process.wait(self.template["spec"].get("terminationGracePeriodSeconds", 30))

    def kill(self) -> None:
        """End it as a lost node would."""
        self._signal(signal.SIGKILL)
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait(10)

    def run(self, *words: str, given: str = "") -> str:
        """Run a command in a new container of the same pod, as `kubectl exec` would in its own."""
        process = subprocess.run(
            self._sandbox(self.main, list(words)), input=given, text=True, capture_output=True, check=False
        )
        assert process.returncode == 0, process.stderr
        return process.stdout

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None or not self.is_running():
            return
        pid = self.process.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(child), number)  # the container's first process

    def _run(self, container: Object, words: list[str] | None = None) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            self.started.append(subprocess.Popen(self._sandbox(container, words), stdout=log, stderr=log))
        return self.started[-1]

    def _sandbox(self, container: Object, words: list[str] | None) -> list[str]:
        image = self._image(container)
        environment = self.environment(container)
        own = [*container.get("command", image.entrance), *container.get("args", [])]
        command = words or [_expanded(word, environment) for word in own]
        user = str(self.template["spec"]["securityContext"]["runAsUser"])
        return [
            "bwrap", *self._files(image), *self._stand_ins(image, user), *self._mounts(container, image),
            "--ro-bind", str(self.version.migrations), f"{image.folder}/migrations", "--ro-bind", self._hosts_file(), "/etc/hosts",
            "--remount-ro", "/", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--as-pid-1", "--uid", user, "--gid", user, "--cap-drop", "ALL",
            "--clearenv", *(word for pair in environment.items() for word in ("--setenv", *pair)),
            "--chdir", image.folder, "--", *command,
        ]  # fmt: skip

    def _image(self, container: Object) -> Image:
        """Return what a container runs in; an image's tag may be of a version that is only played."""
        name = str(container["image"]).rpartition(":")[0]
        of_the_app = "tidewatch/" in name
        return built_image(name) if of_the_app and self.built else machine_image(of_the_app=of_the_app)

    def _files(self, image: Image) -> tuple[str, ...]:
        """Bind what an image holds, and a /tmp of the pod's own: under this checkout, which may lie in one."""
        own = ("--bind", self._folder("tmp"), "/tmp")
        return (*own, *image.binds) if image.root is None else (*image.binds, *own)

    def _stand_ins(self, image: Image, user: str) -> Iterator[str]:
        """Bind what this machine lacks of an image: servers' entrances, and a name for the user."""
        if image.root is None:
            yield from ("--ro-bind", str(self._shims()), SHIMS_AT)
            yield from ("--ro-bind", self._users_file(user), "/etc/passwd")

    def environment(self, container: Object) -> dict[str, str]:
        """Return the rendered environment, and what an image would add."""
        image = self._image(container)
        found = image.environment | {"POD_IP": self.address}
        if image.root is None:
            found["PATH"] = f"{SHIMS_AT}:{found['PATH']}"
        for source in container.get("envFrom", []):
            ((kind, reference),) = source.items()
            found |= self._data({"configMapRef": "ConfigMap", "secretRef": "Secret"}[kind], reference["name"])
        for each in container.get("env", []):
            origin = each.get("valueFrom", {})
            if "secretKeyRef" in origin:
                reference = origin["secretKeyRef"]
                found[each["name"]] = self._data("Secret", reference["name"])[reference["key"]]
            elif "fieldRef" in origin:
                found[each["name"]] = self.folder.name
            else:
                found[each["name"]] = _expanded(each["value"], found)
        return found | ({"HOST": self.address} if "HOST" in found else {})

    def _data(self, kind: str, name: str) -> dict[str, str]:
        for each in self.version.objects:
            if (each["kind"], each["metadata"]["name"]) == (kind, name):
                data: dict[str, str] = each.get("data", {})
                secret = kind == "Secret"
                return {
                    key: base64.b64decode(value).decode() if secret else value for key, value in data.items()
                }
        raise KeyError(f"{kind} {name}")

    def _mounts(self, container: Object, image: Image) -> Iterator[str]:
        volumes = {volume["name"]: volume for volume in self.template["spec"].get("volumes", [])}
        for mount in container.get("volumeMounts", []):
            if mount["mountPath"] == "/tmp":
                continue
            volume = volumes.get(mount["name"], {})
            place = self._volume(mount["name"], volume.get("persistentVolumeClaim", {}).get("claimName"))
            if source := volume.get("configMap"):
                for name, text in self._data("ConfigMap", source["name"]).items():
                    (Path(place) / name).write_text(text)
            if image.root is not None:
                (image.root / mount["mountPath"].lstrip("/")).mkdir(parents=True, exist_ok=True)
            yield from ("--ro-bind" if mount.get("readOnly") else "--bind", place, mount["mountPath"])

    def _volume(self, name: str, claim: str | None) -> str:
        """Return a volume's place: beside the pods where they share a claim, else in this pod's folder."""
        return self._folder(f"../{claim}" if claim else name)

    def _folder(self, name: str) -> str:
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o777)
        return str(path)

    def _hosts_file(self) -> str:
        path = self.folder / "hosts"
        path.write_text("\n".join(f"{address} {name}" for name, address in self.hosts.items()) + "\n")
        return str(path)

    def _users_file(self, user: str) -> str:
        """PostgreSQL refuses a user without a name."""
        path = self.folder / "passwd"
        path.write_text(f"root:x:0:0::/:/bin/sh\npod:x:{user}:{user}::/tmp:/bin/sh\n")
        return str(path)

    def _shims(self) -> Path:
        folder = self.folder.parent / "shims"
        folder.mkdir(exist_ok=True)
        for name, script in SHIMS.items():
            if not (folder / name).exists():
                (folder / name).write_text(f"#!/bin/sh\n{script}\n")
                (folder / name).chmod(0o755)
        return folder

    def _port(self, probe: Object) -> int:
        (port,) = [
            each["containerPort"] for each in self.main["ports"] if each["name"] == probe["httpGet"]["port"]
        ]
        return int(port)

    @staticmethod
    def _answers(url: str) -> bool:
        try:
            with urllib.request.urlopen(url, timeout=6) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def _expanded(text: str, environment: dict[str, str]) -> str:
    return re.sub(r"\$\((\w+)\)", lambda found: environment.get(found[1], found[0]), text)


def are_ready(pods: list[Pod]) -> bool:
    """Wait until all pods are ready."""
    return all(eventually(pod.is_ready, READY_WITHIN_S) for pod in pods)
