"""The plan of a year: begun, its projects, and every change of a public one with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.refusals import NotAllowed, Stale
from procurement import plans
from procurement.intake.plan import PlanRow
from procurement.models import PlanChange, PlanItem, PurchasePlan
from publications import publishing
from publications.moving import NotConfirmed

PAGE = "/procurement/plan/2570/"
WHY = "ได้รับเงินอุดหนุนเพิ่ม"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")


def a_project(number: int = 1, **facts: object) -> PlanRow:
    usual = {
        "title": f"โครงการก่อสร้างถนนสายที่ {number}", "budget": Decimal(400_000 + number),
        "egp_code": f"P6910{number:07}", "expected_month": date(2026, 12, 1),
    }  # fmt: skip
    return PlanRow(**(usual | facts))


@pytest.fixture
def plan(office, keeper):
    """`plan(rows=2)`: that of 2570 as a draft; `plan(public=True)`: the same, public."""

    def make(rows: int = 2, *, public: bool = False) -> PurchasePlan:
        one = plans.begin(2570, unit=office.units.finance, by=keeper)
        if rows:
            many = [a_project(number + 1) for number in range(rows)]
            plans.add(one, many, by=keeper, seen=one.version)
        if public:
            publishing.publish(one, by=keeper, seen=one.version)
        return one

    return make


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper, backend="accounts.authentication.StaffBackend")
    return client


def page_of(one: PurchasePlan, name: str = "plan", *more: int) -> str:
    return reverse(f"procurement-staff:{name}", args=[one.pk, *more])


def typed(one: PurchasePlan, **facts: str) -> dict[str, object]:
    usual = {
        "title": "ซื้อรถบรรทุกน้ำ", "budget": "2,500,000", "egp_code": "P69109999999",
        "expected_month": "2027-01-01", "version": one.version,
    }  # fmt: skip
    return usual | facts


# --- beginning and drafts -------------------------------------------------------------------


def test_a_plan_is_begun_once_for_this_year_or_the_next(office, keeper, plan):
    one = plan(0)
    assert plan(0).pk == one.pk
    assert (one.slug, one.title) == ("plan-2570", "แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2570")
    assert plans.begin(2571, unit=office.units.finance, by=keeper).pk != one.pk
    for year in (2572, 1, 9999):
        with pytest.raises(NotAllowed):
            plans.begin(year, unit=office.units.finance, by=keeper)
    with pytest.raises(NotAllowed):
        plans.begin(2570, unit=office.units.finance, by=office.outsider)


def test_a_draft_is_written_without_a_word_to_anybody(plan, keeper):
    one = plan(3)
    first, second, third = one.items.all()
    dearer = replace(a_project(1), budget=Decimal(900_000))
    assert plans.change(one, first, dearer, by=keeper, seen=one.version)
    plans.remove(one, second, by=keeper, seen=one.version)
    assert [(item.position, item.budget) for item in one.items.all()] == [
        (0, Decimal(900_000)), (1, Decimal(400_003))
    ]  # fmt: skip
    assert not PlanChange.objects.exists()
    with pytest.raises(NotAllowed):
        plans.cancel(one, third, by=keeper, seen=one.version, reason="ไม่ทำแล้ว")
    rows = one.versions.order_by("-number").first().content["rows"]
    assert [row["budget"] for row in rows] == ["900,000.00", "400,003.00"]


def test_an_empty_plan_is_not_published(plan, keeper):
    one = plan(0)
    with pytest.raises(NotAllowed):
        publishing.publish(one, by=keeper, seen=one.version)


def test_what_cannot_be_kept_is_refused_in_words_and_nothing_is_written(plan, keeper):
    one = plan(1)
    wrong = [
        a_project(1, title="รหัสซ้ำกับที่มี"), a_project(2, title=" "), a_project(3, title="ก" * 1001),
        a_project(4, budget=Decimal(-1)), a_project(5, egp_code="9" * 31),
    ]  # fmt: skip
    for row in wrong:
        with pytest.raises(NotAllowed):
            plans.add(one, [a_project(9), row], by=keeper, seen=one.version)
    twice = [a_project(7), a_project(7)]
    with pytest.raises(NotAllowed):
        plans.add(one, twice, by=keeper, seen=one.version)
    many = [a_project(number) for number in range(10, 11 + plans.MOST_ITEMS)]
    with pytest.raises(NotAllowed):
        plans.add(one, many, by=keeper, seen=one.version)
    assert one.items.count() == 1


def test_others_write_nothing(plan, office):
    one = plan(1)
    item = one.items.get()
    for person in (office.planner, office.outsider):
        with pytest.raises(NotAllowed):
            plans.add(one, [a_project(5)], by=person, seen=one.version)
        with pytest.raises(NotAllowed):
            plans.change(one, item, a_project(1), by=person, seen=one.version)
        with pytest.raises(NotAllowed):
            plans.remove(one, item, by=person, seen=one.version)


# --- a public plan --------------------------------------------------------------------------


def test_every_change_of_a_public_plan_is_told_with_its_reason(plan, keeper, client):
    one = plan(2, public=True)
    first, second = one.items.all()
    other = replace(a_project(1), budget=Decimal(350_000), expected_month=date(2027, 2, 1))
    for act in (
        lambda reason: plans.add(one, [a_project(3)], by=keeper, seen=one.version, reason=reason),
        lambda reason: plans.change(one, first, other, by=keeper, seen=one.version, reason=reason),
        lambda reason: plans.cancel(one, second, by=keeper, seen=one.version, reason=reason),
    ):
        with pytest.raises(NotAllowed):
            act("  ")
        act(WHY)
    added, changed, cancelled = PlanChange.objects.all()
    assert [added.kind, changed.kind, cancelled.kind] == ["added", "changed", "cancelled"]
    assert (changed.before["budget"], changed.after["budget"]) == ("400,001.00", "350,000.00")
    with override("en"):
        assert changed.differences() == [
            ("budget (baht)", "400,001.00", "350,000.00"),
            ("month of the announcement", "ธันวาคม 2569", "กุมภาพันธ์ 2570"),
        ]
    assert added.differences() == []
    client.cookies["language"] = "en"
    text = client.get(PAGE).content.decode()
    assert text.count(WHY) >= 3
    assert '<del lang="th">400,001.00</del> → <ins lang="th">350,000.00</ins>' in text
    assert "cancelled on 21 Nov 2569" in text
    assert "<s>โครงการก่อสร้างถนนสายที่ 2</s>" in text


def test_nothing_leaves_a_plan_that_was_public(plan, keeper):
    one = plan(2, public=True)
    first, second = one.items.all()
    with pytest.raises(NotAllowed):
        plans.remove(one, first, by=keeper, seen=one.version)
    publishing.withdraw(one, by=keeper, seen=one.version, reason="ประกาศผิดปี")
    with pytest.raises(NotAllowed):
        plans.remove(one, first, by=keeper, seen=one.version)
    with pytest.raises(NotAllowed):
        plans.cancel(one, first, by=keeper, seen=one.version, reason="")
    plans.cancel(one, first, by=keeper, seen=one.version, reason=WHY)
    with pytest.raises(NotAllowed):  # cancelled once for all
        plans.change(one, first, a_project(8), by=keeper, seen=one.version, reason=WHY)
    with pytest.raises(NotAllowed):
        plans.cancel(one, first, by=keeper, seen=one.version, reason=WHY)
    assert one.items.count() == 2
    assert second.cancelled_on is None


def test_a_change_that_changes_nothing_tells_nothing(plan, keeper):
    one = plan(1, public=True)
    version = one.version
    same = plans.change(one, one.items.get(), a_project(1), by=keeper, seen=version, reason=WHY)
    assert not same
    assert not PlanChange.objects.exists()
    assert PurchasePlan.objects.get().version == version


def test_a_number_of_a_person_is_asked_about_before_the_public_reads_it(plan, keeper):
    one = plan(1, public=True)
    row = a_project(2, title="จ้างนายทดสอบ 1-2345-67890-12-1 ดูแลสวน")
    with pytest.raises(NotConfirmed) as refusal:
        plans.add(one, [row], by=keeper, seen=one.version, reason=WHY)
    assert one.items.count() == 1
    keys = frozenset(found.key for found in refusal.value.found)
    plans.add(one, [row], by=keeper, seen=one.version, reason=WHY, confirmed=keys)
    assert one.items.count() == 2


def test_a_project_that_a_notice_names_stays(plan, keeper, office):
    one = plan(1)
    item = one.items.get()
    publishing.create(
        "purchase_notice",
        facts={"title": "ประกาศเชิญชวน", "notice_type": "invitation", "plan_item": item,
               "unit": office.units.finance, "owner": keeper, "document_date": date(2026, 11, 2)},
        by=keeper,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        plans.remove(one, item, by=keeper, seen=one.version)
    assert PlanItem.objects.filter(pk=item.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_one_does(race, plan, keeper):
    one = plan(1)
    seen = one.version

    def write(number: int) -> None:
        mine = PurchasePlan.objects.get(pk=one.pk)
        plans.add(mine, [a_project(50 + number)], by=keeper, seen=seen)

    errors = [outcome.error for outcome in race(write) if outcome.error]
    assert len(errors) == 1 and isinstance(errors[0], Stale)
    assert one.items.count() == 2


# --- the pages ------------------------------------------------------------------------------


def test_one_press_begins_the_plan(desk):
    begin = reverse("procurement-staff:plan-begin", args=[2570])
    assert begin in desk.get(reverse("procurement-staff:start")).content.decode()
    for _press in range(2):
        page = desk.post(begin, follow=True)
    one = PurchasePlan.objects.get()
    assert page.redirect_chain[-1][0] == page_of(one)
    text = page.content.decode()
    assert page_of(one, "plan-enter") in text and page_of(one, "plan-add") in text
    assert desk.get(begin).status_code == 405
    assert desk.post(begin.replace("2570", "2590")).status_code == 302
    assert desk.post(begin.replace("2570", "99")).status_code == 404
    assert PurchasePlan.objects.count() == 1


def test_projects_are_added_changed_and_taken_out_one_by_one(plan, desk):
    one = plan(0)
    assert desk.post(page_of(one, "plan-add"), typed(one, budget="มาก")).status_code == 422
    for _press in range(2):  # the second press of the same button adds nothing
        assert desk.post(page_of(one, "plan-add"), typed(one)).status_code == 302
    item = one.items.get()
    assert (item.budget, item.expected_month) == (Decimal(2_500_000), date(2027, 1, 1))
    one.refresh_from_db()
    shown = desk.get(page_of(one, "plan-item", item.pk)).content.decode()
    assert "2,500,000.00" in shown and 'value="2027-01-01" selected' in shown
    desk.post(page_of(one, "plan-item", item.pk), typed(one, title="ซื้อรถบรรทุกน้ำ 6 ล้อ"))
    item.refresh_from_db()
    assert item.title == "ซื้อรถบรรทุกน้ำ 6 ล้อ"
    one.refresh_from_db()
    end = page_of(one, "plan-item-end", item.pk)
    assert desk.get(end).status_code == 200
    assert desk.post(end, {"version": one.version}).status_code == 302
    assert desk.post(end, {"version": one.version}).status_code == 302
    assert not one.items.exists()
    assert desk.get(page_of(one, "plan-item", item.pk)).status_code == 302


def test_a_public_plan_asks_on_its_pages_for_the_reason(plan, desk):
    one = plan(1, public=True)
    item = one.items.get()
    assert desk.post(page_of(one, "plan-add"), typed(one)).status_code == 422
    desk.post(page_of(one, "plan-add"), typed(one, reason=WHY))
    one.refresh_from_db()
    end = page_of(one, "plan-item-end", item.pk)
    assert desk.post(end, {"version": one.version}).status_code == 422
    assert desk.post(end, {"version": one.version, "reason": WHY}).status_code == 302
    text = desk.get(page_of(one)).content.decode()
    assert text.count(WHY) >= 2
    assert f'<s lang="th">{item.title}</s>' in text
    assert one.items.filter(cancelled_on=date(2026, 11, 21)).count() == 1


def test_a_stale_page_keeps_what_was_typed(plan, desk, keeper):
    one = plan(1)
    seen = one.version
    plans.add(one, [a_project(7)], by=keeper, seen=seen)
    mine = typed(one, version=seen)
    page = desk.post(page_of(one, "plan-add"), mine)
    assert page.status_code == 409
    assert "ซื้อรถบรรทุกน้ำ" in page.content.decode()
    again = page.context["form"]["version"].value()
    assert desk.post(page_of(one, "plan-add"), mine | {"version": again}).status_code == 302
    assert one.items.count() == 3


PASTE = (
    "ลำดับ\tรหัสแผน\tชื่อโครงการ\tงบประมาณ\tเดือนที่คาดว่าจะประกาศ\n"
    "๑\tP69100000011\tจ้างก่อสร้างลานกีฬา\t๔๕๐,๐๐๐.๐๐\tธ.ค. 2569\n"
    "2\tP69100000012\tซื้อวัสดุก่อสร้าง\t80,000.-\t01/2570\n"
    "รวม\t\t\t530,000\t\n"
)


def test_a_pasted_list_is_looked_at_then_saved_once(plan, desk):
    one = plan(0)
    enter = page_of(one, "plan-enter")
    first = desk.post(enter, {"text": PASTE, "version": one.version})
    assert first.status_code == 200
    assert "จ้างก่อสร้างลานกีฬา" in first.content.decode()
    assert not one.items.exists()
    mark = first.context["form"]["looked_at"].value()
    sent = {"text": PASTE, "version": one.version, "looked_at": mark}
    other = desk.post(enter, sent | {"text": PASTE.replace("80,000", "90,000")})
    assert other.status_code == 200  # shown again before it is saved
    assert not one.items.exists()
    for _press in range(2):
        assert desk.post(enter, sent).status_code == 302
    assert [(item.egp_code, item.budget) for item in one.items.all()] == [
        ("P69100000011", Decimal(450_000)), ("P69100000012", Decimal(80_000))
    ]  # fmt: skip
    one.refresh_from_db()
    known = desk.post(enter, {"text": PASTE, "version": one.version})
    assert known.status_code == 422  # the codes stand there
    assert "P69100000011" in known.content.decode()


def test_a_list_for_a_public_plan_needs_its_reason_to_be_saved(plan, desk):
    one = plan(1, public=True)
    enter = page_of(one, "plan-enter")
    first = desk.post(enter, {"text": PASTE, "version": one.version})
    assert first.status_code == 200
    mark = first.context["form"]["looked_at"].value()
    sent = {"text": PASTE, "version": one.version, "looked_at": mark}
    assert desk.post(enter, sent).status_code == 422
    assert desk.post(enter, sent | {"reason": WHY}).status_code == 302
    assert PlanChange.objects.filter(kind="added", reason=WHY).count() == 2


@pytest.mark.parametrize("text", ["", "   ", "\0", "ก\tข", PASTE.replace("๔๕๐,๐๐๐.๐๐", "มาก")])
def test_a_list_that_was_not_understood_writes_nothing(plan, desk, text):
    one = plan(0)
    page = desk.post(page_of(one, "plan-enter"), {"text": text, "version": one.version})
    assert page.status_code == 422
    assert not one.items.exists()


@pytest.mark.parametrize("person", ["planner", "outsider", "palad"])
def test_who_does_not_keep_the_procurement_finds_no_door(plan, client, office, person):
    one = plan(1)
    item = one.items.get()
    client.force_login(getattr(office, person), backend="accounts.authentication.StaffBackend")
    for address in (
        page_of(one), page_of(one, "plan-add"), page_of(one, "plan-enter"),
        page_of(one, "plan-item", item.pk), page_of(one, "plan-item-end", item.pk),
    ):  # fmt: skip
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in (403, 405)
    assert client.post(reverse("procurement-staff:plan-begin", args=[2571])).status_code == 403
    assert (one.items.count(), PurchasePlan.objects.count()) == (1, 1)


@pytest.mark.parametrize("count", [1, 300])
def test_pages_ask_the_same_of_a_long_plan(
    plan, desk, keeper, count, django_assert_max_num_queries
):
    one = plan(count, public=True)
    more = [a_project(1000 + number) for number in range(count)]
    plans.add(one, more, by=keeper, seen=one.version, reason=WHY)
    with django_assert_max_num_queries(24):
        assert desk.get(page_of(one)).status_code == 200
    with django_assert_max_num_queries(12):
        assert desk.get(PAGE).content.decode().count(WHY) >= count
