"""The calendar of dividends: what the books say was paid, and what the past lets one expect.

Nothing later than `today` is looked at: an expected payment follows from those before it, and is worth what
the last one was per unit (of half-yearly ones, the last of its season), for the units that are held today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import NamedTuple

from app.domain.fx.rates import EXACT
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.dividends.report import DividendCalendar, Month, Payer, Payment
from app.domain.portfolio.dividends.rhythm import Rhythm, due_days, rhythm_of
from app.domain.portfolio.returns.amounts import amounts_of
from app.domain.portfolio.returns.entries import Entry
from app.domain.portfolio.returns.figures import rounded
from app.domain.portfolio.returns.gaps import Gap, GapKind, merged
from app.domain.portfolio.returns.journal import Journal
from app.domain.portfolio.returns.positions import ZERO

MAX_AHEAD_DAYS = 2 * 366
YEAR = timedelta(days=365)


class Paid(NamedTuple):
    """What a day's payments of a security came to, per unit of that day; None where that is not known."""

    on: date
    currency: str
    per_unit: Decimal | None


def calendar_of(
    journal: Journal, activities: Sequence[Activity], *, first: date, last: date, today: date
) -> DividendCalendar:
    """Return the dividends of a period.

    journal: the books of `activities`. first, last: both included; what is expected ends two years after
    today.
    """
    with localcontext(EXACT):
        return _Calendar(journal, activities, today).between(first, last)


class _Calendar:
    """The dividends of one portfolio as they are known on a day. Works in the caller's decimal context."""

    def __init__(self, journal: Journal, activities: Sequence[Activity], today: date) -> None:
        self._journal, self._today = journal, today
        entries = journal.all.within(None, today)
        self._confirmed = [
            self._payment(each, activities[each.place])
            for each in entries
            if each.type is ActivityType.DIVIDEND
        ]
        self._by_symbol: dict[str, list[Payment]] = defaultdict(list)
        for payment in self._confirmed:
            if payment.symbol and payment.amount:
                self._by_symbol[payment.symbol].append(payment)
        self._paid = {symbol: _by_day(found) for symbol, found in sorted(self._by_symbol.items())}

    def between(self, first: date, last: date) -> DividendCalendar:
        until = min(last, self._today + timedelta(days=MAX_AHEAD_DAYS))
        expected = [each for symbol in self._paid for each in self._expected(symbol, until)]
        payments = sorted(
            (each for each in [*self._confirmed, *expected] if first <= each.on <= last),
            key=lambda each: (each.on, each.state, each.symbol or ""),
        )
        return DividendCalendar(
            start=first,
            end=last,
            on=self._today,
            expected_until=until,
            currency=self._journal.settings.currency,
            payments=payments,
            months=[_month(name, payments) for name in _months(first, last)],
            payers=[self._payer(symbol) for symbol in self._paid],
            missing=merged(self._gap(each) for each in payments if each.base is None),
        )

    def _payment(self, entry: Entry, activity: Activity) -> Payment:
        gross, fee, tax = amounts_of(activity, self._journal.quotes.par(activity.symbol or ""))
        units = activity.quantity or (entry.held if entry.held > 0 else None)
        return Payment(
            on=entry.on,
            symbol=entry.symbol,
            state="confirmed",
            currency=activity.currency,
            amount=gross,
            tax=tax,
            fee=fee,
            net=gross - fee - tax,
            units=units,
            per_unit=_ratio(gross, units),
            yield_on_cost=_ratio(entry.gross, entry.average.gross),
            base=_known(entry.gross),
            base_net=_known(entry.gross - entry.costs),
        )

    def _expected(self, symbol: str, until: date) -> Iterator[Payment]:
        paid, units = self._paid[symbol], self._held(symbol)
        rhythm = rhythm_of([each.on for each in paid])
        if rhythm is None or units <= 0:
            return
        days = due_days([each.on for each in paid], rhythm, today=self._today, until=until)
        for step, due in days:
            payment = self._due(symbol, due, _model(paid, rhythm, step), units)
            if payment is not None:
                yield payment

    def _due(self, symbol: str, due: date, model: Paid, units: Decimal) -> Payment | None:
        if model.per_unit is None:
            return None
        splits = self._journal.quotes.splits(symbol)
        per_unit = model.per_unit * splits.units(model.on) / splits.units(self._today)
        amount = rounded(per_unit * units)
        rate = self._journal.quotes.rate(model.currency, self._today)
        base = None if rate is None else rounded(amount * rate.rate)
        return Payment(
            on=due,
            symbol=symbol,
            state="expected",
            currency=model.currency,
            amount=amount,
            tax=None,
            fee=None,
            net=None,
            units=units,
            per_unit=rounded(per_unit),
            yield_on_cost=_ratio(base, self._cost(symbol)),
            base=base,
            base_net=None,
            is_late=due < self._today,
        )

    def _payer(self, symbol: str) -> Payer:
        paid, units = self._paid[symbol], self._held(symbol)
        rhythm = rhythm_of([each.on for each in paid])
        since = self._today - YEAR
        last_year = _sum(each.base for each in self._confirmed if each.symbol == symbol and each.on > since)
        ahead = self._expected(symbol, self._today + timedelta(days=MAX_AHEAD_DAYS))
        return Payer(
            symbol=symbol,
            rhythm=None if rhythm is None else rhythm.name,
            units=units,
            last_year=last_year,
            yield_on_cost=_ratio(last_year, self._cost(symbol)) if units > 0 else None,
            next_on=next((each.on for each in ahead), None),
        )

    def _held(self, symbol: str) -> Decimal:
        last = self._last(symbol)
        return last.held if last else ZERO

    def _cost(self, symbol: str) -> Decimal:
        last = self._last(symbol)
        return last.average.gross if last else ZERO

    def _last(self, symbol: str) -> Entry | None:
        return self._journal.by_symbol[symbol].last(self._today)

    def _gap(self, payment: Payment) -> Gap:
        pair = f"{payment.currency}/{self._journal.settings.currency}"
        on = payment.on if payment.state == "confirmed" else self._today
        return Gap(GapKind.MISSING_FX, pair, on, on)


def _by_day(payments: Iterable[Payment]) -> list[Paid]:
    """Put together what was paid on one day; in two currencies, or for unknown units, it has no amount."""
    days: dict[date, list[Payment]] = defaultdict(list)
    for each in payments:
        days[each.on].append(each)
    return [_paid(on, found) for on, found in sorted(days.items())]


def _paid(on: date, payments: Sequence[Payment]) -> Paid:
    amounts = [each.per_unit for each in payments if each.per_unit is not None]
    whole = len(amounts) == len(payments) and len({each.currency for each in payments}) == 1
    return Paid(on, payments[-1].currency, sum(amounts, ZERO) if whole else None)


def _model(paid: Sequence[Paid], rhythm: Rhythm, step: int) -> Paid:
    """Return the payment that a due one is taken to be like."""
    if rhythm.name == "half_yearly":
        return paid[-1 - step % 2]
    return paid[-1]


def _months(first: date, last: date) -> Iterator[str]:
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{month // 12:04}-{month % 12 + 1:02}"


def _month(name: str, payments: Sequence[Payment]) -> Month:
    within = [each for each in payments if each.on.isoformat().startswith(name)]
    confirmed = [each for each in within if each.state == "confirmed"]
    return Month(
        month=name,
        confirmed=_sum(each.base for each in confirmed),
        confirmed_net=_sum(each.base_net for each in confirmed),
        expected=_sum(each.base for each in within if each.state == "expected"),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add amounts; None where one of them is not known."""
    found = list(amounts)
    known = [each for each in found if each is not None]
    return rounded(sum(known, ZERO)) if len(known) == len(found) else None


def _known(amount: Decimal) -> Decimal | None:
    return None if amount.is_nan() else rounded(amount)


def _ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Divide; None where either is not known, or there is nothing to divide by."""
    if part is None or whole is None or part.is_nan() or whole.is_nan() or whole <= 0:
        return None
    return rounded(part / whole)
