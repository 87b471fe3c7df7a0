"""Notices, written with the form of all contents: what it asks, hints at, and lets through."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed
from procurement import plans
from procurement.intake.plan import PlanRow
from procurement.models import PurchaseNotice
from publications import publishing

ADD = reverse("publications:add", args=["purchase_notice"])


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper, backend="accounts.authentication.StaffBackend")
    return client


@pytest.fixture
def plan(office, keeper):
    """The plan of 2570 with two projects."""
    one = plans.begin(2570, unit=office.units.finance, by=keeper)
    rows = [
        PlanRow("ซื้อรถบรรทุกน้ำ", Decimal(2_500_000), "P69100000001"),
        PlanRow("ก่อสร้างลานกีฬา", Decimal(450_000), "P69100000002"),
    ]
    plans.add(one, rows, by=keeper, seen=one.version)
    return one


def typed(keeper, **facts: object) -> dict[str, object]:
    usual = {
        "title": "ประกาศเชิญชวน ซื้อรถบรรทุกน้ำ", "notice_type": "invitation", "number": "12/2570",
        "project_number": "๖๙๑๐๙-๐๐๐๐๐ ๑", "document_date": "20/11/2569", "body": "", "summary": "",
        "unit": keeper.unit_id, "owner": keeper.pk, "version": 1,
    }  # fmt: skip
    return usual | facts


def test_what_makes_a_notice_comes_first(desk):
    page = desk.get(ADD)
    names = [field.name for field in page.context["form"].texts()]
    assert names[:5] == ["title", "notice_type", "number", "project_number", "plan_item"]
    text = page.content.decode()
    for value, label in PurchaseNotice.Type.choices:
        assert f'<option value="{value}">{label}</option>' in text


def test_a_notice_takes_its_year_its_number_and_its_project(desk, keeper, plan):
    item = plan.items.first()
    page = desk.post(ADD, typed(keeper, plan_item=item.pk), follow=True)
    one = PurchaseNotice.objects.get()
    assert (one.project_number, one.plan_item, one.fiscal_year) == ("69109000001", item, 2570)
    assert one.notice_type == "invitation"
    assert not [told for told in page.context["messages"] if told.level_tag == "warning"]
    kept = desk.get(reverse("publications:edit", args=[one.pk])).content.decode()
    assert f'value="{item.pk}" selected' in kept


def test_a_number_that_is_not_of_egp_is_saved_and_hinted_at(desk, keeper):
    page = desk.post(ADD, typed(keeper, project_number="6910900001"), follow=True)
    assert "6910900001" in page.content.decode()
    (told,) = [told for told in page.context["messages"] if told.level_tag == "warning"]
    assert "6910900001" in str(told)
    one = PurchaseNotice.objects.get()
    edit = reverse("publications:edit", args=[one.pk])
    page = desk.post(edit, typed(keeper, project_number=""), follow=True)
    assert not [told for told in page.context["messages"] if told.level_tag == "warning"]


def test_projects_that_were_cancelled_are_not_offered(desk, keeper, plan):
    first, second = plan.items.all()
    publishing.publish(plan, by=keeper, seen=plan.version)
    plans.cancel(plan, second, by=keeper, seen=plan.version, reason="ไม่ได้รับงบประมาณ")
    offered = desk.get(ADD).context["form"].fields["plan_item"]
    labels = [str(label) for _value, label in offered.choices]
    assert labels[1:] == ["2570 P69100000001 ซื้อรถบรรทุกน้ำ"]
    assert desk.post(ADD, typed(keeper, plan_item=second.pk)).status_code == 422
    assert desk.post(ADD, typed(keeper, plan_item=first.pk)).status_code == 302


def test_the_type_is_asked_for(desk, keeper):
    page = desk.post(ADD, typed(keeper, notice_type=""))
    assert page.status_code == 422
    assert "notice_type" in page.context["form"].errors
    assert not PurchaseNotice.objects.exists()


def test_a_notice_without_a_word_and_without_a_file_is_not_published(desk, keeper):
    desk.post(ADD, typed(keeper))
    one = PurchaseNotice.objects.get()
    with pytest.raises(NotAllowed):
        publishing.publish(one, by=keeper, seen=one.version)
    publishing.change(one, facts={"body": "<p>ขอเชิญชวน</p>"}, by=keeper, seen=one.version)
    publishing.publish(one, by=keeper, seen=one.version)
    assert one.is_public()


def test_everybody_finds_a_notice_by_its_project(desk, keeper, plan, client):
    item = plan.items.first()
    facts = typed(keeper, plan_item=item.pk, title="ประกาศเชิญชวน", summary="ตามเอกสาร")
    desk.post(ADD, facts)
    one = PurchaseNotice.objects.get()
    publishing.publish(one, by=keeper, seen=one.version)
    for words in ("69109000001", "รถบรรทุกน้ำ"):
        assert f"/procurement/notices/{one.pk}/" in client.get(
            "/search/", {"q": words}
        ).content.decode()  # fmt: skip


def test_other_kinds_are_asked_nothing_of_this(desk):
    names = [
        field.name for field in desk.get(reverse("publications:add", args=["news"])).context["form"]
    ]
    assert "notice_type" not in names


def test_who_writes_may_draft_a_notice_and_not_publish_it(client, office):
    client.force_login(office.planner, backend="accounts.authentication.StaffBackend")
    facts = typed(office.planner, summary="ตามเอกสาร")
    assert client.post(ADD, facts).status_code == 302
    one = PurchaseNotice.objects.get()
    assert one.document_date == date(2026, 11, 20)
    with pytest.raises(NotAllowed):
        publishing.publish(one, by=office.planner, seen=one.version)


@pytest.mark.parametrize("count", [1, 300])
def test_the_form_asks_the_same_of_a_long_plan(
    desk, plan, keeper, count, django_assert_max_num_queries
):
    rows = [PlanRow(f"โครงการที่ {number}", Decimal(1000)) for number in range(count)]
    plans.add(plan, rows, by=keeper, seen=plan.version)
    with django_assert_max_num_queries(24):
        assert f"โครงการที่ {count - 1}" in desk.get(ADD).content.decode()
