"""A sheet pasted or brought as a file: looked at, saved in one press, never half-written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.refusals import NotAllowed
from procurement import entering, months
from procurement.models import PlanItem
from procurement.months import Entered
from procurement.rows import Award, Row
from publications import publishing
from tests.files.uploads import jpeg
from tests.procurement.conftest import OCTOBER, a_row
from tests.procurement.intake import sheets


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")


def at_home(row: Row) -> Row:
    """The purchase with its contract in October 2026."""
    award = row.awards[0]
    return replace(row, awards=(replace(award, contract_date=date(2026, 10, 15)),))


def rows(count: int = 40) -> list[Row]:
    return [at_home(row) for row in sheets.a_month(count)]


def pasted(those: list[Row]) -> str:
    return sheets.clipboard(sheets.as_office_writes(those)[3:])  # without the title lines


def read(desk, month, **sent):
    return desk.post(reverse("procurement-staff:enter", args=[month.pk]), sent)


def fields_of(page, **changed) -> dict[str, str]:
    """What the form beside the preview sends."""
    form = page.context["saving"]
    facts = {name: form[name].value() or "" for name in form.fields}
    return {name: value for name, value in facts.items() if name != "looked"} | changed


def save(desk, month, facts):
    return desk.post(reverse("procurement-staff:enter-save", args=[month.pk]), facts)


def standing(month) -> list[Row]:
    return [one.row() for one in month.purchases.kept().whole()]


def bare(those: list[Row]) -> list[Row]:
    return [replace(row, place="") for row in those]


# --- pasted ---------------------------------------------------------------------------------


def test_forty_pasted_rows_are_saved_in_one_press(begun, desk):
    one = begun([])
    page = read(desk, one, text=pasted(rows()))
    assert page.status_code == 200, page.context["reading"].problems
    assert len(page.context["shown"]) == 40
    assert "how" not in page.context["saving"].fields
    assert standing(one) == []  # only looked at
    assert save(desk, one, fields_of(page)).status_code == 302
    assert bare(standing(one)) == rows()


def test_what_is_wrong_is_named_by_row_and_column_and_nothing_is_written(begun, desk):
    one = begun(1)
    text = pasted(rows(5)).replace("11462.5\t", "หมื่นกว่าบาท\t", 1)
    page = read(desk, one, text=text)
    assert page.status_code == 422
    (problem,) = page.context["reading"].problems
    assert problem.cell == "C4"
    words = page.content.decode()
    assert problem.place in words and problem.column in words and "C4" in words
    assert page.context["form"]["text"].value() == text  # stays, to be mended here
    assert page.context["saving"] is None
    assert standing(one) == [a_row(1)]


@pytest.mark.parametrize(
    "text",
    [
        "", "  \n\t ", "ก", "ชื่อ\tเบอร์โทร\nสมชาย\t5\n", "=cmd|'/C calc'!A0",
        "\0\0\t\0", "<table><tr><td>x</td></tr></table>", "\t" * 500,
    ],
)  # fmt: skip
def test_what_is_no_table_of_purchases_is_refused_in_words(begun, desk, text):
    one = begun(1)
    page = read(desk, one, text=text)
    assert page.status_code == 422
    assert page.context["saving"] is None
    assert standing(one) == [a_row(1)]


def test_three_thousand_rows_are_refused_in_words(begun, desk):
    one = begun(1)
    lines = [[str(number), *sheets.LINE[1:]] for number in range(1, 3001)]
    page = read(desk, one, text=sheets.clipboard([sheets.HEADINGS, *lines]))
    assert page.status_code == 422
    (problem,) = page.context["reading"].problems
    assert "3000" in problem.text
    assert page.context["saving"] is None
    assert standing(one) == [a_row(1)]


def test_what_the_database_could_not_hold_is_said_before_saving(begun, desk):
    one = begun([])
    long = replace(rows(1)[0], awards=(Award("ร้าน " + "ก" * 400, Decimal(5), "1/2570", OCTOBER),))
    page = read(desk, one, text=pasted([long]))
    assert page.status_code == 422
    assert page.context["reading"].problems


def test_a_sheet_of_another_month_is_noticed(begun, desk):
    one = begun([])
    text = sheets.clipboard(sheets.as_office_writes(rows(2)))  # its title says October 2568
    page = read(desk, one, text=text)
    assert page.context["wrong_month"] == date(2025, 10, 1)
    assert page.context["saving"] is not None  # a warning, no more
    right = text.replace("ตุลาคม 2568", "ตุลาคม 2569", 1)
    assert not read(desk, one, text=right).context["wrong_month"]


# --- a file ---------------------------------------------------------------------------------


def test_a_workbook_is_read_and_saved_without_being_sent_twice(begun, desk):
    one = begun([])
    data = sheets.book(sheets.as_office_writes(rows(12)))
    page = read(desk, one, file=SimpleUploadedFile("ต.ค. 69.xlsx", data))
    assert page.status_code == 200
    assert save(desk, one, fields_of(page)).status_code == 302
    assert bare(standing(one)) == rows(12)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ถ่ายจากมือถือ.jpg", jpeg()),
        ("ต.ค..xlsx", b"PK\x03\x04 broken"),
        ("ต.ค..xlsx", jpeg()),
        ("ว่าง.csv", b""),
        ("ว่าง.csv", b"\n"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(begun, desk, name, data):
    one = begun(1)
    page = read(desk, one, file=SimpleUploadedFile(name, data))
    assert page.status_code == 422
    assert page.context["saving"] is None
    assert standing(one) == [a_row(1)]


def test_one_of_several_sheets_is_chosen(begun, desk):
    import openpyxl

    made = openpyxl.Workbook()
    made.active.title = "ก.ย. 69"
    for sheet, those in ((made.active, rows(1)), (made.create_sheet("ต.ค. 69"), rows(2))):
        for line in sheets.as_office_writes(those):
            sheet.append(line)
    data, one = sheets.saved(made), begun([])
    page = read(desk, one, file=SimpleUploadedFile("ปี 70.xlsx", data))
    assert len(page.context["shown"]) == 1
    assert 'name="sheet"' in page.content.decode()
    again = read(desk, one, file=SimpleUploadedFile("ปี 70.xlsx", data), sheet="ต.ค. 69")
    assert len(again.context["shown"]) == 2


# --- beside rows that are there -----------------------------------------------------------------


def test_rows_come_after_those_that_are_there_if_wanted(begun, desk):
    one = begun(2)
    page = read(desk, one, text=pasted(rows(3)))
    assert save(desk, one, fields_of(page, how="add")).status_code == 302
    assert bare(standing(one)) == [a_row(1), a_row(2), *rows(3)]


def test_a_corrected_sheet_keeps_addresses_and_places_in_the_plan(begun, desk, keeper, office):
    one = begun(rows(4))
    before = list(one.purchases.kept())
    plan = publishing.create(
        "purchase_plan", by=keeper,
        facts={
            "title": "แผน", "slug": "plan-2570", "fiscal_year": 2570, "owner": keeper,
            "unit": office.units.finance, "document_date": OCTOBER,
        },
    )  # fmt: skip
    item = PlanItem.objects.create(plan=plan, title="โครงการ", budget=1)
    linked = [Entered(row.row(), row.pk, item.pk) for row in before]
    months.put_rows(one, linked, by=keeper, seen=one.version)
    corrected = rows(4)
    corrected[1] = replace(corrected[1], budget=Decimal(77777))
    page = read(desk, one, text=pasted([corrected[3], corrected[1], corrected[0]]))
    save(desk, one, fields_of(page, how="replace"))
    after = list(one.purchases.kept())
    assert [row.pk for row in after] == [before[3].pk, before[1].pk, before[0].pk]
    assert {row.plan_item_id for row in after} == {item.pk}
    assert after[1].budget == Decimal(77777)


def test_rows_that_are_alike_are_known_one_for_one():
    same = a_row(1)
    there = [Entered(same, 11), Entered(same, 12), Entered(a_row(2), 13)]
    found = entering.recognised([same, same, same], there)
    assert [one.pk for one in found] == [11, 12, None]


# --- twice, late, by somebody else --------------------------------------------------------------


@pytest.mark.parametrize("how", ["replace", "add"])
def test_a_second_press_or_the_back_button_saves_nothing_twice(begun, desk, how):
    one = begun(1)
    facts = fields_of(read(desk, one, text=pasted(rows(3))), how=how)
    save(desk, one, facts)
    once = standing(one)
    answer = save(desk, one, facts)
    assert answer.status_code == 302
    assert standing(one) == once


def test_a_first_paste_that_came_late_asks_what_to_do_with_the_rows_there(begun, desk, keeper):
    one = begun([])
    facts = fields_of(read(desk, one, text=pasted(rows(3))))
    months.put_rows(one, [Entered(a_row(1))], by=keeper, seen=one.version)
    answer = save(desk, one, facts)
    assert answer.status_code == 422
    assert "how" in answer.context["saving"].errors
    assert len(answer.context["shown"]) == 3  # nothing has to be pasted again
    assert standing(one) == [a_row(1)]


def test_a_stale_preview_changes_nothing_until_it_is_pressed_again(begun, desk, keeper):
    one = begun(1)
    facts = fields_of(read(desk, one, text=pasted(rows(3))))
    months.put_rows(one, [Entered(a_row(5))], by=keeper, seen=one.version)
    answer = save(desk, one, facts)
    assert answer.status_code == 409
    assert standing(one) == [a_row(5)]
    assert save(desk, one, fields_of(answer)).status_code == 302
    assert bare(standing(one)) == rows(3)


def test_what_waits_on_a_page_is_of_this_person_month_and_day(begun, keeper, office, time_machine):
    one, other = begun(1), begun(1, date(2026, 11, 1))
    text = entering.packed(rows(2), one, keeper)
    assert bare(entering.unpacked(text, one, keeper)) == rows(2)
    for month, person, kept in (
        (other, keeper, text), (one, office.webmaster, text), (one, keeper, text[:-2]),
        (one, keeper, ""), (one, keeper, "x:y:z"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            entering.unpacked(kept, month, person)
    time_machine.move_to("2026-11-22 10:00 +0700")
    with pytest.raises(NotAllowed):
        entering.unpacked(text, one, keeper)


def test_a_forged_preview_writes_nothing(begun, desk):
    one = begun(1)
    facts = fields_of(read(desk, one, text=pasted(rows(2))))
    assert save(desk, one, facts | {"kept": facts["kept"][:-3] + "abc"}).status_code == 302
    assert standing(one) == [a_row(1)]
    assert desk.get(reverse("procurement-staff:enter-save", args=[one.pk])).status_code == 302


# --- a public month -----------------------------------------------------------------------------


def test_a_sheet_for_a_public_month_needs_a_reason_and_answers(published, desk):
    one = published(1)
    odd = replace(rows(2)[1], reason="")
    page = read(desk, one, text=pasted([odd]))
    assert save(desk, one, fields_of(page)).status_code == 422
    asked = save(desk, one, fields_of(page, reason="ลงผิดเดือน"))
    assert asked.status_code == 422
    form = asked.context["saving"]
    assert "reason_missing" in {remark.code for remark in form.raised}
    assert standing(one) == [a_row(1)]
    saved = save(desk, one, fields_of(asked, answer="ผู้ขายรายเดียวในตำบล"))
    assert saved.status_code == 302, saved.context["saving"].errors
    one.refresh_from_db()
    assert (one.update_reason, one.is_public()) == ("ลงผิดเดือน", True)
    assert bare(standing(one)) == [odd]


def test_the_preview_asks_the_same_for_many_rows(begun, desk, django_assert_max_num_queries):
    one = begun(300)
    text = pasted(rows(300))
    with django_assert_max_num_queries(20):
        read(desk, one, text=text)
