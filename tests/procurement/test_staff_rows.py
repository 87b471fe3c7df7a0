"""One row in its form: added, changed, put elsewhere, taken away, and its lines without scripts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from procurement import months
from procurement.models import PlanItem, Purchase
from procurement.months import Entered
from procurement.rows import Award, Offer
from publications import publishing
from tests.procurement.conftest import OCTOBER, a_row

REASON = "แก้ไขราคาที่พิมพ์ผิด"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")


def typed(month, **changed) -> dict[str, str]:
    """What somebody types for a purchase with two bidders."""
    return {
        "title": "จ้างซ่อมรถยนต์  ส่วนกลาง", "budget": "๑๒,๐๐๐.-", "reference_price": "12000",
        "method": "specific", "choice_reason": "ราคาต่ำสุด", "project_number": "",
        "place": "1", "version": str(month.version),
        "offer-count": "3", "offer-0-name": "อู่ทดสอบ", "offer-0-price": "11,500.50",
        "offer-1-name": "", "offer-1-price": "", "offer-2-name": "อู่ที่สอง", "offer-2-price": "",
        "award-count": "1", "award-0-name": "อู่ทดสอบ", "award-0-price": "11,500.50",
        "award-0-contract_number": "9/2570", "award-0-contract_date": "20 ต.ค. 69",
    } | changed  # fmt: skip


def typed_again(desk, month, purchase, **changed) -> dict[str, str]:
    """The row's own form as it stands there, with other words in some fields."""
    form = desk.get(row_address(month, purchase)).context["form"]
    facts = {name: form[name].value() or "" for name in form.fields}
    for lines in (form.offers, form.awards):
        facts[lines.count_name] = str(len(lines.forms))
        for line in lines.forms:
            facts |= {line[name].html_name: line[name].value() or "" for name in line.fields}
    return facts | changed


def add_address(month) -> str:
    return reverse("procurement-staff:row-add", args=[month.pk])


def row_address(month, purchase) -> str:
    return reverse("procurement-staff:row", args=[month.pk, purchase.pk])


def kept(month) -> list[Purchase]:
    return list(month.purchases.kept().whole())


# --- adding -----------------------------------------------------------------------------------


def test_a_row_is_added_at_its_place_as_people_type_it(begun, desk):
    one = begun(1)
    form = desk.get(add_address(one)).context["form"]
    assert form["place"].value() == 2
    answer = desk.post(add_address(one), typed(one))
    assert answer.status_code == 302
    first, second = kept(one)
    row = first.row()
    assert row.title == "จ้างซ่อมรถยนต์ ส่วนกลาง"
    assert (row.budget, row.method) == (Decimal(12000), "specific")
    assert row.offers == (Offer("อู่ทดสอบ", Decimal("11500.50")), Offer("อู่ที่สอง", None))
    assert row.awards == (Award("อู่ทดสอบ", Decimal("11500.50"), "9/2570", date(2026, 10, 20)),)
    assert second.row() == a_row(1)


def test_a_draft_may_lack_what_a_remark_asks_for(begun, desk):
    one = begun([])
    bare = {"title": "ซื้อน้ำดื่ม", "place": "1", "version": one.version}
    assert desk.post(add_address(one), bare).status_code == 302
    assert kept(one)[0].row().offers == ()


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title", " "), ("budget", "แพง"), ("reference_price", "1.234"), ("method", "สอบ"),
        ("place", "บนสุด"), ("offer-0-price", "-1"), ("award-0-contract_date", "31/2/2569"),
        ("award-0-price", "99999999999999"), ("title", "ก" * 1001), ("offer-0-name", "ก" * 301),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(begun, desk, field, words):
    one = begun(1)
    answer = desk.post(add_address(one), typed(one, **{field: words}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#id_{field}"' in page
    assert "อู่ที่สอง" in page and "9/2570" in page
    assert len(kept(one)) == 1


def test_a_second_press_adds_nothing_twice(begun, desk):
    one = begun(1)
    facts = typed(one)
    desk.post(add_address(one), facts)
    assert desk.post(add_address(one), facts).status_code == 302
    assert len(kept(one)) == 2


# --- lines without a script -------------------------------------------------------------------


def test_lines_are_added_and_left_out_without_saving_and_without_blame(begun, desk):
    one = begun(1)
    facts = typed(one, title="", line="offer-add")
    page = desk.post(add_address(one), facts)
    assert page.status_code == 200
    form = page.context["form"]
    names = [line["name"].value() for line in form.offers.forms]
    assert names == ["อู่ทดสอบ", "", "อู่ที่สอง", ""]
    assert not form.has_errors
    fewer = desk.post(add_address(one), typed(one, line="offer-drop-1")).context["form"]
    assert [line["name"].value() for line in fewer.offers.forms] == ["อู่ทดสอบ", "อู่ที่สอง"]
    assert fewer["budget"].value() == "๑๒,๐๐๐.-"
    assert len(kept(one)) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"offer-count": "99999999"}, {"offer-count": "-1"}, {"offer-count": "x"},
        {"line": "award-drop-77"}, {"line": "offer"}, {"line": "bid-add"}, {"version": "x"},
    ],
)  # fmt: skip
def test_what_no_page_sends_breaks_nothing(begun, desk, facts):
    one = begun(1)
    assert desk.post(add_address(one), typed(one, **facts)).status_code in (200, 302, 409, 422)


# --- changing ---------------------------------------------------------------------------------


def test_a_row_is_changed_and_put_elsewhere_under_its_number(begun, desk):
    one = begun(3)
    first = kept(one)[0]
    facts = typed_again(desk, one, first, place="9", budget="99,000")
    answer = desk.post(row_address(one, first), facts)
    assert answer["Location"].endswith(f"#row-{first.pk}")
    last = kept(one)[-1]
    assert (last.pk, last.budget) == (first.pk, Decimal(99000))
    assert last.row().awards == a_row(1).awards


def test_a_project_of_the_years_plan_is_chosen_and_stays(begun, desk, keeper, office):
    one = begun(1)
    plans = {
        year: publishing.create(
            "purchase_plan", by=keeper,
            facts={
                "title": f"แผน {year}", "slug": f"plan-{year}", "fiscal_year": year,
                "unit": office.units.finance, "owner": keeper, "document_date": OCTOBER,
            },
        )
        for year in (2569, 2570)
    }  # fmt: skip
    own, gone, other = (
        PlanItem.objects.create(plan=plans[year], title=title, budget=1, cancelled_on=cancelled)
        for year, title, cancelled in (
            (2570, "ซ่อมถนน", None), (2570, "ยกเลิกแล้ว", OCTOBER), (2569, "ปีก่อน", None),
        )
    )  # fmt: skip
    (purchase,) = kept(one)
    address = row_address(one, purchase)
    assert list(desk.get(address).context["form"].fields["plan_item"].queryset) == [own]
    for wrong in (gone, other):
        facts = typed_again(desk, one, purchase, plan_item=wrong.pk)
        assert desk.post(address, facts).status_code == 422
    desk.post(address, typed_again(desk, one, purchase, plan_item=own.pk))
    assert kept(one)[0].plan_item == own
    one.refresh_from_db()
    months.put_rows(one, [Entered(kept(one)[0].row(), purchase.pk, own.pk)], by=keeper,
                    seen=one.version)  # fmt: skip
    assert desk.get(address).context["form"]["plan_item"].value() == own.pk


def test_a_stale_tab_keeps_what_was_typed_and_says_so(begun, desk, keeper):
    one = begun(2)
    first, second = kept(one)
    facts = typed_again(desk, one, first, title="ของที่พิมพ์ในแท็บเก่า")
    others = [Entered(row.row(), row.pk) for row in (second, first)]
    months.put_rows(one, others, by=keeper, seen=one.version)
    answer = desk.post(row_address(one, first), facts)
    assert answer.status_code == 409
    form = answer.context["form"]
    assert form["title"].value() == "ของที่พิมพ์ในแท็บเก่า"
    assert reverse("publications:compare", args=[one.pk, 2, 3]) in answer.content.decode()
    again = facts | {"version": form["version"].value()}
    assert desk.post(row_address(one, first), again).status_code == 302
    assert "ของที่พิมพ์ในแท็บเก่า" in {row.title for row in kept(one)}


def test_of_two_who_save_at_once_one_wins(begun, keeper, race):
    one = begun(2)
    entered = [Entered(row.row(), row.pk) for row in kept(one)]
    outcomes = race(lambda: months.put_rows(one, entered[:1], by=keeper, seen=one.version), 2)
    assert sorted(type(outcome.error).__name__ for outcome in outcomes) == ["NoneType", "Stale"]


def test_a_row_that_somebody_took_away_comes_back_as_a_new_one_if_wanted(begun, desk, keeper):
    one = begun(2)
    first, second = kept(one)
    facts = typed_again(desk, one, first, title="พิมพ์ไว้นานแล้ว")
    months.put_rows(one, [Entered(second.row(), second.pk)], by=keeper, seen=one.version)
    assert desk.get(row_address(one, first)).status_code == 302
    answer = desk.post(row_address(one, first), facts)
    assert answer.status_code == 409
    assert answer.context["form"]["title"].value() == "พิมพ์ไว้นานแล้ว"


def test_rows_of_another_month_are_not_reached_through_this_one(begun, desk):
    one, other = begun(1), begun(1, date(2026, 11, 1))
    stranger = kept(other)[0]
    assert desk.get(row_address(one, stranger)).status_code == 302
    desk.post(reverse("procurement-staff:row-remove", args=[one.pk, stranger.pk]))
    assert len(kept(other)) == 1


# --- a public month ---------------------------------------------------------------------------


def test_a_public_row_changes_with_a_reason_that_everybody_reads(published, desk):
    one = published(2)
    first = kept(one)[0]
    facts = typed_again(desk, one, first, choice_reason="ส่งของได้ทันที")
    refused = desk.post(row_address(one, first), facts | {"reason": ""})
    assert refused.status_code == 422
    assert 'href="#id_reason"' in refused.content.decode()
    assert desk.post(row_address(one, first), facts | {"reason": REASON}).status_code == 302
    one.refresh_from_db()
    assert (one.update_reason, kept(one)[0].reason) == (REASON, "ส่งของได้ทันที")


def test_a_remark_on_a_public_row_is_answered_as_it_is_saved(published, desk, keeper):
    one = published(1)
    (purchase,) = kept(one)
    facts = typed_again(desk, one, purchase, budget="100", reason=REASON)
    asked = desk.post(row_address(one, purchase), facts)
    assert asked.status_code == 422
    form = asked.context["form"]
    assert [remark.code for remark in form.raised] == ["agreed_above_budget"]
    assert kept(one)[0].budget == Decimal(2001)
    answered = facts | {"asked": form["asked"].value(), "answer": "ได้รับอนุมัติเพิ่มวงเงินแล้ว"}
    assert desk.post(row_address(one, purchase), answered).status_code == 302
    assert kept(one)[0].budget == Decimal(100)
    noted = one.acknowledgements.get()
    assert (noted.reason, noted.by) == ("ได้รับอนุมัติเพิ่มวงเงินแล้ว", keeper)
    one.refresh_from_db()
    assert one.is_public() and not months.what_is_missing(one)


def test_an_answer_holds_for_the_remarks_that_were_shown_and_no_others(published, desk):
    one = published(1)
    (purchase,) = kept(one)
    facts = typed_again(desk, one, purchase, budget="100", reason=REASON)
    shown = desk.post(row_address(one, purchase), facts).context["form"]
    other = facts | {"budget": "50", "asked": shown["asked"].value(), "answer": "อนุมัติแล้ว"}
    assert desk.post(row_address(one, purchase), other).status_code == 422
    assert not one.acknowledgements.exists()


def test_what_must_be_mended_never_reaches_the_public(published, desk):
    one = published(1)
    (purchase,) = kept(one)
    facts = typed_again(desk, one, purchase, method="", reason=REASON, answer="ไม่ทราบวิธี")
    answer = desk.post(row_address(one, purchase), facts)
    assert answer.status_code == 422
    assert not answer.context["form"].can_answer
    assert kept(one)[0].method == "specific"


def test_the_guard_asks_about_a_public_row(published, desk):
    one = published(1)
    (purchase,) = kept(one)
    facts = typed_again(desk, one, purchase, title="จ้างเหมา โทร 081-234-5678", reason=REASON)
    asked = desk.post(row_address(one, purchase), facts)
    assert asked.status_code == 422
    keys = asked.context["form"]["confirmed"].value()
    looked = facts | {"looked": "on", "confirmed": keys}
    assert desk.post(row_address(one, purchase), looked).status_code == 302
    assert kept(one)[0].title == "จ้างเหมา โทร 081-234-5678"


# --- taking away ------------------------------------------------------------------------------


def test_a_row_is_taken_away_after_a_look(begun, desk):
    one = begun(2)
    first, second = kept(one)
    address = reverse("procurement-staff:row-remove", args=[one.pk, first.pk])
    assert first.title in desk.get(address).content.decode()
    assert len(kept(one)) == 2
    assert desk.post(address, {"version": one.version}).status_code == 302
    assert [row.pk for row in kept(one)] == [second.pk]
    assert desk.post(address, {"version": one.version}).status_code == 302  # pressed twice
    assert len(kept(one)) == 1


def test_a_public_row_goes_with_a_reason_and_a_stale_look_takes_nothing(published, desk):
    one = published(2)
    first = kept(one)[0]
    address = reverse("procurement-staff:row-remove", args=[one.pk, first.pk])
    assert desk.post(address, {"version": one.version}).status_code == 422
    stale = desk.post(address, {"version": one.version - 1, "reason": "ลงซ้ำ"})
    assert stale.status_code == 409
    assert stale.context["form"]["reason"].value() == "ลงซ้ำ"
    assert len(kept(one)) == 2
    assert desk.post(address, {"version": one.version, "reason": "ลงซ้ำ"}).status_code == 302
    assert len(kept(one)) == 1


def test_the_last_row_of_a_public_month_stays_and_the_way_to_an_empty_one_leads_there(
    published, desk, keeper
):
    one = published(1)
    (last,) = kept(one)
    address = reverse("procurement-staff:row-remove", args=[one.pk, last.pk])
    asked = desk.post(address, {"version": one.version, "reason": "ลงผิดเดือน"})
    assert asked.status_code == 422
    with translation.override("th"):
        told = " ".join(asked.context["form"].non_field_errors())
    assert "withdraw" in told or "ถอน" in told
    assert kept(one) == [last]

    publishing.withdraw(one, by=keeper, seen=one.version, reason="ลงผิดเดือน")
    one.refresh_from_db()
    assert desk.post(address, {"version": one.version}).status_code == 302
    nothing = reverse("procurement-staff:month-none", args=[2570, 10])
    assert nothing in desk.get(reverse("procurement-staff:month", args=[one.pk])).content.decode()
    desk.post(nothing)
    one.refresh_from_db()
    assert one.is_public() and one.nothing_bought


def test_the_form_asks_the_same_of_a_month_with_many_rows(
    begun, desk, django_assert_max_num_queries
):
    one = begun(300)
    purchase = kept(one)[0]
    with django_assert_max_num_queries(30):
        desk.get(row_address(one, purchase))
    with django_assert_max_num_queries(30):
        desk.get(add_address(one))
