"""The tables of three real offices through the whole import, by the verb and the command."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO

import openpyxl
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from measures.importing.table import read_table
from measures.imports import import_table
from measures.matching import known_unit_names
from measures.models import FiscalYear, Measure, MeasureGroup, Plan, ProgressEntry, Step
from measures.models.progress import NOTHING_TO_REPORT
from tests.measures.importing.build import workbook
from tests.measures.importing.test_cases import FORMATS, NAMES, cells_of
from tests.measures.importing.test_guard import REFUSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(cases):
    return json.loads((cases / "facts.json").read_text(encoding="utf-8"))


def everything() -> dict[str, int]:
    """How many rows each table of the database has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def year_of(name: str) -> int:
    return int(name[-4:])


def texts_of_the_plan() -> Counter[str]:
    """Every text that the database holds of what a table can say."""
    texts = list(Plan.objects.values_list("title", flat=True))
    texts += MeasureGroup.objects.values_list("title", flat=True)
    texts += Measure.objects.values_list("title", flat=True)
    for step in Step.objects.all():
        texts += [step.text, step.owner_text, step.period_text, step.follow_up]
        texts += step.extra.values()
    for entry in ProgressEntry.objects.all():
        texts += [entry.narrative, entry.problems, entry.suggestions]
    return Counter(text for text in texts if text and text != NOTHING_TO_REPORT)


def run(*arguments) -> str:
    out = StringIO()
    call_command("import_measures", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_in_the_plan_exactly(cases, facts, name, ending):
    path = cases / f"{name}.{ending}"
    run(path, "--year", year_of(name))
    expected = cells_of(path)
    headings = {column.heading for column in read_table(path).columns}
    assert texts_of_the_plan() == Counter(
        {text: count for text, count in expected.items() if text not in headings}
    )
    told = facts[name]
    assert Step.objects.count() == told["rows"] - told["group_rows"]
    assert MeasureGroup.objects.exclude(title="").count() == told["group_rows"]
    assert ProgressEntry.objects.count() == Step.objects.count()
    assert Step.objects.filter(units__isnull=False).exists()


@pytest.mark.parametrize(("first", "second"), [("xlsx", "docx"), ("docx", "xlsx")])
@pytest.mark.parametrize("name", NAMES)
def test_again_and_in_the_other_format_nothing_is_made(cases, name, first, second):
    run(cases / f"{name}.{first}", "--year", year_of(name))
    before, texts = everything(), texts_of_the_plan()
    run(cases / f"{name}.{first}", "--year", year_of(name))
    run(cases / f"{name}.{second}", "--year", year_of(name))
    assert everything() == before
    assert texts_of_the_plan() == texts


def test_with_its_columns_in_another_order_nothing_is_made(cases, office):
    path = cases / "sato-2566.xlsx"
    run(path, "--year", 2566)
    before = everything()
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    title, heading, *body = rows
    order = (3, 0, 4, 2, 1)
    turned = [title, [heading[at] for at in order]]
    merges = []
    for row in body:
        is_group = row[0] and not any(row[1:])
        turned.append(row if is_group else [row[at] for at in order])
        if is_group:
            merges.append(f"A{len(turned)}:E{len(turned)}")
    data = workbook(turned, merges=["A1:E1", *merges])
    table = read_table(data, fiscal_year=2566, known_units=known_unit_names())
    outcome = import_table(table, year=2566, by=office.planner)
    assert everything() == before
    assert outcome.found["steps"] == 14 and not outcome.made.total()


def test_results_stand_in_the_round_that_the_table_names(cases):
    run(cases / "thachang-2566.xlsx", "--year", 2566)
    entries = ProgressEntry.objects.select_related("round")
    assert {entry.round.code for entry in entries} == {"6"}
    assert {str(entry.evidence_date) for entry in entries} == {"2023-03-31"}
    done = entries.get(step__measure__title="-แผนการดำเนินงาน/การบริหารงบประมาณ")
    assert str(done.completed_on) == "2023-04-03"


def test_results_stand_at_the_end_of_the_row_s_period_where_no_round_is_named(cases):
    run(cases / "dankhunthot-2564.docx", "--year", 2564)
    entries = ProgressEntry.objects.select_related("round")
    assert {(entry.round.code, str(entry.evidence_date)) for entry in entries} == {
        ("6", "2021-03-31")
    }


def test_questions_and_indicators_of_the_year_are_linked(cases):
    run(cases / "thachang-2566.docx", "--year", 2566)
    asked = Measure.objects.get(title__startswith="e๖")
    assert [question.code for question in asked.questions.all()] == ["e6"]
    assert [indicator.code for indicator in asked.indicators.all()] == ["7"]
    assert asked.group.instrument.code == "EIT" and asked.group.indicator.code == "7"
    staff = Measure.objects.get(title="-การบริหารและพัฒนา ทรัพยากรบุคคล")
    assert [indicator.code for indicator in staff.indicators.all()] == ["9", "9.4"]


def test_the_command_says_what_it_made_and_every_warning(cases):
    told = run(cases / "sato-2566.xlsx", "--year", "๒๕๖๖").splitlines()
    assert "2566" in told[0]
    assert sum("14" in line for line in told) == 2  # steps and results
    assert len([line for line in told if "row 7" in line or "แถว 7" in line]) == 1
    table = read_table(cases / "sato-2566.xlsx", fiscal_year=2566)
    assert len(told) == 7 + len(table.warnings)


def test_a_dry_run_of_the_command_writes_nothing(cases):
    before = everything()
    told = run(cases / "sato-2566.xlsx", "--year", 2566, "--dry-run")
    assert everything() == before
    done = run(cases / "sato-2566.xlsx", "--year", 2566)
    assert told.splitlines()[1:] == done.splitlines()[1:]


def test_results_can_be_left_out_by_the_command(cases):
    run(cases / "sato-2566.xlsx", "--year", 2566, "--without-results")
    assert Step.objects.count() == 14 and not ProgressEntry.objects.exists()


def test_a_running_year_dates_nothing_after_today(cases, time_machine):
    time_machine.move_to("2023-01-15 09:00 +0700")
    run(cases / "sato-2566.xlsx", "--year", 2566)
    days = {str(entry.evidence_date) for entry in ProgressEntry.objects.all()}
    assert days == {"2023-01-15"}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_writes_nothing(tmp_path, name):
    data, _reason = REFUSED[name]
    path = tmp_path / "table.xlsx"
    path.write_bytes(data)
    before = everything()
    with pytest.raises(CommandError) as refusal:
        run(path, "--year", 2566)
    assert str(refusal.value) and refusal.value.returncode == 1
    assert everything() == before


@pytest.mark.parametrize("year", ["2023", "9999"])
def test_a_year_that_is_none_writes_nothing(cases, year):
    before = everything()
    with pytest.raises(CommandError, match=year):
        run(cases / "sato-2566.xlsx", "--year", year)
    assert everything() == before


def test_a_file_that_is_not_there_writes_nothing(tmp_path):
    with pytest.raises(CommandError, match=r"none\.xlsx"):
        run(tmp_path / "none.xlsx", "--year", 2566)
    with pytest.raises(CommandError):
        run(tmp_path, "--year", 2566)
    assert not FiscalYear.objects.exists()
