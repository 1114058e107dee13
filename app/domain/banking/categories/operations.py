"""What a bank's kind of operation says of a row: transfers, cash, fees, loans, interest."""

from __future__ import annotations

import re

from app.letters import fold_letters

_READ = 500
SURE, FAIR, WEAK = 90, 75, 60
"""WEAK: true of the movement, but a word in its text may say what it was for."""

Found = tuple[str, int]

_TRANSFER = {"in": ("TRANSFER_IN_OTHER_TRANSFER_IN", WEAK), "out": ("TRANSFER_OUT_OTHER_TRANSFER_OUT", WEAK)}
_OWN = {"in": ("TRANSFER_IN_ACCOUNT_TRANSFER", SURE), "out": ("TRANSFER_OUT_ACCOUNT_TRANSFER", SURE)}
_FUND = "INVESTMENT_AND_RETIREMENT_FUNDS"
# Cash that comes back is a withdrawal that the machine did not pay out; a fee that does lessens the fees.
_PLAIN: dict[str, dict[str, Found]] = {
    "btpay_p2p": _TRANSFER,
    "btpay_transfer": _TRANSFER,
    "transfer_in": _TRANSFER,
    "transfer_out": _TRANSFER,
    "instant_in": _TRANSFER,
    "instant_out": _TRANSFER,
    "internal_transfer": _OWN,
    "btpay_fx": _OWN,
    "fx": _OWN,
    "cash_withdrawal": {"in": ("TRANSFER_IN_DEPOSIT", FAIR), "out": ("TRANSFER_OUT_WITHDRAWAL", SURE)},
    "cash_deposit": {"in": ("TRANSFER_IN_DEPOSIT", SURE), "out": ("TRANSFER_OUT_OTHER_TRANSFER_OUT", WEAK)},
    "fee": {"in": ("BANK_FEES_OTHER_BANK_FEES", FAIR), "out": ("BANK_FEES_OTHER_BANK_FEES", SURE)},
    "loan": {
        "in": ("TRANSFER_IN_CASH_ADVANCES_AND_LOANS", FAIR),
        "out": ("LOAN_PAYMENTS_OTHER_PAYMENT", SURE),
    },
    "interest": {"in": ("INCOME_INTEREST_EARNED", SURE), "out": ("BANK_FEES_INTEREST_CHARGE", SURE)},
    "fund": {"in": (f"TRANSFER_IN_{_FUND}", SURE), "out": (f"TRANSFER_OUT_{_FUND}", SURE)},
}

# Words that make an operation's category a narrower one, for each channel and direction.
_NARROWER: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("loan", "out"): (
        (r"dobanda|dobanzi|interest", "BANK_FEES_INTEREST_CHARGE"),
        (r"ipotec\w{0,6}|imobiliar\w{0,4}|mortgage|(?:prima|noua) casa", "LOAN_PAYMENTS_MORTGAGE_PAYMENT"),
        (r"card\w{0,4} de credit|credit card", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"),
        (r"auto|car|leasing|vehicle", "LOAN_PAYMENTS_CAR_PAYMENT"),
        (r"student|studii", "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT"),
        (r"personale?", "LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT"),
    ),
    ("fee", "out"): (
        (r"atm|bancomat|numerar|cash", "BANK_FEES_ATM_FEES"),
        (r"overdraft|descoperit", "BANK_FEES_OVERDRAFT_FEES"),
        (r"nsf|insufficient|insuficient\w{0,2}|returned payment", "BANK_FEES_INSUFFICIENT_FUNDS"),
        (r"foreign|international|valut\w{0,5}|conversie|conversion|fx", "BANK_FEES_FOREIGN_TRANSACTION_FEES"),
        (r"dobanda|interest", "BANK_FEES_INTEREST_CHARGE"),
    ),
    ("internal_transfer", "in"): ((r"economi\w{0,6}|savings?|depozit\w{0,4}", "TRANSFER_IN_SAVINGS"),),
    ("internal_transfer", "out"): (
        (r"economi\w{0,6}|savings?|depozit\w{0,4}|constituire", "TRANSFER_OUT_SAVINGS"),
    ),
}  # fmt: skip
_WORDS = {
    key: tuple((re.compile(rf"\b(?:{words})\b"), code) for words, code in rules)
    for key, rules in _NARROWER.items()
}


def category_of_operation(channel: str | None, direction: str, description: str) -> Found | None:
    """Return the category that the channel alone tells, and how sure that is; None where it tells nothing."""
    plain = _PLAIN.get(channel or "", {}).get(direction)
    words = _WORDS.get((channel or "", direction))
    if plain is None or words is None:
        return plain
    text = fold_letters(description[:_READ])
    narrower = next((code for pattern, code in words if pattern.search(text)), None)
    return (narrower, SURE) if narrower else plain
