"""The words that banks put into cells: which way money went, what became of a payment, and
which lines are balances and no payments."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Literal

from app.domain.banking.statements.header_words import bare
from app.texts import fold

State = Literal["booked", "pending", "void"]


def _words(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(","))


OUT = _words(
    "debit,debet,deebet,debito,debits,deb,d,dr,db,dbit,s,soll,af,uit,out,-,minus,negative,cargo,"
    "cargos,cheltuiala,cheltuieli,expense,expenses,spend,spending,spent,wn,winien,obciazenie,"
    "obciazenia,wydatek,wydatki,vydaj,vydaje,odchozi,md,odchozi platba,terheles,kiadas,kimeno,t,"
    "tartozik,ud,ut,uttag,otto,uscita,uscite,addebito,addebiti,dare,saida,saidas,sortie,depense,"
    "belastung,ausgang,ausgabe,ausgaben,lastschrift,debe,gasto,egreso,retiro,plata,iesire,iesiri,"
    "withdrawal,withdrawn,outgoing,sent,send,outflow,money out,paid out,paid,debited,debit dbit,"
    "breme,isplata,duguje,borc,izdevumi,islaidos,verwerkte afschrijving,afschrijving,utgift,"
    "utbetaling,udbetaling,pay out,payout,ausgehend,abgang,outbound,debetas,debets"
)
IN = _words(
    "credit,kredit,kreedit,credito,credits,cred,c,cr,crdt,h,haben,bij,in,+,plus,positive,abono,"
    "abonos,venit,venituri,income,earned,ma,uznanie,uznania,wplyw,wplywy,wplata,prijem,prijmy,"
    "prichozi,dal,prichozi platba,jovairas,bevetel,bejovo,k,kovetel,ind,inn,insattning,pano,entrata,"
    "entrate,accredito,accrediti,avere,entrada,entradas,entree,recette,gutschrift,eingang,einnahme,"
    "einnahmen,haber,ingreso,incasare,incasari,intrare,intrari,deposit,incoming,received,receive,"
    "inflow,money in,paid in,credited,dobro,uplata,potrazuje,alacak,ienemumi,pajamos,bijschrijving,"
    "inntekt,innbetaling,indbetaling,inntak,eingehend,zugang,inbound,kreditas,kredits,gutgeschrieben"
)
# Letters that mean one thing beside one letter, and another beside another.
_TOGETHER: dict[frozenset[str], str] = {
    frozenset({"md", "d"}): "md", frozenset({"c", "a"}): "c", frozenset({"b", "a"}): "b",
    frozenset({"debit", "kredit"}): "debit", frozenset({"p", "w"}): "w", frozenset({"v", "p"}): "v",
    frozenset({"t", "j"}): "t", frozenset({"u", "i"}): "u", frozenset({"i", "o"}): "o",
    frozenset({"d", "h"}): "d",
}  # fmt: skip

_SIGNS = {"+": "+", "-": "-", "\u2212": "-", "\u2013": "-"}

PENDING = _words(
    "pending,authorised,authorized,authorisation,authorization,hold,held,reserved,vorgemerkt,"
    "vorgemerkte umsatze,in bearbeitung,offen,ausstehend,pendiente,en attente,in attesa,in sospeso,"
    "pendente,in asteptare,in curs,in curs de procesare,blocat,oczekujaca,oczekujacy,oczekujace,"
    "w toku,blokada,cekajici,ceka,nezauctovano,fuggoben,fuggo,folyamatban,afventer,venter,reserverat,"
    "reserveret,reservert,vantar,odottaa,varaus,in behandeling,gereserveerd,uncleared,unposted,"
    "processing,not booked,nicht gebucht,a comptabiliser,por contabilizar,pdng,non contabilizzato,"
    "rezervuota,rezerveeritud,submitted,vorgemerkt und nicht gebucht"
)
VOID = _words(
    "reverted,reversed,reversal,declined,failed,fail,failure,cancelled,canceled,cancel,rejected,"
    "refused,returned,expired,void,voided,error,unsuccessful,denied,dropped,deleted,abgelehnt,"
    "storniert,fehlgeschlagen,abgebrochen,zuruckgewiesen,zuruckgebucht,ruckgangig,ruckgangig gemacht,"
    "verfallen,refuse,refusee,annule,annulee,echoue,echouee,rejete,rejetee,rechazado,rechazada,"
    "denegado,denegada,cancelado,cancelada,anulado,anulada,fallido,fallida,devuelto,devuelta,"
    "revertido,rifiutato,rifiutata,annullato,annullata,fallito,fallita,stornato,stornata,respinto,"
    "respinta,recusado,recusada,falhou,falhado,devolvido,estornado,respins,respinsa,anulat,anulata,"
    "esuat,esuata,refuzat,refuzata,returnat,returnata,stornat,odrzucona,odrzucone,odrzucony,"
    "anulowana,anulowane,anulowany,nieudana,cofnieta,cofnieto,wycofana,zamitnuto,zamitnuta,zruseno,"
    "zrusena,stornovano,odmitnuto,neprovedeno,elutasitva,elutasitott,torolve,torolt,sikertelen,"
    "visszavont,afvist,annulleret,mislykket,avvist,kansellert,avvisad,avbruten,nekad,hylatty,"
    "peruutettu,epaonnistui,geweigerd,geannuleerd,mislukt,afgewezen,teruggedraaid,not completed,"
    "chargeback,atmesta,atsaukta,atsaukts,noraidits,tagasi lukatud,iptal"
)
BOOKED = _words(
    "completed,complete,booked,book,posted,settled,cleared,success,successful,succeeded,executed,"
    "processed,done,ok,paid,approved,confirmed,finished,final,accepted,gebucht,gebuchte umsatze,"
    "verbucht,abgeschlossen,erledigt,ausgefuhrt,comptabilise,effectue,execute,termine,terminee,regle,"
    "valide,contabilizado,completado,completada,ejecutado,realizado,realizada,concluido,concluida,"
    "contabilizzato,completato,completata,eseguito,eseguita,finalizat,finalizata,procesat,procesata,"
    "contabilizat,efectuat,efectuata,decontat,decontata,zaksiegowana,zaksiegowane,zaksiegowany,"
    "zrealizowana,zrealizowany,rozliczona,wykonana,zakonczona,zauctovano,zauctovana,provedeno,"
    "uhrazeno,konyvelt,teljesult,teljesitett,sikeres,bogfort,bogført,gennemfort,gennemført,bokfort,"
    "bokført,utfort,utført,kirjattu,valmis,geboekt,verwerkt,uitgevoerd,voltooid,active,ivykdyta,"
    "izpildits,teostatud,reconciled,terminado"
)

_NEUTRAL = re.compile(
    r"^(?:umsatz|umsatze|buchung|zahlung|transaction|payment|operation|operacion|operazione|status)\b ?"
    r"| ?\b(?:transaction|payment|operation)$"
)
"""What stands beside a word without changing it: 'Umsatz vorgemerkt', 'Pending transaction'."""
_MAX_BALANCE_TEXT = 80
_MAX_TOTAL_TEXT = 30
_OPENING = (
    r"(?:opening|closing|starting|ending|previous|brought forward|carried forward|final|initial|start|end|"
    r"begin\w*|anfangs|schluss|alter|neuer|inicial|iniziale|finale|precedente|anterior|ancien|nouveau|eind|oud|"
    r"nieuw|poczatkowe|koncowe|pocatecni|konecny|konecne|pociatocny|nyito|zaro|ingaende|utgaende|inngaende|"
    r"primo|ultimo|pradzios|pabaigos|pradziai|pabaigai|sakuma|beigu|alg|lopp|alku|loppu|precedent|initiale|"
    r"finala|apertura|cierre|abertura|fecho|fechamento|d ouverture|de cloture|ved start|ved slut)"
)
_BALANCE = (
    r"(?:balance|saldo|solde|sold|saldos|soldul|kontostand|stand|zustatek|zostatok|egyenleg|likutis|atlikums|"
    r"jaak|stanje|bakiye)"
)
_HINT = re.compile(
    r"balance|sald|sold|stand|statek|statok|egyenleg|likut|atlik|jaak|jääk|stanje|bakiye|forward|down",
    re.IGNORECASE,
)
_BETWEEN = r"(?:account|ledger|book|available|du|de|di|do|den|der|am|na|dne|w dniu|la)"
# What may stand behind: a day, a currency, 'as of'; "Final balance payment" is a payment.
_BEHIND = r"(?: (?:\w{1,3}|(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|gen|ene)\w*))*"
_ANCHORED = re.compile(
    rf"(?:{_OPENING}(?: {_BETWEEN})? ?{_BALANCE}"
    rf"|{_BALANCE} ?(?:(?:de|di|do|of|la|na|am|per|au|en|ved|a|b|c) )?(?:{_OPENING}|fwd|forward)"
    r"|(?:balance )?(?:brought|carried) (?:forward|down)|balance [bc] ?[fd]"
    r"|saldo (?:previo|atual|attuale|actual|al|am|per|do dia)|saldovortrag|(?:report du )?solde (?:au|en)"
    rf"|report (?:du|de) solde){_BEHIND}"
)
_WHOLE = _words(
    "b f,c f,b fwd,c fwd,"
    "balance,saldo,solde,sold,total,totals,totale,totali,totaal,totalt,grand total,sum,summe,gesamt,"
    "gesamtsumme,summa,suma,suma obrotow,turnover,apyvarta,apyvartos,kaibed,kaive,apgrozijums,"
    "likutis,atlikums,jaak,kontostand,zwischensumme,subtotal,total general,total debit,total credit,"
    "total debits,total credits,rulaj,total rulaj,rulaj debit,rulaj credit,obroty,obraty,forgalom,"
    "osszesen,egyenleg,zustatek,zostatok,celkem,spolu,razem,umsatz gesamt,endsumme,i alt,ialt,"
    "sammanlagt,yhteensa,kopa,is viso,kokku,account balance,available balance,current balance,"
    "running balance,saldo disponible,saldo contable,saldo contabile,omzet,totaal af,totaal bij,"
    "total des operations,totaux,daily balance,tagessaldo,ukupno,skupaj,toplam,saldo dnia"
)


_PAYS_BACK = re.compile(
    r"\b(?:payment received|thank you|auto ?pay|automatic payment|internet payment|electronic payment|"
    r"deposit|"
    r"statement credit|refund|zahlung erhalten|ihre zahlung|besten dank|vielen dank|einzahlung|gutschrift|"
    r"ruckerstattung|erstattung|paiement recu|merci|remboursement|pago recibido|su pago|gracias|reembolso|"
    r"betaling ontvangen|bedankt|dank u|terugbetaling|pagamento ricevuto|grazie|rimborso|pagamento recebido|"
    r"obrigado|plata primita|multumim|rambursare|wplata|zwrot|dekujeme)\b"
)
_COMES_IN = re.compile(
    r"\b(?:salary|payroll|wages|pension|interest|dividend|transfer from|lohn|gehalt|rente|zinsen|salaire|"
    r"nomina|"
    r"stipendio|salariu|salario|ordenado|wynagrodzenie|mzda|fizetes|salaris|lon|lonn)\b"
)


def pays_back(text: str) -> bool:
    """Tell whether a text says that money came in as it does on a card: a payment received, a refund."""
    return _PAYS_BACK.search(bare(text)) is not None


def comes_in(text: str) -> bool:
    """Tell whether a text says that money came in, as on any account."""
    return pays_back(text) or _COMES_IN.search(bare(text)) is not None


def outgoing(words: Collection[str]) -> frozenset[str] | None:
    """Return which of a column's words mean money out; None where one of them is not known.

    words: as `bare_flag` writes them.
    """
    together = frozenset(words)
    for pair, out in _TOGETHER.items():
        if together == pair:
            return frozenset({out})
    if not together or not together <= OUT | IN:
        return None
    return together & OUT


def bare_flag(cell: str) -> str:
    """Write a cell as the lists here do; '+' and '-' stay themselves."""
    sign = cell.strip()
    return _SIGNS.get(sign) or bare(cell)


def state_of(cell: str) -> State | None:
    """Tell what a state column's word says of a row; None where the word is not known."""
    word = bare(cell)
    word = _NEUTRAL.sub("", word).strip() or word
    if word in VOID:
        return "void"
    if word in PENDING:
        return "pending"
    return "booked" if word in BOOKED or not word else None


def is_balance_text(text: str) -> bool:
    """Tell whether a text names a balance or a sum and nothing else: 'Opening balance', 'Total', "
    "'Saldo 31/01'."""
    return names_balance(text) or (0 < len(text) <= _MAX_TOTAL_TEXT and _plain(text) in _WHOLE)


def names_balance(text: str) -> bool:
    """Tell whether a text names a balance at the beginning or the end; 'Total' may be a petrol station."""
    if not 0 < len(text) <= _MAX_BALANCE_TEXT or not _HINT.search(text):
        return False
    return _ANCHORED.fullmatch(_plain(text)) is not None


@lru_cache(maxsize=16_384)
def _plain(text: str) -> str:
    return " ".join(re.sub(r"\b\d[\d ]*\b", " ", bare(text)).split())


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
