"""What a worker does for portfolios, while a block runs: answers questions, totals, reads files."""

from __future__ import annotations

from contextlib import AbstractContextManager

from apiflask import APIFlask

from app.db import transaction
from app.domain.portfolio.analytics.jobs import asked_key
from app.domain.portfolio.analytics.run import refresh_user
from app.domain.portfolio.imports.run import read_file
from app.domain.portfolio.imports.tables import BrokerImport, BrokerImportState
from app.domain.portfolio.valuations.run import answer_one
from app.extensions import db, redis
from tests.support.repeating import repeating

READING = BrokerImport.state == BrokerImportState.READING


def worker(app: APIFlask) -> AbstractContextManager[None]:
    """Do in a thread what the web process asks for. Celery itself is tested with the launched site."""
    return repeating(app, _step)


def _step() -> None:
    _answer()
    _read()
    _total()


def _answer() -> None:
    for key in redis().scan_iter("asked:answer:*"):
        _, _, number, _, question = key.decode().split(":", 4)
        redis().delete(key)
        answer_one(int(number), question)


def _read() -> None:
    with transaction():
        waiting = list(db.session.scalars(db.select(BrokerImport.id).where(READING)))
    for number in waiting:
        read_file(number)


def _total() -> None:
    for key in redis().scan_iter(f"asked:{asked_key(0)[:-1]}*"):
        refresh_user(int(key.decode().rpartition(":")[2]))
