"""Which of the stored rows a row is: one payment told twice, or two payments.

A bank's id is evidence, not proof: many banks count anew in each file or each account. Two rows are one
payment where day, money, direction and text agree and no name of the account contradicts, or where the id
and the account agree and day and money do not differ. Each stored row is the twin of one row at most, so
that three equal coffees of a file beside two stored ones are one new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.domain.banking.accounts.names import Relation, relation
from app.domain.banking.posting.keys import UNDATED, day_in, money_in

CARD_DAYS = 10
"""Days that may lie between a card payment in a feed and in a file."""
SHORTEST_TEXT = 4
SHORTEST_CUT = 20
COUNTER_DIGITS = 5
LOOKED_THROUGH = 200
"""Stored rows of one key that are compared with a row, at most."""
CHANGED_IDS = 3
CHANGED_SHARE_PERCENT = 80


Fits = Callable[["Entry", "Entry"], bool]


class Entry(NamedTuple):
    """A row as far as it is compared.

    id: the stored row's; 0 where it is not stored. movement, card: see posting.keys.
    texts: letters of the description and of the other party.
    scheme: the file's format or the feed's name: ids of one scheme can be compared.
    bank_id: the bank's own. is_hold: pending, as a file told it.
    """

    id: int
    movement: str
    card: str | None
    account: str | None
    texts: tuple[str, str]
    scheme: str
    bank_id: str | None
    is_file: bool
    is_hold: bool = False


class Match(NamedTuple):
    """The stored row that a row is, or else one that is much like it and still another."""

    twin: Entry | None = None
    similar: Entry | None = None


def match(rows: Sequence[Entry], stored: Iterable[Entry], *, trust_ids: bool) -> list[Match]:
    """Find each row's twin, the surest evidence first. stored: rows that nothing was matched with yet."""
    index = _Index(stored, trust_ids=trust_ids)
    twins: dict[int, Entry] = {}
    for level in (index.by_id, index.by_card, index.by_text, index.by_text_alone, index.by_likeness):
        for place, row in enumerate(rows):
            if place not in twins and (found := level(row)) is not None:
                index.take(found)
                twins[place] = found
    return [
        Match(twin=twins[place]) if place in twins else Match(similar=index.similar(row))
        for place, row in enumerate(rows)
    ]


class _Index:
    """Stored rows by what they are looked for."""

    def __init__(self, stored: Iterable[Entry], *, trust_ids: bool) -> None:
        self._trust_ids = trust_ids
        self._by_movement: dict[str, dict[int, Entry]] = defaultdict(dict)
        self._by_text: dict[tuple[str, str], dict[int, Entry]] = defaultdict(dict)
        self._by_card: dict[str, dict[int, Entry]] = defaultdict(dict)
        for each in stored:
            self._by_movement[each.movement][each.id] = each
            self._by_text[each.movement, each.texts[0]][each.id] = each
            if each.card:
                self._by_card[each.card][each.id] = each

    def take(self, found: Entry) -> None:
        self._by_movement[found.movement].pop(found.id, None)
        self._by_text[found.movement, found.texts[0]].pop(found.id, None)
        if found.card:
            self._by_card[found.card].pop(found.id, None)

    def by_id(self, row: Entry) -> Entry | None:
        if not self._trust_ids or row.bank_id is None:
            return None
        return _first(self._by_movement.get(row.movement), row, _is_by_id)

    def by_card(self, row: Entry) -> Entry | None:
        return _first(self._by_card.get(row.card), row, _is_by_card) if row.card else None

    def by_text(self, row: Entry) -> Entry | None:
        return self._same_text(row, Relation.SAME)

    def by_text_alone(self, row: Entry) -> Entry | None:
        return self._same_text(row, Relation.UNKNOWN)

    def _same_text(self, row: Entry, wanted: Relation) -> Entry | None:
        def fits(row: Entry, each: Entry) -> bool:
            return _relation(row, each) is wanted and not self._contradict(row, each)

        return _first(self._by_text.get((row.movement, row.texts[0])), row, fits)

    def by_likeness(self, row: Entry) -> Entry | None:
        def fits(row: Entry, each: Entry) -> bool:
            apart = _relation(row, each) is Relation.OTHER or self._contradict(row, each)
            return not apart and are_alike(row, each)

        return _first(self._by_movement.get(row.movement), row, fits)

    def _contradict(self, row: Entry, each: Entry) -> bool:
        if row.card and each.card and row.card != each.card:
            return True
        return self._trust_ids and ids_differ(row, each)

    def similar(self, row: Entry) -> Entry | None:
        return _first(self._by_movement.get(row.movement), row, _is_similar)


def _first(stored: Mapping[int, Entry] | None, row: Entry, fits: Fits) -> Entry | None:
    for count, each in enumerate((stored or {}).values()):
        if count == LOOKED_THROUGH:
            break
        # A hold of a file is settled by its booking (see posting.hold_matching): no second telling of it.
        if not (each.is_hold and not row.is_hold) and fits(row, each):
            return each
    return None


def _relation(row: Entry, each: Entry) -> Relation:
    return relation(row.account, each.account, one_kind=row.is_file == each.is_file)


def ids_differ(row: Entry, each: Entry) -> bool:
    """Tell whether the bank gave both an id in the same way, and not the same one."""
    return bool(row.scheme == each.scheme and row.bank_id and each.bank_id and row.bank_id != each.bank_id)


def _is_by_id(row: Entry, each: Entry) -> bool:
    if row.bank_id != each.bank_id or each.scheme not in {row.scheme, ""}:
        return False
    if _relation(row, each) is Relation.OTHER:
        return False
    return (
        not is_counter(row.bank_id)
        or row.texts[0] == each.texts[0]
        or are_alike(row, each, cut=SHORTEST_TEXT)
    )


def is_counter(bank_id: str | None) -> bool:
    """Tell whether an id is but a small number: the place of a row in its file, as likely as not."""
    plain = (bank_id or "").lstrip("0")
    return not plain or (plain.isdigit() and len(plain) <= COUNTER_DIGITS)


def _is_by_card(row: Entry, each: Entry) -> bool:
    if money_in(row.movement) != money_in(each.movement) or _relation(row, each) is Relation.OTHER:
        return False
    return row.movement == each.movement or (
        row.scheme != each.scheme and _days_between(row, each) <= CARD_DAYS
    )


def _days_between(row: Entry, each: Entry) -> int:
    days = day_in(row.movement), day_in(each.movement)
    if UNDATED in days:
        return 0
    return abs((date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days)


def are_alike(row: Entry, each: Entry, *, cut: int = SHORTEST_CUT) -> bool:
    """Tell whether two texts are one that was cut: banks cut in other places in each format.

    cut: within one format no text is cut twice, so that only so long a beginning counts.
    """
    if row.scheme == each.scheme:
        short, long = sorted((row.texts[0], each.texts[0]), key=len)
        return len(short) >= cut and long.startswith(short)
    return any(_is_part(mine, other) for mine in row.texts for other in each.texts)


def _is_part(left: str, right: str) -> bool:
    short, long = sorted((left, right), key=len)
    return len(short) >= SHORTEST_TEXT and not short.isdigit() and short in long


def _is_similar(row: Entry, each: Entry) -> bool:
    return _relation(row, each) is not Relation.OTHER or row.texts[0] == each.texts[0]


def ids_can_be_trusted(rows: Sequence[Entry], stored: Iterable[Entry], reused: Sequence[bool]) -> bool:
    """Tell whether the ids of these rows name payments, by what is stored already.

    reused: of each row, whether its id stands for another movement of the same account, in the store or in
    the file. Ids count for nothing where more of them were used again than agree, or where the same payments
    come back with other ids.
    """
    known: dict[str, list[Entry]] = defaultdict(list)
    for each in stored:
        known[each.movement].append(each)
    agreeing = contradicting = told = 0
    anew: set[tuple[str, str]] = set()
    for row, is_reused in zip(rows, reused, strict=True):
        near = known.get(row.movement, [])[:LOOKED_THROUGH]
        if row.bank_id is None:
            continue
        told += bool(near)
        agrees = any(_is_by_id(row, each) for each in near)
        agreeing += agrees
        contradicting += is_reused and not agrees
        if any(_is_again(row, each) for each in near):
            anew.add((row.movement, row.texts[0]))
    came_anew = not agreeing and len(anew) >= CHANGED_IDS and len(anew) * 100 >= told * CHANGED_SHARE_PERCENT
    return contradicting <= agreeing and not came_anew


def _is_again(row: Entry, each: Entry) -> bool:
    """Tell whether a stored row of the same account says the same under another id."""
    return ids_differ(row, each) and row.texts[0] == each.texts[0] and _relation(row, each) is Relation.SAME
