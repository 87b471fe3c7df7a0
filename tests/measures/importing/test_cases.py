"""The tables of three real offices, each as a workbook and as a Word document."""

import dataclasses
import datetime as dt
import json
from collections import Counter

import docx
import openpyxl
import pytest

from measures.importing.table import ImportedTable, read_table

NAMES = ("sato-2566", "dankhunthot-2564", "thachang-2566")
FORMATS = ("xlsx", "docx")


@pytest.fixture
def facts(cases):
    return json.loads((cases / "facts.json").read_text())


def read(cases, name, ending="xlsx"):
    return read_table(cases / f"{name}.{ending}", filename=f"{name}.{ending}")


def cells_of(path):
    """Every text of the file's table and title, read by other hands than the import's."""
    if path.suffix == ".xlsx":
        rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        texts = [str(value).strip() for row in rows for value in row if value is not None]
    else:
        file = docx.Document(path)
        texts = [paragraph.text.strip() for paragraph in file.paragraphs]
        texts += [
            cell.text.strip() for table in file.tables for row in table.rows for cell in row.cells
        ]
    return Counter(text for text in texts if text)


def texts_of(table: ImportedTable):
    """Every text of the structure that was read."""
    texts = [*table.title_lines, *(column.heading for column in table.columns)]
    for group in table.groups:
        texts.append(group.title)
        for measure in group.measures:
            texts.append(measure.title)
            for step in measure.steps:
                texts += [step.steps, step.owner, step.period, step.follow_up, step.result]
                texts += [step.problems, step.suggestions, *step.extra.values()]
    return Counter(text for text in texts if text)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_s_text_is_kept_exactly_once(cases, name, ending):
    path = cases / f"{name}.{ending}"
    assert texts_of(read_table(path)) == cells_of(path)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_rows_groups_layout_year_and_round_are_as_the_facts_say(cases, facts, name, ending):
    table = read(cases, name, ending)
    told = facts[name]
    assert table.row_count == told["rows"]
    assert table.group_row_count == told["group_rows"]
    assert len(table.steps) == told["rows"] - told["group_rows"]
    assert table.layout == told["layout"]
    assert table.fiscal_year == told["fiscal_year"]
    assert table.round == (told["round"] if told["round"] in ("6", "12") else "")
    assert table.unknown_columns == ()


def without_places(value):
    if dataclasses.is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: without_places(item) for name, item in pairs if name != "place"}
    return [without_places(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", NAMES)
def test_both_formats_give_the_same_structure(cases, name):
    assert without_places(read(cases, name, "xlsx")) == without_places(read(cases, name, "docx"))


@pytest.mark.parametrize("ending", FORMATS)
def test_groups_by_instrument_carry_no_measure_over(cases, ending):
    iit, eit, oit = read(cases, "sato-2566", ending).groups
    assert [group.instrument for group in (iit, eit, oit)] == ["IIT", "EIT", "OIT"]
    assert [len(group.measures) for group in (iit, eit, oit)] == [1, 1, 1]
    assert [len(group.measures[0].steps) for group in (iit, eit, oit)] == [4, 3, 7]
    assert [group.measures[0].number for group in (iit, eit, oit)] == ["๑.๑", "๒.๑", ""]
    assert oit.measures[0].title == ""
    assert {measure.instrument for group in (iit, eit, oit) for measure in group.measures} == {
        "IIT",
        "EIT",
        "OIT",
    }


def test_a_row_of_two_topics_stays_one_row_with_its_first_as_topic(cases):
    table = read(cases, "sato-2566")
    both = [step for step in table.steps if "\n๖. " in step.steps]
    assert len(both) == 1
    assert both[0].topic.startswith("๕. ")
    assert both[0].topic == both[0].steps.split("\n")[0]
    assert all(step.topic for step in table.steps)


def test_owners_and_periods_of_the_first_case(cases):
    steps = read(cases, "sato-2566").steps
    assert steps[0].units == ("สำนักปลัด", "กองคลัง")
    assert (steps[0].starts, steps[0].ends) == (dt.date(2022, 8, 1), dt.date(2023, 9, 30))
    whole_year = (dt.date(2022, 10, 1), dt.date(2023, 9, 30))
    assert {(step.starts, step.ends) for step in steps[1:]} == {whole_year}
    assert [step.number for step in steps] == list(range(1, 15))
    assert [step.number for step in steps if step.all_units] == [3, 5, 6, 7, 8]
    assert steps[8].units == ("สำนักปลัด",)


@pytest.mark.parametrize("ending", FORMATS)
def test_one_row_an_indicator(cases, ending):
    table = read(cases, "dankhunthot-2564", ending)
    (group,) = table.groups
    assert (group.title, group.instrument) == ("", "")
    assert [measure.indicators for measure in group.measures] == [
        (number,) for number in ("2", "4", "6", "7", "8", "9", "10")
    ]
    assert {(step.starts, step.ends, step.units) for step in table.steps} == {
        (dt.date(2021, 1, 1), dt.date(2021, 3, 31), ("สำนักปลัด",))
    }


@pytest.mark.parametrize("ending", FORMATS)
def test_issues_by_indicator_and_question(cases, ending):
    table = read(cases, "thachang-2566", ending)
    assert [(group.indicator, group.instrument) for group in table.groups] == [
        ("9", "OIT"),
        ("10", "OIT"),
        ("7", "EIT"),
    ]
    assert [len(group.measures) for group in table.groups] == [7, 2, 5]
    questions = [measure.questions for measure in table.groups[2].measures]
    assert questions == [("e6",), ("e7",), ("e8",), ("e9",), ("e10",)]
    assert [step.questions for step in table.steps[-5:]] == questions
    assert {measure.indicators for measure in table.groups[2].measures} == {("7",)}


def test_due_months_completion_dates_and_cadences(cases):
    steps = read(cases, "thachang-2566").steps
    assert steps[0].due_dates == (dt.date(2023, 3, 31),)
    assert steps[0].completed_on == dt.date(2023, 1, 31)
    assert steps[2].due_dates == (
        dt.date(2022, 10, 31),
        dt.date(2022, 12, 31),
        dt.date(2023, 4, 30),
    )
    assert steps[2].completed_on == dt.date(2023, 4, 3)
    assert [step.cadence for step in steps[:3]] == ["monthly", "monthly", ""]
    assert [step.cadence for step in steps[-3:]] == ["half-yearly", "half-yearly", "quarterly"]
    assert all(step.completed_on for step in steps)
    assert steps[1].units == (
        "สำนักปลัด",
        "กองคลัง",
        "กองช่าง",
        "กองการศึกษา ศาสนาและวัฒนธรรม",
        "หน่วยตรวจสอบภายใน",
    )


def test_text_like_html_is_kept_and_pointed_at(cases):
    table = read(cases, "thachang-2566")
    measure = table.groups[2].measures[0]
    assert '<input type="checkbox"/>' in measure.title
    assert [warning.place for warning in table.warnings if "HTML" in warning.message] == [
        "sheet “มาตรการ”, cell A15"
    ]
    in_word = read(cases, "thachang-2566", "docx")
    assert [w.place for w in in_word.warnings if "HTML" in w.message] == ["table 1, row 14"]


def test_the_office_s_own_names_of_units_are_given_back(cases):
    known = ("สำนักปลัด อบต.ทดสอบ", "กองการศึกษา")
    steps = read_table(cases / "thachang-2566.xlsx", known_units=known).steps
    assert steps[1].units[0] == "สำนักปลัด อบต.ทดสอบ"
    assert steps[1].units[3] == "กองการศึกษา"
