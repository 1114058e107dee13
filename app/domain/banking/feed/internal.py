"""Transactions that another service of the installation hands in, normalised already."""

from __future__ import annotations

from collections.abc import Sequence

from app.clock import now
from app.domain.auth.users.tables import User
from app.domain.banking.categories.enrichment import Enricher
from app.domain.banking.feed.connectors import inbox_rows
from app.domain.banking.feed.connectors.fields import read_all
from app.domain.banking.posting.feed import store_feed
from app.domain.banking.posting.rows import Origin, Stored
from app.errors import Invalid
from app.extensions import db
from app.json_values import JsonObject


def store_internal(user_id: int, source: str, raws: Sequence[JsonObject]) -> Stored:
    """Store rows for a user, the same ones once; what cannot be read is told, and the rest is stored.

    Raises Invalid for a user who is not there.
    """
    user = db.session.get(User, user_id)
    if user is None:
        raise Invalid(errors=[{"pointer": "/user", "message": "There is no such user"}])
    rows, problems = read_all(raws, inbox_rows.read)
    origin = Origin(user_id=user_id, source=source, received_at=now(), prefix="", zone=user.time_zone)
    done = store_feed(origin, rows, Enricher(user_id))
    return done._replace(problems=[*done.problems, *problems])
