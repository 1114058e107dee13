"""Answers about portfolios: what is stored and still holds, or what a worker computes while one waits."""

from __future__ import annotations

import time

from sqlalchemy import select, update

from app.clock import now
from app.db import transaction
from app.domain.portfolio.portfolios.jobs import PortfoliosJob
from app.domain.portfolio.portfolios.service import get_portfolio
from app.domain.portfolio.valuations.errors import NoSuchAnswer
from app.domain.portfolio.valuations.questions import Question
from app.domain.portfolio.valuations.tables import StoredAnswer
from app.errors import Unavailable
from app.extensions import db
from app.jobs import send_once

ANSWER_WITHIN_S = 25.0
FIRST_LOOK_S, MAX_LOOK_S, SLOWER_BY = 0.02, 0.25, 1.2
"""Most answers come within a few looks; the longer one takes, the less often it is looked for."""
ASKED_MS = 30_000
ASKED_AGAIN_AFTER_S = 1800
a = StoredAnswer


def ask(user_id: int, portfolio_id: int, question: Question) -> bytes:
    """Return the answer to a question about a user's portfolio, as JSON.

    A run: what is not stored is computed by a worker, never here. Raises PortfolioNotFound, NoSuchAnswer,
    Unavailable where no worker has answered in time; the work goes on all the same.
    """
    version = get_portfolio(user_id, portfolio_id).version
    found = _stored(portfolio_id, question.key, version)
    if found is None:
        db.session.rollback()
        key = f"answer:{portfolio_id}:{version}:{question.key}"
        send_once(PortfoliosJob.ANSWER, portfolio_id, question.key, key=key, within_ms=ASKED_MS)
        found = _wait(portfolio_id, question.key, version)
    if found == b"null":
        raise NoSuchAnswer
    return found


def _wait(portfolio_id: int, key: str, version: int) -> bytes:
    end, pause = time.monotonic() + ANSWER_WITHIN_S, FIRST_LOOK_S
    while time.monotonic() < end:
        time.sleep(pause)
        pause = min(pause * SLOWER_BY, MAX_LOOK_S)
        found = _stored(portfolio_id, key, version)
        if found is not None:
            return found
        db.session.rollback()
    raise Unavailable("It is being computed and takes longer than usual; ask again shortly.", retry_after_s=5)


def _stored(portfolio_id: int, key: str, version: int) -> bytes | None:
    statement = select(a.body, a.asked_at).where(
        a.portfolio_id == portfolio_id, a.key == key, a.version >= version
    )
    row = db.session.execute(statement).first()
    if row is None:
        return None
    body, asked_at = row
    if (now() - asked_at).total_seconds() > ASKED_AGAIN_AFTER_S:
        _note_asked(portfolio_id, key)
    return bytes(body)


def _note_asked(portfolio_id: int, key: str) -> None:
    """Note that an answer is still asked for, so that it is kept up to date."""
    db.session.rollback()
    with transaction():
        wanted = a.portfolio_id == portfolio_id, a.key == key
        db.session.execute(update(a).where(*wanted).values(asked_at=now()))
