"""Which rows of files are one payment and which are two: nothing is swallowed, nothing is stored twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers
from tests.support.imports import Feed, Importer
from tests.support.statements import OFX_1, bt_csv, camt053, entry, mt940

CSV = "Date,Description,Amount\n"


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    person = Importer(app, client, account, sign_in(account))
    body = {"base_currency": "EUR"}
    assert client.patch("/api/auth/profile", json=body, headers=person.headers).status_code == 200
    return person


def ofx(*rows: tuple[str, str, str, str], account: str = "ACC1") -> str:
    """Rows: day, amount, FITID, name."""
    entries = "".join(
        f"<STMTTRN><TRNTYPE>{'DEBIT' if amount[0] == '-' else 'CREDIT'}<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{fitid}\n<NAME>{name}\n</STMTTRN>\n"
        for day, amount, fitid, name in rows
    )
    return (
        f"{OFX_1}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>{account}"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>{entries}</BANKTRANLIST></STMTRS></STMTTRNRS>"
        "</BANKMSGSRSV1></OFX>"
    )


def stored(person: Importer, *files: str) -> list[int]:
    """Bring files one after another; return the amounts that are stored in the end."""
    for number, content in enumerate(files):
        done = person.keep_file(content, f"{number}.{'csv' if content.startswith(('Date', 'id')) else 'x'}")
        assert (done["state"], done["problem_count"]) == ("done", 0)
    return sorted(
        (-row.amount if row.direction == "out" else row.amount for row in person.rows()), reverse=True
    )


class TestIdsThatRepeat:
    def test_numbers_of_rows_name_no_transaction(self, ana: Importer) -> None:
        head = "id,date,description,amount\n"
        january = head + "1,2024-01-05,Shop A,-10.00\n2,2024-01-06,Shop B,-20.00\n"
        february = head + "1,2024-02-05,Shop C,-30.00\n2,2024-02-06,Shop D,-40.00\n"
        assert stored(ana, january, february) == [-1000, -2000, -3000, -4000]
        assert stored(ana, january, february) == [-1000, -2000, -3000, -4000]

    def test_overlapping_files_that_count_anew_bring_only_what_is_new(self, ana: Importer) -> None:
        head = "id,date,description,amount\n"
        rows = [f"2024-01-{day:02},Shop {day},-{day}.00" for day in range(1, 25)]
        first = head + "".join(f"{at},{row}\n" for at, row in enumerate(rows[:15], 1))
        second = head + "".join(f"{at},{row}\n" for at, row in enumerate(rows[8:], 1))
        assert stored(ana, first, second) == [-100 * day for day in range(1, 25)]

    def test_fitids_counted_in_each_download(self, ana: Importer) -> None:
        january = ofx(("20240105", "-10.00", "1", "SHOP A"), ("20240106", "-20.00", "2", "SHOP B"))
        february = ofx(("20240205", "-30.00", "1", "SHOP C"), ("20240206", "-40.00", "2", "SHOP D"))
        assert stored(ana, january, february, january, february) == [-1000, -2000, -3000, -4000]

    def test_a_counted_id_with_day_and_amount_of_another_shop_is_another_payment(self, ana: Importer) -> None:
        files = [ofx(("20240105", "-10.00", "1", name)) for name in ("SHOP A", "BAKER")]
        assert stored(ana, *files) == [-1000, -1000]

    def test_references_of_camt_entries_that_repeat(self, ana: Importer) -> None:
        same = "<AcctSvcrRef>R1</AcctSvcrRef>"
        assert stored(ana, camt053(entry("1.00", inside=same)), camt053(entry("2.00", inside=same))) == [
            -100,
            -200,
        ]

    def test_an_id_that_all_rows_share(self, ana: Importer) -> None:
        head = "id,date,description,amount\n"
        content = head + "".join(f"777,2024-01-0{day},Shop {day},-{day}.00\n" for day in range(1, 6))
        assert stored(ana, content, content) == [-100, -200, -300, -400, -500]

    def test_a_corrected_name_is_the_same_payment(self, ana: Importer) -> None:
        files = [ofx(("20240115", "-4.50", "C1", name)) for name in ("COFFEE", "LONDON SHOP 12")]
        assert stored(ana, *files) == [-450]

    @pytest.mark.parametrize("other", [("20240116", "-4.50"), ("20240115", "-4.60"), ("20240115", "4.50")])
    def test_an_id_with_other_facts_is_another_payment(self, ana: Importer, other: tuple[str, str]) -> None:
        files = [ofx((day, amount, "C1", "COFFEE")) for day, amount in (("20240115", "-4.50"), other)]
        assert len(stored(ana, *files)) == 2

    def test_ids_that_change_with_each_download_say_nothing(self, ana: Importer) -> None:
        rows = [(f"202401{day}", f"-{day}.00", f"SHOP {day}") for day in range(10, 20)]
        first = ofx(*((day, amount, f"AX{at}", name) for at, (day, amount, name) in enumerate(rows)))
        again = ofx(*((day, amount, f"BX{at}", name) for at, (day, amount, name) in enumerate(rows)))
        assert stored(ana, first, again) == [-100 * day for day in range(10, 20)]


class TestAccounts:
    def test_the_same_fee_of_two_accounts_is_two_payments(self, ana: Importer) -> None:
        files = [ofx(("20240131", "-5.00", f"F{at}", "FEE"), account=f"ACC{at}") for at in (1, 2)]
        assert stored(ana, *files, *files) == [-500, -500]

    def test_an_account_column_names_two_accounts(self, ana: Importer) -> None:
        files = [
            f"Date,Description,Amount,IBAN\n2024-01-31,Account fee,-2.00,RO{at}TEST\n" for at in (11, 22)
        ]
        assert stored(ana, *files) == [-200, -200]

    def test_a_file_without_an_account_and_one_with_it_tell_of_one_payment(self, ana: Importer) -> None:
        named = ofx(("20240105", "-10.00", "F1", "SHOP A"))
        plain = CSV + "2024-01-05,SHOP A,-10.00\n"
        assert stored(ana, plain, named, plain) == [-1000]

    def test_a_row_without_an_account_is_the_twin_of_one_account_only(self, ana: Importer) -> None:
        files = [ofx(("20240131", "-5.00", f"F{at}", "FEE"), account=f"ACC{at}") for at in (1, 2)]
        assert stored(ana, CSV + "2024-01-31,FEE,-5.00\n", *files) == [-500, -500]
        assert {row.account for row in ana.rows()} == {"ACC1", "ACC2"}

    def test_an_iban_and_the_number_within_it_are_one_account(self, ana: Importer) -> None:
        in_ofx = ofx(("20260115", "-12.34", "F1", "LIDL"), account="0000202051")
        in_camt = camt053(entry("12.34", inside="<AddtlNtryInf>Kartenzahlung Lidl</AddtlNtryInf>"))
        assert stored(ana, in_camt, in_ofx) == [-1234]


class TestEqualRows:
    COFFEE = "2024-01-15,Coffee,-4.50\n"

    def test_equal_rows_of_one_file_are_all_kept_and_come_once(self, ana: Importer) -> None:
        assert stored(ana, CSV + self.COFFEE * 2, CSV + self.COFFEE * 2) == [-450] * 2
        assert stored(ana, CSV + self.COFFEE * 3) == [-450] * 3
        assert stored(ana, CSV + self.COFFEE) == [-450] * 3

    def test_an_equal_row_with_an_id_of_its_own_is_another_coffee(self, ana: Importer) -> None:
        files = [ofx(("20240115", "-4.50", f"C{at}", "COFFEE")) for at in (1, 2)]
        assert stored(ana, *files, *files) == [-450] * 2

    def test_equal_rows_with_one_id_in_one_file_are_all_kept(self, ana: Importer) -> None:
        content = ofx(*[("20240115", "-4.50", "C1", "COFFEE")] * 2)
        assert stored(ana, content, content) == [-450] * 2

    def test_overlapping_files_bring_each_row_once(self, ana: Importer) -> None:
        rows = [f"2024-0{month}-15,Shop {month},-{month}.00\n" for month in (1, 2, 3)]
        assert stored(ana, CSV + rows[0] + rows[1], CSV + rows[1] + rows[2]) == [-100, -200, -300]

    def test_more_equal_rows_than_are_looked_through_come_once(self, ana: Importer) -> None:
        content = CSV + self.COFFEE * 4_500
        assert stored(ana, content, content) == [-450] * 4_500


class TestOtherFormats:
    def test_a_text_that_one_format_cuts_is_the_same(self, ana: Importer) -> None:
        first = camt053(entry("12.34", inside="<AddtlNtryInf>LIDL SAGT DANKE 0216 BERLIN</AddtlNtryInf>"))
        second = "Date,Description,Amount\n2026-01-15,Lidl sagt danke,-12.34\n"
        assert stored(ana, first, second) == [-1234]

    def test_another_text_is_kept_and_shown_beside_its_like(self, ana: Importer) -> None:
        ana.keep_file(camt053(entry("12.34", inside="<AddtlNtryInf>LIDL</AddtlNtryInf>")))
        seen = ana.preview("Date,Description,Amount\n2026-01-15,Groceries,-12.34\n", "a.csv")
        (row,) = seen["rows"]
        assert (seen["new"], seen["duplicates"], row["duplicate"]) == (1, 0, False)
        assert row["twin"]["description"] == "LIDL"

    def test_swift_and_camt_of_one_account(self, ana: Importer) -> None:
        swift = mt940(
            ":61:2601150115D12,34NTRF1",
            ":86:LIDL SAGT DANKE",
            account="DE02120300000000202051",
            currency="EUR",
        )
        camt = camt053(entry("12.34", inside="<AddtlNtryInf>Lidl sagt Danke</AddtlNtryInf>"))
        assert stored(ana, swift, camt) == [-1234]


ZERO = "Plata la POS non-BT cu card VISA;POS {day} 777 TID:80000001 ABONAMENT XYZ SRL BRASOV RO 12345678 valoare tranzactie: 29.99 RON RRN:{rrn} comision tranzactie 0.00 RON;REF: {ref}"


@pytest.mark.parametrize("rrn", ["000000000000", "111111111111", "000000000123", "617012345680"])
def test_a_monthly_payment_at_one_terminal_is_a_payment_each_month(ana: Importer, rrn: str) -> None:
    files = [
        bt_csv(
            f'2026-0{month}-06,2026-0{month}-06,"{ZERO.format(day=f"05/0{month}/2026", rrn=rrn, ref=month)}",R,-29.99,,'
        )
        for month in (5, 6)
    ]
    assert stored(ana, *files, *files) == [-2999, -2999]


def test_a_number_of_a_card_payment_on_the_next_day_of_the_same_bank_is_another(ana: Importer) -> None:
    files = [
        bt_csv(
            f'2026-05-0{day},2026-05-0{day},"{ZERO.format(day=f"0{day}/05/2026", rrn="617012345680", ref=day)}",R,-29.99,,'
        )
        for day in (5, 6)
    ]
    assert stored(ana, *files) == [-2999, -2999]


class TestKeepAndSkip:
    COFFEE = CSV + "2024-01-15,Coffee,-4.50\n"

    def test_a_duplicate_shows_what_is_stored_of_it(self, ana: Importer) -> None:
        ana.keep_file(self.COFFEE, "a.csv")
        (row,) = ana.preview(self.COFFEE, "b.csv")["rows"]
        (there,) = ana.rows()
        assert row["duplicate"] is True
        assert row["twin"] == {
            "transaction_id": there.transaction_id, "occurred_at": row["occurred_at"], "amount": 450,
            "amount_decimal": "4.50", "currency": "EUR", "direction": "out", "description": "Coffee",
            "account": None, "source": "import", "status": "SUCCESS",
        }  # fmt: skip

    def test_a_duplicate_is_kept_by_its_line_and_only_once_for_its_file(self, ana: Importer) -> None:
        ana.keep_file(self.COFFEE, "a.csv")
        for count in ((1, 0), (0, 1)):
            done = ana.commit(ana.preview(self.COFFEE, "b.csv")["id"], keep=[2])
            assert (done["new"], done["duplicates"]) == count
        assert len(ana.rows()) == 2
        assert ana.keep_file(self.COFFEE, "c.csv")["new"] == 0

    def test_a_line_that_is_kept_leaves_the_others_their_twins(self, ana: Importer) -> None:
        twice = self.COFFEE + "2024-01-15,Coffee,-4.50\n"
        ana.keep_file(self.COFFEE, "a.csv")
        done = ana.commit(ana.preview(twice, "b.csv")["id"], keep=[2])
        assert (done["new"], len(ana.rows())) == (2, 3)

    def test_a_line_that_is_skipped_is_not_stored(self, ana: Importer) -> None:
        done = ana.commit(ana.preview(self.COFFEE + "2024-01-16,Tea,-3.00\n", "a.csv")["id"], skip=[3])
        assert (done["new"], [row.description for row in ana.rows()]) == (1, ["Coffee"])

    @pytest.mark.parametrize(
        "body", [{"keep": [0]}, {"keep": ["2"]}, {"keep": [True]}, {"keep": 2}, {"nonsense": 1}]
    )
    def test_what_names_no_line_is_refused_and_changes_nothing(self, ana: Importer, body: object) -> None:
        seen = ana.preview(self.COFFEE, "a.csv")
        assert ana.act(seen["id"], "commit", body).status_code == 422
        assert ana.get(f"/api/imports/{seen['id']}")["state"] == "preview"


class TestFeeds:
    FEE = {
        "amount": "-5.00",
        "description": "Monthly fee",
        "occurred_at": "2024-01-31T09:00:00Z",
        "currency": "EUR",
    }

    def test_two_equal_payments_of_a_feed_claim_two_rows_of_a_file(self, ana: Importer) -> None:
        ana.keep_file(CSV + "2024-01-31,Monthly fee,-5.00\n" * 2, "a.csv")
        feed = Feed(ana)
        for _ in range(3):
            feed.tell(**self.FEE)
        assert len(ana.rows()) == 3

    def test_a_file_that_names_another_iban_than_the_feed_is_another_account(self, ana: Importer) -> None:
        Feed(ana).tell(**self.FEE, account="NL11TEST9876543210")
        iban = "Date,Description,Amount,IBAN\n2024-01-31,Monthly fee,-5.00,NL00TEST0123456789\n"
        assert stored(ana, iban) == [-500, -500]

    def test_a_file_is_known_to_the_feed_that_names_the_account_in_its_own_way(self, ana: Importer) -> None:
        Feed(ana).tell(**self.FEE, account="acc-77")
        assert stored(ana, ofx(("20240131", "-5.00", "F1", "MONTHLY FEE"))) == [-500]
