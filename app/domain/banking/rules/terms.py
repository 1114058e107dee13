"""The words of users' rules: which conditions there are, and what may be done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from app.domain.banking.ledger.views import Status
from app.money import MAX_MINOR

# As the intake's texts, and neither blank nor half of a surrogate pair, which no database stores.
# Nothing repeats inside a repetition, so that no text takes long to check.
_TEXT = r"\A(?=[\s\S]*\S)[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*\Z"
# U+E000 stands between tags where they are compared, see rules.tags.
_TAG = r"\A(?=[\s\S]*\S)[^\x00-\x1f\x7f\ud800-\udfff\ue000]*\Z"
_CODE = r"\A[\w.:-]*\Z"

Text = Annotated[str, Meta(min_length=1, max_length=200, pattern=_TEXT)]
Name = Annotated[str, Meta(min_length=1, max_length=80, pattern=_TEXT)]
Note = Annotated[str, Meta(min_length=1, max_length=500, pattern=_TEXT)]
Tag = Annotated[str, Meta(min_length=1, max_length=50, pattern=_TAG)]
Category = Annotated[str, Meta(min_length=1, max_length=100, pattern=_CODE)]
Code = Annotated[str, Meta(min_length=1, max_length=20, pattern=_CODE)]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
Mcc = Annotated[str, Meta(pattern=r"\A[0-9]{4}\Z")]
Amount = Annotated[int, Meta(ge=0, le=MAX_MINOR)]
MonthDay = Annotated[int, Meta(ge=1, le=31)]
Weekday = Annotated[int, Meta(ge=1, le=7)]
RowId = Annotated[int, Meta(ge=1, le=MAX_MINOR)]

TEXTS = ("description", "merchant", "counterparty", "notes", "account")
EMPTY = "is_empty"
"""The one operator that takes no value."""

_ABOUT_TEXT: dict[str, Any] = {
    **dict.fromkeys(("contains", "not_contains", "is", "is_not", "starts_with", "ends_with", "words"), Text),
    EMPTY: None,
}


def _choice(kind: Any) -> dict[str, Any]:
    return {"is": kind, "is_not": kind}


OPERATORS: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(TEXTS, _ABOUT_TEXT),
    "amount": {**dict.fromkeys(("eq", "gt", "gte", "lt", "lte"), Amount), "between": tuple[Amount, Amount]},
    "currency": _choice(Currency),
    "direction": _choice(Literal["in", "out"]),
    "status": _choice(Status),
    "category": {**_choice(Category), EMPTY: None},
    "channel": _choice(Code),
    "source": _choice(Code),
    "mcc": {"is": Mcc, "in": Annotated[list[Mcc], Meta(min_length=1, max_length=100)]},
    "tags": {"has": Tag, "has_not": Tag},
    "day_of_month": {"eq": MonthDay, "between": tuple[MonthDay, MonthDay]},
    "weekday": {"is": Weekday, "in": Annotated[list[Weekday], Meta(min_length=1, max_length=7)]},
    "connection_id": _choice(RowId),
}
"""For each field its operators, and the type of what each compares with. Weekdays: 1 is Monday."""


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that must hold of a transaction, see OPERATORS."""

    field: Annotated[str, Meta(max_length=40)]
    op: Annotated[str, Meta(max_length=40)]
    value: Any = None


class Action(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """One thing that is done to a transaction."""


class SetCategory(Action, frozen=True, tag="set_category"):
    """force: also where the owner had put it somewhere by hand."""

    category: Category
    force: bool = False


class ClearCategory(Action, frozen=True, tag="clear_category"):
    """force: also where the owner had put it somewhere by hand."""

    force: bool = False


class SetMerchant(Action, frozen=True, tag="set_merchant"):
    merchant: Text


class SetNotes(Action, frozen=True, tag="set_notes"):
    """force: also where there are notes already."""

    notes: Note
    force: bool = False


class AppendNotes(Action, frozen=True, tag="append_notes"):
    """Add lines to the notes that are not among them yet."""

    notes: Note


class AddTag(Action, frozen=True, tag="add_tag"):
    tag: Tag


class RemoveTag(Action, frozen=True, tag="remove_tag"):
    tag: Tag


AnyAction = SetCategory | ClearCategory | SetMerchant | SetNotes | AppendNotes | AddTag | RemoveTag


class RuleDraft(Struct, frozen=True, kw_only=True):
    """A rule as its owner writes it. Only `read_draft` makes one that may be stored."""

    name: str
    match: Literal["all", "any"] = "all"
    conditions: Sequence[Condition]
    actions: Sequence[AnyAction]
    stop: bool = False
    enabled: bool = True


def words_of(text: str) -> list[str]:
    """Return a text's words: runs of letters and digits, each once."""
    return list(dict.fromkeys(re.findall(r"[^\W_]+", text)))
