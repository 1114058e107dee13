"""The words over a statement's columns, in the languages of Europe's banks.

Words are folded: without capitals and accents (letters that have no plain form, such as ø and ł, stay).
A header can say several things ('Valuta' is a currency or a value date): its cells decide.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from app.money import is_currency
from app.tabular.table import Vocabulary
from app.texts import fold

Role = Literal[
    "date", "operation_date", "booking_date", "started_date", "value_date", "amount", "debit", "credit",
    "foreign_amount", "balance", "balance_before", "fee", "rate", "currency", "foreign_currency",
    "direction", "state", "own_account", "account", "other_account", "payee", "payer", "name",
    "description",
    "reference", "external_id", "category", "type", "number",
]  # fmt: skip

DATE_ROLES: tuple[Role, ...] = ("operation_date", "booking_date", "date", "started_date", "value_date")
"""The dates that a header may name, the one that people mean first."""

# A word stands for all that begin with it; '$' behind it: for itself alone; '~' before it: all that end so.
_STEMS: dict[str, str] = {
    "date": (
        "~datum ~dato ~datums zauctovano$ provedeno$ bokfort$ bokført$ date$ dated$ data$ datum datu$ "
        "fecha dato$ datoen kelt$ datuma$ pvm$ paiva paivamaara kuupaev tarih dzien$ day$ tag$ dag$ "
        "time$ datetime timestamp buchungstag idopont dátum datums nap$ napja$ дата ημερομηνια "
        "buchungsdatum valutadatum bokforingsdatum bogforingsdato bogført bokfort rentedato rentedatum "
        "boekdatum transactiedatum transaktionsdato transaktionsdatum transaksjonsdato kirjauspaiva "
        "arvopaiva maksupaiva"
    ),
    "value": (
        "rente$ value$ valuta valor$ valorisation valeur wert$ wertstellung wertstellungstag "
        "wertstellungsdatum valuation waluty$ valuty$ rentedato rentedatum ranta$ ranteda effective "
        "esedekesseg erteknap arvopaiva valutare$ valutei$"
    ),
    "booking": (
        "booking booked book$ buchung buchungstag buchungsdatum posting posted post$ comptable "
        "comptabilisation contable contabile contabilizare contabil$ completed settled settlement "
        "ksiegowania zauctovani uctovani zauctovania konyveles bogføring zauctovano bogfort bogforing "
        "bokforing bokfort bogført boekdatum boeking inregistrare inregistrarii procesarii registrazione "
        "lancamento kirjaus"
    ),
    "operation": (
        "transaction trans$ tran$ txn$ trx$ operation operacion operazione operatiune operatiunii operatiei "
        "tranzactie "
        "tranzactiei tranzactii operacao movimento$ movimiento$ transaktion transactiedatum operacji "
        "transakcji transakce tranzakcio purchase kaufdatum umsatzdatum transaksjon"
    ),
    "started": (
        "started start$ created initiated begin beginns inceperii debut inizio inicio rozpoczecia "
        "zahajeni"
    ),
    "amount": (
        "gross$ net$ brutto$ netto$ ~betrag ~bedrag ~belop ~beløb ~belopp objem$ amount amt$ betrag "
        "umsatz$ umsatzbetrag montant importe importo suma$ sumă sum$ summa kwota castka ciastka bedrag "
        "beløb belob belopp beløp belop osszeg valoare valoarea$ valor$ value$ monto cantidad quantia "
        "montante movimiento$ movimento$ mutatie$ mutatiebedrag transaktionsbetrag buchungsbetrag tutar "
        "iznos znesek määrä maara$ сумма сума ποσο movement$ zahlbetrag gesamtbetrag wert$ "
        "transactiebedrag valore$"
    ),
    "scaled": "cent$ cents$ pence$ minor$ teur$ tsd$ tausend thousands$ millions$",
    "debit": (
        "debit debet debito debits withdrawal withdrawn withdraw out$ outgoing outflow soll$ cargo "
        "cargos debe$ plati$ plata$ iesire iesiri ausgang ausgaben ausgabe belastung belastungen "
        "lastschrift uscita uscite dare$ addebito addebiti saida saidas pagamento$ af$ uit$ uitgaven "
        "uitgaande obciazenia obciazenie wydatki wydatek wn$ wyplaty vydaje vydaj odchozi terheles "
        "kiadas kimeno ud$ ut$ utgift udbetaling uttag hævet haevet sorties sortie depense depenses "
        "egresos gastos gasto retiro retiros spent spending expense expenses charges$ charge$ cheltuieli "
        "cheltuiala breme isplata duguje dr$ debitbetrag debetbedrag levy otto$ panot$ abgang paid$ "
        "spend$"
    ),
    "credit": (
        "credit kredit kreedit credito credits deposit deposits incoming inflow haben$ abono abonos "
        "haber$ incasare incasari intrare intrari eingang eingange einnahme einnahmen gutschrift "
        "gutschriften entrata entrate avere$ accredito accrediti entrada entradas bij$ ontvangsten "
        "inkomende inkomsten uznania uznanie wplywy wplyw ma$ wplaty prijmy prijem prichozi jovairas "
        "bevetel bejovo ind$ inn$ indbetaling innskudd insattning indsat entree entrees recette recettes "
        "ingreso ingresos received income revenus venit venituri dobro uplata potrazuje cr$ zugang "
        "earned pano$ receipt receipts"
    ),
    "foreign": (
        "foreign fremdwahrung fremdwaehrung original originale originala originalna originalbetrag "
        "originalbelopp originalt orig$ oorspronkelijk oorspronkelijke originel origine estera "
        "extranjera estrangeira oryginalna oryginalnej puvodni povodna povodnej eredeti devizaosszeg "
        "valutabeløb auslands ausland oryginal cizi vreemde utenlandsk udenlandsk utlandsk instructed "
        "counter$ originalbeløb merchant$ "
    ),
    "balance": (
        "~saldo balance saldo saldos kontostand solde sold$ soldul boeksaldo zustatek zostatok egyenleg "
        "disponible disponibile disponivel beholdning likutis atlikums jaak$ stanje bakiye saldoen "
        "kontosaldo running available eindsaldo beginsaldo stand$ remaining stan$ остаток υπολοιπο "
        "saldot buchsaldo endsaldo anfangssaldo"
    ),
    "before": (
        "before vor$ voor$ voorafgaand antes avant prima$ przed pred$ inainte anterior previous opening "
        "beginsaldo anfangssaldo alter$ start$ initial precedent"
    ),
    "fee": (
        "fee fees commission comision comisioane comisiones gebuhr gebuhren gebuehr gebuehren entgelt "
        "entgelte frais commissione commissioni comissao comissoes kosten prowizja oplata poplatek "
        "poplatky dij$ dijak gebyr avgift spesen kulut surcharge costi"
    ),
    "rate": (
        "rate$ rates kurs kurz$ wechselkurs umrechnungskurs wisselkoers koers curs$ cambio$ taux "
        "arfolyam fx$ exchange course vaihtokurssi"
    ),
    "currency": (
        "currency ccy$ cur$ curr$ moneda monedă wahrung waehrung devise$ devises divisa divisas valuta$ "
        "valutare moeda waluta waluty$ mena$ penznem deviza$ deviza valutakode valuutta valiuta "
        "valuta(s)$ muntsoort munt$ para$ valutakod transactiemunt fremdwahrung валюта валута "
        "νομισμα devizanem"
    ),
    "state": (
        "state$ status$ statut$ stato$ estado$ stav$ stan$ allapot statusz stare$ starea$ durum tila$ "
        "situatie situacao zustand buchungsstatus transaktionsstatus tilstand"
    ),
    "account": (
        "~konto auftragskonto iban$ account konto kontonummer kontonr compte cuenta cont$ contul$ "
        "contului conto$ rekening rekeningnummer rekeningnr ucet$ ucet cislo$ szamlaszam szamla conta$ "
        "hesap rachunek rachunku saskaita saskaitos konts$ kontos$ kontonr$ accountnumber acct$"
    ),
    "own": (
        "auftragskonto own eigen eigenes eigene mein meine proprio propria propriu numar$ ordering "
        "vlastni sajat rekening$ rekeningnummer$ wlasny wlasne dispositionskonto"
    ),
    "other": (
        "tegenrekening tegenrekeningnummer gegenkonto counterparty contra kontrahent kontrahenta "
        "protiucet protiuctu partner partnera beneficiary beneficiar beneficiario beneficiarului "
        "beneficiaire destinatario destinataire destino empfanger empfaenger zahlungsempfanger "
        "zahlungsbeteiligter zahlungsbeteiligten recipient payee payer other motkonto modkonto mottaker "
        "mottagare modtager controparte contrapartida contrepartie contraparte odbiorcy nadawcy "
        "protistrany to$ from$ fra$ til$ från$ tegenpartij ordonator ordonatorului destinatie sursa "
        "corespondent corresponding remitter sender kontoinhaber gavejo sanemeja ellenoldali "
        "kedvezmenyezett debtor creditor"
    ),
    "name": (
        "name$ naam$ nome$ nom$ nombre nume$ nazwa nazev nev$ namn$ navn$ counterparty contrepartie "
        "tegenpartij kontrahent partner partener partenerul payee payer beneficiary beneficiar "
        "beneficiarul beneficiario beneficiaire begunstigter beguenstigter zahlungsempfanger "
        "zahlungsempfaenger zahlungspflichtige zahlungspflichtiger empfanger empfaenger auftraggeber "
        "auftraggebername zahlungsbeteiligter merchant handler commercant comercio comerciant esercente "
        "recipient sender remitter mottaker mottagare modtager afsender avsender odbiorca nadawca "
        "prijemce ordonator ordonatorul destinatario controparte contraparte gavejas sanemejs saaja "
        "kedvezmenyezett denumire counter haendler shop$ vendor store$ party$ debtor creditor ordenante"
    ),
    "description": (
        "description beschreibung descriere descrierea descripcion descrizione descricao omschrijving "
        "opis popis beskrivelse beskrivning leiras kuvaus detalii detaliile details detail detaily "
        "detalji libelle verwendungszweck buchungstext concepto causale explicatii explicatie narrative "
        "memo text tekst texte testo texto particulars particularidades observaciones betreff mededeling "
        "mededelingen mitteilung communication message viesti selgitus paaiskinimai tytul tytulem zprava "
        "poznamka poznamky purpose zweck vorgang designation notes notities note$ notas motif kozlemeny "
        "kozlemény historico meddelande melding operazione$ reason remarks remark narration "
        "zahlungsgrund vyznam ucel"
    ),
    "reference": (
        "reference referinta referenz referencia referentie riferimento referencja ref$ kundenreferenz "
        "kenmerk mandatsreferenz viite betalingskenmerk"
    ),
    "external_id": "id$ fitid transactionid unique uuid identifikator transaktionsid buchungsid",
    "category": "category categorie kategorie kategoria categoria kategori kategoriat categoría",
    "type": (
        "type typ$ tip$ tipul$ tipo art$ umsatztyp umsatzart mutatiesoort soort code$ buchungsart "
        "transaktionstyp rodzaj druh tipus transaktionsart laji slag$ transactiesoort transactietype "
        "kind$ operatie$"
    ),
    "number": (
        "nr$ no$ number num$ numar$ numer$ cislo nummer numero zeile line$ bic$ blz$ bic swift sort$ "
        "fiscal cui$ mcc$ kod$ poradi seq sequence volgnr volgnummer postcode zip$ bank$ banca$ banque$ "
        "banka$ constant variable specific variabilni konstantni specificky glaubiger glaeubiger "
        "creditorid kontrollnummer"
    ),
}  # fmt: skip

_BOTH_WAYS = frozenset(
    "d/c,dc,c/d,s/h,h/s,d/k,dk,k/d,dr/cr,cr/dr,wn/ma,t/k,md/d,c/a,sens,sign,sens operation,tip suma,"
    "creditdebet,creditdebit,debitcredit,debetcredit,soll/haben,af/bij,bij/af,in/out,direction,"
    "debit credit indicator,"
    "vorzeichen,richtung,segno,signo,sinal,znak,znamenko,money flow,direccion,direzione,"
    "richting,kierunek,smer,irany,retning,riktning,suunta,cdi,credit/debit,debit/credit,cddbtind,"
    "creditdebitindicator,transaction direction".replace("/", " ").split(",")
)
_IN_WORDS = re.compile(r"\b(?:money|paid|payments?|cash|funds|geld|transfers?) in\b|\bin$|^in [a-z]{3}$")
"""Between other words 'in' says nothing of the way: 'Betrag in EUR', 'Amount in foreign currency'."""
_OUT_WORDS = re.compile(r"\b(?:money|paid|payments?|amount|cash|funds|geld|transfers?) out\b|\bpaid out\b")
_SYMBOLS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK",
    "ft": "HUF", "lei": "RON", "₹": "INR", "₺": "TRY", "us$": "USD", "r$": "BRL", "円": "JPY",
}  # fmt: skip
_PARTS = re.compile(r"(?:US|R)\$|[^\W\d_円]+|[€£₹₺円]")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(
            r"\b(?:"
            + "|".join(_pattern(word) for word in sorted(set(stems.split()), key=len, reverse=True))
            + ")"
        )
        for name, stems in _STEMS.items()
    }


def _pattern(stem: str) -> str:
    if stem.startswith("~"):
        return r"\w+" + re.escape(fold(stem[1:])) + r"\b"
    return re.escape(fold(stem[:-1])) + r"\b" if stem.endswith("$") else re.escape(fold(stem))


def bare(cell: str) -> str:
    """Write a header as plain words: 'Betrag (€)' is 'betrag', 'Zahlungsempfänger*in' is one word."""
    return _bare(cell[:80])


@lru_cache(maxsize=4096)
def _bare(cell: str) -> str:
    word = fold(cell.replace("*", "").replace("_", " "))
    return " ".join(re.sub(r"[^\w]+", " ", word).split())


@lru_cache(maxsize=1024)
def roles(cell: str) -> frozenset[str]:
    """Tell what a column with this header may be; empty where no word of it is known."""
    text = bare(re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", cell))
    if not text:
        return frozenset()
    if text in _BOTH_WAYS or bare(cell) in _BOTH_WAYS:
        return frozenset({"direction"})
    has = {name for name, pattern in _patterns().items() if pattern.search(text)}
    if _IN_WORDS.search(text):
        has = (has | {"credit"}) - {"debit"}
    if _OUT_WORDS.search(text):
        has = (has | {"debit"}) - {"credit"}
    return frozenset([*_of_dates(has), *_of_money(has), *_of_parties(has), *_of_texts(has)])


VOCABULARY = Vocabulary(roles, frozenset(DATE_ROLES), frozenset({"amount", "debit", "credit"}))


def _of_dates(has: set[str]) -> set[Role]:
    if "date" not in has:
        return {"value_date"} if has & {"value"} else {"booking_date"} if has == {"booking"} else set()
    if "value" in has:
        return {"value_date"}
    if "started" in has:
        return {"started_date"}
    if "booking" in has:
        return {"booking_date"}
    return {"operation_date"} if "operation" in has else {"date"}


def _of_money(has: set[str]) -> set[Role]:
    found: set[Role] = set()
    if "scaled" in has:  # 'Amount (cents)' is no amount: it would count a hundred times
        return {"number"}
    if "date" in has and not has & {"amount", "balance", "fee"}:
        return {"currency"} if "currency" in has and "value" in has else set()
    if "rate" in has:
        return {"rate"}
    if "fee" in has:
        return {"fee"}
    if "balance" in has:
        found.add("balance_before" if "before" in has else "balance")
    elif {"debit", "credit"} <= has:
        found |= {"direction", "amount"}
    elif "amount" in has or has & {"debit", "credit"}:
        side: Role = "debit" if "debit" in has else "credit" if "credit" in has else "amount"
        found.add("foreign_amount" if "foreign" in has and side == "amount" else side)
    if "currency" in has:
        found.add("foreign_currency" if "foreign" in has else "currency")
        if found & {"amount"} and "value" not in has:
            found.add("foreign_amount")
    if "state" in has:
        found.add("state")
    return found


def _of_parties(has: set[str]) -> set[Role]:
    found: set[Role] = set()
    if "account" in has and "name" not in has - {"other"}:
        found.add("other_account" if "other" in has else "own_account" if "own" in has else "account")
    elif "account" in has:
        found |= {"other_account" if "other" in has else "account", "name"}
    elif "other" in has and "name" not in has:
        found.add("other_account")
    if "name" in has:
        found.add("name")
    return found


def _of_texts(has: set[str]) -> set[Role]:
    names: tuple[Role, ...] = ("description", "reference", "external_id", "category", "type", "number")
    return {name for name in names if name in has}


@lru_cache(maxsize=1024)
def named_currency(cell: str) -> str | None:
    """Return the currency that a header names: 'Amount (GBP)', 'Betrag in EUR', 'Débit euros', 'R$'."""
    parts: list[str] = _PARTS.findall(cell[:80])
    for part in reversed(parts):
        if part in _SYMBOLS or part.casefold() in _SYMBOLS:
            return _SYMBOLS.get(part) or _SYMBOLS[part.casefold()]
        if len(part) == 3 and part.isupper() and part.isascii() and is_currency(part):
            return part
    return None


@lru_cache(maxsize=1024)
def is_english(cell: str) -> bool:
    """Tell whether a header could be English; 'Buchungstag' and 'Fecha' could not."""
    return (
        bare(cell) in _ENGLISH
        or not roles(cell)
        or all(
            word in _ENGLISH_WORDS or word.isdigit() or is_currency(word.upper())
            for word in bare(cell).split()
        )
    )


_ENGLISH_WORDS = frozenset(
    """
    date dated day time datetime timestamp value valuation booking booked book posting posted post
    completed settled settlement transaction operation purchase started start created effective
    amount amt sum movement debit debits withdrawal withdrawals out outgoing outflow spent spending
    expense expenses charge charges paid credit credits deposit deposits in incoming inflow received
    income balance running available remaining before opening previous closing fee fees commission
    rate exchange fx currency ccy state status iban account number own counterparty beneficiary
    recipient payee payer name merchant counter party description details detail narrative memo text
    particulars message purpose notes note reason remarks remark narration reference ref id unique
    uuid category type code kind no money payment payments of the and or to from foreign original
    data sender shop store vendor bank sort bic swift line local native total cash flow spend gross
    net saldo is amounts
    """.split()  # noqa: SIM905 - a list of this length is read by nobody
)
_ENGLISH = frozenset({"data"})

_PAYER = re.compile(
    r"\b(?:zahlungspflicht|auftraggeber|payer|ordonator|sender|nadawc|afsender|avsender|ordenante|debtor|"
    r"remitter|from\b)"
)
_PAYEE = re.compile(
    r"\b(?:zahlungsempf|empfang|empfaeng|begunstig|beguenstig|beneficiar|payee|recipient|odbiorc|creditor|"
    r"destinat|prijemc|mottak|mottag|modtag|to\b)"
)


@lru_cache(maxsize=1024)
def paying_side(cell: str) -> Literal["payer", "payee"] | None:
    """Tell whether a header names who paid or who was paid; None where it names both, or neither."""
    text = bare(cell)
    pays, paid = _PAYER.search(text) is not None, _PAYEE.search(text) is not None
    return None if pays == paid else "payer" if pays else "payee"
