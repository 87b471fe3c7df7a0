"""The text of a file is read page by page; what cannot be read harms nobody."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.utils import translation

from files import apart, text
from files.claims import EXCEL, JPEG, PDF, WORD
from files.text import Extracted, TextUnreadable, extract_text
from tests.files import office, pdfs, uploads


@pytest.fixture
def read(tmp_path):
    """Write a file and read its text."""

    def reading(data: bytes, media_type: str = PDF, **limits) -> Extracted:
        path = tmp_path / "แฟ้ม ชื่อ; แปลก"
        path.write_bytes(data)
        with translation.override("en"):
            return extract_text(path, media_type, **limits)

    return reading


def test_a_pdf_gives_its_pages_in_order(read):
    found = read(pdfs.thai())
    assert [page.strip() for page in found.pages[:2]] == list(pdfs.PAGES[:2])
    assert pdfs.PAGES[2] in found.pages[2]
    assert (found.has_text_layer, found.truncated) == (True, False)


def test_a_cleaned_pdf_gives_the_same_text(read):
    from files.pdf import clean_pdf

    source = pdfs.acting(pdfs.script())
    assert read(clean_pdf(source).data) == read(source)


def test_a_scan_is_told_from_a_text(read):
    assert read(pdfs.scan()).has_text_layer is False
    recognised = read(pdfs.scan(read=True))
    assert recognised.has_text_layer is True
    assert "recognised" in recognised.pages[1]


def test_a_scan_in_a_document_counts_by_its_pages(read):
    def joined(scans: int) -> bytes:
        import io

        import pikepdf

        with pikepdf.open(io.BytesIO(pdfs.scan(scans))) as scanned:
            return pdfs.changed(lambda document: document.pages.extend(scanned.pages))

    assert read(joined(1)).has_text_layer is True
    assert read(joined(9)).has_text_layer is False


def test_empty_pages_have_no_text_and_harm_nothing(read):
    found = read(uploads.pdf(pages=3))
    assert found == Extracted(["", "", ""], has_text_layer=False, truncated=False)


def test_a_document_gives_body_tables_headers_and_remarks(read):
    found = read(office.report(), WORD)
    (page,) = found.pages
    assert "บรรทัดแรก\tหลังแท็บ\nบรรทัดใหม่" in page
    for words in ("หัวกระดาษกลาง", "ท้ายกระดาษ", "รายการ", "๑๒ แท่ง", "หมายเหตุข้างกระดาษ"):
        assert page.count(words) == 1
    assert (found.has_text_layer, found.truncated) == (True, False)


def test_deleted_and_doubled_text_is_left_out(read):
    body = (
        "<w:p><w:r><w:t>อยู่</w:t></w:r><w:del><w:r><w:delText>ลบ</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>ย้าย</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>แทรก</w:t></w:r></w:ins><mc:AlternateContent><mc:Choice><w:t>กล่อง</w:t>"
        "</mc:Choice><mc:Fallback><w:t>กล่อง</w:t></mc:Fallback></mc:AlternateContent></w:p>"
    )
    xml = f"<w:document xmlns:w='w' xmlns:mc='m'><w:body>{body}</w:body></w:document>"
    assert read(office.with_parts(uploads.word(), {"word/document.xml": xml}), WORD).pages == [
        "อยู่แทรกกล่อง"
    ]


def test_a_workbook_gives_each_sheet_as_a_page_the_hidden_too(read):
    found = read(office.book(), EXCEL)
    first, empty, hidden = found.pages
    assert first.splitlines()[:2] == ["รายชื่อ", "ชื่อ\tเลขประจำตัว\tร้อยละ\tจริง"]
    assert "ผู้สมัคร\t1234567890121\t12.5" in first
    assert "โทรแล้ว" in first
    assert empty == "ว่าง"
    assert hidden == "ซ่อน\nคำในแผ่นงานที่ซ่อน"


def test_an_id_number_that_excel_shortened_is_written_out(read):
    cells = "<sheetData><row><c><v>1.234567890121E12</v></c><c><v>1.5E-7</v></c></row></sheetData>"
    sheet = f"<worksheet>{cells}</worksheet>"
    found = read(office.with_parts(uploads.excel(), {"xl/worksheets/sheet1.xml": sheet}), EXCEL)
    assert found.pages == ["Sheet\n1234567890121\t1.5E-7"]


def test_more_than_the_limit_is_cut_and_said_so(read, monkeypatch):
    monkeypatch.setattr(text, "MOST_CHARACTERS", 20)
    for data, media_type in (
        (pdfs.thai(), PDF),
        (office.report(), WORD),
        (office.book(), EXCEL),
    ):
        found = read(data, media_type)
        assert found.truncated is True
        assert 0 < sum(map(len, found.pages)) <= 20


def test_signs_that_no_database_takes_are_left_out(read):
    xml = "<w:document xmlns:w='w'><w:p><w:t>ก&#xFFFD;ข&#x7F;ค</w:t></w:p></w:document>"
    found = read(office.with_parts(uploads.word(), {"word/document.xml": xml}), WORD)
    assert found.pages == ["ก\ufffdขค"]


UNREADABLE = {
    "empty": (lambda: b"", PDF, "damaged"),
    "not what it is called": (uploads.word, PDF, "damaged"),
    "cut short": (lambda: office.report()[:-200], WORD, "damaged"),
    "locked PDF": (lambda: uploads.pdf(password="ลับ"), PDF, "locked"),
    "locked document": (lambda: office.ole("EncryptedPackage"), WORD, "locked"),
    "deep XML": (office.with_deep_xml, WORD, "damaged"),
    "entities": (office.with_entities, WORD, "damaged"),
    "300 MB in a document": (uploads.word_bomb, WORD, "large"),
    "picture": (uploads.jpeg, JPEG, "unknown"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_says_why(name, read):
    make, media_type, code = UNREADABLE[name]
    with pytest.raises(TextUnreadable) as refusal:
        read(make(), media_type)
    assert refusal.value.code == code
    assert refusal.value.reason == str(refusal.value) != code


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(TextUnreadable):
        extract_text(tmp_path / "missing.pdf", PDF)


def test_a_page_that_unpacks_without_end_meets_its_limit(read):
    bomb = pdfs.page_bomb(300)
    assert len(bomb) < 2_000_000
    began = time.perf_counter()
    with pytest.raises(TextUnreadable) as refusal:
        read(bomb, seconds=8, megabytes=256)
    assert refusal.value.code in ("large", "slow")
    assert time.perf_counter() - began < 10


def test_an_index_that_unpacks_without_end_stays_within_its_limit(read):
    began = time.perf_counter()
    try:
        read(pdfs.index_bomb(300), seconds=5, megabytes=256)
    except TextUnreadable as refusal:
        assert refusal.code in ("large", "slow", "damaged")
    assert time.perf_counter() - began < 7


def children() -> set[str]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {pid for task in tasks for pid in task.read_text().split()}


WORKERS = {
    "sleeps": ("import time; time.sleep(60)", apart.SLOW),
    "never ends": ("while True: pass", apart.SLOW),
    "leaves somebody behind": (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "time.sleep(60)",
        apart.SLOW,
    ),
    "answers and goes on": (
        "import os, sys, time; sys.stdout.write('x'); sys.stdout.flush(); os.close(1);"
        " time.sleep(60)",
        apart.SLOW,
    ),
    "takes all memory": ("x = [bytes(1 << 24) for _ in range(99)]", apart.DAMAGED),
    "is out of memory in C": ("import os; os.abort()", apart.LARGE),
    "stumbles": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", apart.DAMAGED),
    "fails": ("raise SystemExit(3)", apart.DAMAGED),
    "writes a file": ("import pathlib; pathlib.Path('left').write_text('x')", apart.DAMAGED),
}


@pytest.mark.parametrize("name", WORKERS)
def test_a_process_that_misbehaves_is_ended_and_named(name, tmp_path, monkeypatch):
    code, expected = WORKERS[name]  # who is left behind holds the pipe: it must end as well
    (tmp_path / "worker.py").write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(apart._ROOT)!r})\n"
        f"from files.apart import keep_limits\nkeep_limits(sys.argv[1:])\n{code}\n"
    )
    monkeypatch.setattr(apart, "_ROOT", tmp_path)
    before = children()  # a browser that another test opened is nobody left behind
    began = time.perf_counter()
    with pytest.raises(apart.Failed) as failure:
        apart.run_apart("worker", seconds=1, megabytes=128)
    assert failure.value.code == expected
    assert time.perf_counter() - began < 4
    assert not children() - before


def test_a_process_inherits_neither_environment_nor_files(tmp_path, monkeypatch):
    (tmp_path / "worker.py").write_text(
        "import json, os\n"
        "print(json.dumps([sorted(os.environ), sorted(os.listdir('/proc/self/fd'))]))"
    )
    monkeypatch.setattr(apart, "_ROOT", tmp_path)
    monkeypatch.setenv("DATABASE_URL", "secret")
    with Path(os.devnull).open() as held:
        os.set_inheritable(held.fileno(), False)
        answer = apart.run_apart("worker", seconds=5, megabytes=256).decode()
    assert "secret" not in answer
    assert "DATABASE_URL" not in answer
    assert '["0", "1", "2", "3"]' in answer  # 3 is the listing itself
