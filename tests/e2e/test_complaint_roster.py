"""From nothing to a form that is open: three custodians and two officers by hand, each on a
phone, one of them without JavaScript; and the codes on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from complaints.models import Officer
from complaints.sealed import receiving
from tests import factories
from tests.e2e.browser import overflow

ROOM = "/staff/complaints/"
PASSPHRASES = {"head": "ตะวันลับเหลี่ยมเขาสีคราม", "clerk": "สายน้ำไหลเย็นเห็นตัวปลาน้อย"}
SEATS = [("นางหนึ่ง ใจดี", "ปลัด"), ("นายสอง ใจเย็น", "ประธานสภา"), ("นายสาม ใจกว้าง", "อำเภอ")]


@pytest.fixture
def beginners(transactional_db, office):
    for name in PASSPHRASES:
        factories.grant(getattr(office, name), Role.COMPLAINT_OFFICER)
    return office


def press(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form.form .form-actions button").last.click()


def codes_on(page: Page) -> list[str]:
    return page.locator(".code-sheet-code").all_inner_texts()


def looked_at(page: Page, axe) -> None:
    if axe is not None:  # it needs JavaScript
        axe(page)
        assert overflow(page) <= 0


def choose_custodians(page: Page, axe) -> list[str]:
    page.goto(f"{ROOM}roster/")
    looked_at(page, axe)
    page.locator("main a.button[href$='/recovery/custodians/']").click()
    for number, (name, post) in enumerate(SEATS, start=1):
        page.fill(f"[name=name_{number}]", name)
        page.fill(f"[name=post_{number}]", post)
    page.check("[name=outside_3]")
    looked_at(page, axe)
    press(page)
    codes = codes_on(page)
    looked_at(page, axe)
    for number, code in enumerate(codes, start=1):
        page.fill(f"[name=group_{number}_token]", code[-3:])
    press(page)
    expect(page).to_have_url(re.compile("roster/$"))
    return codes


def enrol(page: Page, passphrase: str, axe) -> None:
    page.goto(f"{ROOM}roster/enrol/")
    page.fill("[name=vault_password]", passphrase)
    page.fill("[name=repeated_password]", passphrase)
    press(page)
    [code] = codes_on(page)
    looked_at(page, axe)
    page.fill("[name=group_1_token]", code[-3:])
    press(page)
    expect(page).to_have_url(re.compile("roster/$"))


def test_an_office_begins_on_two_phones(open_page, sign_in, beginners, axe):
    phones = {
        "head": open_page("phone"), "clerk": open_page("phone", java_script_enabled=False),
    }  # fmt: skip
    for name, phone in phones.items():
        sign_in(phone, getattr(beginners, name))
    codes = choose_custodians(phones["head"], axe)
    for name, passphrase in PASSPHRASES.items():
        enrol(phones[name], passphrase, axe if name == "head" else None)
    page = phones["head"]
    page.goto(f"{ROOM}recovery/")
    looked_at(page, axe)
    page.fill("[name=code_1_token]", codes[0].lower().replace("-", " "))
    page.fill("[name=code_2_token]", codes[1])
    press(page)
    looked_at(page, axe)
    for _newcomer in PASSPHRASES:
        with page.expect_navigation():
            page.locator("form:has([value=admit]) button").first.click()
    with page.expect_navigation():
        page.locator("form:has([value=close]) button").click()
    assert receiving.is_open()
    assert Officer.objects.admitted().count() == 2
    page.goto(f"{ROOM}unlock/")
    page.fill("[name=vault_password]", PASSPHRASES["head"])
    with page.expect_navigation():
        page.locator("[name=vault_password]").press("Enter")
    page.goto(f"{ROOM}roster/sharing/")
    looked_at(page, axe)


@pytest.mark.looks
def test_on_paper_each_custodian_has_a_sheet_of_their_own(page, sign_in, beginners):
    sign_in(page, beginners.head)
    page.goto(f"{ROOM}recovery/custodians/")
    for number, (name, post) in enumerate(SEATS, start=1):
        page.fill(f"[name=name_{number}]", name)
        page.fill(f"[name=post_{number}]", post)
    press(page)
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(SEATS)
    page.emulate_media(media="print")
    expect(page.locator(".code-sheet").first).to_be_visible()
    expect(page.locator("main form")).to_be_hidden()
