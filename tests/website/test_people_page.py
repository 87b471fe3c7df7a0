"""The office's people as the public sees them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from tests import factories
from website.people import structure

pytestmark = pytest.mark.django_db

PEOPLE = reverse("website:people")


def sections(client) -> dict[str, str]:
    """The page's sections by their ids, as text."""
    page = client.get(PEOPLE).content.decode()
    found = re.findall(r'<section class="section[^"]*" id="([^"]+)".*?>(.*?)</section>', page, re.S)
    return {key: " ".join(re.sub(r"<[^>]+>", " ", inner).split()) for key, inner in found}


def test_people_stand_with_their_side_and_unit(client, office):
    council = factories.make_post("council", "ประธานสภา", position=20)
    chair = factories.make_user("chair", first_name="สภา", last_name="ประชา")
    factories.appoint(chair, council)
    found = sections(client)
    assert str(office.mayor) in found["political"]
    assert str(chair) in found["council"]
    assert str(office.head) in found[f"unit-{office.units.office.pk}"]
    assert str(office.clerk) in found[f"unit-{office.units.finance.pk}"]
    everybody = "".join(found.values())
    assert str(office.outsider) not in everybody  # holds no post
    assert str(office.webmaster) not in everybody


def test_heads_stand_before_their_officers(office):
    finance = structure(timezone.localdate()).divisions[1]
    assert [seat.post for seat in finance.heads] == [office.posts.finance]
    assert [seat.post for seat in finance.others] == [office.posts.clerk]


def test_who_acts_stands_under_both_titles(client, office):
    chiefs = sections(client)["chiefs"]
    assert str(office.palad) in chiefs
    assert f"{office.posts.finance.title} รักษาราชการแทน{office.posts.palad.title}" in chiefs


def test_a_post_without_holder_is_vacant(client, office):
    factories.make_post("director", "ผู้อำนวยการกองช่าง", unit=office.units.works)
    page = client.get(PEOPLE).content.decode()
    vacant = re.findall(r'<li class="person person-vacant.*?</li>', page, re.S)
    assert len(vacant) == 1 and "ผู้อำนวยการกองช่าง" in vacant[0]


def test_who_left_is_gone_and_mayors_are_remembered(client, office):
    yesterday = timezone.localdate() - timedelta(days=1)
    for person in (office.mayor, office.clerk):
        person.appointments.update(ends=yesterday)
    before = factories.make_user("before", first_name="คนก่อน", last_name="เก่า")
    factories.appoint(before, office.posts.mayor, starts=date(2015, 1, 1), ends=date(2019, 12, 31))
    found = sections(client)
    former = found.pop("former")
    assert former.index(str(office.mayor)) < former.index("คนก่อน")
    assert "31 ธ.ค. 62" in former
    assert str(office.clerk) not in "".join(found.values())


def test_posts_out_of_use_are_not_shown(client, office):
    office.posts.clerk.active = False
    office.posts.clerk.save()
    assert str(office.clerk) not in "".join(sections(client).values())


# --- photos ----------------------------------------------------------------------------------


def give_photo(person) -> str:
    person.photo.save("x.webp", ContentFile(b"RIFF....WEBP"))
    return reverse("website:person-photo", args=[person.pk])


def test_photo_of_a_holder_is_given_out_sealed(client, office):
    address = give_photo(office.mayor)
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"RIFF....WEBP"
    assert address in client.get(PEOPLE).content.decode()


def test_photo_of_somebody_without_a_post_is_nobodys_to_see(client, office):
    assert client.get(give_photo(office.outsider)).status_code == 404
    assert client.get(reverse("website:person-photo", args=[office.mayor.pk])).status_code == 404
    assert client.get(reverse("website:person-photo", args=[999999])).status_code == 404
