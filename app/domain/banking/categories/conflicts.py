"""Which category holds when two things speak of one row: its direction, its shop and the words beside it."""

from __future__ import annotations

from app.domain.banking.categories.taxonomy import find, primary_of

Found = tuple[str, int]

SURE_CUE = 70
"""From here on a word may overrule what kind of shop it stands beside."""

_AGREED = 5
_CARD = frozenset({"card_pos", "card_online", "card_hold", "btpay_merchant", "refund"})

# Shops that sell more than one kind of thing, so that the department that is named counts: fuel at a
# supermarket, a pharmacy in a superstore, meals from a driver.
_MANY_TRADES = frozenset(
    {
        "FOOD_AND_DRINK_GROCERIES",
        "GENERAL_MERCHANDISE_CONVENIENCE_STORES",
        "GENERAL_MERCHANDISE_DEPARTMENT_STORES",
        "GENERAL_MERCHANDISE_DISCOUNT_STORES",
        "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES",
        "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE",
        "GENERAL_MERCHANDISE_SUPERSTORES",
        "TRANSPORTATION_TAXIS_AND_RIDE_SHARES",
    }
)
# An online marketplace sends goods: a 'USB-C cable' is no connection, 'kitchen scales' are no meal.
_ONLINE = "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES"
_NOT_SENT = frozenset({"RENT_AND_UTILITIES", "FOOD_AND_DRINK_RESTAURANT", "FOOD_AND_DRINK_FAST_FOOD"})
_NOT_SOLD = frozenset({"BANK_FEES", "INCOME", "LOAN_PAYMENTS", "TRANSFER_IN", "TRANSFER_OUT"})
# Sold by shops of every kind.
_ANYWHERE = frozenset({"GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES"})


def beside_words(shop: Found, cue: Found | None, *, incoming: bool) -> Found:
    """Return what a shop's category becomes beside the words of its description."""
    if cue is None:
        return shop
    if cue[0] == shop[0]:
        return shop[0], min(100, max(shop[1], cue[1]) + _AGREED)
    earned = incoming and primary_of(cue[0]) == "INCOME"
    department = _is_department_of(shop[0], cue[0])
    overruled = earned or cue[0] in _ANYWHERE or department
    return cue if overruled and cue[1] >= SURE_CUE else shop


def _is_department_of(shop: str, code: str) -> bool:
    """Tell whether a shop that sells many kinds of things has this one, which is another than its own."""
    if shop == _ONLINE and not _NOT_SENT.isdisjoint({code, primary_of(code)}):
        return False
    return shop in _MANY_TRADES and _is_department(code) and primary_of(code) != primary_of(shop)


def _is_department(code: str) -> bool:
    """Tell whether it is a kind of goods or service; 'payment' and 'services' stand beside every shop."""
    return "_OTHER_" not in code and primary_of(code) not in _NOT_SOLD


def directed(found: Found, *, incoming: bool, channel: str | None) -> Found | None:
    """Bring a category in line with the way the money went; None where it cannot be."""
    code, confidence = found
    primary = primary_of(code)
    if not incoming:
        return _outgoing(code, primary, confidence)
    if primary in {"INCOME", "TRANSFER_IN"} or find(code) is None:
        return found
    if primary == "TRANSFER_OUT":
        return mirrored(code), confidence
    if primary == "LOAN_PAYMENTS":
        return "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", confidence - 20
    # A shop pays back to the card. Money that a transfer brings may as well be for something sold or shared.
    return code, confidence - (15 if channel in _CARD or channel is None else 30)


def _outgoing(code: str, primary: str, confidence: int) -> Found | None:
    if code == "INCOME_INTEREST_EARNED":
        return "BANK_FEES_INTEREST_CHARGE", confidence
    if primary == "INCOME":
        return None
    return (mirrored(code) if primary == "TRANSFER_IN" else code), confidence


def mirrored(code: str) -> str:
    """Return the transfer of the other direction that is nearest in meaning; other codes stay."""
    primary = primary_of(code)
    if primary not in {"TRANSFER_IN", "TRANSFER_OUT"}:
        return code
    other = "TRANSFER_OUT" if primary == "TRANSFER_IN" else "TRANSFER_IN"
    if code == primary:
        return other
    if code == "TRANSFER_OUT_WITHDRAWAL":
        return "TRANSFER_IN_DEPOSIT"
    same = f"{other}{code.removeprefix(primary)}"
    return same if find(same) else f"{other}_OTHER_{other}"
