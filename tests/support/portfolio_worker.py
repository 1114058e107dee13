"""What a worker does for portfolios, while a block runs: answers questions, reads files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from apiflask import APIFlask

from app.db import transaction
from app.domain.portfolio.brokers.run import read_file
from app.domain.portfolio.brokers.tables import BrokerImport, BrokerImportState
from app.domain.portfolio.valuations.run import answer_one
from app.extensions import db, redis

READING = BrokerImport.state == BrokerImportState.READING


@contextmanager
def worker(app: APIFlask) -> Iterator[None]:
    """Do in a thread what the web process asks for. Celery itself is tested with the launched site."""
    ended = Event()

    def serve() -> None:
        while not ended.wait(0.02):
            with app.app_context():
                _answer()
                _read()

    thread = Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


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
