"""Lines that name a balance or a total, which some banks write among the movements."""

from __future__ import annotations

import re

from app.texts import fold

# A bare 'balance' or 'saldo' is also why people pay (the rest of a bill), and New Balance is a brand.
_BALANCE = (
    r"(?:opening|closing|previous|starting|ending|final|initial) balance"
    r"|balance (?:(?:brought|carried) (?:forward|down)|b/f|c/f|bf|cf)"
    r"|saldo (?:anterior|do dia|inicial|final|atual|bloqueado|actual|disponivel|disponible|em conta|total"
    r"|contabile?|iniziale|finale|disponibile|precedente|poczatkowe|koncowe|biezace)|s a l d o"
    r"|sold (?:initial|final|precedent|anterior|contabil|disponibil|zi|final zi)"
    r"|rulaj(?: (?:zi|total|total cont|debitor|creditor))?"
    r"|(?:ancien|nouveau) solde|solde (?:initial|final|precedent|anterieur|actuel|au)"
    r"|(?:anfangs|end|schluss|abschluss|konto|tages|eroffnungs|alter |neuer |aktueller )saldo"
    r"|(?:alter |neuer |aktueller )?kontostand|(?:begin|eind|vorig |nieuw )saldo"
    r"|(?:poczatecni|konecny) zustatek|(?:nyito|zaro) ?egyenleg|(?:inga|utga)ende saldo"
    r"|(?:pradinis |galutinis )?likutis|apyvarta"
)
_LINE = re.compile(rf"(?:{_BALANCE})[ .:/0-9-]{{0,25}}")


def is_balance(text: str) -> bool:
    """Tell whether a description is nothing but the name of a balance or total, perhaps with its day."""
    return len(text) <= 60 and _LINE.fullmatch(fold(text)) is not None
