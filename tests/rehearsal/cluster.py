"""The rendered objects as pods, and nginx before the web pods as an Ingress controller would set it up."""

from __future__ import annotations

import itertools
import json
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.chart.manifests import CHART, Chart, find, kinds
from tests.rehearsal.pods import Pod, are_ready
from tests.support.launched import eventually, free_port

ORIGIN = "http://money.example.com"
"""Where the page is for people; sockets of other origins are refused."""
VALUES = "ingress: {{enabled: true, host: money.example.com}}\nconfig: {config}\n"
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

    def __init__(self, folder: Path, config: dict[str, str]) -> None:
        """config: settings of the application, as the chart takes them."""
        self.folder = folder
        self.objects = Chart(CHART).render(VALUES.format(config=json.dumps(config)))
        self.port = free_port()
        self.pods: list[Pod] = []
        self.web: list[Pod] = []
        self._addresses = (f"127.77.0.{number}" for number in itertools.count(1))
        self._hosts = {name: next(self._addresses) for name in DATA}
        self._nginx: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Start everything in the order in which it gets ready; Jobs to their end."""
        data = [self.add("StatefulSet", name, self._hosts[name]) for name in DATA]
        assert are_ready(data), [pod.log[-2000:] for pod in data]
        (job,) = kinds(self.objects, "Job")
        assert self.add("Job", job["metadata"]["name"]).wait() == 0
        names = [each["metadata"]["name"] for each in kinds(self.objects, "Deployment")]
        with ThreadPoolExecutor(3) as pool:
            started = list(pool.map(lambda name: self.add("Deployment", name), [*names, "r-tidewatch-web"]))
        assert are_ready(started), [pod.log[-800:] for pod in started if not pod.is_ready()]
        self.web = [pod for pod in started if pod.name == "r-tidewatch-web"]
        self.route()

    def add(self, kind: str, name: str, address: str | None = None) -> Pod:
        """Start a pod of a workload."""
        workload = find(self.objects, kind, name.removeprefix("r-tidewatch"))
        place = address or next(self._addresses)
        folder = self.folder / f"{name}-{place.rpartition('.')[2]}"
        pod = Pod(workload, workload["spec"]["template"], place, folder, self.objects, self._hosts)
        self.pods.append(pod)
        pod.start()
        return pod

    def of(self, name: str) -> Pod:
        """Return the newest pod of a Deployment."""
        return [pod for pod in self.pods if pod.name == f"r-tidewatch-{name}"][-1]

    @property
    def cookie(self) -> str:
        """The name of the cookie by which the proxy keeps a client at its pod."""
        annotations = find(self.objects, "Ingress", "-tidewatch")["metadata"]["annotations"]
        return str(annotations["nginx.ingress.kubernetes.io/session-cookie-name"]).replace("-", "_")

    def cookie_of(self, pod: Pod) -> str:
        """Return the cookie that leads to a pod."""
        return f"{self.cookie}={_place(pod)}"

    def route(self) -> None:
        """Send what comes in to the web pods that there are now."""
        places = {_place(pod): f"{pod.address}:8000" for pod in self.web}
        *shared, last = places
        config = NGINX.format(
            folder=self.folder,
            port=self.port,
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


def _place(pod: Pod) -> str:
    return f"p{pod.address.rpartition('.')[2]}"
