"""The log, and undoing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import transaction
from app.domain.auth.users.tables import User
from app.domain.banking.rules.edits import delete_rule
from app.domain.banking.rules.errors import RuleNotFound, RunUndone
from app.domain.banking.rules.tables import Rule, RuleChange, RuleRun
from app.domain.banking.rules.undo import list_runs
from app.extensions import db
from tests.services.rules.told import Make, add, edit, read, run, store, undo


def test_a_run_is_logged_with_what_each_rule_did(ana: int) -> None:
    store(ana)
    store(ana, "t-2", amount=5)
    number = add(ana, ("amount", "gt", 0))
    add(ana, ("amount", "gt", 10))
    run(ana)
    (logged,) = list_runs(ana, limit=10, cursor=None).items
    assert [(each["matched"], each["changed"]) for each in logged.rules] == [(2, 2), (1, 0)]
    assert logged.rules[0]["id"] == number


def test_undoing_restores_every_field(ana: int) -> None:
    row = store(ana, category="RENT", category_source="mcc", category_confidence=70, merchant="L", notes="n",
                tags=["old"])  # fmt: skip
    add(ana, ("merchant", "is", "l"), do=[
        {"do": "set_category", "category": "FOOD"}, {"do": "set_merchant", "merchant": "Lidl"},
        {"do": "append_notes", "notes": "x"}, {"do": "add_tag", "tag": "new"},
    ])  # fmt: skip
    done = run(ana)
    assert read(row).merchant == "Lidl"
    assert undo(ana, done.id) == 1
    now = read(row)
    assert (now.category, now.category_source, now.category_confidence) == ("RENT", "mcc", 70)
    assert (now.merchant, now.notes, now.tags) == ("L", "n", ["old"])


def test_undoing_leaves_what_the_owner_changed_since(ana: int) -> None:
    row = store(ana)
    add(ana, ("amount", "gt", 0), do=[
        {"do": "set_category", "category": "FOOD"}, {"do": "set_merchant", "merchant": "Lidl"},
        {"do": "add_tag", "tag": "new"},
    ])  # fmt: skip
    done = run(ana)
    edit(row, category="RENT", category_source="user", tags=["new", "mine"])
    assert undo(ana, done.id) == 1
    assert (read(row).category, read(row).tags, read(row).merchant) == ("RENT", ["new", "mine"], None)


def test_undoing_works_after_the_rule_is_gone(ana: int) -> None:
    row = store(ana)
    number = add(ana, ("amount", "gt", 0))
    done = run(ana)
    with transaction():
        delete_rule(ana, number)
    assert (undo(ana, done.id), read(row).category) == (1, None)


def test_undoing_leaves_what_a_later_run_changed(ana: int) -> None:
    row = store(ana)
    first, second = (
        add(ana, ("amount", "gt", 0), do={"do": "set_category", "category": code})
        for code in ("FOOD", "RENT")
    )
    runs = [run(ana, rule_ids=[each]).id for each in (first, second)]
    assert (undo(ana, runs[0]), read(row).category) == (0, "RENT")
    assert (undo(ana, runs[1]), read(row).category) == (1, "FOOD")


def test_undoing_leaves_what_the_bank_changed_since(ana: int) -> None:
    row = store(ana, description="LIDL")
    add(ana, ("description", "is", "lidl"), do={"do": "set_merchant", "merchant": "Lidl"})
    done = run(ana)
    edit(row, description="LIDL 12", merchant="LIDL RO")
    assert (undo(ana, done.id), read(row).merchant) == (0, "LIDL RO")


def test_a_row_whose_text_holds_what_sql_would_read_is_just_text(ana: int) -> None:
    row = store(ana, description="x'); DROP TABLE rules;-- %s %(a)s :b \\")
    nasty = "'); DROP TABLE rules;-- %s %(a)s :b \\"
    add(ana, ("description", "contains", nasty), do=[
        {"do": "add_tag", "tag": nasty}, {"do": "append_notes", "notes": nasty},
    ])  # fmt: skip
    assert undo(ana, run(ana).id) == 1
    run(ana)
    assert (read(row).tags, read(row).notes) == ([nasty], nasty)


def test_a_run_is_undone_once_and_only_by_its_owner(ana: int, make_user: Make) -> None:
    store(ana)
    add(ana, ("amount", "gt", 0))
    done = run(ana).id
    with pytest.raises(RuleNotFound):
        undo(make_user().id, done)
    undo(ana, done)
    with pytest.raises(RunUndone):
        undo(ana, done)


@pytest.mark.parametrize("number", [0, -1, 999, 2**70])
def test_undoing_a_run_that_never_was_is_not_found(ana: int, number: int) -> None:
    with pytest.raises(RuleNotFound):
        undo(ana, number)


def test_deleting_a_user_takes_rules_and_runs_along(ana: int) -> None:
    store(ana)
    add(ana, ("amount", "gt", 0))
    run(ana)
    with transaction() as session:
        session.delete(session.get_one(User, ana))
    assert [db.session.scalars(select(table)).all() for table in (Rule, RuleRun, RuleChange)] == [[], [], []]
