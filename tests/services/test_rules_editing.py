"""Users' rules: their order, their owner, their categories; and a suggestion for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from app.db import transaction
from app.domain.banking.ledger.errors import CategoryUnknown
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules.edits import (
    MAX_RULES,
    create_rule,
    delete_rule,
    get_rule,
    list_rules,
    reorder_rules,
    rule_from_transaction,
    update_rule,
)
from app.domain.banking.rules.errors import RuleNotFound
from app.domain.banking.rules.language import as_json, read_draft
from app.domain.banking.rules.run import dry_run
from app.errors import Conflict, Invalid
from tests.support.accounts import Account

Make = Callable[..., Account]


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def ana(app: APIFlask, make_user: Make) -> int:
    return make_user().id


@pytest.fixture
def bob(app: APIFlask, make_user: Make) -> int:
    return make_user(username="bob").id


def draft(name: str = "Food", **fields: Any) -> Any:
    said = {
        "name": name,
        "conditions": [{"field": "amount", "op": "gt", "value": 0}],
        "actions": [{"do": "set_category", "category": "FOOD"}],
    }
    return read_draft({**said, **fields})


def add(user: int, name: str = "Food") -> int:
    with transaction():
        return create_rule(user, draft(name), lambda code: True).id


def names(user: int) -> list[str]:
    return [rule.name for rule in list_rules(user)]


def test_a_new_rule_comes_after_the_others(ana: int, bob: int) -> None:
    for name in ("a", "b", "c"):
        add(ana, name)
    add(bob, "his")
    assert (names(ana), names(bob)) == (["a", "b", "c"], ["his"])


def test_a_changed_rule_keeps_its_place(ana: int) -> None:
    first, _ = add(ana, "a"), add(ana, "b")
    with transaction():
        update_rule(ana, first, draft("new", stop=True, enabled=False), lambda code: True)
    rule = list_rules(ana)[0]
    assert (rule.name, rule.stop, rule.enabled) == ("new", True, False)


def test_rules_are_put_in_another_order(ana: int) -> None:
    ids = [add(ana, name) for name in ("a", "b", "c")]
    with transaction():
        reorder_rules(ana, [ids[2], ids[0], ids[1]])
    assert names(ana) == ["c", "a", "b"]


def test_an_order_names_every_rule_once(ana: int) -> None:
    ids = [add(ana, name) for name in ("a", "b")]
    for wrong in (ids[:1], [*ids, ids[0]], []):
        with pytest.raises(Invalid):
            reorder_rules(ana, wrong)


def test_returns_404_for_someone_elses_rule(ana: int, bob: int) -> None:
    his = add(bob)
    for work in (
        lambda: get_rule(ana, his),
        lambda: update_rule(ana, his, draft(), lambda code: True),
        lambda: delete_rule(ana, his),
        lambda: reorder_rules(ana, [his]),
        lambda: get_rule(ana, 2**70),
    ):
        with pytest.raises(RuleNotFound):
            work()
    assert names(bob) == ["Food"]


def test_a_category_that_is_not_there_is_refused(ana: int) -> None:
    with pytest.raises(CategoryUnknown) as caught:
        create_rule(ana, draft(), lambda code: False)
    assert [each["pointer"] for each in caught.value.errors or []] == ["/actions/0/category"]


def test_there_are_only_so_many_rules(ana: int) -> None:
    with transaction():
        for _ in range(MAX_RULES):
            create_rule(ana, draft(), lambda code: True)
    with pytest.raises(Conflict):
        create_rule(ana, draft(), lambda code: True)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"merchant": "Lidl", "description": "x"}, ("merchant", "is", "Lidl")),
        ({"counterparty": "Ana Pop"}, ("counterparty", "is", "Ana Pop")),
        ({"description": "Plata POS 12/03 RRN123 Lidl"}, ("description", "words", "Plata POS Lidl")),
        ({"description": "12 34"}, ("amount", "eq", 5)),
    ],
)
def test_a_suggested_rule_finds_the_transaction_it_came_from(
    ana: int, fields: dict[str, str], expected: tuple[Any, ...]
) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    row = Transaction(
        user_id=ana, transaction_id="t-1", amount=5, currency="RON", status="SUCCESS", occurred_at=noon,
        booked_on=noon.date(), received_at=noon, content_hash="0" * 32, category="FOOD", **fields,
    )  # fmt: skip
    with transaction() as session:
        session.add(row)
        session.flush()
        found = rule_from_transaction(row)
        assert tuple(as_json(found.conditions)[0].values()) == expected
        assert dry_run(ana, found).count == 1
        written = {"conditions": as_json(found.conditions), "actions": as_json(found.actions)}
        assert read_draft({"name": found.name, **written}) == found
