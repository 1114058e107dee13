"""Which account a row belongs to, by the name that its source gives: looked up once for many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select, update

from app.clock import now
from app.db import insert_into
from app.domain.banking.accounts.bank_balance import BankAccount
from app.domain.banking.accounts.names import SHORTEST_TAIL, Relation, account_name, relation
from app.domain.banking.accounts.tables import Account, AccountKind, AccountOrigin
from app.domain.banking.ledger.tables import Columns
from app.extensions import db

MAX_NUMBER_LETTERS = 64
MAX_NAME_LETTERS = 120
MAX_ACCOUNTS = 1_000
MIN_TWINS = 3
"""Payments that two names of an account have to share before they are taken for one: one may be chance."""

a = Account


class Named(NamedTuple):
    """An account as a row names it."""

    account: str
    currency: str


class Chosen(NamedTuple):
    """An account that somebody has chosen for rows of its currency that name none."""

    id: int
    currency: str


Ties = Mapping[Named, int]
"""The id of the account behind each name."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who names accounts, and what is noted of those that nobody has named before.

    said: what the bank says of its accounts beside their rows.
    """

    origin: AccountOrigin
    connection_id: int | None = None
    institution: str | None = None
    said: Collection[BankAccount] = ()


Twins = Sequence[tuple[Columns, int | None]]
"""Rows that are known from elsewhere, each with the account that they are tied to there."""


def tie_rows(
    user_id: int,
    rows: Iterable[Columns],
    teller: Teller,
    *,
    also: Iterable[Named] = (),
    twins: Callable[[], Twins] = tuple,
) -> Ties:
    """Write the account of each row that names one into its columns, inside the caller's transaction.

    Accounts that were not known are added. also: further names. twins: asked where a name is not known; three
    payments that both names tell of are one account. Returns the accounts of all the names.
    """
    named = [row for row in rows if row["account"]]
    ties = accounts_named(user_id, {*map(name_in, named), *also}, teller, twins)
    for row in named:
        row["account_id"] = ties.get(name_in(row))
    return ties


def name_in(row: Columns) -> Named:
    """Return the account that a row's columns name."""
    return Named(row["account"], row["currency"])


def accounts_named(
    user_id: int, wanted: Collection[Named], teller: Teller, twins: Callable[[], Twins] = tuple
) -> Ties:
    """Return the account of each name that says anything, adding those that were not known.

    An account is known by its key, or by its number, which may be the end of an IBAN. A number that could be
    one of several is an account of its own. Past MAX_ACCOUNTS none is added, and rows that name another are
    tied to none. twins: see `tie_rows`.
    """
    names = [each for each in wanted if account_name(each.account)]
    if not names:
        return {}
    known = _Known(user_id, teller)
    if missing := [each for each in names if known.find(each) is None]:
        proven = proven_by(twins())
        renamed = {each for each in missing if _rename(known.by_id(proven.get(each)), each, teller)}
        new = _first_names([each for each in missing if each not in renamed], teller)
        _add(user_id, new[: max(0, MAX_ACCOUNTS - known.count)], teller)
        known = _Known(user_id, teller)
    found = {each: row for each in names if (row := known.find(each)) is not None}
    if teller.connection_id is not None:
        _learn(found, teller)
    return {each: row.id for each, row in found.items()}


class _Known:
    """A user's accounts by their names."""

    def __init__(self, user_id: int, teller: Teller) -> None:
        columns = (a.id, a.key, a.currency, a.number, a.name, a.connection_id)
        mine = select(*columns).where(a.user_id == user_id, a.key.is_not(None)).order_by(a.id)
        rows = db.session.execute(mine).all()
        self.count = len(rows)
        self._by_key = {(row.key, row.currency): row for row in rows}
        self._by_id = {row.id: row for row in rows}
        self._by_tail: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in rows:
            for tail in _tails(row.number):
                self._by_tail[tail, row.currency].append(row)
        self._numbers = {each.account: each.number for each in teller.said}

    def find(self, wanted: Named) -> Any:
        """Return the account's row, None where there is none, or more than one that it could be."""
        exact = self._by_key.get((account_name(wanted.account), wanted.currency))
        return exact or self._alike(self._numbers.get(wanted.account) or wanted.account, wanted.currency)

    def by_id(self, account_id: int | None) -> Any:
        return self._by_id.get(account_id) if account_id else None

    def _alike(self, number: str, currency: str) -> Any:
        near = {row.id: row for tail in _tails(number) for row in self._by_tail[tail, currency]}
        found = [row for row in near.values() if relation(number, row.number) is Relation.SAME]
        return found[0] if len(found) == 1 else None


def _first_names(names: Sequence[Named], teller: Teller) -> list[Named]:
    """Leave out names that are the number of an account whose other name is among them."""
    said = {each.account: each.number for each in teller.said}
    numbers = {(said[each.account], each.currency) for each in names if each.account in said}
    return [each for each in names if said.get(each.account) == each.account or each not in numbers]


def _tails(number: str | None) -> set[str]:
    """Return how a number ends, with and without a currency behind it: what is one account shares one."""
    name = account_name(number)
    return {name[-SHORTEST_TAIL:], *([name[:-3][-SHORTEST_TAIL:]] if name[-3:].isalpha() else [])}


def proven_by(twins: Twins) -> dict[Named, int]:
    """Return the accounts that names mean: enough payments that they tell of are tied to these alone."""
    tied: dict[Named, list[int | None]] = defaultdict(list)
    for row, account_id in twins:
        if row["account"]:
            tied[name_in(row)].append(account_id)
    return {
        named: found[0]
        for named, found in tied.items()
        if found[0] is not None and len(found) >= MIN_TWINS and len(set(found)) == 1
    }


def _rename(row: Any, named: Named, teller: Teller) -> bool:
    """Have an account known by a further name; False where there is no place for one.

    A feed's name becomes the key, and the number stays what the account is known by to files.
    """
    if row is None or row.currency != named.currency:
        return False
    new: Columns = {}
    if teller.connection_id is not None and row.connection_id is None:
        new = {"key": account_name(named.account)}
    elif account_name(row.number) == row.key:
        new = {"number": named.account[:MAX_NUMBER_LETTERS]}
    if new:
        db.session.execute(update(a).where(a.id == row.id).values(new))
    return bool(new)


def _add(user_id: int, names: Sequence[Named], teller: Teller) -> None:
    """Add accounts; one that somebody else adds at this moment is there already."""
    if not names:
        return
    said = {each.account: each for each in teller.said}
    rows = [{"user_id": user_id, **_described(each, said.get(each.account), teller)} for each in names]
    keys = ["user_id", "key", "currency"]
    db.session.execute(insert_into(a).values(rows).on_conflict_do_nothing(index_elements=keys))


def _described(named: Named, said: BankAccount | None, teller: Teller) -> Columns:
    number = (said and said.number) or named.account
    return {
        "name": ((said and said.name) or number)[:MAX_NAME_LETTERS],
        "kind": (said and said.kind) or AccountKind.CURRENT,
        "currency": named.currency,
        "institution": teller.institution,
        "number": number[:MAX_NUMBER_LETTERS],
        "key": account_name(named.account),
        "origin": teller.origin,
        "connection_id": teller.connection_id,
        "hidden": False,
        "created_at": now(),
    }


def _learn(found: Mapping[Named, Any], teller: Teller) -> None:
    """Note what a connection says of accounts that were known without it: by a file, or by their owner.

    From then on such an account is known by the name that the feed gives it, and by its number as before.
    """
    said = {each.account: each for each in teller.said}
    for named, row in found.items():
        new: Columns = {}
        about = said.get(named.account)
        if row.connection_id is None:
            new["connection_id"] = teller.connection_id
            if about and about.number:
                new["key"] = account_name(named.account)
        if about and row.number in {named.account, about.number} and (about.number or about.name):
            number = about.number or named.account
            new["number"] = number[:MAX_NUMBER_LETTERS]
            if row.name == row.number:
                new["name"] = (about.name or number)[:MAX_NAME_LETTERS]
        changed = {name: value for name, value in new.items() if value != getattr(row, name)}
        if changed:
            db.session.execute(update(a).where(a.id == row.id).values(changed))
