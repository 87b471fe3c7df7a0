"""What the website's search finds of the public's pages here; nothing of any complaint.

Named in `settings.LIVE_PAGE_WORDS`. Thai, as people type it; the law's own words beside theirs.
"""

from __future__ import annotations


def words_of_start() -> list[str]:
    """What people look for when they want to report corruption, or follow what they reported."""
    return [
        "แจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่ แจ้งเบาะแสทุจริต ผู้แจ้งเบาะแส "
        "ร้องเรียนเจ้าหน้าที่ เรียกรับสินบน ยักยอก ฮั้วประมูล ผลประโยชน์ทับซ้อน "
        "ใช้อำนาจหน้าที่โดยมิชอบ ไม่ต้องบอกชื่อ ปกปิดตัวตน",
        "ร้องเรียนทุจริต ติดตามเรื่องร้องเรียน รหัสติดตามเรื่อง 24 หลัก ตรวจสอบสถานะ "
        "ช่องทางอื่น สำนักงาน ป.ป.ช. (ปปช) 1205 สำนักงาน ป.ป.ท. (ปปท) 1206 ศูนย์ดำรงธรรม 1567",
    ]


def words_of_statistics() -> list[str]:
    """What people look for when they want the numbers of complaints."""
    return [
        "สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ จำนวนเรื่องร้องเรียน รายปี รายครึ่งปี "
        "แยกตามประเภท ผลการดำเนินการ ระยะเวลาดำเนินการ ไม่มีเรื่องร้องเรียน"
    ]
