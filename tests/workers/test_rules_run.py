"""Rules over stored transactions: what they match, what they change, and that it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import insert, select, update

from app.db import transaction
from app.domain.auth.users.tables import User
from app.domain.banking.ledger.tables import Announcement, Transaction
from app.domain.banking.rules.edits import create_rule, delete_rule
from app.domain.banking.rules.errors import RuleNotFound, RunUndone
from app.domain.banking.rules.language import read_draft
from app.domain.banking.rules.run import dry_run, run_rules
from app.domain.banking.rules.tables import Rule, RuleChange, RuleRun
from app.domain.banking.rules.undo import list_runs, undo_run
from app.extensions import db
from tests.support.accounts import Account

Make = Callable[..., Account]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def ana(app: APIFlask, make_user: Make) -> int:
    return make_user().id


BARE: dict[str, Any] = {
    "amount": 1050, "currency": "RON", "status": "SUCCESS", "occurred_at": NOON, "received_at": NOON,
    "booked_on": NOON.date(), "content_hash": "0" * 32, "direction": "out",
}  # fmt: skip


def store(user: int, name: str = "t-1", **fields: Any) -> int:
    """Store a transaction, a plain purchase but for what is named."""
    with transaction() as session:
        row = Transaction(user_id=user, transaction_id=name, **{**BARE, **fields})
        session.add(row)
        session.flush()
        return row.id


def draft(*conditions: tuple[Any, ...], do: Any = None, **fields: Any) -> Any:
    """A rule, by default one that categorises; `do` is one action or a list of them."""
    actions = do or {"do": "set_category", "category": "FOOD"}
    written = [dict(zip(("field", "op", "value"), each, strict=False)) for each in conditions]
    listed = actions if isinstance(actions, list) else [actions]
    return read_draft({"name": "A rule", "conditions": written, "actions": listed, **fields})


def add(user: int, *conditions: tuple[Any, ...], **fields: Any) -> int:
    with transaction():
        return create_rule(user, draft(*conditions, **fields), lambda code: True).id


def run(user: int, **how: Any) -> RuleRun:
    with transaction():
        return run_rules(user, **how)


def undo(user: int, run_id: int) -> int:
    with transaction():
        return undo_run(user, run_id)


def read(row_id: int) -> Transaction:
    db.session.expire_all()
    found = db.session.get(Transaction, row_id)
    assert found is not None
    return found


def edit(row_id: int, **fields: Any) -> None:
    with transaction() as session:
        row = session.get(Transaction, row_id)
        for name, value in fields.items():
            setattr(row, name, value)


# --- conditions ----------------------------------------------------------------------------------

ROW: dict[str, Any] = {
    "description": "Plata LIDL_12 Țiriac 100% off", "merchant": "Lidl", "notes": "for Ana", "mcc": "5411",
    "channel": "card_pos", "tags": ["home", "tără"], "category": "FOOD", "source": "import",
}  # fmt: skip
HOLDS: list[tuple[Any, ...]] = [
    ("description", "contains", "lidl"), ("description", "contains", "țIRIAC"),
    ("description", "contains", "tiriac"), ("description", "words", "Ţiriac"), ("description", "is_not", "x"),
    ("description", "ends_with", "tiriac 100% off"),
    ("description", "contains", "100% O"), ("description", "not_contains", "kaufland"),
    ("description", "is", "plata lidl_12 țiriac 100% OFF"), ("description", "is_not", "plata"),
    ("description", "starts_with", "PLATA"), ("description", "ends_with", "OFF"),
    ("description", "words", "ȚIRIAC lidl"), ("description", "words", "12"),
    ("counterparty", "is_empty"), ("counterparty", "not_contains", "x"), ("counterparty", "is_not", "x"),
    ("merchant", "is", "LIDL"), ("notes", "contains", "ana"), ("account", "is_empty"),
    ("amount", "eq", 1050), ("amount", "gt", 1049), ("amount", "gte", 1050), ("amount", "lt", 1051),
    ("amount", "lte", 1050), ("amount", "between", [1050, 1050]), ("currency", "is", "RON"),
    ("currency", "is_not", "EUR"), ("direction", "is", "out"), ("status", "is_not", "FAILED"),
    ("category", "is", "FOOD"), ("category", "is_not", "RENT"), ("channel", "is", "card_pos"),
    ("source", "is", "import"), ("mcc", "is", "5411"), ("mcc", "in", ["5411", "5412"]),
    ("tags", "has", "tără"), ("tags", "has_not", "hom"), ("day_of_month", "eq", 2),
    ("day_of_month", "between", [1, 2]), ("weekday", "is", 1), ("weekday", "in", [1, 7]),
    ("connection_id", "is_not", 7),
]  # fmt: skip
FAILS: list[tuple[Any, ...]] = [
    ("description", "contains", "l%l"), ("description", "contains", "li_l"), ("description", "words", "lid"),
    ("description", "contains", "a/%b"), ("description", "not_contains", "LIDL"),
    ("description", "starts_with", "lidl"), ("description", "ends_with", "plata"),
    ("description", "is", "plata%"), ("merchant", "is_not", "lidl"), ("merchant", "is_empty"),
    ("counterparty", "contains", "a"), ("account", "is", "x"), ("amount", "gt", 1050),
    ("amount", "between", [1051, 2000]), ("currency", "is", "EUR"), ("direction", "is", "in"),
    ("category", "is_empty"), ("category", "is_not", "FOOD"), ("mcc", "in", ["1234"]),
    ("tags", "has", "hom"), ("tags", "has_not", "home"), ("day_of_month", "eq", 3), ("weekday", "is", 2),
    ("connection_id", "is", 7),
]  # fmt: skip


def matching(user: int, conditions: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Which of the conditions a run finds the one transaction by; a dry run has to agree with it."""
    for each in conditions:
        add(user, each, do={"do": "add_tag", "tag": "seen"})
    counts = [each["matched"] for each in run(user).rules]
    assert counts == [dry_run(user, draft(each)).count for each in conditions]
    return [each for each, count in zip(conditions, counts, strict=True) if count]


def test_every_condition_holds_where_it_should(ana: int) -> None:
    store(ana, **ROW)
    assert matching(ana, HOLDS) == HOLDS


def test_no_condition_holds_where_it_should_not(ana: int) -> None:
    store(ana, **ROW)
    assert matching(ana, FAILS) == []


def test_any_needs_one_condition_and_all_needs_each(ana: int) -> None:
    store(ana, merchant="Lidl")
    both = [("merchant", "is", "lidl"), ("mcc", "is", "5411")]
    counts = [dry_run(ana, draft(*both, match=match)).count for match in ("any", "all")]
    assert counts == [1, 0]


def test_days_are_those_of_the_owners_time_zone(ana: int) -> None:
    store(ana, occurred_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    with transaction() as session:
        session.get_one(User, ana).time_zone = "Europe/Bucharest"  # there it is 2 March, a Monday
    held = matching(ana, [("day_of_month", "eq", 2), ("weekday", "is", 1)])
    assert len(held) == 2


# --- what a run changes --------------------------------------------------------------------------


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


def test_a_row_that_somebody_else_is_writing_is_left_to_them(ana: int) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite locks the whole database: there is no single row that somebody else holds")
    mine, his = store(ana), store(ana, "t-2")
    add(ana, ("amount", "gt", 0))
    with db.engine.begin() as other:
        other.execute(update(Transaction).where(Transaction.id == his).values(notes="his"))
        assert run(ana).changed == 1
    assert [(read(each).category, read(each).notes) for each in (mine, his)] == [
        ("FOOD", None),
        (None, "his"),
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
        assert [told.ids for told in db.session.scalars(select(Announcement))] == [rows[:1]]
    many = [{**BARE, "user_id": ana, "transaction_id": f"m-{number}"} for number in range(1_001)]
    with transaction() as session:
        session.execute(insert(Transaction), many)
        assert run_rules(ana).changed == 1_001
        assert [told.ids for told in db.session.scalars(select(Announcement))] == [[]]  # the totals alone


def test_many_named_rows_are_read_in_several_statements(ana: int) -> None:
    row = store(ana)
    add(ana, ("amount", "gt", 0))
    assert run(ana, transaction_ids=[*range(10**6, 10**6 + 40_000), row, row]).changed == 1


# --- the log, and undoing ------------------------------------------------------------------------


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
