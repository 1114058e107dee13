"""Letters of files that say nothing of their encoding, or say it wrongly."""

from __future__ import annotations

import codecs

import pytest

from app.tabular.encoding import guess_encoding, read_text, rival_encoding
from tests.support.statements import mt940, ofx, read, stmttrn, transactions

WEST = {
    "german": "Überweisung an Müller, Bäckerei Weiß",
    "french": "Prélèvement Électricité de Nîmes, Hôtel du Château",
    "danish": "Smørrebrød på Strøget, Århus",
    "norwegian": "Bjørn Sæther, Tromsø Bokhandel på hjørnet",
    "swedish": "Överföring till Åsa Sjöström",
    "spanish": "Domiciliación Compañía de Luz, Peña",
    "portuguese": "Transferência João Conceição, Pão de Açúcar",
    "italian": "Caffè della Città, perché così",
    "dutch": "Coöperatie Café België, reünie",
    "finnish": "Pääsylippu Hämeenlinna, Jyväskylän käteisnosto",
}
EAST = {
    "czech": "Příjem z účtu, Jiří Dvořák, Žižkov",
    "polish": "Przelew własny, Łódź, opłata za prąd Żabka",
    "hungarian": "Könyvesbolt, Győr, fűtés díja Erzsébet",
    "romanian": "Plată Kaufland Iaşi, transfer către Ştefănescu Ţepeş",
    "slovak": "Výber z bankomatu, Košice, Ľubomír Kováč, mäso",
    "slovene": "Plačilo Špar, Škofja Loka, Jože Žgajnar",
    "croatian": "Isplata Đurđa Šarić, Đakovo, kupnja žarulja",
}
SHORT = {
    "cp1250": [
        "Věra Nováková",
        "Łódź",
        "Plată către Ana",
        "Győr, Erzsébet",
        "Košice, platba kartou",
        "Škoda Plzeň",
    ],
    "cp1252": ["Smørrebrød", "Über uns", "Hôtel", "São Paulo", "Peña", "Göteborg", "Kjøkken", "Caffè Città"],
}


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "cp850"])
@pytest.mark.parametrize("language", WEST)
def test_a_western_text_keeps_its_letters(language: str, encoding: str) -> None:
    assert read_text(WEST[language].encode(encoding)).text == WEST[language]


@pytest.mark.parametrize("encoding", ["cp1250", "iso-8859-2", "cp852"])
@pytest.mark.parametrize("language", EAST)
def test_a_central_european_text_keeps_its_letters(language: str, encoding: str) -> None:
    assert read_text(EAST[language].encode(encoding)).text == EAST[language]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso-8859-16", "Žabka Łódź, Święty Józef"),
        ("cp1257", "Mokėjimas už šildymą, Šiauliai, Žemaitė"),
        ("cp1254", "İstanbul Büyükşehir, Işık Eczanesi, ağız ve diş"),
        ("cp1251", "Перевод от Иванова, магазин Пятёрочка"),
        ("cp1253", "Πληρωμή λογαριασμού, ΑΓΟΡΑ ΣΟΥΠΕΡ ΜΑΡΚΕΤ, Μισθός"),
        ("cp1253", "Ενοίκιο"),
        ("cp932", "年月日,お引出し,お預入れ,お取り扱い内容,残高\n2024/1/31,1250,,ｾﾌﾞﾝｲﾚﾌﾞﾝ,98750"),
        ("cp932", "2024/1/31,ＡＴＭ　引出,1000"),
        ("iso-8859-15", "Crêperie 12 € à Orléans"),
    ],
)
def test_other_code_pages_are_known_by_their_letters(encoding: str, text: str) -> None:
    assert read_text(text.encode(encoding)).text == text


def test_romanian_with_commas_differs_from_cedillas_in_nothing_but_their_form() -> None:
    """cp1250 and ISO 8859-16 hold both in the same places."""
    text = read_text("Plată în Iași către Ștefan, Țepeș și fiii".encode("iso-8859-16")).text
    assert text.translate(str.maketrans("şţŞŢ", "șțȘȚ")) == "Plată în Iași către Ștefan, Țepeș și fiii"


@pytest.mark.parametrize("encoding", SHORT)
def test_a_few_letters_are_enough(encoding: str) -> None:
    found = [read_text(f"15.01.2024;{text};-12,50".encode(encoding)).text for text in SHORT[encoding]]
    assert found == [f"15.01.2024;{text};-12,50" for text in SHORT[encoding]]


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + "Café Ștefan".encode(),
        "Café Ștefan".encode(),
        "Café Ștefan".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Café Ștefan".encode("utf-16-be"),
        "Café Ștefan".encode("utf-16-le"),
        "Café Ștefan".encode("utf-16-be"),
    ],
)
def test_unicode_is_known_with_and_without_its_mark(content: bytes) -> None:
    assert read_text(content) == ("Café Ștefan", ())


def test_csv_in_utf16_without_a_mark_is_read() -> None:
    content = "Date;Description;Amount\n15.01.2024;Café Ștefan;-12,50\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert transactions(content.encode(encoding))[0].description == "Café Ștefan"


def test_one_broken_letter_does_not_cost_the_others_theirs() -> None:
    content = "Ștefan și Ană, Țepeș către Iași".encode() + b" \xc8"
    text, doubts = read_text(content)
    assert text == "Ștefan și Ană, Țepeș către Iași \ufffd"
    assert doubts == (
        "Some bytes of this file are no letters in its encoding; a \ufffd stands for each of them.",
    )


@pytest.mark.parametrize("name", ["Café Ștefan", "Łukasz Żółć"])
def test_ofx_that_says_1252_and_is_utf8_is_utf8(name: str) -> None:
    assert transactions(ofx(stmttrn("-1.00", more=f"<NAME>{name}")))[0].description == name


@pytest.mark.parametrize(
    ("charset", "encoding", "name"),
    [
        ("1252", "cp1252", "Café Müller Fußball"),
        ("1250", "cp1250", "Žabka Łódź"),
        ("ISO-8859-2", "iso-8859-2", "Žabka Łódź, tuž"),
        ("1252", "cp1250", "České dráhy, Čáslav, Věra Nováková, Jiří Dvořák"),
        ("NONE", "cp1252", "Smørrebrød på Strøget"),
    ],
)
def test_what_ofx_says_of_itself_counts_where_its_letters_do_not_deny_it(
    charset: str, encoding: str, name: str
) -> None:
    header = f"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:{charset}\n\n"
    content = ofx(stmttrn("-1.00", more=f"<NAME>{name}"), header=header)
    assert transactions(content.encode(encoding))[0].description == name


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8"])
def test_mt940_keeps_its_letters(encoding: str) -> None:
    content = mt940(":61:2601160115D20,50NTRFX\r\n:86:Überweisung Bäckerei Weiß")
    assert transactions(content.encode(encoding))[0].description == "Überweisung Bäckerei Weiß"


def test_letters_that_two_code_pages_read_as_words_are_told() -> None:
    """One byte, 0xEA: 'crêpes' in cp1252, 'crępes' in cp1250."""
    content = mt940(":61:2601160115D20,50NTRFX\r\n:86:cr\xeapes").encode("latin-1")
    assert rival_encoding(content) is not None
    told = [row.problem for row in read(content).rows if row.problem]
    assert "can be read in two ways: 'cr" in told[0]


def test_plain_ascii_is_utf8_and_no_letter_is_in_doubt() -> None:
    assert (guess_encoding(b"a;b\n1;2"), rival_encoding(b"a;b\n1;2")) == ("utf-8-sig", None)


@pytest.mark.parametrize(
    "text", ["Größe", "São João", "Łódź", "ŤAŽKÉ", "JEŽÍŠ", "Žižkov", "Ærø", "ΔΕΗ Αθήνα"]
)
def test_a_word_is_of_one_script(text: str) -> None:
    encoding = next(each for each in ("cp1252", "cp1250", "cp1253") if _fits(text, each))
    assert read_text(f"15.01.2024;{text};-12,50\n".encode(encoding)).text.split(";")[1] == text


def _fits(text: str, encoding: str) -> bool:
    return text.encode(encoding, "replace").decode(encoding) == text


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "cp850"])
@pytest.mark.parametrize("amount", ["£12.50", "-£12.50", "£ 12.50", "12.50 £"])
def test_the_only_letter_of_a_file_may_be_its_currency(amount: str, encoding: str) -> None:
    content = f'"Date","Text","Amount"\n"05 Jan 2024","TESCO","{amount}"\n'
    assert read_text(content.encode(encoding)).text == content


def test_pounds_of_a_british_file_are_amounts() -> None:
    content = (
        '"Date","Text","Paid out","Paid in","Balance"\n"05 Jan 2024","TESCO","£12.50","","£987.50"\n'
        '"06 Jan 2024","PAY","","£2,000.00","£2,987.50"\n'
    )
    found = transactions(content.encode("cp1252"))
    assert [(row.amount, row.direction, row.currency) for row in found] == [
        (1250, "out", "GBP"),
        (200000, "in", "GBP"),
    ]
