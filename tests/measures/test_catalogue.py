"""The shipped catalogue: complete, loaded once, never over an office's corrections."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from measures.catalogue import (
    CatalogueExists,
    copy_year,
    ensure_year,
    load_year,
    period_words,
    shipped,
    shipped_years,
)
from measures.models import FiscalYear, GradeScale, Indicator, Instrument, OitItem, Question
from measures.scoring import Band, grade, total

pytestmark = pytest.mark.django_db

COUNTS = {2564: 43, 2565: 43, 2566: 43, 2567: 35, 2568: 28, 2569: 26}


def items(year: int):
    return OitItem.objects.filter(indicator__instrument__fiscal_year__year=year)


def questions(year: int):
    return Question.objects.filter(indicator__instrument__fiscal_year__year=year)


def item(year: int, code: str) -> OitItem:
    return items(year).get(code=code)


def everything() -> dict[str, list]:
    models = (FiscalYear, GradeScale, Instrument, Indicator, Question, OitItem)
    found = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    links = OitItem.succeeds.through.objects.order_by("pk").values()
    return found | {"links": list(links)}


@pytest.fixture
def loaded(db):
    call_command("load_catalogue", stdout=StringIO())


def test_every_year_has_its_items_and_weights(loaded):
    assert shipped_years() == tuple(COUNTS)
    for year, count in COUNTS.items():
        assert items(year).count() == count
        weights = Instrument.objects.filter(fiscal_year__year=year).values_list("code", "weight")
        assert dict(weights) == {"IIT": 30, "EIT": 30, "OIT": 40}
        codes = [found.code for found in items(year).order_by("indicator__position", "position")]
        assert codes == [f"o{number}" for number in range(1, count + 1)]


def test_questions_are_there_only_where_their_words_are_known(loaded):
    for year in (2564, 2565):
        assert questions(year).filter(code__startswith="i").count() == 30
        assert questions(year).filter(code__startswith="e").count() == 15
    assert list(questions(2566).values_list("code", flat=True)) == ["e6", "e7", "e8", "e9", "e10"]
    assert not questions(2567).exists()
    asked_for = questions(2564).get(code="i4")
    assert asked_for.polarity == Question.Polarity.NEGATIVE
    assert len(asked_for.sub_points) == 3
    assert questions(2564).get(code="i11").polarity == Question.Polarity.MIXED


def test_sources_stay_with_the_rows(loaded):
    assert item(2569, "o5").title_confidence == "low"
    assert item(2565, "o5").title_confidence == "high"
    assert {found.weight_confidence for found in Instrument.objects.all()} == {"high", "medium"}
    assert all(FiscalYear.objects.values_list("note", flat=True))


def test_items_of_the_measures_and_the_report(loaded):
    named = {
        year.year: (year.measures_item, year.measures_report_item)
        for year in FiscalYear.objects.all()
    }
    assert named == {
        2564: ("o42", "o43"),
        2565: ("o42", "o43"),
        2566: ("o42", "o43"),
        2567: ("o34", "o35"),
        2568: ("o27", "o28"),
        2569: ("o25", "o26"),
    }


def test_the_grade_scale_of_the_year_decides(loaded):
    def graded(year: int, *values: str) -> str | None:
        found = FiscalYear.objects.get(year=year)
        bands = [Band(b.grade, b.minimum, b.each_minimum) for b in found.grade_scale.bands.all()]
        each = dict(zip(("IIT", "EIT", "OIT"), map(Decimal, values), strict=True))
        weights = {found.code: found.weight for found in found.instruments.all()}
        return grade(total(each, weights), each.values(), bands)

    assert graded(2565, "90.15", "93.68", "89.60") == "A"
    assert graded(2566, "90.15", "93.68", "89.60") == "ผ่านดี"
    assert graded(2566, "84.00", "93.68", "89.60") == "ผ่าน"


@pytest.mark.parametrize(
    ("year", "code", "expected"),
    [
        (2568, "o1", {"o1", "o3"}),
        (2568, "o3", {"o4", "o6"}),
        (2568, "o12", {"o14", "o16"}),
        (2569, "o10", {"o10", "o11"}),
        (2568, "o10", {"o13"}),  # equal but for the length of a dash
        (2566, "o42", {"o42"}),
        (2569, "o2", {"o2"}),
        (2566, "o10", set()),
    ],
)
def test_items_succeed_those_of_the_year_before(loaded, year, code, expected):
    before = item(year, code).succeeds.all()
    assert {found.code for found in before} == expected
    assert all(found.indicator.instrument.fiscal_year.year == year - 1 for found in before)


def test_links_do_not_depend_on_the_order_of_loading():
    for year in (2569, 2567, 2568):
        load_year(year)
    assert {found.code for found in item(2568, "o1").succeeds.all()} == {"o1", "o3"}
    assert {found.code for found in item(2569, "o10").succeeds.all()} == {"o10", "o11"}
    assert questions(2569).count() == 0


def test_loading_again_makes_nothing(loaded):
    before = everything()
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    assert everything() == before
    assert len(out.getvalue().splitlines()) == len(COUNTS)


def test_loading_again_keeps_what_the_office_corrected(loaded):
    corrected = item(2569, "o7")
    corrected.title, corrected.corrected = "หัวข้อที่หน่วยงานแก้", True
    corrected.save()
    year = FiscalYear.objects.get(year=2569)
    year.measures_item, year.set_aside = "o24", ["OIT o8", "IIT 5"]
    year.save()
    item(2569, "o8").delete()
    Indicator.objects.get(instrument__fiscal_year=year, code="5").delete()
    item(2569, "o9").delete()  # lost, not set aside

    made = load_year(2569)

    assert made["items"] == 1 and made["indicators"] == 0
    assert items(2569).filter(code="o9").exists()
    assert not items(2569).filter(code="o8").exists()
    assert item(2569, "o7").title == "หัวข้อที่หน่วยงานแก้"
    assert FiscalYear.objects.get(year=2569).measures_item == "o24"


def test_an_item_moved_to_another_indicator_is_not_added_twice(loaded):
    moved = item(2569, "o8")
    moved.indicator = Indicator.objects.get(instrument__fiscal_year__year=2569, code="9.1")
    moved.save()
    assert load_year(2569)["items"] == 0


def test_a_database_that_is_only_migrated_gets_the_year_it_needs():
    year = ensure_year(2566)
    assert items(2566).count() == 43
    assert not FiscalYear.objects.exclude(pk=year.pk).exists()
    assert ensure_year(2566) == year


def test_a_year_to_come_is_copied_from_the_one_before():
    year = ensure_year(2570)
    assert items(2570).count() == 26
    copied = item(2570, "o10")
    assert [found.code for found in copied.succeeds.all()] == ["o10"]
    assert copied.succeeds.get() == item(2569, "o10")
    assert copied.title_confidence == "copied"
    assert item(2570, "o7").period_text == "2569"
    assert item(2570, "o6").period_text == period_words("cur6", 2570)
    assert year.measures_report_item == "o26" and "2569" in year.note
    indicator = Indicator.objects.get(instrument__fiscal_year=year, code="9.1")
    assert indicator.parent.code == "9"
    assert indicator.succeeds.instrument.fiscal_year.year == 2569


def test_a_year_is_copied_as_the_office_corrected_it():
    ensure_year(2569)
    corrected = item(2569, "o4")
    corrected.title, corrected.period_text = "ข่าวที่ต้องลง", "ทั้งปี"
    corrected.save()
    ensure_year(2570)
    assert item(2570, "o4").title == "ข่าวที่ต้องลง"
    assert item(2570, "o4").period_text == "ทั้งปี"


def test_a_year_before_the_first_is_copied_from_the_one_after():
    ensure_year(2563)
    assert questions(2563).count() == 45
    later, earlier = questions(2564).get(code="e6"), questions(2563).get(code="e6")
    assert later.succeeds == earlier and earlier.succeeds is None


def test_a_year_that_has_a_catalogue_is_not_copied_over():
    source = ensure_year(2568)
    ensure_year(2569)
    before = everything()
    with pytest.raises(CatalogueExists):
        copy_year(source, 2569)
    assert everything() == before


@pytest.mark.parametrize("year", [2023, 0, 25666])
def test_a_number_that_is_no_year_makes_nothing(year):
    with pytest.raises(ValueError, match=str(year)):
        ensure_year(year)
    assert not FiscalYear.objects.exists()


def test_shipped_words_for_periods_are_those_of_their_code():
    words = {
        found["period"]
        for year in shipped_years()
        for instrument in shipped(year)["instruments"]
        for indicator in instrument["indicators"]
        for part in indicator.get("parts", ())
        for found in part["items"]
    }
    assert words <= set(OitItem.Period.values)
    assert period_words("cur6", 2566) == "2566 (6 เดือนแรก: ต.ค. 2565–มี.ค. 2566)"
