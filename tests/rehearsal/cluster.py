"""The rendered objects as pods, and nginx before the web pods as an Ingress controller would set it up."""

from __future__ import annotations

import itertools
import signal
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.chart.manifests import find, kinds
from tests.rehearsal.pods import Pod, are_ready
from tests.rehearsal.release import Release
from tests.support.launched import eventually, free_port

ORIGIN = "http://money.example.com"
"""Where the page is for people; sockets of other origins are refused."""
INGRESS = {"enabled": True, "host": "money.example.com"}
ROUTED = "/routed-by-the-proxy"
"""Answered by the proxy itself: how often it was told where to route."""
DATA = ("r-tidewatch-postgresql", "r-tidewatch-valkey")
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ }}
http {{
  access_log off; client_body_buffer_size 8m; proxy_max_temp_file_size 0;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  map $http_upgrade $upgrade {{ default upgrade; '' ''; }}
  split_clients $request_id $fresh {{ {shares} }}
  map $cookie_{cookie} $place {{ default $fresh; {known} }}
  map $place $backend {{ {backends} }}
  server {{
    listen 127.0.0.1:{port};
    client_max_body_size 64m;
    location = {routed} {{ return 200 "{turn}"; }}
    location / {{
      proxy_pass http://$backend;
      proxy_http_version 1.1;
      proxy_set_header Host money.example.com;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $upgrade;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto http;
      proxy_read_timeout 120s;
      add_header Set-Cookie "{cookie}=$place; Path=/; HttpOnly";
    }}
  }}
}}
"""


class Cluster:
    """One release in one place."""

    def __init__(self, folder: Path, config: dict[str, str], *, built: bool = False) -> None:
        """config: settings of the application, as the chart takes them. built: run in images that were built."""
        self.folder, self.built = folder, built
        self.release = Release({"ingress": INGRESS, "config": config, "backup": {"enabled": True}})
        self.port = free_port()
        self.pods: list[Pod] = []
        self.web: list[Pod] = []
        self._addresses = (f"127.77.0.{number}" for number in itertools.count(1))
        self._hosts = {name: next(self._addresses) for name in DATA}
        self._turn = 0
        self._nginx: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Start everything in the order in which it gets ready; Jobs to their end."""
        self.store()
        self.run_jobs()
        self.deploy()

    def store(self, names: Sequence[str] = DATA) -> None:
        """Start PostgreSQL and Valkey, with the data that there is."""
        data = [self.add("StatefulSet", name, self._hosts[name]) for name in names]
        assert are_ready(data), [pod.log[-2000:] for pod in data]

    def run_jobs(self) -> list[Pod]:
        """Run the release's Jobs to their end."""
        return [self.run_job("Job", each["metadata"]["name"]) for each in kinds(self.release.objects, "Job")]

    def run_job(self, kind: str, name: str) -> Pod:
        """Run a Job to its end, or a CronJob as `kubectl create job --from` does."""
        pod = self.add(kind, name)
        assert pod.wait() == 0, pod.log[-2000:]
        return pod

    def deploy(self) -> None:
        """Start all Deployments in place of their pods, and end those once the new ones are ready."""
        former = self.living("Deployment")
        names = [each["metadata"]["name"] for each in kinds(self.release.objects, "Deployment")]
        with ThreadPoolExecutor(3) as pool:
            started = list(pool.map(lambda name: self.add("Deployment", name), [*names, "r-tidewatch-web"]))
        assert are_ready(started), [pod.log[-800:] for pod in started if not pod.is_ready()]
        self.web = [pod for pod in started if pod.name == "r-tidewatch-web"]
        self.route()
        end(former)

    def living(self, kind: str) -> list[Pod]:
        """Return the pods of a kind of workload that run."""
        return [pod for pod in self.pods if pod.workload["kind"] == kind and pod.is_running()]

    def add(self, kind: str, name: str, address: str | None = None) -> Pod:
        """Start a pod of a workload."""
        workload = find(self.release.objects, kind, name.removeprefix("r-tidewatch"))
        place = address or next(self._addresses)
        folder = self.folder / f"{name}-{place.rpartition('.')[2]}"
        pod = Pod(workload, place, folder, self.release.version, self._hosts, self.built)
        self.pods.append(pod)
        pod.start()
        return pod

    def of(self, name: str) -> Pod:
        """Return the newest pod of a Deployment."""
        return [pod for pod in self.pods if pod.name == f"r-tidewatch-{name}"][-1]

    @property
    def cookie(self) -> str:
        """The name of the cookie by which the proxy keeps a client at its pod."""
        annotations = find(self.release.objects, "Ingress", "-tidewatch")["metadata"]["annotations"]
        return str(annotations["nginx.ingress.kubernetes.io/session-cookie-name"]).replace("-", "_")

    def cookie_of(self, pod: Pod) -> str:
        """Return the cookie that leads to a pod."""
        return f"{self.cookie}={_place(pod)}"

    def route(self) -> None:
        """Send what comes in to the web pods that there are now."""
        self._turn += 1
        places = {_place(pod): f"{pod.address}:8000" for pod in self.web}
        *shared, last = places
        config = NGINX.format(
            folder=self.folder,
            port=self.port,
            routed=ROUTED,
            turn=self._turn,
            cookie=self.cookie,
            shares=" ".join([*(f"{100 // len(places)}% {place};" for place in shared), f"* {last};"]),
            known=" ".join(f"{place} {place};" for place in places),
            backends=" ".join(f"{place} {where};" for place, where in places.items()),
        )
        (self.folder / "nginx.conf").write_text(config)
        if self._nginx is None:
            command = ["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
            self._nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            assert eventually((self.folder / "nginx.pid").exists), (self.folder / "nginx.log").read_text()
        else:
            self._nginx.send_signal(signal.SIGHUP)
        assert eventually(self._is_routed)

    def _is_routed(self) -> bool:
        """Ask several connections, for the proxy's former process may still take one."""
        urls = [f"{self.url}{ROUTED}"] * 5
        return all(requests.get(url, timeout=10).text == str(self._turn) for url in urls)

    def start(self, name: str) -> Pod:
        """Start a further pod of a Deployment, and wait until it is ready."""
        new = self.add("Deployment", f"r-tidewatch-{name}")
        assert are_ready([new]), new.log[-2000:]
        return new

    def scale_up(self) -> None:
        """Start a further web pod."""
        self.web.append(self.start("web"))
        self.route()

    def lose(self, pod: Pod) -> None:
        """Kill a web pod, and notice it after that."""
        pod.kill()
        self.web.remove(pod)
        self.route()

    def replace(self, old: Pod) -> None:
        """Replace a web pod as a rolling update does: the new one is ready, then the old one goes."""
        self.scale_up()
        self.web.remove(old)
        self.route()
        assert old.stop() == 0, old.log[-2000:]

    def down(self) -> None:
        """End everything, by force where it does not end."""
        if self._nginx is not None:
            self._nginx.terminate()
            self._nginx.wait(10)
        for pod in reversed(self.pods):
            pod.kill()


def end(pods: list[Pod]) -> None:
    """End pods side by side, each by itself."""
    if not pods:
        return
    with ThreadPoolExecutor(len(pods)) as at_once:
        ended = [*at_once.map(Pod.stop, pods)]
    assert set(ended) == {0}, [(pod.name, pod.log[-1500:]) for pod in pods]


def _place(pod: Pod) -> str:
    return f"p{pod.address.rpartition('.')[2]}"
