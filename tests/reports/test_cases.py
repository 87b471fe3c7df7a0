"""The three offices' tables through their own layouts, from the file to the read-back PDF."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from measures.models import Plan, Score
from paper.pdf import lay_out
from paper.resources import ResourceFetcher
from reports.content import Span, build_content, content_hash, read_plan
from reports.drafting import last_year_of
from reports.facts import wording_from
from reports.layouts import layout_by_code
from reports.management.commands.render_report import span_from
from reports.paper.form import paper_html
from reports.papers import build_paper
from reports.rendering import pdf_of
from tests import factories
from tests.paper.readers import line_ends, poppler, unread

NAMES = ["sato-2566", "dankhunthot-2564", "thachang-2566"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(cases):
    return json.loads((cases / "facts.json").read_text(encoding="utf-8"))


def cell_texts(path) -> list[str]:
    """Every cell below the title, as the office typed it."""
    sheet = openpyxl.load_workbook(path).active
    rows = sheet.iter_rows(min_row=2, values_only=True)
    return [str(value) for row in rows for value in row if value]


def assert_reads(pdf: bytes, pieces: list[str]) -> None:
    """All four readers give every piece back exactly, white space apart."""
    unread_by = {reader: lost for reader, lost in unread(pdf, pieces).items() if lost}
    assert not unread_by


@pytest.fixture
def render(cases, facts, tmp_path):
    """`render(name, "xlsx")`: the two commands, from the office's table to the PDF's bytes."""

    def make(name: str, kind: str) -> bytes:
        entry = facts[name]
        call_command("import_measures", str(cases / f"{name}.{kind}"), year=entry["fiscal_year"])
        around = tmp_path / "facts.json"
        around.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
        output = tmp_path / "report.pdf"
        call_command(
            "render_report",
            "--year", str(entry["fiscal_year"]), "--round", entry["round"],
            "--layout", entry["layout"], "--facts", str(around), "--output", str(output),
        )  # fmt: skip
        return output.read_bytes()

    return make


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_read_back_exactly(name, kind, cases, render):
    pdf = render(name, kind)
    pieces = cell_texts(cases / f"{name}.xlsx")
    assert len(pieces) > 30
    assert_reads(pdf, pieces)


def test_layout_a_shows_subject_reference_scores_and_chain(facts, render):
    pdf = render("sato-2566", "xlsx")
    entry = facts["sato-2566"]
    pieces = [
        entry["subject"], entry["reference"], entry["date_as_printed"], entry["addressee"],
        "๙๐.๑๕", "๙๓.๖๘", "๘๙.๖๐", "๙๐.๙๙", "จึงเรียนมาเพื่อโปรดทราบและพิจารณา",
        "ปัญหา อุปสรรค และข้อเสนอแนะ", "ไม่มี",
    ]  # fmt: skip
    assert_reads(pdf, pieces)
    text = "".join("".join(poppler(pdf)).split())
    places = [
        "หัวหน้าสำนักปลัด", "ความเห็นปลัดองค์การบริหารส่วนตำบล", "ผู้อำนวยการกองคลัง",
        "รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล",
        "ข้อพิจารณา/ข้อสั่งการนายกองค์การบริหารส่วนตำบลสะตอ",
    ]  # fmt: skip
    end = text.index("จึงเรียนมาเพื่อโปรดทราบและพิจารณา")
    found = [text.index(place, end) for place in places]
    assert found == sorted(found)


def test_layout_a_lists_every_topic_before_the_table(cases, facts):
    call_command("import_measures", str(cases / "sato-2566.xlsx"), year=2566)
    layout = layout_by_code("A")
    rows = read_plan(Plan.objects.get(), span_from(2566, "6"))
    opening = wording_from(layout, rows, facts["sato-2566"]).opening
    numbers = [line.split(")")[0] for line in opening.splitlines() if line[:2].endswith(")")]
    assert numbers == [*"๑๒๓๔", *"๑๒๓", *"๑๒๓๔๕๖๗๘"]


def test_layout_c_is_a_plain_report_without_a_chain(facts, render):
    pdf = render("thachang-2566", "docx")
    assert_reads(pdf, facts["thachang-2566"]["title"])
    text = "".join(poppler(pdf))
    assert "บันทึกข้อความ" not in text
    assert "(...." not in text


def test_same_facts_have_the_same_hash_and_a_changed_word_another(cases, facts):
    call_command("import_measures", str(cases / "dankhunthot-2564.xlsx"), year=2564)
    layout = layout_by_code("B")

    def document(**changes):
        rows = read_plan(Plan.objects.get(), span_from(2564, "6"))
        return build_content(
            layout, rows, wording_from(layout, rows, facts["dankhunthot-2564"] | changes)
        )

    assert content_hash(document()) == content_hash(document())
    assert content_hash(document()) != content_hash(document(subject="เรื่องอื่น"))


@pytest.mark.parametrize(
    "options",
    [
        {"year": "2560"},
        {"layout": "Z"},
        {"round": "7"},
        {"round": "2023-03-31..2022-10-01"},
        {"round": "2022-02-30..2022-10-01"},
        {"output": "report.txt"},
        {"facts": "nowhere.json"},
    ],
)
def test_command_refuses_what_it_does_not_understand(options, cases, tmp_path):
    call_command("import_measures", str(cases / "sato-2566.xlsx"), year=2566)
    given = {"year": "2566", "round": "6", "layout": "A", "output": "report.pdf"} | options
    given["output"] = str(tmp_path / given["output"])
    arguments = [part for name, value in given.items() for part in (f"--{name}", value)]
    with pytest.raises(CommandError):
        call_command("render_report", *arguments)
    assert list(tmp_path.iterdir()) == []


def test_facts_without_numbers_for_scores_are_refused(cases, facts, tmp_path):
    call_command("import_measures", str(cases / "sato-2566.xlsx"), year=2566)
    bad = tmp_path / "facts.json"
    bad.write_text(json.dumps({"last_year_scores": {"IIT": "เก้าสิบ"}}), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command(
            "render_report", "--year", "2566", "--round", "6", "--layout", "A",
            "--facts", str(bad), "--output", str(tmp_path / "report.pdf"),
        )  # fmt: skip


def test_free_period_counts_by_the_date_of_the_evidence(year):
    rows = read_plan(year.plan, Span("", date(2025, 10, 1), date(2025, 10, 31)))
    assert [step.pk for step in rows.reported()] == [year.done.pk]
    later = read_plan(year.plan, Span("", date(2025, 11, 1), date(2025, 11, 30)))
    assert later.reported() == []


def test_twelve_months_hold_both_rounds_and_six_only_their_own(year):
    factories.make_entry(year.open, round_code="12", narrative="ครึ่งปีหลัง", state="accepted")
    fiscal = year.plan.fiscal_year
    six = read_plan(year.plan, Span("6", fiscal.starts, fiscal.ends))
    twelve = read_plan(year.plan, Span("12", fiscal.starts, fiscal.ends))
    assert [step.pk for step in six.reported()] == [year.done.pk]
    assert [step.pk for step in twelve.reported()] == [year.done.pk, year.open.pk]


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_only_accepted_entries_are_printed(year, state):
    extra = {"return_reason": "เหตุ"} if state == "returned" else {}
    factories.make_entry(year.open, narrative="ยังไม่ตรวจ", state=state, **extra)
    content = document_of(year)
    assert "ยังไม่ตรวจ" not in json.dumps(content, ensure_ascii=False)
    assert "ยังไม่มีรายงานผลในรอบนี้" in json.dumps(content, ensure_ascii=False)


def document_of(year, code: str = "B"):
    layout = layout_by_code(code)
    rows = read_plan(year.plan, span_from(2569, "6"))
    return build_content(layout, rows, wording_from(layout, rows, {}))


def test_user_text_is_never_markup(year):
    evil = '<img src="http://127.0.0.1:9/x"><b>หนา</b> & "คำ" <link rel=attachment href="file:///etc/passwd">'
    year.entry.narrative = evil
    year.entry.save()
    pdf = pdf_of(document_of(year))
    assert_reads(pdf, [evil])
    assert b"/EmbeddedFile" not in pdf


def test_problems_are_printed_and_the_heading_stays_without_any(year):
    heading = "ปัญหา อุปสรรค และข้อเสนอแนะ"
    quiet = [block["text"] for block in document_of(year)["closing"]]
    assert quiet[:2] == [heading, "ไม่มี"]
    year.entry.problems = "ฝนตกหนัก"
    year.entry.suggestions = "เลื่อนกำหนด"
    year.entry.save()
    told = [block["text"] for block in document_of(year)["closing"]]
    assert told[0] == heading
    assert "ฝนตกหนัก" in told[1] and "เลื่อนกำหนด" in told[1]
    assert document_of(year, "C")["closing"][0]["text"] == heading


def test_drafted_scores_are_rounded_once(year):
    before = factories.make_year(2568)
    for code, value in (("IIT", "90.15"), ("EIT", "93.68"), ("OIT", "89.60")):
        Score.objects.create(
            fiscal_year=before, instrument=before.instruments.get(code=code), value=Decimal(value)
        )
    assert last_year_of(year.plan.fiscal_year).total == Decimal("90.99")


def test_hardly_a_line_end_splits_a_word(cases, facts):
    """Fewer than 1 in 1,000, over the three cases in their own layouts."""
    ends = []
    for name, entry in facts.items():
        with transaction.atomic():  # two of the cases are of one year
            year = entry["fiscal_year"]
            call_command("import_measures", str(cases / f"{name}.xlsx"), year=year)
            layout = layout_by_code(entry["layout"])
            rows = read_plan(Plan.objects.get(), span_from(year, entry["round"]))
            content = build_content(layout, rows, wording_from(layout, rows, entry))
            html, images = paper_html(build_paper(content))
            ends += line_ends(lay_out(html, ResourceFetcher(images)))
            transaction.set_rollback(True)
    split = [end for end in ends if end.split]
    assert len(ends) > 900
    assert len(split) * 1000 < len(ends), split


def test_a_photo_without_a_caption_is_numbered_not_called_by_its_file(year):
    for number, caption in enumerate(("", "ป้ายหน้าอาคาร")):
        year.entry.evidence.create(
            kind="photo",
            media_type="image/jpeg",
            size=1,
            sha256=str(number) * 64,
            original_name="IMG_20260331.jpg",
            caption=caption,
            file="x.jpg",
        )
    [item] = document_of(year, "A")["appendix"][0]["items"]
    assert [picture["caption"] for picture in item["pictures"]] == ["ภาพที่ ๑", "ป้ายหน้าอาคาร"]
