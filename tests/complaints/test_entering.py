"""Complaints on paper, by telephone and in person: entered by an officer, sealed like any other."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints import sealing
from complaints.handling.entering import SLIPS
from complaints.models import AuditRow, Case, Draft, Item, Officer, SealedUpload
from complaints.reporting import drafts, submission
from complaints.sealed import server
from complaints.sealed.reading import Reader
from complaints.sealed.receiving import Complaint, free_receipt, receive
from complaints.sealed.records import Act, read_record
from complaints.sealed.stored import complainant_keys
from portal.thai.dates import format_date
from portal.thai.fiscal import fiscal_year_of
from tests import factories
from tests.complaints.form_pages import pdf
from tests.complaints.offices import unlock
from tests.files.uploads import jpeg

pytestmark = pytest.mark.django_db

ADDRESS = reverse("complaints-staff:enter")
STORY = "ผู้แจ้งโทรมาเล่าว่ามีการเรียกเงินค่าออกใบอนุญาตก่อสร้าง"


@pytest.fixture
def desk(client, handling):
    """The head of the office at their desk, with an open vault."""
    unlock(client, handling.head)
    return client


def filled(client, **fields) -> dict[str, object]:
    page = client.get(ADDRESS).content.decode()
    token = re.search(r'name="token" value="(\w+)"', page)[1]
    return {
        "step": "review", "token": token, "channel": "phone", "story": STORY, "category": "bribery",
        "received_on": format_date(timezone.localdate()),
    } | fields  # fmt: skip


def printed_on(page: str) -> str:
    """The receipt as the slip shows it."""
    slip = page.split('class="receipt"')[1].split("</p>", maxsplit=1)[0]
    return "-".join(re.findall(r"\d{4}", slip))


def review(client, **fields) -> tuple[dict, str]:
    sent = filled(client, **fields)
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 200, answer.content.decode()
    return sent, answer.content.decode()


def finish(client, sent: dict, slip: str = "given"):
    return client.post(ADDRESS, {"step": "send", "token": sent["token"], "slip": slip})


def test_what_is_entered_opens_by_the_receipt_on_the_slip(desk, handling):
    sent, page = review(desk, name="สมใจ", where="หน้าที่ทำการ")
    printed = printed_on(page)
    assert not Case.objects.exists()
    done = finish(desk, sent)
    assert printed_on(done.content.decode()) == printed
    case = Case.objects.get()
    assert (case.channel, case.category, case.status) == ("phone", "bribery", "received")
    private = sealing.open_by_receipt(
        sealing.read_receipt(printed), complainant_keys(case), server.keys()
    )
    reader = Reader(sealing.COMPLAINANT, private)
    assert [one.text for one in reader.items(case)] == [
        STORY, '{"where": "หน้าที่ทำการ"}', '{"name": "สมใจ"}',
    ]  # fmt: skip
    assert reverse("complaints-staff:case", args=[case.pk]) in done.content.decode()


def test_the_case_tells_officers_who_entered_it_and_from_what(desk, handling):
    sent, _page = review(desk)
    finish(desk, sent, "told")
    case = Case.objects.get()
    found = [one for one in handling.clerk.reader.items(case) if one.item.kind == "record"]
    record = read_record(found[0].text)
    assert found[0].item.author == handling.head.row.role
    assert (record.act, dict(record.facts)) == (Act.ENTERED, {"channel": "phone", "slip": "told"})
    story = case.items.get(kind="story")
    assert story.author == sealing.COMPLAINANT
    told = [row.event[3] for row in AuditRow.objects.filter(event__0="item written")]
    assert told.count(handling.head.row.role) == 1


def test_what_another_window_brings_after_it_was_entered_is_said_to_be_missing(desk, handling):
    desk.cookies["language"] = "en"
    sent, _page = review(desk)
    finish(desk, sent)
    again = desk.post(ADDRESS, sent | {"files": pdf(name="ช้า.pdf")}).content.decode()
    assert "are not in the complaint, which had been sent: ช้า.pdf" in again
    assert not SealedUpload.objects.exists()


@pytest.mark.parametrize("channel", ["paper", "visit"])
def test_it_comes_on_the_day_on_which_it_came(desk, channel):
    day = timezone.localdate() - timedelta(days=100)
    sent, _page = review(desk, channel=channel, received_on=format_date(day))
    finish(desk, sent)
    case = Case.objects.get()
    assert (case.channel, case.received_on) == (channel, day)
    assert case.fiscal_year == fiscal_year_of(day)
    assert case.last_item_on == timezone.localdate()


@pytest.mark.parametrize(
    "fields",
    [
        {"story": ""}, {"channel": "web"}, {"channel": ""}, {"received_on": ""},
        {"received_on": format_date(timezone.localdate() + timedelta(days=1))},
        {"received_on": format_date(timezone.localdate() - timedelta(days=366))},
        {"received_on": "วันก่อน"}, {"story": "ก" * 20_001}, {"category": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_was_typed(desk, fields):
    answer = desk.post(ADDRESS, filled(desk, accused="ผู้รับเหมา", **fields))
    assert answer.status_code == 422
    assert "ผู้รับเหมา" in answer.content.decode()
    assert 'class="receipt"' not in answer.content.decode()
    assert not Case.objects.exists()


def test_nothing_is_made_before_it_is_told_what_became_of_the_slip(desk):
    sent, page = review(desk)
    answer = finish(desk, sent, "")
    assert answer.status_code == 422
    assert printed_on(answer.content.decode()) == printed_on(page)
    assert not Case.objects.exists()


def test_pressed_twice_it_is_one_case_with_one_receipt(desk):
    sent, page = review(desk)
    for _time in range(2):
        done = finish(desk, sent)
        assert printed_on(done.content.decode()) == printed_on(page)
    again = desk.post(ADDRESS, sent)
    assert printed_on(again.content.decode()) == printed_on(page)
    assert Case.objects.count() == 1
    assert Item.objects.filter(kind="story").count() == 1


def test_what_was_written_can_be_changed_before_it_is_entered(desk, handling):
    sent, page = review(desk, when="เมื่อวาน")
    back = desk.post(ADDRESS, {"step": "edit", "token": sent["token"]}).content.decode()
    assert STORY in back and "เมื่อวาน" in back
    answer = desk.post(ADDRESS, sent | {"story": "เรื่องที่แก้แล้ว"})
    assert printed_on(answer.content.decode()) == printed_on(page)
    finish(desk, sent)
    opened = handling.head.reader.items(Case.objects.get(), Item.Kind.STORY)
    assert [one.text for one in opened] == ["เรื่องที่แก้แล้ว"]


def test_the_scan_is_sealed_and_comes_back(desk, handling):
    scan = b"%PDF-1.7 " + b"scan" * 50_000
    sent, page = review(desk, channel="paper", files=SimpleUploadedFile("จดหมาย.pdf", scan))
    assert "จดหมาย.pdf" in page
    finish(desk, sent)
    upload = SealedUpload.objects.get()
    assert b"".join(handling.clerk.reader.content(upload)) == scan
    assert handling.clerk.reader.about(upload).name == "จดหมาย.pdf"


def test_files_of_a_refused_form_stay_and_can_be_left_out(desk):
    sent = filled(desk, story="", files=[SimpleUploadedFile("a.jpg", jpeg())])
    page = desk.post(ADDRESS, sent).content.decode()
    name = re.search(r'name="remove" value="(\w+)"', page)[1]
    again = desk.post(ADDRESS, sent | {"story": STORY, "remove": name, "files": []})
    assert "a.jpg" not in again.content.decode()
    finish(desk, sent)
    assert not SealedUpload.objects.exists()


def test_who_is_complained_of_cannot_enter_it(desk, handling):
    posts = [handling.office.posts.head.pk]
    answer = desk.post(ADDRESS, filled(desk, accused_posts=posts))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_who_held_the_post_when_it_came_gets_no_key(handling):
    day = timezone.localdate() - timedelta(days=60)
    held = handling.head.person.appointments.get()
    type(held).objects.filter(pk=held.pk).update(
        starts=day - timedelta(days=100), ends=day + timedelta(days=5)
    )
    complaint = Complaint(
        STORY, accused_posts=[handling.office.posts.head.pk], received_on=day, channel="paper"
    )
    case = receive(complaint, free_receipt(), uuid4())
    assert case not in Case.objects.readable_by(handling.head.row)
    assert case in Case.objects.readable_by(handling.clerk.row)


def test_the_receipt_may_not_stand_in_the_story(desk):
    sent, page = review(desk)
    answer = desk.post(ADDRESS, sent | {"story": f"ใบรับ {printed_on(page)}"})
    assert answer.status_code == 422


def test_a_draft_that_is_over_is_told_and_nothing_breaks(desk):
    sent, _page = review(desk)
    Draft.objects.all().delete()
    assert finish(desk, sent).status_code == 410
    assert finish(desk, {"token": "x"}).status_code == 410
    assert desk.post(ADDRESS, {"step": "edit", "token": sent["token"]}).status_code == 410
    Draft.objects.all().delete()
    sent, _page = review(desk)
    Draft.objects.update(blob=b"\x01" + b"\x00" * 300)
    assert finish(desk, sent).status_code == 410
    assert desk.post(ADDRESS, sent).status_code == 410


def test_a_draft_of_the_publics_form_is_none_of_an_officers(desk):
    token = drafts.new_token()

    def act(content: drafts.Content) -> None:
        content.words = {"story": STORY, "category": "other", "accused_posts": []}
        submission.mint(content)

    drafts.change(token, act)
    for step in ("edit", "review", "send"):
        assert desk.post(ADDRESS, {"step": step, "token": token}).status_code == 410
    assert not Case.objects.exists()


def test_with_one_officer_the_page_tells_that_none_can_be_taken(desk, handling):
    sent, _page = review(desk)
    day = timezone.localdate()
    Officer.objects.filter(pk=handling.clerk.row.pk).update(state="left", left_on=day)
    assert desk.get(ADDRESS).status_code == 503
    assert finish(desk, sent).status_code == 503
    assert not Case.objects.exists()


def test_no_page_is_kept_and_the_address_tells_nothing(desk):
    sent, page = review(desk)
    for answer in (desk.get(ADDRESS), desk.post(ADDRESS, sent), finish(desk, sent)):
        assert answer["Cache-Control"] == "no-store"
        assert answer.status_code == 200
    digits = printed_on(page).replace("-", "")
    assert digits not in str(dict(desk.session)) and not desk.session.get("receipt")


def test_only_officers_with_an_open_vault_enter(client, handling):
    office = handling.office
    unsent = {"step": "review", "story": STORY, "channel": "paper"}
    assert client.get(ADDRESS).status_code == 302
    assert client.post(ADDRESS, unsent).status_code in (302, 403)
    for person in (office.webmaster, office.mayor, office.planner, office.outsider):
        client.force_login(person)
        assert client.get(ADDRESS).status_code == 403
        assert client.post(ADDRESS, unsent).status_code == 403
    root = factories.make_user("root", unit=office.units.office)
    type(root).objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True)
    client.force_login(root)
    assert client.get(ADDRESS).status_code == 403
    client.force_login(handling.head.person)
    assert client.get(ADDRESS).status_code == 302
    locked = client.post(ADDRESS, unsent)
    assert locked.status_code == 403 and STORY in locked.content.decode()
    assert not Draft.objects.exists() and not Case.objects.exists()


def test_without_the_token_against_forgery_nothing_is_entered(handling):
    client = Client(enforce_csrf_checks=True)
    unlock(client, handling.head)
    page = client.get(ADDRESS).content.decode()
    token = re.search(r'name="token" value="(\w+)"', page)[1]
    answer = client.post(ADDRESS, {"step": "review", "token": token, "story": STORY})
    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_markup_is_text(desk):
    _sent, page = review(desk, story="<script>alert(1)</script>", accused="<b>x</b>")
    assert "<script>alert(1)" not in page and "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_of_two_officers_at_once_each_case_has_its_number(transactional_db, race, handling):
    def enter() -> Case:
        return receive(Complaint(STORY, channel="paper"), free_receipt(), uuid4())

    numbers = {outcome.value.number for outcome in race(enter, 3)}
    assert len(numbers) == 3


def test_the_page_of_the_case_tells_in_words_how_it_came(desk):
    sent, _page = review(desk)
    finish(desk, sent, "told")
    page = desk.get(reverse("complaints-staff:case", args=[Case.objects.get().pk]))
    assert str(SLIPS["told"]) in page.content.decode()
