"""The brakes on guessing: tries counted in Redis by account, by address and by device.

docs/decisions/0027 calculates what they let through. What they know is rebuilt from the security log
when Redis has lost it (see sign_in.memory).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from app.config import Settings
from app.domain.auth.sign_in.errors import LockedOut
from app.domain.auth.users.names import fold
from app.extensions import redis
from app.security import fingerprint

WIDE_FACTOR = 5
"""An account as a whole, and an address as a whole, allow this many times the failures that one
address has at one account."""
QUEUE_WAIT_S = 30
"""While an account is under attack, each address that it does not know waits this long before a try."""
QUEUE_TICKET_S = 600
"""How long after the wait the try may be made."""
QUEUE_TICKETS_PER_H = 3
# Counters that ran out in the meantime must not come back to life without an end.
_UNDO = """
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then redis.call('DECR', key) end
end
"""
# Returns for how many seconds to come back; 0 lets the try pass and takes the ticket.
_QUEUE = """
local wait = redis.call('TTL', KEYS[1])
if wait > 0 then return wait end
if redis.call('DEL', KEYS[2]) == 1 then return 0 end
local drawn = redis.call('INCR', KEYS[3])
if drawn == 1 then redis.call('EXPIRE', KEYS[3], 3600) end
if drawn > tonumber(ARGV[3]) then return math.max(1, redis.call('TTL', KEYS[3])) end
redis.call('SET', KEYS[1], 1, 'EX', ARGV[1])
redis.call('SET', KEYS[2], 1, 'EX', ARGV[2])
return tonumber(ARGV[1])
"""


class Brake(NamedTuple):
    """A counter in Redis, and how many failures it allows; None only counts."""

    key: str
    allowed: int | None


class Attempt:
    """One try at a password or a code. It counts as a failure from the start, so that guesses made at the
    same moment cannot outrun the counter; what turns out to be none is taken back."""

    def __init__(self, brakes: Sequence[Brake], *, lock_s: int, queue: Queue | None = None) -> None:
        """Raises LockedOut when a counter is full; a refused try counts nowhere.

        queue: where a stranger waits once the last of the counters is full.
        """
        self._brakes, self._lock_s, self._queue = brakes, lock_s, queue
        self._queued = False
        self._counts = self._count()

    def _count(self) -> list[int]:
        with redis().pipeline() as pipe:
            for brake in self._brakes:
                pipe.set(brake.key, 0, ex=self._lock_s, nx=True)
                pipe.incr(brake.key)
                pipe.ttl(brake.key)
            answers = cast(list[int], pipe.execute())
        counts, ends = answers[1::3], answers[2::3]
        tried = zip(self._brakes, counts, ends, strict=True)
        wait_s = max((max(1, end) for brake, count, end in tried if _over(brake, count)), default=0)
        if not wait_s and self._queue and counts[-1] > self._queue.after:
            wait_s = self._queue.wait_s()
            self._queued = not wait_s
        if wait_s:
            self.take_back()
            raise LockedOut(retry_after_s=wait_s)
        return counts

    def failed(self) -> bool:
        """Let it count; tell whether it was the last one allowed. The lock lasts from this moment."""
        spent = [
            brake.key
            for brake, count in zip(self._brakes, self._counts, strict=True)
            if brake.allowed is not None and count >= brake.allowed
        ]
        if self._queue and self._counts[-1] >= self._queue.after:
            spent.append(self._brakes[-1].key)
        for key in spent:
            redis().expire(key, self._lock_s)
        return bool(spent)

    def take_back(self) -> None:
        """Nothing was guessed after all."""
        keys = [brake.key for brake in self._brakes]
        redis().eval(_UNDO, len(keys), *keys)
        if self._queue and self._queued:
            self._queue.give_ticket()

    def succeeded(self) -> None:
        """Forget the failures that came from here."""
        self.take_back()
        redis().delete(self._brakes[0].key)


class Queue:
    """Where addresses that an account does not know wait while it is under attack. An address has its own
    place: many attackers do not stand before the owner."""

    def __init__(self, account: str, block: str, *, after: int) -> None:
        self.after = after
        self._keys = [f"queue:{what}:{account}:{block}" for what in ("wait", "ticket", "drawn")]

    def wait_s(self) -> int:
        """Return for how many seconds to come back; 0 lets one try pass."""
        limits = (QUEUE_WAIT_S, QUEUE_TICKET_S, QUEUE_TICKETS_PER_H)
        return int(cast(int, redis().eval(_QUEUE, 3, *self._keys, *limits)))

    def give_ticket(self) -> None:
        redis().set(self._keys[1], 1, ex=QUEUE_TICKET_S)


def sign_in_attempt(name: str, block: str, settings: Settings, *, known: bool, device: str | None) -> Attempt:
    """Count a sign-in. known: the account was signed in to from there; device: it was on this very one.

    Raises LockedOut. What strangers did holds up neither a known device nor, but at their own address, a
    known address; at any other the owner waits in the queue.
    """
    allowed, account = settings.lockout_failures, account_key(name)
    lock_s = settings.lockout_minutes * 60
    if device:
        return Attempt([Brake(device_key(device), allowed)], lock_s=lock_s)
    here = Brake(both_key(account, block), allowed)
    if known:
        return Attempt([here], lock_s=lock_s)
    wide = allowed * WIDE_FACTOR
    brakes = [here, Brake(address_key(block), wide), Brake(whole_key(account), None)]
    return Attempt(brakes, lock_s=lock_s, queue=Queue(account, block, after=wide))


def step_up_attempt(user_id: int, name: str, block: str, settings: Settings) -> Attempt:
    """Count a password or code given within a session, for the account as well. Raises LockedOut."""
    account = account_key(name)
    brakes = [
        Brake(inside_key(user_id), settings.lockout_failures),
        Brake(both_key(account, block), None),
        Brake(whole_key(account), None),
    ]
    return Attempt(brakes, lock_s=settings.lockout_minutes * 60)


def _over(brake: Brake, count: int) -> bool:
    return brake.allowed is not None and count > brake.allowed


def account_key(name: str) -> str:
    """Count under the name that was given, whether or not there is such an account.

    Name and e-mail of one account count apart: together, a lock on both would tell that they belong
    to one account.
    """
    return fingerprint(fold(name))[:32]


def both_key(account: str, block: str) -> str:
    return f"failures:both:{account}:{block}"


def address_key(block: str) -> str:
    return f"failures:address:{block}"


def is_address_key(key: str) -> bool:
    """Tell whether a counter is of an address at all accounts, and so of no account in particular."""
    return key.startswith(address_key(""))


def whole_key(account: str) -> str:
    return f"failures:account:{account}"


def device_key(device: str) -> str:
    return f"failures:device:{device}"


def inside_key(user_id: int) -> str:
    return f"failures:inside:{user_id}"
