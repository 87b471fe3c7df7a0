"""What holds for any table: nothing is lost, and both formats say the same."""

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from measures.importing.table import read_table
from tests.measures.importing.build import HEADINGS, document, workbook
from tests.measures.importing.test_cases import texts_of, without_places

WORDS = (
    "ทดสอบ",
    "e๖",
    "๑.",
    "๑.๑",
    "- ",
    "(IIT)",
    "มี.ค. 66",
    "กองคลัง",
    "ตัวชี้วัดที่ ๙",
    "  ",
    "\n",
    "<b>",
)
TEXTS = st.one_of(
    st.none(),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join).map(str.strip),
)
ROWS = st.lists(st.lists(TEXTS, min_size=5, max_size=7), min_size=1, max_size=8)


def below_the_heading(rows: list[list[str | None]]) -> list[str | None]:
    """The first row that says anything, as far as its columns have a heading."""
    return next(row for row in rows if any(row))[: len(HEADINGS)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(rows=[[None] * 4 + ["กองคลัง"], [None] * 5 + ["ทดสอบ", "ทดสอบ"]])
@given(rows=ROWS.filter(lambda rows: any(text for row in rows for text in row)))
def test_no_text_is_lost_and_both_formats_agree(rows):
    # Words only where the line above has none are read as that heading's second line.
    assume(any(below_the_heading(rows)))
    padded = [[*HEADINGS, None, None]] + [[*row, *[None] * (7 - len(row))] for row in rows]
    in_sheet, in_word = read_table(workbook(padded)), read_table(document(padded))
    kept = set(texts_of(in_sheet))
    for text in (text for row in rows for text in row if text):
        assert text in kept
    assert without_places(in_sheet.groups) == without_places(in_word.groups)
    assert in_sheet.row_count == sum(any(row) for row in rows)
