"""The office's own days: added, removed, remembered, counted by."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import PeopleEvent
from accounts.refusals import NotAllowed, Stale
from portal import calendar_days, freshness
from portal.models import SpecialDay

TODAY = date(2026, 11, 21)
FAIR = date(2026, 11, 27)  # a Friday
CONSTITUTION = date(2026, 12, 10)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-21 09:00+07:00", tick=False):
        yield


@pytest.fixture
def editor(office, client):
    client.force_login(office.webmaster)
    return client


def add(client, day="27/11/2569", name="งานกฐินประจำจังหวัด", works="no"):
    return client.post(reverse("portal:day-add"), {"day": day, "name": name, "works": works})


def test_a_day_off_is_added_seen_counted_by_and_removed(editor, office):
    answer = add(editor)
    row = SpecialDay.objects.get()
    assert answer.headers["Location"] == f"{reverse('portal:days')}#day-{row.pk}"
    assert (row.day, row.name, row.works) == (FAIR, "งานกฐินประจำจังหวัด", False)
    assert calendar_days.calendar().day_off(FAIR) == "งานกฐินประจำจังหวัด"
    page = editor.get(reverse("portal:days")).content.decode()
    assert "27 พฤศจิกายน 2569" in page and "งานกฐินประจำจังหวัด" in page
    assert editor.post(reverse("portal:day-remove", args=[row.pk])).status_code == 302
    again = editor.post(reverse("portal:day-remove", args=[row.pk]))  # pressed twice
    assert (again.status_code, again.url) == (302, reverse("portal:days"))
    assert calendar_days.calendar().works_on(FAIR)
    added, removed = PeopleEvent.objects.order_by("pk")
    assert (added.kind, added.by) == ("office_changed", office.webmaster)
    assert "27 พฤศจิกายน 2569 งานกฐินประจำจังหวัด" in added.after["day"]
    assert (removed.before["day"], removed.after["day"]) == (added.after["day"], "")


def test_the_page_remembers_what_was_done_and_by_whom(editor, office):
    add(editor)
    editor.post(reverse("portal:day-remove", args=[SpecialDay.objects.get().pk]))
    page = editor.get(reverse("portal:days")).content.decode()
    aside = page[page.index('class="history"') :]
    assert aside.count("งานกฐินประจำจังหวัด") == 2
    assert str(office.webmaster) in aside


def test_a_holiday_can_be_worked(editor):
    assert add(editor, "10/12/2569", "ทำงานชดเชยตามมติคณะรัฐมนตรี", "yes").status_code == 302
    assert calendar_days.calendar().works_on(CONSTITUTION)
    listed = editor.get(reverse("portal:days")).context["public"]
    assert CONSTITUTION not in dict(listed)
    assert date(2026, 12, 7) in dict(listed)


def test_the_public_holidays_of_a_year_stand_beside_them(editor):
    listed = editor.get(reverse("portal:days")).context["public"]
    days = [day for day, _name in listed]
    assert days == sorted(days)
    assert (days[0], days[-1]) == (date(2026, 12, 5), date(2027, 10, 25))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"day": "28/11/2569"}, "day"),  # a Saturday is off anyway
        ({"day": "10/12/2569"}, "day"),  # and so is a holiday
        ({"day": "26/11/2569", "works": "yes"}, "day"),  # a Thursday is worked anyway
        ({"day": "27/11/2579"}, "day"),
        ({"day": "30/2/2570"}, "day"),
        ({"day": ""}, "day"),
        ({"name": ""}, "name"),
        ({"works": "maybe"}, "works"),
        ({"works": ""}, "works"),
    ],
)
def test_slips_come_back_with_a_reason(editor, facts, field):
    answer = add(editor, **facts)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not SpecialDay.objects.exists()


def test_a_day_stands_in_the_list_once(editor, office):
    add(editor)
    again = add(editor, name="อีกครั้ง")
    assert again.status_code == 422
    assert "อีกครั้ง" in again.content.decode()
    with pytest.raises(NotAllowed):
        calendar_days.add_day(day=FAIR, name="อีกครั้ง", works=False, by=office.webmaster)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDay.objects.create(day=FAIR, name="อีกครั้ง")
    assert SpecialDay.objects.count() == 1


def test_two_who_add_or_remove_the_same_day_make_one_change(race, office):
    def announce(n):
        calendar_days.add_day(day=FAIR, name=f"{n}", works=False, by=office.webmaster)

    outcomes = race(announce, 3)
    assert SpecialDay.objects.count() == 1
    assert sorted(type(one.error).__name__ for one in outcomes) == [
        *("NoneType", "NotAllowed", "NotAllowed")
    ]
    row = SpecialDay.objects.get()
    outcomes = race(lambda n: calendar_days.remove_day(row, by=office.webmaster), 2)
    assert sum(isinstance(one.error, Stale) for one in outcomes) == 1
    assert PeopleEvent.objects.filter(after__has_key="day").count() == 2


def test_a_change_makes_kept_days_old_in_every_process(
    office, settings, django_capture_on_commit_callbacks
):
    settings.KEEP_PARTS = True
    freshness.touch_now()
    assert calendar_days.calendar().works_on(FAIR)
    with django_capture_on_commit_callbacks(execute=True):
        row = calendar_days.add_day(day=FAIR, name="งาน", works=False, by=office.webmaster)
    assert not calendar_days.calendar().works_on(FAIR)
    with django_capture_on_commit_callbacks(execute=True):
        calendar_days.remove_day(row, by=office.webmaster)
    assert calendar_days.calendar().works_on(FAIR)


def test_kept_days_cost_no_query(office, settings, django_assert_num_queries):
    settings.KEEP_PARTS = True
    freshness.touch_now()
    calendar_days.calendar()
    with django_assert_num_queries(0):
        calendar_days.calendar()


def test_only_who_keeps_the_settings_reaches_the_days(client, office):
    row = SpecialDay.objects.create(day=FAIR, name="งาน")
    pages = [reverse("portal:days"), reverse("portal:day-add")]
    act = reverse("portal:day-remove", args=[row.pk])
    for address in pages:
        assert client.get(address).status_code == 302
    for person in (office.clerk, office.mayor, office.planner):
        client.force_login(person)
        assert [client.get(address).status_code for address in pages] == [403, 403]
        assert client.post(act).status_code == 403
    client.force_login(office.webmaster)
    assert client.get(act).status_code == 405
    assert SpecialDay.objects.exists()
