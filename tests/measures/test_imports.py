"""An imported table in the plan: every cell as typed, everything once, all or nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps

from measures.catalogue import ensure_year
from measures.importing.imported import Column
from measures.imports import import_table
from measures.models import (
    Deadline,
    EntryEvent,
    Measure,
    MeasureGroup,
    Plan,
    ProgressEntry,
    Step,
)
from tests.factories import make_unit
from tests.measures.tables import make_row, make_table

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 21)  # fiscal year 2570 has just begun


def bring(table, year=2569, **options):
    return import_table(table, year=year, today=TODAY, **options)


def rows_of_everything() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in apps.get_models()}


def test_a_row_becomes_a_step_with_its_exact_cells():
    row = make_row(
        "๑. หัวข้อ\n- ขั้นตอน  ก\n- ขั้นตอน ข",
        topic="๑. หัวข้อ",
        owner="กองคลัง\nสำนักปลัด อบต.",
        units=("กองคลัง", "สำนักปลัด"),
        period="ต.ค. ๖๘ -\nมี.ค. ๖๙",
        starts=dt.date(2025, 10, 1),
        ends=dt.date(2026, 3, 31),
        follow_up="รายงานภายในเดือนมกราคม",
        due_dates=(dt.date(2026, 1, 31),),
        cadence="monthly",
        extra={"งบประมาณ": "ไม่ใช้"},
    )
    outcome = bring(make_table(row))
    step = Step.objects.get()
    assert step.text == "๑. หัวข้อ\n- ขั้นตอน  ก\n- ขั้นตอน ข"
    assert (step.topic, step.owner_text) == ("๑. หัวข้อ", "กองคลัง\nสำนักปลัด อบต.")
    assert (step.period_text, step.follow_up) == ("ต.ค. ๖๘ -\nมี.ค. ๖๙", "รายงานภายในเดือนมกราคม")
    assert (step.starts, step.ends) == (dt.date(2025, 10, 1), dt.date(2026, 3, 31))
    assert step.cadence == "monthly" and step.extra == {"งบประมาณ": "ไม่ใช้"}
    assert {unit.name for unit in step.units.all()} == {"กองคลัง", "สำนักปลัด"}
    assert [found.due for found in step.deadlines.all()] == [dt.date(2026, 1, 31)]
    assert step.measure.title == "๑.๑ มาตรการบริการ"
    assert step.measure.group.title == "๑. กลุ่มบริการ"
    plan = Plan.objects.get()
    assert plan.title == "มาตรการของสำนักงานทดสอบ"
    assert [(r.code, r.starts, r.ends) for r in plan.rounds.all()] == [
        ("6", dt.date(2025, 10, 1), dt.date(2026, 3, 31)),
        ("12", dt.date(2025, 10, 1), dt.date(2026, 9, 30)),
    ]
    assert not ProgressEntry.objects.exists()
    assert outcome.made == {
        "plans": 1, "groups": 1, "measures": 1, "steps": 1, "entries": 0, "units": 2,
    }  # fmt: skip


def test_a_table_without_a_title_gets_an_official_one():
    bring(make_table(make_row(), title_lines=()))
    assert Plan.objects.get().title.endswith("ประจำปีงบประมาณ พ.ศ. 2569")


def test_a_title_longer_than_a_plan_can_hold_is_cut_and_said():
    outcome = bring(make_table(make_row(), title_lines=("ก" * 600,)))
    assert Plan.objects.get().title == "ก" * 500
    assert len(outcome.warnings) == 1 and "500" in outcome.warnings[0].message
    assert bring(make_table(make_row(), title_lines=("ก" * 600,))).warnings == ()


def test_units_are_met_by_any_of_their_names():
    made = [
        make_unit("สำนักปลัดองค์การบริหารส่วนตำบลทดสอบ", aliases=["สำนัก ปลัด"]),
        make_unit("กองคลังและพัสดุ", short_name="กองคลัง"),
    ]
    outcome = bring(make_table(make_row(units=("สำนักปลัด", "กองคลัง", "กองช่าง"))))
    assert {unit.name for unit in Step.objects.get().units.all()} == {
        made[0].name,
        made[1].name,
        "กองช่าง",
    }
    assert (outcome.made["units"], outcome.found["units"]) == (1, 2)


def test_links_go_to_the_catalogue_of_the_year():
    year = ensure_year(2566)
    table = make_table(
        make_row(questions=("e6", "e99")),
        group={"instrument": "EIT", "indicator": "7"},
        measure={"indicators": ("7", "77"), "questions": ("e6",)},
    )
    bring(table, 2566)
    step = Step.objects.get()
    assert step.measure.group.instrument == year.instruments.get(code="EIT")
    assert step.measure.group.indicator.name == "ประสิทธิภาพการสื่อสาร"
    assert [found.code for found in step.measure.indicators.all()] == ["7"]
    assert [found.code for found in step.measure.questions.all()] == ["e6"]
    assert [found.code for found in step.questions.all()] == ["e6"]


def test_a_measure_named_as_a_part_of_its_indicator_is_linked_to_that_part():
    table = make_table(make_row(), measure={"title": "-ข้อมูล พื้นฐาน", "indicators": ("9",)})
    bring(table, 2566)
    assert [found.code for found in Measure.objects.get().indicators.all()] == ["9", "9.1"]


def test_a_number_from_a_column_of_its_own_is_kept():
    bring(make_table(make_row(), measure={"number": "๔"}))
    assert Step.objects.get().extra == {"ที่": "๔"}


def test_a_number_typed_in_the_title_is_not_told_twice():
    bring(make_table(make_row(), measure={"number": "๑.๑"}))
    assert Step.objects.get().extra == {}


# --- Results ---------------------------------------------------------------------------


def test_a_result_becomes_an_accepted_entry(office):
    row = make_row(
        result="- จัดทำแล้ว  เมื่อวันที่ ๓ เมษายน ๒๕๖๙",
        problems="คนน้อย",
        completed_on=dt.date(2026, 4, 3),
    )
    bring(make_table(row, round="6"), by=office.planner)
    entry = ProgressEntry.objects.get()
    assert entry.narrative == "- จัดทำแล้ว  เมื่อวันที่ ๓ เมษายน ๒๕๖๙"
    assert (entry.problems, entry.suggestions) == ("คนน้อย", "ไม่มี")
    assert entry.completed_on == dt.date(2026, 4, 3)
    assert (entry.state, entry.round.code) == ("accepted", "6")
    assert entry.entered_by == entry.reviewed_by == office.planner and entry.reviewed_at
    event = EntryEvent.objects.get()
    assert (event.entry, event.kind, event.by) == (entry, "recorded", office.planner)
    assert event.snapshot["narrative"] == entry.narrative


def test_a_result_brought_in_by_the_command_has_no_reviewer():
    bring(make_table(make_row(result="แล้ว")))
    entry = ProgressEntry.objects.get()
    assert entry.entered_by is None and entry.reviewed_by is None and entry.reviewed_at is None
    assert entry.state == "accepted"


@pytest.mark.parametrize(
    ("stated", "ends", "year", "expected"),
    [
        ("6", dt.date(2026, 9, 30), 2569, ("6", dt.date(2026, 3, 31))),
        ("12", dt.date(2026, 3, 31), 2569, ("12", dt.date(2026, 9, 30))),
        ("", dt.date(2026, 2, 28), 2569, ("6", dt.date(2026, 2, 28))),
        ("", dt.date(2026, 5, 31), 2569, ("12", dt.date(2026, 5, 31))),
        ("", dt.date(2025, 9, 30), 2569, ("6", dt.date(2026, 3, 31))),  # before the year
        ("", dt.date(2026, 12, 31), 2569, ("12", dt.date(2026, 9, 30))),  # after the year
        ("", None, 2569, ("12", dt.date(2026, 9, 30))),
        ("6", None, 2570, ("6", TODAY)),  # the year is running
        ("12", None, 2570, ("12", TODAY)),
        ("", dt.date(2026, 10, 31), 2570, ("6", dt.date(2026, 10, 31))),
    ],
)
def test_the_day_on_which_a_result_counts(stated, ends, year, expected):
    bring(make_table(make_row(result="แล้ว", ends=ends), round=stated), year)
    entry = ProgressEntry.objects.get()
    assert (entry.round.code, entry.evidence_date) == expected


def test_results_of_a_year_that_has_not_begun_stay_with_the_step():
    row = make_row(result="แล้ว", problems="คนน้อย")
    outcome = bring(make_table(row), 2571)
    assert not ProgressEntry.objects.exists()
    assert Step.objects.get().extra == {"ผลการดำเนินการ": "แล้ว", "ปัญหาและอุปสรรค": "คนน้อย"}
    assert [warning.place for warning in outcome.warnings] == ["row 3"]
    again = bring(make_table(row), 2571)
    assert again.warnings == () and not again.made.total()


def test_problems_without_a_result_stay_with_the_step():
    outcome = bring(make_table(make_row(problems="คนน้อย")))
    assert not ProgressEntry.objects.exists()
    assert Step.objects.get().extra == {"ปัญหาและอุปสรรค": "คนน้อย"}
    assert len(outcome.warnings) == 1


def test_a_locked_round_takes_no_result(office):
    bring(make_table(make_row()))
    Plan.objects.get().rounds.filter(code="6").update(
        locked_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC), locked_by=office.planner
    )
    table = make_table(make_row(result="แล้ว"), make_row("อื่น", result="แล้วเช่นกัน"), round="6")
    outcome = bring(table)
    assert not ProgressEntry.objects.exists()
    assert outcome.made["steps"] == 1 and outcome.made["entries"] == 0
    assert len(outcome.warnings) == 2
    assert Step.objects.get(text="อื่น").extra == {"ผลการดำเนินการ": "แล้วเช่นกัน"}


def test_results_can_be_left_at_home():
    outcome = bring(make_table(make_row(result="แล้ว")), with_results=False)
    assert not ProgressEntry.objects.exists()
    assert outcome.made["steps"] == 1 and outcome.made["entries"] == 0


def test_dates_of_another_year_are_left_out_and_said():
    row = make_row(
        period="๑ ต.ค. ๖๕ - ๓๐ ก.ย. ๖๖",
        starts=dt.date(2022, 10, 1),
        ends=dt.date(2023, 9, 30),
        due_dates=(dt.date(2023, 1, 31),),
    )
    outcome = bring(make_table(row, fiscal_year=2566), 2570)
    step = Step.objects.get()
    assert (step.starts, step.ends) == (None, None) and not Deadline.objects.exists()
    assert step.period_text == "๑ ต.ค. ๖๕ - ๓๐ ก.ย. ๖๖"
    assert len(outcome.warnings) == 1 and "2566" in outcome.warnings[0].message


# --- Once ------------------------------------------------------------------------------


def test_the_same_table_makes_nothing_twice():
    table = make_table(make_row(result="แล้ว"), make_row(result="แล้ว"), make_row("อื่น", result="ข"))
    bring(table)
    before = rows_of_everything()
    outcome = bring(table)
    assert rows_of_everything() == before
    assert not outcome.made.total() and outcome.found["steps"] == outcome.found["entries"] == 3
    assert outcome.warnings == ()


def test_other_blanks_and_digits_are_the_same_row():
    bring(make_table(make_row("๑. จัดทำ แผน\nผัง", result="แล้ว ๕ ครั้ง")))
    before = rows_of_everything()
    bring(make_table(make_row("1. จัดทำแผนผัง", result="แล้ว 5\nครั้ง")))
    assert rows_of_everything() == before


def test_a_changed_result_is_a_further_entry():
    bring(make_table(make_row(result="เริ่มแล้ว"), round="6"))
    outcome = bring(make_table(make_row(result="เสร็จแล้ว"), round="6"))
    assert [e.narrative for e in ProgressEntry.objects.all()] == ["เริ่มแล้ว", "เสร็จแล้ว"]
    assert Step.objects.count() == 1 and len(outcome.warnings) == 1
    assert bring(make_table(make_row(result="เริ่มแล้ว"), round="6")).made.total() == 0


def test_what_the_office_changed_since_stays():
    bring(make_table(make_row(owner="กองคลัง", period="ตลอดปี", result="แล้ว")))
    Step.objects.update(text="ถ้อยคำใหม่", owner_text="กองช่าง")
    Measure.objects.update(title="ชื่อใหม่")
    MeasureGroup.objects.update(title="กลุ่มใหม่")
    ProgressEntry.objects.update(narrative="แก้แล้ว", state="submitted")
    before = rows_of_everything()
    outcome = bring(make_table(make_row(owner="กองคลัง", period="ตลอดปี", result="แล้ว")))
    assert rows_of_everything() == before
    step = Step.objects.get()
    assert (step.text, step.owner_text) == ("ถ้อยคำใหม่", "กองช่าง")
    assert step.measure.title == "ชื่อใหม่" and step.entries.get().narrative == "แก้แล้ว"
    assert len(outcome.warnings) == 1 and outcome.warnings[0].place == "row 3"


def test_a_new_row_joins_the_measure_that_is_there():
    bring(make_table(make_row()))
    Measure.objects.update(title="ชื่อใหม่")
    outcome = bring(make_table(make_row(), make_row("แถวใหม่")))
    assert [s.text for s in Measure.objects.get().steps.all()] == ["จัดทำแผนผังขั้นตอน", "แถวใหม่"]
    assert outcome.made["steps"] == 1 and outcome.made["measures"] == 0


def test_a_measure_met_by_its_title_takes_rows_that_all_changed():
    bring(make_table(make_row()))
    bring(make_table(make_row("แถวใหม่")))
    assert Measure.objects.count() == MeasureGroup.objects.count() == 1
    assert Step.objects.count() == 2


def test_a_plan_made_by_hand_keeps_its_title_and_place():
    bring(make_table(make_row(), title_lines=("แผนเดิม",)))
    bring(make_table(make_row("ข"), group={"title": "๒. กลุ่มอื่น"}, title_lines=("แผนใหม่",)))
    assert Plan.objects.get().title == "แผนเดิม"
    assert [g.title for g in MeasureGroup.objects.all()] == ["๑. กลุ่มบริการ", "๒. กลุ่มอื่น"]


# --- All or nothing ----------------------------------------------------------------------


def test_a_dry_run_says_the_same_and_writes_nothing():
    before = rows_of_everything()
    table = make_table(make_row(units=("กองคลัง",), result="แล้ว"), make_row("ข"))
    told = bring(table, dry_run=True)
    assert rows_of_everything() == before
    done = bring(table)
    assert told.dry_run and not done.dry_run
    assert told.made == done.made and told.found == done.found
    assert "\n".join(told.lines()).splitlines()[1:] == "\n".join(done.lines()).splitlines()[1:]


def test_a_failure_in_the_middle_leaves_nothing(monkeypatch):
    before = rows_of_everything()
    monkeypatch.setattr(EntryEvent.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring(make_table(make_row(units=("กองคลัง",), result="แล้ว")))
    assert rows_of_everything() == before


def test_unknown_columns_are_named():
    columns = (Column("", "งบ\nประมาณ", 7),)
    outcome = bring(make_table(make_row(extra={"งบ\nประมาณ": "5,000"}), unknown_columns=columns))
    assert "งบ ประมาณ" in outcome.warnings[0].message
    assert Step.objects.get().extra == {"งบ\nประมาณ": "5,000"}


@pytest.mark.parametrize("year", [2023, 3000])
def test_a_number_that_is_no_year_writes_nothing(year):
    before = rows_of_everything()
    with pytest.raises(ValueError, match=str(year)):
        bring(make_table(make_row()), year)
    assert rows_of_everything() == before


def test_a_long_table_takes_no_more_queries_a_row(django_assert_max_num_queries):
    ensure_year(2569)
    rows = [make_row(f"แถว {n}", units=("กองคลัง",), result=f"ผล {n}") for n in range(300)]
    with django_assert_max_num_queries(60):
        bring(make_table(*rows))
    assert ProgressEntry.objects.count() == 300
