"""Where a line of Thai office prose may end.

Thai has no spaces between words, so the words decide (portal.thai.words), and custom
decides the rest: a repeat mark or a closing bracket never starts a line, a number stays
with its unit, the day with its month, a heading number with what it numbers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from portal.thai.words import cut, cut_compound

# How willingly a line ends before a character. A line ends at WORD; only a piece that
# would not fit a line by itself is broken lower down, at the highest level it offers.
NEVER, CLUSTER, PART, GLUED, YEAR, WORD, FORCED = range(7)

NO_START = frozenset(")]}”’»›,.;:!?%‰°…ๆฯ๚๛ฯ็่้๊๋์ํ๎")
NO_END = frozenset("([{“‘«‹฿$")
JOINERS = frozenset("/-–—‐~")
SIGNS = frozenset("/?&=#_-.@:+")
LONG_CODE = 24
LONG_WORD = 13
FOLLOWERS = frozenset("ะัาำิีึืฺุูๅๆฯ็่้๊๋์ํ๎")
LEADERS = frozenset("เแโใไ")
NO_BREAK_SPACES = frozenset("\u00a0\u202f\u2007\u2060\ufeff")
QUOTES = frozenset("\"'")

MONTHS = frozenset(
    [
        "มกราคม",
        "กุมภาพันธ์",
        "มีนาคม",
        "เมษายน",
        "พฤษภาคม",
        "มิถุนายน",
        "กรกฎาคม",
        "สิงหาคม",
        "กันยายน",
        "ตุลาคม",
        "พฤศจิกายน",
        "ธันวาคม",
        "ม.ค.",
        "ก.พ.",
        "มี.ค.",
        "เม.ย.",
        "พ.ค.",
        "มิ.ย.",
        "ก.ค.",
        "ส.ค.",
        "ก.ย.",
        "ต.ค.",
        "พ.ย.",
        "ธ.ค.",
    ]
)
BEFORE_NUMBER = frozenset(
    [
        "พ.ศ.",
        "ค.ศ.",
        "ร้อยละ",
        "ข้อ",
        "ที่",
        "ครั้งที่",
        "วันที่",
        "ฉบับที่",
        "หมู่ที่",
        "หมู่",
        "มาตรา",
        "หน้า",
        "ไตรมาส",
        "ไตรมาสที่",
        "ลำดับ",
        "ลำดับที่",
        "ปี",
        "ปีงบประมาณ",
        "ประจำปี",
        "เวลา",
        "โทร.",
        "โทร",
        "โทรศัพท์",
        "ตัวชี้วัด",
        "จำนวน",
        "ม.",
        "ภาค",
        "รอบ",
        "ระดับ",
        "คะแนน",
        "อายุ",
        "ราคา",
        "เล่ม",
        "ตอน",
        "ตอนที่",
        "บทที่",
        "ห้อง",
        "ชั้น",
        "เลขที่",
        "ประมาณ",
        "เดือน",
        "ไม่เกิน",
        "ภายใน",
    ]
)
UNITS = frozenset(
    [
        "บาท",
        "สตางค์",
        "คน",
        "ราย",
        "วัน",
        "เดือน",
        "ปี",
        "ครั้ง",
        "ข้อ",
        "คะแนน",
        "น.",
        "ชั่วโมง",
        "นาที",
        "โครงการ",
        "กิจกรรม",
        "ช่องทาง",
        "มาตรการ",
        "ตัวชี้วัด",
        "เรื่อง",
        "ฉบับ",
        "แห่ง",
        "หมู่บ้าน",
        "ครัวเรือน",
        "หน่วยงาน",
        "ชุด",
        "เล่ม",
        "แผ่น",
        "หน้า",
        "ข่าว",
        "ขั้นตอน",
        "ด้าน",
        "ประเด็น",
        "ประการ",
        "ระดับ",
        "ไตรมาส",
        "กม.",
        "กิโลเมตร",
        "เมตร",
        "ไร่",
        "ตารางเมตร",
        "%",
        "เปอร์เซ็นต์",
        "ล้านบาท",
        "ล้าน",
        "แสน",
        "หมื่น",
        "พัน",
        "สัปดาห์",
        "ตำบล",
        "หลัง",
        "คัน",
        "เครื่อง",
        "รายการ",
        "งวด",
        "ท่าน",
        "รอบ",
    ]
)
NUMBER = re.compile(r"[0-9๐-๙]+(?:[.,:/][0-9๐-๙]+)*\Z")
LABEL = re.compile(r"(?:^|\s)(?:[(]?[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3})*[.)]|[ก-ฮ][.)]|[-–•●○▪*])\Z")
TITLES = frozenset(["นาย", "นาง", "นางสาว", "น.ส.", "ด.ช.", "ด.ญ.", "ดร.", "ว่าที่"])
THAI = re.compile(r"[ก-๎]")
MARKS = frozenset(("Mn", "Me", "Mc", "Cf"))


@lru_cache(maxsize=4096)
def break_levels(text: str) -> bytes:
    """Return one level for each place before a character, and one for the end.

    The result has len(text) + 1 bytes; byte i tells how willingly a line ends
    before text[i]. The first is NEVER, the last WORD.
    """
    levels = bytearray(_clusters(text))
    position = 0
    pieces = cut(text)
    places = []
    for piece in pieces:
        places.append(position)
        position += len(piece)
    for index in range(1, len(pieces)):
        if levels[places[index]]:
            levels[places[index]] = _between(text, pieces, places, index)
    for match in re.finditer("\n", text):
        levels[match.end()] = FORCED
    _long_codes(text, levels)
    levels[0], levels[len(text)] = NEVER, WORD
    return bytes(levels)


def with_parts(text: str, levels: bytes) -> bytes:
    """Return the levels with PART added between the parts of long compound words."""
    found, position = bytearray(levels), 0
    for piece in cut(text):
        for part in cut_compound(piece) if len(piece) >= LONG_WORD else ():
            position += len(part)
            if found[position] == CLUSTER:
                found[position] = PART
        if len(piece) < LONG_WORD:
            position += len(piece)
    return bytes(found)


def _clusters(text: str) -> list[int]:
    """Mark the places where a piece may be cut if nothing better is to be had."""
    levels = [CLUSTER] * (len(text) + 1)
    for index, (before, after) in enumerate(pairwise(text), start=1):
        joined = after in FOLLOWERS or before in LEADERS or after == " "
        if joined or (after > "\u02ff" and unicodedata.category(after) in MARKS):
            levels[index] = NEVER
    return levels


def _between(text: str, pieces: list[str], places: list[int], index: int) -> int:
    """Return the level between pieces[index - 1] and pieces[index]."""
    before, after = pieces[index - 1], pieces[index]
    if after.isspace():
        return NEVER
    if before.isspace():
        if "\n" in before:
            return FORCED
        if before[-1] in NO_BREAK_SPACES:
            return GLUED
        return _after_space(text, pieces, places, index)
    if before == "\u200b":
        return WORD
    return _without_space(before, after, text[: places[index] - len(before)])


def _after_space(text: str, pieces: list[str], places: list[int], index: int) -> int:
    """Return the level between two pieces that a space parts."""
    if index < 2:
        return WORD
    before, after = pieces[index - 2], pieces[index]
    if after[0] in NO_START or before[-1] in NO_END:
        return GLUED
    if before in MONTHS and (NUMBER.match(after) or after == "พ.ศ."):
        return YEAR
    number = NUMBER.match(before)
    following = pieces[index + 2] if index + 2 < len(pieces) else ""
    counted = after in UNITS and not (after in BEFORE_NUMBER and NUMBER.match(following))
    if number and (counted or after in MONTHS):
        return GLUED
    if NUMBER.match(after) and (before in BEFORE_NUMBER or before.endswith("ที่")):
        return GLUED
    if before == "เดือน" and after in MONTHS:
        return GLUED
    end = places[index - 1]
    if before not in UNITS and LABEL.search(text[max(0, end - 16) : end]):
        return GLUED
    if after in "-–" and number and NUMBER.match(following):
        return GLUED
    return WORD


def _without_space(before: str, after: str, earlier: str) -> int:
    """Return the level between two pieces that touch."""
    if after[0] in NO_START or before[-1] in NO_END or after[0] in JOINERS:
        return GLUED
    if after in QUOTES:
        return GLUED
    if before in QUOTES:
        return GLUED if not earlier or earlier[-1].isspace() or earlier[-1] in NO_END else WORD
    if NUMBER.match(before) or NUMBER.match(after) or before in TITLES:
        return GLUED
    if before in JOINERS or before in (",", ":", ";"):
        return WORD
    if before[-1] == ".":
        return GLUED
    if THAI.search(before) or THAI.search(after):
        return WORD
    return GLUED


def _long_codes(text: str, levels: bytearray) -> None:
    """Let addresses of the web and of mail break after their signs."""
    for match in re.finditer(r"[!-~]{%d,}" % LONG_CODE, text):
        for index in range(match.start() + 1, match.end()):
            if text[index - 1] in SIGNS and text[index] not in SIGNS:
                levels[index] = WORD
