"""The language of users' rules: how a draft is read, and what makes no sense in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from app.domain.banking.rules.terms import (
    EMPTY,
    OPERATORS,
    TEXTS,
    AddTag,
    AnyAction,
    ClearCategory,
    Condition,
    Name,
    RemoveTag,
    RuleDraft,
    SetCategory,
    SetMerchant,
    SetNotes,
    words_of,
)
from app.errors import FieldError, Invalid
from app.letters import fold_letters
from app.money import is_currency
from app.strict_json import field_error

Conditions = Annotated[list[Any], Meta(min_length=1, max_length=20)]


class _Outline(Struct, forbid_unknown_fields=True):
    """A draft whose conditions and actions are yet to be read, each by itself: msgspec names no place."""

    name: Name
    conditions: Conditions
    actions: Annotated[list[Any], Meta(min_length=1, max_length=10)]
    match: Literal["all", "any"] = "all"
    stop: bool = False
    enabled: bool = True


def read_draft(raw: Any) -> RuleDraft:
    """Check a decoded JSON value strictly. Raises Invalid, which names every field that is wrong."""
    errors: list[FieldError] = []
    outline = _convert(raw, _Outline, "", errors)
    if outline is None:
        raise Invalid(errors=errors)
    conditions = [_condition(each, f"/conditions/{i}", errors) for i, each in enumerate(outline.conditions)]
    actions = [_convert(each, AnyAction, f"/actions/{i}", errors) for i, each in enumerate(outline.actions)]
    errors += _contradictions(actions)
    if errors:
        raise Invalid(errors=errors)
    return RuleDraft(
        name=outline.name.strip(),
        match=outline.match,
        conditions=[each for each in conditions if each],
        actions=actions,
        stop=outline.stop,
        enabled=outline.enabled,
    )


def read_conditions(raw: Any, place: str) -> list[Condition]:
    """Check conditions by themselves, for what is no rule; at least one.

    place: the JSON Pointer of the list. Raises Invalid, which names every field that is wrong.
    """
    errors: list[FieldError] = []
    rows: list[Any] = _convert(raw, Conditions, place, errors) or []
    found = [_condition(each, f"{place}/{i}", errors) for i, each in enumerate(rows)]
    if errors:
        raise Invalid(errors=errors)
    return [each for each in found if each]


def _convert(raw: Any, kind: Any, place: str, errors: list[FieldError]) -> Any:
    """Read one value; what is wrong with it goes to `errors`, and None comes back."""
    try:
        return msgspec.convert(raw, kind, strict=True)
    except msgspec.ValidationError as exc:
        found = field_error(exc)
        errors.append({"pointer": place + found["pointer"], "message": _plain(found["message"])})
    except (UnicodeError, RecursionError, OverflowError):
        errors.append({"pointer": place, "message": "Expected readable text"})
    return None


def _plain(message: str) -> str:
    """Spare people the patterns."""
    return "Empty, or with characters that cannot be used here" if " matching regex " in message else message


def _condition(raw: Any, place: str, errors: list[FieldError]) -> Condition | None:
    found: Condition | None = _convert(raw, Condition, place, errors)
    if found is None:
        return None
    operators = OPERATORS.get(found.field)
    if operators is None:
        errors.append({"pointer": f"{place}/field", "message": f"Expected one of {', '.join(OPERATORS)}"})
    elif found.op not in operators:
        errors.append({"pointer": f"{place}/op", "message": f"Expected one of {', '.join(operators)}"})
    elif operators[found.op] is None:
        if found.value is not None:
            errors.append({"pointer": f"{place}/value", "message": "This takes no value"})
    else:
        before = len(errors)
        value = _convert(found.value, operators[found.op], f"{place}/value", errors)
        if len(errors) == before:
            errors += [{"pointer": f"{place}/value", "message": text} for text in _senseless(found, value)]
        return Condition(found.field, found.op, list(value) if isinstance(value, tuple) else value)
    return found


def _senseless(condition: Condition, value: Any) -> Iterator[str]:
    """Say what a type cannot."""
    if condition.op == "between" and value[0] > value[1]:
        yield "Expected the smaller one first"
    if condition.op == "words" and not words_of(value):
        yield "Expected at least one letter or digit"
    elif condition.field in TEXTS and not fold_letters(value):
        yield "Expected more than accents"
    if condition.field == "currency" and not is_currency(value):
        yield f"{value!r} is not an ISO 4217 currency code"


_TWICE = {
    SetCategory: "the category", ClearCategory: "the category", SetMerchant: "the merchant",
    SetNotes: "the notes",
}  # fmt: skip


def _contradictions(actions: Sequence[AnyAction | None]) -> Iterator[FieldError]:
    """Find what an earlier action of the same rule has decided already."""
    seen: set[str] = set()
    for place, action in enumerate(actions):
        if isinstance(action, AddTag | RemoveTag):
            what = f"the tag {action.tag!r}"
        elif action is None or type(action) not in _TWICE:
            continue
        else:
            what = _TWICE[type(action)]
        if what in seen:
            yield {"pointer": f"/actions/{place}", "message": f"This rule decides {what} already"}
        seen.add(what)


def unknown_categories(draft: RuleDraft, is_category: Callable[[str], bool]) -> list[FieldError]:
    """Return an error for each category that a draft names and that there is not."""
    named = [(f"/conditions/{i}/value", c.value) for i, c in enumerate(draft.conditions) if _names(c)]
    named += [
        (f"/actions/{i}/category", action.category)
        for i, action in enumerate(draft.actions)
        if isinstance(action, SetCategory)
    ]
    return [
        {"pointer": pointer, "message": f"There is no category {code!r}"}
        for pointer, code in named
        if not is_category(code)
    ]


def _names(condition: Condition) -> bool:
    return condition.field == "category" and condition.op != EMPTY


def as_json(parts: Sequence[Condition | AnyAction]) -> list[dict[str, Any]]:
    """Write conditions or actions as the table holds them."""
    return [msgspec.to_builtins(each) for each in parts]


def stored_conditions(match: str, raw: Sequence[Mapping[str, Any]]) -> RuleDraft:
    """Read back conditions that `read_conditions` had let through, as a rule that does nothing."""
    conditions = msgspec.convert(raw, list[Condition])
    return RuleDraft(name="", match="any" if match == "any" else "all", conditions=conditions, actions=())


def stored_draft(raw: Mapping[str, Any]) -> RuleDraft:
    """Read back what `read_draft` had let through: a stored rule, or a run's copy of one."""
    return RuleDraft(
        name=raw["name"],
        match=raw["match"],
        conditions=msgspec.convert(raw["conditions"], list[Condition]),
        actions=msgspec.convert(raw["actions"], list[AnyAction]),
        stop=raw["stop"],
        enabled=True,
    )
