"""How long fifty rules take over a hundred thousand transactions, and to undo that, beside one UPDATE."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from typing import Any, NamedTuple

from app.db import transaction
from app.domain.banking.rules.edits import create_rule
from app.domain.banking.rules.language import read_draft
from app.domain.banking.rules.run import dry_run, run_rules
from app.domain.banking.rules.undo import undo_run
from bench.figures import Row
from bench.part import Part, timed
from bench.references.statements import time_selects, time_update
from bench.site import Site
from bench.stored import store

ROWS = 100_000
RULES = 50
SHOPS = 97
TEXTS = "SELECT id, merchant, description FROM transactions WHERE user_id = %s"


class Ran(NamedTuple):
    """One round, in seconds."""

    run: float
    undo: float
    tried: float


class Bare(NamedTuple):
    """One round of the references, in seconds."""

    update: float
    select: float


class Rules(Part[Ran, Bare]):
    """Two people with the same rows: one has rules, the other's are updated by a statement."""

    rounds = 3

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        (self.user, _), (self.other, _) = users = site.add_users(2, "rules")
        self.total, self.changed = site.size(ROWS), 0
        for user, _ in users:
            store(site, user, self.total, _card_payment)
        with site.app.app_context():
            for number in range(RULES):
                with transaction():
                    create_rule(self.user, read_draft(_rule(number)), lambda _: True)

    def load(self) -> Ran:
        with self.site.app.app_context():
            ran, (run, self.changed) = timed(self._run)
            undone, _ = timed(lambda: self._undo(run))
            tried, _ = timed(self._try_out)
        return Ran(ran, undone, tried)

    def reference(self) -> Bare:
        selects = time_selects(self.site, TEXTS, (self.user,), 1)
        return Bare(time_update(self.site, self.other, self.changed), selects[0] / 1000)

    def rows(self, loads: list[Ran], references: list[Bare]) -> list[Row]:
        run, undo, tried = (statistics.median(each[place] for each in loads) for place in range(3))
        update, select = (statistics.median(each[place] for each in references) for place in range(2))
        note = f"{self.changed:,} changed"
        return [
            Row(f"{RULES} rules over {self.total:,}", run, "s", "one UPDATE of as many", update, at_most=10,
                note=note),
            Row("the same undone", undo, "s", "one UPDATE of as many", update, at_most=6, note=note),
            Row("one rule tried out", tried, "s", "a bare SELECT of all texts", select, at_most=2),
        ]  # fmt: skip

    def _run(self) -> tuple[int, int]:
        with transaction():
            run = run_rules(self.user)
            return run.id, run.changed

    def _undo(self, run: int) -> None:
        with transaction():
            undo_run(self.user, run)

    def _try_out(self) -> None:
        with transaction():
            dry_run(self.user, read_draft(_rule(0)))


def _card_payment(number: int) -> dict[str, Any]:
    """A text as a bank words it: most of a rule's time goes into reading such texts."""
    shop = f"Shop {number % SHOPS}"
    text = f"Plata la POS cu card VISA;POS 02/01/2026 {number:08} TID:{number:08} {shop} CLUJ RO"
    return {"source": "import", "channel": "card_pos", "merchant": shop, "description": text}


def _rule(number: int) -> dict[str, Any]:
    """Each kind in turn; together they change half of the rows, some of those several times."""
    shop = f"shop {number}"
    kinds: list[Any] = [
        ([["merchant", "is", shop]], [{"do": "set_category", "category": "FOOD"}]),
        ([["description", "contains", f"{shop} "]], [{"do": "set_category", "category": "RENT"}]),
        ([["description", "words", shop], ["amount", "gt", 100]], [{"do": "add_tag", "tag": "seen"}]),
        ([["description", "starts_with", "plata la pos"], ["merchant", "ends_with", f" {number}"]],
         [{"do": "append_notes", "notes": "a rule was here"}]),
        ([["category", "is", "FOOD"], ["amount", "between", [1, 500]]], [{"do": "add_tag", "tag": "small"}]),
    ]  # fmt: skip
    conditions, actions = kinds[number % len(kinds)]
    written = [dict(zip(("field", "op", "value"), each, strict=True)) for each in conditions]
    return {"name": f"Rule {number}", "conditions": written, "actions": actions}
