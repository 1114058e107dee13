"""Run a simulator for as long as wanted: `python -m simulators` and `flask simulate` both call `run`."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping

from simulators.message import Delivery
from simulators.options import EXCHANGE, Options, Trouble, check, inbox_path, make_exchange, make_provider
from simulators.provider import Provider, ServedApi
from simulators.sender import BASIQ_SCHEDULE_S, SHORT_SCHEDULE_S, Sender

LINGER_S = 30.0
"""How long the end of a counted run waits for answers and retries."""


def run(
    name: str,
    options: Options,
    *,
    environment: Mapping[str, str] = os.environ,
    say: Callable[[str], None] = lambda line: print(line, flush=True),
    ended: threading.Event | None = None,
) -> int:
    """Run until `ended` is set, a signal comes, or the count is reached. 0: all that was sent was taken.

    Raises Trouble for a setting that is missing or makes no sense.
    """
    check(name, options)
    if name == EXCHANGE:
        with (
            _until_signal(ended or threading.Event()) as over,
            _served(make_exchange(options), options.port, say),
        ):
            say("Start Tidewatch with BINANCE_URL set to this address. Ctrl-C ends it.")
            over.wait()
        return 0
    provider = make_provider(name, options, environment)
    target = options.target.rstrip("/") + inbox_path(name, options)
    with _until_signal(ended or threading.Event()) as over, _served(provider, options.port, say):
        sender = _sender(name, options, lambda delivery: say(_line(delivery)))
        say(f"Sending to {target}, {options.rate:g} events a second. Ctrl-C ends it.")
        try:
            _live(provider, target, sender, options, over)
            if not over.is_set():
                sender.join(LINGER_S)
        finally:
            sender.stop()
        return _sum_up(sender, say)


def _sender(name: str, options: Options, tell: Callable[[Delivery], None]) -> Sender:
    return Sender(
        schedule_s=BASIQ_SCHEDULE_S if name == "basiq" else SHORT_SCHEDULE_S,
        hurry=options.hurry,
        duplicates=options.duplicates,
        disorder=options.disorder,
        seed=options.seed,
        tell=tell,
    )


def _live(provider: Provider, target: str, sender: Sender, options: Options, over: threading.Event) -> None:
    """Send at a steady rate: each event has its moment, and a slow one delays none that follow."""
    started, number = time.monotonic(), 0
    while not over.is_set() and number != options.count:
        sender.submit(provider.next_message(target))
        number += 1
        over.wait(max(0.0, started + number / options.rate - time.monotonic()))


def _line(delivery: Delivery) -> str:
    return f"{time.strftime('%H:%M:%S')} {delivery}"


def _sum_up(sender: Sender, say: Callable[[str], None]) -> int:
    counted = sender.counters
    say(
        f"Ended: {counted['submitted']} events, {counted['duplicated']} sent twice, {counted['held']} held "
        f"back; {counted['taken']} taken, {counted['failed']} tries failed, {counted['given_up']} given up."
    )
    return 0 if counted["taken"] == counted["submitted"] + counted["duplicated"] else 1


@contextlib.contextmanager
def _served(provider: Provider | ServedApi, port: int, say: Callable[[str], None]) -> Iterator[None]:
    try:
        url = provider.start(port)
    except OSError as exc:
        raise Trouble(f"Port {port} cannot be used: {exc.strerror or exc}.") from exc
    if url:
        say(f"The simulated API is at {url}")
    try:
        yield
    finally:
        provider.stop()


@contextlib.contextmanager
def _until_signal(over: threading.Event) -> Iterator[threading.Event]:
    """Let Ctrl-C and SIGTERM end the run cleanly, where signals can be had (the main thread)."""
    if threading.current_thread() is not threading.main_thread():
        yield over
        return
    before = {
        number: signal.signal(number, lambda *_: over.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield over
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
