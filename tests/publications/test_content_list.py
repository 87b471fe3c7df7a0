"""The list below /staff/content/: what stands in it for whom, found, filtered, by tab."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from publications import publishing
from publications.models import Category, LivePage, Publication
from publications.waiting import for_person
from tests.publications.conftest import DAY


def listed(client, **query) -> set[str]:
    page = client.get(reverse("publications:list"), query).context["page"]
    return {one.title for one in page}


def test_list_shows_own_and_public_work_and_no_strangers_draft(sign_in, office, write, brought_to):
    write(title="ร่างของกองคลัง")
    brought_to("published", title="เผยแพร่แล้ว")
    brought_to("withdrawn", title="ถอนแล้ว")
    outsiders = publishing.create(
        "news",
        facts={
            "title": "ร่างของกองช่าง", "unit": office.units.works, "owner": office.outsider,
            "document_date": DAY,
        },
        by=office.outsider,
    )  # fmt: skip
    known = {"เผยแพร่แล้ว", "ถอนแล้ว"}
    assert listed(sign_in("clerk")) == {"ร่างของกองคลัง", *known}
    assert listed(sign_in("outsider")) == {outsiders.title, *known}
    assert listed(sign_in("webmaster")) == {"ร่างของกองคลัง", outsiders.title, *known}


def test_live_pages_are_no_work_of_the_staff(sign_in, office):
    live = LivePage.objects.create(
        kind="live_page", title="ผู้บริหาร", view_name="website:people", unit=office.units.office,
        owner=office.webmaster, created_by=office.webmaster, document_date=DAY,
        state="published", publish_at=timezone.now(),
    )  # fmt: skip
    client = sign_in("webmaster")
    assert listed(client) == set()
    for name in ("detail", "edit", "withdraw", "publish", "versions"):
        assert client.get(reverse(f"publications:{name}", args=[live.pk])).status_code == 404
    assert client.get(reverse("publications:add", args=["live_page"])).status_code == 404


def test_list_is_searched_and_filtered(sign_in, office, write, brought_to):
    drawer = Category.objects.create(kind="news", name="จัดซื้อจัดจ้าง")
    write(title="ประกวดราคาจ้างก่อสร้าง", category=drawer, fiscal_year=2570)
    write("document", title="ข้อบัญญัติงบประมาณ", number="ตย 71001/9", fiscal_year=2569)
    brought_to("published", title="ประกวดภาพถ่าย", unit=office.units.works)
    brought_to("scheduled", title="งานวันเด็ก")
    brought_to("over", title="รับสมัครแล้ว")
    client = sign_in("webmaster")
    assert listed(client, q="ประกวด ภาพ") == {"ประกวดภาพถ่าย"}
    assert listed(client, q="71001/9") == {"ข้อบัญญัติงบประมาณ"}
    assert listed(client, kind="document") == {"ข้อบัญญัติงบประมาณ"}
    assert listed(client, category=drawer.pk) == {"ประกวดราคาจ้างก่อสร้าง"}
    assert listed(client, year=2569) == {"ข้อบัญญัติงบประมาณ"}
    assert listed(client, unit=office.units.works.pk) == {"ประกวดภาพถ่าย"}
    assert listed(client, state="published") == {"ประกวดภาพถ่าย"}
    assert listed(client, state="scheduled") == {"งานวันเด็ก"}
    assert listed(client, state="over") == {"รับสมัครแล้ว"}
    assert listed(client, state="draft") == {"ประกวดราคาจ้างก่อสร้าง", "ข้อบัญญัติงบประมาณ"}
    assert len(listed(client, state="nonsense", year="abc", unit="x")) == 5
    empty = client.get(reverse("publications:list"), {"q": "ไม่มีแน่"})
    assert empty.context["rows"] == [] and empty.context["filtered"]


def test_tabs_hold_what_waits_what_is_mine_and_what_is_stale(sign_in, office, write, brought_to):
    brought_to("in_review", title="รอตรวจ")
    brought_to("returned", title="ส่งกลับ")
    brought_to("published", title="ถึงเวลาทบทวน", review_by=timezone.localdate())
    brought_to("published", title="ยังไม่ถึง", review_by=timezone.localdate() + timedelta(days=1))
    brought_to("over", title="สิ้นสุดแล้ว", review_by=timezone.localdate())
    write(by=office.webmaster, title="ของเว็บมาสเตอร์", unit=office.units.office)
    client = sign_in("webmaster")
    assert listed(client, show="waiting") == {"รอตรวจ"}
    assert listed(client, show="stale") == {"ถึงเวลาทบทวน"}
    assert listed(client, show="mine") == {"ของเว็บมาสเตอร์"}
    counts = client.get(reverse("publications:list")).context["counts"]
    assert counts == {"all": 6, "waiting": 1, "mine": 1, "stale": 1}
    assert listed(sign_in("clerk"), show="waiting") == {"ส่งกลับ"}
    assert listed(sign_in("outsider"), show="waiting") == set()


def test_newest_change_stands_first(sign_in, office, write):
    first, second = write(title="ก่อน"), write(title="หลัง")
    client = sign_in("webmaster")
    order = [one.pk for one in client.get(reverse("publications:list")).context["page"]]
    assert order == [second.pk, first.pk]
    publishing.change(first, facts={"summary": "เพิ่ม"}, by=office.clerk, seen=1)
    order = [one.pk for one in client.get(reverse("publications:list")).context["page"]]
    assert order == [first.pk, second.pk]


def test_list_asks_as_many_questions_for_300_as_for_3(
    sign_in, office, write, django_assert_num_queries
):
    client = sign_in("webmaster")
    for number in range(3):
        write(title=f"ข่าว {number}")
    client.get(reverse("publications:list"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("publications:list"))
    rows = [
        Publication(
            kind="news", title=f"ข่าวเดิม {n}", unit=office.units.works, owner=office.clerk,
            created_by=office.clerk, document_date=DAY, fiscal_year=2560 + n % 9,
        )
        for n in range(297)
    ]  # fmt: skip
    for row in rows:
        row.save()
    with django_assert_num_queries(len(few)):
        page = client.get(reverse("publications:list"))
    assert page.context["page"].paginator.count == 300
    assert len(few) <= 16


# --- what waits -----------------------------------------------------------------------------------


def test_what_waits_is_told_to_whom_it_waits_for(office, brought_to):
    assert for_person(office.webmaster) is None
    review, returned = brought_to("in_review"), brought_to("returned")
    waits = for_person(office.webmaster)
    assert (waits.count, waits.url) == (1, reverse("publications:detail", args=[review.pk]))
    waits = for_person(office.clerk)
    assert (waits.count, waits.url) == (1, reverse("publications:detail", args=[returned.pk]))
    assert for_person(office.outsider) is None
    publishing.change(returned, facts={"summary": "เติม"}, by=office.clerk, seen=returned.version)
    assert for_person(office.clerk).count == 1  # still has to be handed in
    publishing.submit(returned, by=office.clerk, seen=returned.version)
    assert for_person(office.clerk) is None
    waits = for_person(office.webmaster)
    assert (waits.count, waits.url) == (2, reverse("publications:list") + "?show=waiting")


def test_the_list_shows_the_times_by_which_it_is_ordered(sign_in, write, time_machine):
    time_machine.move_to("2026-11-20T02:05:00Z", tick=False)
    write(title="เก่ากว่า")
    time_machine.move_to("2026-11-21T07:30:00Z", tick=False)
    write(title="ใหม่กว่า", document_date=DAY - timedelta(days=300))
    page = sign_in("webmaster").get(reverse("publications:list")).content.decode()
    places = [
        page.index(words) for words in ("ใหม่กว่า", "21 พ.ย. 69 14.30", "เก่ากว่า", "20 พ.ย. 69 09.05")
    ]
    assert places == sorted(places)
