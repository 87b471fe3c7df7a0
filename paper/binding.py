"""What a line end must not part, though words end there: custom of Thai office prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.thai.dates import MONTHS, SHORT_MONTHS

NO_START = frozenset(")]}”’»›,.;:!?%‰°…ๆฯ๚๛็่้๊๋์ํ๎")
NO_END = frozenset("([{“‘«‹฿$")
JOINERS = frozenset("/-–—‐~")
QUOTES = frozenset("\"'")
NO_BREAK_SPACES = frozenset("\u00a0\u202f\u2007\u2060\ufeff")
THAI = re.compile(r"[ก-๎]")
NUMBER = re.compile(r"[0-9๐-๙]+(?:[.,:/][0-9๐-๙]+)*\Z")
LABEL = re.compile(r"(?:^|\s)(?:[(]?[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3})*[.)]|[ก-ฮ][.)]|[-–•●○▪*])\Z")

RANGE = re.compile(r"[0-9๐-๙]\s[-–]\Z")

_BEFORE_NUMBER = """
พ.ศ. ค.ศ. ร้อยละ ข้อ ที่ ครั้งที่ วันที่ ฉบับที่ หมู่ที่ หมู่ มาตรา หน้า ไตรมาส ไตรมาสที่ ลำดับ
ลำดับที่ ปี ปีงบประมาณ ประจำปี เวลา โทร. โทร โทรศัพท์ ตัวชี้วัด จำนวน ม. ภาค รอบ ระดับ คะแนน อายุ
ราคา เล่ม ตอน ตอนที่ บทที่ ห้อง ชั้น เลขที่ ประมาณ เดือน ไม่เกิน ภายใน
"""
_UNITS = """
บาท สตางค์ คน ราย วัน เดือน ปี ครั้ง ข้อ คะแนน น. ชั่วโมง นาที โครงการ กิจกรรม ช่องทาง มาตรการ
ตัวชี้วัด เรื่อง ฉบับ แห่ง หมู่บ้าน ครัวเรือน หน่วยงาน ชุด เล่ม แผ่น หน้า ข่าว ขั้นตอน ด้าน ประเด็น
ประการ ระดับ ไตรมาส กม. กิโลเมตร เมตร ไร่ ตารางเมตร % เปอร์เซ็นต์ ล้านบาท ล้าน แสน หมื่น พัน สัปดาห์
ตำบล หลัง คัน เครื่อง รายการ งวด ท่าน รอบ
"""
_TITLES = "นาย นาง นางสาว น.ส. ด.ช. ด.ญ. ดร. ว่าที่"
MONTH_NAMES = frozenset((*MONTHS, *SHORT_MONTHS))
BEFORE_NUMBER = frozenset(_BEFORE_NUMBER.split())
# Abbreviations that the segmenter parts from their point.
CUT_HEADS = ("โทร.",)
UNITS = frozenset(_UNITS.split())
TITLES = frozenset(_TITLES.split())


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two pieces of a text, with what stands around it.

    `before` and `after` are the pieces on its sides, spaces apart; `following` is the
    piece after the next space, `earlier` the text up to the end of `before`.
    """

    before: str
    after: str
    following: str
    earlier: str


def parts_date(place: Place) -> bool:
    """Tell whether a long date may be parted here: before its year, or before "เดือน"."""
    if place.after == "เดือน":
        return bool(NUMBER.match(place.before)) and place.following in MONTH_NAMES
    is_year = bool(NUMBER.match(place.after)) or place.after == "พ.ศ."
    return place.before in MONTH_NAMES and is_year


def binds_over_space(place: Place) -> bool:
    """Tell whether a space holds its two sides on one line."""
    return (
        place.after[0] in NO_START
        or place.before[-1] in NO_END
        or _counts(place)
        or _names_a_number(place)
        or _is_label(place)
    )


def _counts(place: Place) -> bool:
    """Tell whether a number stands before its unit, its month, or a dash to another number."""
    if not NUMBER.match(place.before):
        return False
    numbers_next = bool(NUMBER.match(place.following))
    if place.after in ("-", "–"):
        return numbers_next or place.following in MONTH_NAMES
    heads_next = place.after in BEFORE_NUMBER and numbers_next
    return place.after in MONTH_NAMES or (place.after in UNITS and not heads_next)


def _names_a_number(place: Place) -> bool:
    if place.before == "เดือน":
        return place.after in MONTH_NAMES
    heads = (
        place.before in BEFORE_NUMBER
        or place.before.endswith("ที่")
        or place.earlier.endswith(CUT_HEADS)
    )
    return heads and bool(NUMBER.match(place.after))


def _is_label(place: Place) -> bool:
    """Tell whether a number or a dash that opens an item stands before its text.

    A dash between two months opens nothing: a long range may break after it.
    """
    if place.before in UNITS or (place.after in MONTH_NAMES and RANGE.search(place.earlier)):
        return False
    return bool(LABEL.search(place.earlier[-16:]))


def binds_touching(before: str, after: str, earlier: str) -> bool:
    """Tell whether two pieces without a space between them stay on one line.

    `earlier` is the text before `before`.
    """
    if after[0] in NO_START or before[-1] in NO_END or after[0] in JOINERS or after in QUOTES:
        return True
    if before in QUOTES:  # an opening quote binds, a closing one does not
        return not earlier or earlier[-1].isspace() or earlier[-1] in NO_END
    if NUMBER.match(before) or NUMBER.match(after) or before in TITLES or before[-1] == ".":
        return True
    parts = before in JOINERS or before in (",", ":", ";")
    return not (parts or THAI.search(before) or THAI.search(after))
