"""Which units an owner cell names; the cell's own text is kept beside them as typed.

UNIT_PATTERNS is the table of the units that local offices have, with the typings met in
tables. Texts are compared without blanks, since names are broken over lines at will.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

UNIT_PATTERNS: tuple[tuple[str, str], ...] = (
    ("สำนักปลัด", r"สำนัก(?:งาน)?ปลัด(?:องค์การบริหารส่วนตำบล|เทศบาล|อบต\.?|อบจ\.?)?"),
    ("กองคลัง", r"(?:กอง|ส่วนการ)คลัง"),
    ("กองช่าง", r"(?:กอง|ส่วน)(?:ช่าง|โยธา)"),
    (
        "กองการศึกษา ศาสนาและวัฒนธรรม",
        r"(?:กอง|ส่วน)การศึกษา(?:ฯ|,?ศาสนา(?:และ|,)?(?:การ)?วัฒนธรรม)?",
    ),
    ("กองสวัสดิการสังคม", r"(?:กอง|ส่วน)สวัสดิการ(?:และ)?สังคม"),
    (
        "กองสาธารณสุขและสิ่งแวดล้อม",
        r"(?:กอง|ส่วน)สาธารณสุข(?:ฯ|และสิ่งแวดล้อม)?",
    ),
    ("กองยุทธศาสตร์และงบประมาณ", r"กองยุทธศาสตร์(?:ฯ|และงบประมาณ)?"),
    ("กองวิชาการและแผนงาน", r"กองวิชาการ(?:ฯ|และแผนงาน)?"),
    ("กองการเจ้าหน้าที่", r"กองการเจ้าหน้าที่"),
    ("กองการประปา", r"กองการ?ประปา"),
    ("กองส่งเสริมการเกษตร", r"(?:กอง|ส่วน)ส่งเสริมการเกษตร"),
    ("หน่วยตรวจสอบภายใน", r"(?:หน่วย|งาน|ผู้)?ตรวจสอบภายใน"),
)

# "ให้ทุกส่วนราชการทราบ" speaks of readers, not of owners.
_ALL = re.compile(
    r"(?<!ให้)(?:ทุก(?:ๆ)?|กองทุก)"
    r"(?:ส่วนราชการ|ส่วนงาน|ส่วน/กอง|หน่วยงาน|สำนัก/กอง|สำนักกอง|สำนัก|กอง|ส่วน|ภารกิจงาน|ภารกิจ|ฝ่าย)"
    r"|บุคลากรทุกคน|เจ้าหน้าที่ทุกคน"
)
# What an office's own name for a unit may go on with.
_OF_THE_OFFICE = r"(?:ของ)?(?:องค์การบริหารส่วน|เทศบาล|อบต|อบจ).*"


@dataclass(frozen=True)
class Owners:
    """The units a text names, in its order, each once; whether it means all units."""

    units: tuple[str, ...] = ()
    all_units: bool = False


def recognise_units(text: str, known: Sequence[str] = ()) -> Owners:
    """Tell which units an owner cell names.

    `known` are the office's own names for its units. They are looked for too, and a usual
    name is given back as the office's where both mean the same unit.
    """
    flat = _flat(text)
    found: dict[int, tuple[int, str]] = {}
    own = {_flat(name): name for name in known if _flat(name)}
    for key, name in own.items():
        _note(found, re.escape(key), name, flat)
    for usual, pattern in UNIT_PATTERNS:
        whole = rf"(?:{pattern})(?:{_OF_THE_OFFICE})?"
        office_s = next((name for key, name in own.items() if re.fullmatch(whole, key)), usual)
        _note(found, pattern, office_s, flat)
    names = dict.fromkeys(name for _start, (_end, name) in sorted(_outermost(found).items()))
    return Owners(tuple(names), bool(_ALL.search(flat)))


def _note(found: dict[int, tuple[int, str]], pattern: str, name: str, flat: str) -> None:
    for match in re.finditer(pattern, flat):
        if match.end() > found.get(match.start(), (0, ""))[0]:
            found[match.start()] = (match.end(), name)


def _outermost(found: dict[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    """Drop names that lie inside a longer one."""
    kept, reached = {}, 0
    for start in sorted(found):
        if found[start][0] > reached:
            kept[start] = found[start]
            reached = found[start][0]
    return kept


def _flat(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).replace("ํา", "ำ")
    return re.sub(r"[\s\u200b\u2060]+", "", plain)
