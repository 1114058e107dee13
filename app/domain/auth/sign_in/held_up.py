"""Who is held up after failed sign-ins, and letting them try again at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from app.clock import now
from app.config import Settings
from app.domain.auth.security_log.tables import SecurityEvent
from app.domain.auth.sign_in.lockout import account_key, both_key, device_key, inside_key, whole_key
from app.domain.auth.users.tables import User
from app.extensions import address_block, db, redis


def note_device(user_id: int, device: str, settings: Settings) -> None:
    """Remember that a device's failures are counted: the log does not name it."""
    key = _devices_key(user_id)
    redis().sadd(key, device)
    redis().expire(key, settings.lockout_minutes * 60)


def held_up_until(users: Sequence[User], settings: Settings) -> dict[int, datetime]:
    """Return until when the last lock of each account holds somebody up; who is not held up is left out.

    A lock is of one place: an address, a device or a session where failures were as many as are allowed.
    """
    counters = [(user_id, key) for user_id, keys in _counters(users, settings).items() for key in keys]
    with redis().pipeline() as pipe:
        for _, key in counters:
            pipe.get(key)
            pipe.ttl(key)
        answers = pipe.execute()
    until: dict[int, datetime] = {}
    for (user_id, _), count, left_s in zip(counters, answers[::2], answers[1::2], strict=True):
        if count is not None and int(count) >= settings.lockout_failures and left_s > 0:
            until[user_id] = max(until.get(user_id, now()), now() + timedelta(seconds=left_s))
    return until


def forget_failures(user: User, settings: Settings) -> bool:
    """Let an account's owner try again wherever their failures held them up; tell whether there were any.

    What an address failed at several accounts stays counted: it is not this account's.
    """
    keys = {*_counters([user], settings)[user.id], _devices_key(user.id)}
    keys |= {whole_key(account_key(name)) for name in (user.username, user.email)}
    return bool(redis().delete(*keys))


def _counters(users: Sequence[User], settings: Settings) -> dict[int, set[str]]:
    """Return each account's counters of its last failures: those of addresses by the log."""
    found = {user.id: {inside_key(user.id)} for user in users}
    for user_id, devices in zip(found, _devices(found), strict=True):
        found[user_id].update(device_key(device.decode()) for device in devices)
    for user_id, name, ip in _failures(found, settings):
        found[user_id].add(both_key(account_key(name or ""), address_block(ip)))
    return found


def _devices(user_ids: Iterable[int]) -> list[set[bytes]]:
    with redis().pipeline(transaction=False) as pipe:
        for user_id in user_ids:
            pipe.smembers(_devices_key(user_id))
        return cast(list[set[bytes]], pipe.execute())


def _failures(user_ids: Iterable[int], settings: Settings) -> list[tuple[int, str | None, str]]:
    e = SecurityEvent
    since = now() - timedelta(minutes=settings.lockout_minutes)
    failed = select(e.user_id, e.username, e.ip).where(
        e.user_id.in_(list(user_ids)), e.at >= since, e.outcome == "failure"
    )
    return [(row.user_id, row.username, row.ip) for row in db.session.execute(failed.distinct())]


def _devices_key(user_id: int) -> str:
    return f"failures:devices:{user_id}"
