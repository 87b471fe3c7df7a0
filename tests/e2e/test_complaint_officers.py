"""Two officers work a case in their browsers, from the passphrase to the paper at the end."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from complaints.models import Item
from complaints.sealed.receiving import Incoming
from tests.complaints.offices import PASSPHRASE, complain, make_officer, make_recovery

STORY = "เห็นรถหลวงขนทรายไปบ้านส่วนตัวสามคืนติดกัน"
NAME = "สมหญิง ผู้แจ้ง"
LIST = "/staff/complaints/"


@pytest.fixture
def officers(transactional_db, office):
    make_recovery()
    return {name: make_officer(getattr(office, name)) for name in ("head", "clerk")}


@pytest.fixture
def told(officers):
    photo = Incoming("รถทราย.jpg", "image/jpeg", lambda: io.BytesIO(b"\xff\xd8\xff" * 50))
    return complain(STORY, identity={"name": NAME}, files=[photo])


def come_in(page: Page, sign_in, officer) -> None:
    """Signed in, and the vault opened by hand."""
    sign_in(page, officer.person)
    page.goto(LIST)
    page.fill("[name=vault_password]", PASSPHRASE)
    with page.expect_navigation():
        page.locator("[name=vault_password]").press("Enter")
    assert page.url.endswith(LIST)


def press(page: Page) -> None:
    """The button of the act's own form."""
    with page.expect_navigation():
        page.locator("main form.form .form-actions button").click()


def act(page: Page, case: str, name: str) -> None:
    with page.expect_navigation():
        page.locator(f'main a[href="{case}{name}/"]').first.click()


def test_the_way_of_a_case_through_two_officers(open_page, sign_in, told, officers, axe):
    head, clerk = open_page("desktop"), open_page("phone", java_script_enabled=False)
    come_in(head, sign_in, officers["head"])
    axe(head)
    expect(head.locator(".row-main")).to_contain_text(STORY)
    head.locator(".row-title a").click()
    axe(head)
    case = reverse("complaints-staff:case", args=[told.case.pk])
    with head.expect_download() as saved:
        head.get_by_role("link", name="รถทราย.jpg").click()
    assert saved.value.suggested_filename == "รถทราย.jpg"

    act(head, case, "acknowledge")
    axe(head)
    press(head)
    expect(head.locator(".course-message")).to_have_count(1)
    with head.expect_navigation():
        head.locator(f'form[action="{case}begin/"] button').click()
    expect(head.locator(".page-head .pill")).to_be_visible()

    come_in(clerk, sign_in, officers["clerk"])
    clerk.locator(".row-title a").click()
    act(clerk, case, "note")
    clerk.fill("[name=words]", "เทียบสมุดการใช้รถแล้ว")
    press(clerk)
    act(clerk, case, "message")
    clerk.fill("[name=words]", "ขอทราบทะเบียนรถ")
    clerk.locator("[name=files]").set_input_files(
        {"name": "แบบ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    clerk.check("[name=as_is]")
    press(clerk)
    act(clerk, case, "assign")
    clerk.select_option("[name=officer]", str(officers["clerk"].row.pk))
    press(clerk)

    head.goto(f"{case}close/")
    head.get_by_role("radio").first.check()
    head.fill("[name=words]", "ตรวจพบว่าใช้รถผิดระเบียบ ลงโทษแล้ว")
    axe(head)
    press(head)
    told.case.refresh_from_db()
    assert (told.case.status, told.case.outcome) == ("closed", "founded")
    assert told.case.assigned_to == officers["clerk"].row
    read = [one.text for one in told.reader.items(told.case, Item.Kind.MESSAGE)]
    assert read[1:] == ["ขอทราบทะเบียนรถ", "ตรวจพบว่าใช้รถผิดระเบียบ ลงโทษแล้ว"]


def test_the_name_for_a_reason_and_the_case_on_paper(page, sign_in, told, officers, axe):
    come_in(page, sign_in, officers["head"])
    case = reverse("complaints-staff:case", args=[told.case.pk])
    page.goto(case)
    act(page, case, "reporter")
    page.fill("[name=why]", "ต้องนัดหมายพยานให้มาพบคณะกรรมการ")
    axe(page)
    press(page)
    expect(page.locator(".case-identity")).to_contain_text(NAME)
    axe(page)
    page.goto(case)
    expect(page.get_by_text(NAME)).to_have_count(0)
    expect(page.locator("aside.history")).to_contain_text("ต้องนัดหมายพยาน")
    act(page, case, "print")
    axe(page)
    press(page)
    expect(page.locator(".sheet")).to_contain_text(STORY)
    expect(page.locator(".sheet")).not_to_contain_text(NAME)
    axe(page)
    page.emulate_media(media="print")
    expect(page.locator(".staff-nav")).to_be_hidden()
    expect(page.locator(".sheet-secret")).to_be_visible()


@pytest.mark.looks
def test_words_are_looked_for_without_standing_in_the_history(page, sign_in, told, officers, axe):
    come_in(page, sign_in, officers["head"])
    complain("เรื่องที่ไม่เกี่ยวกัน")
    page.fill("[name=q]", "ขนทราย")
    with page.expect_navigation():
        page.locator("[name=q]").press("Enter")
    expect(page.locator(".row-title")).to_have_count(1)
    expect(page.locator(".row-title")).to_contain_text(str(told.case))
    axe(page)
    session = page.context.new_cdp_session(page)
    history = [one["url"] for one in session.send("Page.getNavigationHistory")["entries"]]
    assert not any(re.search(r"q=|%E0%B8", url) for url in history)


def test_who_steps_aside_is_told_who_else_is_responsible(page, sign_in, told, officers, axe):
    come_in(page, sign_in, officers["head"])
    case = reverse("complaints-staff:case", args=[told.case.pk])
    for name in ("leave-out", "step-aside"):
        page.goto(case)
        act(page, case, name)
        if name == "leave-out":
            page.select_option("[name=officer]", str(officers["clerk"].row.pk))
        page.fill("[name=why]", "เป็นญาติใกล้ชิดของผู้ถูกร้องเรียน")
        axe(page)
        press(page)
    expect(page.locator("main")).to_contain_text("1205")
    axe(page)
    page.watch.tolerate("404")
    assert page.goto(case).status == 404
