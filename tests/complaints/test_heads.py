"""The published head: the same day's once, telling nothing, impossible to make again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaints.models import AuditRow, PublishedHead
from complaints.sealed.recording import link_of
from complaints.sealing import Mistyped
from complaints.upkeep import heads
from tests.complaints.offices import complain

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
ADDRESS = "/complaints/heads/"


def test_a_day_is_published_once_with_the_row_that_ends_it():
    head = heads.publish(TODAY)
    assert (head.day, heads.publish(TODAY)) == (date(2026, 11, 20), None)
    row = AuditRow.objects.get()
    assert row.event[0] == "day ended"
    assert row.event[4] == "2026-11-20"
    assert head.printed == link_of(row).head.printed()


def test_two_machines_at_once_publish_one(race, transactional_db):
    outcomes = race(lambda: heads.publish(TODAY), 3)
    assert [one.error for one in outcomes] == [None] * 3
    assert len([one for one in outcomes if one.value]) == 1
    assert PublishedHead.objects.count() == AuditRow.objects.count() == 1


def test_the_signs_change_each_night_whether_or_not_anything_came(handling):
    quiet = [heads.signs_of(heads.publish(TODAY + timedelta(days=n))) for n in range(3)]
    complain()
    busy = heads.signs_of(heads.publish(TODAY + timedelta(days=3)))
    assert len({*quiet, busy}) == 4
    assert {len(one) for one in (*quiet, busy)} == {79}  # 64 signs in groups of four


def test_the_page_does_not_tell_how_many_rows_the_chain_has(handling, client):
    complain()
    head = heads.publish(TODAY)
    page = client.get(ADDRESS)
    signs = heads.signs_of(head)
    assert f"<strong>{signs[:19]}</strong> {signs[20:]}</code>" in page.text
    assert head.printed not in page.text
    assert "20 พฤศจิกายน 2569" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert not page.cookies


def test_a_month_is_chosen_and_nonsense_is_the_latest(client):
    for day in (date(2026, 10, 15), date(2026, 11, 3), date(2026, 11, 4)):
        heads.publish(day)
    assert [row["day"].day for row in client.get(ADDRESS).context["rows"]] == [3, 2]
    october = client.get(ADDRESS, {"month": "2026-10"})
    assert [row["day"] for row in october.context["rows"]] == [date(2026, 10, 14)]
    for nonsense in ("2026-13", "x", "", "2020-01", "'"):
        rows = client.get(ADDRESS, {"month": nonsense}).context["rows"]
        assert [row["day"].day for row in rows] == [3, 2], nonsense


def test_without_any_the_page_says_so(client):
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert page.context["rows"] == []
    assert client.post(ADDRESS).status_code == 405


def test_what_was_noted_leads_back_to_its_row(handling):
    head = heads.publish(TODAY)
    complain()
    signs = heads.signs_of(head)
    for noted in (signs, signs.replace(" ", ""), signs[:19].upper(), head.printed):
        assert heads.read_noted(noted).printed() == head.printed
    for mistyped in ("", "0a1b", "z" * 20, signs[:15]):
        with pytest.raises(Mistyped):
            heads.read_noted(mistyped)
    with pytest.raises(heads.NotInChain):
        heads.read_noted("0" * 16)
