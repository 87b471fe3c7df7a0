"""People, posts and the own account, in a browser at a desk and on a phone."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Page

from accounts import people
from accounts.models import PeopleEvent, Role, User
from portal.models import Organisation
from tests import factories

TODAY = timezone.localdate()
PASSPHRASE = "ตลาดนัดวันอาทิตย์มีขนมครก"


def signature_photo() -> bytes:
    """A photo of a signature on yellowish paper that is darker on one side."""
    wide, high = 1600, 900
    light = Image.linear_gradient("L").resize((wide, high)).point(lambda value: 130 + value // 2)
    paper = Image.merge("RGB", [light, light, light.point(lambda value: value * 85 // 100)])
    ink = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(ink)
    for start in range(3):
        pen.arc((350 + 250 * start, 300, 750 + 250 * start, 620), 160 + 40 * start, 480, 255, 11)
    pen.line([(300, 700), (1300, 610)], fill=255, width=9)
    ink = ink.filter(ImageFilter.GaussianBlur(1.2))
    out = io.BytesIO()
    Image.composite(Image.new("RGB", (wide, high), (24, 34, 110)), paper, ink).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def see(axe, shot):
    """`see(page, "name")`: nothing that keeps anybody out, and a picture of it."""

    def look(page: Page, name: str) -> None:
        axe(page)
        shot(page, name)

    return look


@pytest.fixture
def keeper(office) -> User:
    person = factories.make_user(
        "keeper", unit=office.units.office, title="นางสาว", first_name="ดวงพร", last_name="ใจเย็น"
    )
    factories.grant(person, Role.PEOPLE_MANAGER)
    factories.appoint(
        office.clerk, office.posts.finance, kind="acting", starts=TODAY + timedelta(days=5)
    )
    Organisation.objects.create(pk=1, name="องค์การบริหารส่วนตำบลทดสอบ", short_name="อบต.ทดสอบ")
    person.office = office
    return person


@pytest.mark.looks
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_every_page_reads_well(keeper, open_page, sign_in, see, device):
    office = keeper.office
    page = open_page(device)
    sign_in(page, keeper)
    people.keep_signature(keeper, content=signature_photo())
    people.issue_link(office.head, by=keeper)
    held = office.mayor.appointments.get()
    grant = office.webmaster.role_grants.get()
    for name, args in (
        ("accounts:people", []),
        ("accounts:person", [office.head.pk]),
        ("accounts:person-add", []),
        ("accounts:person-edit", [office.head.pk]),
        ("accounts:appoint", [office.head.pk]),
        ("accounts:appointment-end", [held.pk]),
        ("accounts:appointment-withdraw", [held.pk]),
        ("accounts:role-grant", [office.head.pk]),
        ("accounts:role-end", [grant.pk]),
        ("accounts:units", []),
        ("accounts:unit-edit", [office.units.works.pk]),
        ("accounts:posts", []),
        ("accounts:post-edit", [office.posts.head.pk]),
        ("accounts:acting", []),
        ("accounts:me", []),
        ("accounts:password", []),
        ("accounts:signature", []),
        ("portal:organisation", []),
    ):
        page.goto(reverse(name, args=args))
        assert page.locator("main .button-primary:visible").count() <= 1, name
        see(page, f"{name.split(':')[1]}-{device}")
    page.goto(reverse("accounts:people") + "?q=ไม่มีใครชื่อนี้")
    see(page, f"people-empty-{device}")
    page.goto(reverse("accounts:appoint", args=[office.head.pk]))
    page.locator("input[name=starts]").fill("๓๑ เดือนหน้า")
    page.locator("main form .button-primary").click()
    page.wait_for_selector(".error-summary")
    assert page.locator("input[name=starts]").input_value() == "๓๑ เดือนหน้า"
    see(page, f"appoint-wrong-{device}")


def test_a_newcomer_from_first_link_to_signature(keeper, open_page, sign_in, see):
    desk, phone = open_page("desktop"), open_page("phone")
    sign_in(desk, keeper)
    desk.goto(reverse("accounts:person-add"))
    for field, words in (
        ("first_name", "มานี"),
        ("last_name", "มีนา"),
        ("username", "manee"),
    ):
        desk.locator(f"input[name={field}]").fill(words)
    desk.locator("main form .button-primary").click()
    desk.wait_for_url("**/staff/people/*/")
    desk.locator("form[action$='/link/'] button").click()
    desk.wait_for_selector("main code")
    see(desk, "link-desktop")
    link = desk.locator("main code").inner_text()

    phone.goto(link)
    see(phone, "set-password-phone")
    phone.locator("input[name=new_password]").fill(PASSPHRASE)
    phone.locator("input[name=repeated]").fill(PASSPHRASE)
    phone.locator("main form button").click()
    phone.wait_for_url("**/staff/sign-in/")
    sign_in(phone, User.objects.get(username="manee"), PASSPHRASE)

    phone.goto(reverse("accounts:signature"))
    phone.locator("input[name=picture]").set_input_files(
        {"name": "ลายเซ็น.jpg", "mimeType": "image/jpeg", "buffer": signature_photo()}
    )
    phone.locator("main form .button-primary").click()
    phone.wait_for_selector("img.signature-preview")
    # The picture arrives a moment after its frame.
    width = "async picture => { await picture.decode(); return picture.naturalWidth }"
    assert phone.locator("img.signature-preview").evaluate(width) > 300
    see(phone, "signature-kept-phone")

    old = open_page("desktop")
    old.goto(link)
    assert old.locator("main form").count() == 0
    see(old, "link-used-desktop")
    assert set(PeopleEvent.objects.values_list("kind", flat=True)) >= {
        "person_added",
        "link_issued",
        "password_set",
        "signature_set",
    }
