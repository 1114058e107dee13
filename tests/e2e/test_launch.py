"""`make run` for real: the launcher, its supervisor, Redis, web, worker, beat and the feed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from launch.packages import prepare_flower
from launch.plan import FLOWER_OFFSET, SIMULATED
from tests.support.databases import Databases
from tests.support.launched import ROOT, Launched, eventually, free_port, processes_of, site_port
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.xdist_group("launch")
PROGRAMS = {"redis", "web", "worker", "trainer", "beat", "feed", "banks", "exchange"}


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Launched]]:
    """Start the launcher in this test's folder, on ports of its own."""
    ports = {"PORT": str(site_port()), "REDIS_PORT": str(free_port())}
    started: list[Launched] = []

    def start(**settings: str) -> Launched:
        started.append(Launched(tmp_path / "instance", **{**ports, **settings}))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    """One running demo, for the tests that only look at it or heal it."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    launched = Launched(folder, PORT=str(site_port()), REDIS_PORT=str(free_port()))
    yield launched
    launched.end()
    launched.kill()


def test_ready_json_names_the_address_and_every_process(demo: Launched) -> None:
    ready = demo.ready
    assert set(ready["processes"]) == PROGRAMS
    assert all(psutil.pid_exists(pid) for pid in ready["processes"].values())
    assert requests.get(f"{ready['url']}/api/health/ready", timeout=60).json()["status"] == "ready"


def test_the_terminal_shows_the_address_and_both_sign_ins(demo: Launched) -> None:
    ready = demo.ready
    shown = (ready["url"], ready["user"]["password"], ready["admin"]["password"])
    assert eventually(lambda: all(text in demo.output for text in shown))


@pytest.mark.parametrize(("who", "role"), [("user", "user"), ("admin", "admin")])
def test_the_printed_sign_ins_work(demo: Launched, who: str, role: str) -> None:
    _, account = demo.sign_in(who)
    assert account["role"] == role


def test_the_demo_opens_on_months_of_stored_payments(demo: Launched) -> None:
    session, _ = demo.sign_in("user")
    for transaction_id in ("demo-00001", "demo-00600"):
        found = session.get(f"{demo.ready['url']}/api/transactions/{transaction_id}", timeout=60).json()
        assert found["state"] == "stored"


def test_the_live_feed_keeps_paying(demo: Launched) -> None:
    session, _ = demo.sign_in("user")

    def paid() -> int:
        page = session.get(f"{demo.ready['url']}/api/transactions", params={"q": "live-"}, timeout=60).json()
        return len(page["items"])

    before = paid()
    assert eventually(lambda: paid() > before)


@pytest.mark.parametrize("name", ["worker", "web", "beat", "feed", "redis"])
def test_a_killed_process_is_replaced_and_ready_json_follows(demo: Launched, name: str) -> None:
    killed = psutil.Process(demo.ready["processes"][name])
    killed.kill()
    assert eventually(lambda: demo.ready["processes"][name] != killed.pid)
    assert psutil.pid_exists(demo.ready["processes"][name])
    assert eventually(lambda: is_ready(demo))


def test_a_killed_supervisor_is_replaced_with_all_it_watched(demo: Launched) -> None:
    before = demo.ready["processes"]
    supervisor = next(one for one in demo.processes() if "launch.supervisor" in one.cmdline())
    supervisor.kill()
    assert eventually(lambda: not set(before.values()) & set(demo.ready["processes"].values()))
    assert eventually(lambda: is_ready(demo))


def test_a_second_launcher_in_the_same_folder_is_sent_away(demo: Launched) -> None:
    assert demo.ready
    second = Launched(demo.folder.with_name("instance"), PORT=str(site_port()))
    assert second.process.wait(30) == 2
    assert "already runs" in one_sentence(second)
    assert is_ready(demo)


def ended_cleanly(launched: Launched, number: signal.Signals) -> bool:
    """Send a signal; Redis saves what it has only after everything else has ended."""
    assert launched.ready
    assert launched.end(number) == 0
    assert launched.processes() == []
    assert not (launched.folder / "ready.json").exists()
    return "Redis is now ready to exit" in (launched.folder / "logs" / "redis.log").read_text()


def test_a_stop_ends_everything_cleanly(launch: Callable[..., Launched]) -> None:
    assert ended_cleanly(launch(DEMO="0"), signal.SIGTERM)


def test_a_second_start_keeps_accounts_secrets_and_data(launch: Callable[..., Launched]) -> None:
    first = launch()
    session, account = first.sign_in("user")
    secrets = (first.folder / "secrets.env").read_text()
    row = {"transaction_id": "mine", "user": account["id"], "amount": 1050, "status": "SUCCESS"}
    session.post(f"{first.ready['url']}/api/add-transaction", json=row, timeout=60).raise_for_status()
    sign_in = first.ready["user"]
    assert ended_cleanly(first, signal.SIGINT)

    second = launch()
    assert second.ready["user"] == sign_in
    session, _ = second.sign_in("user")
    assert session.get(f"{second.ready['url']}/api/transactions/mine", timeout=60).json()["amount"] == 1050
    assert (second.folder / "secrets.env").read_text() == secrets
    assert (second.folder / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_an_admin_can_be_made_before_the_first_start(tmp_path: Path) -> None:
    """`make admin` in a fresh clone gave a traceback: no folder, no secrets, no tables."""
    command = [sys.executable, "-m", "launch", "--migrate", "--with-settings", "flask", "--app", "wsgi",
               "create-admin", "--username", "ada", "--email", "ada@example.org", "--password-stdin"]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, input="Correct-horse-7battery\n", capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path / "new"), "REDIS_PORT": str(free_port())},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "new" / "tidewatch.db").exists()


def test_a_start_in_any_folder_says_which_redis_it_uses_and_closes_secrets_that_others_could_read(
    launch: Callable[..., Launched], tmp_path: Path
) -> None:
    folder = tmp_path / ("a folder with spaces & 100% of " + "its name" * 10)
    folder.mkdir(mode=0o755)
    (folder / "secrets.env").write_text("SECRET_KEY=" + "a" * 64 + "\n")
    (folder / "secrets.env").chmod(0o644)
    launched = launch(DEMO="0", INSTANCE_DIR=str(folder))
    launched.folder = folder
    assert is_ready(launched)
    assert (folder.stat().st_mode & 0o777, (folder / "secrets.env").stat().st_mode & 0o777) == (0o700, 0o600)
    assert "secrets.env could be read by other users" in launched.output
    assert re.search(r"Redis \d+\.\d+\.\d+ \(/.*\) started", launched.output)
    assert launched.end() == 0
    assert processes_of(folder) == []


def test_a_start_takes_over_from_one_that_was_killed_and_nothing_outlives_it(
    launch: Callable[..., Launched],
) -> None:
    first = launch(DEMO="0")
    old = set(first.ready["processes"].values())
    first.process.kill()
    first.process.wait(10)

    second = launch(DEMO="0")
    assert eventually(lambda: second.process.poll() is None and "is ready" in second.output), second.output
    assert not old & set(second.ready["processes"].values())
    second.process.kill()
    second.process.wait(10)
    if sys.platform == "linux":  # elsewhere nothing tells a process of its parent's death
        assert eventually(lambda: processes_of(second.folder) == [])


def test_demo_off_starts_empty_on_servers_that_are_named(
    launch: Callable[..., Launched], databases: Databases, own_redis: RedisServer
) -> None:
    launched = launch(DEMO="0", DATABASE_URL=databases.empty_postgresql(), REDIS_URL=own_redis.url)
    ready = launched.ready
    assert (ready["user"], ready["admin"]) == (None, None)
    assert set(ready["processes"]) == {"web", "worker", "trainer", "beat"}
    assert not (launched.folder / "tidewatch.db").exists()
    assert launched.end() == 0


# --- the demo's markets ----------------------------------------------------------------------------


def administrator(launched: Launched) -> Callable[[str], list[dict[str, Any]]]:
    """Sign in, and return what asks for the collections or trainings, oldest first."""
    session, _ = launched.sign_in("admin")
    at = f"{launched.ready['url']}/api/admin"

    def jobs(kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = session.get(f"{at}/{kind}", timeout=60).json()["items"]
        return found[::-1]

    return jobs


def test_the_demo_s_markets_are_collected_and_trained_once_whatever_kills_them(
    launch: Callable[..., Launched],
) -> None:
    first = launch(DEMO_MARKETS="1")
    jobs = administrator(first)
    assert eventually(lambda: any(each["done"] for each in jobs("collections")))
    first.process.kill()
    first.process.wait(10)

    second = launch(DEMO_MARKETS="1")
    assert eventually(lambda: "is ready" in second.output), second.output
    session, _ = second.sign_in("user")
    at = f"{second.ready['url']}/api/user/instruments"

    def forecast() -> list[str]:
        """The symbols that a user sees with their forecasts."""
        shown = [each["symbol"] for each in session.get(at, timeout=60).json()]
        return [each for each in shown if session.get(f"{at}/{each}/predictions", timeout=60).json()]

    assert eventually(lambda: forecast() == ["BTCUSDT", "ETHUSDT"]), second.output
    for symbol in ("BTCUSDT", "ETHUSDT"):
        assert len(session.get(f"{at}/{symbol}/data/1D?limit=90", timeout=60).json()["candles"]) == 90
        assert session.get(f"{at}/{symbol}/signals", timeout=60).json()["signal"] in {"buy", "sell", "hold"}
    jobs = administrator(second)
    for kind in ("collections", "trainings"):
        found = jobs(kind)
        assert [(each["symbol"], each["state"]) for each in found] == [
            ("BTCUSDT", "done"),
            ("ETHUSDT", "done"),
        ]


def test_without_a_trainer_the_demo_s_markets_are_only_collected_and_that_is_said(
    launch: Callable[..., Launched],
) -> None:
    launched = launch(DEMO_MARKETS="1", TRAINER="0")
    assert launched.ready
    assert eventually(lambda: "two invented coins are collected; none is trained" in launched.output)
    jobs = administrator(launched)
    assert eventually(lambda: [each["symbol"] for each in jobs("collections")][1:] == ["ETHUSDT"])
    assert jobs("collections")[0]["state"] == "done"
    assert jobs("trainings") == []


def answers(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def test_flower_shows_the_workers_behind_a_sign_in(launch: Callable[..., Launched]) -> None:
    prepare_flower()
    ready = launch(DEMO="0", FLOWER="1").ready
    flower, session = ready["flower"], requests.Session()
    assert eventually(lambda: answers("127.0.0.1", int(flower["url"].rpartition(":")[2])))
    assert session.get(flower["url"], timeout=60).status_code == 401
    session.auth = (flower["username"], flower["password"])
    assert eventually(lambda: session.get(f"{flower['url']}/api/workers?refresh=1", timeout=60).json())
    command = psutil.Process(ready["processes"]["flower"]).cmdline()
    assert not any(flower["password"] in word for word in command)


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ("PORT", "Port {port} is taken by"),
        ("REDIS_PORT", "Port {port}, where the bundled Redis would listen, is taken by"),
    ],
)
def test_a_taken_port_is_named_with_its_owner_and_a_remedy(
    launch: Callable[..., Launched], variable: str, sentence: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        launched = launch(**{variable: str(port)})
        assert launched.process.wait(30) == 2
    told = one_sentence(launched)
    assert sentence.format(port=port) in told
    assert f"(process {os.getpid()})" in told
    assert f"{variable}={port + 1} make run" in told
    assert launched.processes() == []


@pytest.mark.parametrize(
    ("settings", "above", "name"),
    [
        ({"DEMO": "0", "FLOWER": "1"}, FLOWER_OFFSET, "Flower"),
        *(({"DEMO": "1"}, offset, f"the demo's {name}") for name, offset in SIMULATED.items()),
    ],
)
def test_a_taken_port_beside_the_page_s_is_named_before_anything_starts(
    launch: Callable[..., Launched], settings: dict[str, str], above: int, name: str
) -> None:
    prepare_flower()
    port = site_port()
    with socket.create_server(("127.0.0.1", port + above)):
        launched = launch(PORT=str(port), **settings)
        assert launched.process.wait(30) == 2
    told = one_sentence(launched)
    assert f"Port {port + above}, where {name} would listen, is taken by" in told
    assert f"PORT={port + 1} make run" in told
    assert launched.processes() == []


def test_a_redis_that_is_named_but_away_is_named_without_its_password(
    launch: Callable[..., Launched],
) -> None:
    port = free_port()
    launched = launch(REDIS_URL=f"redis://:hunter2@127.0.0.1:{port}/0")
    assert launched.process.wait(60) == 2
    told = one_sentence(launched)
    assert f"Redis at redis://127.0.0.1:{port}/0 does not answer" in told
    assert "hunter2" not in told
    assert launched.processes() == []


def test_a_database_that_is_away_is_named(launch: Callable[..., Launched]) -> None:
    launched = launch(DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    assert launched.process.wait(60) == 2
    assert "The database" in one_sentence(launched)
    assert launched.processes() == []


def test_make_interrupted_alone_ends_what_it_started(tmp_path: Path) -> None:
    """make waits for its recipe without telling it: `kill -INT` of make alone hung for ever."""
    (tmp_path / "wait.py").write_text(
        textwrap.dedent("""
            import time
            from launch.shutdown import Parent
            parent = Parent()
            print("waiting", flush=True)
            while not parent.has_ended():
                time.sleep(0.1)
        """)
    )
    (tmp_path / "Makefile").write_text(f"run:\n\t@PYTHONPATH={ROOT} exec {sys.executable} wait.py\n")
    # A suite that a shell runs in the background ignores SIGINT, and make would do so too.
    heard = ["env", "--default-signal=INT", "make", "run"]
    make = subprocess.Popen(heard, cwd=tmp_path, stdout=subprocess.PIPE)
    assert make.stdout is not None
    assert make.stdout.readline() == b"waiting\n"
    make.send_signal(signal.SIGINT)
    assert make.wait(20) != 0
    assert processes_of(tmp_path) == []


def is_ready(launched: Launched) -> bool:
    try:
        return requests.get(f"{launched.ready['url']}/api/health/ready", timeout=60).status_code == 200
    except requests.RequestException:
        return False


def one_sentence(launched: Launched) -> str:
    """Return what the launcher said about its failure, which must be a single line without a traceback."""
    lines = [line for line in launched.output.splitlines() if line.startswith("tidewatch: ")]
    assert len(lines) == 1, launched.output
    assert "Traceback" not in launched.output
    return lines[0]
