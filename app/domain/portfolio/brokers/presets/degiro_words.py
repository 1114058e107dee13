"""What DEGIRO calls things, in the languages of its account statement."""

from __future__ import annotations

import re
from enum import StrEnum

from app.texts import fold

COLUMNS = {
    "date": ("datum", "date", "fecha", "data", "dato"),
    "value date": (
        "valutadatum", "value date", "wertdatum", "date de", "date de valeur", "fecha valor", "data valore",
        "data valor", "data waluty", "valuteringsdatum",
    ),
    "product": ("product", "produkt", "produit", "producto", "prodotto", "produto"),
    "isin": ("isin", "code isin"),
    "description": (
        "omschrijving", "description", "beschreibung", "descripción", "descrizione", "descrição", "libellé",
        "opis", "beskrivning",
    ),
    "change": (
        "mutatie", "change", "änderung", "mouvements", "mutation", "variación", "variazioni", "mudança",
        "alteração", "variation", "zmiana", "amount", "importe",
    ),
    "balance": ("saldo", "balance", "solde"),
    "order": (
        "order id", "order-id", "auftrags-id", "id ordre", "id orden", "id de la orden", "id ordine",
        "id da ordem", "identyfikator zlecenia",
    ),
}  # fmt: skip

_SIDES = {
    "buy": True, "koop": True, "kauf": True, "achat": True, "compra": True, "acquisto": True, "kupno": True,
    "sell": False, "verkoop": False, "verkauf": False, "vente": False, "venta": False, "venda": False,
    "vendita": False, "sprzedaz": False,
}  # fmt: skip
_TRADE = re.compile(
    rf"(?P<action>[^:]{{2,40}}: ?)?(?P<side>{'|'.join(_SIDES)}) "
    r"(?P<quantity>[0-9][0-9.,' \u00a0]*?) (?P<name>.*?) ?"
    r"(?:@|zu je) ?(?P<price>[0-9][0-9.,']*) (?P<currency>[a-z]{3})\b",
    re.IGNORECASE,
)


class Sort(StrEnum):
    """What a row of the statement is, by its description."""

    DIVIDEND = "dividend"
    DIVIDEND_TAX = "dividend tax"
    TAX = "tax"
    FEE = "fee"
    EXCHANGE = "exchange"
    INTEREST = "interest"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    INSIDE = "inside"
    UNKNOWN = "unknown"


# The first that fits counts: 'dividend tax' stands before 'dividend', a reservation before a deposit.
# Words are folded; ^ is the beginning of the description.
_WORDS: tuple[tuple[Sort, tuple[str, ...]], ...] = (
    (
        Sort.INSIDE,
        ("cash sweep", "^reservation", "^reservierung", "geldrekening", "geldkonto", "cash account",
         "compte especes", "cuenta de efectivo", "conto cash", "conta caixa", "conta a ordem",
         "processed flatex withdrawal", "money market", "geldmarktfonds"),
    ),
    (
        Sort.EXCHANGE,
        ("valuta creditering", "valuta debitering", "^fx credit", "^fx debit", "currency exchange",
         "wahrungswechsel", "operation de change", "cambio de divisa", "credito fx", "prelievo fx",
         "credito de divisa", "levantamento de divisa", "credito cambial", "fx vyuctovani"),
    ),
    (
        Sort.DIVIDEND_TAX,
        ("dividend tax", "dividendbelasting", "dividendensteuer", "quellensteuer", "impots sur dividende",
         "impots sur les dividendes", "impot sur dividende", "retencion del dividendo",
         "impuesto sobre dividendo",
         "ritenuta sul dividendo", "imposto sobre dividendo", "withholding tax", "podatek od dywidendy"),
    ),
    (
        Sort.TAX,
        ("transactiebelasting", "stamp duty", "financial transaction tax", "finanztransaktionssteuer",
         "taxe sur les transactions", "impuesto de transacci", "impuesto sobre transacci", "tobin",
         "imposta sulle transazioni", "imposto de selo"),
    ),
    (
        Sort.DIVIDEND,
        ("^dividend", "^dywidenda", "fund distribution", "capital return", "kapitalruckzahlung",
         "fondsausschuttung"),
    ),
    (
        Sort.FEE,
        ("transactiekosten", "transaction and/or", "transaction fee", "third party fee", "transaktionsgebuhr",
         "fremdkosten", "frais ", "fee ", "fees ", "kosten", "gebuhr", "comisi", "comissoes", "custo",
         "coste", "costi", "commission", "handelsmodalitat", "oplaty", "prowizja"),
    ),
    (
        Sort.INTEREST,
        ("interest", "zinsen", "rente ", "interets", "intereses", "interessi", "juros", "odsetki"),
    ),
    (
        Sort.WITHDRAWAL,
        ("withdrawal", "terugstorting", "auszahlung", "retrait", "retirada", "prelievo", "levantamento",
         "opname", "wyplata"),
    ),
    (
        Sort.DEPOSIT,
        ("deposit", "storting", "einzahlung", "versement", "ingreso", "deposito", "depot ", "transferencia",
         "bonifico", "wplata"),
    ),
)  # fmt: skip


def sort_of(description: str) -> Sort:
    """Tell what a row is that is no trade."""
    text = f"{fold(description)} "
    return next((sort for sort, words in _WORDS if any(_says(text, word) for word in words)), Sort.UNKNOWN)


def _says(text: str, word: str) -> bool:
    return text.startswith(word[1:]) if word.startswith("^") else word in text


def match_trade(description: str) -> re.Match[str] | None:
    """Find a trade's parts in a description: 'Koop 1 @ 33,9 USD', 'Sell 4 AVIVA@496 GBX (GB00BPQY8M80)'."""
    return _TRADE.match(f"{description} ")


def is_bought(found: re.Match[str]) -> bool:
    return _SIDES[found["side"].lower()]
