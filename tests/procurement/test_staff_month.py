"""The page of a month: its rows, what is odd about each, answers, order, the way out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from procurement import months, remarks, sorts
from procurement.models import Acknowledgement
from procurement.months import Entered
from publications import publishing
from publications.models import Publication
from tests.procurement.conftest import OCTOBER, a_row

ODD = [
    a_row(1),
    a_row(2, reason=""),  # to be answered
    a_row(3, reason="", budget=None),  # two to be answered
    a_row(4, method=""),  # to be mended
]
WHY = "หน่วยงานเร่งด่วน ได้ชี้แจงไว้ในบันทึกแล้ว"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")


def page_of(desk, month):
    return desk.get(reverse("procurement-staff:month", args=[month.pk]))


def answer(desk, month, remarks=(), reason=WHY, **more):
    facts = {"remark": list(remarks), "reason": reason, "version": month.version, **more}
    return desk.post(reverse("procurement-staff:answer", args=[month.pk]), facts)


def open_prints(month) -> list[str]:
    return [
        one.remark.fingerprint
        for one in months.judged(month)
        if one.stops and one.remark.code not in months.MUST
    ]


# --- what it shows ----------------------------------------------------------------------------


def test_each_row_has_its_remarks_beside_it(begun, desk):
    one = begun(ODD)
    page = page_of(desk, one)
    heaps = [(len(line.mend), len(line.answer)) for line in page.context["lines"]]
    assert heaps == [(0, 0), (0, 1), (0, 2), (1, 0)]
    words = page.content.decode()
    assert words.count('name="remark"') == 3
    assert reverse("publications:publish", args=[one.pk]) not in words
    assert len(page.context["reasons"]) == 2


def test_what_people_wrote_is_never_markup(begun, desk):
    one = begun([a_row(1, title="<script>alert(1)</script>", reason="<b>x</b>")])
    words = page_of(desk, one).content.decode()
    assert "<script>alert" not in words
    assert "&lt;script&gt;alert(1)" in words


def test_an_empty_month_says_what_to_do(begun, desk):
    one = begun([])
    words = page_of(desk, one).content.decode()
    assert reverse("procurement-staff:enter", args=[one.pk]) in words
    assert reverse("procurement-staff:month-none", args=[2570, 10]) in words


def test_a_month_that_runs_is_not_said_to_be_empty(begun, desk):
    one = begun([], date(2026, 11, 1))
    none = reverse("procurement-staff:month-none", args=[2570, 11])
    assert none not in page_of(desk, one).content.decode()


@pytest.mark.parametrize("count", [1, 300])
def test_the_page_asks_the_same_for_many_rows(begun, desk, count, django_assert_max_num_queries):
    one = begun(count)
    with django_assert_max_num_queries(34):
        page_of(desk, one)


# --- answers ----------------------------------------------------------------------------------


def test_one_reason_answers_several_remarks_and_says_who_gave_it(begun, desk, keeper):
    one = begun(ODD[:3])
    prints = open_prints(one)
    assert len(prints) == 3
    assert answer(desk, one, prints[:2]).status_code == 302
    page = page_of(desk, one)
    assert [len(line.answered) for line in page.context["lines"]] == [0, 1, 1]
    assert page.content.decode().count(WHY) == 2
    assert set(Acknowledgement.objects.values_list("by", flat=True)) == {keeper.pk}


def test_all_of_one_sort_are_answered_at_once(begun, desk):
    one = begun(ODD[:3])
    assert [code for code, _name, _count in page_of(desk, one).context["sorts"]] == [
        "reason_missing"
    ]
    answer(desk, one, sort=["reason_missing"])
    assert [found.remark.code for found in months.judged(one) if found.stops] == ["budget_missing"]


def test_every_sort_of_remark_has_a_name():
    folder = Path(remarks.__file__).parent
    sources = [folder / f"{name}.py" for name in ("oddities", "repetitions")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    codes = set(re.findall(r'Odd\(\s*"(\w+)"', text))
    assert len(codes) > 15
    assert codes - months.MUST == set(sorts.NAMES)


def test_a_sort_is_not_answered_for_rows_that_nobody_saw(begun, desk, keeper):
    one = begun(ODD[:2])
    seen = one.version
    more = [Entered(row) for row in ODD[:3]]
    months.put_rows(one, more, by=keeper, seen=one.version)
    reply = answer(desk, one, sort=["reason_missing"], version=seen)
    assert reply.status_code == 422
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("remarks", [[], ["0" * 64], ["จริง"]])
def test_what_is_no_remark_of_the_month_is_not_answered_and_words_stay(begun, desk, remarks):
    one = begun(ODD[:2])
    reply = answer(desk, one, remarks)
    assert reply.status_code == 422
    assert reply.context["form"]["reason"].value() == WHY
    assert not Acknowledgement.objects.exists()


def test_what_must_be_mended_is_never_answered(begun, desk):
    one = begun([ODD[3]])
    (must,) = [found.remark.fingerprint for found in months.judged(one)]
    assert answer(desk, one, [must]).status_code == 422
    assert answer(desk, one, sort=["method_missing"]).status_code == 422
    assert not Acknowledgement.objects.exists()


def test_without_a_reason_the_ticks_stay(begun, desk):
    one = begun(ODD[:2])
    (wanted,) = open_prints(one)
    reply = answer(desk, one, [wanted], reason=" ")
    assert reply.status_code == 422
    assert f'value="{wanted}" checked' in reply.content.decode()


def test_a_second_press_notes_nothing_and_blames_nobody(begun, desk):
    one = begun(ODD[:2])
    wanted = open_prints(one)
    answer(desk, one, wanted)
    assert answer(desk, one, wanted).status_code == 302
    assert Acknowledgement.objects.count() == 1


def test_of_two_who_answer_at_once_one_reason_stays(begun, keeper, race):
    one = begun(ODD[:2])
    wanted = open_prints(one)

    def act():
        months.acknowledge(one, wanted, by=keeper, reason=WHY)

    race(act, 2)
    assert Acknowledgement.objects.count() == 1


# --- order ------------------------------------------------------------------------------------


def test_a_row_moves_up_and_down_and_keeps_its_number(begun, desk):
    one = begun(3)
    first, second, third = one.purchases.kept().values_list("pk", flat=True)
    address = reverse("procurement-staff:row-move", args=[one.pk])
    desk.post(address, {"down": first, "version": one.version})
    assert list(one.purchases.kept().values_list("pk", flat=True)) == [second, first, third]
    stale = desk.post(address, {"up": third, "version": one.version}, follow=True)
    assert list(one.purchases.kept().values_list("pk", flat=True)) == [second, first, third]
    assert [told.level_tag for told in stale.context["messages"]] == ["error"]
    one.refresh_from_db()
    desk.post(address, {"up": second, "version": one.version})  # the first goes no further
    assert list(one.purchases.kept().values_list("pk", flat=True)) == [second, first, third]
    assert desk.post(address, {"up": "x", "version": "y"}).status_code == 302


def test_rows_of_a_public_month_do_not_move_without_a_reason(published, desk):
    one = published(2)
    first, second = one.purchases.kept().values_list("pk", flat=True)
    desk.post(
        reverse("procurement-staff:row-move", args=[one.pk]),
        {"down": first, "version": one.version},
    )
    assert list(one.purchases.kept().values_list("pk", flat=True)) == [first, second]
    assert 'form="moving"' not in page_of(desk, one).content.decode()


# --- the way out --------------------------------------------------------------------------------


def test_a_whole_month_goes_public_and_comes_back_to_its_page(begun, desk):
    one = begun([a_row(1), a_row(2, title="ซื้อหมึกพิมพ์ ติดต่อ 081-234-5678")])
    publish = reverse("publications:publish", args=[one.pk])
    assert publish in page_of(desk, one).content.decode()
    asked = desk.get(publish).context["form"]
    assert len(asked.found) == 1  # the guard has read the rows
    refused = desk.post(publish, {"version": one.version})
    assert refused.status_code == 422
    facts = {"version": one.version, "looked": "on", "confirmed": asked["confirmed"].value()}
    done = desk.post(publish, facts)
    assert done["Location"] == reverse("procurement-staff:month", args=[one.pk])
    one.refresh_from_db()
    assert one.is_public()


def test_a_withdrawn_month_offers_to_be_published_again(published, desk, keeper):
    one = published(1)
    publishing.withdraw(one, by=keeper, seen=one.version, reason="ตัวเลขผิดทั้งเดือน")
    words = page_of(desk, one).content.decode()
    assert reverse("publications:publish", args=[one.pk]) in words


# --- the general pages --------------------------------------------------------------------------


def test_the_publications_page_leads_to_the_rows(begun, desk):
    one = begun(1)
    words = desk.get(reverse("publications:detail", args=[one.pk])).content.decode()
    assert f'href="{reverse("procurement-staff:month", args=[one.pk])}"' in words


def test_the_general_form_asks_for_title_and_summary_and_breaks_nothing(begun, desk):
    one = begun(2)
    address = reverse("publications:edit", args=[one.pk])
    form = desk.get(address).context["form"]
    assert set(form.fields) >= {"title", "summary", "unit", "owner"}
    assert not set(form.fields) & {"body", "slug", "fiscal_year", "document_date", "month"}
    facts = {
        "title": "สรุปการจัดซื้อจัดจ้าง ตุลาคม 2569", "summary": "สองรายการ", "unit": one.unit_id,
        "owner": one.owner_id, "version": one.version,
    }  # fmt: skip
    assert desk.post(address, facts).status_code == 302
    kept = Publication.objects.get(pk=one.pk).purchasemonth
    assert (kept.title, kept.summary) == (facts["title"], "สองรายการ")
    assert (kept.slug, kept.fiscal_year, kept.month) == ("month-2570-10", 2570, OCTOBER)
    assert kept.document_date == date(2026, 10, 31)
    assert [row.row() for row in kept.purchases.kept().whole()] == [a_row(1), a_row(2)]


def test_a_row_that_changed_asks_again(begun, desk, keeper):
    one = begun([a_row(1, budget=None)])
    answer(desk, one, open_prints(one))
    assert not page_of(desk, one).context["reasons"]
    purchase = one.purchases.get()
    changed = replace(purchase.row(), reason="")
    months.put_rows(one, [Entered(changed, purchase.pk)], by=keeper, seen=one.version)
    (line,) = page_of(desk, one).context["lines"]
    assert [found.remark.code for found in line.answer] == ["reason_missing"]
