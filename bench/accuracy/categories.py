"""How often the ladder puts a labelled transaction where people did, over a set in YAML.

A set has a list of categories of its own. Ours are matched to it by meaning: a category of ours may be any of
the names below that the set has; where it has none of the narrow ones, the wider one at the line's end holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from app.domain.banking.categories.ladder import Facts, categorise
from app.domain.banking.categories.taxonomy import primary_of

# Our code or primary | the names that mean it, any of them > wider ones for sets without those.
MEANINGS = """
INCOME_WAGES | Salary > Income
INCOME | Other Income, Investments > Income
TRANSFER_IN | Transfer, Transfers > Income
TRANSFER_OUT | Transfer, Transfers
TRANSFER_OUT_WITHDRAWAL | Cash, Cash & ATM
LOAN_PAYMENTS | Loan Payments, Debt
LOAN_PAYMENTS_MORTGAGE_PAYMENT | Mortgage, Mortgage / Rent > Housing
BANK_FEES | Fees, Bank Fees
ENTERTAINMENT | Entertainment
ENTERTAINMENT_TV_AND_MOVIES | Streaming Services, Subscriptions, Entertainment
ENTERTAINMENT_MUSIC_AND_AUDIO | Streaming Services, Subscriptions > Entertainment
FOOD_AND_DRINK | Food & Drink
FOOD_AND_DRINK_GROCERIES | Groceries > Food & Drink
FOOD_AND_DRINK_COFFEE | Coffee Shops > Food & Drink
FOOD_AND_DRINK_RESTAURANT | Restaurants > Food & Drink
FOOD_AND_DRINK_FAST_FOOD | Restaurants, Fast Food > Food & Drink
GENERAL_MERCHANDISE | Shopping
GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES | Clothing > Shopping
GENERAL_MERCHANDISE_ELECTRONICS | Electronics > Shopping
GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES | Gifts & Donations, Gifts > Shopping
HOME_IMPROVEMENT | Home Improvement > Housing, Shopping
MEDICAL | Healthcare > Health & Wellness
MEDICAL_PHARMACIES_AND_SUPPLEMENTS | Pharmacy > Health & Wellness
PERSONAL_CARE | Personal Care
PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS | Gym & Fitness > Health & Wellness
GENERAL_SERVICES | Services
GENERAL_SERVICES_INSURANCE | Insurance
GENERAL_SERVICES_EDUCATION | Education
GENERAL_SERVICES_AUTOMOTIVE | Auto & Transport > Transportation
GENERAL_SERVICES_OTHER_GENERAL_SERVICES | Subscriptions, Services
GOVERNMENT_AND_NON_PROFIT | Taxes, Government
GOVERNMENT_AND_NON_PROFIT_DONATIONS | Gifts & Donations, Charity
TRANSPORTATION | Transportation
TRANSPORTATION_GAS | Gas & Fuel > Transportation
TRANSPORTATION_TAXIS_AND_RIDE_SHARES | Rideshare > Transportation
TRANSPORTATION_PUBLIC_TRANSIT | Public Transit > Transportation
TRAVEL | Travel
TRAVEL_FLIGHTS | Flights > Travel
TRAVEL_LODGING | Hotels > Travel
RENT_AND_UTILITIES | Utilities
RENT_AND_UTILITIES_RENT | Rent > Housing
"""


@dataclass(frozen=True)
class Miss:
    """A case that was not answered as people would; given None is an answer that was not given."""

    description: str
    expected: str | None
    given: str | None
    source: str


@dataclass
class Result:
    """What a set's cases came to; a case that expects no answer is an answer only where one was given."""

    cases: int = 0
    answered: int = 0
    answerable: int = 0
    answerable_answered: int = 0
    right: int = 0
    right_silence: int = 0
    misses: list[Miss] = field(default_factory=list)


def measure(path: Path) -> Result:
    """Ask the ladder about every case of a set."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {each["name"].casefold(): each for each in told["context"]["categories"]}
    result = Result()
    for case in told["samples"]:
        _judge(case, names, result)
    return result


def _judge(case: dict[str, Any], names: dict[str, dict[str, Any]], result: Result) -> None:
    answer = categorise(_facts(case["input"]), corrections={})
    expected = case["expected"].get("category_name")
    accepted = {expected, *case["expected"].get("acceptable_alternatives", ())} - {None}
    given = _names_of(answer.category, names) if answer.category else set()
    result.cases += 1
    result.answered += answer.category is not None
    result.answerable += expected is not None
    result.answerable_answered += expected is not None and answer.category is not None
    if answer.category is None and expected is None:
        result.right_silence += 1
    elif given & {name.casefold() for name in accepted}:
        result.right += 1
    else:
        result.misses.append(Miss(case["input"]["description"], expected, answer.category, answer.source))


def _facts(row: dict[str, Any]) -> Facts:
    """Read a case as a transaction; what was paid back is income to some sets and a minus to others."""
    amount = Decimal(str(row["amount"]))
    incoming = row.get("classification") == "income"
    return Facts(
        description=row["description"],
        merchant=row.get("merchant"),
        counterparty=None,
        mcc=row.get("mcc"),
        channel=None,
        direction="in" if incoming else "out",
        amount=int(abs(amount).scaleb(2)),
    )


def _names_of(code: str, names: dict[str, dict[str, Any]]) -> set[str]:
    """Return the names of the set that mean our category: its narrowest ones, or the first wider ones."""
    for step in _MEANINGS.get(code) or _MEANINGS[primary_of(code)]:
        if here := {name for name in step if name in names}:
            return here
    return set()


def _read(lines: str) -> dict[str, list[list[str]]]:
    rows = (line.split(" | ") for line in lines.strip().splitlines())
    return {
        code: [[name.strip().casefold() for name in re.split(r", ", step)] for step in steps.split(" > ")]
        for code, steps in rows
    }


_MEANINGS = _read(MEANINGS)
