from hypothesis import given
from hypothesis import strategies as st

from portal.thai.digits import to_arabic, to_thai


def test_digits_change_and_all_else_stays():
    assert to_thai("ข้อ 10 (2566)") == "ข้อ ๑๐ (๒๕๖๖)"
    assert to_arabic("ร้อยละ ๙๐.๙๙") == "ร้อยละ 90.99"
    assert to_thai(2566) == "๒๕๖๖"


@given(st.text(alphabet=st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_thai_digits_go_back_to_the_same_text(text):
    assert to_arabic(to_thai(text)) == text
    assert not set("0123456789") & set(to_thai(text))
