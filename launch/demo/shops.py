"""Where the demo's people spend their money, and how much."""

from __future__ import annotations

import random
from typing import NamedTuple


class Shop(NamedTuple):
    """A merchant: what is bought there, for how much, how often, and between which hours.

    low, high: the usual amounts, in minor units. weight: relative to the others.
    """

    merchant: str
    descriptions: tuple[str, ...]
    currency: str
    low: int
    high: int
    weight: int
    hours: tuple[int, int] = (8, 21)


SHOPS = (
    Shop(
        "Mega Image", ("Weekly groceries", "Bread and milk", "Fruit and vegetables"), "RON", 1_850, 31_000, 16
    ),
    Shop("Lidl", ("Groceries", "Household and groceries"), "EUR", 920, 8_600, 12),
    Shop("Profi", ("Small shopping", "Snacks"), "RON", 650, 9_400, 8),
    Shop("5 to go", ("Espresso", "Flat white", "Coffee and croissant"), "RON", 900, 2_900, 14, (7, 17)),
    Shop("Origo", ("Coffee with Ana", "Filter coffee"), "RON", 1_500, 5_200, 4, (9, 19)),
    Shop("STB", ("Metro and bus ticket", "Ten journeys"), "RON", 300, 3_500, 12, (6, 22)),
    Shop("Bolt", ("Ride home", "Ride to the airport", "Ride to the office"), "RON", 1_400, 7_800, 8, (7, 23)),
    Shop("CFR Călători", ("Train to Brașov", "Train to Sinaia"), "RON", 4_150, 12_900, 2, (6, 20)),
    Shop("OMV", ("Fuel", "Fuel and car wash"), "RON", 12_000, 38_500, 4, (6, 22)),
    Shop("Farmacia Tei", ("Vitamins", "Prescription"), "RON", 1_290, 18_700, 3),
    Shop(
        "eMAG", ("USB-C cable", "Kitchen scales", "Headphones", "Desk lamp"), "RON", 2_999, 74_900, 4, (9, 23)
    ),
    Shop("Cărturești", ("Paperback", "Two novels and a notebook"), "RON", 3_900, 21_000, 3, (10, 21)),
    Shop("IKEA", ("Shelf", "Bed linen", "Lamp and candles"), "RON", 4_990, 129_900, 1, (10, 20)),
    Shop("Cinema City", ("Two tickets", "Film and popcorn"), "RON", 5_600, 11_800, 2, (16, 22)),
    Shop("La Mama", ("Dinner", "Sunday lunch"), "RON", 7_800, 32_000, 4, (12, 22)),
    Shop("Too Good To Go", ("Surprise bag",), "RON", 1_499, 2_499, 3, (17, 21)),
    Shop("Wizz Air", ("Flight to Luton", "Flight and cabin bag"), "EUR", 3_499, 18_990, 1, (8, 23)),
    Shop("Transport for London", ("Tube, daily cap",), "GBP", 280, 890, 3, (7, 23)),
    Shop("Pret A Manger", ("Sandwich and tea", "Lunch"), "GBP", 475, 1_320, 3, (7, 18)),
    Shop("Waterstones", ("Hardback",), "GBP", 999, 3_200, 1, (10, 19)),
)


class Bill(NamedTuple):
    """What is paid every month, on the same day of it; amounts in minor units as of a shop."""

    merchant: str
    description: str
    currency: str
    low: int
    high: int
    day: int


BILLS = (
    Bill("World Class", "Gym membership", "EUR", 4_900, 4_900, 1),
    Bill("Digi", "Internet and mobile", "EUR", 1_350, 1_350, 5),
    Bill("Enel Energie", "Electricity", "RON", 14_500, 26_000, 9),
    Bill("Netflix", "Monthly plan", "EUR", 1_199, 1_199, 12),
    Bill("GitHub", "Pro plan", "EUR", 400, 400, 17),
    Bill("Spotify", "Premium", "EUR", 699, 699, 23),
)


class Payment(NamedTuple):
    """What is bought somewhere, once."""

    shop: Shop
    description: str
    amount: int


def pick(chance: random.Random) -> Payment:
    """Pick a payment: small sums often, large ones seldom."""
    shop = chance.choices(SHOPS, weights=[shop.weight for shop in SHOPS])[0]
    # Squared: most purchases lie near the lower end. Integers throughout, it is money.
    part = chance.randrange(1_000)
    amount = shop.low + (shop.high - shop.low) * part * part // 1_000_000
    return Payment(shop, chance.choice(shop.descriptions), amount)
