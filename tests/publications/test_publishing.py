"""The verbs from draft to the public and back: who, from which state, and by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import Stale
from publications import publishing
from publications.completeness import what_is_missing
from publications.models import Attachment, Publication
from publications.overview import state_of
from publications.publishing import NotAllowed
from search.models import Entry

STATES = ["draft", "in_review", "scheduled", "published", "over", "withdrawn"]
PEOPLE = ["clerk", "planner", "outsider", "webmaster"]


def submit(one, by):
    publishing.submit(one, by=by, seen=one.version)


def send_back(one, by):
    publishing.send_back(one, by=by, seen=one.version, words="เติมวันที่")


def take_back(one, by):
    publishing.take_back(one, by=by, seen=one.version)


def publish(one, by):
    publishing.publish(one, by=by, seen=one.version)


def reschedule(one, by):
    until = timezone.now() + timedelta(days=9)
    publishing.reschedule(one, by=by, seen=one.version, until=until, reason="ครบกำหนด")


def withdraw(one, by):
    publishing.withdraw(one, by=by, seen=one.version, reason="ประกาศผิด")


def reviewed(one, by):
    again = timezone.localdate() + timedelta(days=200)
    publishing.mark_reviewed(one, by=by, seen=one.version, again_by=again)


# verb -> state it starts from -> who may, and where it leads. The clerk owns the publication.
VERBS = {
    submit: {"draft": ({"clerk", "webmaster"}, "in_review")},
    send_back: {"in_review": ({"webmaster"}, "draft")},
    take_back: {
        "in_review": ({"clerk", "webmaster"}, "draft"),
        "scheduled": ({"webmaster"}, "draft"),
    },
    publish: {
        "draft": ({"webmaster"}, "published"),
        "in_review": ({"webmaster"}, "published"),
        "withdrawn": ({"webmaster"}, "published"),
    },
    reschedule: {
        "scheduled": ({"webmaster"}, "scheduled"),
        "published": ({"webmaster"}, "published"),
        "over": ({"webmaster"}, "published"),
    },
    withdraw: {
        "published": ({"webmaster"}, "withdrawn"),
        "over": ({"webmaster"}, "withdrawn"),
    },
    reviewed: {
        "scheduled": ({"clerk", "webmaster"}, "scheduled"),
        "published": ({"clerk", "webmaster"}, "published"),
        "over": ({"clerk", "webmaster"}, "over"),
    },
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_verb_is_for_its_people_in_its_states(office, brought_to, verb, state):
    allowed, leads_to = VERBS[verb].get(state, (set(), state))
    one = brought_to(state)
    before = (one.version, one.events.count())
    for person in PEOPLE:
        if person not in allowed:
            with pytest.raises(NotAllowed):
                verb(one, getattr(office, person))
    one.refresh_from_db()
    assert (one.version, one.events.count(), state_of(one)) == (*before, state)
    for person in sorted(allowed)[:1]:
        verb(one, getattr(office, person))
        one.refresh_from_db()
        assert state_of(one) == leads_to
        assert one.version == before[0] + 1
        assert one.events.count() == before[1] + 1
        assert one.events.order_by("-pk").first().by == getattr(office, person)


@pytest.mark.parametrize("person", ["clerk", "webmaster"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_person_who_may_does(office, brought_to, verb, person):
    for state, (allowed, leads_to) in VERBS[verb].items():
        if person in allowed:
            one = brought_to(state)
            verb(one, getattr(office, person))
            assert state_of(Publication.objects.get(pk=one.pk)) == leads_to


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_page_that_is_old_moves_nothing(office, brought_to, verb):
    state = next(iter(VERBS[verb]))
    one = brought_to(state)
    Publication.objects.filter(pk=one.pk).update(version=one.version + 1)
    with pytest.raises(Stale):
        verb(one, office.webmaster)
    assert state_of(Publication.objects.get(pk=one.pk)) == state


# --- by the clock ---------------------------------------------------------------------------------


def test_it_becomes_public_and_ends_by_itself(office, write, time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")
    one = write()
    day = timedelta(days=1)
    publishing.publish(
        one, by=office.webmaster, seen=1, at=timezone.now() + day, until=timezone.now() + 3 * day
    )
    seen = []
    for hours in (0, 23, 25, 71, 73, 99):
        time_machine.move_to("2026-11-21 09:00 +0700")
        time_machine.shift(timedelta(hours=hours))
        stored = Publication.objects.get(pk=one.pk)
        assert Publication.objects.public().filter(pk=one.pk).exists() == stored.is_public()
        assert Publication.objects.over().filter(pk=one.pk).exists() == stored.is_over()
        seen.append(state_of(stored))
    assert seen == ["scheduled", "scheduled", "published", "published", "over", "over"]


def test_what_was_never_public_leaves_no_reason_behind(client, office, brought_to):
    one = brought_to("scheduled")
    with pytest.raises(NotAllowed):
        withdraw(one, office.webmaster)
    take_back(one, office.webmaster)
    assert (one.state, one.publish_at, one.withdrawal_reason) == ("draft", None, "")
    assert client.get(one.get_absolute_url()).status_code == 404


def test_what_was_public_never_answers_as_if_it_had_not_been(client, office, brought_to):
    one = brought_to("withdrawn")
    with pytest.raises(NotAllowed):
        publishing.publish(
            one, by=office.webmaster, seen=one.version, at=timezone.now() + timedelta(days=1)
        )
    one.refresh_from_db()
    assert client.get(one.get_absolute_url()).status_code == 410


def test_no_later_time_is_asked_for_what_was_withdrawn(sign_in, brought_to):
    page = sign_in("webmaster").get(
        reverse("publications:publish", args=[brought_to("withdrawn").pk])
    )
    assert {"at", "until"} & set(page.context["form"].fields) == {"until"}


def test_what_is_over_becomes_public_again_without_its_end(office, brought_to):
    one = brought_to("over")
    publishing.reschedule(one, by=office.webmaster, seen=one.version, until=None)
    assert one.is_public()


def test_end_lies_after_the_beginning(office, write):
    one, now = write(), timezone.now()
    for at, until in (
        (None, now - timedelta(minutes=1)),
        (now + timedelta(days=2), now + timedelta(days=1)),
    ):
        with pytest.raises(NotAllowed):
            publishing.publish(one, by=office.webmaster, seen=1, at=at, until=until)
    assert Publication.objects.get(pk=one.pk).state == "draft"


def test_the_beginning_moves_while_it_has_not_come(office, brought_to):
    one, later = brought_to("scheduled"), timezone.now() + timedelta(days=9)
    publishing.reschedule(one, by=office.webmaster, seen=one.version, at=later, until=None)
    assert (one.publish_at, Entry.objects.get().visible_from) == (later, later)
    with pytest.raises(NotAllowed):
        publishing.reschedule(
            one, by=office.webmaster, seen=one.version, at=later, until=later - timedelta(hours=1)
        )
    passed = timezone.now() - timedelta(days=1)
    publishing.reschedule(one, by=office.webmaster, seen=one.version, at=passed, until=None)
    assert one.is_public() and one.publish_at > passed
    with pytest.raises(NotAllowed):
        publishing.reschedule(one, by=office.webmaster, seen=one.version, at=later, until=None)
    assert Publication.objects.get(pk=one.pk).is_public()


@pytest.mark.parametrize(
    ("reason", "shown"), [("", "ครบกำหนดเผยแพร่"), ("ปิดรับสมัครแล้ว", "ปิดรับสมัครแล้ว")]
)
def test_after_its_end_its_address_says_why(
    client, office, brought_to, time_machine, *, reason, shown
):
    time_machine.move_to("2026-11-21 09:00 +0700")
    one = brought_to("published")
    until = timezone.now() + timedelta(days=1)
    publishing.reschedule(one, by=office.webmaster, seen=one.version, until=until, reason=reason)
    time_machine.shift(timedelta(days=2))
    gone = client.get(one.get_absolute_url())
    assert gone.status_code == 410
    assert shown in gone.content.decode()


def test_a_change_and_a_withdrawal_need_a_reason(office, brought_to):
    one = brought_to("published")
    for words in ("", "   "):
        with pytest.raises(NotAllowed):
            publishing.withdraw(one, by=office.webmaster, seen=one.version, reason=words)
    with pytest.raises(NotAllowed):
        publishing.change(one, facts={"title": "ใหม่"}, by=office.webmaster, seen=one.version)
    assert Publication.objects.get(pk=one.pk).is_public()


def test_next_reading_lies_in_the_future(office, brought_to):
    one = brought_to("published", review_by=timezone.localdate())
    assert list(Publication.objects.stale(timezone.localdate())) == [one]
    with pytest.raises(NotAllowed):
        publishing.mark_reviewed(
            one, by=office.clerk, seen=one.version, again_by=timezone.localdate()
        )
    reviewed(one, office.clerk)
    assert not Publication.objects.stale(timezone.localdate()).exists()


def test_pointer_leads_to_something_public(office, brought_to):
    one, draft, new = brought_to("published"), brought_to("draft"), brought_to("published")
    for wrong in (one, draft):
        with pytest.raises(NotAllowed):
            publishing.withdraw(
                one, by=office.webmaster, seen=one.version, reason="เก่า", replaced_by=wrong
            )
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="เก่า", replaced_by=new)
    assert one.replaced_by_id == new.pk
    publishing.publish(one, by=office.webmaster, seen=one.version)
    assert (one.replaced_by_id, one.withdrawal_reason, one.withdrawn_by) == (None, "", None)


# --- what is missing ------------------------------------------------------------------------------


def attach(one, office, **fields) -> Attachment:
    return Attachment.objects.create(
        publication=Publication.objects.get(pk=one.pk), title="ประกาศ.pdf",
        file=ContentFile(b"%PDF-1.7", "a.pdf"), kind="pdf", media_type="application/pdf", size=8,
        sha256="0" * 64, original_name="ประกาศ.pdf", uploaded_by=office.clerk, **fields,
    )  # fmt: skip


def test_a_document_waits_for_its_file_and_for_the_files_text(office, write):
    one = write("document")
    (missing,) = what_is_missing(one)
    file = attach(one, office)
    (reading,) = what_is_missing(one)
    assert reading != missing and "ประกาศ.pdf" in reading
    with pytest.raises(NotAllowed):
        publish(one, office.webmaster)
    Attachment.objects.update(text_state="done")
    publish(one, office.webmaster)
    file.refresh_from_db()
    assert file.released_at is not None


def test_a_picture_in_a_public_text_says_what_it_shows(office, brought_to):
    one = brought_to("published")
    address = "/media/pictures/00000000-0000-4000-8000-000000000000/large.webp"
    change = {"by": office.webmaster, "seen": one.version, "reason": "เพิ่มภาพ"}
    with pytest.raises(NotAllowed):
        publishing.change(one, facts={"body": f'<p><img src="{address}"></p>'}, **change)
    publishing.change(
        one, facts={"body": f'<p><img src="{address}" alt="ตลาดนัดหน้าที่ทำการ"></p>'}, **change
    )
    assert "ตลาดนัด" in one.body


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(office, write):
    one = write(title="ตลาดนัดวันเสาร์")
    assert not Entry.objects.exists()
    publish(one, office.webmaster)
    assert [entry.pk for entry in Entry.objects.all()] == [one.pk]
    withdraw(one, office.webmaster)
    assert not Entry.objects.exists()
