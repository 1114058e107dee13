"""The demo's markets: two symbols collected from its exchange and trained, once, in the background.

What there is already is asked of the API each time, so that a start goes on where one that was killed ended,
and one that has them, or whose administrator cancelled, begins nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from launch.demo.client import Answer, Client

SYMBOLS = ("BTCUSDT", "ETHUSDT")
DAYS = 140
"""The fewest that log-HAR learns from, 1,440 hours before the first fold of the newer half, and two weeks."""
MODELS = ["log-HAR"]
"""Beside the naive ones, which are always trained: a few seconds, where the networks take minutes."""
LOOK_S = 1.0
FIRST_WAIT_S, MAX_WAIT_S = 1.0, 30.0
MAX_RETRIES = 3
"""Of what failed, by one start: its exchange may have been killed under it."""
OPEN = {"queued", "running"}


class Step(StrEnum):
    """What is to be done for a symbol next; DONE also where somebody decided otherwise."""

    COLLECT = "collect"
    COLLECT_AGAIN = "collect again"
    TRAIN = "train"
    TRAIN_AGAIN = "train again"
    WAIT = "wait"
    DONE = "done"


class Market(NamedTuple):
    """The newest collection and training of a symbol, as the API shows them; None where there is none."""

    collection: dict[str, Any] | None
    training: dict[str, Any] | None


def next_step(market: Market, *, trains: bool) -> Step:
    """Return what a symbol needs next. trains: whether there is a worker that can."""
    if market.training is not None:
        return _after(market.training, Step.TRAIN_AGAIN, Step.DONE)
    if market.collection is None:
        return Step.COLLECT
    return _after(market.collection, Step.COLLECT_AGAIN, Step.TRAIN if trains else Step.DONE)


def _after(job: dict[str, Any], again: Step, done: Step) -> Step:
    if job["state"] in OPEN:
        return Step.WAIT
    if job["state"] in {"partial", "failed"}:
        return again
    return done if job["state"] == "done" else Step.DONE


class Markets:
    """An administrator of the demo who collects and trains over the API."""

    def __init__(self, url: str, account: dict[str, str], *, trains: bool) -> None:
        self._client = Client(url)
        self._account = account
        self._trains = trains
        self._retries = 0

    def fill(self) -> None:
        """Bring each symbol to its end, one after the other; raises OSError where the server is away."""
        for symbol in SYMBOLS:
            while self._go_on(symbol):
                time.sleep(LOOK_S)
        self._client.sign_out()

    def _go_on(self, symbol: str) -> bool:
        """Take a symbol's next step, or wait; False where there is none, or it was refused."""
        market = Market(self._newest("collections", symbol), self._newest("trainings", symbol))
        step = next_step(market, trains=self._trains)
        if step in {Step.WAIT, Step.DONE}:
            return step is Step.WAIT
        answer = self._take(step, symbol, market)
        print(f"{symbol}: {step} ({answer.status if answer else 'tried often enough'})", flush=True)
        return answer is not None and answer.status == 202

    def _take(self, step: Step, symbol: str, market: Market) -> Answer | None:
        if step is Step.COLLECT:
            return self._post("collections", {"symbol": symbol, "days": DAYS})
        if step is Step.TRAIN:
            return self._post("trainings", {"symbol": symbol, "mode": MODELS})
        self._retries += 1
        if self._retries > MAX_RETRIES:
            return None
        kind, job = ("trainings", market.training) if market.training else ("collections", market.collection)
        return self._post(f"{kind}/{job['id']}/retry") if job else None

    def _newest(self, kind: str, symbol: str) -> dict[str, Any] | None:
        items = self._ask(lambda: self._client.get(f"/api/admin/{kind}?limit=200")).body["items"]
        return next((each for each in items if each["symbol"] == symbol), None)

    def _post(self, path: str, body: object = None) -> Answer:
        return self._ask(lambda: self._client.post(f"/api/admin/{path}", body))

    def _ask(self, ask: Callable[[], Answer]) -> Answer:
        """Ask as the administrator, who signs in first, and again where the token has ended."""
        answer = ask() if self._client.token else None
        if answer is None or answer.status == 401:
            signed_in = self._client.sign_in(self._account["username"], self._account["password"])
            if signed_in.status != 200:
                raise SignInRefused(f"the sign-in was answered {signed_in.status}")
            answer = ask()
        if answer.status >= 500 or answer.status == 429:
            raise OSError(f"the answer was {answer.status}")
        return answer


class SignInRefused(Exception):
    """The administrator has another password by now, or needs a code."""


def fill_markets(instance: Path, url: str, *, trains: bool) -> None:
    """Collect and train once the page is there, however often the server goes away meanwhile."""
    wait_s = FIRST_WAIT_S
    while not (instance / "ready.json").exists():
        time.sleep(LOOK_S)
    account = json.loads((instance / "demo.json").read_text())["admin"]
    markets = Markets(url, account, trains=trains)
    while True:
        try:
            markets.fill()
        except SignInRefused as exc:
            print(f"The demo's markets are left as they are: {exc}", flush=True)
        except (OSError, HTTPException, ValueError) as exc:
            print(f"no answer ({exc}); again in {wait_s:.0f} s", flush=True)
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, MAX_WAIT_S)
            continue
        return
