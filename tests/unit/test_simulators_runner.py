"""`python -m simulators`, and `run`, which other commands call."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
from standardwebhooks import Webhook

from simulators import Options, Receiver, Trouble, run

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENVIRONMENT = {
    "BASIQ_API_KEY": "key",
    "BASIQ_WEBHOOK_SECRET": SECRET,
    "APIDECK_API_KEY": "key",
    "APIDECK_APP_ID": "app",
    "BT_PAY_SECRET": "inbox secret",
}


def base(receiver: Receiver) -> str:
    return receiver.url.removesuffix("/hook")


def ran(name: str, receiver: Receiver, **options: Any) -> tuple[int, list[str]]:
    lines: list[str] = []
    chosen = Options(**{"target": base(receiver), "rate": 500, "connection": "c-1", "count": 20, **options})
    return run(name, chosen, environment=ENVIRONMENT, say=lines.append), lines


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("basiq", "/api/connectors/basiq/webhook"),
        ("apideck", "/api/connectors/apideck/webhook"),
        ("bt-pay", "/api/connectors/inbox/c-1"),
    ],
)
def test_so_many_events_go_where_the_app_takes_them(name: str, path: str) -> None:
    with Receiver() as receiver:
        code, lines = ran(name, receiver)
        assert {call.path for call in receiver.received} == {path}
        assert len(receiver.received) == 20
    assert code == 0
    assert sum(": 202 in " in line for line in lines) == 20
    assert "20 taken" in lines[-1]


def test_a_household_s_holds_book_later_as_updates() -> None:
    with Receiver() as receiver:
        ran("bt-pay", receiver, count=60)
        sent = [json.loads(call.body) for call in receiver.received]
    told = {event["data"]["transaction"]["id"]: [] for event in sent}
    for event in sent:
        told[event["data"]["transaction"]["id"]].append(
            (event["type"], event["data"]["transaction"]["status"])
        )
    assert any(
        sorted(history) == [("transaction.created", "pending"), ("transaction.updated", "booked")]
        for history in told.values()
    )


def test_duplicates_and_disorder_are_counted_in_the_end() -> None:
    with Receiver() as receiver:
        code, lines = ran("bt-pay", receiver, duplicates=0.5, disorder=0.5)
        ids = [json.loads(call.body)["id"] for call in receiver.received]
    assert code == 0
    assert len(set(ids)) == 20 < len(ids)
    assert " held back" in lines[-1]
    assert f"{len(ids) - 20} sent twice" in lines[-1]


def test_what_was_never_taken_is_an_error_in_the_end() -> None:
    with Receiver([410] * 20) as receiver:
        code, lines = ran("basiq", receiver)
    assert code == 1
    assert "20 given up" in lines[-1]


def test_the_secret_can_stand_in_another_variable() -> None:
    with Receiver() as receiver:
        other = "whsec_" + "b" * 32
        environment = {"BASIQ_API_KEY": "key", "OTHER": other}
        options = Options(target=base(receiver), rate=500, count=1, secret_env="OTHER")
        assert run("basiq", options, environment=environment, say=lambda line: None) == 0
        (call,) = receiver.received
    Webhook(other).verify(call.body, call.headers)


@pytest.mark.parametrize(
    ("name", "changes", "environment", "named"),
    [
        ("other", {}, ENVIRONMENT, "other"),
        ("basiq", {}, {}, "BASIQ_WEBHOOK_SECRET"),
        ("apideck", {}, {"APIDECK_API_KEY": "k"}, "APIDECK_APP_ID"),
        ("bt-pay", {}, ENVIRONMENT, "--connection"),
        ("basiq", {"rate": 0}, ENVIRONMENT, "rate"),
        ("basiq", {"rate": float("nan")}, ENVIRONMENT, "rate"),
        ("basiq", {"duplicates": 2}, ENVIRONMENT, "probabilities"),
        ("basiq", {"target": "file:///etc/passwd"}, ENVIRONMENT, "http"),
        ("basiq", {"port": 70_000}, ENVIRONMENT, "port"),
        ("basiq", {"count": -1}, ENVIRONMENT, "count"),
    ],
)
def test_what_cannot_run_is_said_in_words(
    name: str, changes: dict[str, Any], environment: dict[str, str], named: str
) -> None:
    with pytest.raises(Trouble, match=named):
        run(name, Options(**changes), environment=environment, say=lambda line: None)


def test_a_secret_that_is_no_base64_is_said_in_words() -> None:
    environment = {**ENVIRONMENT, "BASIQ_WEBHOOK_SECRET": "whsec_\u00e9"}
    with pytest.raises(Trouble, match="BASIQ_WEBHOOK_SECRET"):
        run("basiq", Options(), environment=environment, say=lambda line: None)


def test_a_port_in_use_is_said_in_words() -> None:
    with Receiver() as receiver, pytest.raises(Trouble, match="cannot be used"):
        ran("basiq", receiver, port=int(base(receiver).rpartition(":")[2]))


def test_the_api_is_served_while_it_runs_and_the_event_ends_it() -> None:
    ended, heard, answers = threading.Event(), threading.Event(), []

    def say(line: str) -> None:
        if line.startswith("The simulated API is at "):
            answers.append(requests.get(f"{line.rpartition(' ')[2]}/events", timeout=5).status_code)
            heard.set()
            ended.set()

    assert run("basiq", Options(), environment=ENVIRONMENT, say=say, ended=ended) == 0
    assert heard.is_set()
    assert answers == [401]


# --- the program ----------------------------------------------------------------------------------


def test_help_names_the_variables_of_the_secrets() -> None:
    command = [sys.executable, "-m", "simulators", "--help"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert all(variable in said for variable in ENVIRONMENT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with Receiver() as receiver:
        command = [
            sys.executable,
            "-m",
            "simulators",
            "bt-pay",
            "--connection",
            "c",
            "--target",
            base(receiver),
        ]
        with subprocess.Popen(
            [*command, "--rate", "50"], cwd=ROOT, env={**os.environ, **ENVIRONMENT}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            assert process.stdout
            while "202" not in process.stdout.readline():
                assert process.poll() is None
            process.send_signal(number)
            rest, trouble = process.communicate(timeout=30)
    assert "Ended: " in rest
    assert trouble == ""


def test_a_missing_secret_ends_the_program_with_a_sentence() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    command = [sys.executable, "-m", "simulators", "basiq"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (
        2,
        "simulators: Set the environment variable BASIQ_WEBHOOK_SECRET.\n",
    )


def test_the_simulators_know_nothing_of_the_app() -> None:
    """They would prove nothing about a signature if they shared its code."""
    imported = set()
    for path in (ROOT / "simulators").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"simulators", "requests", "msgspec", "numpy"}


def test_an_exchange_serves_until_it_is_ended_and_needs_no_secret() -> None:
    lines: list[str] = []
    ended = threading.Event()
    running = threading.Thread(
        target=run,
        args=("exchange", Options()),
        kwargs={"environment": {}, "say": lines.append, "ended": ended},
    )
    running.start()
    while not lines:
        running.join(0.01)
    url = lines[0].rpartition(" ")[2]
    assert requests.get(f"{url}/api/v3/ping", timeout=5).json() == {}
    ended.set()
    running.join(5)
    assert not running.is_alive()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/api/v3/ping", timeout=5)


@pytest.mark.parametrize("wrong", [{"gaps": 2.0}, {"outages": -1.0}, {"weight_limit": 0}])
def test_an_exchange_s_options_have_their_limits(wrong: dict[str, Any]) -> None:
    with pytest.raises(Trouble, match="probabilities"):
        run("exchange", Options(**wrong), environment={})
