"""Pages that show how the year stands: to whom, what, and at what cost."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from measures import locking
from measures.models import Deadline, EntryEvent, Plan, ProgressEntry, Step
from tests import factories

pytestmark = pytest.mark.usefixtures("february")
YEAR = 2569
LISTS = ["measures:mine", "measures:board", "measures:plan", "measures:rounds", "measures:review"]


def page(client, user, name, *args, **query) -> str:
    client.force_login(user)
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def grow(plan, units, count):
    """`count` steps that are reported on, every third returned, all with a deadline."""
    first = factories.make_step(plan, units=units)
    steps = Step.objects.bulk_create(
        Step(measure=first.measure, text=f"ขั้นตอน {n}", position=n, cadence="monthly")
        for n in range(count - 1)
    )
    through = Step.units.through
    through.objects.bulk_create(through(step=one, unit=unit) for one in steps for unit in units)
    every = [first, *steps]
    Deadline.objects.bulk_create(Deadline(step=one, due=date(2026, 3, 31)) for one in every)
    round_six = plan.rounds.get(code="6")
    entries = ProgressEntry.objects.bulk_create(
        ProgressEntry(
            step=one,
            round=round_six,
            narrative="ทำแล้ว",
            evidence_date=date(2025, 10, 1 + n % 28),
            state="returned" if n % 3 == 1 else "submitted",
            return_reason="ขอรูป" if n % 3 == 1 else "",
        )
        for n, one in enumerate(every)
    )
    EntryEvent.objects.bulk_create(EntryEvent(entry=one, kind="recorded") for one in entries)


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_often_for_one_step_as_for_three_hundred(client, office, plan, name):
    client.force_login(office.planner)
    url = reverse(name, args=[YEAR])

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return [one["sql"] for one in asked]

    units = [office.units.office, office.units.finance]
    grow(plan, units, 1)
    queries()
    few = queries()
    grow(plan, units, 299)
    assert Step.objects.count() == 300
    many = queries()
    assert len(many) == len(few), "\n".join(sql[:160] for sql in many)


# --- who ---------------------------------------------------------------------------------

EVERYONE = ["planner", "head", "palad", "mayor", "clerk", "outsider", "webmaster"]
PLANNER, FINANCE = {"planner"}, {"planner", "clerk", "palad"}
ALL = set(EVERYONE)


def matrix(office, plan, step):
    """(method, address, who is let in); the others get 403, or 404 for another unit's step."""
    entry = factories.make_entry(step)
    measure, group = step.measure, step.measure.group
    first = plan.rounds.get(code="6")
    rows = [
        ("get", "mine", [], ALL),
        ("get", "board", [YEAR], ALL),
        ("get", "plan", [YEAR], ALL),
        ("get", "rounds", [YEAR], ALL),
        ("get", "step", [step.pk], ALL),
        ("get", "record", [step.pk], FINANCE),
        ("post", "record", [step.pk], FINANCE),
        ("get", "entry-edit", [entry.pk], FINANCE),
        ("post", "entry-edit", [entry.pk], FINANCE),
        ("get", "review", [YEAR], PLANNER),
        ("post", "review", [YEAR], PLANNER),
        ("post", "round-lock", [first.pk], PLANNER),
        ("post", "round-unlock", [first.pk], PLANNER),
        ("get", "row-delete", ["steps", step.pk], PLANNER),
        ("post", "row-delete", ["steps", step.pk], PLANNER),
    ]
    editors = [
        ("plan-add", []),
        ("plan-edit", [YEAR]),
        ("group-add", [YEAR]),
        ("group-edit", [group.pk]),
        ("measure-add", [group.pk]),
        ("measure-edit", [measure.pk]),
        ("step-add", [measure.pk]),
        ("step-edit", [step.pk]),
    ]
    for name, args in editors:
        rows += [("get", name, args, PLANNER), ("post", name, args, PLANNER)]
    return rows


@pytest.mark.parametrize("who", EVERYONE)
def test_who_reaches_what(client, office, plan, step, who):
    client.force_login(getattr(office, who))
    for method, name, args, allowed in matrix(office, plan, step):
        url = reverse(f"measures:{name}", args=args)
        status = getattr(client, method)(url).status_code
        let_in = status not in (403, 404)
        assert let_in == (who in allowed), f"{who} {method} {url}: {status}"


def test_a_stranger_is_sent_to_sign_in_everywhere(client, office, plan, step):
    for method, name, args, _allowed in matrix(office, plan, step):
        response = getattr(client, method)(reverse(f"measures:{name}", args=args))
        assert response.status_code == 302
        assert response.url.startswith(reverse("accounts:sign-in"))
    assert ProgressEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "method"),
    [("board", "post"), ("plan", "delete"), ("rounds", "post"), ("review", "put")],
)
def test_wrong_methods(client, office, plan, name, method):
    client.force_login(office.planner)
    response = getattr(client, method)(reverse(f"measures:{name}", args=[YEAR]))
    assert response.status_code == 405


def test_locking_is_never_a_link(client, office, plan):
    client.force_login(office.planner)
    first = plan.rounds.get(code="6")
    for name in ("round-lock", "round-unlock"):
        assert client.get(reverse(f"measures:{name}", args=[first.pk])).status_code == 405


def test_years_without_a_plan_are_not_found(client, office, plan):
    client.force_login(office.planner)
    for name in ("board", "plan", "rounds", "review", "mine"):
        assert client.get(reverse(f"measures:{name}", args=[2599])).status_code == 404


# --- what --------------------------------------------------------------------------------


def test_home_shows_what_waits_in_the_order_of_urgency(client, office, plan):
    mine = {"units": [office.units.finance]}
    factories.make_step(plan, text="งานปกติ", **mine)
    late = factories.make_step(plan, text="งานล่าช้า", ends=date(2026, 1, 31), **mine)
    factories.make_step(plan, text="งานใกล้ครบ", ends=date(2026, 2, 20), **mine)
    returned = factories.make_step(plan, text="งานที่ถูกส่งคืน", **mine)
    entry = factories.make_entry(returned, state="returned", return_reason="ขอภาพเพิ่ม")
    factories.make_step(plan, text="งานของกองช่าง", units=[office.units.works])
    body = page(client, office.clerk, "measures:mine")
    places = [body.index(text) for text in ("งานที่ถูกส่งคืน", "งานล่าช้า", "งานใกล้ครบ", "งานปกติ")]
    assert places == sorted(places)
    assert "ขอภาพเพิ่ม" in body
    assert reverse("measures:entry-edit", args=[entry.pk]) in body
    assert reverse("measures:record", args=[late.pk]) in body
    assert "งานของกองช่าง" not in body


def test_the_home_of_someone_without_work_is_calm(client, office, plan, step):
    assert "จัดประชุมชี้แจง" not in page(client, office.outsider, "measures:mine")
    assert "empty-title" in page(client, office.mayor, "measures:mine")


def test_home_without_any_plan(client, office):
    body = page(client, office.planner, "measures:mine")
    assert reverse("measures:plan-add") in body
    assert reverse("measures:plan-add") not in page(client, office.clerk, "measures:mine")


def test_the_planner_sees_how_many_wait(client, office, plan, step):
    factories.make_entry(step)
    factories.make_entry(step)
    body = page(client, office.planner, "measures:mine")
    assert re.search(r'href="/staff/measures/2569/review/">\s*<span class="stat-number">2<', body)
    assert "/review/" not in page(client, office.clerk, "measures:mine")


def board_rows(body) -> set[str]:
    return set(re.findall(r'<th scope="row"><a href="/staff/measures/steps/\d+/">([^<]+)<', body))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"ก ล่าช้า", "ข ปกติ ๑๒", "ค ไม่มีหน่วย"}),
        ({"standing": "late"}, {"ก ล่าช้า"}),
        ({"standing": "returned"}, set()),
        ({"unit": "none"}, {"ค ไม่มีหน่วย"}),
        ({"words": "ปกติ 12"}, {"ข ปกติ ๑๒"}),
        ({"words": "ไม่มีคำนี้"}, set()),
        ({"missing": "6"}, {"ก ล่าช้า", "ค ไม่มีหน่วย"}),
        ({"instrument": "IIT"}, {"ก ล่าช้า", "ข ปกติ ๑๒", "ค ไม่มีหน่วย"}),
        ({"instrument": "OIT"}, set()),
        ({"standing": "nonsense"}, {"ก ล่าช้า", "ข ปกติ ๑๒", "ค ไม่มีหน่วย"}),
    ],
)
def test_board_filters(client, office, plan, query, expected):
    finance = [office.units.finance]
    late = factories.make_step(plan, text="ก ล่าช้า", units=finance, ends=date(2026, 1, 1))
    late.measure.group.instrument = plan.fiscal_year.instruments.get(code="IIT")
    late.measure.group.save()
    factories.make_entry(factories.make_step(plan, text="ข ปกติ ๑๒", units=finance))
    factories.make_step(plan, text="ค ไม่มีหน่วย")
    body = page(client, office.mayor, "measures:board", YEAR, **query)
    assert board_rows(body) == expected


def test_board_by_unit(client, office, plan):
    finance, works = office.units.finance, office.units.works
    factories.make_step(plan, text="ก", units=[finance], ends=date(2026, 1, 1))
    factories.make_step(plan, text="ข", units=[finance, works])
    body = page(client, office.mayor, "measures:board", YEAR, unit=works.pk)
    assert board_rows(body) == {"ข"}
    rows = re.findall(
        r'unit=\d+">([^<]+)</a></th><td class="number[^>]*>(\d+)</td>.*?>([\d/]+)</td></tr>', body
    )
    assert rows == [("กองคลัง", "1", "0/2"), ("กองช่าง", "0", "0/1")]


def test_step_page_shows_days_entries_and_who_may_change(client, office, step):
    entry = factories.make_entry(step, narrative="<b>ประชุม</b>")
    url = reverse("measures:entry-edit", args=[entry.pk])
    own = page(client, office.clerk, "measures:step", step.pk)
    assert "&lt;b&gt;ประชุม&lt;/b&gt;" in own
    assert "31 มี.ค. 69" in own
    assert url in own
    assert url not in page(client, office.outsider, "measures:step", step.pk)


def test_step_page_of_a_locked_year_says_why_nothing_can_be_recorded(client, office, plan, step):
    for one in plan.rounds.all():
        locking.lock_round(one, by=office.planner)
    record = reverse("measures:record", args=[step.pk])
    assert record not in page(client, office.clerk, "measures:step", step.pk)


def test_hints_stand_beside_and_never_block(client, office, plan):
    finance = [office.units.finance]
    same = factories.make_step(plan, units=finance, text="จัดประชุมชี้แจงเจ้าหน้าที่ทุกคน ปีละ 2 ครั้ง")
    factories.make_entry(same, narrative="จัดประชุมชี้แจงเจ้าหน้าที่ทุกคน ปีละ ๒ ครั้ง")
    body = page(client, office.clerk, "measures:step", same.pk)
    assert body.count('class="hints') == 1


def test_rounds_show_their_history(client, office, plan):
    first = plan.rounds.get(code="6")
    client.force_login(office.planner)
    client.post(reverse("measures:round-lock", args=[first.pk]))
    first.refresh_from_db()
    assert first.locked_by == office.planner
    unlock = reverse("measures:round-unlock", args=[first.pk])
    assert client.post(unlock, {f"round{first.pk}-reason": " "}).status_code == 422
    first.refresh_from_db()
    assert first.locked
    client.post(unlock, {f"round{first.pk}-reason": "เพิ่มภาพกิจกรรม"})
    first.refresh_from_db()
    assert not first.locked
    assert "เพิ่มภาพกิจกรรม" in page(client, office.mayor, "measures:rounds", YEAR)


def test_addresses_without_a_year_lead_to_the_year_under_way(client, office, plan):
    factories.make_plan(2568)
    client.force_login(office.planner)
    for name in ("board", "plan", "review", "rounds"):
        response = client.get(reverse(f"measures:{name}"))
        assert response.url == reverse(f"measures:{name}", args=[YEAR])
    assert Plan.objects.count() == 2


def test_a_long_list_leads_to_the_board_of_the_own_unit(client, office, plan):
    unit = office.units.finance
    grow(plan, [unit], 63)
    body = page(client, office.clerk, "measures:mine")
    [url] = re.findall(r'href="([^"]+standing=returned[^"]*)"', body)
    board = client.get(url.replace("&amp;", "&"))
    assert (board.context["found"], body.count("/entries/")) == (21, 20)


def test_uploads_wait_where_no_other_account_looks(settings):
    folder = settings.FILE_UPLOAD_TEMP_DIR
    assert folder.is_relative_to(settings.DATA_DIR)
    assert folder.stat().st_mode & 0o077 == 0


def test_a_day_that_was_met_is_not_called_overdue(client, office, plan):
    met = factories.make_step(plan, units=[office.units.finance], ends=date(2026, 1, 31))
    with translation.override("en"):
        client.cookies["language"] = "en"
        before = page(client, office.clerk, "measures:step", met.pk)
        factories.make_entry(met)
        after = page(client, office.clerk, "measures:step", met.pk)
    assert "was due 31 Jan 2569, 15 days ago" in before
    assert "was due 31 Jan 2569" in after
    assert "days ago" not in after
