"""Words of a made-up office for any number of news items; the same for every site measured."""

from __future__ import annotations

from datetime import date, timedelta

OFFICE = "องค์การบริหารส่วนตำบลทุ่งตัวอย่าง"
NEWEST = date(2026, 11, 20)
WORKS = (
    "ซ่อมถนนลูกรัง", "ขุดลอกคลองส่งน้ำ", "ฉีดวัคซีนป้องกันโรคพิษสุนัขบ้า", "รับชำระภาษีที่ดิน",
    "ประชุมสภาองค์การบริหารส่วนตำบล", "มอบเบี้ยยังชีพผู้สูงอายุ", "อบรมอาชีพกลุ่มสตรี",
    "ประกวดราคาก่อสร้างลานกีฬา", "เปิดศูนย์พัฒนาเด็กเล็ก", "กำจัดลูกน้ำยุงลาย",
)  # fmt: skip
PLACES = tuple(f"หมู่ที่ {number} บ้าน{name}" for number, name in enumerate(
    ("หนองบัว", "โคกสูง", "ดอนแก้ว", "ท่าน้ำ", "ป่ายาง", "ห้วยทราย", "นาเหนือ"), start=1
))  # fmt: skip
PARAGRAPH = (
    "องค์การบริหารส่วนตำบลขอแจ้งให้ประชาชนในพื้นที่ทราบถึงการ{work} ณ {place} "
    "โดยจะเริ่มดำเนินการตั้งแต่เวลา 08.30 น. เป็นต้นไป และขออภัยในความไม่สะดวกมา ณ โอกาสนี้ "
    "ผู้ที่ประสงค์จะสอบถามรายละเอียดเพิ่มเติมติดต่อได้ที่สำนักปลัดในวันและเวลาราชการ "
    "ทั้งนี้ ค่าใช้จ่ายเป็นไปตามข้อบัญญัติงบประมาณรายจ่ายประจำปี และประกาศผลให้ทราบเมื่อแล้วเสร็จ"
)


def title(number: int) -> str:
    return f"{WORKS[number % len(WORKS)]} {PLACES[number % len(PLACES)]} ครั้งที่ {number + 1}"


def summary(number: int) -> str:
    return (
        f"กำหนดการ{WORKS[number % len(WORKS)]} {PLACES[number % len(PLACES)]} ขอเชิญประชาชนร่วมรับทราบ"
    )


def body(number: int) -> str:
    """Rich text as an editor saves it: four paragraphs, a heading and a list."""
    words = PARAGRAPH.format(work=WORKS[number % len(WORKS)], place=PLACES[number % len(PLACES)])
    steps = "".join(f"<li><p>{WORKS[(number + one) % len(WORKS)]}</p></li>" for one in range(4))
    return (
        f"<p>{words}</p><p>{words}</p><h2>กำหนดการ</h2><ul>{steps}</ul><p>{words}</p><p>{words}</p>"
    )


def day(number: int) -> date:
    """Some three items a week, backwards from a day that stays the same."""
    return NEWEST - timedelta(days=number * 2)
