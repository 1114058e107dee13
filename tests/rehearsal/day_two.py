"""What an operator does on day two, step by step as docs/kubernetes.md has it; printed as the first day is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests
from cryptography.fernet import Fernet

from tests.rehearsal.cluster import DATA, end
from tests.rehearsal.rehearsal import Rehearsal
from tests.rehearsal.release import next_migrations
from tests.rehearsal.visitor import Visitor

SENT_MEANWHILE = 300
PAUSE_S = 0.05


class DayTwo(Rehearsal):
    """One release that is backed up, upgraded, taken back, given other secrets, and restored."""

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [
            self.start, self.sign_in, self.live, self.deliver, self.back_up, self.upgrade, self.roll_back,
            self.change_keys, self.change_passwords, self.restore, self.end,
        ]  # fmt: skip

    def back_up(self) -> None:
        """The CronJob's pod makes a backup and reads it back."""
        told = self.cluster.run_job("CronJob", "r-tidewatch-backup").log
        (self.archive,) = re.findall(r"/backups/(tidewatch-\w+\.tar\.gz): ", told)
        self.backed_up = self.count
        self.figures.append(told.strip().rpartition("/")[2])

    def upgrade(self) -> None:
        """The next version migrates while the one of now serves, and takes its place; no row is lost."""
        release = self.cluster.release
        self.former = release.migrations
        release.migrations = next_migrations(self.cluster.folder)
        self._release("0.2.0", "as it should be")

    def roll_back(self) -> None:
        """The version of before runs on the newer schema."""
        self.cluster.release.migrations = self.former
        self._release("0.1.0", "newer than this code")

    def change_keys(self) -> None:
        """Everybody signs in anew under another SECRET_KEY; a bank's secrets are read under another key."""
        release, former = self.cluster.release, self.ana
        release.set_secret("SECRET_KEY", secrets.token_hex(32))
        release.set_secret("METRICS_TOKEN", token := secrets.token_hex(32))
        self.old_key = release.secret("ENCRYPTION_KEYS")
        self.new_key = Fernet.generate_key().decode()
        release.set_secret("ENCRYPTION_KEYS", f"{self.new_key},{self.old_key}")
        self.cluster.deploy()
        self.figures.append(self._flask("rotate-keys").strip())
        release.set_secret("ENCRYPTION_KEYS", self.new_key)
        self.cluster.deploy()
        assert _status(f"{self.cluster.url}/api/auth/profile", former.token) == 401
        self._works_anew()
        assert _status(f"http://{self.cluster.web[0].address}:8000/metrics", token) == 200

    def change_passwords(self) -> None:
        """PostgreSQL and Valkey have other passwords; what is sent meanwhile is stored once."""
        release, password = self.cluster.release, secrets.token_hex(16)
        with self._sending("passwords"):
            self.cluster.of("postgresql").run(
                "psql", "-h", "/tmp", "-U", "tidewatch", "-c", f"ALTER ROLE tidewatch PASSWORD '{password}'"
            )
            release.set_secret("POSTGRES_PASSWORD", password)
            release.set_secret("VALKEY_PASSWORD", secrets.token_hex(16))
            end([self.cluster.of("valkey")])
            self.cluster.store(DATA[1:])
            self.cluster.deploy()

    def restore(self) -> None:
        """A backup of before all this is put back, with the key it was made under: its rows, and no other."""
        release = self.cluster.release
        end(self.cluster.living("Deployment"))
        release.set_secret("ENCRYPTION_KEYS", f"{self.new_key},{self.old_key}")
        release.upgrade({"restore": {"file": self.archive}})
        (job,) = [pod for pod in self.cluster.run_jobs() if "restore" in pod.name]
        self.figures.append(job.log.strip().splitlines()[-1])
        release.upgrade({"restore": {"file": ""}})
        self.cluster.run_jobs()
        self.cluster.deploy()
        self.count = self.backed_up
        self._works_anew()

    def _release(self, tag: str, told: str) -> None:
        """Upgrade to a version of the images while rows come in."""
        self.cluster.release.upgrade(
            {"images": {name: {"tag": tag} for name in ("web", "worker", "trainer")}}
        )
        with self._sending(tag):
            (job,) = self.cluster.run_jobs()
            assert told in job.log, job.log
            self.cluster.deploy()

    def _works_anew(self) -> None:
        """Sign in, and let the bank's sender deliver by the link it knows."""
        self.ana = Visitor(self.cluster.url, "ana")
        self._stores(0)
        self.link.deliver(secrets.token_hex(8))
        self._stores(1)

    @contextmanager
    def _sending(self, prefix: str) -> Iterator[None]:
        """Send rows meanwhile, each again until it is taken."""
        sender = self._sender(self.ana, SENT_MEANWHILE, pause_s=PAUSE_S, prefix=prefix)
        sender.start()
        yield
        sender.join(300)
        assert len(sender.confirmed) == SENT_MEANWHILE
        self._stores(SENT_MEANWHILE)
        self.figures.append(f"answers meanwhile: {sorted(sender.answers)}")

    def _flask(self, *words: str) -> str:
        return self.cluster.web[0].run("flask", "--app", "wsgi", *words)


def _status(url: str, token: str) -> int:
    return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=60).status_code
