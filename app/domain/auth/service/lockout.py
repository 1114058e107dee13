"""The brakes on guessing: sign-ins counted in Redis by account and by address."""

from __future__ import annotations

from typing import NamedTuple, cast

from app.config import Settings
from app.domain.auth.errors import LockedOut
from app.domain.auth.models import User
from app.domain.auth.rules import fold
from app.domain.auth.service.security_log import RequestSource
from app.extensions import address_block, redis
from app.security import fingerprint

WIDE_FACTOR = 5
"""An account as a whole, and an address as a whole, allow this many times the failures that one
address has at one account: a stranger's guesses from one place do not lock the owner out at home."""
KNOWN_S = 90 * 24 * 3600
"""An address that an account signed in from stays known to it this long. There the brake on the
account as a whole does not apply, so that not even many strangers together can keep the owner out."""
# Counters that ran out in the meantime must not come back to life without an end.
_UNDO = """
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then redis.call('DECR', key) end
end
"""


class Brake(NamedTuple):
    """A counter in Redis, and how many failures it allows."""

    key: str
    allowed: int


class Attempt:
    """One try at signing in. It counts as a failure from the start, so that guesses made at the
    same moment cannot outrun the counter; what turns out to be none is taken back."""

    def __init__(self, name: str, source: RequestSource, settings: Settings) -> None:
        """Raises LockedOut when a counter is full; a refused try counts nowhere."""
        self._name = fold(name)
        self._block = address_block(source.ip)
        self._lock_s = settings.lockout_minutes * 60
        self._brakes = self._choose(settings.lockout_failures)
        self._counts = self._count()

    def _choose(self, allowed: int) -> list[Brake]:
        account = _account(self._name)
        brakes = [
            Brake(f"failures:both:{account}:{self._block}", allowed),
            Brake(f"failures:address:{self._block}", allowed * WIDE_FACTOR),
        ]
        if not redis().exists(_known(self._name, self._block)):
            brakes.append(Brake(f"failures:account:{account}", allowed * WIDE_FACTOR))
        return brakes

    def _count(self) -> list[int]:
        with redis().pipeline() as pipe:
            for brake in self._brakes:
                pipe.set(brake.key, 0, ex=self._lock_s, nx=True)
                pipe.incr(brake.key)
                pipe.ttl(brake.key)
            answers = cast(list[int], pipe.execute())
        counts, ends = answers[1::3], answers[2::3]
        tried = zip(self._brakes, counts, ends, strict=True)
        full = [end for brake, count, end in tried if count > brake.allowed]
        if full:
            self.take_back()
            raise LockedOut(retry_after_s=max(1, *full))
        return counts

    def failed(self) -> bool:
        """Let it count; tell whether it was the last one allowed. The lock lasts from this moment."""
        spent = [b.key for b, count in zip(self._brakes, self._counts, strict=True) if count >= b.allowed]
        for key in spent:
            redis().expire(key, self._lock_s)
        return bool(spent)

    def take_back(self) -> None:
        """Nothing was guessed after all."""
        keys = [brake.key for brake in self._brakes]
        redis().eval(_UNDO, len(keys), *keys)

    def succeeded(self, user: User) -> None:
        """Forget this address's failures at this account, and know the address from now on."""
        self.take_back()
        redis().delete(self._brakes[0].key)
        for name in (user.username_key, user.email_key):
            redis().set(_known(name, self._block), 1, ex=KNOWN_S)


def _account(name: str) -> str:
    """Count under the name that was given, whether or not there is such an account.

    Name and e-mail of one account count apart: together, a lock on both would tell that they belong
    to one account.
    """
    return fingerprint(name)[:32]


def _known(name: str, block: str) -> str:
    return f"known:{_account(name)}:{block}"
