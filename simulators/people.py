"""An invented household's steady life: pay and rent, shopping, coffee, fuel, money between friends."""

from __future__ import annotations

import random
from datetime import datetime
from typing import NamedTuple

from simulators import romanian
from simulators.habits import BY_CURRENCY, Habit, Kind

SUBURBS = {"AUD": ("RICHMOND", "FITZROY", "BRUNSWICK"), "EUR": ("BERLIN", "LEIPZIG", "WIEN")}
COUNTRY = {"AUD": "VICAU", "EUR": "DE"}
FRIENDS = ("R Kettlewick", "Imogen Farrowdale", "T Nakagome")


class Movement(NamedTuple):
    """Something that happened to the household's money.

    amount_minor: negative when paid. description: what the bank says now; booked_description: what it will
    say once a hold is booked, the same where there is no hold.
    """

    kind: Kind
    habit: Habit
    amount_minor: int
    currency: str
    description: str
    booked_description: str

    @property
    def amount(self) -> str:
        return decimal_text(self.amount_minor)

    @property
    def pending(self) -> bool:
        return self.habit.hold


class Household:
    """The same seed lives the same life. currency: RON, AUD or EUR."""

    def __init__(self, currency: str, seed: int = 0) -> None:
        self.currency = currency
        self._habits = BY_CURRENCY[currency]
        self._weights = [habit.weight for habit in self._habits]
        self._chance = random.Random(seed)  # noqa: S311 - a made-up life, no secret

    def live(self, at: datetime) -> Movement:
        """Return what happens next, at this moment."""
        (habit,) = self._chance.choices(self._habits, self._weights)
        size = self._chance.randint(habit.low, habit.high)
        incoming = habit.kind == "salary" or (
            habit.kind in {"p2p", "exchange"} and self._chance.random() < 0.4
        )
        word = self._romanian if self.currency == "RON" else self._elsewhere
        now, booked = word(habit, decimal_text(size), at, incoming=incoming)
        return Movement(habit.kind, habit, size if incoming else -size, self.currency, now, booked)

    def _romanian(self, habit: Habit, amount: str, at: datetime, *, incoming: bool) -> tuple[str, str]:
        chance = self._chance
        if habit.merchant is not None:
            online = habit.kind == "online"
            booked = romanian.card_payment(chance, habit.merchant, amount, at, online=online)
            return (
                romanian.hold(chance, habit.merchant, amount, online=online) if habit.hold else booked
            ), booked
        text = {
            "p2p": lambda: romanian.between_people(chance, incoming=incoming),
            "exchange": lambda: romanian.exchange(chance, incoming=incoming),
            "salary": lambda: romanian.salary(chance, at),
            "rent": lambda: romanian.rent(chance, at),
            "fee": lambda: romanian.fee(chance),
        }[habit.kind]()
        return text, text

    def _elsewhere(self, habit: Habit, _amount: str, at: datetime, *, incoming: bool) -> tuple[str, str]:
        chance = self._chance
        if habit.merchant is not None:
            place = f"{chance.choice(SUBURBS[self.currency])} {COUNTRY[self.currency]}"
            booked = f"{habit.merchant} {chance.randrange(1000, 9999)} {place}"
            return (f"PENDING - {habit.merchant} {place}" if habit.hold else booked), booked
        friend = chance.choice(FRIENDS)
        text = {
            "p2p": f"PAYMENT FROM {friend}" if incoming else f"TRANSFER TO {friend}",
            "salary": f"SALARY QUILLFEATHER DESIGN {at:%b %Y}".upper(),
            "rent": f"RENT {at:%b %Y} HARROWGATE PROPERTY".upper(),
            "fee": "MONTHLY ACCOUNT FEE",
        }[habit.kind]
        return text, text


def decimal_text(minor: int) -> str:
    """Write cents or bani as decimal text: -2550 is "-25.50"."""
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole}.{cents:02d}"
