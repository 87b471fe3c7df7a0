"""What everybody reads of the procurement: the year, a month, a purchase, what is taken away."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from procurement import months, years
from procurement.models import Purchase, PurchaseNotice
from procurement.months import Entered
from procurement.rows import Award, Offer
from publications import publishing
from tests.procurement.conftest import OCTOBER, a_row

MONTH = "/procurement/monthly/2570/10/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def client(client):
    client.cookies["language"] = "en"
    return client


def text_of(client, address: str, status: int = 200, **asked: str) -> str:
    response = client.get(address, asked)
    assert response.status_code == status, address
    return response.content.decode()


def a_notice(keeper, unit, **facts) -> PurchaseNotice:
    usual = {
        "title": "ประกาศผู้ชนะการเสนอราคา", "unit": unit, "owner": keeper, "fiscal_year": 2570,
        "summary": "ผู้ชนะ", "document_date": date(2026, 10, 5), "notice_type": "winner",
        "project_number": "69109000001",
    }  # fmt: skip
    one = publishing.create("purchase_notice", facts=usual | facts, by=keeper)
    publishing.publish(one, by=keeper, seen=one.version)
    return one


# --- a month ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 300])
def test_a_month_shows_every_purchase_in_a_constant_number_of_queries(
    published, client, count, django_assert_max_num_queries
):
    one = published(count)
    assert one.get_absolute_url() == MONTH
    with django_assert_max_num_queries(12):
        text = text_of(client, MONTH)
    assert text.count("ร้านทดสอบ") >= 2 * count
    assert f"จัดซื้อวัสดุสำนักงาน รายการที่ {count}<" in text
    assert one.title in text


def test_a_draft_and_a_month_that_nobody_began_are_not_there(begun, client):
    begun(2)
    text_of(client, MONTH, 404)
    text_of(client, "/procurement/monthly/2570/11/", 404)
    text_of(client, "/procurement/monthly/2570/13/", 404)
    for ending in ("pdf", "xlsx", "csv"):
        text_of(client, f"{MONTH}summary.{ending}", 404)


def test_a_month_without_purchases_says_so(office, keeper, client):
    months.publish_nothing_bought(OCTOBER, unit=office.units.finance, by=keeper)
    assert "Nothing was bought in this month." in text_of(client, MONTH)


def test_a_withdrawn_month_tells_why(published, keeper, client):
    one = published(1)
    publishing.withdraw(one, by=keeper, seen=one.version, reason="เผยแพร่ผิดเดือน")
    assert "เผยแพร่ผิดเดือน" in text_of(client, MONTH, 410)
    purchase = one.purchases.get()
    assert MONTH in text_of(client, f"/procurement/purchases/{purchase.pk}/", 410)


def test_what_was_written_is_text_and_never_markup(published, client):
    price = Decimal(2000)
    one = published([a_row(
        title=f"จัดซื้อ {SCRIPT}", reason=SCRIPT, budget=price, reference_price=price,
        offers=(Offer(SCRIPT, price),),
        awards=(Award(SCRIPT, price, SCRIPT, date(2026, 10, 15)),),
    )])  # fmt: skip
    addresses = [MONTH, "/procurement/", "/procurement/purchases/"]
    for address in [*addresses, f"/procurement/purchases/{one.purchases.get().pk}/"]:
        assert SCRIPT not in text_of(client, address)
    assert "&lt;script&gt;" in text_of(client, MONTH)


@pytest.mark.django_db(transaction=True)
def test_a_changed_month_is_new_at_once_where_pages_are_kept(published, keeper, client, settings):
    settings.PAGE_CACHE = True
    one = published(2)
    assert "รายการที่ 2<" in text_of(client, MONTH)
    first = one.purchases.kept().whole()[0]
    changed = Entered(replace(first.row(), reason="ส่งของได้เร็วที่สุด"), first.pk)
    months.put_rows(one, [changed], by=keeper, seen=one.version, reason="แก้เหตุผล")
    text = text_of(client, MONTH)
    assert "ส่งของได้เร็วที่สุด" in text and "รายการที่ 2<" not in text
    assert "แก้เหตุผล" in text


def test_the_wrong_method_is_refused(published, client):
    published(1)
    for address in (MONTH, "/procurement/", "/procurement/purchases/", f"{MONTH}summary.pdf"):
        assert client.post(address).status_code == 405


# --- to take away -------------------------------------------------------------------------------


def test_pdf_is_the_form_and_is_printed_once_a_version(published, client, monkeypatch):
    published(2)
    response = client.get(f"{MONTH}summary.pdf")
    assert response["Content-Type"] == "application/pdf"
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "ร้านทดสอบ ๑" in read or "ร้านทดสอบ 1" in read

    def printed_again(*_facts, **_more):
        raise AssertionError("printed twice")

    monkeypatch.setattr("procurement.paper.month.month_pdf", printed_again)
    assert client.get(f"{MONTH}summary.pdf").content == response.content


def test_pdf_follows_a_change(published, keeper, client):
    one = published(2)
    before = client.get(f"{MONTH}summary.pdf").content
    first = one.purchases.kept().whole()[0]
    months.put_rows(one, [Entered(first.row(), first.pk)], by=keeper, seen=one.version, reason="ซ้ำ")
    assert client.get(f"{MONTH}summary.pdf").content != before


def test_workbook_and_csv_hold_the_numbers_as_numbers(published, client):
    published(2)
    book = load_workbook(io.BytesIO(client.get(f"{MONTH}summary.xlsx").content))
    numbers = [cell.value for row in book.active.iter_rows() for cell in row]
    assert 2001 in numbers and 2002 in numbers
    lines = list(csv.DictReader(io.StringIO(
        client.get(f"{MONTH}summary.csv").content.decode("utf-8-sig")
    )))  # fmt: skip
    assert [line["agreed_total"] for line in lines] == ["2001.00", "2002.00"]


def test_ocds_of_the_year_is_there_once_something_is_public(begun, keeper, client):
    from portal.models import Organisation

    Organisation.objects.update_or_create(pk=Organisation.current().pk or 1, defaults={
        "name": "องค์การบริหารส่วนตำบลทดสอบ"
    })  # fmt: skip
    one = begun(2)
    text_of(client, "/procurement/ocds/2570.json", 404)
    publishing.publish(one, by=keeper, seen=one.version)
    response = client.get("/procurement/ocds/2570.json")
    assert len(response.json()["releases"]) == 2


# --- the year -----------------------------------------------------------------------------------


def test_the_year_tells_each_month_as_it_stands(published, begun, keeper, office, client):
    published(3, date(2026, 7, 1))
    begun(1, date(2026, 8, 1))
    months.publish_nothing_bought(date(2026, 9, 1), unit=office.units.finance, by=keeper)
    text = text_of(client, "/procurement/", year="2569")
    assert 'href="/procurement/monthly/2569/7/"' in text
    assert 'href="/procurement/monthly/2569/8/"' not in text
    assert text.count("Not published yet") == 1
    assert text.count("Nothing was bought") == 1
    assert "6,006.00" in text


def test_a_year_of_which_nothing_is_public_is_not_there(published, client):
    published(1)
    text_of(client, "/procurement/", 404, year="2540")
    text_of(client, "/procurement/", 200, year="nonsense")


def test_an_office_that_has_nothing_says_what_comes(client, db):
    assert "No purchase of this year is published yet." in text_of(client, "/procurement/")
    assert "No purchases yet" in text_of(client, "/procurement/purchases/")
    assert "No notices yet" in text_of(client, "/procurement/notices/")


# --- purchases ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 300])
def test_the_list_costs_the_same_for_many(published, client, count, django_assert_max_num_queries):
    published(count)
    with django_assert_max_num_queries(12):
        text = text_of(client, "/procurement/purchases/")
    assert text.count('class="entry-title"') == min(count, 30)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"q": "วัสดุ รายการที่"}, [1, 2, 3]),
        ({"q": "วัสดุ 3/2570"}, [3]),
        ({"seller": "ร้านทดสอบ 1"}, [1]),
        ({"method": "e_bidding"}, []),
        ({"method": "specific", "least": "2,002"}, [2, 3]),
        ({"most": "๒,๐๐๑ บาท"}, [1]),
        ({"year": "2570", "month": "10"}, [1, 2, 3]),
        ({"year": "2570", "month": "11"}, []),
        ({"q": "3/2570"}, [3]),
    ],
)
def test_purchases_are_found_by_what_people_know(published, client, asked, wanted):
    published(3)
    text = text_of(client, "/procurement/purchases/", **asked)
    assert [n for n in (1, 2, 3) if f"รายการที่ {n}</a>" in text] == wanted
    csv_text = client.get("/procurement/purchases.csv", asked).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(csv_text)))) == len(wanted)


@pytest.mark.parametrize("typed", ["abc", "-5", "1e99", "9" * 25, "๕%"])
def test_an_amount_that_is_none_says_so_and_keeps_what_was_typed(published, client, typed):
    published(1)
    text = text_of(client, "/procurement/purchases/", least=typed)
    assert "Write an amount" in text
    assert "รายการที่ 1</a>" in text


def test_a_draft_months_purchase_is_nowhere(begun, client):
    one = begun(1)
    assert "รายการที่ 1" not in text_of(client, "/procurement/purchases/")
    text_of(client, f"/procurement/purchases/{one.purchases.get().pk}/", 404)


def test_a_purchase_taken_out_of_its_month_says_where_it_was(published, keeper, client):
    one = published(2)
    first, second = one.purchases.kept().whole()
    months.put_rows(one, [Entered(first.row(), first.pk)], by=keeper, seen=one.version, reason="ซ้ำ")
    text = text_of(client, f"/procurement/purchases/{second.pk}/", 410)
    assert MONTH in text and second.title not in text


def test_a_purchase_is_told_from_plan_over_notice_to_contract(published, keeper, office, client):
    one = published([a_row(project_number="69109000001")])
    a_notice(keeper, office.units.finance)
    a_notice(keeper, office.units.finance, title="ประกาศอื่น", project_number="69109000002")
    text = text_of(client, f"/procurement/purchases/{one.purchases.get().pk}/")
    assert "ประกาศผู้ชนะการเสนอราคา" in text and "ประกาศอื่น" not in text
    assert "ร้านทดสอบ 1" in text and "1/2570" in text


# --- notices --------------------------------------------------------------------------------------


def test_notices_are_listed_narrowed_and_read(keeper, office, client):
    a_notice(keeper, office.units.finance)
    tor = a_notice(keeper, office.units.finance, title="ร่างขอบเขตของงาน", notice_type="draft_tor")
    assert tor.get_absolute_url() == reverse("procurement:notice", args=[tor.pk])
    text = text_of(client, "/procurement/notices/", type="draft_tor")
    assert "ร่างขอบเขตของงาน" in text and "ประกาศผู้ชนะ" not in text
    assert "69109000001" in text_of(client, tor.get_absolute_url())
    text = text_of(client, "/procurement/notices/", q="ไม่มีคำนี้")
    assert "Nothing fits these filters" in text


def test_staff_preview_a_draft_month_as_the_public_would_read_it(begun, keeper, client):
    one = begun(2)
    client.force_login(keeper, backend="accounts.authentication.StaffBackend")
    text = text_of(client, reverse("website-staff:preview", args=[one.pk]))
    assert "รายการที่ 2" in text
    assert Purchase.objects.count() == 2


# --- the report of the year -----------------------------------------------------------------------


def test_the_report_of_the_year_is_a_page_and_a_paper(published, keeper, office, client):
    published(2)
    report = years.begin(2570, unit=office.units.finance, by=keeper)
    years.write(report, problems="ไม่มี", suggestions="ไม่มี", by=keeper, seen=report.version)
    years.draw(report, by=keeper, seen=report.version)
    text_of(client, "/procurement/annual/2570/report.pdf", 404)
    publishing.publish(report, by=keeper, seen=report.version)
    assert "4,003.00" in text_of(client, "/procurement/annual/2570/")
    response = client.get("/procurement/annual/2570/report.pdf")
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "๔,๐๐๓.๐๐" in read or "4,003.00" in read
