import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.thai.numbering import heading_line, parse_line, split_items


@pytest.mark.parametrize(
    ("line", "kind", "marker", "numbers", "body"),
    [
        ("๑. จัดประชุม", "number", "๑.", (1,), "จัดประชุม"),
        ("๑.จัดประชุม", "number", "๑.", (1,), "จัดประชุม"),
        ("1) จัดประชุม", "number", "1)", (1,), "จัดประชุม"),
        ("(๑) จัดประชุม", "number", "(๑)", (1,), "จัดประชุม"),
        ("๑.๑ จัดประชุม", "number", "๑.๑", (1, 1), "จัดประชุม"),
        ("2.10.3 จัดประชุม", "number", "2.10.3", (2, 10, 3), "จัดประชุม"),
        ("  ๑๒. จัดประชุม", "number", "๑๒.", (12,), "จัดประชุม"),
        ("- จัดประชุม", "dash", "-", (), "จัดประชุม"),
        ("-จัดประชุม", "dash", "-", (), "จัดประชุม"),
        ("– ๓๐ กันยายน", "dash", "–", (), "๓๐ กันยายน"),
        ("• จัดประชุม", "bullet", "•", (), "จัดประชุม"),
        ("e๖ การเผยแพร่", "question", "e๖", (6,), "การเผยแพร่"),
        ("O42 แผน", "question", "O42", (42,), "แผน"),
        ("จัดประชุม", "", "", (), "จัดประชุม"),
        ("๒๕๖๖. ปี", "", "", (), "๒๕๖๖. ปี"),
        ("e-service ใหม่", "", "", (), "e-service ใหม่"),
        ("-5 องศา", "", "", (), "-5 องศา"),
        ("", "", "", (), ""),
    ],
)
def test_what_marks_a_line(line, kind, marker, numbers, body):
    item = parse_line(line)
    assert (item.kind, item.marker, item.numbers, item.body) == (kind, marker, numbers, body)
    assert item.text == line


def test_lines_without_a_marker_go_on_with_the_item_above():
    cell = "หัวข้อ\n๑. ข้อแรก\nต่อจากข้อแรก\n- ข้อย่อย\n๒. ข้อสอง"
    items = split_items(cell)
    assert [item.text for item in items] == [
        "หัวข้อ",
        "๑. ข้อแรก\nต่อจากข้อแรก",
        "- ข้อย่อย",
        "๒. ข้อสอง",
    ]


def test_a_heading_is_a_numbered_line_right_above_a_dash_list():
    assert heading_line(" ๑. หัวข้อ \n- ก\n- ข") == "๑. หัวข้อ"
    assert heading_line("๑. หัวข้อ\nต่อ\n- ก") == ""
    assert heading_line("๑. ก\n๒. ข") == ""
    assert heading_line("- ก\n- ข") == ""
    assert heading_line("๑. ก") == ""
    assert heading_line("") == ""


@given(st.text(alphabet="๑๒19.)(-• eก ข\n\t", max_size=60))
def test_the_items_joined_are_the_cell_as_typed(cell):
    assert "\n".join(item.text for item in split_items(cell)) == cell
