"""The plan: made, carried over, changed, ordered, and kept once something was reported."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from accounts.refusals import NotAllowed
from measures import planning
from measures.carry_over import move_fiscal_year, move_years, move_years_in_period
from measures.models import Deadline, Measure, MeasureGroup, Plan, Question, Step
from tests import factories

pytestmark = pytest.mark.usefixtures("february")
YEAR = 2569


def post(client, name, *args, **data):
    return client.post(reverse(f"measures:{name}", args=args), data)


def step_data(step, **changes):
    return {
        "text": step.text,
        "measure": step.measure_id,
        "cadence": step.cadence,
        "place": "stay",
    } | changes


def test_an_empty_plan_has_its_two_rounds(planner, office):
    response = post(planner, "plan-add", year=2570, title="มาตรการ 2570")
    assert response.url == reverse("measures:plan", args=[2570])
    rounds = Plan.objects.get().rounds.order_by("ends").values_list("code", "starts", "ends")
    assert list(rounds) == [
        ("6", date(2026, 10, 1), date(2027, 3, 31)),
        ("12", date(2026, 10, 1), date(2027, 9, 30)),
    ]
    assert Plan.objects.get().fiscal_year.instruments.exists()


def test_a_year_has_one_plan(planner, plan):
    assert post(planner, "plan-add", year=YEAR, title="อีกแผน").status_code == 422
    assert Plan.objects.count() == 1


def test_carrying_over_moves_every_day_and_copies_no_entry(planner, plan, step, office):
    Step.objects.filter(pk=step.pk).update(
        starts=date(2025, 10, 1),
        ends=date(2026, 2, 28),
        cadence="monthly",
        period_text="ต.ค. ๖๘ – ก.พ. ๒๕๖๙",
        owner_text="งานพัสดุ",
        text="ตามแผนปีงบประมาณ พ.ศ. ๒๕๖๙ และ พ.ร.บ. พ.ศ. ๒๕๖๙",
    )
    Deadline.objects.create(step=step, due=date(2026, 3, 31), label="รอบแรก")
    indicator = plan.fiscal_year.instruments.get(code="IIT").indicators.get()
    step.measure.indicators.add(indicator)
    question = Question.objects.create(indicator=indicator, code="i1", text="คำถาม")
    step.questions.add(question)
    factories.make_entry(step)
    new_year = factories.make_year(2570)
    successor = Question.objects.create(
        indicator=new_year.instruments.get(code="IIT").indicators.get(),
        code="i9",
        text="คำถามใหม่",
        succeeds=question,
    )
    response = post(planner, "plan-add", year=2570, title="มาตรการ 2570", source=plan.pk)
    assert response.status_code == 302
    copy = Step.objects.of_year(2570).get()
    assert (copy.starts, copy.ends, copy.cadence) == (
        date(2026, 10, 1),
        date(2027, 2, 28),
        "monthly",
    )
    assert (copy.period_text, copy.owner_text) == ("ต.ค. ๖๙ – ก.พ. ๒๕๗๐", "งานพัสดุ")
    assert copy.text == "ตามแผนปีงบประมาณ พ.ศ. ๒๕๗๐ และ พ.ร.บ. พ.ศ. ๒๕๖๙"
    assert list(copy.units.all()) == [office.units.finance]
    assert list(copy.deadlines.values_list("due", "label")) == [(date(2027, 3, 31), "รอบแรก")]
    assert copy.entries.count() == 0
    assert list(copy.questions.all()) == [successor]
    [linked] = copy.measure.indicators.all()
    assert linked.instrument.fiscal_year == new_year


def test_carrying_over_goes_forward_only(planner, plan, step):
    response = post(planner, "plan-add", year=2568, title="มาตรการ", source=plan.pk)
    assert response.status_code == 422
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2026, 3, 31), 1, date(2027, 3, 31)),
        (date(2027, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 28), 1, date(2029, 2, 28)),
        (date(2026, 4, 15), 2, date(2028, 4, 15)),
    ],
)
def test_days_move_by_years(day, years, expected):
    assert move_years(day, years) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("๑ ตุลาคม ๒๕๖๘ – ๓๐ กันยายน ๒๕๖๙", "๑ ตุลาคม ๒๕๖๙ – ๓๐ กันยายน ๒๕๗๐"),
        ("ต.ค. 68 - มี.ค. 69", "ต.ค. 69 - มี.ค. 70"),
        ("ตามระเบียบ พ.ศ. ๒๕๔๒", "ตามระเบียบ พ.ศ. ๒๕๔๒"),
        ("ตลอดปี", "ตลอดปี"),
    ],
)
def test_years_in_periods_move(text, expected):
    assert move_years_in_period(text, old=2569, by=1) == expected


def test_in_prose_only_the_fiscal_year_moves():
    text = "แผนปีงบประมาณ พ.ศ. 2569 และปีงบประมาณ ๒๕๖๕ ตามหนังสือปี 2569"
    assert move_fiscal_year(text, old=2569, by=1) == text.replace("พ.ศ. 2569", "พ.ศ. 2570", 1)


def test_a_step_is_added_with_units_deadlines_and_links(planner, plan, step, office):
    indicator = plan.fiscal_year.instruments.get(code="IIT").indicators.get()
    question = Question.objects.create(indicator=indicator, code="i1", text="คำถาม")
    response = post(
        planner,
        "step-add",
        step.measure_id,
        text="จัดทำคู่มือ",
        measure=step.measure_id,
        units=[office.units.finance.pk, office.units.works.pk],
        owner_text="งานพัสดุ",
        starts="1/10/2568",
        ends="๓๐ ก.ย. ๖๙",
        deadlines="30/9/2569 (รายงานทั้งปี), 31/3/2569",
        place="stay",
        **{f"questions_{indicator.instrument_id}": [question.pk]},
    )
    made = Step.objects.get(text="จัดทำคู่มือ")
    assert response.url.endswith(f"#steps-{made.pk}")
    assert (made.starts, made.ends) == (date(2025, 10, 1), date(2026, 9, 30))
    assert set(made.units.all()) == {office.units.finance, office.units.works}
    assert list(made.questions.all()) == [question]
    assert list(made.deadlines.values_list("due", "label")) == [
        (date(2026, 3, 31), ""),
        (date(2026, 9, 30), "รายงานทั้งปี"),
    ]
    assert list(step.measure.steps.all())[-1] == made


def test_editing_keeps_what_it_shows(planner, step):
    Deadline.objects.create(step=step, due=date(2026, 3, 31), label="รอบแรก")
    url = reverse("measures:step-edit", args=[step.pk])
    body = planner.get(url).content.decode()
    assert "31/3/2569 (รอบแรก)" in body
    data = step_data(step, deadlines="31/3/2569 (รอบแรก)", units=list(step.units.values_list("pk")))
    data["units"] = [pk for (pk,) in data["units"]]
    kept = step.deadlines.get().pk
    assert planner.post(url, data).status_code == 302
    assert step.deadlines.get().pk == kept
    assert step.units.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deadlines": "31/3/2569, เดือนหน้า"}, "deadlines"),
        ({"deadlines": "31/2/2569"}, "deadlines"),
        ({"starts": "1/3/2569", "ends": "1/2/2569"}, "ends"),
        ({"text": " "}, "text"),
    ],
)
def test_a_bad_step_stays_on_the_page(planner, step, changes, field):
    before = Step.objects.values().get(pk=step.pk)
    response = post(planner, "step-edit", step.pk, **step_data(step, **changes))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    for value in changes.values():
        assert value.strip() in response.content.decode()
    assert Step.objects.values().get(pk=step.pk) == before


def test_rows_move_behind_others_and_to_the_top(planner, plan, step):
    two, three = factories.make_step(plan), factories.make_step(plan)
    post(planner, "step-edit", step.pk, **step_data(step, place=str(three.pk)))
    assert list(step.measure.steps.all()) == [two, three, step]
    post(planner, "step-edit", three.pk, **step_data(three, place="top"))
    assert list(step.measure.steps.all()) == [three, two, step]


def test_a_step_goes_to_the_end_of_another_measure(planner, plan, step):
    other = Measure.objects.create(group=step.measure.group, title="มาตรการอื่น", position=9)
    last = other.steps.create(text="ขั้นตอนสุดท้าย", position=4)
    post(planner, "step-edit", step.pk, **step_data(step, measure=other.pk))
    assert list(other.steps.all()) == [last, step]


def test_a_measure_of_another_year_cannot_be_chosen(planner, step):
    elsewhere = factories.make_step(factories.make_plan(2568)).measure
    data = step_data(step, measure=elsewhere.pk)
    assert post(planner, "step-edit", step.pk, **data).status_code == 422


def test_groups_and_measures_are_added_and_changed(planner, plan):
    instrument = plan.fiscal_year.instruments.get(code="EIT")
    indicator = instrument.indicators.get()
    post(planner, "group-add", YEAR, title="ภายนอก", instrument=instrument.pk)
    group = MeasureGroup.objects.get()
    links = {f"indicators_{instrument.pk}": [indicator.pk]}
    post(planner, "measure-add", group.pk, title="ปรับปรุงระบบ", group=group.pk, **links)
    measure = Measure.objects.get()
    assert (group.instrument, list(measure.indicators.all())) == (instrument, [indicator])
    post(planner, "measure-edit", measure.pk, title="ปรับปรุงใหม่", group=group.pk)
    measure.refresh_from_db()
    assert (measure.title, measure.indicators.count()) == ("ปรับปรุงใหม่", 0)
    assert post(planner, "group-edit", group.pk, title=" ").status_code == 422


@pytest.mark.parametrize("kind", ["groups", "measures", "steps"])
def test_what_was_reported_on_stays(planner, step, kind, office):
    row = {"groups": step.measure.group, "measures": step.measure, "steps": step}[kind]
    entry = factories.make_entry(step, state="returned", return_reason="ขอรูป")
    assert post(planner, "row-delete", kind, row.pk).status_code == 409
    assert Step.objects.filter(pk=step.pk).exists()
    entry.delete()
    assert post(planner, "row-delete", kind, row.pk).status_code == 302
    assert not Step.objects.filter(pk=step.pk).exists()


def test_an_entry_that_came_in_after_the_check_still_protects(step, office, monkeypatch):
    factories.make_entry(step)
    monkeypatch.setattr(planning, "reported_on", lambda row: False)
    with pytest.raises(NotAllowed):
        planning.delete(step, by=office.planner)
    assert Step.objects.filter(pk=step.pk).exists()


def test_everyone_reads_the_plan_and_only_the_planner_gets_the_tools(client, office, plan, step):
    url = reverse("measures:plan", args=[YEAR])
    tool = reverse("measures:step-edit", args=[step.pk])
    client.force_login(office.planner)
    assert tool in client.get(url).content.decode()
    client.force_login(office.mayor)
    body = client.get(url).content.decode()
    assert "จัดประชุมชี้แจง" in body
    assert tool not in body


def test_a_long_plan_begins_with_its_contents(planner, office):
    post(planner, "plan-add", year=2570, title="มาตรการ 2570")
    group = MeasureGroup.objects.create(plan=Plan.objects.get(), title="กลุ่มเดียว", position=1)
    address = reverse("measures:plan", args=[2570])
    for at in range(1, 5):
        assert 'id="contents"' not in planner.get(address).content.decode()
        last = Measure.objects.create(group=group, title=f"มาตรการที่ {at}", position=at)
    page = planner.get(address).content.decode()
    assert f'href="#measures-{last.pk}"' in page and f'id="measures-{last.pk}"' in page
    assert f'href="#groups-{group.pk}"' in page and 'href="#contents"' in page


def test_a_group_without_a_title_is_not_called_by_a_number(planner, plan):
    untitled = MeasureGroup.objects.create(plan=plan, title="", position=0)
    page = planner.get(reverse("measures:plan", args=[YEAR])).content.decode()
    assert f'<h2 id="g{untitled.pk}">{gettext("Measures")}</h2>' in page
