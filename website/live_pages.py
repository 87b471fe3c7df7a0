"""Pages that the portal draws itself, as publications: search and menus know them by that."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from portal import freshness
from portal.addresses import address_of
from publications import indexing, publishing
from publications.models import LivePage, Publication

# Thai words of the office, by the name of the address: title and summary. Of two that a search
# finds alike it puts the later one first.
PAGES = {
    "website:people": (
        "โครงสร้างและบุคลากร",
        "ผู้บริหาร สมาชิกสภา และบุคลากรของแต่ละส่วนราชการ พร้อมภาพถ่ายและตำแหน่ง",
    ),
    "website:contact": (
        "ติดต่อเรา",
        "ที่อยู่ โทรศัพท์ เวลาทำการ แผนที่ และหมายเลขฉุกเฉิน",
    ),
    "website:calendar": ("ปฏิทินกิจกรรม", "กำหนดการประชุม งานบริการ และกิจกรรมในตำบล"),
    "procurement:start": (
        "การจัดซื้อจัดจ้าง",
        "แผน ประกาศ สรุปผลรายเดือน (แบบ สขร.1) และรายงานประจำปี ค้นหาได้ทุกรายการ",
    ),
    "complaints:statistics": (
        "สถิติเรื่องร้องเรียนการทุจริต",
        "จำนวนเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ แยกตามปี ประเภท และผลการดำเนินการ",
    ),
    "complaints:start": (
        "แจ้งเรื่องร้องเรียนการทุจริต",
        "แจ้งการทุจริตและประพฤติมิชอบโดยไม่ต้องบอกชื่อ และติดตามเรื่องด้วยรหัส",
    ),
    "website:message": (
        "ร้องเรียน ร้องทุกข์ด้านบริการ",
        "เขียนถึงเจ้าหน้าที่เรื่องถนน ไฟฟ้า น้ำ ขยะ หรือการให้บริการ โดยไม่ต้องบอกชื่อ",
    ),
    "website:open-data": ("ข้อมูลเปิด", "ข้อมูลทุกรายการในรูปแบบ CSV และ JSON พร้อมคำอธิบาย"),
}


@transaction.atomic
def ensure(unit: Unit, by: User) -> list[LivePage]:
    """Make and publish each page of PAGES that exists and has no row yet; gives the new ones.

    One that was made before is left as it is, also when somebody has withdrawn it.
    """
    known = set(LivePage.objects.values_list("view_name", flat=True))
    missing = [name for name in PAGES if name not in known and address_of(name)]
    made = [_make(name, unit, by) for name in missing]
    freshness.touch()
    return made


def _make(view_name: str, unit: Unit, by: User) -> LivePage:
    title, summary = PAGES[view_name]
    now = timezone.now()
    one = publishing.create(
        "live_page",
        facts={
            "title": title,
            "summary": summary,
            "view_name": view_name,
            "unit": unit,
            "owner": by,
            "document_date": timezone.localdate(),
            "state": Publication.State.PUBLISHED,
            "publish_at": now,
        },
        by=by,
    )
    indexing.index(one)
    return one
