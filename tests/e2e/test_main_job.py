"""The main job, as its people do it: from last year's table to a signed memorandum."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image

from measures.models import Evidence, Plan, ProgressEntry, Step
from portal.models import Organisation
from reports.models import Report
from tests.paper.readers import missing, poppler

FINANCE_TEXT = "จัดทำทะเบียนคุมทรัพย์สินใหม่ทั้งฉบับและตรวจนับครบทุกรายการแล้ว"
OFFICE_TEXT = "ซักซ้อมแนวทางการใช้จ่ายงบประมาณในการประชุมประจำเดือนแล้ว"


@pytest.fixture
def photo(tmp_path) -> Path:
    """A photograph with a place of taking in its EXIF data."""
    image = Image.new("RGB", (1600, 1200), (90, 140, 90))
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (13.0, 45.0, 0.0)
    held = BytesIO()
    image.save(held, "JPEG", exif=exif)
    path = tmp_path / "ภาพถ่าย.jpg"
    path.write_bytes(held.getvalue())
    return path


def step_of(unit, text: str) -> Step:
    return Step.objects.get(units=unit, text__contains=text)


def record(page, step: Step, text: str, photo: Path) -> None:
    """A unit's clerk records progress with a photo."""
    page.goto(reverse("measures:record", args=[step.pk]))
    page.locator("[name=narrative]").fill(text)
    page.locator("[name=evidence_date]").fill("๓๐ มี.ค. ๖๖")
    page.locator("[name=files]").set_input_files(str(photo))
    page.get_by_role("button", name="บันทึก", exact=True).click()
    page.wait_for_url(f"**{reverse('measures:step', args=[step.pk])}*")


def sign(page, report: Report, opinion: str = "") -> None:
    page.goto(report.get_absolute_url())
    page.locator("[name=opinion]").fill(opinion)
    page.locator("[name=password]").fill("ฝนตกที่ทุ่งนาเมื่อวานนี้")
    page.get_by_role("button", name="ลงนาม", exact=True).click()
    page.get_by_text("ลงนามแล้ว").first.wait_for()


def test_from_a_table_to_a_signed_memorandum(  # noqa: PLR0915, PLR0917 - one story, told once
    open_page, office, cases, photo, sign_in, axe, shot, worker, tmp_path
):
    Organisation.objects.create(pk=1, name="องค์การบริหารส่วนตำบลทดสอบ", phone="0-2000-0000")

    # The planner brings in the table: preview first, then into the plan.
    planner = open_page("desktop")
    sign_in(planner, office.planner)
    planner.goto(reverse("measures:import"))
    planner.locator("[name=file]").set_input_files(str(cases / "sato-2566.xlsx"))
    planner.locator("main form[enctype] button[type=submit]").first.click()
    planner.wait_for_url("**/import/*-*/")
    axe(planner)
    shot(planner, "1-import-preview")
    assert not Plan.objects.exists()
    with planner.expect_navigation():
        planner.locator("form[action$='/confirm/'] button").click()
    assert Step.objects.count() == 14
    shot(planner, "2-import-done")

    # Two units add progress with a photo, one of them on a phone.
    finance = open_page("phone")
    sign_in(finance, office.clerk)
    of_finance = step_of(office.units.finance, "๒. เกี่ยวกับการใช้ทรัพย์สิน")
    record(finance, of_finance, FINANCE_TEXT, photo)
    axe(finance)
    shot(finance, "3-recorded-on-a-phone")
    head = open_page("desktop")
    sign_in(head, office.head)
    record(head, step_of(office.units.office, "๑. การสร้างการรับรู้"), OFFICE_TEXT, photo)
    assert Evidence.objects.filter(kind="photo", entry__isnull=False).count() == 2

    # The planner accepts both and drafts the 6-month report.
    planner.goto(reverse("measures:review", args=[2566]))
    axe(planner)
    shot(planner, "4-review")
    for choice in planner.locator("input[type=radio][value=accept]").all():
        choice.check()
    with planner.expect_navigation():
        planner.locator("main form button[type=submit]").last.click()
    assert ProgressEntry.objects.filter(state="submitted").count() == 0
    planner.goto(reverse("reports:add"))
    planner.get_by_label("B บันทึกข้อความแยกตามตัวชี้วัด").check()
    planner.locator("[name=dated]").fill("31/3/2566")
    axe(planner)
    planner.get_by_role("button", name="จัดทำฉบับร่าง").click()
    planner.wait_for_url("**/edit/")
    axe(planner)
    with planner.expect_navigation():
        planner.get_by_role("button", name="บันทึกฉบับร่าง").click()
    report = Report.objects.get()
    assert report.dated == date(2023, 3, 31)
    planner.get_by_role("button", name="เสนอลงนาม").click()
    planner.get_by_text("เสนอรายงานตามลำดับแล้ว").wait_for()
    planner.get_by_text("ดาวน์โหลด PDF").wait_for()  # made by the worker, shown without reload
    shot(planner, "5-in-the-chain")

    # Planner, head, then the acting palad sends it back to the head once.
    sign(planner, report)
    sign(head, report, "เห็นควรเสนอเพื่อโปรดทราบ")
    palad = open_page("phone")
    sign_in(palad, office.palad)
    palad.goto(report.get_absolute_url())
    axe(palad)
    shot(palad, "6-palad-reads")
    palad.get_by_role("link", name="ส่งคืนรายงานพร้อมเหตุผล").click()
    palad.get_by_label("หัวหน้าสำนักปลัด").check()
    palad.locator("[name=reason]").fill("ขอให้ระบุเรื่องที่ยังค้าง")
    axe(palad)
    palad.get_by_role("button", name="ส่งคืนรายงาน").click()
    palad.get_by_text("ส่งคืนรายงานแล้ว").wait_for()

    # Head again, palad, mayor.
    sign(head, report, "ไม่มีเรื่องค้าง เห็นควรเสนอเพื่อโปรดทราบ")
    sign(palad, report, "ทราบ")
    mayor = open_page("phone")
    sign_in(mayor, office.mayor)
    mayor.goto(reverse("reports:list"))
    axe(mayor)
    shot(mayor, "7-waits-for-the-mayor")
    sign(mayor, report, "ทราบ ให้ดำเนินการตามเสนอ")
    report.refresh_from_db()
    assert report.state == Report.State.SIGNED
    shot(mayor, "8-signed")

    # The PDF downloads and says what was done and who signed how.
    planner.goto(report.get_absolute_url())
    link = planner.get_by_role("link", name="ดาวน์โหลด PDF")
    link.wait_for()
    with planner.expect_download() as download:
        link.click()
    path = tmp_path / "report.pdf"
    download.value.save_as(path)
    said = [
        FINANCE_TEXT,
        OFFICE_TEXT,
        "ไม่มีเรื่องค้าง เห็นควรเสนอเพื่อโปรดทราบ",
        "ผู้อำนวยการกองคลัง",
        "รักษาราชการแทนปลัดองค์การบริหารส่วนตำบลทดสอบ",
        "ทราบ ให้ดำเนินการตามเสนอ",
        "(นายชื่อmayor ทดสอบ)",
    ]
    pages = poppler(path.read_bytes())
    assert missing(said, pages) == []
    # The head's first opinion was for a round of the chain that no longer counts.
    assert missing(["เห็นควรเสนอเพื่อโปรดทราบ"], ["".join(pages).replace(said[2], "")]) != []
    axe(planner)
    shot(planner, "9-signed-on-a-desk")
