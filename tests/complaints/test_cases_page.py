"""The officers' list: who finds which case in it, in which order, by which words."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.handling import casework
from complaints.handling.casework import Seen
from complaints.models import Case, Epoch, Item, Wrap
from complaints.sealed.writing import write_text
from tests.complaints.offices import complain, unlock

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LIST = "complaints-staff:cases"


def numbers(answer) -> list[str]:
    return [str(row.case) for row in answer.context["rows"]]


def received(case: Case, days_ago: int) -> Case:
    """The case as if it had come so many days ago."""
    day = TODAY - timedelta(days=days_ago)
    Case.objects.filter(pk=case.pk).update(received_on=day, last_item_on=day)
    return case


def copies(case: Case, count: int) -> None:
    """So many more rows of the list, cheaply: the same blobs, which nobody can open there."""
    story, epoch = case.items.get(kind="story"), case.epochs.get()
    last = Case.objects.latest("number").number
    for number in range(last + 1, last + 1 + count):
        pk = uuid4()
        row = Case.objects.get(pk=case.pk)
        row.pk, row.number, row.locator = pk, number, pk.bytes
        row.save(force_insert=True)
        own = Epoch.objects.create(
            case=row, number=1, public=epoch.public, mark=epoch.mark, begun_on=TODAY
        )
        Wrap.objects.bulk_create(
            Wrap(epoch=own, role=one.role, blob=one.blob) for one in epoch.wraps.all()
        )
        Item.objects.create(
            case=row, place=1, epoch=1, kind="story", author=story.author, blob=story.blob,
            wrapped_key=story.wrapped_key, mark=story.mark, on_day=TODAY,
        )  # fmt: skip


def test_the_most_pressing_case_is_on_top_and_closed_ones_at_the_end(client, handling):
    fresh = complain("ใหม่").case
    old = received(complain("เก่ามาก").case, 40)
    closed = received(complain("ปิดแล้ว").case, 60)
    casework.close(
        closed, "thin", "จบ", by=handling.head.row, seen=Seen(uuid4(), 1, closed.items_count)
    )
    unlock(client, handling.head)
    answer = client.get(reverse(LIST))
    assert numbers(answer) == [str(old), str(fresh), str(closed)]
    assert [row.overdue for row in answer.context["rows"]] == [True, False, False]
    assert [row.teaser for row in answer.context["rows"]] == ["เก่ามาก", "ใหม่", "ปิดแล้ว"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_filters_narrow_the_list(client, handling):
    first = complain("ก", category="bribery").case
    second = received(complain("ข", category="abuse").case, 40)
    Case.objects.filter(pk=first.pk).update(assigned_to=handling.head.row)
    Case.objects.filter(pk=second.pk).update(fiscal_year=first.fiscal_year - 1)
    second.refresh_from_db()
    unlock(client, handling.head)

    def found(**query) -> list[str]:
        return numbers(client.get(reverse(LIST), query))

    both = [str(second), str(first)]
    assert found() == found(state="nonsense", page="x") == both
    assert found(category="bribery") == found(mine="on") == [str(first)]
    assert found(state="overdue") == found(year=second.fiscal_year) == [str(second)]
    assert found(state="received") == found(state="open") == both
    assert found(state="closed") == []
    assert 'class="empty"' in client.get(reverse(LIST), {"state": "closed"}).content.decode()


def test_words_are_found_wherever_an_officer_may_read_and_stand_in_no_address(client, handling):
    one = complain("เห็นรถน้ำจอดที่บ้านกำนัน", identity={"name": "สมปอง"})
    two = complain("เรื่องอื่น", details={"where": "ท่าทราย"})
    write_text(two.case, Item.Kind.NOTE, handling.head.row.role, "เทียบกับรถน้ำคันที่ ๒")
    unlock(client, handling.clerk)

    def found(words: str) -> list[str]:
        answer = client.post(reverse(LIST), {"q": words})
        assert answer.status_code == 200
        return sorted(numbers(answer))

    assert found("รถน้ำ") == sorted([str(one.case), str(two.case)])
    assert found("รถน้ำ กำนัน") == [str(one.case)]
    assert found("คันที่ 2") == found("ท่าทราย") == [str(two.case)]
    assert found(str(one.case)) == [str(one.case)]
    assert found("สมปอง") == []  # who reported it is opened for a reason alone
    assert found("") == sorted([str(one.case), str(two.case)])
    form = client.get(reverse(LIST)).content.decode()
    assert '<form class="filter-form cases-search" method="post"' in form


def test_whom_a_case_concerns_does_not_find_it_anywhere(client, handling):
    case = complain("ว่าด้วยหัวหน้า", accused_posts=[handling.office.posts.head.pk]).case
    unlock(client, handling.head)
    for answer in (
        client.get(reverse(LIST)),
        client.get(reverse(LIST), {"year": case.fiscal_year}),
        client.post(reverse(LIST), {"q": str(case)}),
        client.post(reverse(LIST), {"q": "หัวหน้า"}),
    ):
        assert numbers(answer) == []
        text = answer.content.decode()
        assert f'case-number">{case}' not in text
        assert case.pk.hex not in text.replace("-", "")


def test_a_changed_story_is_marked_and_hides_no_other(client, handling):
    bad, good = complain("เรื่องที่ถูกแก้").case, complain("เรื่องดี").case
    story = bad.items.get(kind="story")
    Item.objects.filter(pk=story.pk).update(mark=bytes(len(story.mark)))
    unlock(client, handling.head)
    answer = client.get(reverse(LIST))
    rows = {str(row.case): row for row in answer.context["rows"]}
    assert rows[str(bad)].alarm
    assert rows[str(bad)].teaser is None
    assert rows[str(good)].teaser == "เรื่องดี"


def test_the_list_asks_as_much_for_many_cases_as_for_one(client, handling):
    case = complain("ก").case
    unlock(client, handling.head)
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    copies(case, 310)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(reverse(LIST))
    assert len(many) == len(few)
    assert len(answer.context["rows"]) == 300
    assert len(client.get(reverse(LIST), {"page": 2}).context["rows"]) == 11
    with CaptureQueriesContext(connection) as searching:
        answer = client.post(reverse(LIST), {"q": str(case)})
    assert len(searching) <= len(few) + 3
    assert str(case) in numbers(answer)


def test_an_empty_list_says_why(client, handling):
    unlock(client, handling.head)
    answer = client.get(reverse(LIST))
    assert numbers(answer) == []
    assert 'class="empty"' in answer.content.decode()


def test_what_was_written_is_text_and_never_markup(client, handling):
    complain("<script>alert(1)</script><b>หนา</b>")
    unlock(client, handling.head)
    text = client.get(reverse(LIST)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;หนา&lt;/b&gt;" in text
