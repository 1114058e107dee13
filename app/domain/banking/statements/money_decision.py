"""Which reading of a table's money holds: by its running balance, by its header, by its signs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from app.domain.banking.statements.money_columns import (
    MAX_COLUMNS_TRIED,
    Base,
    Candidates,
    DebitSign,
    Flag,
    Reading,
    Sheet,
    Sign,
)
from app.domain.banking.statements.running_balance import MAX_BREAKS_IN, Chain, Line, Mode, best_chain
from app.domain.banking.statements.value_words import comes_in, pays_back
from app.tabular.amounts import Marks

Way = dict[str, Any]
"""Fields of a Reading, as one way of reading the amounts fixes them."""
Ways = list[Way]
MAX_ROWS_OF_CHAIN = 600
MAX_READINGS = 120
MAX_OPEN = 6
SURE_LINKS = 2
_Vector = tuple[int | None, ...]


class Evidence(NamedTuple):
    """What is known of the rows. counts: whether a row is a movement that was booked."""

    modes: Sequence[Mode]
    groups: Sequence[Hashable]
    counts: Sequence[bool]
    rows: int


class Verdict(NamedTuple):
    """The readings that are left, the likeliest first; several differ in the rows that they give."""

    readings: list[Reading]
    chain: Chain | None
    balance: int | None


class _Proof(NamedTuple):
    reading: Reading
    vector: _Vector
    chain: Chain
    balance: int


class MoneyDecision:
    """Weighs the readings of one table."""

    def __init__(  # noqa: PLR0913 - the parts of a table that decide
        self,
        candidates: Candidates,
        sheet: Sheet,
        evidence: Evidence,
        *,
        marks: Sequence[Marks],
        fees: tuple[Sequence[int | None], Sequence[int | None]],
        told: Mapping[str, Any],
    ) -> None:
        self.candidates, self.sheet, self.evidence = candidates, sheet, evidence
        self.marks, self.told = marks, told
        self.fees_said, self.fees_tried = fees
        self.bases = candidates.bases()

    def verdict(self) -> Verdict:
        """Return what holds. No reading at all: there is no column of amounts."""
        said = self._said()
        if self._goes_both_ways(said):
            return Verdict([], None, None)
        proofs = self._proofs()
        if not proofs:
            return Verdict(self._distinct([*said, *self._turned(said)]), None, None)
        most = max(proof.chain.fits for proof in proofs)
        best = [proof for proof in proofs if proof.chain.fits == most]
        return self._weighed(said, best)

    def _weighed(self, said: list[Reading], best: list[_Proof]) -> Verdict:
        """A balance that adds up decides, unless the words say the opposite way."""
        vectors = {proof.vector for proof in best}
        either_end = len({mode.order for mode in self.evidence.modes}) > 1
        if either_end:
            # A balance before each row, read from the other end, fits the opposite amounts as well.
            vectors |= {tuple(None if each is None else -each for each in vector) for vector in vectors}
        agreed = self._distinct([each for each in said if self._vector(each) in vectors])
        chain, balance = best[0].chain, best[0].balance
        if agreed:
            same = [each for each in said if each.base == agreed[0].base]
            # The oldest row has no balance before it: without a sign it may have gone the other way.
            unsure = self._distinct([*agreed, *same]) if _lack_signs(same) else agreed
            return Verdict(unsure, chain, balance)
        proven = self._distinct([proof.reading for proof in best])
        doubted = [
            each for each in self._distinct(said) if either_end or self._opposes(each, proven[0], chain)
        ]
        return Verdict([*proven, *doubted][:MAX_OPEN], chain, balance)

    def _goes_both_ways(self, said: list[Reading]) -> bool:
        """Tell whether unsigned amounts are the sizes of a balance's steps: no one sign is right for all."""
        if not _lack_signs(said):
            return False
        sizes, reading = [abs(each or 0) for each in self._vector(said[0])], said[0]
        return any(
            _rises_and_falls(sizes, self.sheet.values(at, reading.marks)) for at in self._balances(reading)
        )

    def _opposes(self, said: Reading, proven: Reading, chain: Chain) -> bool:
        """A card's balance grows by what is spent: then the balance and the words contradict each other."""
        one, other = self._vector(said), self._vector(proven)
        opposite = all(
            first is None or second is None or first == -second
            for first, second in zip(one, other, strict=True)
        )
        worded = said.flag is not None or said.base.amount is None
        return opposite and (worded or chain.fits < SURE_LINKS)

    def _turned(self, said: list[Reading]) -> list[Reading]:
        """Return what no balance proves and the words suggest: statements of cards, where a minus came in."""
        found: list[Reading] = []
        for each in said:
            if "sign" not in self.told and each.sign == "as_is" and self._pays_a_card(each):
                found.append(each._replace(sign="negate"))
            if "credit_sign" not in self.told and self._credits_below_zero(each):
                found.append(each._replace(credit_sign="negative"))
        return found

    def _pays_a_card(self, said: Reading) -> bool:
        """Tell whether all that came in by its text stands below zero, among more that stands above it."""
        if said.base.amount is None or said.flag is not None:
            return False
        values = self.sheet.values(said.base.amount, said.marks)
        texts = self._texts()
        below = [text for value, text in zip(values, texts, strict=True) if value and value < 0]
        above = [text for value, text in zip(values, texts, strict=True) if value and value > 0]
        return 0 < len(below) <= len(above) and any(map(pays_back, below)) and not any(map(comes_in, above))

    def _texts(self) -> list[str]:
        table = self.candidates.table
        columns = [table.cells(column.at) for column in table.columns if column.kind == "text"]
        return [" ".join(cells) for cells in zip(*columns, strict=True)] or [""] * len(table.body)

    def _credits_below_zero(self, said: Reading) -> bool:
        if said.base.credit is None or said.base.debit is None:
            return False
        credits = [each for each in self.sheet.values(said.base.credit, said.marks) if each]
        return bool(credits) and max(credits) < 0

    # Words

    def _said(self) -> list[Reading]:
        """Return the readings that the header and the signs allow, all of the clearest kind."""
        for tier in sorted({base.tier for base in self.bases}):
            bases = self._fullest([base for base in self.bases if base.tier == tier])
            found = [
                Reading(base, marks, fee=fee, **way)
                for base in bases
                for marks in self.marks
                for way in self._ways(base, marks)[0]
                for fee in self.fees_said
            ]
            if found:
                return self._without_gross(found)
        return []

    def _fullest(self, bases: list[Base]) -> list[Base]:
        """Of several columns of amounts those that are filled in (nearly) every row: others are foreign."""
        filled = {base: self._filled(base) for base in bases}
        most = max(filled.values(), default=0)
        return [base for base in bases if filled[base] * 10 >= most * 9 and filled[base]]

    def _filled(self, base: Base) -> int:
        vector = self._vector(Reading(base, self.marks[0]))
        return sum(each is not None for each in vector)

    def _without_gross(self, found: list[Reading]) -> list[Reading]:
        """Beside a gross amount and its fee stands what is left: the account moved by that."""
        nets = {self._vector(each) for each in found if each.fee is None}
        net = [each for each in found if each.fee is not None and self._vector(each) in nets]
        if not net:
            return found
        kept = {self._vector(each) for each in net}
        return [each for each in found if each.fee is None and self._vector(each) in kept]

    def _ways(self, base: Base, marks: Marks) -> tuple[Ways, Ways]:
        """Return the ways that the words allow, and those that only a balance could prove."""
        said, tried = self._of_sides(base, marks) if base.amount is None else self._of_one(base.amount, marks)
        return self._as_told(said), self._as_told(tried)

    def _as_told(self, ways: Ways) -> Ways:
        told = {name: self.told[name] for name in ("sign", "debit_sign", "credit_sign") if name in self.told}
        return [{**way, **told} for way in ways]

    def _of_sides(self, base: Base, marks: Marks) -> tuple[Ways, Ways]:
        said, tried = self._of_debits(base, marks)
        if self._credits_below_zero(Reading(base, marks)):
            tried = [*tried, *({**way, "credit_sign": "negative"} for way in [*said, *tried])]
        return said, tried

    def _of_debits(self, base: Base, marks: Marks) -> tuple[Ways, Ways]:
        if base.debit is None:
            return [{}], []
        values = [each for each in self.sheet.values(base.debit, marks) if each]
        below = sum(each < 0 for each in values)
        above = len(values) - below
        if not below:
            return self._pair(base, "positive"), []
        if not above:
            return self._pair(base, "negative"), []
        likely: DebitSign = "positive" if above > below else "negative"
        said = self._pair(base, likely) + (self._pair(base, "any") if above == below else [])
        return said, [{"debit_sign": sign} for sign in ("positive", "negative", "any")]

    def _pair(self, base: Base, debit_sign: DebitSign) -> Ways:
        return [{"debit_sign": debit_sign}]

    def _of_one(self, at: int, marks: Marks) -> tuple[Ways, Ways]:
        flags = self._flags()
        known = next((flag for flag in flags if flag.known), None)
        if "sign" in self.told and known is None:
            return [{}], []
        if known is not None:
            return self._flagged(at, marks, known)
        if self.sheet.negatives.get(at):
            return [{}], [{"sign": "negate"}]
        return self._unsigned(at, marks, flags)

    def _flags(self) -> list[Flag]:
        if "direction" not in self.told:
            return self.candidates.flags
        at = self.candidates.told.get("direction")
        if at is None:
            return []
        if self.told.get("out_words"):
            out, came = frozenset(self.told["out_words"]), frozenset(self.told.get("in_words") or ())
            return [Flag(at, out, came, known=True)]
        return [flag for flag in self.candidates.flags if flag.at == at]

    def _flagged(self, at: int, marks: Marks, flag: Flag) -> tuple[Ways, Ways]:
        """Tell how a column of words and the signs of the amounts go together."""
        pairs = [
            (value < 0, word in flag.out_words)
            for value, word in zip(self.sheet.values(at, marks), self.sheet.flags(flag.at), strict=True)
            if value and word in flag.out_words | flag.in_words
        ]
        flagged: Way = {"flag": flag}
        if not any(below for below, _ in pairs):
            partly = len(pairs) < sum(value is not None for value in self.sheet.values(at, marks))
            return [flagged], [{}, {"sign": "negate"}] if partly else []
        if all(below == out for below, out in pairs) and len({out for _, out in pairs}) == 2:
            return [{}], []
        if all(below for below, out in pairs if out) and not any(below for below, out in pairs if not out):
            return [{}], []
        if all(below for below, _ in pairs):
            return [flagged], [{}]
        ways = [{**flagged, "debit_sign": "positive"}, flagged]
        named = "direction" in self.candidates.table.columns[flag.at].roles
        return (ways, [{}]) if named else ([{}, *ways], [])

    def _unsigned(self, at: int, marks: Marks, flags: list[Flag]) -> tuple[Ways, Ways]:
        amounts = [each for each in self.sheet.amounts(at, marks) if each is not None]
        marked = sum(each.marked for each in amounts)
        if marked and marked == len(amounts):
            return [{}], []
        out: Sign = "bare_out" if marked else "negate"
        both: Ways = [{}, {"sign": out}]
        learnt: Ways = [{"flag": flag} for flag in flags[:4]]
        typed = any(
            column.filled and column.roles & {"type", "direction"} for column in self.candidates.table.columns
        )
        named = "amount" in self.candidates.table.columns[at].roles
        if self.evidence.rows == 1 and named and not typed:
            return [{}], [{"sign": out}]
        return [*learnt, *both], []

    # The balance

    def _proofs(self) -> list[_Proof]:
        return [proof for reading in self._tried() if (proof := self._proof(reading)) is not None][
            :MAX_READINGS
        ]

    def _tried(self) -> Iterator[Reading]:
        count = 0
        for base in self.bases:
            for marks in self.marks:
                said, tried = self._ways(base, marks)
                for way in [*said, *tried]:
                    for fee in self.fees_tried:
                        count += 1
                        if count <= MAX_READINGS:
                            yield Reading(base, marks, fee=fee, **way)

    def _proof(self, reading: Reading) -> _Proof | None:
        vector = self._vector(reading)
        if not any(vector):
            return None
        chains = [
            (self._chain(vector, balance, reading.marks), balance) for balance in self._balances(reading)
        ]
        proven = [(chain, balance) for chain, balance in chains if chain.proven]
        if not proven:
            return None
        chain, balance = max(proven, key=lambda each: each[0].fits)
        return _Proof(reading, vector, chain, balance)

    def _balances(self, reading: Reading) -> Iterable[int]:
        known = self.candidates.balances
        if "balance" in self.candidates.told and (at := self.candidates.told["balance"]) is not None:
            known = [at]
        places = known or [*self.candidates.unnamed, *self.candidates.plain, *self.candidates.whole]
        free = [at for at in places if at not in reading.columns() and at != reading.fee]
        return free[:MAX_COLUMNS_TRIED]

    def _chain(self, vector: _Vector, balance: int, marks: Marks) -> Chain:
        values = self.sheet.values(balance, marks)
        rows = zip(self.evidence.groups, vector, values, self.evidence.counts, strict=True)
        lines = [Line(group, moved, left) for group, moved, left, counts in rows if counts]
        return best_chain(lines[:MAX_ROWS_OF_CHAIN], self.evidence.modes)

    def _vector(self, reading: Reading) -> _Vector:
        return tuple(self.sheet.movements(reading))

    def _distinct(self, readings: list[Reading]) -> list[Reading]:
        """Keep one of those that give the same rows."""
        kept: dict[_Vector, Reading] = {}
        for reading in readings:
            kept.setdefault(self._compared(reading), reading)
        return list(kept.values())[:MAX_OPEN]

    def _compared(self, reading: Reading) -> _Vector:
        vector = self._vector(reading)
        return (
            tuple(each for each, counts in zip(vector, self.evidence.counts, strict=True) if counts) or vector
        )


def _lack_signs(said: Sequence[Reading]) -> bool:
    """Tell whether nothing but these readings' own sign says which way money went."""
    bare = all(each.flag is None and each.base.amount is not None for each in said)
    return bare and len({each.sign for each in said}) > 1


def _rises_and_falls(sizes: Sequence[int], left: Sequence[int | None]) -> bool:
    """Tell whether a balance goes up and down by these amounts, each the step before or after its balance."""
    steps = [
        (later - earlier, before, size)
        for (earlier, before), (later, size) in pairwise(zip(left, sizes, strict=True))
        if earlier is not None and later is not None
    ]
    told = [step for step, *ends in steps if abs(step) in ends and step]
    most = len(told) * MAX_BREAKS_IN >= len(steps) * (MAX_BREAKS_IN - 1)
    return most and min(told, default=0) < 0 < max(told, default=0)
