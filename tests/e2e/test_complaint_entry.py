"""A complaint told at the desk, and a message to the office, in a browser without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.models import Case
from complaints.officers import vault
from complaints.views import following
from tests.complaints.offices import PASSPHRASE, make_officer, make_recovery
from tests.human import right_answer
from website.models import ContactMessage
from website.views.mailbox import LIMIT

STORY = "ผู้แจ้งมาเล่าว่าถูกเรียกเงินค่าคิวรถไถ\nเกิดขึ้นทุกต้นฤดูฝน"


@pytest.fixture
def desk(transactional_db, office):
    """The head of the office handles complaints, and so does the clerk."""
    LIMIT.empty()
    following.TRIES.empty()
    make_recovery()
    head, _clerk = make_officer(office.head), make_officer(office.clerk)
    return head


@pytest.mark.parametrize("scripts", [True, False])
def test_told_at_the_desk_it_is_followed_at_home(open_page, sign_in, axe, desk, scripts):
    page = open_page("desktop", java_script_enabled=scripts)
    sign_in(page, desk.person)
    page.goto(reverse("complaints-staff:enter"))
    page.fill("[name=vault_password]", PASSPHRASE)
    with page.expect_navigation():
        page.locator("form:has([name=vault_password]) button").click()
    page.check("[name=channel][value=visit]")
    page.fill("[name=story]", STORY)
    with page.expect_navigation():
        page.locator(".form-actions button").click()
    receipt = page.locator(".slip .receipt").inner_text()
    if scripts:
        axe(page)
    page.check("[name=slip][value=given]")
    with page.expect_navigation():
        page.locator("form:has([name=slip]) button[type=submit]").click()
    assert page.locator(".slip .receipt").inner_text() == receipt
    if scripts:
        axe(page)
    assert Case.objects.get().channel == "visit"
    assert receipt.split()[0] not in page.url
    if scripts:
        page.emulate_media(media="print")
        assert page.locator(".slip").is_visible() and not page.locator("h1").is_visible()

    phone = open_page("phone", java_script_enabled=scripts)
    phone.goto(reverse("complaints:start"))
    phone.locator("form:has(input[value='follow']) button").first.click()
    phone.fill("[name=receipt]", receipt)
    with phone.expect_navigation():
        phone.locator("form:has([name=receipt]) .button-primary").click()
    assert "ค่าคิวรถไถ" in phone.locator("main").inner_text()
    assert str(desk.person) not in phone.content()


def test_whoever_sees_no_picture_and_has_no_scripts_can_write_to_the_office(open_page, desk):
    page = open_page("phone", java_script_enabled=False)
    page.goto(reverse("website:contact"))
    page.locator(f".contact-say a[href='{reverse('website:message')}']").click()
    page.fill("[name=subject]", "ไฟทางดับ")
    page.fill("[name=words]", "ไฟทางหน้าวัดดับมาสามคืนแล้ว")
    with page.expect_navigation():
        page.locator("button[name=human_ask][value=words]").click()
    assert page.input_value("[name=subject]") == "ไฟทางดับ"
    page.fill("[name=human_answer]", right_answer(page.input_value("[name=human_key]")))
    page.locator(".form-actions button").click()
    page.wait_for_url(f"**{reverse('website:message-sent')}")
    assert ContactMessage.objects.get().subject == "ไฟทางดับ"
    assert vault.COOKIE not in {one["name"] for one in page.context.cookies()}
