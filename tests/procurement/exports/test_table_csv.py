import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.exports.harmless import FORMULA_SIGNS, as_plain_cell, may_act
from procurement.exports.table_csv import COLUMNS, purchases_csv
from procurement.rows import Award, Offer
from tests.procurement.purchases import OCTOBER, PATIENT, any_row, purchase


def lines(*purchases):
    data = purchases_csv(purchases)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_purchase_is_a_line_for_machines():
    [one] = lines((date(2025, 10, 20), purchase("1234567.5", reference_price=None)))
    assert one == {
        "fiscal_year": "2569",
        "month": "2025-10",
        "number": "1",
        "title": "ซื้อวัสดุสำนักงาน",
        "budget": "1234567.50",
        "reference_price": "",
        "method": "specific",
        "method_th": "วิธีเฉพาะเจาะจง",
        "bidders": "ร้านทองดีพาณิชย์",
        "offers": "1234567.50",
        "sellers": "ร้านทองดีพาณิชย์",
        "agreed_prices": "1234567.50",
        "agreed_total": "1234567.50",
        "reason": "ราคาต่ำกว่าราคากลางและมีคุณสมบัติถูกต้อง",
        "contract_numbers": "12/2569",
        "contract_dates": "2025-10-15",
        "project_number": "",
    }


def test_several_bidders_stand_in_one_cell_in_their_order():
    offers = (Offer("ร้าน ก|ข", Decimal(100)), Offer("ร้าน ค"), Offer("ร้าน ง", Decimal("9.5")))
    awards = (Award("ร้าน ง", Decimal(9), "1", date(2025, 10, 3)), Award("ร้าน ค"))
    [one] = lines((OCTOBER, purchase(offers=offers, awards=awards)))
    assert one["bidders"] == "ร้าน ก/ข | ร้าน ค | ร้าน ง"
    assert one["offers"] == "100.00 |  | 9.50"
    assert one["contract_dates"] == "2025-10-03 | "
    assert one["agreed_total"] == ""


def test_numbers_count_within_their_month():
    january = date(2026, 1, 5)
    counted = lines((OCTOBER, purchase()), (january, purchase()), (OCTOBER, purchase()))
    assert [(one["month"], one["number"]) for one in counted] == [
        *(("2025-10", "1"), ("2026-01", "1"), ("2025-10", "2")),
    ]


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+66", "'+66"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n＝1", "'＝1"),
        ("\u200b =1", "'=1"),
        ("ก\n=1", "ก =1"),
        ("ก;=1", "ก;'=1"),
        ("ก; ＋1", "ก; '＋1"),
        ("ก - ข = 1", "ก - ข = 1"),
    ],
)
def test_a_sign_that_would_act_has_an_apostrophe_before_it(typed, cell):
    assert as_plain_cell(typed) == cell


@PATIENT
@given(
    st.text(
        alphabet=st.sampled_from([*FORMULA_SIGNS, *' \t\r\n;,"|ก\u200b\ufeff\x00'])
        | st.characters()
    )
)
def test_no_text_acts_in_a_cell_nor_breaks_its_line(text):
    cell = as_plain_cell(text)
    assert not may_act(cell)
    assert not any(may_act(part) for part in cell.split(";"))
    assert len(cell.splitlines()) <= 1
    assert cell.encode().decode() == cell


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@PATIENT
@given(rows=st.lists(any_row, max_size=4))
def test_no_spreadsheet_finds_a_formula_whatever_separates_its_cells(separator, rows):
    text = purchases_csv((OCTOBER, row) for row in rows).decode("utf-8-sig")
    cells = [
        cell
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for cell in line
    ]
    assert not any(may_act(cell) for cell in cells)


def test_the_columns_are_there_without_purchases_and_bytes_stay_the_same():
    assert purchases_csv([]).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"
    assert purchases_csv([(OCTOBER, purchase())]) == purchases_csv([(OCTOBER, purchase())])
