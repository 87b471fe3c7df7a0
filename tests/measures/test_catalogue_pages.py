"""The pages of the catalogue: found, corrected, added, removed, copied, by those who may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.catalogue import ensure_year, load_year
from measures.models import FiscalYear, Indicator, Instrument, Measure, OitItem, Question
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    return ensure_year(2565)


def items(year):
    return OitItem.objects.filter(indicator__instrument__fiscal_year=year)


def item(year, code: str) -> OitItem:
    return items(year).get(code=code)


def question(year, code: str) -> Question:
    return Question.objects.get(indicator__instrument__fiscal_year=year, code=code)


def browse(client, year, **filters):
    return client.get(reverse("measures:catalogue", args=[year.year]), filters)


def edit_url(row) -> str:
    kind = {OitItem: "items", Question: "questions", Indicator: "indicators"}[type(row)]
    return reverse("measures:catalogue-edit", args=[kind, row.pk])


def as_typed(client, url: str) -> dict:
    """What the form of a page would send when nothing is changed."""
    form = client.get(url).context["form"]
    return {field.name: field.value() for field in form if field.value() is not None}


def listed(response) -> set[str]:
    codes: set[str] = set()

    def gather(branch) -> None:
        codes.update(row.code for row in (*branch.questions, *branch.items))
        for part in branch.parts:
            gather(part)

    for trunk in response.context["trunks"]:
        for branch in trunk.branches:
            gather(branch)
    return codes


def test_a_year_shows_everything_that_is_asked(planner, year):
    response = browse(planner, year)
    content = response.content.decode()
    assert response.context["count"] == 30 + 15 + 43 == len(listed(response))
    for row in items(year):
        assert row.title.replace("&", "&amp;") in content
    assert question(year, "i4").sub_points[0] in content


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "o๔๒"}, {"o42"}),
        ({"q": "เจตจำนง"}, set()),
        ({"q": "e-service"}, {"o17"}),
        ({"instrument": "EIT"}, {f"e{n}" for n in range(1, 16)}),
        ({"q": "ประสิทธิภาพการสื่อสาร"}, {f"e{n}" for n in range(6, 11)}),
        ({"instrument": "IIT", "q": "E-Service"}, set()),
        ({"instrument": "nonsense", "q": "E-Service"}, None),
    ],
)
def test_the_list_is_filtered(planner, year, filters, expected):
    response = browse(planner, year, **filters)
    found = listed(response)
    assert len(found) == response.context["count"]
    assert found == (expected if expected is not None else listed(browse(planner, year)))


def test_the_page_takes_the_same_queries_whatever_it_lists(planner, year):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            browse(planner, year)
        return len(queries)

    browse(planner, year)  # the first request of a session writes when it was seen
    whole = count()
    Question.objects.filter(indicator__instrument__fiscal_year=year).exclude(code="i1").delete()
    items(year).exclude(code="o1").delete()
    assert count() == whole


def test_an_item_is_corrected_and_stays_so(planner, year):
    row = item(year, "o7")
    data = as_typed(planner, edit_url(row)) | {
        "title": "ข่าวที่\r\n ต้องลง",
        "must_contain": "ข่าวของปีนี้\n\n  ภาพประกอบ ",
        "period": "cur6",
    }
    assert planner.post(edit_url(row), data).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.must_contain) == ("ข่าวที่ ต้องลง", ["ข่าวของปีนี้", "ภาพประกอบ"])
    assert row.corrected and row.period_text.startswith("2565 (6 เดือนแรก")
    load_year(2565)
    row.refresh_from_db()
    assert row.title == "ข่าวที่ ต้องลง"


def test_links_to_the_year_before_are_corrected_by_code(planner, year):
    ensure_year(2566)
    row = item(FiscalYear.objects.get(year=2566), "o30")
    data = as_typed(planner, edit_url(row))
    assert data["succeeds_codes"] == "o32, o33"
    planner.post(edit_url(row), data | {"succeeds_codes": "o๓๓ o1"})
    assert {found.code for found in row.succeeds.all()} == {"o33", "o1"}
    refused = planner.post(edit_url(row), data | {"succeeds_codes": "o99"})
    assert refused.status_code == 422 and "o99" in str(refused.context["form"].errors)


def test_a_renumbered_row_does_not_come_back_under_its_old_code(planner, year):
    row = item(year, "o43")
    planner.post(edit_url(row), as_typed(planner, edit_url(row)) | {"code": "o๔๔"})
    assert load_year(2565)["items"] == 0
    assert {"o44"} == {found.code for found in items(year)} - {f"o{n}" for n in range(1, 43)}


def test_a_code_stands_once_in_a_year(planner, year):
    row = item(year, "o1")
    response = planner.post(edit_url(row), as_typed(planner, edit_url(row)) | {"code": "o2"})
    assert response.status_code == 422 and "code" in response.context["form"].errors


def test_a_question_is_added_to_a_year_without_texts(planner):
    year = ensure_year(2568)
    indicator = Indicator.objects.get(instrument__fiscal_year=year, code="7")
    url = reverse("measures:catalogue-add", args=[2568, "questions"])
    data = {
        "indicator": indicator.pk,
        "code": "e๔",
        "text": "ท่านเข้าถึงข้อมูลได้ง่ายเพียงใด",
        "sub_points": "",
        "scale": "",
        "polarity": "+",
    }
    assert planner.post(url, data).status_code == 302
    added = question(year, "e4")
    assert added.corrected and added.indicator == indicator
    assert planner.post(url, data).status_code == 422


def test_an_item_is_added_with_its_period_in_words(planner, year):
    indicator = Indicator.objects.get(instrument__fiscal_year=year, code="9.1")
    url = reverse("measures:catalogue-add", args=[2565, "items"])
    planner.post(
        url, {"indicator": indicator.pk, "code": "o44", "title": "ข้อใหม่", "period": "prev"}
    )
    added = item(year, "o44")
    assert added.period_text == "2564"
    assert added.position > item(year, "o9").position


def test_an_indicator_of_another_year_is_refused(planner, year):
    other = Indicator.objects.filter(instrument__fiscal_year=ensure_year(2568)).first()
    url = reverse("measures:catalogue-add", args=[2565, "items"])
    response = planner.post(url, {"indicator": other.pk, "code": "o44", "title": "ข้อใหม่"})
    assert response.status_code == 422 and "indicator" in response.context["form"].errors


def test_a_sub_indicator_is_added_below_its_indicator(planner, year):
    oit = Instrument.objects.get(fiscal_year=year, code="OIT")
    nine = Indicator.objects.get(instrument=oit, code="9")
    url = reverse("measures:catalogue-add", args=[2565, "indicators"])
    data = {"instrument": oit.pk, "parent": nine.pk, "code": "9.6", "name": "ข้อมูลเปิด"}
    assert planner.post(url, data).status_code == 302
    assert Indicator.objects.get(instrument=oit, code="9.6").parent == nine
    iit = Instrument.objects.get(fiscal_year=year, code="IIT")
    wrong = planner.post(url, data | {"instrument": iit.pk, "code": "9.7"})
    assert wrong.status_code == 422 and "parent" in wrong.context["form"].errors


def test_a_row_is_removed_after_asking_and_stays_away(planner, year):
    row = item(year, "o5")
    url = reverse("measures:catalogue-remove", args=["items", row.pk])
    assert planner.get(url).status_code == 200
    assert items(year).filter(code="o5").exists()
    assert planner.post(url).status_code == 302
    assert not items(year).filter(code="o5").exists()
    assert load_year(2565)["items"] == 0


def test_what_is_used_is_not_removed(planner, year):
    plan = factories.make_plan(2565)
    factories.make_step(plan)
    asked = question(year, "e6")
    Measure.objects.get().questions.add(asked)
    for row in (asked, asked.indicator):
        kind = "questions" if row is asked else "indicators"
        url = reverse("measures:catalogue-remove", args=[kind, row.pk])
        response = planner.post(url)
        assert response.status_code == 200 and response.context["uses"]
        assert type(row).objects.filter(pk=row.pk).exists()
        assert planner.get(edit_url(row)).context["uses"]


def test_weights_must_sum_to_100(planner, year):
    url = reverse("measures:catalogue-facts", args=[2565])
    by_code = {found.code: found.pk for found in year.instruments.all()}
    data = as_typed(planner, url)
    wrong = planner.post(url, data | {f"weight_{by_code['OIT']}": "๓๕.๕"})
    assert wrong.status_code == 422
    assert "95.5" in str(wrong.context["form"].non_field_errors())
    assert Instrument.objects.get(pk=by_code["OIT"]).weight == 40
    right = data | {f"weight_{by_code['OIT']}": "50", f"weight_{by_code['IIT']}": "20"}
    assert planner.post(url, right | {"measures_item": "o41"}).status_code == 302
    weights = {found.code: (found.weight, found.corrected) for found in year.instruments.all()}
    assert weights == {"IIT": (20, True), "EIT": (30, False), "OIT": (50, True)}
    year.refresh_from_db()
    assert year.measures_item == "o41"


# --- Grades ------------------------------------------------------------------------------


def grades_of(year) -> list[tuple]:
    year.refresh_from_db()
    bands = year.grade_scale.bands.order_by("position")
    return [(b.grade, str(b.minimum), b.each_minimum and str(b.each_minimum)) for b in bands]


@pytest.fixture
def grades_url(year) -> str:
    return reverse("measures:catalogue-grades", args=[year.year])


def test_the_grades_of_every_year_with_the_scale_are_corrected(planner, year, grades_url):
    other = ensure_year(2564)
    data = as_typed(planner, grades_url) | {"minimum_1": "๘๔.๕", "each_0": "95"}
    assert planner.post(grades_url, data).status_code == 302
    assert grades_of(year)[:2] == [("AA", "95.00", "95.00"), ("A", "84.50", None)]
    assert grades_of(other) == grades_of(year) and len(grades_of(year)) == 7
    load_year(2565)
    assert grades_of(year)[1] == ("A", "84.50", None)


def test_the_grades_of_one_year_become_its_own(planner, year, grades_url):
    other = ensure_year(2564)
    before = grades_of(other)
    data = as_typed(planner, grades_url) | {"only_this_year": "on", "name": "ของปี 2565"}
    data |= {"grade_6": "", "minimum_5": "0"}
    assert planner.post(grades_url, data).status_code == 302
    assert [grade for grade, *_rest in grades_of(year)] == ["AA", "A", "B", "C", "D", "E"]
    assert grades_of(other) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum_6": "1"},  # nothing below 1
        {"minimum_1": "96"},  # not in order
        {"grade_1": "AA"},  # twice
        {"minimum_2": ""},
        {"minimum_0": "101"},
        {"name": "ผ่าน–ต้องปรับปรุง"},  # another scale's
        {"only_this_year": "on"},  # the shared scale's name
    ],
)
def test_grades_that_cannot_be_are_refused(planner, year, grades_url, wrong):
    before = grades_of(year)
    response = planner.post(grades_url, as_typed(planner, grades_url) | wrong)
    assert response.status_code == 422
    assert grades_of(year) == before


def test_a_year_is_copied_to_the_next(planner):
    ensure_year(2569)
    shown = planner.get("/staff/measures/catalogue/2569/")
    assert shown.context["next_year"] == 2570
    response = planner.post(reverse("measures:catalogue-open", args=[2570]))
    assert response.status_code == 302
    assert items(FiscalYear.objects.get(year=2570)).count() == 26
    assert planner.get("/staff/measures/catalogue/2569/").context["next_year"] is None
    planner.post(reverse("measures:catalogue-open", args=[2570]))
    assert items(FiscalYear.objects.get(year=2570)).count() == 26


def test_on_a_database_that_is_only_migrated_a_year_can_be_opened(planner):
    response = planner.get("/staff/measures/catalogue/")
    assert response.status_code == 200 and 2569 in response.context["addable"]
    assert not FiscalYear.objects.exists()
    planner.post(reverse("measures:catalogue-open", args=[2569]))
    assert planner.get("/staff/measures/catalogue/").context["year"].year == 2569
    assert planner.post(reverse("measures:catalogue-open", args=[1])).status_code == 404


def test_all_staff_read_and_only_planners_correct(office, year):
    row = item(year, "o1")
    before = row.title
    for who in ("head", "palad", "mayor", "clerk", "outsider", "webmaster"):
        client = Client()
        client.force_login(getattr(office, who))
        shown = browse(client, year)
        assert shown.status_code == 200 and edit_url(row) not in shown.content.decode()
        for url in (
            edit_url(row),
            reverse("measures:catalogue-facts", args=[2565]),
            reverse("measures:catalogue-grades", args=[2565]),
            reverse("measures:catalogue-add", args=[2565, "items"]),
            reverse("measures:catalogue-remove", args=["items", row.pk]),
        ):
            assert client.get(url).status_code == 403
            assert client.post(url, {"title": "x"}).status_code == 403
        assert client.post(reverse("measures:catalogue-open", args=[2570])).status_code == 403
    row.refresh_from_db()
    assert row.title == before and not FiscalYear.objects.filter(year=2570).exists()


def test_strangers_are_sent_to_the_sign_in_page(client, year):
    assert browse(client, year).status_code == 302
    assert client.post(edit_url(item(year, "o1"))).status_code == 302


@pytest.mark.parametrize("path", ["2023/", "2565/nonsense/add/", "nonsense/1/", "items/999999/"])
def test_what_does_not_exist_is_not_found(planner, year, path):
    assert planner.get(f"/staff/measures/catalogue/{path}").status_code == 404
