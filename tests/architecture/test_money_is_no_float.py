"""No float ever holds money: not in a table, not in a signature, not through a conversion."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import Base, ExactDecimal, Money

APP = Path(__file__).resolve().parents[2] / "app"
NAMED_MONEY = re.compile(r"(^|_)(amount|amounts|minor|fee|fees|balance|balances|price|cost|proceeds)(_|$)")
INEXACT = (sa.Float, sa.Double, sa.REAL, sa.Numeric)
RATES = {"valuation_days.twr"}
"""Fractions, which are no money."""
CANDLES = {
    f"{table}.{column}"
    for table in ("candles", "rolled_bars")
    for column in ("open", "high", "low", "close", "volume")
}
"""What an exchange says of a market; docs/decisions/0041-candles.md says why these are doubles."""

FORECASTS = {
    f"{table}.{column}"
    for table, columns in {
        "training_parts": ("loss", "seconds"),
        "predictions": (
            "last", "predicted_value", "naive_value", "confidence", "lower", "upper", "coverage", "deviation",
        ),
        "prediction_scores": ("outcome", "loss", "naive_loss"),
        "market_signals": (
            "confidence", "probability", "expected", "costs", "entry_point", "take_profit", "stop_loss",
        ),
    }.items()
    for column in columns
}  # fmt: skip
"""What models say of a market's prices: estimates, and nobody's money."""


def find_floats(source: str) -> list[str]:
    """Return each place in a module where money meets a float, as 'line: what'."""
    return [f"{line}: {what}" for node in ast.walk(ast.parse(source)) for line, what in _floats_in(node)]


def _floats_in(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.AnnAssign) and _means_money(node.target) and _has_float(node.annotation):
        yield node.lineno, f"{ast.unparse(node.target)} is annotated {ast.unparse(node.annotation)}"
    if (
        isinstance(node, ast.arg)
        and NAMED_MONEY.search(node.arg)
        and node.annotation
        and _has_float(node.annotation)
    ):
        yield node.lineno, f"the argument {node.arg} is annotated {ast.unparse(node.annotation)}"
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "float" and any(map(_means_money, node.args)):
        yield node.lineno, ast.unparse(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _means_money(node.left):
        yield node.lineno, f"{ast.unparse(node)} divides into a float"


def _means_money(node: ast.AST) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return bool(NAMED_MONEY.search(name))


def _has_float(annotation: ast.AST) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "float" for part in ast.walk(annotation))


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda path: path.relative_to(APP).as_posix())
def test_no_module_mixes_money_and_floats(path: Path) -> None:
    assert find_floats(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "amount: float = 1.5",
        "def pay(fee_minor: float | None): ...",
        "total = float(row.amount)",
        "half = self.amount / 2",
    ],
)
def test_the_search_finds_a_float(source: str) -> None:
    assert len(find_floats(source)) == 1


def test_columns_of_money_are_of_the_type_that_refuses_floats() -> None:
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    money = [
        column
        for column in columns
        if NAMED_MONEY.search(column.name) and not column.name.endswith("_currency")
    ]
    assert money
    assert [str(column) for column in money if not isinstance(column.type, Money | ExactDecimal)] == []
    assert {
        str(column) for column in columns if isinstance(column.type, INEXACT)
    } <= RATES | CANDLES | FORECASTS
