"""What a web process holds: of a burst a few requests at a time, of a closed connection nothing."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections import Counter

import eventlet
import eventlet.wsgi
import pytest

from launch.http import StrictProtocol
from launch.pace import Pace
from tests.support.launched import ROOT


def run(script: str) -> str:
    """Run Python in a process of its own, as its memory and its libraries are looked at."""
    command = [sys.executable, "-W", "ignore", "-c", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def hello(environ, start_response):
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def test_a_closed_connection_is_freed_at_once() -> None:
    listener = eventlet.listen(("127.0.0.1", 0))
    server = eventlet.spawn(eventlet.wsgi.server, listener, hello, protocol=StrictProtocol, log_output=False)
    gc.collect()
    gc.disable()
    try:
        line = eventlet.connect(listener.getsockname())
        for _ in range(3):
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert line.recv(1000).endswith(b"hello")
        assert len(protocols()) == 1
        line.close()
        eventlet.sleep(0.1)
        assert protocols() == []
    finally:
        gc.enable()
        server.kill()


def protocols() -> list[StrictProtocol]:
    return [each for each in gc.get_objects() if type(each) is StrictProtocol]


@pytest.mark.parametrize("count", [1, 3, 4, 10])
def test_of_what_comes_at_once_a_few_begin_in_each_pass_and_in_order(count: int) -> None:
    pace, passes, begun = Pace(3), [0], []

    def begin(number: int) -> None:
        pace.wait()
        begun.append((number, passes[0]))

    def count_passes() -> None:
        while len(begun) < count:
            passes[0] += 1
            eventlet.sleep(0)

    eventlet.spawn(count_passes)
    for line in [eventlet.spawn(begin, number) for number in range(count)]:
        line.wait()
    assert [number for number, _ in begun] == list(range(count))
    assert max(Counter(at for _, at in begun).values()) == min(count, 3)


def test_what_comes_one_by_one_does_not_wait() -> None:
    pace = Pace(1)
    for _ in range(5):
        pace.wait()
        eventlet.sleep(0)


FRAGMENTED = """
from launch.memory import give_back_free, resident_bytes
needed, seen = [], []
def sleep(_):
    seen.append(resident_bytes())
    if len(seen) == 1:
        pieces = [bytearray(2_000) for _ in range(40_000)]
        needed.append(pieces.pop())
    if len(seen) == 3:
        raise SystemExit(print(seen[1] - seen[2]))
give_back_free(sleep, lambda work: work())
"""

GROWN = """
from launch.memory import give_back_free
needed, looks, tries = [], [], []
def sleep(_):
    looks.append(1)
    if len(looks) <= 3:
        needed.append(b"." * 30_000_000)
    if len(looks) == 100:
        raise SystemExit(print(*tries))
give_back_free(sleep, lambda work: tries.append(len(looks)))
"""

glibc = pytest.mark.skipif(sys.platform != "linux", reason="glibc's own")


@glibc
def test_free_memory_below_something_that_is_needed_is_handed_back() -> None:
    assert int(run(FRAGMENTED)) > 50_000_000


@glibc
def test_free_memory_is_looked_for_after_the_growth_and_then_seldom() -> None:
    first, second, *_ = map(int, run(GROWN).split())
    assert first == 4
    assert second - first >= 30


MOUNTED = """
import sys
from app.bootstrap import create_app
from app.config import Settings
from blueprints import mount
create_app(Settings.from_env({"SECRET_KEY": "s" * 40, "DATABASE_URL": "sqlite://", "REDIS_URL": "redis://127.0.0.1"}), mount)
print(*sorted({"numpy", "pandas", "scipy", "sklearn", "statsmodels", "arch", "jax"} & set(sys.modules)))
"""


def test_a_web_process_starts_without_numpy_and_what_is_built_on_it() -> None:
    """It came in with the scoreboard, by a constant: 14 MB of each web process."""
    assert run(MOUNTED) == ""


SLOW_NAMES = """
import socket, time
def slow(*args, **options):
    time.sleep(0.5)
    return resolve(*args, **options)
resolve, socket.getaddrinfo = socket.getaddrinfo, slow
import os
os.environ["EVENTLET_NO_GREENDNS"] = "yes"
import sys
import eventlet
eventlet.monkey_patch()
from launch.names import look_up_in_threads
look_up_in_threads()
listener, ticks = eventlet.listen(("127.0.0.1", 0)), []
def tick():
    while True:
        ticks.append(1)
        eventlet.sleep(0.01)
ticking = eventlet.spawn(tick)
import urllib3.util.connection
for connect in (socket.create_connection, urllib3.util.connection.create_connection):
    ticks.clear()
    connect(("localhost", listener.getsockname()[1]))
    print(len(ticks) > 5, "dns" in sys.modules)
"""


def test_while_a_name_is_looked_up_others_go_on() -> None:
    assert run(SLOW_NAMES).splitlines() == ["True False"] * 2
