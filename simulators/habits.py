"""What an invented household spends and earns, in three countries; amounts in minor units."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["card", "online", "p2p", "salary", "rent", "fee", "exchange"]


class Habit(NamedTuple):
    """low, high: the usual amounts, negative when paid. weight: how often, relative to the others.

    hold: the bank blocks the amount first and books it later. mcc, title, anzsic: what the enriched row says.
    """

    kind: Kind
    merchant: str | None
    low: int
    high: int
    weight: int
    hold: bool = False
    mcc: str | None = None
    title: str | None = None
    anzsic: str | None = None


RON = (
    Habit("card", "LIDL RO-216", 1_450, 38_000, 14, True, "5411", "Grocery Stores, Supermarkets", "411"),
    Habit("card", "MEGAIMAGE 0290", 850, 21_000, 12, False, "5411", "Grocery Stores, Supermarkets", "411"),
    Habit("card", "OMV 1229", 9_000, 38_000, 5, True, "5541", "Service Stations", "400"),
    Habit("card", "5 TO GO", 900, 2_900, 14, False, "5814", "Fast Food Restaurants", "451"),
    Habit("card", "METROREX VALIDATOARE", 500, 500, 8, False, "4111", "Local and Suburban Commuter", "462"),
    Habit("online", "PAYU*EMAG.RO/MARKET", 3_900, 120_000, 5, True, "5311", "Department Stores", "426"),
    Habit("online", "NETFLIX.COM", 5_999, 5_999, 1, False, "4899", "Cable and other pay television", "562"),
    Habit("p2p", None, 1_000, 45_000, 16),
    Habit("salary", None, 680_000, 920_000, 1),
    Habit("rent", None, 210_000, 210_000, 1),
    Habit("fee", None, 150, 1_000, 2),
    Habit("exchange", None, 5_000, 100_000, 2),
)
AUD = (
    Habit("card", "WOOLWORTHS", 1_200, 24_000, 14, True, "5411", "Grocery Stores, Supermarkets", "411"),
    Habit("card", "COLES", 1_000, 19_000, 10, True, "5411", "Grocery Stores, Supermarkets", "411"),
    Habit("card", "AMPOL", 4_500, 13_000, 5, True, "5541", "Service Stations", "400"),
    Habit("card", "THE LITTLE BEAN", 450, 1_650, 14, False, "5814", "Fast Food Restaurants", "451"),
    Habit("card", "MYKI", 530, 1_060, 8, False, "4111", "Local and Suburban Commuter", "462"),
    Habit("online", "JB HI-FI", 2_900, 89_000, 2, True, "5732", "Electronics Stores", "422"),
    Habit("p2p", None, 500, 15_000, 6),
    Habit("salary", None, 280_000, 360_000, 1),
    Habit("rent", None, 98_000, 98_000, 1),
    Habit("fee", None, 100, 500, 1),
)
EUR = (
    Habit("card", "LIDL", 850, 9_600, 14, True, "5411", "Grocery Stores, Supermarkets", "411"),
    Habit("card", "SHELL", 3_500, 9_500, 5, True, "5541", "Service Stations", "400"),
    Habit("card", "CAFE AM PARK", 280, 1_450, 14, False, "5814", "Fast Food Restaurants", "451"),
    Habit("online", "ZALANDO", 1_900, 18_000, 3, True, "5651", "Family Clothing Stores", "425"),
    Habit("p2p", None, 500, 12_000, 5),
    Habit("salary", None, 210_000, 320_000, 1),
    Habit("rent", None, 74_000, 74_000, 1),
    Habit("fee", None, 90, 490, 1),
)
BY_CURRENCY = {"RON": RON, "AUD": AUD, "EUR": EUR}
GROUPS = {
    "400": "Fuel Retailing",
    "411": "Supermarket and Grocery Stores",
    "422": "Electrical and Electronic Goods Retailing",
    "425": "Clothing, Footwear and Personal Accessory Retailing",
    "426": "Department Stores",
    "451": "Cafes, Restaurants and Takeaway Food Services",
    "462": "Road Passenger Transport",
    "562": "Cable and Other Subscription Broadcasting",
}
"""ANZSIC groups, as Basiq's subClass names them."""
