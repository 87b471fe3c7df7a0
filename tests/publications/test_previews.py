"""Preview links: for people without an account, for a week, kept as a hash alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import serializers
from django.urls import reverse

from publications import previews, publishing
from publications.models import NewsItem, PreviewLink, Publication
from publications.publishing import NotAllowed


def make(client, one) -> str:
    """The key in the address that the page shows once."""
    page = client.post(reverse("publications:preview-make", args=[one.pk]))
    return re.search(r"/preview/([\w-]+)/", page.content.decode())[1]


def test_link_opens_the_draft_and_only_its_hash_is_kept(sign_in, write):
    one, client = write(), sign_in("clerk")
    key = make(client, one)
    assert previews.find(key) == one.newsitem  # with the fields of its kind
    assert type(previews.find(key)) is NewsItem
    rows = [*PreviewLink.objects.all(), *one.events.all(), *Publication.objects.all()]
    assert key not in serializers.serialize("json", rows)
    page = client.get(reverse("publications:detail", args=[one.pk])).content.decode()
    assert key not in page
    assert one.events.filter(kind="link_made").count() == 1


def test_keys_are_long_and_never_the_same(office, write):
    one = write()
    keys = {previews.make(one, by=office.clerk) for _ in range(20)}
    assert len(keys) == 20
    assert min(map(len, keys)) == 32  # 24 random bytes
    assert PreviewLink.objects.count() == 20


@pytest.mark.parametrize("token", ["", "x", "ไทย", "a" * 32, "a" * 100_000, "\ud800"])
def test_unknown_key_finds_nothing(office, write, token):
    previews.make(write(), by=office.clerk)
    assert previews.find(token) is None


def test_link_ends_after_a_week(office, write, time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700", tick=False)
    one = write()
    key = previews.make(one, by=office.clerk)
    time_machine.shift(timedelta(days=7, seconds=-1))
    assert previews.find(key) is not None
    time_machine.shift(timedelta(seconds=1))
    assert previews.find(key) is None


def test_link_is_stopped_at_once_and_once(sign_in, write):
    one, client = write(), sign_in("clerk")
    key = make(client, one)
    link = one.preview_links.get()
    address = reverse("publications:preview-stop", args=[one.pk, link.pk])
    assert client.get(address).status_code == 405
    client.post(address)
    client.post(address)
    assert previews.find(key) is None
    link.refresh_from_db()
    assert link.stopped_by == one.owner
    assert one.events.filter(kind="link_stopped").count() == 1


def test_link_of_another_publication_is_not_stopped_here(sign_in, office, write):
    mine = write()
    other = publishing.create(
        "news",
        facts={
            "title": "ของกองช่าง", "unit": office.units.works, "owner": office.outsider,
            "document_date": mine.document_date,
        },
        by=office.outsider,
    )  # fmt: skip
    key = previews.make(other, by=office.outsider)
    link = other.preview_links.get()
    client = sign_in("clerk")
    for pk in (mine.pk, other.pk):
        address = reverse("publications:preview-stop", args=[pk, link.pk])
        assert client.post(address).status_code == 404
    with pytest.raises(NotAllowed):
        previews.stop(link, by=office.clerk)
    assert previews.find(key).pk == other.pk


@pytest.mark.parametrize(
    ("state", "people"),
    [
        ("draft", {"clerk", "palad", "webmaster"}),
        ("in_review", {"clerk", "palad", "webmaster"}),
        ("scheduled", {"clerk", "palad", "webmaster"}),
        ("published", set()),
        ("over", set()),
        ("withdrawn", set()),
    ],
)
def test_link_is_made_by_those_who_work_on_it_while_it_is_not_public(
    office, brought_to, state, people
):
    one = brought_to(state)
    made = set()
    for person in ("clerk", "palad", "planner", "outsider", "webmaster"):
        try:
            previews.make(one, by=getattr(office, person))
        except NotAllowed:
            continue
        made.add(person)
    assert made == people
    assert PreviewLink.objects.count() == len(people)


def test_link_follows_its_publication_to_the_public_but_not_beyond(office, write):
    one = write()
    key = previews.make(one, by=office.clerk)
    publishing.publish(one, by=office.webmaster, seen=one.version)
    assert previews.find(key).pk == one.pk
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="ยกเลิก")
    assert previews.find(key) is None


def test_stranger_makes_no_link(client, write):
    one = write()
    answer = client.post(reverse("publications:preview-make", args=[one.pk]))
    assert reverse("accounts:sign-in") in answer["Location"]
    assert not PreviewLink.objects.exists()
