"""Word documents that are awkward but right."""

import pytest

from files.packages import open_package
from measures.importing.table import read_table
from tests.measures.importing.build import (
    DOCX_TYPE,
    HEADINGS,
    ROW,
    W,
    archive,
    content_types,
    document,
    links,
    raw_document,
    row_xml,
    tbl,
    tc,
    tr,
)

RESTART, CONTINUED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(count):
    return f'<w:gridSpan w:val="{count}"/>'


def cell(inner):
    """A cell with this XML inside, in a row of four plain ones."""
    return tr(tc("มาตรการ"), f"<w:tc>{inner}</w:tc>", *(tc(text) for text in ROW[2:]))


def read_cell(inner, more=None):
    table = read_table(raw_document(tbl(row_xml(HEADINGS), cell(inner)), more))
    return table.steps[0].steps, [warning.message for warning in table.warnings]


def test_group_rows_across_the_table_and_merges_down():
    body = tbl(
        row_xml(HEADINGS),
        tr(tc("๑. หมวดแรก (EIT)", span(5))),
        tr(tc("๑.๑ มาตรการ", RESTART), *(tc(text) for text in ROW[1:])),
        tr(
            tc("ข้อความที่ถูกรวมไปแล้ว", CONTINUED),
            tc("ขั้นตอน ข"),
            tc("", CONTINUED),
            tc("เม.ย. 66"),
            tc("ผล ข"),
        ),
    )
    table = read_table(raw_document(body))
    (group,) = table.groups
    assert (group.title, group.instrument) == ("๑. หมวดแรก (EIT)", "EIT")
    (measure,) = group.measures
    assert [step.steps for step in measure.steps] == ["ทดสอบขั้นตอน", "ขั้นตอน ข"]
    assert [step.owner for step in measure.steps] == ["กองคลัง", "กองคลัง"]
    assert (table.row_count, table.group_row_count) == (3, 1)


def test_cells_that_cover_several_grid_columns():
    wide = tr(tc("มาตรการ", span(2)), tc("วิธีการ"), tc("ผู้รับผิดชอบ", span(2)))
    plain = tr(tc("ก", span(2)), tc("ขั้นตอน ก"), tc("กองคลัง"), tc("กองช่าง"))
    late = tr('<w:trPr><w:gridBefore w:val="2"/></w:trPr>', tc("ขั้นตอน ข"), tc("กองช่าง", span(2)))
    table = read_table(raw_document(tbl(wide, plain, late)))
    (measure,) = table.groups[0].measures
    assert measure.title == "ก"
    assert [(step.steps, step.owner) for step in measure.steps] == [
        ("ขั้นตอน ก", "กองคลัง\nกองช่าง"),
        ("ขั้นตอน ข", "กองช่าง"),
    ]
    assert measure.steps[0].units == ("กองคลัง", "กองช่าง")


def test_a_table_split_in_two_goes_on_under_the_same_group_and_measure():
    first = [HEADINGS, ["๑. หมวด (IIT)"], ROW]
    second = [HEADINGS, ["", "ขั้นตอน ข", "กองช่าง", "เม.ย. 66", "ผล ข"]]
    table = read_table(document(first, second, between=["รายงาน ปีงบประมาณ ๒๕๖๖", "- ๒ -"]))
    (group,) = table.groups
    (measure,) = group.measures
    assert [step.steps for step in measure.steps] == ["ทดสอบขั้นตอน", "ขั้นตอน ข"]
    assert [step.place for step in measure.steps] == ["table 1, row 3", "table 2, row 2"]
    assert table.title_lines == ("รายงาน ปีงบประมาณ ๒๕๖๖",)
    assert table.row_count == 3


def test_a_second_part_without_its_heading_is_read_as_going_on():
    table = read_table(document([HEADINGS, ROW], [["ข", *ROW[1:]]]))
    assert [measure.title for measure in table.groups[0].measures] == ["ทดสอบมาตรการ", "ข"]
    assert ("The table has no heading and is read as going on.", "table 2") in [
        (warning.message, warning.place) for warning in table.warnings
    ]


def test_other_tables_of_the_document_are_left_alone():
    table = read_table(document([["ส่วนราชการ", "ทดสอบ"]], [HEADINGS, ROW], [["ลงชื่อ", "ปลัด"]]))
    assert table.row_count == 1
    assert table.steps[0].place == "table 2, row 2"


def test_a_heading_repeated_on_a_later_page_is_no_row():
    table = read_table(document([HEADINGS, ROW, HEADINGS, ["ข", *ROW[1:]]]))
    assert table.row_count == 2
    renamed = [*HEADINGS[:4], "การกำกับติดตาม"]
    table = read_table(document([HEADINGS, ROW], [renamed, ["ข", *ROW[1:]]]))
    assert [step.result for step in table.steps] == ["ทดสอบผล", "ทดสอบผล"]


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_deleted_text_is_left_out_and_inserted_text_kept():
    text, said = read_cell(
        f"<w:p>{run('คง')}<w:del><w:r><w:delText>ลบ</w:delText></w:r></w:del>"
        f"<w:ins>{run('เพิ่ม')}</w:ins><w:moveFrom>{run('ย้ายไป')}</w:moveFrom>"
        f"<w:moveTo>{run('ย้ายมา')}</w:moveTo></w:p>"
    )
    assert text == "คงเพิ่มย้ายมา"
    assert "Tracked changes: inserted text is read, deleted text is not." in said


def test_a_deleted_paragraph_mark_joins_two_lines_and_a_deleted_row_goes():
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    text, _said = read_cell(f"<w:p>{mark}{run('ต้น')}</w:p><w:p>{run('ปลาย')}</w:p>")
    assert text == "ต้นปลาย"
    gone = tr("<w:trPr><w:del/></w:trPr>", *(tc("ลบแล้ว") for _ in range(5)))
    table = read_table(raw_document(tbl(row_xml(HEADINGS), gone, row_xml(ROW))))
    assert table.row_count == 1


def test_everything_that_stands_in_a_cell_is_read():
    nested = tbl(row_xml(["ใน ก", "ใน ข"]), row_xml(["ใน ค", "ใน ง"]))
    text, said = read_cell(
        f"<w:p>{run('หนึ่ง')}<w:r><w:br/><w:t>สอง</w:t><w:tab/><w:t>สาม</w:t></w:r>"
        "<w:r><w:br w:type='page'/><w:noBreakHyphen/></w:r>"
        "<w:r><w:sym w:char='F0FC'/><w:sym w:char='221A'/></w:r>"
        f"<w:hyperlink>{run('ลิงก์')}</w:hyperlink><w:smartTag>{run('ป้าย')}</w:smartTag></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('ช่องกรอก')}</w:p></w:sdtContent></w:sdt>{nested}"
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ซ่อน</w:t></w:r></w:p>"
        f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('กล่อง')}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    assert text == ("หนึ่ง\nสอง\tสาม-•√ลิงก์ป้าย\nช่องกรอก\nใน ก\tใน ข\nใน ค\tใน ง\nซ่อน\n\nกล่อง")
    assert "Hidden text is read too." in said


def test_rows_and_cells_inside_content_controls_are_found():
    wrapped = f"<w:sdt><w:sdtContent>{row_xml(ROW)}</w:sdtContent></w:sdt>"
    assert read_table(raw_document(tbl(row_xml(HEADINGS), wrapped))).row_count == 1
    whole = f"<w:sdt><w:sdtContent>{tbl(row_xml(HEADINGS), row_xml(ROW))}</w:sdtContent></w:sdt>"
    assert read_table(raw_document(whole)).row_count == 1


def level(number, style, text, more=""):
    return (
        f'<w:lvl w:ilvl="{number}">{more}<w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*items):
    return "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
        for number, levels in enumerate(items)
    )


NUMBERING = (
    f'<w:numbering xmlns:w="{W}">'
    + lists(
        level(0, "thaiNumbers", "%1.", '<w:start w:val="1"/>')
        + level(1, "thaiNumbers", "%1.%2")
        + level(2, "thaiLetters", "(%3)", '<w:suff w:val="nothing"/>'),
        level(0, "bullet", "\uf0b7")
        + level(1, "upperRoman", "%2)")
        + level(2, "lowerLetter", "%3)")
        + level(3, "decimalZero", "%4)", '<w:start w:val="9"/>'),
    )
    + """<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""
)
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:styleId="Listed"><w:pPr><w:numPr>
<w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>"""
LISTS = {
    "word/numbering.xml": NUMBERING,
    "word/styles.xml": STYLES,
    "word/_rels/document.xml.rels": links(
        ("r1", "numbering", "numbering.xml"), ("r2", "styles", "styles.xml")
    ),
}


def listed(text, number, depth=0):
    place = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/>'
    return f"<w:p><w:pPr><w:numPr>{place}</w:numPr></w:pPr>{run(text)}</w:p>"


def test_the_numbers_of_automatic_lists_are_written_out():
    items = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (3, 0), (1, 0), (2, 0), (0, 0)]
    text, _said = read_cell("".join(listed("ข้อ", *item) for item in items), LISTS)
    assert text.split("\n") == [
        "๑. ข้อ",
        "๑.๑ ข้อ",
        "๑.๒ ข้อ",
        "(ก)ข้อ",
        "๒. ข้อ",
        "๒.๑ ข้อ",
        "๕. ข้อ",
        "๖. ข้อ",
        "• ข้อ",
        "ข้อ",
    ]


@pytest.mark.parametrize(("depth", "labels"), [(1, "I) II)"), (2, "a) b)"), (3, "09) 10)")])
def test_other_ways_of_numbering(depth, labels):
    text, _said = read_cell(listed("", 2, depth) + listed("", 2, depth), LISTS)
    assert " ".join(text.split()) == labels


def test_a_list_that_a_style_brings():
    styled = f'<w:p><w:pPr><w:pStyle w:val="Listed"/></w:pPr>{run("ข้อ")}</w:p>'
    assert read_cell(styled, LISTS)[0] == "• ข้อ"


def test_a_document_in_the_strict_form_is_read():
    data = raw_document(tbl(row_xml(HEADINGS), row_xml(ROW)))
    xml = b"".join(open_package(data).pieces("word/document.xml")).decode()
    strict = archive(
        {
            "[Content_Types].xml": content_types("word/document.xml", DOCX_TYPE),
            "word/document.xml": xml.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
        }
    )
    assert read_table(strict).row_count == 1
