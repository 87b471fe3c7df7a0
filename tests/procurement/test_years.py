"""The report of a year: begun, drawn from the months, its words, and what it never leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Stale
from procurement import months, years
from procurement.figures import YearFigures
from procurement.models import PurchaseYear
from procurement.months import Entered
from publications import publishing
from publications.moving import NotConfirmed
from tests.procurement.conftest import OCTOBER, a_row

SEPTEMBER = date(2026, 9, 1)  # the last month of the fiscal year 2569
PAGE = "/procurement/annual/2569/"
ID_NUMBER = "1-2345-67890-12-1"


@pytest.fixture(autouse=True)
def today(time_machine):
    """21 November 2026: the fiscal year 2569 is over, 2570 runs."""
    time_machine.move_to("2026-11-21 09:00 +0700")


@pytest.fixture
def report(office, keeper):
    """`report()`: that of 2569 as a draft; `report(public=True)`: drawn, written, public."""

    def make(*, public: bool = False, problems: str = "ไม่มี") -> PurchaseYear:
        one = years.begin(2569, unit=office.units.finance, by=keeper)
        if public:
            years.draw(one, by=keeper, seen=one.version)
            texts = {"problems": problems, "suggestions": "ไม่มี"}
            years.write(one, **texts, by=keeper, seen=one.version)
            publishing.publish(one, by=keeper, seen=one.version)
        return one

    return make


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper, backend="accounts.authentication.StaffBackend")
    return client


def page_of(one: PurchaseYear, name: str = "year") -> str:
    return reverse(f"procurement-staff:{name}", args=[one.pk])


def more_in(month, keeper) -> None:
    """One more purchase in a public month."""
    rows = [Entered(one.row(), one.pk) for one in month.purchases.kept().whole()]
    more = a_row(70, contract_date=date(2026, 9, 20))
    months.put_rows(
        month, [*rows, Entered(more)], by=keeper, seen=month.version, reason="ตกหล่นหนึ่งรายการ"
    )


# --- beginning ------------------------------------------------------------------------------


def test_a_report_is_begun_once(office, keeper, report):
    one = report()
    assert report().pk == one.pk
    assert (one.slug, one.fiscal_year, one.document_date) == ("year-2569", 2569, date(2026, 9, 30))
    assert one.title == "รายงานผลการจัดซื้อจัดจ้างประจำปีงบประมาณ พ.ศ. 2569"
    for year in (2571, 9999, 1):
        with pytest.raises(NotAllowed):
            years.begin(year, unit=office.units.finance, by=keeper)
    with pytest.raises(NotAllowed):
        years.begin(2569, unit=office.units.finance, by=office.outsider)


# --- figures --------------------------------------------------------------------------------


def test_figures_are_drawn_from_public_months_alone(published, begun, report, keeper):
    published([a_row(1, contract_date=date(2026, 9, 2), reference_price=Decimal(2501))], SEPTEMBER)
    begun(5, date(2026, 8, 1))  # a draft
    published(4)  # of the year after
    one = report()
    years.draw(one, by=keeper, seen=one.version)
    figures = years.drawn_figures(one)
    assert (figures.total.count, figures.total.agreed) == (1, Decimal(2001))
    assert figures.against_reference.saved == Decimal(500)
    assert figures.months[-1].sum.count == 1
    assert len(one.months_left_out()) == 11
    assert date(2026, 8, 1) in one.months_left_out()
    assert one.figures_at is not None
    assert one.versions.order_by("-number").first().content["rows"][11]["agreed"] == "2,001.00"


def test_figures_stand_still_until_they_are_drawn_anew(published, report, keeper):
    month = published(1, SEPTEMBER)
    one = report()
    years.draw(one, by=keeper, seen=one.version)
    assert not years.has_moved(one)
    more_in(month, keeper)
    one.refresh_from_db()
    assert YearFigures.from_json(one.figures).total.count == 1
    assert years.has_moved(one)
    years.draw(one, by=keeper, seen=one.version)
    assert years.drawn_figures(one).total.count == 2
    assert not years.has_moved(one)


def test_a_year_without_a_public_month_has_nothing_to_draw(report, begun, keeper):
    begun(1, SEPTEMBER)
    one = report()
    with pytest.raises(NotAllowed):
        years.draw(one, by=keeper, seen=one.version)
    one.refresh_from_db()
    assert one.figures == {}


def test_public_figures_are_drawn_anew_only_with_a_reason(published, report, keeper, client):
    month = published(1, SEPTEMBER)
    one = report(public=True)
    more_in(month, keeper)
    with pytest.raises(NotAllowed):
        years.draw(one, by=keeper, seen=one.version)
    assert years.drawn_figures(PurchaseYear.objects.get()).total.count == 1
    years.draw(one, by=keeper, seen=one.version, reason="เดือนกันยายนแก้ไขแล้ว")
    text = client.get(PAGE).content.decode()
    assert "เดือนกันยายนแก้ไขแล้ว" in text
    assert "4,071.00" in text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_the_report_one_does(race, published, report, keeper):
    published(1, SEPTEMBER)
    one = report()
    seen = one.version

    def act(number: int) -> None:
        mine = PurchaseYear.objects.get(pk=one.pk)
        if number:
            years.write(mine, problems="ก", suggestions="ข", by=keeper, seen=seen)
        else:
            years.draw(mine, by=keeper, seen=seen)

    errors = [outcome.error for outcome in race(act) if outcome.error]
    assert len(errors) == 1 and isinstance(errors[0], Stale)


# --- words ----------------------------------------------------------------------------------


def test_neither_figures_nor_words_are_ever_left_out(published, report, keeper):
    published(1, SEPTEMBER)
    one = report()
    assert len(years.what_is_missing(one)) == 3
    with pytest.raises(NotAllowed) as refusal:
        publishing.publish(one, by=keeper, seen=one.version)
    assert len(refusal.value.reasons) == 3
    years.draw(one, by=keeper, seen=one.version)
    years.write(one, problems=" ไม่มี ", suggestions="  ", by=keeper, seen=one.version)
    assert one.problems == "ไม่มี"
    with pytest.raises(NotAllowed) as refusal:
        publishing.publish(one, by=keeper, seen=one.version)
    assert len(refusal.value.reasons) == 1
    years.write(one, problems="ไม่มี", suggestions="ไม่มี", by=keeper, seen=one.version)
    publishing.publish(one, by=keeper, seen=one.version)
    with pytest.raises(NotAllowed):
        years.write(one, problems="", suggestions="ไม่มี", by=keeper, seen=one.version, reason="ลบ")
    assert PurchaseYear.objects.get().problems == "ไม่มี"


def test_words_of_a_public_report_pass_the_guard_and_ask_for_a_reason(published, report, keeper):
    published(1, SEPTEMBER)
    one = report(public=True)
    texts = {"problems": f"ผู้ขาย {ID_NUMBER} ส่งของช้า", "suggestions": "ไม่มี"}
    with pytest.raises(NotAllowed):
        years.write(one, **texts, by=keeper, seen=one.version)
    with pytest.raises(NotConfirmed):
        years.write(one, **texts, by=keeper, seen=one.version, reason="เพิ่มปัญหา")
    assert PurchaseYear.objects.get().problems == "ไม่มี"


def test_others_neither_draw_nor_write(published, report, office):
    published(1, SEPTEMBER)
    one = report()
    for person in (office.planner, office.outsider):
        with pytest.raises(NotAllowed):
            years.draw(one, by=person, seen=one.version)
        with pytest.raises(NotAllowed):
            years.write(one, problems="ก", suggestions="ข", by=person, seen=one.version)


def test_the_public_finds_the_words_and_reads_which_months_are_not_in_it(published, report, client):
    published(2, SEPTEMBER)
    one = report()
    assert client.get(PAGE).status_code == 404
    report(public=True, problems="พายุพัดหลังคาโรงเก็บพัสดุ")
    client.cookies["language"] = "en"
    text = client.get(PAGE).content.decode()
    assert "11 months were not public then and are not in the figures: October 2568" in text
    assert "September 2569," not in text
    assert "21 November 2569" in text
    assert one.title in client.get("/search/", {"q": "หลังคาโรงเก็บพัสดุ"}).content.decode()


# --- the page -------------------------------------------------------------------------------


def test_one_press_begins_the_report_with_its_figures(published, desk):
    published(2, SEPTEMBER)
    begin = reverse("procurement-staff:year-begin", args=[2569])
    assert begin in desk.get(reverse("procurement-staff:start") + "?year=2569").content.decode()
    for _press in range(2):
        page = desk.post(begin, follow=True)
        assert page.status_code == 200
    one = PurchaseYear.objects.get()
    assert years.drawn_figures(one).total.count == 2
    assert page.redirect_chain[-1][0] == page_of(one)
    assert "4,003.00" in page.content.decode()
    assert len(page.context["absent"]) == 11
    desk.post(reverse("procurement-staff:year-begin", args=[2571]))
    assert PurchaseYear.objects.count() == 1
    assert desk.post(reverse("procurement-staff:year-begin", args=[9999])).status_code == 404


def test_the_page_says_what_to_do_while_no_month_is_public(begun, report, desk):
    month = begun(1, SEPTEMBER)
    page = desk.get(page_of(report()))
    assert page.status_code == 200
    assert reverse("procurement-staff:month", args=[month.pk]) in page.content.decode()
    assert page_of(report(), "year-draw") not in page.content.decode()


def test_words_are_saved_and_the_way_out_opens(published, report, desk, keeper):
    published(1, SEPTEMBER)
    one = report()
    years.draw(one, by=keeper, seen=one.version)
    publish = reverse("publications:publish", args=[one.pk])
    assert publish not in desk.get(page_of(one)).content.decode()
    texts = {"problems": "ส่งของช้า\nสองราย", "suggestions": "ไม่มี", "version": one.version}
    page = desk.post(page_of(one), texts, follow=True)
    assert publish in page.content.decode()
    one.refresh_from_db()
    assert one.problems == "ส่งของช้า\nสองราย"


def test_a_stale_page_keeps_what_was_typed(published, report, desk, keeper):
    published(1, SEPTEMBER)
    one = report()
    seen = one.version
    years.write(one, problems="ของคนอื่น", suggestions="", by=keeper, seen=seen)
    mine = {"problems": "ของเรา", "suggestions": "ไม่มี", "version": seen}
    page = desk.post(page_of(one), mine)
    assert page.status_code == 409
    assert "ของเรา" in page.content.decode()
    again = page.context["words"]["version"].value()
    page = desk.post(page_of(one), mine | {"version": again})
    assert page.status_code == 302
    one.refresh_from_db()
    assert one.problems == "ของเรา"


def test_a_public_report_asks_on_its_page_for_the_reason(published, report, desk, keeper):
    month = published(1, SEPTEMBER)
    one = report(public=True)
    texts = {"problems": "มี", "suggestions": "ไม่มี", "version": one.version}
    assert desk.post(page_of(one), texts).status_code == 422
    assert desk.post(page_of(one), texts | {"problems": "", "reason": "แก้"}).status_code == 422
    one.refresh_from_db()
    assert one.problems == "ไม่มี"
    more_in(month, keeper)
    drawing = {"draw-version": one.version}
    assert desk.get(page_of(one)).context["has_moved"]
    assert desk.post(page_of(one, "year-draw"), drawing).status_code == 422
    done = desk.post(page_of(one, "year-draw"), drawing | {"draw-reason": "แก้เดือนกันยายน"})
    assert done.status_code == 302
    again = desk.post(page_of(one, "year-draw"), drawing | {"draw-reason": "แก้เดือนกันยายน"})
    assert again.status_code == 302  # pressed twice
    version = PurchaseYear.objects.get().version
    assert version == one.version + 1


def test_what_the_guard_finds_is_let_through_with_a_tick(published, report, desk):
    published(1, SEPTEMBER)
    one = report(public=True)
    mine = {
        "problems": f"ผู้ขาย {ID_NUMBER}", "suggestions": "ไม่มี", "reason": "เพิ่ม",
        "version": one.version,
    }  # fmt: skip
    page = desk.post(page_of(one), mine)
    assert page.status_code == 422
    found = page.context["words"]["confirmed"].value()
    done = desk.post(page_of(one), mine | {"confirmed": found, "looked": "on"})
    assert done.status_code == 302


@pytest.mark.parametrize("person", ["planner", "outsider", "palad"])
def test_who_does_not_keep_the_procurement_finds_no_door(report, client, office, person):
    one = report()
    client.force_login(getattr(office, person), backend="accounts.authentication.StaffBackend")
    assert client.get(page_of(one)).status_code == 403
    assert client.post(page_of(one), {"problems": "ก"}).status_code == 403
    assert client.post(page_of(one, "year-draw")).status_code == 403
    assert client.post(reverse("procurement-staff:year-begin", args=[2570])).status_code == 403
    assert PurchaseYear.objects.count() == 1


def test_what_only_takes_a_click_takes_nothing_else(desk, report):
    one = report()
    assert desk.get(reverse("procurement-staff:year-begin", args=[2569])).status_code == 405
    assert desk.get(page_of(one, "year-draw")).status_code == 302
    assert desk.put(page_of(one)).status_code == 405
    assert desk.get(page_of(one).replace(str(one.pk), "99999")).status_code == 404


@pytest.mark.parametrize("count", [1, 300])
def test_the_page_asks_the_same_of_a_year_with_many_rows(
    published, report, desk, count, django_assert_max_num_queries
):
    published(count, SEPTEMBER)
    one = report(public=True)
    with django_assert_max_num_queries(28):
        assert desk.get(page_of(one)).status_code == 200


def test_a_public_year_tells_the_same_in_few_queries(
    published, report, client, django_assert_max_num_queries
):
    published(300, SEPTEMBER)
    report(public=True)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_a_row_that_changes_nothing_in_the_sums_moves_nothing(published, report, keeper):
    month = published(1, SEPTEMBER)
    one = report()
    years.draw(one, by=keeper, seen=one.version)
    (purchase,) = month.purchases.kept().whole()
    same = replace(purchase.row(), reason="อยู่ใกล้ ส่งของได้ทันที")
    months.put_rows(
        month, [Entered(same, purchase.pk)], by=keeper, seen=month.version, reason="แก้คำผิด"
    )
    assert not years.has_moved(one)
    assert OCTOBER not in one.months_left_out()
