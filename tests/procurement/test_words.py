"""Every word that the room says can be translated."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from procurement import papers, plans, years
from procurement.forms_month import RowForm
from procurement.forms_plan import ItemForm
from procurement.methods import methods
from procurement.models import PlanItem, PurchaseYear
from tests.paper.reading import page_texts
from tests.procurement.conftest import a_row

ROOM = Path(__file__).parents[2] / "procurement"


def gettext_in_f_strings(source: str) -> list[int]:
    """Lines with `_()` inside an f-string, which makemessages passes over without a word."""
    return [
        call.lineno
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "gettext"}
    ]


def test_no_word_hides_from_makemessages_in_an_f_string():
    assert gettext_in_f_strings("f'{_(1)}'") == [1]
    found = {path.name: gettext_in_f_strings(path.read_text()) for path in ROOM.rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


class ThaiWithoutMark(HTMLParser):
    """Thai text in `<main>` whose nearest lang is another one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag not in {"br", "hr", "img", "input", "link", "meta"}:
            self.open.append((tag, dict(attrs).get("lang") or ""))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        langs = [lang for _tag, lang in self.open if lang]
        inside = ("main", "") in self.open and langs[-1:] != ["th"]
        if inside and re.search("[ก-๛]", data):
            self.found.append(data.strip())


def test_an_english_page_marks_what_the_office_wrote_in_thai(begun, desk):
    assert ThaiWithoutMark("<html lang=en><main><p>ก<b lang=th>ข</b>").found == ["ก"]
    one = begun([a_row(1), a_row(2, reason="")])
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for name, key in (("start", None), ("month", one.pk), ("row-add", one.pk)):
        address = reverse(f"procurement-staff:{name}", args=[key] if key else [])
        page = desk.get(address).content.decode()
        assert '<html lang="en"' in page
        assert ThaiWithoutMark(page).found == [], name


def test_the_months_of_a_plan_and_the_methods_are_named_in_the_language_of_the_page(begun, keeper):
    plan = plans.begin(2570, unit=keeper.unit, by=keeper)
    with translation.override("en"):
        months = dict(ItemForm(publication=plan).fields["expected_month"].choices)
        named = dict(RowForm(month=begun(1), row=None, items=PlanItem.objects.none(), place=1)
                     .fields["method"].choices)  # fmt: skip
    assert months["2026-10-01"] == "October 2569"
    assert named["specific"] == methods()["specific"].en


def test_the_printed_report_names_the_day_that_its_page_names(published, keeper):
    published(1)
    report = years.begin(2570, unit=keeper.unit, by=keeper)
    years.draw(report, by=keeper, seen=report.version)
    PurchaseYear.objects.filter(pk=report.pk).update(
        figures_at=datetime(2026, 11, 20, 23, tzinfo=UTC), document_date=date(2026, 9, 30)
    )
    report = PurchaseYear.objects.get(pk=report.pk)
    first = page_texts(papers.year_pdf_of(report))[0]
    assert "ข้อมูล ณ วันที่ ๒๑ เดือน พฤศจิกายน พ.ศ. ๒๕๖๙" in first  # in Thailand
