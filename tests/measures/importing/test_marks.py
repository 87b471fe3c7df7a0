import pytest

from measures.importing.marks import (
    fiscal_year_in,
    indicators_of,
    instrument_of,
    questions_of,
    round_in,
)
from measures.importing.units import recognise_units


@pytest.mark.parametrize(
    ("text", "instrument"),
    [
        ("๑. มาตรการ (IIT)", "IIT"),
        ("เครื่องมือการประเมิน oit", "OIT"),
        ("IIT (iit)", "IIT"),
        ("ทั้ง IIT และ EIT", ""),
        ("CITIIT", ""),
        ("", ""),
    ],
)
def test_instruments(text, instrument):
    assert instrument_of(text) == instrument


def test_indicators_and_questions():
    assert indicators_of("ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล") == ("9",)
    assert indicators_of("ตัวชี้วัด ที่ 9.1 และตัวชี้วัดย่อยที่ ๑๐.๒") == ("9.1", "10.2")
    assert indicators_of("ตัวชี้วัดที่ ๒, ๔ และ ๖") == ("2", "4", "6")
    assert indicators_of("ตัวชี้วัดที่ ๖-๘") == ("6", "7", "8")
    assert indicators_of("ตัวชี้วัดความสำเร็จ") == ()
    assert questions_of("e๖ และ I 3, o๔๒ (E6)") == ("e6", "i3", "o42")
    assert questions_of("e-service facebook1 e1000 IIT2") == ()


def test_year_and_round_of_a_title():
    assert fiscal_year_in(("รายงาน ปี ๒๕๖๕", "ประจำปีงบประมาณ พ.ศ.๒๕๖๖")) == 2566
    assert fiscal_year_in(("ประจำปี 2023",)) == 2566
    reason = "ตามผลการประเมิน ปีงบประมาณ ๒๕๖๕"
    assert fiscal_year_in((reason, "รายงาน ปีงบประมาณ ๒๕๖๖ รอบ ๖ เดือน")) == 2566
    assert fiscal_year_in(("ปีงบประมาณ ๙๙๙๙", "รายงาน")) is None
    assert round_in(("รายงาน", "รอบ ๖ เดือน (ต.ค. - มี.ค.)")) == "6"
    assert round_in(("รอบ 12 เดือน",)) == "12"
    assert round_in(("รอบ ๑ เดือน",)) == ""


@pytest.mark.parametrize(
    ("text", "units", "everyone"),
    [
        ("สำนักปลัด", ("สำนักปลัด",), False),
        ("สํานักงานปลัด เทศบาล", ("สำนักปลัด",), False),
        ("กองคลัง, กองช่าง", ("กองคลัง", "กองช่าง"), False),
        ("กองช่าง\nกองคลัง และกองช่าง", ("กองช่าง", "กองคลัง"), False),
        ("ผู้อำนวยการ กอง คลัง", ("กองคลัง",), False),
        ("กองการศึกษา ฯ", ("กองการศึกษา ศาสนาและวัฒนธรรม",), False),
        ("กองการศึกษา ศาสนาและวัฒนธรรม", ("กองการศึกษา ศาสนาและวัฒนธรรม",), False),
        ("นักวิชาการตรวจสอบภายใน", ("หน่วยตรวจสอบภายใน",), False),
        ("ทุกส่วนราชการของหน่วยงาน", (), True),
        ("ทุก สำนัก/กอง", (), True),
        ("สำนักปลัด และกองทุก กอง", ("สำนักปลัด",), True),
        ("สำนักปลัดแจ้งให้ทุกส่วนราชการทราบ", ("สำนักปลัด",), False),
        ("ผู้ดูแลเว็บไซต์", (), False),
        ("", (), False),
    ],
)
def test_units_in_an_owner_cell(text, units, everyone):
    owners = recognise_units(text)
    assert (owners.units, owners.all_units) == (units, everyone)


def test_the_office_s_names_go_before_the_usual_ones():
    known = ["กองป่าไม้", "สำนักปลัดเทศบาลตำบลทดสอบ", "งานพัสดุ"]
    owners = recognise_units("กองป่า ไม้ สำนักปลัด งานพัสดุ กองคลัง", known)
    assert owners.units == ("กองป่าไม้", "สำนักปลัดเทศบาลตำบลทดสอบ", "งานพัสดุ", "กองคลัง")
