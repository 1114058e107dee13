"""The text of an MT940 entry (:86:): Germany's and Poland's subfields, words between slashes, or plain lines.

What no rule knows is part of the description, so that no text is lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.tabular.encoding import tidy

# 'ZKA-Geschäftsvorfallcode' and its subfields; the mark between them is '?' in Germany, others elsewhere.
_SUBFIELDS = re.compile(r"[0-9]{0,3} ?(?P<mark>[?<>~^])(?=[0-9]{2})")
_PURPOSE = frozenset([*map(str, range(20, 30)), *map(str, range(60, 66))])
_NAMES, _ACCOUNT, _IBAN = frozenset({"32", "33"}), "31", "38"
_SILENT = frozenset({"10", "30", "34"})
"""The bank's own numbers: the run, the other bank, the reason of a return."""
_KEYWORDS = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|MDAT|DDAT|SQTP|ORCR|ORMR)\+"
)
_SLASHED = re.compile(
    r"/(TRTP|TRCD|EREF|PREF|RREF|KREF|MARF|CSID|IBAN|BIC|NAME|ADDR|REMI|ORDP|BENM|ULTD|ULTC|ULTB|CNTP|PURP|RTRN"
    r"|ISDT|EXCH|CHGS|CHGS2|OCMT|SVCL|ID|INFO|OPFN|NRTX|SUBF)/"
)
_FACTS = frozenset(
    {
        "EREF",
        "PREF",
        "RREF",
        "KREF",
        "MARF",
        "CSID",
        "IBAN",
        "BIC",
        "ADDR",
        "ISDT",
        "ID",
        "TRCD",
        "PURP",
        "SVCL",
        "TOWN",
    }
)
_NOTHING = frozenset({"", "NOTPROVIDED", "NONREF", "NOT PROVIDED"})
_WRAPPED_AT_LEAST = 27


class Details(NamedTuple):
    """description: the purpose, and what is not understood. operation: the bank's word for the booking.

    whole: all that stands there, where it was taken apart.
    """

    description: str
    counterparty: str = ""
    iban: str = ""
    reference: str = ""
    operation: str = ""
    whole: str = ""


def read_details(text: str) -> Details:
    """Read the lines of a :86: field."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = "".join(lines)
    if found := _SUBFIELDS.match(joined):
        told = _of_subfields(joined[found.start("mark") :], found["mark"])
        return told._replace(whole=tidy(joined))
    slashed = _SLASHED.findall(joined)
    if slashed and (joined.startswith(f"/{slashed[0]}/") or len(set(slashed)) > 1):
        return _of_slashes(joined)._replace(whole=tidy(joined))
    return Details(tidy(" ".join(lines)))


def _of_subfields(text: str, mark: str) -> Details:
    parts = re.split(rf"{re.escape(mark)}([0-9]{{2}})", text)
    fields = [(code, part) for code, part in zip(parts[1::2], parts[2::2], strict=True) if part.strip()]
    known = _NAMES | _SILENT | _PURPOSE | {"00", _ACCOUNT, _IBAN}
    purpose = _unwrapped([part for code, part in fields if code in _PURPOSE])
    facts = _keywords(purpose)
    others = [tidy(part) for code, part in fields if code not in known]
    name = tidy(_unwrapped([part for code, part in fields if code in _NAMES]))
    account = next((tidy(part) for code, part in fields if code in {_ACCOUNT, _IBAN}), "")
    return Details(
        tidy(" ".join([facts["description"], *others])),
        name or facts.get("ABWE", "") or facts.get("ABWA", ""),
        account or facts.get("IBAN", ""),
        _first(facts, "EREF", "KREF", "MREF"),
        next((tidy(part) for code, part in fields if code == "00"), ""),
    )


def _unwrapped(parts: list[str]) -> str:
    """Join subfields: a full one was cut wherever the line ended, a shorter one ends with a word."""
    width = max(map(len, parts), default=0)
    return "".join(part if len(part) == width >= _WRAPPED_AT_LEAST else f"{part} " for part in parts)


def _keywords(text: str) -> dict[str, str]:
    """Part a purpose at SEPA's keywords; 'description' is what is for people."""
    parts = _KEYWORDS.split(text)
    facts: dict[str, str] = {}
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        facts.setdefault(name, tidy(part))
    facts["description"] = tidy(f"{parts[0]} {facts.pop('SVWZ', '')}")
    return facts


def _of_slashes(text: str) -> Details:
    parts = _SLASHED.split(text)
    fields = [(name, part.strip("/ ")) for name, part in zip(parts[1::2], parts[2::2], strict=True)]
    facts: dict[str, str] = {}
    for name, part in fields:
        if part:
            facts.setdefault(name, tidy(part))
    if "CNTP" in facts:
        facts |= _of_counterparty(facts.pop("CNTP"))
    parties = (facts.pop(role, "") for role in ("NAME", "BENM", "ORDP"))
    name, operation = next(filter(None, parties), ""), facts.pop("TRTP", "")
    remitted = re.sub(r"^(?:USTD|STRD)/+", "", facts.pop("REMI", ""))
    rest = [part for key, part in facts.items() if key not in _FACTS]
    return Details(
        tidy(" ".join([parts[0].strip("/ "), remitted.replace("//", " "), *rest])),
        name,
        facts.get("IBAN", ""),
        _first(facts, "EREF", "KREF", "MARF"),
        operation,
    )


def _of_counterparty(text: str) -> dict[str, str]:
    """ING writes account, bank, name and town behind /CNTP/."""
    account, _, rest = text.partition("/")
    _, _, rest = rest.partition("/")
    name, _, town = rest.partition("/")
    return {"IBAN": account, "NAME": name} | ({"TOWN": town.strip("/")} if town.strip("/") else {})


def _first(facts: dict[str, str], *names: str) -> str:
    return next((facts[name] for name in names if facts.get(name, "") not in _NOTHING), "")
