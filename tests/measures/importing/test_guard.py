"""Files that must be refused: each with a clear reason, quickly, in little memory."""

import json
import struct
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.packages import MAX_FILE
from measures.importing.table import ImportRefused, read_table
from tests.measures.importing.build import (
    DOCX_TYPE,
    HEADINGS,
    ROW,
    XLSX_TYPE,
    archive,
    content_types,
    document,
    links,
    raw_document,
    raw_workbook,
    repeated,
    row_xml,
    tbl,
    tc,
    tr,
    with_entry,
    workbook,
)

MEGABYTE = 1024 * 1024
GOOD = workbook([HEADINGS, ROW])


def ole(*streams: str) -> bytes:
    """A compound file (MS-CFB) with a header, a FAT and a directory naming these streams."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header = header.ljust(512, b"\xff")
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) + bytes(62)
        for name in ("Root Entry", *streams)
    )
    return header + bytes(512) + entries.ljust(1024, b"\0") + bytes(4096)


def raw_types(more: str) -> bytes:
    return archive(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", XLSX_TYPE, more),
            "xl/workbook.xml": "<workbook/>",
        }
    )


MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ENTITIES = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><d>&c;</d>'
)
EXTERNAL = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d>&a;</d>'


REFUSED = {
    "empty": (b"", "The file is empty."),
    "empty archive": (archive({}), "The file is empty."),
    "only blanks": (b" \n" * 40, "not an Excel"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "not an Excel"),
    "comma-separated": ("ที่,มาตรการ\n1,ทดสอบ".encode(), "not an Excel"),
    "pdf": (b"%PDF-1.7\n", "This is a PDF."),
    "truncated": (GOOD[: len(GOOD) // 2], "damaged"),
    "without its last byte": (GOOD[:-1], "damaged"),
    "encrypted by Office": (ole("EncryptionInfo", "EncryptedPackage"), "password"),
    "old .doc": (ole("WordDocument", "1Table"), "old .doc or .xls"),
    "old .xls": (ole("Workbook"), "old .doc or .xls"),
    "macro by its part": (
        archive(
            {
                "[Content_Types].xml": content_types("xl/workbook.xml", XLSX_TYPE),
                "xl/workbook.xml": "<workbook/>",
                "xl/vbaProject.bin": b"\0",
            }
        ),
        "holds macros",
    ),
    "macro by its type": (
        archive({"[Content_Types].xml": content_types("xl/workbook.xml", MACRO_TYPE)}),
        "holds macros",
    ),
    "macro hidden under another name": (
        raw_types(
            '<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        ),
        "holds macros",
    ),
    "OpenDocument": (
        archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "OpenDocument",
    ),
    "other archive": (archive({"readme.txt": "ทดสอบ"}), "not an Excel"),
    "slides": (
        archive(
            {
                "[Content_Types].xml": content_types("ppt/presentation.xml", "presentation+xml"),
                "ppt/presentation.xml": "<p/>",
            }
        ),
        "not an Excel",
    ),
    "name that climbs": (archive({"../../etc/passwd": "x"}), "names that an Office file never"),
    "absolute name": (archive({"/etc/passwd": "x"}), "names that an Office file never"),
    "name with a drive": (archive({"c:\\x.xml": "x"}), "names that an Office file never"),
    "too many parts": (archive({f"{n}.xml": "" for n in range(3001)}), "more than 3,000 parts"),
    "entity bomb": (archive({"[Content_Types].xml": ENTITIES}), "XML entities"),
    "entity from outside": (archive({"[Content_Types].xml": EXTERNAL}), "XML entities"),
    "entity in the document": (
        archive(
            {
                "[Content_Types].xml": content_types("word/document.xml", DOCX_TYPE),
                "word/document.xml": ENTITIES,
            }
        ),
        "XML entities",
    ),
    "broken XML": (
        archive(
            {
                "[Content_Types].xml": content_types("word/document.xml", DOCX_TYPE),
                "word/document.xml": "<w:document",
            }
        ),
        "damaged",
    ),
    "document without a body": (
        archive(
            {
                "[Content_Types].xml": content_types("word/document.xml", DOCX_TYPE),
                "word/document.xml": "<document/>",
            }
        ),
        "damaged",
    ),
    "string that does not exist": (
        raw_workbook('<sheetData><row><c t="s"><v>7</v></c></row></sheetData>'),
        "damaged",
    ),
    "document without a table": (document(between=()), "The document has no table."),
    "workbook without rows": (workbook([]), "The workbook has no rows."),
    "heading without rows": (workbook([HEADINGS]), "no rows below its heading"),
    "heading without rows in Word": (document([HEADINGS]), "no rows below its heading"),
    "table of something else": (
        workbook([["ชื่อ", "ราคา"], ["ดินสอ", 5]]),
        "Headings found: “ชื่อ”, “ราคา”.",
    ),
    "no headings at all": (workbook([["ทดสอบ"]]), "No table with headings"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_with_its_reason(name):
    data, reason = REFUSED[name]
    with pytest.raises(ImportRefused) as refusal:
        read_table(data, filename="table.xlsx")
    assert reason in refusal.value.message
    assert refusal.value.message in str(refusal.value)


def test_the_refusal_of_an_unknown_table_names_its_headings_and_place():
    with pytest.raises(ImportRefused) as refusal:
        read_table(workbook([["ทะเบียน"], ["ชื่อ", "ราคา"], ["ดินสอ", 5]], title="พัสดุ"))
    assert refusal.value.headings == ("ชื่อ", "ราคา")
    assert refusal.value.place == "sheet “พัสดุ”"
    assert str(refusal.value).startswith("sheet “พัสดุ”: ")


def test_a_locked_archive_is_refused():
    data = bytearray(GOOD)
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(ImportRefused, match="password"):
        read_table(bytes(data))


def test_a_rare_compression_is_refused():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("[Content_Types].xml", content_types("word/document.xml", DOCX_TYPE))
    with pytest.raises(ImportRefused, match="damaged"):
        read_table(stream.getvalue())


def test_two_parts_of_one_name_are_refused():
    twice = with_entry(GOOD, "XL/workbook.xml", repeated(b"", b" ", 1), 1)
    with pytest.raises(ImportRefused, match="names that an Office file never"):
        read_table(twice)


def test_a_file_on_disk_is_read_no_further_than_the_limit(tmp_path):
    path = tmp_path / "long.xlsx"
    with path.open("wb") as file:
        file.truncate(100 * MAX_FILE)
    with pytest.raises(ImportRefused, match="larger than 20 MB"):
        read_table(path)
    with pytest.raises(ImportRefused, match="cannot be opened"):
        read_table(tmp_path / "missing.xlsx")


PROBE = """
import json, re, sys, time
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from measures.importing.table import ImportRefused, read_table
began = time.process_time()
try:
    read_table(Path(sys.argv[1]))
    message = ""
except ImportRefused as refusal:
    message = str(refusal)
seconds = time.process_time() - began
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"message": message, "seconds": seconds, "megabytes": peak}))
"""


@pytest.fixture
def probe(tmp_path):
    """Read a file in a process of its own; what it said, the seconds and the peak memory."""

    def run(data: bytes) -> dict:
        path = tmp_path / "file"
        path.write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    return run


def a_word_file_without_its_document() -> bytes:
    types = content_types("word/document.xml", DOCX_TYPE)
    return archive({"[Content_Types].xml": types})


def bomb(block: bytes, megabytes: int, declared: int | None = None) -> bytes:
    """A Word file whose document inflates to so many megabytes of `block`."""
    times = megabytes * MEGABYTE // len(block)
    begin = b'<w:document xmlns:w="x"><w:body>'
    stated = len(begin) + times * len(block) if declared is None else declared
    stream = repeated(begin, block, times)
    return with_entry(a_word_file_without_its_document(), "word/document.xml", stream, stated)


def long_sheet(rows: int) -> bytes:
    row = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ROW)
    head = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEADINGS)
    return raw_workbook(f"<sheetData><row>{head}</row>{f'<row>{row}</row>' * rows}</sheetData>")


def stacked_merges(rows: int, merges: int) -> bytes:
    """A sheet of which each of many merges covers everything."""
    data = '<row><c t="str"><v>x</v></c></row>' * rows
    merged = f'<mergeCell ref="A1:CV{rows}"/>' * merges
    return raw_workbook(f"<sheetData>{data}</sheetData><mergeCells>{merged}</mergeCells>")


def long_table(rows: int) -> bytes:
    return raw_document(tbl(row_xml(HEADINGS), row_xml(ROW) * rows))


def long_token(xml: str) -> bytes:
    """A Word file whose document is this text; the sign * stands for 24 million letters."""
    types = content_types("word/document.xml", DOCX_TYPE)
    letters = "x" * 24_000_000
    return archive({"[Content_Types].xml": types, "word/document.xml": xml.replace("*", letters)})


BOMBS = {
    "one attribute of 24 MB": (lambda: long_token('<a b="*"/>'), "damaged"),
    "a comment of 24 MB": (lambda: long_token("<a><!--*--></a>"), "damaged"),
    "a tag's name of 24 MB": (lambda: long_token("<*/>"), "damaged"),
    "1 GB of blanks": (lambda: bomb(b" " * MEGABYTE, 1024), "more than 200 MB"),
    "1 GB of elements": (lambda: bomb(b"<w:p/>" * 1024, 1024), "more than 200 MB"),
    "1 GB said to be 1 KB": (lambda: bomb(b" " * MEGABYTE, 1024, declared=1024), "damaged"),
    "1 GB said to be 100 MB": (
        lambda: bomb(b" " * MEGABYTE, 1024, declared=100 * MEGABYTE),
        "word/document.xml: The file unpacks to more than 24 MB.",
    ),
    "100 MB of elements": (lambda: bomb(b"<w:p/>" * 1024, 100), "more than 400,000 cells"),
    "100 MB of nested elements": (lambda: bomb(b"<w:p>" * 1024, 100), "damaged"),
    "1 GB in a part nobody reads": (
        lambda: with_entry(GOOD, "xl/x.bin", repeated(b"", b" " * MEGABYTE, 1024), 1024 * MEGABYTE),
        "more than 200 MB",
    ),
    "a sheet of 100,000 rows": (lambda: long_sheet(100_000), "longer than 5000 rows"),
    "merges that lie upon one another": (
        lambda: stacked_merges(4000, 100_000),
        "sheet “S”: The file is damaged",
    ),
    "a Word table of 100,000 rows": (lambda: long_table(100_000), "longer than 5000 rows"),
    "a Word table of 6,000 rows": (lambda: long_table(6000), "longer than 5000 rows"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_two_seconds_and_200_megabytes(name, probe):
    make, reason = BOMBS[name]
    seen = probe(make())
    assert reason in seen["message"]
    assert seen["seconds"] < 2
    assert seen["megabytes"] < 200


def test_cells_made_to_be_slow_are_read_in_good_time(probe):
    cells = [
        "ก" + "\n" * 25_000 + "ข\n- " * 3000,
        "1 " * 15_000,
        "ตุลาคม ๒๕๖๕ - " * 2000,
        "x<a" * 9000,
        "ภายในเดือน" * 3000,
    ]
    seen = probe(workbook([HEADINGS, cells]))
    assert seen["message"] == ""
    assert seen["seconds"] < 2


def test_a_table_of_thousands_of_rows_is_read_in_good_time(probe):
    rows = [[f"{text} {number}" for text in ROW] for number in range(4900)]
    seen = probe(workbook([HEADINGS, *rows]))
    assert seen["message"] == ""
    assert seen["seconds"] < 8
    assert seen["megabytes"] < 200


def test_the_place_of_the_row_too_many_is_named():
    with pytest.raises(ImportRefused) as refusal:
        read_table(long_sheet(5000))
    assert refusal.value.place == "sheet “S”, cell A5001"


def test_a_sheet_too_wide_is_refused():
    with pytest.raises(ImportRefused, match="wider than 100 columns") as refusal:
        read_table(workbook([[*HEADINGS, *(f"ช่อง {n}" for n in range(100))]]))
    assert refusal.value.place == "sheet “มาตรการ”, cell CW1"
    wide = raw_document(tbl(tr(tc("ทดสอบ", '<w:gridSpan w:val="500"/>'))))
    with pytest.raises(ImportRefused, match="wider than 100 columns"):
        read_table(wide)


def test_what_lies_outside_the_file_is_never_asked_for(monkeypatch):
    outside = links(("r1", "worksheet", "worksheets/sheet1.xml")).replace(
        "</Relationships>",
        '<Relationship Id="r2" Type="x/sharedStrings" TargetMode="External" '
        'Target="http://192.0.2.1/strings.xml"/>'
        '<Relationship Id="r3" Type="x/styles" Target="../../../etc/passwd"/></Relationships>',
    )
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was used"))
    rows = "".join(
        "<row>" + "".join(f'<c t="str"><v>{text}</v></c>' for text in row) + "</row>"
        for row in (HEADINGS, ROW)
    )
    data = raw_workbook(f"<sheetData>{rows}</sheetData>", {"xl/_rels/workbook.xml.rels": outside})
    assert len(read_table(data).steps) == 1


@pytest.fixture(scope="module")
def real_files(cases):
    return [
        path.read_bytes() for path in sorted(cases.glob("*.??sx")) + sorted(cases.glob("*.docx"))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_and_nothing_else(real_files, data):
    content = bytearray(data.draw(st.sampled_from(real_files)))
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    try:
        assert read_table(bytes(content[:cut])).row_count > 0
    except ImportRefused as refusal:
        assert refusal.message
