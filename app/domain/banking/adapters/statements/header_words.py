"""The words over a statement's columns, in English, Romanian, German, French and Spanish.

Folded: without capitals and accents. The order within a meaning is from the best name to the weakest.
"""

from __future__ import annotations

from app.domain.banking.rules.natural_key import fold

WORDS: dict[str, tuple[str, ...]] = {
    "date": (
        "data tranzactie", "data tranzactiei", "transaction date",
        "completed date", "booking date", "buchungstag",
        "buchungsdatum", "date operation", "date de l'operation", "date d'operation", "fecha operacion",
        "fecha de operacion", "data operatiunii", "data operatiei", "data procesarii", "date comptable",
        "posting date", "posted date", "date", "data",
        "datum", "fecha", "started date", "data inregistrarii",
        "valutadatum", "data valuta", "data valutei", "date de valeur", "date valeur", "value date",
        "fecha valor", "wertstellung", "wert",
    ),
    "description": (
        "descriere", "description", "detalii",
        "detalii tranzactie", "verwendungszweck", "buchungstext", "libelle",
        "concepto", "descripcion", "details",
        "transaction details", "explicatii", "explicatie", "narrative",
        "memo", "text", "beschreibung",
        "designation", "transaction description", "particulars", "observaciones",
        "payment reference", "name", "betreff",
    ),
    "amount": (
        "suma", "amount", "betrag", "montant", "importe",
        "valoare", "umsatz", "amount (eur)", "value", "monto",
        "cantidad", "suma tranzactiei", "transaction amount", "betrag (eur)",
    ),
    "debit": (
        "debit", "money out", "paid out", "withdrawal", "withdrawals",
        "soll", "cargo", "debe", "plati", "iesiri",
        "ausgang", "belastung", "debit amount", "debito", "suma debit",
    ),
    "credit": (
        "credit", "money in", "paid in", "deposit", "deposits",
        "haben", "abono", "haber", "incasari", "intrari",
        "eingang", "gutschrift", "credit amount", "credito", "suma credit",
    ),
    "direction": (
        "tip suma", "soll/haben", "debit/credit", "credit/debit",
        "d/c", "dc", "sens", "debit credit indicator",
    ),
    "currency": ("moneda", "currency", "wahrung", "waehrung", "devise", "divisa", "valuta", "ccy"),
    "account": (
        "iban", "cont", "account", "account number",
        "konto", "kontonummer", "auftragskonto", "compte", "cuenta",
        "numar cont", "iban auftragskonto",
    ),
    "external_id": (
        "id", "transaction id", "transaction_id", "id tranzactie", "fitid", "transaktions-id", "unique id",
    ),
    "reference": (
        "referinta", "referinta tranzactiei", "reference",
        "referenz", "referencia", "kundenreferenz", "ref",
    ),
    "merchant": (
        "comerciant", "merchant", "beneficiar", "payee",
        "handler", "commercant", "comercio", "counterparty",
        "partener", "beguenstigter/zahlungspflichtiger", "zahlungsempfanger", "merchant name", "empfanger",
        "auftraggeber/empfanger", "beneficiary", "contrepartie", "beneficiario",
    ),
    "category": ("categorie", "category", "kategorie", "categoria"),
    "balance": ("sold", "balance", "saldo", "solde", "sold contabil", "running balance", "kontostand"),
}  # fmt: skip

_PLACE = {word: (place, meaning) for meaning, words in WORDS.items() for place, word in enumerate(words)}


def meanings(header: list[str]) -> dict[str, int]:
    """Tell which column of a header means what; where two would do, the better name has it."""
    best: dict[str, tuple[int, int]] = {}
    for column, cell in enumerate(header):
        found = _PLACE.get(_bare(cell))
        if found and (found[1] not in best or found[0] < best[found[1]][0]):
            best[found[1]] = found[0], column
    return {meaning: column for meaning, (_, column) in best.items()}


def _bare(cell: str) -> str:
    """'Suma (RON)' and 'Betrag in EUR' are the amount, whatever the currency."""
    word = fold(cell[:60]).strip(" *:.")
    if word in _PLACE:
        return word
    for end in ("(", " in ", "["):
        word = word.partition(end)[0].strip()
    return word
