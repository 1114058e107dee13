"""What a run changes."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from app.db import transaction
from app.domain.banking.ledger.tables import OutboxEntry, Transaction
from app.domain.banking.rules.errors import RuleNotFound
from app.domain.banking.rules.run import dry_run, run_rules
from app.domain.banking.rules.tables import RuleChange, RuleRun
from app.extensions import db
from tests.services.rules.told import BARE, Make, add, draft, edit, read, run, store


def test_a_rule_categorises_what_it_matches_and_nothing_else(ana: int) -> None:
    mine, other = store(ana, merchant="Lidl", suggested_category="RENT"), store(ana, "t-2", merchant="OMV")
    add(ana, ("merchant", "is", "lidl"))
    done, row = run(ana), read(mine)
    assert (done.matched, done.changed) == (1, 1)
    assert (row.category, row.category_source, row.category_confidence) == ("FOOD", "rule", 100)
    assert row.suggested_category is None
    assert read(other).category is None


def test_somebody_elses_transactions_are_left_alone(ana: int, make_user: Make) -> None:
    theirs = store(make_user().id, merchant="Lidl")
    add(ana, ("merchant", "is", "lidl"))
    assert run(ana).matched == 0
    assert read(theirs).category is None


def test_a_later_rule_sees_what_an_earlier_one_changed(ana: int) -> None:
    row = store(ana, description="LIDL 12")
    add(ana, ("description", "contains", "lidl"), do={"do": "set_merchant", "merchant": "Țidl"})
    add(ana, ("merchant", "is", "țIDL"), do={"do": "add_tag", "tag": "shop"})
    add(ana, ("tags", "has", "shop"))
    add(ana, ("category", "is_empty"), do={"do": "set_category", "category": "RENT"})
    run(ana)
    assert (read(row).merchant, read(row).tags, read(row).category) == ("Țidl", ["shop"], "FOOD")


def test_a_rule_that_stops_keeps_its_transactions_from_later_ones(ana: int) -> None:
    lidl, omv = store(ana, merchant="Lidl"), store(ana, "t-2", merchant="OMV")
    add(ana, ("merchant", "is", "lidl"), stop=True)
    add(ana, ("amount", "gt", 0), do={"do": "set_category", "category": "RENT"})
    run(ana)
    assert (read(lidl).category, read(omv).category) == ("FOOD", "RENT")


def test_what_the_owner_set_by_hand_stays_unless_forced(ana: int) -> None:
    row = store(ana, category="RENT", category_source="user", category_confidence=100)
    add(ana, ("amount", "gt", 0))
    assert (run(ana).changed, read(row).category) == (0, "RENT")
    add(ana, ("amount", "gt", 0), do={"do": "set_category", "category": "FOOD", "force": True})
    assert (run(ana).changed, read(row).category_source) == (1, "rule")


def test_only_what_really_differs_is_changed_and_counted(ana: int) -> None:
    row = store(ana, category="FOOD", category_source="mcc", category_confidence=70, tags=["a"])
    add(ana, ("amount", "gt", 0), do=[
        {"do": "set_category", "category": "FOOD"}, {"do": "add_tag", "tag": "a"},
        {"do": "remove_tag", "tag": "b"},
    ])  # fmt: skip
    done = run(ana)
    assert (done.matched, done.changed, done.rules[0]["changed"]) == (1, 0, 0)
    assert read(row).category_source == "mcc"


def test_two_rules_that_undo_each_other_change_nothing(ana: int) -> None:
    row = store(ana, category="RENT", category_source="mcc", category_confidence=70)
    add(ana, ("amount", "gt", 0))
    add(ana, ("amount", "gt", 0), do={"do": "set_category", "category": "RENT"})
    assert run(ana).changed == 0
    assert (read(row).category_source, read(row).category_confidence) == ("mcc", 70)


def test_clearing_leaves_no_category_and_no_source(ana: int) -> None:
    row = store(ana, category="RENT", category_source="mcc", category_confidence=70)
    add(ana, ("amount", "gt", 0), do={"do": "clear_category"})
    run(ana)
    assert (read(row).category, read(row).category_source, read(row).category_confidence) == (None,) * 3


def test_tags_come_and_go_and_keep_their_letters(ana: int) -> None:
    row = store(ana, tags=["old", 'say "x"', "a\\b", "ăț"])
    add(ana, ("amount", "gt", 0), do=[
        {"do": "remove_tag", "tag": "old"}, {"do": "add_tag", "tag": "100%_new"},
        {"do": "add_tag", "tag": "it's"},
    ])  # fmt: skip
    run(ana)
    assert read(row).tags == ['say "x"', "a\\b", "ăț", "100%_new", "it's"]


def test_the_last_tag_that_goes_leaves_none(ana: int) -> None:
    row = store(ana, tags=["old"])
    add(ana, ("amount", "gt", 0), do={"do": "remove_tag", "tag": "old"})
    run(ana)
    assert read(row).tags is None


def test_notes_are_added_once_and_never_written_over_unless_forced(ana: int) -> None:
    bare, noted = store(ana), store(ana, "t-2", notes="mine")
    add(ana, ("amount", "gt", 0), do={"do": "set_notes", "notes": "rule"})
    add(ana, ("amount", "gt", 0), do={"do": "append_notes", "notes": "more"})
    run(ana)
    run(ana)
    assert (read(bare).notes, read(noted).notes) == ("rule\nmore", "mine\nmore")
    add(ana, ("amount", "gt", 0), do={"do": "set_notes", "notes": "new", "force": True})
    run(ana)
    assert read(noted).notes == "new"


def test_notes_that_would_grow_too_long_stay_as_they_are(ana: int) -> None:
    row = store(ana, notes="x" * 1_990)
    add(ana, ("amount", "gt", 0), do={"do": "append_notes", "notes": "0123456789"})
    assert (run(ana).changed, len(read(row).notes or "")) == (0, 1_990)


def test_disabled_rules_do_not_run_unless_named(ana: int) -> None:
    store(ana)
    number = add(ana, ("amount", "gt", 0), enabled=False)
    assert (run(ana).changed, run(ana, rule_ids=[number]).changed) == (0, 1)


def test_named_rules_run_in_the_rules_order(ana: int) -> None:
    row = store(ana)
    first = add(ana, ("amount", "gt", 0))
    second = add(ana, ("amount", "gt", 0), do={"do": "set_category", "category": "RENT"})
    run(ana, rule_ids=[second, first])
    assert read(row).category == "RENT"


def test_running_somebody_elses_rule_is_not_found(ana: int, make_user: Make) -> None:
    theirs = add(make_user().id, ("amount", "gt", 0))
    with pytest.raises(RuleNotFound):
        run(ana, rule_ids=[theirs])


def test_a_run_over_named_rows_touches_only_those_and_never_strangers(ana: int, make_user: Make) -> None:
    one, two, theirs = store(ana), store(ana, "t-2"), store(make_user().id)
    add(ana, ("amount", "gt", 0))
    assert run(ana, transaction_ids=[one, theirs]).changed == 1
    assert [read(each).category for each in (one, two, theirs)] == ["FOOD", None, None]


# SQLite locks the whole database: there is no single row that somebody else holds.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_row_that_somebody_else_is_writing_is_left_to_them(ana: int) -> None:
    mine, theirs = store(ana), store(ana, "t-2")
    add(ana, ("amount", "gt", 0))
    with db.engine.begin() as other:
        other.execute(update(Transaction).where(Transaction.id == theirs).values(notes="theirs"))
        assert run(ana).changed == 1
    assert [(read(each).category, read(each).notes) for each in (mine, theirs)] == [
        ("FOOD", None),
        (None, "theirs"),
    ]


def test_an_unlogged_run_leaves_no_trace(ana: int) -> None:
    row = store(ana)
    add(ana, ("amount", "gt", 0))
    assert run(ana, transaction_ids=[row], log=False).changed == 1
    assert read(row).category == "FOOD"
    assert db.session.scalars(select(RuleRun)).all() == []
    assert db.session.scalars(select(RuleChange)).all() == []


def test_a_dry_run_counts_samples_and_writes_nothing(ana: int) -> None:
    rows = [store(ana, f"t-{number}") for number in range(25)]
    edit(rows[0], category="RENT", category_source="user")
    preview = dry_run(ana, draft(("amount", "gt", 0)))
    assert (preview.count, preview.changes, len(preview.sample)) == (25, 24, 20)
    db.session.rollback()
    assert read(rows[1]).category is None
    assert db.session.scalars(select(RuleRun)).all() == []


def test_a_run_pushes_what_it_changed_unless_that_is_a_whole_list(ana: int) -> None:
    rows = [store(ana, "t-1"), store(ana, "t-2", category="FOOD")]
    add(ana, ("amount", "gt", 0))
    with transaction():
        run_rules(ana)
        assert [told.ids for told in db.session.scalars(select(OutboxEntry))] == [rows[:1]]
    many = [{**BARE, "user_id": ana, "transaction_id": f"m-{number}"} for number in range(1_001)]
    with transaction() as session:
        session.execute(insert(Transaction), many)
        assert run_rules(ana).changed == 1_001
        assert [told.ids for told in db.session.scalars(select(OutboxEntry))] == [[]]  # the totals alone


def test_many_named_rows_are_read_in_several_statements(ana: int) -> None:
    row = store(ana)
    add(ana, ("amount", "gt", 0))
    assert run(ana, transaction_ids=[*range(10**6, 10**6 + 40_000), row, row]).changed == 1
